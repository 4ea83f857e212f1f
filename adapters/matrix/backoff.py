"""How long to wait before the server, or the store, is asked again."""

from __future__ import annotations

import secrets
from typing import Final

LONGEST_S: Final = 60.0
_RANDOM: Final = secrets.SystemRandom()


def wait_s(failures: int, asked_s: float | None = None) -> float:
    """At least what the server asked for; else doubling, and jittered so that not all come back at once."""
    if asked_s is not None:
        return asked_s + _RANDOM.uniform(0.0, 0.5)
    return min(LONGEST_S, 0.5 * 2 ** min(failures, 10)) * _RANDOM.uniform(0.5, 1.0)

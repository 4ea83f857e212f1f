"""How long to wait before the server, or the store, is asked again."""

from __future__ import annotations

import secrets
import time
from typing import Final

LONGEST_S: Final = 60.0
_RANDOM: Final = secrets.SystemRandom()


def wait_s(failures: int, asked_s: float | None = None) -> float:
    """At least what the server asked for; else doubling, and jittered so that not all come back at once."""
    if asked_s is not None:
        return asked_s + _RANDOM.uniform(0.0, 0.5)
    doubled: float = 0.5 * 2.0 ** min(failures, 10)
    return min(LONGEST_S, doubled) * _RANDOM.uniform(0.5, 1.0)


class Patience:
    """Puts off what failed, one by one, so that one message holds up no other."""

    def __init__(self) -> None:
        self._failures: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def put_off(self, name: str, asked_s: float | None = None) -> float:
        """For how many seconds."""
        failures = self._failures.get(name, 0)
        wait = wait_s(failures, asked_s)
        self._failures[name] = failures + 1
        self._until[name] = time.monotonic() + wait
        return wait

    def waits(self, name: str) -> bool:
        return time.monotonic() < self._until.get(name, 0.0)

    def over(self, name: str) -> None:
        self._failures.pop(name, None)
        self._until.pop(name, None)

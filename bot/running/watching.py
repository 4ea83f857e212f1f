"""What this program did since it began, for whoever watches it: counts and spans, no name and no reference."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.policies.nudges import LATE_AFTER

BOUNDS_S: Final = (1.0, 5.0, 15.0, 60.0, 300.0, 3600.0)


@dataclass(slots=True)
class Delays:
    """How long after their time things happened: `counts` of each bound, the last beyond all."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    sum_s: float = 0.0

    def note(self, delay: timedelta) -> None:
        seconds = max(delay.total_seconds(), 0.0)
        self.counts[bisect_left(BOUNDS_S, seconds)] += 1
        self.sum_s += seconds


@dataclass(slots=True)
class Tally:
    """Since the program began. `sent`, `failed`: parcels by platform. `dropped`: pings that nobody needed."""

    sent: Counter[str] = field(default_factory=Counter[str])
    failed: Counter[str] = field(default_factory=Counter[str])
    rung: int = 0
    late: int = 0  # of the rung: later than LATE_AFTER
    dropped: int = 0
    rung_after: Delays = field(default_factory=Delays)
    sent_after: Delays = field(default_factory=Delays)
    overdue: bool = False  # as the auditor of nudges saw it last
    _ticked: float | None = None
    _swept: float | None = None

    def rings(self, delay: timedelta) -> None:
        self.rung += 1
        self.late += delay > LATE_AFTER
        self.rung_after.note(delay)

    def sends(self, platform: str, delay: timedelta) -> None:
        self.sent[platform] += 1
        self.sent_after.note(delay)

    def ticks(self, *, swept: bool) -> None:
        """A sweep ended. `swept`: whole, and not by an error."""
        self._ticked = time.monotonic()
        if swept:
            self._swept = self._ticked

    @property
    def ticked_s(self) -> float | None:
        """Seconds since a sweep ended; None: none did yet."""
        return None if self._ticked is None else time.monotonic() - self._ticked

    @property
    def swept_s(self) -> float | None:
        """Seconds since one ended well."""
        return None if self._swept is None else time.monotonic() - self._swept

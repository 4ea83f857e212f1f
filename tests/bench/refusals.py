"""A refusal of a case of others beside one of a case that is not there, and beside itself.

What differs is noise: the difference of the medians of both kinds, over that of the same kind taken twice.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bot import dispatch
from storage import migrate
from tests.house import Talks, kept

ROUNDS = 200
EVEN_S = 0.05  # as a house has it that is no stage
MISSING = "silver-meadow-12-R"


@dataclass(frozen=True, slots=True)
class Refusals:
    """Medians in microseconds of three series taken in turns; `again` is the missing case once more."""

    real: float
    missing: float
    again: float

    @property
    def apart(self) -> float:
        return abs(self.real - self.missing)

    @property
    def noise(self) -> float:
        return abs(self.missing - self.again)


async def refusals_us(folder: Path, line: str = "/case show {}") -> Refusals:
    folder.mkdir()
    empty = folder / "empty.db"
    await migrate(f"sqlite:///{empty}")
    talks = Talks(folder, empty, unlimited=True)
    await talks.open()
    ref = await talks.taken(circle="social")
    took: dict[str, list[float]] = {"real": [], "missing": [], "again": []}
    asked = {"real": ref, "missing": MISSING, "again": MISSING}
    for number in range(ROUNDS + 10):
        # Each goes first as often as the others: what is first in a round is a little slower.
        names = list(took)
        for name in names[number % 3 :] + names[: number % 3]:
            seconds = await _refused(talks, line.format(asked[name]), f"{name}.{number}")
            if number >= 10:
                took[name].append(seconds * 1e6)
    await talks.close()
    return Refusals(**{name: statistics.median(those) for name, those in took.items()})


async def _refused(talks: Talks, line: str, key: str) -> float:
    house = replace(talks.player.house, even_s=EVEN_S)
    await kept(house, "housing", line, key)
    begun = time.perf_counter()
    await dispatch.work(house, "console", key)
    return time.perf_counter() - begun

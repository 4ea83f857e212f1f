"""A whole full-profile case in the console on a real SQLite file, and each of its acts beside its bare rows."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.console.scenario import Says, parse
from bot.house.showing import NAMES
from storage import migrate
from tests.bench.cases import bare, rows_of, write
from tests.house import Talks

SCENARIO: Final = Path(__file__).parents[1] / "scenarios" / "full_case.txt"
RUNS: Final = 3


@dataclass(frozen=True, slots=True)
class Whole:
    """`seconds`: the case in acts alone, without counting. `worst`: the slowest act beside a bare
    transaction of as many rows, by the quickest of its runs; `middle` the same of the act in the middle."""

    seconds: float
    acts: int
    worst: float
    middle: float


async def whole(folder: Path) -> Whole:
    runs = [await _run(folder / str(number)) for number in range(RUNS)]
    acts = [min(times) for times in zip(*(run for run, _bare in runs), strict=True)]
    floors = [min(times) for times in zip(*(floor for _run, floor in runs), strict=True)]
    # What asks a question writes next to nothing: an act is a line that changed the case.
    ratios = [act / floor for act, floor in zip(acts, floors, strict=True) if floor > 0]
    return Whole(sum(acts), len(acts), max(ratios), statistics.median(ratios))


async def _run(folder: Path) -> tuple[list[float], list[float]]:
    """Seconds of each line, and of its bare rows; 0 where it wrote none."""
    folder.mkdir(parents=True)
    await migrate(f"sqlite:///{folder / 'empty.db'}")
    talks = Talks(folder, folder / "empty.db", profile="full", unlimited=True)
    await talks.open()
    engine = await bare(folder / "floor.db")
    took, floor = list[float](), list[float]()
    for step in parse(SCENARIO.read_text("utf-8"), NAMES):
        if not isinstance(step, Says):
            await talks.player.step(step)
            continue
        before = await rows_of(talks)
        begun = time.perf_counter()
        await talks.player.step(step)
        took.append(time.perf_counter() - begun)
        rows = await rows_of(talks) - before
        begun = time.perf_counter()
        if rows > 0:
            await write(engine, rows)
        floor.append(time.perf_counter() - begun if rows > 0 else 0.0)
    await engine.dispose()
    await talks.close()
    return took, floor

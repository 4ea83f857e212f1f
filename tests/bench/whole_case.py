"""A whole full-profile case in the console on a real SQLite file, and each of its lines beside its bare rows.

A line is more than one transaction: it is kept, worked, answered, and what it put out is said. Its floor are
as many bare transactions of as many rows.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import event
from sqlalchemy.engine import Engine

from adapters.console.scenario import Says, parse
from bot.house.showing import NAMES
from storage import migrate
from tests.bench.cases import bare, write
from tests.house import Talks

SCENARIO: Final = Path(__file__).parents[1] / "scenarios" / "full_case.txt"
RUNS: Final = 3


@dataclass(frozen=True, slots=True)
class Whole:
    """`seconds`: all lines that people type, and nothing else. `worst` and `middle`: of all lines, each by the
    quickest of its runs, the one farthest from its floor and the one in the middle."""

    seconds: float
    lines: int
    worst: float
    middle: float


class Rows:
    """How many rows each transaction wrote, while it is listened to."""

    def __init__(self) -> None:
        self.written: list[int] = []
        self._open = 0
        event.listen(Engine, "after_cursor_execute", self._executed)
        event.listen(Engine, "commit", self._committed)

    def _executed(self, *said: object) -> None:
        cursor, statement = cast("Any", said[1]), str(said[2])
        if statement.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"}:
            self._open += max(1, cursor.rowcount)

    def _committed(self, _connection: object) -> None:
        self.written.append(self._open)
        self._open = 0

    def end(self) -> None:
        event.remove(Engine, "after_cursor_execute", self._executed)
        event.remove(Engine, "commit", self._committed)


async def whole(folder: Path) -> Whole:
    runs = [await _run(folder / str(number)) for number in range(RUNS)]
    lines = [min(times) for times in zip(*(run for run, _floor in runs), strict=True)]
    floors = [min(times) for times in zip(*(floor for _run, floor in runs), strict=True)]
    ratios = [line / floor for line, floor in zip(lines, floors, strict=True)]
    return Whole(sum(lines), len(lines), max(ratios), statistics.median(ratios))


async def _run(folder: Path) -> tuple[list[float], list[float]]:
    """Seconds of each line, and of its bare rows."""
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
        rows = Rows()
        begun = time.perf_counter()
        await talks.player.step(step)
        took.append(time.perf_counter() - begun)
        rows.end()
        begun = time.perf_counter()
        for count in rows.written:
            await write(engine, count)
        floor.append(time.perf_counter() - begun)
    await engine.dispose()
    await talks.close()
    return took, floor

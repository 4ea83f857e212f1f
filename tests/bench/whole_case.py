"""A whole full-profile case in the console on a real SQLite file, and each of its lines beside its bare rows.

A line is more than one transaction: it is kept, worked, answered, and what it put out is said. Its floor are
as many bare transactions of as many rows. It is the second case of its house: a program that has just started
makes ready each statement once, which is no line's.
"""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import event
from sqlalchemy.engine import Engine

from adapters.console.scenario import Says, Step, parse
from bot.house.showing import NAMES
from storage import migrate
from tests.bench.cases import bare, write
from tests.house import Talks

SCENARIO: Final = Path(__file__).parents[1] / "scenarios" / "full_case.txt"
RUNS: Final = 3
FILE: Final = re.compile(r"\.(?:png|docx)\b")


@dataclass(frozen=True, slots=True)
class Whole:
    """`seconds`: all lines that people type, and nothing else. `worst` and `middle`: of all lines, each by
    the quickest of its runs, the one farthest from its floor and the one in the middle. `file_ms`: of those
    that draw a picture or write a paper, which takes longer than any row, the slowest."""

    seconds: float
    lines: int
    worst: float
    middle: float
    file_ms: float


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
            many = len(cast("list[object]", said[3])) if said[5] else cursor.rowcount
            self._open += max(1, many)

    def _committed(self, _connection: object) -> None:
        self.written.append(self._open)
        self._open = 0

    def end(self) -> None:
        event.remove(Engine, "after_cursor_execute", self._executed)
        event.remove(Engine, "commit", self._committed)


async def whole(folder: Path) -> Whole:
    runs = [await _run(folder / str(number)) for number in range(RUNS)]
    lines = [min(one.took for one in same) for same in zip(*runs, strict=True)]
    floors = [min(one.floor for one in same) for same in zip(*runs, strict=True)]
    files = [one.file for one in runs[0]]
    ratios = [line / floor for line, floor in zip(lines, floors, strict=True)]
    acts = [ratio for ratio, file in zip(ratios, files, strict=True) if not file]
    drawn = [line for line, file in zip(lines, files, strict=True) if file]
    return Whole(sum(lines), len(lines), max(acts), statistics.median(ratios), max(drawn) * 1000)


@dataclass(frozen=True, slots=True)
class Typed:
    """Seconds of a line, and of its bare rows; whether it came with a file."""

    took: float
    floor: float
    file: bool


def _steps(number: int) -> list[Step]:
    """Of the first case, or of the second one, whose conference is the second."""
    typed = SCENARIO.read_text("utf-8").replace("/meeting record 1 ", f"/meeting record {number} ")
    return list(parse(typed, NAMES))


async def _run(folder: Path) -> list[Typed]:
    folder.mkdir(parents=True)
    await migrate(f"sqlite:///{folder / 'empty.db'}")
    talks = Talks(folder, folder / "empty.db", profile="full", unlimited=True)
    await talks.open()
    engine = await bare(folder / "floor.db")
    await talks.player.tick()  # what a program looks through when it starts is no act's
    for step in _steps(1):
        await talks.player.step(step)
    found: list[Typed] = []
    for step in _steps(2):
        if not isinstance(step, Says):
            await talks.player.step(step)
            continue
        rows, known = Rows(), len(talks.stage.lines)
        begun = time.perf_counter()
        await talks.player.step(step)
        took = time.perf_counter() - begun
        file = any(FILE.search(said.text) for said in talks.stage.lines[known:])
        rows.end()
        begun = time.perf_counter()
        for count in rows.written:
            await write(engine, count)
        found.append(Typed(took, time.perf_counter() - begun, file))
    await engine.dispose()
    await talks.close()
    return found

"""Three programs share the nudges of one PostgreSQL while one of them is killed every second."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.console import cast
from adapters.console.play import MovedClock
from adapters.console.stage import NAME, Stage
from bot.disclosure import Sensitive
from bot.house import open_house
from bot.people import OnCall, Person
from bot.plans import Action
from bot.policies import receivers
from bot.policies.nudge_table import LADDERS
from bot.ports import ClockKey, Rung, Running
from bot.vocabulary.numbers import ActionNo, Day, PersonNo
from bot.vocabulary.process import ClockName
from bot.vocabulary.sharing import Participation
from bot.vocabulary.work import ActionKind, Level
from tests.contract import samples
from tests.house import KEYS
from tests.live.test_kill import born

pytestmark = [pytest.mark.postgres, pytest.mark.live, pytest.mark.timeout(300)]

# The issue's own number takes minutes; NUDGES=20000 runs it whole.
NUDGES = int(os.environ.get("NUDGES", "300"))
PROGRAMS = 3
# One kill a second and a lease of a minute hold up to sixty people's notices at any time.
PEOPLE = range(101, 251)
MOVES_WITHIN_S = 15.0


def _somebody(number: int) -> Person:
    key = f"p{number}"
    return Person(
        no=PersonNo(number),
        key=key,
        name=Sensitive(key),
        on_call=frozenset(
            OnCall
        ),  # and it is urgent: no quiet hour of the machine's clock holds it up
        accounts={NAME: key},
    )


def _step(person: int, due: datetime) -> Action:
    """A step of the plan that this person holds, and is the only one to hear of."""
    return Action(
        no=ActionNo(person),
        kind=ActionKind.COUNSELLING,
        level=Level.PERSON,
        mode=Participation.VOLUNTARY,
        holder=PersonNo(person),
        due=Day.of(due.date()),
    )


async def _put(url: str, count: int) -> None:
    """Clocks of many cases, each with a rung that is due now and calls one person."""
    clock = MovedClock(datetime.now(UTC))
    stage = Stage(clock, language="en", zone=cast.ZONE)
    opened = await open_house(
        url,
        KEYS,
        partnership=cast.partnership(),
        clock=clock,
        platforms={NAME: stage},
        founders=cast.directory(NAME),
    )
    async with opened.house.unit() as unit:
        for number in PEOPLE:
            await unit.people.add(_somebody(number))
        await unit.commit()
    now = clock.now()
    due = now + timedelta(days=3)
    for _ in range(0, count, len(PEOPLE)):
        async with opened.house.unit() as unit:
            case = samples.case()
            case.facts.plan.actions = [_step(person, due) for person in PEOPLE]
            await unit.cases.add(case)
            for person in PEOPLE:
                key = ClockKey(case=case.id, name=ClockName.ACTION_DUE, subject=person)
                running = Running(key=key, started=now - timedelta(days=1), due=due, urgent=True)
                await unit.clocks.start(running, [Rung(clock=key, number=1, due=now)])
            await unit.commit()
    await opened.close()


@asynccontextmanager
async def _parent(url: str, folder: Path) -> AsyncGenerator[Process]:
    """Ends all that it gave birth to with itself."""
    _ahead(folder, 0)
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.machines.one_program", url, str(folder)),
        stdin=PIPE,
        stdout=PIPE,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield parent
    finally:
        parent.kill()
        await parent.wait()


def _ahead(folder: Path, seconds: float) -> None:
    """In one step, for a clock may be read at any moment."""
    (folder / "next").write_text(str(seconds), "utf-8")
    (folder / "next").rename(folder / "ahead")


def _said(folder: Path) -> Counter[str]:
    file = folder / "said"
    return Counter(file.read_text("utf-8").split()) if file.exists() else Counter()


def _led(folder: Path) -> list[tuple[int, float]]:
    file = folder / "led"
    rows = file.read_text("utf-8").splitlines() if file.exists() else []
    return [(int(pid), float(moment)) for pid, moment in map(str.split, rows)]


async def test_none_is_lost_and_only_what_was_under_way_is_said_again(
    url: str, tmp_path: Path
) -> None:
    assert LADDERS[ClockName.ACTION_DUE].steps[0].to == (receivers.holder,)
    await _put(url, NUDGES)
    kills, ends = 0, time.monotonic() + 240
    async with _parent(url, tmp_path) as parent:
        pids = [await born(parent) for _ in range(PROGRAMS)]
        while len(_said(tmp_path)) < NUDGES * 9 // 10 and time.monotonic() < ends:
            await asyncio.sleep(1)
            victim = random.randrange(PROGRAMS)  # noqa: S311  # no secret
            os.kill(pids[victim], signal.SIGKILL)
            kills += 1
            pids[victim] = await born(parent)
        led = _led(tmp_path)
        # What a killed one held is free once its lease is over.
        _ahead(tmp_path, 70)
        while len(_said(tmp_path)) < NUDGES and time.monotonic() < ends:  # noqa: ASYNC110  # a file tells nobody
            await asyncio.sleep(0.2)
        await asyncio.sleep(1)
    said = _said(tmp_path)
    assert kills > 0
    assert len(said) == NUDGES
    assert sum(said.values()) - len(said) <= kills
    _one_at_a_time(led)


def _one_at_a_time(led: list[tuple[int, float]]) -> None:
    """Whoever led and was followed by another never leads again in between."""
    spans: dict[int, tuple[float, float]] = {}
    for pid, moment in led:
        first, _ = spans.get(pid, (moment, moment))
        spans[pid] = first, moment
    ordered = sorted(spans.values())
    for (_, ended), (begun, _) in pairwise(ordered):
        assert ended <= begun, "two programs led at once"


async def test_another_leads_within_seconds_and_never_beside_one_that_was_frozen(
    url: str, tmp_path: Path
) -> None:
    await _put(url, 1)
    async with _parent(url, tmp_path) as parent:
        for _ in range(2):
            await born(parent)
        leader = await _leader(tmp_path, other_than=0, within_s=20)
        os.kill(leader, signal.SIGSTOP)
        frozen = time.monotonic()
        await _leader(tmp_path, other_than=leader, within_s=MOVES_WITHIN_S)
        os.kill(leader, signal.SIGCONT)
        await asyncio.sleep(4)
        # One line at most leaves before it looks at its clock.
        woken = [moment for pid, moment in _led(tmp_path) if pid == leader and moment > frozen]
        assert len(woken) <= 1


async def _leader(folder: Path, *, other_than: int, within_s: float) -> int:
    """Who led within the last half second, once it is somebody else."""
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        rows = _led(folder)
        if rows and rows[-1][0] != other_than and time.monotonic() - rows[-1][1] < 0.5:
            return rows[-1][0]
        await asyncio.sleep(0.1)
    raise AssertionError("nobody leads")

"""What breaks while programs share the nudges: one dies, the database restarts, a wire is cut, one is frozen.

Each is met twice: small in every run of the tests, and in full size by `make soak`.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import event

from adapters.console.play import MovedClock
from bot import dispatch
from bot.rounds import courier
from tests import postgres
from tests.house import START
from tests.machines.due import Null, opened, put_due, seat_people
from tests.machines.programs import Line, Nursery, nursery, put

pytestmark = [pytest.mark.postgres, pytest.mark.live]


@dataclass(frozen=True)
class Scale:
    """`idle_s`: after so long PostgreSQL ends what a program left open in the middle."""

    nudges: int
    kill_every_s: float
    most_kills: int
    away_s: float  # how long one is cut off, or frozen
    idle_s: float
    within_s: float


SMALL = Scale(nudges=600, kill_every_s=0.3, most_kills=4, away_s=4, idle_s=2, within_s=90)
FULL = Scale(nudges=20_000, kill_every_s=1, most_kills=999, away_s=60, idle_s=25, within_s=600)
FROZEN = Scale(nudges=20_000, kill_every_s=1, most_kills=999, away_s=90, idle_s=25, within_s=600)
_SOAK = (pytest.mark.soak, pytest.mark.timeout(900))


def _scales(full: Scale) -> list[object]:
    return [pytest.param(SMALL, id="small"), pytest.param(full, id="full", marks=_SOAK)]


def _patient(url: str, scale: Scale) -> str:
    return f"{url}?idle_s={scale.idle_s}"


def _figures(made: Nursery, what: str, **more: object) -> tuple[int, int]:
    """How many different keys were said, and how many words too many; for whoever reads the log."""
    said = made.said()
    doubled = sum(said.values()) - len(said)
    print(f"{what}: {len(said)} said, {doubled} twice", more)  # noqa: T201  # figures of a soak
    return len(said), doubled


@pytest.mark.parametrize(
    ("scale", "programs"),
    [
        pytest.param(SMALL, 3, id="small"),
        pytest.param(FULL, 2, id="full-2", marks=_SOAK),
        pytest.param(FULL, 3, id="full-3", marks=_SOAK),
    ],
)
async def test_a_kill_every_second_loses_none_and_repeats_the_batch_under_way_at_most(
    url: str, tmp_path: Path, scale: Scale, programs: int
) -> None:
    await put(url, scale.nudges)
    kills, ends = 0, time.monotonic() + scale.within_s
    async with nursery(url, tmp_path) as made:
        pids = [await made.born() for _ in range(programs)]
        while len(made.said()) < scale.nudges and time.monotonic() < ends:
            known = len(made.lines())
            await asyncio.sleep(scale.kill_every_s)
            if len(made.lines()) == known or kills == scale.most_kills:
                continue  # on a machine under load one that dies while it begins says nothing, for ever
            victim = random.randrange(programs)  # noqa: S311  # no secret
            made.kill(pids[victim])
            kills += 1
            pids[victim] = await made.born()
        await made.settled()
    said, doubled = _figures(made, "killed", programs=programs, kills=kills)
    assert (
        said == scale.nudges
    )  # none lost; and where the platform has a key, each stands there once
    assert kills > 0
    assert doubled <= kills * courier.AT_ONCE


@pytest.mark.parametrize("scale", _scales(FULL))
async def test_a_database_that_restarts_in_the_middle_loses_none(
    restarting: postgres.Server, tmp_path: Path, scale: Scale
) -> None:
    url = restarting.url(await asyncio.to_thread(restarting.fresh))
    await put(url, scale.nudges)
    async with nursery(url, tmp_path) as made:
        for _ in range(2):
            await made.born()
        await made.until_said(scale.nudges // 4, scale.within_s)
        await asyncio.to_thread(restarting.restart)
        at = len(made.said())
        await made.until_said(scale.nudges, scale.within_s)
        await made.settled()
    said, doubled = _figures(made, "restarted", at=at)
    assert at < scale.nudges
    assert said == scale.nudges
    assert doubled <= 2 * courier.AT_ONCE  # what both had under way


@pytest.mark.parametrize("scale", _scales(FULL))
async def test_a_program_that_is_cut_off_its_database_holds_up_nobody_and_comes_back(
    server: postgres.Server, url: str, tmp_path: Path, scale: Scale, line: Line
) -> None:
    await put(url, scale.nudges)
    port = await line.open(server.port)
    through = url.replace(f":{server.port}/", f":{port}/")
    async with nursery(_patient(url, scale), tmp_path) as made:
        cut = await made.born(_patient(through, scale))
        await _until_said_by(made, cut, 50, scale.within_s)
        whole = await made.born()
        await _until_said_by(made, whole, 50, scale.within_s)
        line.cut()
        at = time.monotonic()
        await made.until_said(scale.nudges, scale.within_s)
        alone = time.monotonic() - at
        await asyncio.sleep(max(scale.away_s - alone, 0))
        line.mend()
        before = sum(1 for _key, pid in made.lines() if pid == cut)
        await put(url, 500)
        made.kill(whole)  # now it is alone
        await made.until_said(scale.nudges + 500, scale.within_s)
        await made.settled()
        after = sum(1 for _key, pid in made.lines() if pid == cut)
    said, doubled = _figures(made, "cut off", took_s=round(alone, 1))
    assert said == scale.nudges + 500
    assert after > before  # it works again
    assert doubled <= 2 * courier.AT_ONCE  # of the one cut off and of the one killed


@pytest.mark.parametrize("scale", _scales(FROZEN))
async def test_a_program_that_was_frozen_wakes_and_says_nothing_that_another_said(
    url: str, tmp_path: Path, scale: Scale
) -> None:
    await put(url, scale.nudges)
    async with nursery(_patient(url, scale), tmp_path) as made:
        frozen = await made.born()
        await _until_said_by(made, frozen, 50, scale.within_s)
        other = await made.born()
        await _until_said_by(made, other, 50, scale.within_s)
        async with made.frozen(frozen):
            began = time.monotonic()
            await made.until_said(scale.nudges, scale.within_s)
            await asyncio.sleep(max(scale.away_s - (time.monotonic() - began), 0))
            known, at = made.said(), len(made.lines())
        await made.settled()
        woken = made.lines()[at:]
    said, doubled = _figures(made, "frozen", woken=len(woken))
    assert said == scale.nudges
    # One word at most, which was on its lips: no clock can be looked at in the same instant.
    assert sum(known[key] for key, pid in woken if pid == frozen) <= 1
    assert doubled <= courier.AT_ONCE


async def test_a_program_that_freezes_with_the_answer_of_the_store_unread_says_one_word_at_most(
    url: str,
) -> None:
    """By when it reads that its clocks run, its locks may be gone and another may have said all."""
    null = Null()
    house = await opened(url, MovedClock(START), null)
    await seat_people(house)
    await put_due(house, 3, steps=3)
    assert await dispatch.remind(house.house)

    def freezes(*about: object) -> None:
        if "max(rungs.number)" in str(about[2]) and not null.told:
            time.sleep(courier.SURE_S + 0.1)

    event.listen(house.store._engine.sync_engine, "after_cursor_execute", freezes)
    await dispatch.deliver(house.house, Null.name)
    assert len(null.told) == 1
    await dispatch.deliver(house.house, Null.name)
    assert len(set(null.told)) == len(null.told) == 3
    await house.close()


async def _until_said_by(made: Nursery, pid: int, count: int, within_s: float) -> None:
    ends = time.monotonic() + within_s
    while sum(1 for _key, by in made.lines() if by == pid) < count:
        assert time.monotonic() < ends, "it says nothing"
        await asyncio.sleep(0.05)


@pytest.fixture
def restarting() -> Iterator[postgres.Server]:
    """One that nobody else uses."""
    with postgres.running() as running:
        yield running


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    wire = Line()
    yield wire
    await wire.close()

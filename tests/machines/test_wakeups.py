"""What only another program can say is said at once: it is woken, and two that wake each other come to rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from adapters.console.play import MovedClock
from adapters.schedule import Ticker
from storage.engine import open_engine
from storage.wakeups import Wakeups
from tests.house import START
from tests.machines.due import Null, Times, opened, put_due, seat_people

pytestmark = pytest.mark.postgres
HOUR = timedelta(hours=1)


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  # what is waited for is done by another task
            await asyncio.sleep(0.02)


@pytest.fixture
async def words(url: str) -> AsyncIterator[Wakeups]:
    opened_words = Wakeups(url)
    yield opened_words
    await opened_words.close()


async def test_a_word_reaches_whoever_listens_and_again_after_the_connection_was_cut(
    url: str, words: Wakeups
) -> None:
    heard = 0

    def hears() -> None:
        nonlocal heard
        heard += 1

    listening = asyncio.ensure_future(words.listen(hears))
    await _until(lambda: heard == 1)  # it listens, and looks for what was said before
    other = Wakeups(url)
    await other.tell()
    await _until(lambda: heard == 2)
    engine = open_engine(url)
    async with engine.begin() as connection:
        cut = text(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and query ilike 'listen%'"
        )
        assert (await connection.execute(cut)).scalar_one() == 1
    await engine.dispose()
    await _until(lambda: heard == 3)
    await other.tell()
    await _until(lambda: heard == 4)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await other.close()


async def test_of_two_programs_the_one_that_speaks_is_woken_by_the_one_that_rang(  # noqa: PLR0915  # one story
    url: str, words: Wakeups
) -> None:
    """Its own sweep would come half a minute later. Nothing is due by its clock until the other has rung."""
    early, late, heard = MovedClock(START), MovedClock(START + HOUR), 0
    speaks, silent = Null(), Null()
    silent.speaks = False
    leader, other = await opened(url, early, speaks), await opened(url, late, silent)
    await seat_people(leader)
    await put_due(leader, 3, steps=3, times=Times(begins=HOUR))

    async def tells() -> None:
        assert other.house.tally.rung == 3
        early.move_to(late.now())
        await words.tell()

    def hears() -> None:
        nonlocal heard
        heard += 1
        if heard > 1:  # the first is said as soon as it listens, before the leader has begun
            leads.look()

    leads, rings = Ticker(leader.house), Ticker(other.house, tells)
    listening = asyncio.ensure_future(words.listen(hears))
    await _until(lambda: heard == 1)
    leads.start()
    await _until(lambda: leader.house.tally.swept_s is not None)
    assert not speaks.told
    rings.start()
    await _until(lambda: len(speaks.told) == 3)
    assert (leader.house.tally.rung, other.house.tally.rung) == (0, 3)
    assert heard == 2
    assert not silent.told
    await rings.stop()
    await leads.stop()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    for one in (leader, other):
        await one.close()


async def test_nobody_is_told_where_nothing_began_here(url: str) -> None:
    told = 0

    async def tell() -> None:
        nonlocal told
        told += 1

    silent = Null()
    silent.speaks = False
    house = await opened(url, MovedClock(START), silent)
    ticker = Ticker(house.house, tell)
    ticker.start()
    await _until(lambda: told == 1)  # at the start, for what an earlier program left
    for _ in range(3):
        before = house.house.tally.swept_s
        ticker.look()
        await _until(lambda before=before: (house.house.tally.swept_s or 0) != before)
    await asyncio.sleep(0.3)
    assert told == 1
    await ticker.stop()
    await house.close()

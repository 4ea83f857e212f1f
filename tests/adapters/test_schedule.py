"""Mirrors adapters/schedule.py: a sweep that wakes by itself, and carries nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from adapters.schedule import Ticker, sweep
from bot import dispatch
from bot.disclosure import Sensitive
from bot.ports import Heard, PlaceKind
from tests.house import WHOLE, Talks

LINE = "/" + WHOLE.format(urgency="today", guessable="would_not_guess").replace(
    " called:not_needed ground:danger_to_self", ""
)


async def types(house: Talks, who: str, words: str, key: str) -> None:
    """Worked without anybody ticking."""
    clock = house.player.house.clock
    heard = Heard(
        key=key,
        platform="console",
        account=who,
        place=PlaceKind.PRIVATE,
        room=who,
        words=Sensitive(words),
        at=clock.now(),
    )
    async with house.player.house.unit() as unit:
        await dispatch.hear(unit, heard)
        await unit.commit()
    await dispatch.work(house.player.house, "console", key)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  # what is waited for is said by another task
            await asyncio.sleep(0.01)


async def test_what_an_act_put_out_is_said_at_once_and_not_at_the_next_half_minute(
    house: Talks,
) -> None:
    ticker = Ticker(house.player.house)
    house.player.house.wakes.append(ticker.wake)
    ticker.start()

    await types(house, "teacher", LINE, "1")
    await types(house, "teacher", "= send", "2")

    await until(lambda: bool(house.reads("coordinator", "notice")) and bool(house.seats))
    await ticker.stop()


async def test_a_sweep_does_all_that_is_due_and_the_newest_rung_only_after_days_down(
    house: Talks,
) -> None:
    await types(house, "teacher", LINE, "1")
    await types(house, "teacher", "= send", "2")
    await sweep(house.player.house)
    house.clock.move_to(house.clock.now() + timedelta(days=3))

    await sweep(house.player.house)

    notices = house.reads("coordinator", "notice")
    assert notices[-1].startswith(("(late)", "Clocks were not watched"))
    assert len([one for one in notices if "overdue" in one]) == 1
    assert any("not watched" in one for one in notices)
    assert any("not watched" in one for one in house.reads("admin", "notice"))


async def test_forms_that_are_too_old_are_shredded_by_the_sweep(house: Talks) -> None:
    await types(house, "teacher", "/concern new", "1")
    house.clock.move_to(house.clock.now() + timedelta(hours=1))

    await sweep(house.player.house)

    async with house.player.house.unit() as unit:
        directory = await unit.people.directory()
        teacher = directory.by_key("teacher")
        assert teacher is not None
        assert await unit.dialogues.get(teacher.no) is None


async def test_an_end_waits_for_the_sweep_that_runs_and_says_nothing_of_it(
    house: Talks, caplog: pytest.LogCaptureFixture
) -> None:
    await types(house, "teacher", LINE, "1")
    await types(house, "teacher", "= send", "2")
    ticker = Ticker(house.player.house)
    ticker.start()
    await until(lambda: bool(house.reads("coordinator", "notice")))

    await ticker.stop()

    assert house.reads("officer", "notice")
    assert not [one for one in caplog.records if one.levelname in {"WARNING", "ERROR"}]

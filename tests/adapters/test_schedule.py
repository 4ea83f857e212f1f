"""Mirrors adapters/schedule.py: a sweep that wakes by itself, and carries nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from apscheduler.events import (  # type: ignore[import-untyped]  # it ships no types
    EVENT_JOB_MISSED,
    EVENT_JOB_SUBMITTED,
    JobExecutionEvent,
    JobSubmissionEvent,
)

from adapters.console.play import MovedClock
from adapters.schedule import AT_LEAST, STEP, STUCK, Ticker, rest, sweep
from bot import dispatch
from bot.people import Person
from bot.ports import Telling
from tests.house import START, WHOLE, Talks, kept
from tests.machines.due import Null, Times, opened, put_due, seat_people

LINE = "/" + WHOLE.format(urgency="today", guessable="would_not_guess").replace(
    " called:not_needed ground:danger_to_self", ""
)


async def types(house: Talks, who: str, words: str, key: str) -> None:
    """Worked without anybody ticking."""
    await kept(house.player.house, who, words, key)
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


HOUR = timedelta(hours=1)


async def test_a_sweep_that_was_held_up_for_an_hour_runs_once_and_says_all_that_fell_due(
    tmp_path: Path, migrated: Path
) -> None:
    """What APScheduler sees of it: the moment at which it was to wake is an hour ago, or an hour ahead."""
    (tmp_path / "confer.db").write_bytes(migrated.read_bytes())
    clock, null = MovedClock(START), Null()
    house = await opened(f"sqlite:///{tmp_path / 'confer.db'}", clock, null)
    await seat_people(house)
    spread = Times(begins=timedelta(minutes=1), apart=timedelta(minutes=9))
    due = await put_due(house, 6, steps=6, times=spread)
    ticker = Ticker(house.house)
    ticker.start()
    await until(lambda: house.house.tally.swept_s is not None)
    begun: list[int] = []
    missed: list[JobExecutionEvent] = []

    def notes(event: JobSubmissionEvent) -> None:
        begun.append(len(event.scheduled_run_times))

    ticker.scheduler.add_listener(notes, EVENT_JOB_SUBMITTED)
    ticker.scheduler.add_listener(missed.append, EVENT_JOB_MISSED)

    clock.move_to(START + HOUR)
    ago = HOUR + AT_LEAST / 2  # and between two of the moments at which it was to wake
    ticker.scheduler.modify_job("sweep", next_run_time=datetime.now(UTC) - ago)
    await until(lambda: len(null.told) == len(due))
    await ticker.stop()

    assert begun == [1]
    assert not missed
    assert set(null.told) == due.keys()
    await house.close()


async def test_a_machine_whose_clock_is_set_back_by_an_hour_does_not_sleep_for_an_hour(
    tmp_path: Path, migrated: Path
) -> None:
    (tmp_path / "confer.db").write_bytes(migrated.read_bytes())
    clock, null = MovedClock(START), Null()
    house = await opened(f"sqlite:///{tmp_path / 'confer.db'}", clock, null)
    await seat_people(house)
    due = await put_due(house, 1, times=Times(begins=3 * STEP))
    ticker = Ticker(house.house)
    ticker.start()
    await until(lambda: house.house.tally.swept_s is not None)
    clock.move_to(START + HOUR)
    for job in ("sweep", "rounds"):  # as APScheduler, which goes by the machine's clock, sees it
        ticker.scheduler.modify_job(job, next_run_time=datetime.now(UTC) + HOUR)

    await until(lambda: len(null.told) == len(due))

    rounds = ticker.scheduler.get_job("rounds")
    assert rounds is not None
    assert rounds.next_run_time < datetime.now(UTC) + HOUR / 2
    await ticker.stop()
    await house.close()


async def test_what_cannot_be_said_now_holds_up_nothing_that_falls_due_meanwhile(
    tmp_path: Path, migrated: Path
) -> None:
    (tmp_path / "confer.db").write_bytes(migrated.read_bytes())
    clock, silent = MovedClock(START), Null()
    silent.speaks = False
    house = await opened(f"sqlite:///{tmp_path / 'confer.db'}", clock, silent)
    await seat_people(house)
    assert await rest(house.house, START) == AT_LEAST
    soon = timedelta(milliseconds=300)
    await put_due(house, 2, times=Times(begins=2 * STUCK, apart=soon))
    assert await rest(house.house, START) == 2 * STUCK

    clock.move_to(START + 2 * STUCK)
    assert await rest(house.house, START) == STEP  # it fell due while the sweep went on
    await sweep(house.house)
    assert not silent.told  # its parcel waits, for the program that speaks
    assert await rest(house.house, clock.now()) == soon
    clock.move_to(clock.now() + soon)
    await sweep(house.house)
    assert await rest(house.house, clock.now()) == STUCK
    await house.close()


class Lingers(Null):
    """While it speaks a minute passes."""

    def __init__(self, clock: MovedClock) -> None:
        super().__init__()
        self._clock = clock

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        self._clock.move_to(self._clock.now() + timedelta(minutes=1))
        return await super().tell(person, telling, key=key)


async def test_a_sweep_ends_though_something_always_falls_due_while_it_speaks(
    tmp_path: Path, migrated: Path
) -> None:
    (tmp_path / "confer.db").write_bytes(migrated.read_bytes())
    clock = MovedClock(START)
    lingers = Lingers(clock)
    house = await opened(f"sqlite:///{tmp_path / 'confer.db'}", clock, lingers)
    await seat_people(house)
    await put_due(house, 3, steps=3, times=Times(apart=timedelta(minutes=1)))
    for swept in (1, 2):
        began = clock.now()
        await sweep(house.house)
        assert len(lingers.told) == swept
        assert await rest(house.house, began) == STEP
    await house.close()

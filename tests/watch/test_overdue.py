"""The auditor of nudges: it sees what stands unsent though the sweep does not, and says so once."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from adapters.schedule import sweep
from bot.ports import Backlog
from bot.rounds import overdue
from storage.peek import Peek
from tests.house import START, Talks

SAID = "Due nudges stand unsent. Please look at what is due, and at the machine:  confer doctor"


def _passes(house: Talks, span: timedelta) -> None:
    """Nobody sweeps meanwhile."""
    house.clock.move_to(house.clock.now() + span)


async def _looks(house: Talks) -> Backlog:
    peek = Peek(f"sqlite:///{house.file}")
    try:
        return await overdue.look(house.player.house, peek)
    finally:
        await peek.close()


async def test_what_is_sent_in_time_is_nothing_to_speak_of(house: Talks) -> None:
    await house.raised()
    await _looks(house)
    assert not house.player.house.tally.overdue


async def test_a_rung_that_stands_is_logged_counted_and_told_once(
    house: Talks, caplog: pytest.LogCaptureFixture
) -> None:
    ref = await house.raised()
    _passes(house, timedelta(hours=20))
    with caplog.at_level(logging.ERROR, "confer.overdue"):
        for _ in range(3):
            found = await _looks(house)
    assert found.rungs >= 1
    assert house.player.house.tally.overdue
    assert [record.getMessage() for record in caplog.records] == ["due nudges stand unsent"] * 3
    assert ref not in str([vars(record) for record in caplog.records])
    before = len(house.stage.lines)
    await sweep(house.player.house)
    told = [said.place for said in house.stage.lines[before:] if SAID in said.text]
    assert sorted(told) == ["admin", "coordinator"]
    await _looks(house)
    assert not house.player.house.tally.overdue


async def test_it_is_told_again_only_after_some_hours(house: Talks) -> None:
    await house.raised()
    for hours in (20, 1, 6):
        _passes(house, timedelta(hours=hours))
        await _looks(house)
    await sweep(house.player.house)
    assert len([text for text in house.reads("admin") if SAID in text]) == 2


@pytest.mark.parametrize(
    ("rung_s", "parcel_s", "stands"),
    [
        (None, None, False),
        (299, None, False),
        (301, None, True),
        (None, 899, False),
        (None, 901, True),
        (10, 901, True),
    ],
)
def test_a_moment_s_wait_is_no_alarm(
    rung_s: int | None, parcel_s: int | None, *, stands: bool
) -> None:
    ago = [None if s is None else START - timedelta(seconds=s) for s in (rung_s, parcel_s)]
    backlog = Backlog(
        rungs=1, oldest_rung=ago[0], parcels=1, oldest_parcel=ago[1], failing=0, heard={}
    )
    assert overdue.stands(backlog, START) is stands

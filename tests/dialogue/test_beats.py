"""What comes round by the calendar: meeting without cases once a month, the week's digest, a long gap."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.console import cast
from adapters.console.stage import SEATS, Said
from bot.people import SeatState
from bot.ports import Rhythms
from tests.house import CANARY, Talks, texts

INVITED = "Time to meet without a case on the table. Which date suits: "
REMINDED = "Two minutes for our meeting without cases: "


@pytest.fixture
async def house(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    """It is Monday the 2nd of March, 09:00; the first Tuesday is tomorrow."""
    talks = Talks(tmp_path, migrated, rhythms=Rhythms(list_always=False))
    await talks.open()
    yield talks
    await talks.close()


def _seats(lines: list[Said]) -> list[tuple[str, str]]:
    return [(f"{said.at:%d %H:%M}", said.text) for said in lines if said.place == SEATS]


async def test_on_the_first_tuesday_at_ten_all_are_asked_for_a_date(house: Talks) -> None:
    told = await house.waits(days=2)

    ((when, line),) = _seats(told)
    assert when == "03 09:00"  # ten o'clock in the partnership's zone
    dates = "Wed 18 Mar 10:00, Fri 20 Mar 10:00, Tue 24 Mar 10:00"
    assert line == f"{INVITED}{dates}? Bring someone we do not know yet."
    asked = [said for said in told if "Which dates suit you?" in said.text]
    assert {said.place for said in asked} >= {"nurse", "teacher", "social", "officer"}
    assert {said.buttons[-2:] for said in asked} == {("None of them", "Open")}


async def test_fewer_than_half_of_the_seats_are_reminded_after_five_working_days(
    house: Talks,
) -> None:
    await house.waits(days=2)
    await house.says("nurse", "2")
    told = await house.waits(days=7)

    assert _seats(told) == [
        ("10 09:00", f"{REMINDED}Wed 18 Mar 10:00, Fri 20 Mar 10:00, Tue 24 Mar 10:00?")
    ]


async def test_where_half_have_answered_nobody_is_reminded(house: Talks) -> None:
    told = await house.waits(days=2)
    asked = {said.place for said in told if "Which dates suit you?" in said.text}
    for who in sorted(asked)[: (len(asked) + 1) // 2]:
        await house.says(who, "2")

    assert _seats(await house.waits(days=7)) == []


async def test_after_ten_working_days_the_coordinator_alone_hears_and_picks(house: Talks) -> None:
    await house.waits(days=2)
    await house.says("nurse", "2")
    told = await house.waits(days=14)

    late = [said for said in told if "No date yet" in said.text]
    assert [said.place for said in late] == ["coordinator"]
    assert late[0].buttons == ("Pick Fri 20 Mar 10:00", "Open", "Skip this month")
    await house.says("coordinator", "[Pick Fri 20 Mar 10:00]")
    assert house.seats[-1] == "Meeting 1, without cases, stands: Fri 20 Mar 10:00."
    eve = _seats(await house.waits(days=3))
    assert eve == [("19 09:00", "We meet without cases: Fri 20 Mar 10:00.")]


async def test_a_month_that_is_planned_already_is_left_alone(house: Talks) -> None:
    await house.says("coordinator", "/meeting call kind:non_case dates:2026-03-12T10:00")
    told = _seats(await house.waits(days=12))

    assert not any(INVITED in line for _when, line in told)
    assert ("11 09:00", "We meet without cases: Thu 12 Mar 10:00.") in told


async def test_a_skipped_month_is_left_alone_and_the_next_one_is_not(house: Talks) -> None:
    await house.says("coordinator", "/meeting skip why:holiday_month")
    told = _seats(await house.waits(days=40))

    invited = [when for when, line in told if line.startswith(INVITED)]
    assert invited == ["07 08:00"]  # of April, in summer time


@pytest.mark.parametrize(
    "act", ["/meeting skip why:just_met", "/meeting call kind:non_case dates:2026-03-12T10:00"]
)
async def test_a_month_that_is_skipped_or_planned_after_the_question_is_asked_about_no_more(
    house: Talks, act: str
) -> None:
    await house.waits(days=2)
    said = await house.says("coordinator", act)
    told = await house.waits(days=14)

    assert not any(line.startswith(REMINDED) for _when, line in _seats(told))
    assert not any("No date yet" in line.text for line in told)
    if act.startswith("/meeting skip"):
        assert "Meeting 1" not in texts(await house.says("nurse", "/meeting next"))[0]
        again = await house.says("coordinator", act)
        assert texts(again) == ["This month is skipped already; all seats have read it."]
        assert len(texts(said)) == 1


async def test_after_downtime_it_is_said_in_working_hours_and_once(house: Talks) -> None:
    """Nobody ran from Monday noon to Tuesday night: it waits for Wednesday morning."""
    house.clock.move_to(datetime.fromisoformat("2026-03-03T21:00:00+00:00"))
    await house.crashes()
    told = _seats(await house.waits(days=3))

    assert [when for when, line in told if line.startswith(INVITED)] == ["04 09:00"]


async def test_a_month_in_which_nobody_ran_is_not_made_up(house: Talks) -> None:
    house.clock.move_to(datetime.fromisoformat("2026-04-01T21:00:00+00:00"))
    await house.crashes()
    told = _seats(await house.waits(days=12))

    invited = [when for when, line in told if line.startswith(INVITED)]
    assert invited == ["07 08:00"]


async def test_every_line_crashed_after_is_said_once(house: Talks) -> None:
    for _ in range(20):
        await house.waits(hours=6)
        await house.crashes()

    assert [line.startswith(INVITED) for line in house.seats].count(True) == 1


async def test_each_monday_the_coordinator_has_a_digest_on_empty_weeks_too(house: Talks) -> None:
    told = await house.waits(days=15)

    digests = [said for said in told if said.text.startswith("A new week.")]
    assert [(said.place, f"{said.at:%d %H:%M}") for said in digests] == [
        ("coordinator", "02 08:00"),  # this week's, as soon as Confer runs
        ("coordinator", "09 07:30"),
        ("coordinator", "16 07:30"),
    ]
    shown = texts(await house.says("coordinator", "/confer week"))[0].splitlines()
    assert shown[:2] == ["Nothing is late, and every case has its owner.", "What waits for you"]
    assert "Next meetings" in shown


async def test_the_digest_says_what_is_late_and_what_lacks_an_owner_by_reference_only(
    house: Talks,
) -> None:
    late = await house.raised()
    other = await house.taken()
    await house.waits(days=6)

    shown = texts(await house.says("coordinator", "/confer week"))[0]

    lines = {line.partition(":")[0]: line for line in reversed(shown.splitlines())}
    assert late in lines["Late"]
    assert lines["Without an owner"] == f"Without an owner: {other}"
    assert CANARY not in shown
    assert "Late:" not in texts(await house.says("teacher", "/confer week"))[0]


async def test_the_digest_says_which_case_lost_its_owner_and_has_nobody_who_stands_in(
    house: Talks,
) -> None:
    """An owner who is away with the deputy away too, one who left, and one whose agency is not there now."""
    ref = await house.owned()
    line = f"Owner gone or away, nobody stands in: {ref}"
    away = house.clock.now() + timedelta(days=3)

    async def says_so(key: str, **change: Any) -> bool:
        await changed(house, key, **change)
        shown = texts(await house.says("coordinator", "/confer week"))[0]
        return line in shown.splitlines()

    assert not await says_so("social", away_until=away)  # the deputy stands in
    assert await says_so("social_deputy", away_until=away)
    assert await says_so("social", away_until=None, accounts={})
    assert not await says_so("social", accounts={"console": "social"})
    async with house.player.house.unit() as unit:
        seat = (await unit.people.directory()).seat_by_key("social")
        assert seat is not None
        await unit.people.change_seat(replace(seat, state=SeatState.SUSPENDED))
        await unit.commit()
    assert await says_so("teacher")


async def changed(house: Talks, key: str, **change: Any) -> None:
    async with house.player.house.unit() as unit:
        person = (await unit.people.directory()).by_key(key)
        assert person is not None
        await unit.people.change(replace(person, **change))
        await unit.commit()


async def test_four_weeks_without_a_meeting_are_said_and_then_every_week(house: Talks) -> None:
    await house.says("coordinator", "/meeting skip why:holiday_month")
    told = await house.waits(days=36)

    gaps = [said for said in told if "a while since you last met" in said.text]
    assert [(said.place, f"{said.at:%m-%d}") for said in gaps] == [
        ("coordinator", "03-30"),
        ("coordinator", "04-07"),  # the 6th is Easter Monday
    ]


async def test_without_rhythms_nothing_comes_round(tmp_path: Path, migrated: Path) -> None:
    folder = tmp_path / "quiet"
    folder.mkdir()
    talks = Talks(folder, migrated)
    await talks.open()
    assert replace(cast.partnership(), rhythms=None) == talks.player.house.partnership
    assert await talks.waits(days=40) == []
    await talks.close()

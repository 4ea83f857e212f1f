"""What goes on without anybody's act: seats that lack somebody, agreements that run out, a seat's own pace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from adapters.console.stage import Said
from bot.people import Duty
from bot.policies.calendar import add_months
from bot.policies.guards import CARD_MONTHS, TRAINED_MONTHS
from bot.ports import NoticeKind, Rhythms
from bot.vocabulary.process import NudgeName
from bot.wording import NOTICES
from tests.house import WHOLE, Talks, texts

LOOK = "A seat needs a look: who holds it, and who stands in?"
ENDS = "An agency's agreement runs out soon, or has run out. Please have it signed anew."
CARD = NOTICES[NoticeKind.CARD_ENDS]
UNREADY = "Your agency's seat is not ready yet."


@pytest.fixture
async def house(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    """Agreements were signed on the 5th of January and hold for three months; it is the 2nd of March."""
    talks = Talks(tmp_path, migrated, rhythms=Rhythms(list_always=False))
    talks.agreed_for(months=3)
    await talks.open()
    yield talks
    await talks.close()


def heard(lines: list[Said], text: str, who: str) -> list[str]:
    return [f"{said.at:%m-%d}" for said in lines if (said.place, said.text) == (who, text)]


async def test_who_gives_a_seat_up_has_no_way_in_after_five_working_days_and_the_deputy_holds_it(
    house: Talks,
) -> None:
    await house.says("nurse", "/my leave for_good:yes")
    told = await house.waits(days=6)
    assert heard(house.stage.lines, LOOK, "coordinator") == ["03-02"]
    assert texts(await house.says("nurse", "/my settings"))

    told = await house.waits(days=2)

    assert heard(told, LOOK, "coordinator") == ["03-09"]
    assert await house.says("nurse", "/my settings") == []
    async with house.player.house.unit() as unit:
        directory = await unit.people.directory()
    stands_in = directory.by_key("health_deputy")
    assert stands_in is not None
    assert Duty.HOLDER in stands_in.duties


async def test_a_seat_without_a_deputy_is_said_at_once_and_weekly_until_it_has_one(
    house: Talks,
) -> None:
    async with house.player.house.unit() as unit:
        person = (await unit.people.directory()).by_key("school_deputy")
        assert person is not None
        await unit.people.change(replace(person, duties=frozenset()))
        await unit.commit()
    told = await house.waits(days=8)
    assert heard(told, LOOK, "coordinator") == ["03-02", "03-09"]

    async with house.player.house.unit() as unit:
        await unit.people.change(person)
        await unit.commit()
    assert heard(await house.waits(days=8), LOOK, "coordinator") == []


async def test_an_agreement_is_said_before_it_runs_out_and_then_the_seat_reads_only(
    house: Talks,
) -> None:
    told = await house.waits(days=33)
    assert heard(told, ENDS, "nurse") == ["03-02", "03-06", "03-30"]  # the 29th is a Sunday
    assert heard(told, ENDS, "auditor") == []

    await house.waits(days=2)
    whole = WHOLE.format(urgency="today", guessable="would_not_guess")
    whole = whole.replace(" called:not_needed ground:danger_to_self", "")
    refused = await house.says("nurse", f"/{whole}", "= send")

    assert any(UNREADY in line for line in texts(refused))
    assert texts(await house.says("nurse", "/meeting next"))


async def test_a_card_and_a_training_are_said_90_30_and_7_days_before_and_on_the_day_the_seat_reads_only(
    house: Talks,
) -> None:
    """The nurse's card and the teacher's training hold to the 10th of June, a Wednesday."""
    ends, signed = date(2026, 6, 10), date(2026, 6, 1)
    async with house.player.house.unit() as unit:
        directory = await unit.people.directory()
        health, school = directory.seat_by_key("health"), directory.seat_by_key("school")
        assert health is not None
        assert school is not None
        card, training = add_months(ends, -CARD_MONTHS), add_months(ends, -TRAINED_MONTHS)
        await unit.people.change_seat(replace(health, agreed_on=signed, carded_on=card))
        await unit.people.change_seat(replace(school, agreed_on=signed, trained_on=training))
        await unit.commit()
    line = f"/{WHOLE.format(urgency='this_week', guessable='would_not_guess')}"
    line = line.replace(" called:not_needed ground:danger_to_self", "")
    for day, says in (
        ("03-11", False),
        ("03-12", True),
        ("05-08", False),
        ("05-11", True),
        ("06-02", False),
        ("06-03", True),
        ("06-09", False),
        ("06-10", True),
    ):
        house.clock.move_to(datetime.fromisoformat(f"2026-{day}T10:00:00+00:00"))
        told = await house.waits(minutes=1)
        for who in ("nurse", "manager", "teacher"):
            assert heard(told, CARD, who) == [day] * says
        assert bool(heard(told, CARD, "coordinator")) is says
        assert heard(told, CARD, "officer") == []
        if day == "06-09":
            ready = await house.says("nurse", line, "= send")
            assert not any(UNREADY in text for text in texts(ready))
    for who in ("nurse", "teacher"):
        refused = await house.says(who, line, "= send")
        assert any(UNREADY in text for text in texts(refused))


async def test_how_soon_a_seat_acts_is_counted_by_the_word_it_needed_and_shown_to_it(
    house: Talks,
) -> None:
    ref = await house.raised()
    await house.waits(hours=7)
    await house.says("coordinator", f"/case answer {ref} next:screening by:2d")

    few = texts(await house.says("coordinator", "/confer week"))[0]
    async with house.player.house.unit() as unit:
        seat = (await unit.people.directory()).seat_by_key("municipality")
        assert seat is not None
        (pace,) = await unit.paces.of(seat.no, "2026-Q1")
        await unit.paces.add(replace(pace, count=7, took=pace.took * 7))
        await unit.commit()
    shown = texts(await house.says("coordinator", "/confer week"))[0].splitlines()

    assert (pace.nudge, pace.rung, pace.count) == (NudgeName.FIRST_ANSWER, 2, 1)
    assert "What your seat did" not in few  # times are told from eight on
    assert shown[-3:] == [
        "What your seat did of what was due, this quarter: 8",
        "Of these after a second word or a later one: 8",
        "Hours from the last word to the act, on average: 1",
    ]
    assert "What your seat did" not in texts(await house.says("teacher", "/confer week"))[0]


async def test_an_agreement_is_said_90_30_and_7_days_before_it_runs_out_and_on_the_day(
    tmp_path: Path, migrated: Path
) -> None:
    """Signed on the 5th of January for seven months: to the 5th of August, a Wednesday."""
    talks = Talks(tmp_path, migrated, rhythms=Rhythms(list_always=False))
    talks.agreed_for(months=7)
    await talks.open()

    told = await talks.waits(days=158)
    await talks.close()

    days = ["05-07", "07-06", "07-29", "08-05"]
    for who in ("nurse", "manager"):
        assert heard(told, ENDS, who) == days
    assert sorted(set(heard(told, ENDS, "coordinator"))) == days  # of every seat that has signed
    assert heard(told, ENDS, "auditor") == []

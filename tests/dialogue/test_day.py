"""Three messages a day that can wait, and one list each morning: the budget of nudges.md, rules 4 to 6."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.console.stage import Said
from bot.ports import Notice, NoticeKind, Rhythms
from tests.house import Talks, texts

LIST = "Your list for today is ready in Confer."
ANSWER = "An answer from you is awaited."
WAITING = "Something is waiting for you in Confer."


@pytest.fixture
async def house(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    """It is Monday the 2nd of March, 09:00 in the partnership's zone. Lists come where something is on them."""
    talks = Talks(tmp_path, migrated, rhythms=Rhythms(list_always=False), unlimited=True)
    await talks.open()
    yield talks
    await talks.close()


@pytest.fixture
async def steady(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    """Where lists come every day."""
    talks = Talks(tmp_path, migrated, rhythms=Rhythms())
    await talks.open()
    yield talks
    await talks.close()


def lists(lines: Sequence[Said], who: str) -> list[str]:
    return [f"{said.at:%a %H:%M}" for said in lines if said.place == who and said.text == LIST]


async def five_things_for_the_nurse(house: Talks) -> None:
    """Each of five concerns is answered within one day."""
    for _ in range(5):
        ref = await house.raised()
        await house.waits(minutes=5)
        await house.says("coordinator", f"/case answer {ref} next:screening by:2d")


async def test_the_fourth_message_of_a_day_waits_for_the_next_list(house: Talks) -> None:
    await five_things_for_the_nurse(house)
    told = [line for line in house.reads("nurse", "notice") if line == WAITING]
    assert len(told) == 3

    later = await house.waits(days=1)
    assert lists(later, "nurse") == ["Tue 07:30"]
    assert WAITING not in [said.text for said in later if said.place == "nurse"]
    shown = texts(await house.says("nurse", "[Open]"))[-1].splitlines()

    assert shown[0] == "Since your last list"
    assert [line.endswith(WAITING) for line in shown[1:3]] == [True, True]
    assert [line.startswith("– ") for line in shown[1:3]] == [True, True]
    assert not shown[3].startswith("– ")


async def test_what_is_for_today_waits_to_half_past_seven_and_is_not_left_for_the_list(
    house: Talks,
) -> None:
    """What an act says and what a clock says; all else that comes at night is on the list."""
    await house.waits(hours=12, minutes=30)  # 21:30 in the zone
    for urgency in ("today", "this_week"):
        ref = await house.raised(urgency=urgency)
        await house.says("coordinator", f"/case answer {ref} next:screening by:2d")
    told = await house.waits(hours=11, minutes=30)

    assert heard_at(told, "nurse", WAITING) == ["Tue 06:30"]
    assert heard_at(told, "officer", ANSWER) == ["Tue 06:30"]
    assert lists(told, "nurse") == lists(told, "officer") == ["Tue 07:30"]


def heard_at(lines: Sequence[Said], who: str, text: str) -> list[str]:
    return [f"{said.at:%a %H:%M}" for said in lines if (said.place, said.text) == (who, text)]


async def test_a_list_that_was_read_is_empty_and_the_budget_is_new_each_day(house: Talks) -> None:
    await five_things_for_the_nurse(house)
    await house.waits(days=1)
    await house.says("nurse", "[Open]")

    again = texts(await house.says("nurse", "/confer day"))[-1]
    assert "Since your last list" not in again
    await house.says("coordinator", "/meeting call kind:non_case dates:friday-10:00")
    assert any("The date of a meeting stands" in line for line in house.reads("nurse", "notice"))


async def test_the_list_comes_on_empty_days_too_in_the_same_words(steady: Talks) -> None:
    """A steady beat says nothing: a day with work and a day without look the same on a lock screen."""
    told = await steady.waits(days=7)

    for who in ("nurse", "teacher", "officer", "auditor"):
        assert lists(told, who) == [
            "Mon 08:00", "Tue 07:30", "Wed 07:30", "Thu 07:30", "Fri 07:30", "Mon 07:30",
        ]  # fmt: skip  # the first as soon as Confer runs
    assert lists(told, "mentor") == []  # nobody who has neither seat nor duty


async def test_what_was_done_meanwhile_is_not_on_the_list(house: Talks) -> None:
    ref = await house.taken()
    await house.waits(days=7)
    waiting = texts(await house.says("coordinator", "/confer day"))[-1]
    assert f"{ref}: Somebody is needed who takes something on." in waiting

    await house.says("coordinator", f"/owner name {ref} @social because:relationship")
    await house.waits(days=4)
    await house.says("social", f"/owner accept {ref}")

    assert "Somebody is needed" not in texts(await house.says("coordinator", "/confer day"))[-1]


async def test_promises_of_hours_are_neither_counted_nor_held(house: Talks) -> None:
    for _ in range(5):
        await house.raised()
        await house.waits(minutes=1)

    asked = [line for line in house.reads("coordinator", "notice") if "first answer" in line]
    assert len(asked) == 5


async def test_more_than_ten_things_on_one_list_are_said_to_the_coordinator_once_a_week(
    house: Talks,
) -> None:
    async with house.player.house.unit() as unit:
        nurse = (await unit.people.directory()).by_key("nurse")
        assert nurse is not None
        for number in range(15):
            word = Notice(to=nurse.no, kind=NoticeKind.WAITING, opens=f"meeting open {number}")
            await unit.outbox.put(word, platform="console", due=house.clock.now())
        await unit.commit()

    told = await house.waits(days=9)

    heard = [
        (said.place, f"{said.at:%a}")
        for said in told
        if said.text.startswith("Somebody has more waiting")
    ]
    assert heard == [("coordinator", "Tue"), ("coordinator", "Mon")]


async def test_what_somebody_does_at_night_lets_others_sleep(house: Talks) -> None:
    ref = await house.raised()
    await house.waits(hours=13)
    told = await house.says("coordinator", f"/case answer {ref} next:screening by:2d")
    assert told[-1].kind == "reply"
    assert WAITING not in house.reads("nurse", "notice")

    later = await house.waits(hours=11)

    assert lists(later, "nurse") == ["Tue 07:30"]
    shown = texts(await house.says("nurse", "[Open]"))[-1]
    assert f"– {ref}: {WAITING}" in shown


async def test_a_seats_own_day_off_is_a_day_of_rest_without_a_list(steady: Talks) -> None:
    async with steady.player.house.unit() as unit:
        directory = await unit.people.directory()
        school = directory.seat_by_key("school")
        assert school is not None
        await unit.people.change_seat(replace(school, week=(1, 2, 4)))
        await unit.commit()
    told = await steady.waits(days=7)
    assert lists(told, "teacher") == ["Mon 08:00", "Tue 07:30", "Thu 07:30", "Mon 07:30"]


async def test_a_person_who_changed_their_mind_is_said_at_night_and_beyond_the_days_budget(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.waits(hours=13)
    await house.says("social", f"/consent withdraw {ref} kind:support")

    assert house.reads("coordinator", "notice")[-1].startswith("A person changed their mind.")


async def test_a_deputys_morning_list_says_whose_duty_it_is(house: Talks) -> None:
    """What waited in the night for somebody who is away, and the clocks that run; the ping itself is bare."""
    ref = await house.started()
    for who in ("social", "coordinator"):
        await house.says(who, "/my leave until:2w")
    await house.waits(hours=13)
    await house.says(
        "teacher",
        f"/guest invite {ref} @mentor why:offers_a_service brings:knowledge may:add until:3d",
    )
    await house.waits(days=1)

    shown = texts(await house.says("social_deputy", "/confer day"))[-1].splitlines()
    assert shown[:3] == [
        "Since your last list",
        f"– {ref}: A guest's access ends soon. Open to see, and to let them stay.",
        "  You stand in for social.",
    ]
    shown = texts(await house.says("deputy", "/confer day"))[-1].splitlines()
    assert shown[1].endswith("Someone who helped has not heard back yet.")
    assert shown[2] == "  You stand in for coordinator."
    own = texts(await house.says("teacher", "/confer day"))[-1]
    assert "You stand in" not in own
    assert not any("stand in for" in line for line in house.reads("social_deputy", "notice"))

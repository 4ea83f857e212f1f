"""Later words of a case are sealed under new keys once somebody has left: mirrors bot/casework/keeping.py."""

from __future__ import annotations

import sqlite3

import pytest

from adapters.console.stage import Said
from bot.casework import keeping
from bot.vocabulary.process import Act
from tests.dialogue.test_share import SEND
from tests.house import CANARY, Talks


def _versions(house: Talks) -> list[int]:
    """The newest version of each key of a case."""
    connection = sqlite3.connect(house.file)
    rows = connection.execute(
        "select max(version) from data_keys where owner like 'case:%' group by owner order by owner"
    ).fetchall()
    connection.close()
    return [version for (version,) in rows]


async def test_nobody_left_and_the_keys_stay(house: Talks) -> None:
    ref = await house.started()
    await house.says("nurse", f"/concern detail {ref} detail:more {CANARY}")

    assert _versions(house) == [1]


async def test_a_guest_who_is_ended_turns_the_keys_and_old_words_still_open(house: Talks) -> None:
    ref = await house.started()
    await house.says(
        "social",
        f"/guest invite {ref} @mentor why:community_trust brings:relationship may:own_actions"
        " until:30d",
        f"/guest end {ref} who:@mentor",
    )
    assert _versions(house) == [2]

    await house.says("nurse", f"/concern detail {ref} detail:more {CANARY}")
    told = await house.says("social", f"/case open {ref} what:detail why:prepare_visit")

    shown = "\n".join(said.text for said in told)
    assert f"sits alone every day {CANARY}" in shown
    assert f"more {CANARY}" in shown


async def test_a_guest_whose_time_ran_out_turns_them_too(house: Talks) -> None:
    ref = await house.started()
    await house.says(
        "social",
        f"/guest invite {ref} @mentor why:community_trust brings:relationship may:own_actions"
        " until:2d",
    )
    await house.waits(days=4)

    assert _versions(house) == [2]


async def test_what_is_taken_back_turns_them(house: Talks) -> None:
    ref = await house.started()
    await house.says("nurse", f"/concern detail {ref} take_back:1")

    assert _versions(house) == [2]


async def test_consent_that_is_withdrawn_turns_them(house: Talks) -> None:
    ref = await house.started()
    line = f"/consent record {ref} kind:support mode:voluntary how:spoken"
    await house.says("social", f"{line} given:given")
    assert _versions(house) == [1]
    await house.says("social", f"{line} given:withdrawn")

    assert _versions(house) == [2]


async def test_a_case_that_is_prepared_anew_later_has_its_new_keys_already(house: Talks) -> None:
    ref = await house.started()
    await house.says("nurse", f"/consent withdraw {ref} kind:support")
    assert _versions(house) == [2]
    told = await house.says("social", f"/consent withdraw {ref} kind:support")

    assert told[-1].text == f"{ref} is prepared anew: talk with the person first."
    assert _versions(house) == [2]


async def test_who_leaves_a_circle_turns_them_and_who_joins_does_not(house: Talks) -> None:
    ref = await house.taken()
    await house.says(
        "coordinator", f"/case circle {ref} add:@psychologist", "special knowledge", "3", "60d"
    )
    assert _versions(house) == [1]
    await house.says("coordinator", f"/case circle {ref} remove:@teacher")

    assert _versions(house) == [2]


async def test_support_that_is_withdrawn_and_with_it_the_start_turns_them(house: Talks) -> None:
    ref = await house.started()
    await house.says("social", f"/consent withdraw {ref} kind:support")

    assert _versions(house) == [2]


@pytest.mark.parametrize("seats", ["", " seats:housing"], ids=["from all", "from one seat"])
async def test_what_is_recalled_turns_them(house: Talks, seats: str) -> None:
    ref = await house.started()
    line = SEND.format(ref=ref, data="attendance", to="housing,ngo")
    await house.says("teacher", f"{line} words:misses school {CANARY}", "send")
    assert _versions(house) == [1]
    await house.says("teacher", f"/share recall 2 ref:{ref}{seats}")

    assert _versions(house) == [2]


async def test_who_steps_aside_and_a_lighter_plan_that_lets_agencies_go_turn_them(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.says("teacher", f"/case aside {ref}", "= send")
    assert _versions(house) == [2]
    await house.says("social", f"/plan lighter {ref} why:going_well second:@deputy")
    await house.says("deputy", "[Open]", "[Confirm]")

    assert _versions(house) == [3]


@pytest.mark.parametrize("step", ["end", "suspend"])
async def test_a_seat_that_ends_or_rests_turns_the_keys_of_every_case_its_people_are_in(
    house: Talks, step: str
) -> None:
    await house.started()
    await house.raised("nurse")
    await house.says("coordinator", f"/agency seat social step:{step} second:@deputy")
    assert _versions(house) == [1, 1]
    await house.says("deputy", "[Open]", "[Confirm]")

    assert sorted(_versions(house)) == [1, 2]


async def test_who_gives_a_seat_up_turns_them_once_the_next_holder_is_named(house: Talks) -> None:
    await house.started()  # goes over to the next holder
    await house.raised("social")  # does not: it is still whose worry it was
    await house.raised("nurse")
    await house.says("social", "/my leave for_good:yes")
    assert _versions(house) == [1, 1, 1]

    line = "/agency seat social step:holder holder:@psychologist second:@deputy"
    await house.says("coordinator", line)
    await house.says("deputy", "[Open]", "[Confirm]")

    assert sorted(_versions(house)) == [1, 2, 2]


def test_every_act_by_which_somebody_or_something_leaves_has_its_row() -> None:
    assert set(keeping.TURNS) >= {
        Act.END_GUEST,
        Act.RECUSE,
        Act.WITHDRAW_DETAIL,
        Act.CHANGE_CIRCLE,
        Act.RECORD_CONSENT,
    }
    assert set(keeping.SEAT_TURNS) == {Act.ADMIT_SEAT, Act.NAME_HOLDER}


async def test_whose_day_in_a_circle_is_over_leaves_it_as_if_removed(house: Talks) -> None:
    ref = await house.taken()
    line = f"/case circle {ref} add:@psychologist why:special_knowledge brings:knowledge until:5d"
    await house.says("coordinator", line)
    await house.waits(days=5)
    assert _versions(house) == [1]
    assert ref in texts(await house.says("psychologist", "/case list"))

    said = await house.waits(days=1)
    left = [
        one
        for one in said
        if one.place == f"circle:{ref}" and "Somebody left the circle." in one.text
    ]
    assert len(left) == 1
    assert _versions(house) == [2]
    assert _left(house) == 1
    assert ref not in texts(await house.says("psychologist", "/case list", f"/case show {ref}"))

    await house.crashes()
    await house.waits(days=2)
    assert _versions(house) == [2]
    assert _left(house) == 1


async def test_an_owner_stays_when_the_day_in_the_circle_is_over(house: Talks) -> None:
    ref = await house.started()
    await house.waits(days=100)

    assert f"circle:{ref}" in {said.place for said in house.stage.lines}
    assert ref in texts(await house.says("social", f"/case show {ref}"))


def texts(said: list[Said]) -> str:
    return "\n".join(one.text for one in said)


def _left(house: Talks) -> int:
    """How often the audit says that somebody left a circle by the date alone."""
    connection = sqlite3.connect(house.file)
    query = "select count(*) from audit where act = 'change_circle' and actor is null"
    (count,) = connection.execute(query).fetchone()
    connection.close()
    return int(count)

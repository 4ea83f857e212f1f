"""Mirrors commands/agency.py; four eyes on a seat are in test_second_person.py."""

from __future__ import annotations

import pytest

from tests.house import Talks, texts

NOTHING = "There is nothing here for you under that name."


async def test_the_map_names_seats_people_and_the_lead(house: Talks) -> None:
    told = await house.says("mentor", "/agency map")

    assert told[-1].text.splitlines()[:2] == [
        "Leads the process: coordinator; deputy: deputy",
        "Municipality (municipality): coordinator, deputy",
    ]


async def test_the_map_can_be_narrowed_to_a_sector(house: Talks) -> None:
    told = await house.says("nurse", "/agency map housing")

    assert told[-1].text.splitlines()[1:] == ["Housing (housing): housing, housing deputy"]


async def test_ones_own_seat_says_whether_it_is_ready(house: Talks) -> None:
    assert texts(await house.says("nurse", "/agency seat")) == ["Health centre is ready."]
    assert texts(await house.says("mentor", "/agency seat")) == [
        "You have no seat here. Ask a colleague who has one, or the coordinator."
    ]


async def test_a_suspended_seat_raises_nothing_and_hears_what_is_missing(house: Talks) -> None:
    await house.says("coordinator", "/agency seat health step:suspend second:@deputy")
    await house.says("deputy", "[Open]", "[Confirm]")

    told = await house.says(
        "nurse",
        "/concern new topic:alone urgency:today age:12_15 basis:seen_myself sure:fairly"
        " strengths:friends guessable:would_not_guess detail:words",
        "send",
    )

    assert told[-1].text.splitlines() == [
        "Your agency's seat is not ready yet. See /agency seat for what is missing.",
        "What you typed is kept for 30 minutes.",
    ]
    shown = await house.says("nurse", "/agency seat")
    assert shown[-1].text.splitlines() == [
        "Health centre is not ready yet. It lacks:",
        "– the coordinator's admission",
    ]


async def test_a_new_holder_is_named_with_a_second_person(house: Talks) -> None:
    await house.says(
        "coordinator", "/agency seat seat:housing step:holder holder:@youth second:@deputy"
    )
    await house.says("deputy", "[Open]", "[Confirm]")

    told = await house.says("nurse", "/agency map sector:housing")

    assert told[-1].text.splitlines()[1] == "Housing (housing): youth, housing deputy"


@pytest.mark.parametrize("who", ["nurse", "officer", "mentor", "auditor", "admin"])
async def test_nobody_else_changes_a_seat(house: Talks, who: str) -> None:
    told = await house.says(who, "/agency seat seat:housing step:suspend second:@deputy")

    assert texts(told) == [NOTHING]

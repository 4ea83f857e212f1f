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


async def test_h35_h38_a_seat_that_ends_leaves_nothing_with_nobody(house: Talks) -> None:
    """Owner, steps, guests and open questions are handed on; what the agency gave stays sealed, and its say."""
    ref = await house.started()
    await house.says(
        "social",
        f"/guest invite {ref} @mentor why:offers_a_service brings:knowledge may:add until:30d",
        f"/assess ask {ref} seats:housing question:known",
        f"/plan write {ref} action:practical_help level:family holder:@teacher due:9d",
    )

    for seat in ("social", "housing"):
        await house.says("coordinator", f"/agency seat {seat} step:end second:@deputy")
        await house.says("deputy", "[Open]", "[Confirm]")

    shown = (await house.says("coordinator", f"/case show {ref}"))[-1].text
    assert "Holds it meanwhile: coordinator" in shown
    assert "In the circle: social" not in shown
    plan = (await house.says("coordinator", f"/plan show {ref}"))[-1].text
    assert "1. counselling (person, voluntary), coordinator" in plan
    assert "2. practical help (family, voluntary), teacher" in plan
    assert "Waits: held meanwhile" in plan
    assert "sponsor coordinator" in (await house.says("teacher", f"/guest list {ref}"))[-1].text
    for who in ("social", "housing"):
        assert texts(await house.says(who, f"/case show {ref}")) == [NOTHING]
    before = len(house.reads("housing", "notice"))
    await house.waits(days=6)
    assert house.reads("housing", "notice")[before:] == []


async def test_a_seat_whose_people_run_the_process_ends_only_once_others_do(house: Talks) -> None:
    told = await house.says("coordinator", "/agency seat police step:end second:@deputy")

    assert told[0].text.startswith(
        "Somebody of this seat runs the process, answers the police check"
    )
    assert "Police (police)" in (await house.says("nurse", "/agency map"))[-1].text


@pytest.mark.parametrize("who", ["nurse", "officer", "mentor", "auditor", "admin"])
async def test_nobody_else_changes_a_seat(house: Talks, who: str) -> None:
    told = await house.says(who, "/agency seat seat:housing step:suspend second:@deputy")

    assert texts(told) == [NOTHING]

"""Refusals tell nothing, and a hold reads like any pause on every surface."""

from __future__ import annotations

import pytest

from bot.vocabulary.reference import CaseRef
from tests.house import Talks, texts

NOTHING = "There is nothing here for you under that name."
OTHERS = ("social", "teacher", "nurse", "housing", "auditor", "admin", "mentor", "psychologist")


async def paused(house: Talks, line: str, who: str) -> dict[str, list[str]]:
    """Everything everybody else reads after a pause of either kind; the reference taken out."""
    ref = await house.taken()
    before = len(house.stage.lines)
    await house.says(who, line.format(ref=ref))
    for other in OTHERS:
        await house.says(other, f"/case show {ref}", "/case list", f"/concern status {ref}")
    await house.says("coordinator", f"/owner name {ref} @social because:time")
    await house.says("social", f"/owner accept {ref}")
    await house.says(
        "social", f"/plan write {ref} action:counselling level:person holder:@social due:3d"
    )
    await house.says("social", f"/case pause {ref} lift:yes")
    await house.waits(days=1)
    found: dict[str, list[str]] = {}
    for said in house.stage.lines[before:]:
        if said.place not in {"coordinator", "officer", "police_deputy", "deputy"}:
            words = said.text.replace(ref, "REF")
            found.setdefault(said.place.replace(ref, "REF"), []).append(f"{said.kind}: {words}")
    return found


async def test_a_hold_and_an_ordinary_pause_read_alike_to_everybody_else(
    house: Talks, second_house: Talks
) -> None:
    held = await paused(house, "/case pause {ref}", "officer")
    plain = await paused(second_house, "/case pause {ref} why:person_away", "coordinator")

    assert held == plain


@pytest.mark.parametrize("who", ["teacher", "housing", "mentor", "admin", "auditor", "youth"])
async def test_a_case_of_others_and_one_that_is_not_there_are_one_refusal(
    house: Talks, who: str
) -> None:
    ref = await house.taken(circle="social")
    lines = ["/case show {}", "/plan show {}"]
    if who != "auditor":  # who reads the logs of every case, and may open with a second person
        lines.append("/case open {} what:detail why:prepare_meeting")

    for line in lines:
        real = texts(await house.says(who, line.format(ref)))
        none = texts(await house.says(who, line.format("silver-meadow-12-R")))
        assert real == none == [NOTHING]


async def test_a_guest_of_one_case_asks_for_another_in_vain(house: Talks) -> None:
    first = await house.owned()
    await house.says(
        "social",
        f"/guest invite {first} @mentor why:community_trust brings:relationship may:add until:3d",
    )
    second = await house.raised("teacher")

    assert texts(await house.says("mentor", f"/case show {first}"))[0].startswith(first)
    assert texts(await house.says("mentor", f"/case show {second}")) == [NOTHING]
    assert texts(await house.says("mentor", "/case list")) == [NOTHING]
    await house.waits(days=4)
    assert texts(await house.says("mentor", f"/case show {first}")) == [NOTHING]


async def test_a_recused_person_loses_the_case_in_lists_and_views(house: Talks) -> None:
    ref = await house.owned()
    async with house.player.house.unit() as unit:
        case = await unit.cases.get(CaseRef.parse(ref))
        directory = await unit.people.directory()
        teacher = directory.by_key("teacher")
        assert teacher is not None
        case.facts.recused.append(teacher.no)
        await unit.commit()

    assert texts(await house.says("teacher", f"/case show {ref}")) == [NOTHING]
    assert ref not in " ".join(texts(await house.says("teacher", "/case list")))


async def test_the_coordinator_in_full_does_not_write_the_police_answer(full: Talks) -> None:
    ref = await full.answered()

    told = await full.says("coordinator", f"/case police {ref} answer:clear")

    assert texts(told)[0] == NOTHING

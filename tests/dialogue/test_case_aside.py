"""Mirrors commands/case_aside.py: stepping aside, and coming back."""

from __future__ import annotations

import pytest

from tests.house import Talks, texts

NOTHING = "There is nothing here for you under that name."
WAITS = "Something is waiting for you in Confer."


async def test_whoever_steps_aside_loses_sight_at_once_and_the_deputy_steps_in(
    house: Talks,
) -> None:
    ref = await house.taken()

    asked = await house.says("teacher", f"/case aside {ref}")
    told = await house.says("teacher", "[Step aside]")

    assert asked[-1].text.startswith(f"You lose sight of {ref} at once")
    assert told[-1].text == (
        "You have stepped aside. The case is gone from your lists; a deputy steps in."
    )
    for line in (f"/case show {ref}", f"/concern status {ref}", f"/case aside {ref}"):
        assert texts(await house.says("teacher", line)) == [NOTHING]
    assert texts(await house.says("teacher", "/case list")) == ["There is no case here for you."]
    assert house.reads("school_deputy", "notice") == [WAITS]
    assert (await house.says("school_deputy", "[Open]"))[-1].text.startswith(ref)
    assert (
        "Stepped aside: teacher" in (await house.says("coordinator", f"/case show {ref}"))[-1].text
    )
    assert "Stepped aside" not in (await house.says("social", f"/case show {ref}"))[-1].text


async def test_an_open_form_on_the_case_goes_with_it(house: Talks) -> None:
    ref = await house.taken()
    await house.says("teacher", f"/case escalate {ref}")

    told = await house.says("teacher", f"/case aside {ref}", "= send")

    assert "Now back to where you were" not in "".join(texts(told))


async def test_an_owner_who_steps_aside_leaves_it_with_the_coordinator(house: Talks) -> None:
    ref = await house.owned()

    await house.says("social", f"/case aside {ref}", "= send")

    shown = await house.says("coordinator", f"/case show {ref}")
    assert "Owner" not in shown[-1].text.replace("Owner: –", "")
    assert "Name an owner" in shown[-1].buttons


async def test_a_case_whose_whole_circle_stepped_aside_is_held_and_an_owner_is_looked_for(
    house: Talks,
) -> None:
    ref = await house.taken(circle="social")
    await house.says("coordinator", f"/owner name {ref} @social because:time")
    await house.says("social", f"/owner accept {ref}")
    await house.says("social", f"/plan write {ref} action:activity level:person", "@social", "3d")
    await house.says("social", f"/plan start {ref}")
    await house.says("social", f"/case aside {ref}", "= send")
    await house.says("social_deputy", f"/case aside {ref}", "= send")
    asked = len(house.reads("coordinator", "notice"))

    await house.waits(days=5)
    held = await house.says("coordinator", f"/owner hold {ref}")

    assert len(house.reads("coordinator", "notice")) > asked
    assert held[0].text.startswith(f"You hold {ref} until an owner is found.")


async def test_the_pause_of_an_owner_who_steps_aside_is_lifted_by_who_runs_the_process(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.says("social", f"/case pause {ref} why:person_away")
    await house.says("social", f"/case aside {ref}", "= send")

    told = await house.says("coordinator", f"/case pause {ref} lift:yes")

    assert told[-1].text == f"{ref} goes on."


async def test_a_coordinator_who_stepped_aside_decides_nothing_and_the_deputy_does(
    house: Talks,
) -> None:
    ref = await house.answered()
    await house.says("coordinator", f"/case aside {ref}", "= send")

    line = f"/case take {ref} why:fits_here circle:social police_said:clear"

    assert texts(await house.says("coordinator", line)) == [NOTHING]
    assert "is taken up" in (await house.says("deputy", line))[-1].text


async def test_for_a_police_contact_who_stepped_aside_the_deputy_answers(full: Talks) -> None:
    ref = await full.answered()
    await full.says("officer", f"/case aside {ref}", "= send")

    told = await full.says("police_deputy", f"/case police {ref} answer:clear")

    assert told[-1].text == f"Noted for {ref}: clear."
    assert texts(await full.says("officer", f"/case police {ref} answer:hold")) == [NOTHING]


async def test_sight_returns_when_the_coordinator_adds_them_again(house: Talks) -> None:
    ref = await house.taken()
    await house.says("teacher", f"/case aside {ref}", "= send")

    await house.says(
        "coordinator",
        f"/case circle {ref} add:@teacher why:knows_the_person brings:relationship until:30d",
    )

    assert (await house.says("teacher", f"/case show {ref}"))[-1].text.startswith(ref)


@pytest.mark.parametrize("who", ["nurse", "mentor", "admin", "auditor"])
async def test_whoever_sees_no_case_steps_aside_from_none(house: Talks, who: str) -> None:
    ref = await house.taken()

    assert texts(await house.says(who, f"/case aside {ref}")) == [NOTHING]

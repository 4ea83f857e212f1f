"""Mirrors commands/owner.py."""

from __future__ import annotations

import pytest

from tests.house import Talks, texts

NOTHING = "There is nothing here for you under that name."
WAITS = "Something is waiting for you in Confer."


async def test_the_nominee_is_asked_bare_and_the_circle_hears_that_somebody_is(
    house: Talks,
) -> None:
    ref = await house.taken()
    before = len(house.reads("social", "notice"))

    told = await house.says("coordinator", f"/owner name {ref}", "@social", "1, 3")

    assert texts(told, "reply") == [f"social is asked to own {ref}."]
    assert house.reads("social", "notice")[before:] == [WAITS]
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · A case owner is named; the answer is awaited."
    )
    shown = await house.says("social", "[Open]")
    assert "Asked to own it: social" in shown[-1].text
    assert shown[-1].buttons[0] == "Accept"


async def test_accepting_starts_the_day_for_a_first_word(house: Talks) -> None:
    ref = await house.taken()
    await house.says("coordinator", f"/owner name {ref} @social because:relationship")

    told = await house.says("social", f"/owner accept {ref}")

    assert told[0].text == (f"You own {ref}. A first word from you is awaited within 24 hours.")
    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · This case has an owner."
    assert house.reads("social", "notice")[-1] == (
        "Someone is waiting for a first word from you. Please answer within 24 hours."
    )
    assert texts(await house.says("social", f"/owner accept {ref}")) == [f"You own {ref} already."]


async def test_a_seat_stands_for_its_holder(house: Talks) -> None:
    ref = await house.taken()

    told = await house.says("coordinator", f"/owner name {ref} @school-seat because:time")

    assert texts(told, "reply") == [f"teacher is asked to own {ref}."]


async def test_a_name_typed_wrong_gets_the_nearest(house: Talks) -> None:
    ref = await house.taken()

    told = await house.says("coordinator", f"/owner name {ref} who:@socail because:time")

    assert told[-1].text.splitlines()[0] == (
        "I could not read that. Did you mean: @social, @social_deputy?"
    )


async def test_only_the_nominee_accepts(house: Talks) -> None:
    ref = await house.taken()
    await house.says("coordinator", f"/owner name {ref} @social because:relationship")

    for who in ("teacher", "coordinator", "housing", "mentor"):
        assert texts(await house.says(who, f"/owner accept {ref}")) == [NOTHING]


async def test_the_first_word_is_said_to_the_circle(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says("social", f"/owner reply {ref}", "I call today", "today")

    assert told[1].text.startswith("By when?")
    assert texts(told, "reply") == [f"The circle of {ref} hears: I call today, by Mon 2 Mar."]
    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · The owner: I call today, by Mon 2 Mar."


async def test_an_owner_gives_back_with_a_reason_and_the_coordinator_hears_bare(
    house: Talks,
) -> None:
    ref = await house.owned()

    told = await house.says("social", f"/owner give_back {ref}", "no time")

    assert texts(told, "reply") == [f"{ref} is back with the coordinator. Thank you."]
    assert house.reads("coordinator", "notice")[-1] == WAITS
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · The owner gave the case back; the coordinator holds it meanwhile."
    )
    assert texts(await house.says("social", f"/plan start {ref}")) == [NOTHING]


async def test_who_stepped_back_may_be_followed_by_another(house: Talks) -> None:
    ref = await house.owned()
    await house.says("social", f"/owner give_back {ref} why:wrong_fit")
    await house.says("coordinator", f"/owner name {ref} @teacher because:relationship")

    told = await house.says("teacher", f"/owner accept {ref}")

    assert told[0].text.startswith(f"You own {ref}.")


@pytest.mark.parametrize("who", ["nurse", "housing", "mentor", "admin", "teacher"])
async def test_in_light_only_the_coordinator_names(house: Talks, who: str) -> None:
    ref = await house.taken()

    assert texts(await house.says(who, f"/owner name {ref} @social because:time")) == [NOTHING]


@pytest.mark.parametrize("typed", ["social", "@social", "Social services", "SOCIAL-SEAT"])
async def test_a_seat_as_people_call_it_stands_for_whoever_holds_it(
    house: Talks, typed: str
) -> None:
    ref = await house.taken()
    await house.says("coordinator", f"/owner name {ref}")

    asked = await house.says("coordinator", typed)

    assert asked[-1].text.startswith("Why this person")


# --- another one is asked while somebody owns it ---------------------------------------------------


async def test_the_owner_goes_on_until_another_one_accepts_and_hears_both(house: Talks) -> None:
    ref = await house.owned()
    before = len(house.reads("social", "notice"))

    await house.says("coordinator", f"/owner name {ref} @teacher because:relationship")

    assert house.reads("social", "notice")[before:] == [WAITS]
    shown = (await house.says("social", "[Open]"))[-1]
    assert {"Owner: social", "Asked to own it: teacher"} <= set(shown.text.splitlines())
    assert "First word" in shown.buttons
    again = await house.says("social", f"/owner accept {ref}")
    assert again[0].text.startswith(f"You own {ref} already.")
    told = await house.says("social", f"/owner reply {ref} next:call_today by:today")
    assert told[0].text.startswith(f"The circle of {ref} hears")
    count = len(house.reads("social", "notice"))

    await house.says("teacher", f"/owner accept {ref}")

    assert house.reads("social", "notice")[count:] == [WAITS]
    shown = (await house.says("social", "[Open]"))[-1]
    assert "Owner: teacher" in shown.text.splitlines()
    assert texts(await house.says("social", f"/owner reply {ref} next:meet by:2d")) == [NOTHING]


@pytest.mark.parametrize("way", ["says no", "steps aside", "is taken out", "loses the seat"])
async def test_a_nominee_who_does_not_take_it_on_takes_it_from_nobody(
    house: Talks, way: str
) -> None:
    ref = await house.owned()
    await house.says("coordinator", f"/owner name {ref} @teacher because:relationship")
    place = len(house.reads(f"circle:{ref}"))
    lines = {
        "says no": [("teacher", "[Open]"), ("teacher", "[Not me]"), ("teacher", "no time")],
        "steps aside": [("teacher", f"/case aside {ref}"), ("teacher", "[Step aside]")],
        "is taken out": [("coordinator", f"/case circle {ref} remove:@teacher")],
        "loses the seat": [
            ("coordinator", "/agency seat school step:end second:@deputy"),
            ("coordinator", "send"),
            ("deputy", "[Open]"),
            ("deputy", "[Confirm]"),
        ],
    }

    for who, line in lines[way]:
        await house.says(who, line)

    heard = [one for one in house.reads(f"circle:{ref}")[place:] if "owner" in one or "own " in one]
    declined = f"{ref} · Whoever was asked to own this case does not take it on."
    assert heard == ([declined] if way in {"says no", "steps aside"} else [])
    shown = (await house.says("social", f"/case show {ref}"))[0].text
    assert "Owner: social" in shown
    assert "Asked to own it" not in shown
    told = await house.says("social", f"/owner reply {ref} next:call_today by:today")
    assert told[0].text.startswith(f"The circle of {ref} hears")


async def test_whoever_asked_hears_of_a_no_and_asks_another(house: Talks) -> None:
    ref = await house.taken()
    await house.says("deputy", f"/owner name {ref} @teacher because:relationship")
    await house.says("teacher", "[Open]")

    told = await house.says("teacher", "[Not me]", "no time")

    assert texts(told, "reply")[-1] == (
        f"Thank you. Whoever asked you hears that you do not take {ref} on."
    )
    assert house.reads("deputy", "notice")[-1] == WAITS
    assert "Name an owner" in (await house.says("deputy", "[Open]"))[-1].buttons


async def test_the_owner_is_not_asked_again(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says("coordinator", f"/owner name {ref} @social because:time")

    assert told[0].text.splitlines()[0] == (
        "That person owns this case already. Who else could own it?"
    )


async def test_nobody_is_asked_any_more_once_the_case_has_ended(house: Talks) -> None:
    ref = await house.started()
    await house.says("coordinator", f"/owner name {ref} @teacher because:relationship")
    await house.says("social", f"/plan progress {ref} action:1 status:done helped:helped")
    await house.says("social", f"/case close {ref} step:propose why:goals_met outcome:goals_met")
    ended = await house.says("coordinator", f"/case close {ref} step:finish")
    assert ended[0].text.startswith(f"{ref} has ended.")

    shown = await house.says("coordinator", f"/case show {ref}")

    assert "Asked to own it" not in shown[-1].text
    assert texts(await house.says("teacher", f"/owner accept {ref}")) == [NOTHING]


@pytest.mark.parametrize("way", ["gives it back", "is followed by another"])
async def test_the_pause_of_who_owns_it_no_longer_is_lifted_by_whoever_runs_the_process(
    house: Talks, way: str
) -> None:
    ref = await house.started()
    await house.says("social", f"/case pause {ref} why:waiting_for_service")
    if way == "gives it back":
        await house.says("social", f"/owner give_back {ref} why:conflict")
    else:
        await house.says("coordinator", f"/owner name {ref} @teacher because:relationship")
        await house.says("teacher", f"/owner accept {ref}")
    assert texts(await house.says("social", f"/case pause {ref} lift:yes")) == [NOTHING]

    await house.says("coordinator", f"/case pause {ref} lift:yes")

    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · This case goes on."


async def test_the_pause_of_an_owner_who_runs_the_process_stays_theirs(house: Talks) -> None:
    ref = await house.started()
    await house.says("social", f"/owner give_back {ref} why:no_time")
    await house.says("deputy", f"/owner hold {ref}", f"/case pause {ref} why:person_away")
    await house.says("coordinator", f"/owner name {ref} @teacher because:relationship")
    await house.says("teacher", f"/owner accept {ref}")

    await house.says("deputy", f"/case pause {ref} lift:yes")

    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · This case goes on."

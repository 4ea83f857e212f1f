"""Mirrors commands/case_again.py."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

FIRST_WORD = "Someone is waiting for a first word from you. Please answer within 24 hours."
NOTHING = "There is nothing here for you under that name."


async def folded(house: Talks) -> tuple[str, str]:
    """A teacher's concern, folded into a nurse's case that has an owner."""
    into = await house.owned()
    await house.says("social", f"/owner reply {into} next:meet by:today")
    ref = await house.raised("teacher")
    await house.says("coordinator", f"/case fold {ref} into:{into} why:same_worry")
    return ref, into


async def test_a_likeness_warns_whoever_runs_the_process_and_nobody_else(house: Talks) -> None:
    """H17."""
    first = await house.owned()
    ref = await house.raised("housing")

    shown = await house.says("coordinator", f"/case show {ref}")

    assert f"It may be the same worry as {first}. Only you read this." in shown[-1].text
    assert shown[-1].buttons[-1] == "Fold it in"
    assert "same worry" not in (await house.says("officer", f"/case show {ref}"))[-1].text
    assert "same worry" not in (await house.says("housing", f"/case show {ref}"))[-1].text


async def test_a_folded_concern_reaches_the_circle_sealed_and_its_owner_has_a_day(
    house: Talks,
) -> None:
    ref, into = await folded(house)

    assert house.reads(f"circle:{into}")[-1] == (
        f"{into} · Something was added. Open the case to read it."
    )
    assert house.reads("social", "notice")[-1] == (
        "Someone is waiting for a first word from you. Please answer within 24 hours."
    )
    opened = await house.says("social", f"/case open {into} what:detail why:do_my_action")
    assert opened[-1].text.count(CANARY) == 2
    gone = await house.says("coordinator", f"/case show {ref}")
    assert gone[-1].text.splitlines()[0].endswith("others are helping")


async def test_folded_into_a_paused_case_its_owner_has_a_day_once_the_pause_is_over(
    house: Talks,
) -> None:
    into = await house.owned()
    await house.says("social", f"/owner reply {into} next:meet by:today")
    await house.says("officer", f"/case pause {into}")
    ref = await house.raised("teacher")
    before = len(house.reads("social", "notice"))
    await house.says("coordinator", f"/case fold {ref} into:{into} why:same_worry")
    await house.waits(days=2)
    assert FIRST_WORD not in house.reads("social", "notice")[before:]

    await house.says("officer", f"/case pause {into} lift:yes")
    await house.waits(hours=23)

    assert FIRST_WORD in house.reads("social", "notice")[before:]
    await house.says("social", f"/case show {into}", "[First word]", "[we meet]", "[today]")
    count = len(house.reads("social", "notice"))
    await house.waits(days=2)
    assert FIRST_WORD not in house.reads("social", "notice")[count:]


async def test_the_referrer_hears_only_that_it_reached_the_right_place_and_keeps_a_say(
    house: Talks,
) -> None:
    ref, into = await folded(house)
    await house.says("social", f"/case open {into} what:detail why:do_my_action")

    told = await house.says("teacher", f"/concern status {ref}")
    traces = await house.says("teacher", f"/my opened {ref}")

    assert told[-1].text == f"{ref}: others are helping\nIt reached the right place. Thank you."
    assert traces[-1].text == f"{ref}, item 1: social, Mon 2 Mar, do my action"
    await house.says("teacher", f"/concern detail {ref} take_back:1")
    opened = await house.says("social", f"/case open {into} what:detail why:do_my_action")
    assert opened[-1].text.count(CANARY) == 1
    assert into not in "".join(texts(told) + texts(traces))


async def test_only_an_open_case_takes_a_concern_in(house: Talks) -> None:
    ref = await house.answered()

    told = await house.says("coordinator", f"/case fold {ref} into:{ref} why:already_open")

    assert told[0].text == "Into an open case, other than this one. Which?"


@pytest.mark.parametrize("who", ["nurse", "officer", "social", "admin"])
async def test_nobody_else_folds(house: Talks, who: str) -> None:
    ref = await house.answered()

    line = f"/case fold {ref} into:{ref} why:same_worry"
    assert texts(await house.says(who, line)) == [NOTHING]


async def test_a_concern_comes_again_under_a_new_name_with_both_clocks(house: Talks) -> None:
    first = await house.answered()
    await house.says("coordinator", f"/case point {first} why:other_help_fits", "a club")
    await house.says("nurse", f"/concern status {first}")

    seen = await house.says("nurse", "[Bring it again]", "worse", f"again at the gate {CANARY}")
    sent = await house.says("nurse", "[Send]")

    assert "getting" not in seen[-1].text
    assert "worse" in seen[-1].text
    ref = house.ref
    assert ref != first
    assert sent[0].text.startswith(f"Thank you. Your concern is {ref}.")
    assert house.reads("officer", "notice")[-1] == "An answer from you is awaited."
    shown = await house.says("coordinator", f"/case show {ref}")
    assert "There was an earlier concern; what it said stays with it." in shown[-1].text
    assert first not in shown[-1].text


@pytest.mark.parametrize("who", ["teacher", "coordinator", "mentor"])
async def test_nobody_brings_anothers_concern_again(house: Talks, who: str) -> None:
    ref = await house.answered()
    await house.says("coordinator", f"/case point {ref} why:other_help_fits", "a club")

    assert texts(await house.says(who, f"/concern again {ref} trend:worse")) == [NOTHING]

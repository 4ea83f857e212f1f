"""Mirrors commands/consent.py."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."


async def test_consent_is_recorded_and_the_circle_reads_the_set_words(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says(
        "social", f"/consent record {ref} words:I want this {CANARY}", "1", "given", "1", "spoken"
    )

    assert texts(told, "reply") == [f"Noted for {ref}: taking part in support: given."]
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · taking part in support: given (voluntary)."
    )


async def test_three_kinds_are_kept_apart(house: Talks) -> None:
    ref = await house.owned()
    await house.says(
        "social", f"/consent record {ref} kind:waiver given:given mode:voluntary how:written"
    )

    told = await house.says(
        "social", f"/plan start {ref} action:counselling level:person holder:@social due:14d"
    )

    assert told[0].text.startswith("Nobody has recorded yet whether the person takes part.")


async def test_the_newest_word_of_the_person_rules(house: Talks) -> None:
    ref = await house.owned()
    for given in ("given", "declined"):
        await house.says(
            "social", f"/consent record {ref} kind:support given:{given} mode:voluntary how:spoken"
        )

    told = await house.says(
        "social", f"/plan start {ref} action:counselling level:person holder:@social due:14d"
    )

    assert told[0].text.startswith("Nobody has recorded yet whether the person takes part.")


@pytest.mark.parametrize("who", ["coordinator", "housing", "officer", "mentor", "admin"])
async def test_whoever_does_not_speak_with_the_person_records_nothing(
    house: Talks, who: str
) -> None:
    ref = await house.owned()

    told = await house.says(
        who, f"/consent record {ref} kind:support given:given mode:voluntary how:spoken"
    )

    assert texts(told) == [NOTHING]

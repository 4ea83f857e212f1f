"""A coordinator moves a simple case with buttons alone: every step is under the answer before it."""

from __future__ import annotations

import re

import pytest

from tests.house import Talks

PRESSED = re.compile(
    r"\[[^\]]+\]|\d+(, \d+)*"
)  # a button, or numbers of answers; no command, no word


async def test_a_simple_case_goes_from_the_first_answer_to_its_end_with_buttons_alone(
    house: Talks,
) -> None:
    ref = await house.raised()

    await house.says("coordinator", "[Open]", "[Answer]", "[we look at it]", "[tomorrow]")
    await house.says("officer", f"/case police {ref} answer:clear")
    took = await house.says("coordinator", "[Take up]", "[fits here]", "social, school")
    assert took[-1].text.startswith(f"{ref} is taken up together")
    named = await house.says("coordinator", "[Name an owner]", "[social]", "[has the time]")
    assert named[-1].text == f"social is asked to own {ref}."
    owned = await house.says("social", "[Open]", "[Accept]", "[First word]", "[we meet]", "[today]")
    assert "The circle of" in owned[-1].text
    planned = await house.says(
        "social", "[Plan a step]", "[counselling]", "[person]", "[teacher]", "[in two weeks]"
    )
    assert planned[-1].text.startswith(f"Step 1 of {ref}: counselling (person, voluntary), teacher")
    numbered = await house.says(
        "social", f"/plan write {ref} action:mentoring level:person", "1", "3"
    )
    assert numbered[-1].text.startswith(f"Step 2 of {ref}: mentoring (person, voluntary), social")


async def test_the_coordinator_types_nothing_from_the_raise_to_the_end_of_a_simple_case(
    house: Talks,
) -> None:
    ref = await house.raised()

    async def presses(*lines: str) -> str:
        assert all(PRESSED.fullmatch(line) for line in lines)
        return (await house.says("coordinator", *lines))[-1].text

    assert f"You answered {ref}" in await presses("[Open]", "[Answer]", "1", "[tomorrow]")
    took = await presses("[Take up]", "[fits here]", "4, 7", "[clear]")
    assert took.startswith(f"{ref} is taken up together: Social services, Schools.")
    named = await presses("[Name an owner]", "[social]", "3")
    assert named == f"social is asked to own {ref}."
    await house.says("social", "[Open]", "[Accept]", "[First word]", "1", "1")
    await house.says("social", "[Plan a step]", "[counselling]", "1", "[teacher]", "[in a week]")
    started = await house.says("social", "[Start support]", "[given]", "1", "1")
    assert started[-1].text == f"Support for {ref} has started."
    await house.says("teacher", "[Open]", "[Log progress]", "[done]", "[helped]")
    await house.says(
        "social", f"/case show {ref}", "[Propose an end]", "[goals met]", "[goals met]"
    )

    ended = await presses("[Open]", "[End it]")

    assert ended.startswith(f"{ref} has ended.")


@pytest.mark.parametrize("urgency", ["1", "3"])
async def test_a_first_concern_takes_one_command_and_eight_answers_also_in_danger(
    house: Talks, urgency: str
) -> None:
    asked = (await house.says("nurse", "/concern new"))[-1]
    answers = 0
    while "This is all that others will read." not in asked.text:
        answers += 1
        asked = (await house.says("nurse", urgency if "How soon" in asked.text else "1"))[-1]
        assert asked.kind == "question"

    assert answers <= 8
    sent = await house.says("nurse", "[Send]")
    assert sent[-1].text.startswith("Thank you. Your concern is ")


async def test_in_danger_what_was_seen_is_written_under_the_preview(house: Talks) -> None:
    asked = await house.says("teacher", "/concern new", "1", "[now]", *"111111")
    assert "What did you see or hear? Write it now" in asked[-1].text

    kept = await house.says("teacher", "He was carried out of the house")

    assert "Sealed, opened one person at a time: your own words." in kept[-1].text

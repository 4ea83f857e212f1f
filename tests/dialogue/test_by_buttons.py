"""A coordinator moves a simple case with buttons alone: every step is under the answer before it."""

from __future__ import annotations

from tests.house import Talks


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

"""Forms: asked question by question, forgiving, and nothing typed is lost."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts


async def test_numbers_codes_and_labels_answer_alike(house: Talks) -> None:
    ref = await house.raised()
    for words in ("2", "call_today", "I call today", "i CALL today."):
        await house.says("coordinator", f"/case answer {ref}")
        asked = await house.says("coordinator", words)
        assert asked[-1].text.startswith("By when?")
        await house.says("coordinator", "cancel")


async def test_labels_in_the_persons_own_language_answer_too(house: Talks) -> None:
    await house.says("nurse", "/my settings language:da")
    await house.says("nurse", "/concern new urgency:today")

    asked = await house.says("nurse", "trækker sig, er alene")

    assert asked[-1].kind == "question"


@pytest.mark.parametrize("typed", ["1,3", "1, 3", "1 3", "belonging, conflict"])
async def test_several_choices_are_taken_at_once(house: Talks, typed: str) -> None:
    asked = await house.says("teacher", "/concern new urgency:today", typed)

    assert asked[-1].text.startswith("How old is the person?")


async def test_a_wrong_word_gets_the_nearest_right_ones_and_the_rest_stays(house: Talks) -> None:
    asked = await house.says("teacher", "/concern new topic:alonne urgency:this_week")
    assert asked[-1].text.startswith("I could not read that. Did you mean: withdrawn or alone")

    asked = await house.says("teacher", "alone")

    assert asked[-1].text.startswith("How old is the person?")


async def test_too_many_choices_are_asked_again(house: Talks) -> None:
    asked = await house.says("teacher", "/concern new urgency:today", "1,2,3")

    assert asked[-1].text.startswith("I could not read that")
    assert "At most 2" in asked[-1].text


async def test_a_named_value_answers_another_question_in_the_middle(house: Talks) -> None:
    asked = await house.says(
        "teacher", "/concern new topic:alone urgency:today", "sure: partly", "12_15", "seen_myself"
    )

    assert asked[-1].text.startswith("What carries and protects the person?")


async def test_a_code_that_only_another_question_knows_is_taken_there(house: Talks) -> None:
    asked = await house.says("teacher", "/concern new topic:alone urgency:today", "told_by_other")

    assert asked[-1].text.startswith("How old is the person?")
    asked = await house.says("teacher", "12_15")
    assert asked[-1].text.startswith("How sure are you?")


async def test_a_form_is_thrown_away_when_asked(house: Talks) -> None:
    await house.says("teacher", "/concern new topic:alone")

    told = await house.says("teacher", "cancel")

    assert texts(told) == ["Thrown away. Nothing was sent."]


async def test_a_form_older_than_thirty_minutes_says_so_and_sends_nothing(house: Talks) -> None:
    await house.says("teacher", "/concern new topic:alone urgency:today")
    await house.waits(minutes=31)

    told = await house.says("teacher", "= 12_15")

    assert texts(told) == ["This form is too old. Start again; nothing was sent."]


async def test_a_crash_in_the_middle_of_a_form_loses_nothing(house: Talks) -> None:
    lines = (
        "/concern new topic:alone urgency:today",
        "12_15",
        "seen_myself",
        "fairly",
        "friends",
        "would_not_guess",
        f"sits alone {CANARY}",
        "send",
    )
    for line in lines:
        told = await house.says("teacher", line)
        await house.crashes()

    assert told[-1].text.startswith("Thank you. Your concern is")


async def test_looking_something_up_does_not_close_the_open_form(house: Talks) -> None:
    await house.says("teacher", "/concern new topic:alone urgency:today")
    await house.says("teacher", "/agency map")

    asked = await house.says("teacher", "12_15")

    assert asked[-1].text.startswith("How do you know?")


async def test_a_guard_that_refuses_at_the_end_keeps_what_was_typed(house: Talks) -> None:
    ref = await house.answered()
    refused = await house.says("coordinator", f"/case take {ref} why:fits_here circle:school")
    assert refused[-1].text.startswith("This case cannot move right now.")
    await house.says("officer", f"/case police {ref} answer:clear")

    told = await house.says("coordinator", "[Try again]")

    assert told[-1].text.startswith(f"{ref} is taken up together: Schools.")


async def test_a_skipped_question_stays_empty(house: Talks) -> None:
    told = await house.says(
        "teacher",
        "/concern new topic:alone urgency:today age:12_15 basis:seen_myself sure:fairly"
        " strengths:friends guessable:would_not_guess",
        "skip",
    )

    assert "This is all that others will read." in told[-1].text
    assert "Sealed" not in told[-1].text


async def test_a_button_from_another_time_still_presses_and_an_unknown_one_says_so(
    house: Talks,
) -> None:
    await house.raised()
    opened = await house.says("coordinator", "[open]")
    assert opened[-1].kind == "reply"

    told = await house.says("coordinator", "[No such button]")

    assert texts(told) == ["This form is too old. Start again; nothing was sent."]


async def test_at_the_preview_a_change_is_shown_again(house: Talks) -> None:
    await house.says(
        "teacher",
        "/concern new topic:alone urgency:today age:12_15 basis:seen_myself sure:fairly"
        " strengths:friends guessable:would_not_guess",
        "skip",
    )

    shown = await house.says("teacher", "needs: counselling")

    assert "counselling" in shown[-1].text
    assert shown[-1].buttons == ("Send", "Keep as a draft", "Throw away")

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


async def test_between_quotes_a_name_and_a_colon_are_a_persons_own_words(house: Talks) -> None:
    line = "/concern new topic:alone detail:{} urgency:today"

    asked = await house.says("teacher", line.format(f'"{CANARY} wrote age: 12_15, twice"'))
    assert asked[-1].text.startswith("How old is the person?")
    await house.says("teacher", "cancel")

    asked = await house.says("teacher", line.format(f"{CANARY} wrote age: 12_15"))
    assert asked[-1].text.startswith("How do you know?")


@pytest.mark.parametrize(("typed", "band"), [("15", "12 to 15"), ("17 years", "16 or 17")])
async def test_an_age_is_taken_for_its_band(house: Talks, typed: str, band: str) -> None:
    told = await house.says(
        "teacher",
        "/concern new topic:alone urgency:today basis:seen_myself sure:fairly strengths:friends"
        " guessable:would_not_guess",
        typed,
        "skip",
    )

    assert f", {band}, " in told[-1].text


async def test_a_word_that_begins_several_answers_gets_those(house: Talks) -> None:
    await house.says("teacher", "/concern new topic:alone urgency:today age:12_15")

    asked = await house.says("teacher", "told")

    assert asked[-1].text.startswith(
        "I could not read that. Did you mean: told by the person, told by someone else?"
    )


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
    assert told[-1].buttons == ("/concern new",)
    assert (await house.says("teacher", "zzz zzz"))[-1].text.startswith("I did not")


@pytest.mark.parametrize("typed", ["= 12_15", "12 to 15", "3", "a boy of my class", "send"])
async def test_whatever_is_typed_into_a_form_too_old_is_taken_nowhere(
    house: Talks, typed: str
) -> None:
    await house.says("teacher", "/concern new topic:alone urgency:today")
    await house.waits(minutes=31)

    told = await house.says("teacher", typed)

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


async def test_a_second_form_puts_the_first_aside_and_comes_back_to_it(house: Talks) -> None:
    await house.says("nurse", "/concern new topic:alone urgency:today")
    await house.says("nurse", f"detail: sits alone {CANARY}")
    asked = await house.says("nurse", "/my settings", "/concern ladder", "3_consult", "done")
    assert asked[-1].text.startswith("A note for yourself")
    await house.crashes()

    told = await house.says("nurse", "skip")

    assert [line.text.splitlines()[0] for line in told] == [
        "Noted: ask a colleague or expert, done.",
        "Now back to where you were:  /concern new",
        "How old is the person?",
    ]
    rest = ("12_15", "seen_myself", "fairly", "friends", "would_not_guess")
    shown = await house.says("nurse", *rest)
    assert "Sealed, opened one person at a time: your own words." in shown[-1].text


async def test_the_same_command_alone_goes_on_with_its_open_form(house: Talks) -> None:
    await house.says("teacher", "/concern new topic:alone urgency:today", "12_15")

    asked = await house.says("teacher", "/concern new")

    assert asked[-1].text == "How do you know?"


async def test_a_form_put_aside_comes_back_when_its_command_is_typed_again(house: Talks) -> None:
    ref = await house.raised()
    await house.says("nurse", "/concern new topic:alone urgency:today", f"/case open {ref}")

    asked = await house.says("nurse", "/concern new")

    assert asked[-1].text == "How old is the person?"


@pytest.mark.parametrize("typed", ["keep as a draft", "Keep as a draft", "[keep as a draft]", "2"])
async def test_at_the_preview_a_button_may_be_typed(house: Talks, typed: str) -> None:
    await house.says(
        "teacher",
        "/concern new topic:alone urgency:today age:12_15 basis:seen_myself sure:fairly"
        " strengths:friends guessable:would_not_guess detail:words",
    )

    told = await house.says("teacher", typed)

    assert told[-1].text.startswith("Kept as a draft.")


async def test_the_same_command_with_new_words_begins_anew(house: Talks) -> None:
    await house.says("teacher", "/concern new topic:alone urgency:today", "12_15")

    asked = await house.says("teacher", "/concern new topic:online urgency:today")

    assert asked[-1].text == "How old is the person?"


async def test_throwing_the_second_form_away_brings_the_first_one_back(house: Talks) -> None:
    await house.says("nurse", "/concern new topic:alone urgency:today")
    await house.says("nurse", "/concern ladder step:2_speak")

    told = await house.says("nurse", "cancel")

    assert texts(told) == [
        "Thrown away. Nothing was sent.",
        "Now back to where you were:  /concern new",
        "How old is the person?",
    ]


async def test_cancel_without_a_form_says_that_none_is_open(house: Talks) -> None:
    assert texts(await house.says("nurse", "cancel")) == ["No form is open. Nothing was sent."]


async def test_a_kept_draft_is_offered_again_with_every_answer(house: Talks) -> None:
    await house.says(
        "nurse",
        "/concern new topic:alone,mood urgency:today age:16_17 basis:told_by_other sure:partly"
        f" strengths:friends,plans guessable:would_not_guess needs:counselling detail:low {CANARY}",
        "[Keep as a draft]",
    )
    await house.waits(days=3)

    shown = await house.says("nurse", "/concern new")

    assert "withdrawn or alone, low or troubled mood, today, 16 or 17" in shown[-1].text
    assert "good friends, plans for the future, counselling" in shown[-1].text
    assert "Sealed, opened one person at a time: your own words." in shown[-1].text
    changed = await house.says("nurse", "urgency: this week")
    assert "this week" in changed[-1].text
    assert "Thank you." in (await house.says("nurse", "send"))[-1].text
    assert texts(await house.says("nurse", "/concern rest")) == [
        "There is nothing here for you under that name."
    ]


async def test_a_draft_thrown_away_at_the_preview_is_still_a_draft(house: Talks) -> None:
    await house.says(
        "nurse",
        "/concern new topic:alone urgency:today age:16_17 basis:told_by_other sure:partly"
        " strengths:friends guessable:would_not_guess detail:low",
        "[Keep as a draft]",
        "/concern new",
        "[Throw away]",
    )

    told = await house.says("nurse", "/concern status")

    assert texts(told) == ["One draft, seen by you alone."]


async def test_a_guard_that_refuses_at_the_end_keeps_what_was_typed(house: Talks) -> None:
    ref = await house.answered()
    refused = await house.says("coordinator", f"/case take {ref} why:fits_here circle:school")
    assert refused[0].text == "This case cannot move right now. You will hear when it can."
    assert refused[1].text == "What did the police check say?"
    await house.says("officer", f"/case police {ref} answer:clear")

    told = await house.says("coordinator", "skip")

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

    assert texts(told) == ["There is no such button here. /confer help shows what you can do here."]


async def test_whoever_sends_twice_does_not_hear_that_nothing_was_sent(house: Talks) -> None:
    await house.raised()

    told = await house.says("nurse", "[Send]", "= 3")

    nothing = (
        "No form is open here, so there is nothing to answer. What was sent before stays sent."
    )
    assert texts(told) == [f"{nothing} /confer help shows what you can do here."] * 2


async def test_at_the_preview_a_change_is_shown_again(house: Talks) -> None:
    await house.says(
        "teacher",
        "/concern new topic:alone urgency:today age:12_15 basis:seen_myself sure:fairly"
        " strengths:friends guessable:would_not_guess",
        "skip",
    )

    shown = await house.says("teacher", "needs: counselling")

    assert "counselling" in shown[-1].text
    assert shown[-1].buttons == ("Send", "Keep as a draft", "Say who it is", "Throw away")

"""What people type, well and wrongly."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."


@pytest.mark.parametrize(
    "typed",
    [
        "/concern new",
        "!concern new",
        "//concern new",
        "  /concern new",
        "/confer concern new",
        "/CONCERN New",
    ],
)
async def test_a_command_is_understood_in_every_form(house: Talks, typed: str) -> None:
    asked = await house.says("nurse", typed)

    assert asked[-1].text.startswith("What is the worry about?")


async def test_a_bare_group_opens_what_people_mean_by_it(house: Talks) -> None:
    assert (await house.says("nurse", "/concern"))[-1].text.startswith("What is the worry about?")
    assert (await house.says("nurse", "cancel"))[-1].text == "Thrown away. Nothing was sent."
    told = await house.says("coordinator", "/my")
    assert told[-1].text == "What would you like to do?"
    assert {"/my settings", "/my leave"} <= set(told[-1].buttons)


async def test_a_bare_group_offers_what_leads_anywhere_and_goes_where_only_one_way_leads(
    house: Talks,
) -> None:
    none = await house.says("coordinator", "/guest")
    assert texts(none) == ["No case of yours asks for that now."]
    assert none[-1].buttons == ("What I can do",)

    ref = await house.started()
    before = await house.says("coordinator", "/guest")
    assert before[-1].buttons == ("/guest invite", "/guest list")
    asks = "why:language_or_culture brings:interpretation may:meeting until:30d"
    await house.says("coordinator", f"/guest invite {ref} who:@mentor {asks}")
    after = await house.says("coordinator", "/guest")
    assert after[-1].buttons == ("/guest invite", "/guest renew", "/guest end", "/guest list")
    assert texts(await house.says("expert", "/meeting")) == ["No meeting is planned."]


async def test_a_group_whose_usual_command_is_not_theirs_opens_what_is(house: Talks) -> None:
    ref = await house.started()
    asks = "why:language_or_culture brings:interpretation may:meeting until:30d"
    await house.says("coordinator", f"/guest invite {ref} who:@mentor {asks}")

    told = await house.says("mentor", "/case")

    assert "/case show" in told[-1].buttons
    assert "/case open" not in told[-1].buttons


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/concren new", "/concern new"),
        ("/case anwser", "/case answer"),
        ("/plann show", "/plan show"),
        ("/case opne", "/case open"),
        ("/owner acept", "/owner accept"),
    ],
)
async def test_a_misspelt_command_gets_the_nearest_right_one(
    house: Talks, typed: str, meant: str
) -> None:
    told = await house.says("coordinator", typed)

    assert told[-1].kind == "refusal"
    assert meant in told[-1].buttons


async def test_what_is_no_command_gets_help(house: Talks) -> None:
    told = await house.says("nurse", "good morning")

    assert told[-1].text.startswith("I did not understand that.")
    shown = await house.says("nurse", "1")
    assert shown[-1].text.startswith("What you can do here.")


@pytest.mark.parametrize("change", [str.upper, lambda r: r.replace("-", " "), lambda r: r[:-2]])
async def test_a_reference_is_read_in_capitals_with_blanks_and_without_its_letter(
    house: Talks, change: object
) -> None:
    ref = await house.raised()
    assert callable(change)

    told = await house.says("coordinator", f"/case show {change(ref)}")

    assert told[-1].text.startswith(ref)


@pytest.mark.parametrize(
    "typed",
    ["fits here social clear", "clear fits here social", "social clear with limits fits here"],
)
async def test_a_label_of_several_words_needs_no_quotes(house: Talks, typed: str) -> None:
    await house.answered()

    told = await house.says("coordinator", f"/case take {typed}")

    assert "is taken up" in told[-1].text


async def test_arguments_come_in_any_order_and_by_name_or_place(house: Talks) -> None:
    ref = await house.raised()

    told = await house.says("coordinator", f"/case answer by:2d {ref} screening")

    assert told[-1].text.startswith(f"You answered {ref}: we look at it, by Wed 4 Mar.")


async def test_where_one_case_is_in_sight_the_reference_may_be_left_out(house: Talks) -> None:
    ref = await house.raised()

    told = await house.says("coordinator", "/case answer next:screening by:today")

    assert told[-1].text.startswith(f"You answered {ref}")


async def test_where_several_are_in_sight_they_are_offered(house: Talks) -> None:
    first = await house.raised()
    second = await house.raised("teacher")

    asked = await house.says("coordinator", "/case answer next:screening by:today")

    assert asked[-1].text.startswith("Which case?")
    assert set(asked[-1].buttons) == {first, second}
    told = await house.says("coordinator", "1")
    assert told[-1].text.startswith("You answered")


async def test_inside_a_circle_the_reference_may_be_left_out(house: Talks) -> None:
    ref = await house.taken()

    told = await house.says("social", "/case show", circle=ref)

    assert told[-1].text.startswith(ref)


async def test_an_unknown_name_is_not_swallowed(house: Talks) -> None:
    ref = await house.raised()

    asked = await house.says(
        "coordinator", f"/case answer {ref} next:screening by:2d until:{CANARY}"
    )

    assert asked[-1].text.startswith("One word of your line fits nowhere here, so I left it out.")
    assert CANARY not in asked[-1].text
    told = await house.says("coordinator", "[Go on]")
    assert told[-1].text.startswith(f"You answered {ref}")


@pytest.mark.parametrize(
    "typed",
    [
        "/case show amber-harbour-47-K",
        "/case show amber-harbour-47-B",
        "/case show nothing-like-this",
        f"/case show {CANARY}",
    ],
)
async def test_a_wrong_reference_repeats_nothing(house: Talks, typed: str) -> None:
    told = await house.says("coordinator", typed)

    assert CANARY not in told[-1].text
    assert told[-1].kind in {"refusal", "question"}


async def test_forty_thousand_characters_are_refused_with_what_to_do(house: Talks) -> None:
    ref = await house.raised()

    told = await house.says("nurse", f"/concern detail {ref}", "x" * 40_000)

    assert "10,000 characters" in told[-1].text
    assert told[-1].kind == "question"
    kept = await house.says("nurse", "a shorter one")
    assert kept[-1].text.startswith("Added to")


@pytest.mark.parametrize(
    "words", ["👩‍👧 came", "zero\u200bwidth", "tab\there", "ünïcödé", "a" * 9000]
)
async def test_odd_characters_come_back_as_they_were_typed(house: Talks, words: str) -> None:
    ref = await house.taken()

    await house.says("nurse", f"/concern detail {ref}", words)

    opened = await house.says("social", f"/case open {ref} what:detail why:prepare_meeting")
    assert words in opened[-1].text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("be\u202efore\u202c after", "before after"),
        ("null\x00byte", "nullbyte"),
        ("bell\x07 and \x1b[31mred", "bell and [31mred"),
        ("half \ud83d a face", "half  a face"),
    ],
)
async def test_what_no_keyboard_types_is_taken_out_of_words(
    house: Talks, typed: str, kept: str
) -> None:
    ref = await house.taken()

    await house.says("nurse", f"/concern detail {ref}", typed)

    opened = await house.says("social", f"/case open {ref} what:detail why:prepare_meeting")
    assert kept in opened[-1].text


@pytest.mark.parametrize("mark", ["\u200f", "\u200b", "\ufeff", "\u202b"])
async def test_a_mark_of_direction_before_a_slash_hides_no_command(house: Talks, mark: str) -> None:
    asked = await house.says("nurse", f"{mark}/concern new")

    assert asked[-1].text.startswith("What is the worry about?")


async def test_only_blanks_are_asked_again(house: Talks) -> None:
    told = await house.says("nurse", "   ")

    assert told[-1].text.startswith("I did not understand that.")


async def test_a_word_that_means_several_things_in_a_day_is_asked_again(house: Talks) -> None:
    ref = await house.raised()

    asked = await house.says("coordinator", f"/case answer {ref} next:screening by:sometime")

    assert asked[-1].text.startswith("I could not read that, so please once more.\nBy when?")


async def test_help_shows_what_this_person_may_do_only(house: Talks) -> None:
    nurse = (await house.says("nurse", "/confer help"))[-1].text
    mentor = (await house.says("mentor", "/confer help"))[-1].text
    admin = (await house.says("admin", "/confer help"))[-1].text

    assert "/concern: new" in nurse
    assert "/case take" not in nurse
    assert "/concern" not in mentor
    assert "/case" not in admin
    one = (await house.says("nurse", "/confer help topic:guest"))[-1].text
    assert "/guest invite" in one


async def test_an_unknown_account_gets_no_answer(house: Talks) -> None:
    assert await house.says("stranger", "/confer help") == []


async def test_the_administrator_has_no_road_to_a_case(house: Talks) -> None:
    ref = await house.started()

    for line in (
        f"/case show {ref}",
        f"/case open {ref} what:detail why:check_quality",
        "/case list",
    ):
        assert texts(await house.says("admin", line)) == [NOTHING]

"""Mirrors commands/share.py."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
SHARED = "Something was shared with your seat. Open it to read it, until its end."
TAKEN_BACK = (
    "Something that you had opened was taken back. Please make no more use of it, and tell nobody."
)
SEND = "/share send {ref} data:{data} to:{to} until:30d helps:learning_support purpose:support"


async def _shared(house: Talks, to: str = "housing", data: str = "attendance") -> str:
    """The teacher, who is in the circle, shares words with a seat that is not."""
    ref = await house.owned()
    await house.says(
        "teacher", SEND.format(ref=ref, data=data, to=to) + f" words:misses school {CANARY}", "send"
    )
    return ref


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ("data:health to:education consent:given danger:none_seen", "Ask first."),
        ("data:wellbeing to:education consent:given danger:none_seen", "Yes."),
        (
            "data:wellbeing to:social consent:not_asked_yet danger:none_seen",
            "Yes, but only in set words.",
        ),
        ("data:wellbeing to:social consent:declined danger:none_seen", "No."),
        ("data:wellbeing to:social consent:declined danger:possible", "Ask first."),
        ("data:wellbeing to:police consent:declined danger:serious_and_now", "Yes."),
    ],
)
async def test_h65_four_closed_questions_give_one_of_four_answers_with_the_rule_card(
    house: Talks, answers: str, first: str
) -> None:
    told = await house.says("nurse", f"/share mayi {answers}")

    lines = told[-1].text.splitlines()
    assert lines[0] == first
    assert "The rules that say so, for professions that keep confidences:" in lines
    assert lines[-1].startswith("Nothing of this was kept.")


async def test_h65_the_answer_keeps_nothing_of_any_case(house: Talks) -> None:
    async with house.player.house.unit() as unit:
        before = (await unit.audit.head(house.clock.now())).count

    told = await house.says("nurse", "/share mayi", "health", "social services", "given", "1")

    async with house.player.house.unit() as unit:
        assert (await unit.audit.head(house.clock.now())).count == before
        assert await unit.cases.lines(party=None) == []
    assert told[-1].text.splitlines()[0] == "Yes."


async def test_h39_the_same_question_has_another_answer_for_another_sector(house: Talks) -> None:
    asked = "/share mayi data:attendance to:social consent:declined danger:none_seen"

    assert (await house.says("ngo", asked))[-1].text.splitlines()[0] == "No."
    assert (await house.says("teacher", asked))[-1].text.splitlines()[0] == "Ask first."


async def test_h74_h41_the_preview_shows_exactly_what_goes_and_under_which_agreement(
    house: Talks,
) -> None:
    ref = await house.owned()

    told = await house.says(
        "teacher",
        SEND.format(ref=ref, data="attendance,family", to="housing"),
        f"was away on two Mondays {CANARY}",
    )

    assert told[-1].text.splitlines() == [
        "This is all that Housing will read, until Wed 1 Apr:",
        f"was away on two Mondays {CANARY}",
        "Kinds: attendance, family situation. For: support. It helps with: support with learning.",
        "Footing: public task (GDPR article 6(1)(e) and 9(2)(g) or (h)). Agreement 1: agreement.",
        "Could you do it with less? Such as: attendance.",
    ]


async def test_h76_with_less_takes_the_smaller_set(house: Talks) -> None:
    ref = await house.owned()
    await house.says(
        "teacher", SEND.format(ref=ref, data="attendance,family", to="housing"), f"words {CANARY}"
    )

    told = await house.says("teacher", "[With less]")
    assert "Kinds: attendance. For: support." in told[-1].text
    await house.says("teacher", "send")

    opened = await house.says("housing", "[Open]", "prepare_meeting")
    assert "words" in opened[-1].text


async def test_h76_how_it_helps_the_person_is_asked_before_anything_goes(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says("teacher", f"/share send {ref} data:attendance to:housing until:30d")

    assert told[-1].text.startswith("How does it help the person?")


async def test_the_seat_hears_a_bare_word_and_reads_the_set_with_its_mark(house: Talks) -> None:
    ref = await _shared(house)
    assert house.reads("housing", "notice") == [SHARED]
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · Something was shared with Housing: support; public task; agreement 1 (agreement);"
        " until Wed 1 Apr."
    )

    opened = await house.says("housing", "[Open]", "prepare_meeting")

    assert opened[-1].text.splitlines() == [
        f"{ref}, for your eyes only, for ten minutes:",
        f"2. misses school {CANARY}",
        "   Shared for: support. Footing: public task. Agreement 1: agreement. Open to you until Wed 1 Apr.",
    ]
    assert (await house.says("teacher", "/my opened"))[-1].text == (
        f"{ref}, item 2: housing, Mon 2 Mar, prepare a meeting"
    )


async def test_a_released_set_is_read_by_its_seats_and_its_giver_alone(house: Talks) -> None:
    ref = await _shared(house)
    line = f"/case open {ref} what:detail why:prepare_visit"

    assert "misses school" not in (await house.says("social", line))[-1].text
    assert "misses school" in (await house.says("teacher", line))[-1].text
    assert texts(await house.says("ngo", line)) == [NOTHING]
    assert texts(await house.says("housing", f"/case show {ref}")) == [NOTHING]


async def test_a_release_opens_nothing_after_its_last_day(house: Talks) -> None:
    ref = await _shared(house)
    await house.waits(days=31)

    told = await house.says("housing", f"/case open {ref} what:detail why:prepare_visit")

    assert texts(told) == [NOTHING]


async def test_what_was_given_before_may_be_shared_without_writing_it_again(house: Talks) -> None:
    ref = await house.answered()
    await house.says(
        "nurse",
        f"/consent record {ref} kind:waiver given:given mode:voluntary scope:wellbeing how:spoken",
    )

    told = await house.says(
        "nurse", SEND.format(ref=ref, data="wellbeing", to="social"), "skip", "send"
    )

    assert told[-1].text.splitlines()[0] == f"Shared from {ref} until Wed 1 Apr, as item 1."
    opened = await house.says("social", f"/case open {ref} what:detail why:prepare_visit")
    assert f"1. sits alone every day {CANARY}" in opened[-1].text


async def test_h67_a_profession_of_confidence_shares_what_it_was_freed_to_share(
    house: Talks,
) -> None:
    ref = await house.answered()
    line = SEND.format(ref=ref, data="wellbeing", to="social") + f" words:says {CANARY}"

    refused = await house.says("nurse", line)
    assert refused[0].text.startswith("The person has not freed your profession to say this.")
    assert "Which kinds of thing do you share?" in refused[1].text
    told = await house.says("nurse", "safe to approach")
    assert told[-1].text.startswith("This is all that Social services will read")


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("to:school", "That is your own seat, which has it already. Which other seats?"),
        ("until:91d", "It may be open to them for at most 90 days from today. Until which day?"),
        (
            "until:2026-03-01",
            "It may be open to them for at most 90 days from today. Until which day?",
        ),
        ("footing:duty_override", "That footing has a form of its own, with a second person:"),
        (
            "footing:consent",
            "The person's data-protection consent does not cover this, or has run out.",
        ),
        ("item:7", "You gave nothing under that number. Which one?"),
        ("guest:@mentor", "That person is no guest of this case now. Which guest, or none?"),
    ],
)
async def test_an_answer_that_does_not_fit_is_asked_again_and_says_why(
    house: Talks, part: str, why: str
) -> None:
    ref = await house.owned()
    given = {"data": "attendance", "to": "housing", "until": "30d", "helps": "learning_support"}
    name, _, value = part.partition(":")
    line = " ".join(f"{key}:{one}" for key, one in (given | {name: value}).items())

    told = await house.says("teacher", f"/share send {ref} {line} words:{CANARY}")

    assert told[0].text.startswith(why)
    assert told[1].kind == "question"


async def test_h38_whoever_gave_takes_it_back_and_those_who_read_it_hear(house: Talks) -> None:
    ref = await _shared(house)
    await house.says("housing", "[Open]", "prepare_meeting")

    told = await house.says("teacher", "/share recall 2")

    assert told[-1].text.startswith(f"Item 2 of {ref} is taken back: nobody opens it from now on.")
    assert house.reads("housing", "notice")[-1] == TAKEN_BACK
    assert texts(
        await house.says("housing", f"/case open {ref} what:detail why:prepare_visit")
    ) == [NOTHING]


async def test_h38_the_agency_keeps_a_say_over_what_its_people_gave(house: Talks) -> None:
    ref = await _shared(house)

    told = await house.says("school_deputy", f"/share recall 2 ref:{ref}")

    assert told[-1].text.startswith(f"Item 2 of {ref} is taken back")


async def test_one_wrong_seat_loses_it_and_the_others_keep_it(house: Talks) -> None:
    ref = await _shared(house, to="housing,ngo")
    line = f"/case open {ref} what:detail why:prepare_visit"
    await house.says("housing", line)

    told = await house.says("teacher", f"/share recall 2 ref:{ref} seats:housing")

    assert texts(told)[-1] == f"Housing open item 2 of {ref} no longer."
    assert house.reads("housing", "notice")[-1] == TAKEN_BACK
    assert texts(await house.says("housing", line)) == [NOTHING]
    assert "misses school" in (await house.says("ngo", line))[-1].text


async def test_nobody_takes_back_what_another_gave(house: Talks) -> None:
    ref = await _shared(house)

    assert texts(await house.says("social", f"/share recall 2 ref:{ref}")) == [NOTHING]
    assert texts(await house.says("ngo", "/share recall 2")) == [NOTHING]


@pytest.mark.parametrize("who", ["coordinator", "housing", "mentor", "admin", "auditor"])
async def test_whoever_may_not_release_sends_nothing(house: Talks, who: str) -> None:
    ref = await house.owned()

    told = await house.says(
        who, SEND.format(ref=ref, data="attendance", to="ngo") + " words:x", "send"
    )

    assert texts(told)[0] == NOTHING
    assert house.reads("ngo", "notice") == []


async def test_a_seat_that_is_not_live_is_no_recipient(house: Talks) -> None:
    ref = await house.owned()
    await house.says("coordinator", "/agency seat housing step:suspend second:@deputy")
    await house.says("deputy", "[Open]", "[Confirm]")

    told = await house.says(
        "teacher", SEND.format(ref=ref, data="attendance", to="housing") + f" words:{CANARY}"
    )

    assert (
        told[0].text == "One of these seats is not live, so nobody there may open it. Which seats?"
    )

"""Whatever is typed gets a sentence a nurse understands, repeats nothing of it and loses nothing."""

from __future__ import annotations

import pytest

from bot.form import TOO_LONG
from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
KINDS = {"reply", "refusal", "question"}

ODD = (
    "",
    " ",
    "\n\n",
    "\x00",
    "/",
    "!",
    "//",
    "=",
    "= ",
    ":",
    "[]",
    "[",
    "0",
    "-1",
    "999999999999999999999",
    "²",
    "١٢",
    "🤷‍♀️",
    "/🤷‍♀️",
    "\u202e/wen nrecnoc/",
    "/concern\u200bnew",
    "ref:",
    "topic:",
    "topic: :",
    "{ref}",
    "%s %d {0} {name}",
    "'; drop table cases; --",
    '"',
    "/case show '",
    "a" * 100_000,
    "/" + "b" * 100_000,
    "/case show " + "c" * 100_000,
    "/case show " + "amber-" * 5_000,
    "/concern new topic:" + "1," * 5_000,
    "/plan progress action:99999999999999999999",
    "/case answer by:99999999d",
    "/case answer by:0000-00-00",
    "/meeting call kind:non_case dates:99.99.9999 99:99",
    "/meeting record meeting:0 present:police face_to_face:yes",
)


async def test_anything_typed_is_answered_in_a_few_lines(house: Talks) -> None:
    for typed in ODD:
        for who in ("nurse", "coordinator", "mentor"):
            told = await house.says(who, typed)

            assert told, typed[:40]
            assert {line.kind for line in told} <= KINDS
            assert max(len(line.text) for line in told) < 4_000, typed[:40]


async def test_anything_typed_into_a_form_leaves_it_open(house: Talks) -> None:
    rest = ("/concern new", "urgency: 2", "age: 12_15", "basis: 1", "sure: 1", "strengths: 1")
    for typed in ODD:
        await house.says("teacher", "/concern new topic:alone urgency:today")

        told = await house.says("teacher", typed)

        assert {line.kind for line in told} <= KINDS
        assert max(len(line.text) for line in told) < 4_000, typed[:40]
        shown = await house.says("teacher", *rest, "guessable: 2")
        assert shown[-1].text.startswith(("What did you see or hear?", "This is all")), typed[:40]
        await house.says("teacher", "cancel", "cancel")
        await house.waits(minutes=2)  # all of this at once would be too much of one person


async def test_words_too_long_say_what_to_do_and_the_form_stays(house: Talks) -> None:
    await house.says("teacher", "/concern new topic:alone urgency:today age:12_15 basis:1 sure:1")
    await house.says("teacher", "strengths: 1", "guessable: 2", "basis: 1", "sure: 1")

    told = await house.says("teacher", "detail: " + "x" * 40_000)

    assert told[-1].text.startswith(TOO_LONG)
    shown = await house.says("teacher", f"shorter {CANARY}")
    assert "Sealed, opened one person at a time: your own words." in shown[-1].text


async def test_words_too_long_on_a_line_are_asked_for_in_the_form(house: Talks) -> None:
    ref = await house.raised()

    told = await house.says("nurse", f"/concern detail {ref} {'x ' * 20_000}")

    assert told[-1].text.startswith(TOO_LONG)
    assert (await house.says("nurse", "shorter"))[0].text.startswith(f"Added to {ref}")


async def test_the_reference_of_another_partys_case_and_of_none_read_alike(house: Talks) -> None:
    ref = await house.taken()

    for line in ("/case show {}", "/plan show {}", "/guest list {}", "/case close {} step:finish"):
        theirs = await house.says("housing", line.format(ref))
        nobodys = await house.says("housing", line.format("amber-harbour-47-K"))
        assert texts(theirs) == texts(nobodys) == [NOTHING], line


async def test_half_a_reference_and_a_broken_one_are_nothing(house: Talks) -> None:
    ref = await house.raised()
    broken = ref[:-1] + ("A" if ref[-1] != "A" else "B")

    told = await house.says("coordinator", f"/case show {broken}")

    assert told[-1].kind in {"refusal", "question"}
    assert ref not in told[-1].text


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("/concern new urgncy:today", "Did you mean  urgency: …"),
        ("/concern new topik:alone", "Did you mean  topic: …"),
    ],
)
async def test_a_misspelt_argument_is_named_and_never_swallowed(
    house: Talks, line: str, asked: str
) -> None:
    told = await house.says("nurse", line)

    assert told[0].text.splitlines() == [
        "One word of your line fits nowhere here, so I left it out.",
        asked,
    ]
    assert told[1].text.startswith("What is the worry about?")


async def test_a_word_too_many_does_nothing_before_it_is_confirmed(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says("social", f"/owner give_back {ref} no_time please")
    assert told[-1].buttons == ("Go on", "Throw away")
    assert "Owner: social" in (await house.says("social", f"/case show {ref}"))[-1].text
    done = await house.says("social", "go on")

    assert texts(done, "reply") == [f"{ref} is back with the coordinator. Thank you."]


async def test_a_draft_is_not_destroyed_by_a_line_with_a_word_too_many(house: Talks) -> None:
    await house.says("nurse", "/concern ladder step:1_recognise result:done", "skip")

    told = await house.says("nurse", "/concern rest topic:alone")

    assert told[-1].buttons == ("Go on", "Throw away")
    await house.says("nurse", "[Throw away]")
    assert texts(await house.says("nurse", "/concern status")) == ["One draft, seen by you alone."]

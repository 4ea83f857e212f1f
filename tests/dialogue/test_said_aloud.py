"""What is typed where others read along goes on in private, and the place keeps nothing of it."""

from __future__ import annotations

import pytest

from adapters.console.stage import SEATS
from tests.house import CANARY, Talks, texts

ALOUD = (
    "Others read along there, so I took your line away. Nothing is lost: go on here, where only you"
    " read."
)
KEPT = (
    "Others read along there, so I took your line away. For 30 minutes it is kept, sealed, for you alone."
    " Shall I help you move it?"
)
NOTHING = "There is nothing here for you under that name."


async def test_sealed_words_in_the_channel_are_removed_and_the_form_goes_on_in_private(
    house: Talks,
) -> None:
    told = await house.says(
        "nurse", f"/concern new topic:alone urgency:today detail: he hits {CANARY}", aloud=True
    )

    assert house.reads(SEATS) == [""]
    assert house.reads(SEATS, "removed") == [""]
    assert texts(told) == [ALOUD, "How old is the person?"]
    rest = ("12_15", "seen_myself", "fairly", "friends", "would_not_guess")
    shown = await house.says("nurse", *rest)
    assert "Sealed, opened one person at a time: your own words." in shown[-1].text
    assert "Thank you." in (await house.says("nurse", "send"))[-1].text


async def test_a_form_that_takes_words_is_not_even_begun_aloud(house: Talks) -> None:
    told = await house.says("nurse", "/concern new", aloud=True)

    assert house.reads(SEATS, "removed") == [""]
    assert texts(told)[0] == ALOUD
    assert told[1].text.startswith("What is the worry about?")


@pytest.mark.parametrize("line", ["/concern status", "/case list", "/agency map", "/meeting next"])
async def test_a_view_asked_for_aloud_is_answered_in_private(house: Talks, line: str) -> None:
    ref = await house.raised()

    told = await house.says("nurse", line, aloud=True)

    assert house.reads(SEATS) == []
    assert len(told) == 1
    assert told[0].kind == "reply"
    assert ref not in "".join(house.seats)


@pytest.mark.parametrize(
    "line",
    [
        f"/foo Anna was hit {CANARY}",
        f"/consern new he was hit {CANARY}",
        f"/case opne she said {CANARY}",
        f"/agency map she said {CANARY}",
    ],
)
async def test_words_that_fit_nowhere_are_removed_too(house: Talks, line: str) -> None:
    told = await house.says("nurse", line, aloud=True)

    assert house.reads(SEATS) == [""]
    assert texts(told)[0] == KEPT
    assert told[-1].buttons[-1] == "Help"
    moved = await house.says("nurse", "[Help]")
    assert moved[0].text == "Your words stand in the private form now, where only you read."
    assert moved[1].text.startswith("What is the worry about?")


async def test_what_is_added_aloud_by_somebody_without_a_case_is_kept_and_may_become_a_concern(
    house: Talks,
) -> None:
    told = await house.says("nurse", f"/concern detail she cries {CANARY}", aloud=True)

    assert house.reads(SEATS) == [""]
    assert texts(told) == [KEPT, "No case of yours asks for that now."]
    shown = await house.says(
        "nurse", "[Help]", "alone", "today", "12_15", "seen_myself", "fairly", "friends", "1"
    )
    assert "Sealed, opened one person at a time: your own words." in shown[-1].text
    assert "Thank you." in (await house.says("nurse", "send"))[-1].text


async def test_what_was_kept_of_a_line_said_aloud_is_gone_after_half_an_hour(house: Talks) -> None:
    await house.says("nurse", f"/concern detail she cries {CANARY}", aloud=True)
    await house.waits(minutes=31)

    told = await house.says("nurse", "[Help]")

    assert texts(told) == [
        "No message of yours waits here. What was stopped is kept for 30 minutes."
    ]


async def test_what_somebody_may_not_do_is_refused_in_private_and_removed(house: Talks) -> None:
    ref = await house.raised()

    told = await house.says("admin", f"/case point {ref} to:{CANARY}", aloud=True)

    assert house.reads(SEATS) == [""]
    assert texts(told) == [KEPT, NOTHING]
    back = await house.says("admin", "[Help]")
    assert CANARY in back[-1].text


async def test_in_the_circle_words_are_removed_and_kept_sealed(house: Talks) -> None:
    ref = await house.taken()

    told = await house.says("social", f"/concern detail she cries {CANARY}", circle=ref)

    assert texts(told) == [
        ALOUD,
        f"Added to {ref}, sealed, as item 2.\nTo take it back:  /concern detail {ref} take_back:2",
    ]
    circle = house.reads(f"circle:{ref}")
    assert circle[-1] == f"{ref} · Something was added. Open the case to read it."


async def test_set_words_in_the_circle_stay_and_the_answer_is_private(house: Talks) -> None:
    ref = await house.owned()
    before = house.reads(f"circle:{ref}")

    told = await house.says("social", "/owner reply next:meet by:friday", circle=ref)

    assert texts(told, "reply")[0].startswith(f"The circle of {ref} hears: we meet")
    assert house.reads(f"circle:{ref}") == [*before, f"{ref} · The owner: we meet, by Fri 6 Mar."]


async def test_an_answer_to_a_form_is_never_read_from_a_shared_place(house: Talks) -> None:
    await house.says("nurse", "/concern new topic:alone urgency:today")

    await house.says("nurse", "12_15", aloud=True)

    asked = await house.says("nurse", "12_15")
    assert asked[-1].text == "How do you know?"

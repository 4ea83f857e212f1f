"""A light case the whole way, as its people live it."""

from __future__ import annotations

from tests.house import WHOLE, Talks, texts


async def test_a_case_goes_the_whole_way_and_the_seats_read_set_words_only(house: Talks) -> None:
    ref = await house.closing()

    told = await house.says("coordinator", f"/case close {ref} step:finish outcome:goals_met")

    assert texts(told, "reply") == [
        f"{ref} has ended. Those who gave hear it and are thanked; guests are out."
    ]
    await house.waits(hours=24)
    words = [line.rpartition(" · ")[2] for line in house.seats]
    assert words == [
        "waiting for a first answer",
        "being looked at",
        "people are working on it together",
        "support is running",
        "ended",
    ]


async def test_a_simple_case_takes_seven_steps_of_three_people(house: Talks) -> None:
    await house.says("nurse", f"/{WHOLE.format(urgency='today', guessable='would_not_guess')}")
    await house.says("nurse", "[Send]")
    ref = house.ref
    steps = (
        ("coordinator", f"/case answer {ref} next:screening by:today"),
        ("coordinator", f"/case take {ref} why:fits_here circle:health,school police_said:clear"),
        ("coordinator", f"/owner name {ref} @nurse because:relationship"),
        ("nurse", f"/owner accept {ref}"),
        (
            "nurse",
            f"/plan start {ref} given:given mode:voluntary how:spoken action:counselling"
            " level:person holder:@nurse due:14d",
        ),
        ("nurse", f"/plan progress {ref} status:done helped:helped"),
        ("nurse", f"/case close {ref} step:propose why:goals_met outcome:goals_met"),
    )
    for who, line in steps:
        told = await house.says(who, line)
        assert told[0].kind == "reply", told[0].text

    ended = await house.says("coordinator", f"/case close {ref} step:finish")

    assert ended[0].text.startswith(f"{ref} has ended.")
    assert house.seats[-1] == f"{ref} · relations, online · child · today · ended"


async def test_an_urgent_case_asks_the_emergency_question_before_anything_else(
    house: Talks,
) -> None:
    asked = await house.says("teacher", "/concern new topic:self_safety urgency:now")

    assert asked[0].text == "First: have you called 112?\nConfer is never the emergency channel."
    rest = ("skip", "1", "16_17", "1", "1", "friends", "2", "skip")
    told = await house.says("teacher", *rest)
    assert [line.text.splitlines()[0] for line in told[-2:]] == [
        "First: have you called 112? Then choose the ground.",
        "First: have you called 112?",
    ]
    await house.says("teacher", "called")
    sent = await house.says("teacher", "send")
    assert texts(sent, "reply")[0].splitlines()[1:] == [
        "A named person answers within the hour; you will hear.",
        "If anybody is in danger now, call 112.",
    ]
    assert house.seats == [f"{house.ref} · safety · child · now · waiting for a first answer"]

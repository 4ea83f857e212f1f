"""Mirrors commands/plan_visit.py."""

from __future__ import annotations

from tests.house import CANARY, Talks, texts

NOT_BACK = "Two colleagues have not said that they are back. Please call them now."
BACK = "Are you back? One tap is enough."
READY = "purpose:get_to_know safety:way_known,phones"


async def test_a_joint_visit_is_prepared_come_back_from_and_spoken_about(full: Talks) -> None:
    """H96: two seats, purpose, doorstep words, safety check, back safe, a debrief in two working days."""
    ref = await full.started()

    told = await full.says(
        "social",
        f"/plan visit {ref} step:prepare with:school when:tomorrow-15:00 back:tomorrow-17:00"
        " purpose:get_to_know",
    )
    assert told[-1].text.startswith("The safety check: what have you looked at?")
    asked = await full.says("social", "1, 2")
    assert asked[-1].text.startswith("What do you say on the doorstep")
    done = await full.says("social", f"we come to say hello {CANARY}")
    assert done[-1].text.startswith(f"Visit 1 to {ref}: you and teacher, ")
    assert (await full.says("teacher", "[Open]"))[-1].text.startswith(f"{ref}, plan 1")

    await full.waits(hours=32, minutes=5)
    assert full.reads("teacher", "notice")[-1] == BACK
    safe = await full.says("social", f"/plan visit {ref} step:back_safe")
    assert safe[-1].text.startswith("Good that you are back.")
    assert await full.waits(hours=12) == [] or NOT_BACK not in full.reads("social", "notice")

    await full.waits(days=3)
    assert "A few words on how it went are awaited." in full.reads("teacher", "notice")
    said = await full.says("teacher", f"/plan visit {ref} step:debrief line:went well {CANARY}")
    assert said[-1].text.startswith("Noted, sealed.")
    assert "Visit 1" not in (await full.says("social", f"/plan show {ref}"))[-1].text


async def test_who_does_not_come_back_is_looked_for_at_night_too(house: Talks) -> None:
    """H96: a missing return climbs to owner and coordinator, in quiet hours as well."""
    ref = await house.started()
    await house.says(
        "social",
        f"/plan visit {ref} step:prepare with:school when:today-20:00 back:today-22:00 {READY} line:x",
    )
    before = len(house.reads("coordinator", "notice"))

    await house.waits(hours=13, minutes=20)
    assert house.reads("teacher", "notice")[-1] == BACK
    await house.waits(minutes=20)
    assert house.reads("social", "notice")[-1] == NOT_BACK
    await house.waits(hours=1)
    assert house.reads("coordinator", "notice")[before:] == [NOT_BACK]
    shown = await house.says("coordinator", "[Open]")
    assert "Visit 1: social, teacher" in shown[-1].text

    await house.says("teacher", f"/plan visit {ref} step:back_safe")
    count = len(house.reads("coordinator", "notice"))
    await house.waits(hours=4)
    assert len(house.reads("coordinator", "notice")) == count


async def test_nobody_goes_alone_without_a_check_or_against_a_limit(house: Talks) -> None:
    ref = await house.started()
    line = f"/plan visit {ref} step:prepare when:tomorrow-15:00 back:tomorrow-17:00 line:x"

    own = await house.says("social", f"{line} with:social {READY}")
    assert texts(own)[0] == ("That is your own seat. Two agencies go together: with which other?")
    await house.says("social", "cancel")
    back = (
        f"/plan visit {ref} step:prepare with:school when:tomorrow-15:00 back:today-12:00 {READY}"
    )
    wrong = await house.says("social", f"{back} line:x")
    assert texts(wrong)[0] == (
        "The return lies after the visit, within twelve hours. Back by when?"
    )
    await house.says("social", "cancel")
    await house.says(
        "officer", f"/case police {ref} answer:clear_with_limits limits:no_joint_visit"
    )
    refused = await house.says("social", f"{line} with:school {READY}")
    assert texts(refused)[0].startswith("Not this way for now.")

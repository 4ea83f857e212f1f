"""Mirrors commands/case_work.py."""

from __future__ import annotations

import pytest

from tests.house import Talks, texts

NOTHING = "There is nothing here for you under that name."
CANNOT_MOVE = "This case cannot move right now. You will hear when it can."
WAITS = "Something is waiting for you in Confer."


async def test_a_pause_is_said_to_the_circle_without_who_and_why(house: Talks) -> None:
    ref = await house.started()

    told = await house.says("social", f"/case pause {ref}", "person away")

    assert texts(told, "reply") == [
        f"{ref} is paused.\nClocks wait; safety and health steps go on."
    ]
    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · This case is paused."
    await house.waits(hours=24)
    assert house.seats[-1].endswith("· paused")


async def test_a_held_case_and_a_paused_one_look_alike_to_the_circle(house: Talks) -> None:
    held = await house.owned()
    paused = await house.owned()
    await house.says("officer", f"/case pause {held}", "skip")
    await house.says("coordinator", f"/case pause {paused} why:person_away")

    views = [
        (await house.says("teacher", f"/case show {ref}"))[-1].text.replace(ref, "REF")
        for ref in (held, paused)
    ]
    tried = [
        (await house.says("teacher", f"/plan write {ref} counselling person @social 14d"))[0].text
        for ref in (held, paused)
    ]
    said = [house.reads(f"circle:{ref}")[-1].replace(ref, "REF") for ref in (held, paused)]

    assert views[0] == views[1]
    assert tried[0] == tried[1]
    assert tried[0].startswith(CANNOT_MOVE)
    assert said[0] == said[1] == "REF · This case is paused."


async def test_ones_own_pause_is_lifted_and_the_case_goes_on(house: Talks) -> None:
    ref = await house.started()
    await house.says("social", f"/case pause {ref} why:person_away")

    told = await house.says("social", f"/case pause {ref} lift:yes")

    assert texts(told, "reply") == [f"{ref} goes on."]
    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · This case goes on."


async def test_somebody_elses_pause_and_a_hold_refuse_lifting_with_the_same_words(
    house: Talks,
) -> None:
    held, paused = await house.started(), await house.started()
    await house.says("officer", f"/case pause {held}", "skip")
    await house.says("coordinator", f"/case pause {paused} why:person_away")

    told = [await house.says("social", f"/case pause {ref} lift:yes") for ref in (held, paused)]

    assert texts(told[0]) == texts(told[1])
    assert told[0][0].text.startswith(CANNOT_MOVE)


async def test_a_pause_without_a_reason_asks_for_one(house: Talks) -> None:
    ref = await house.started()

    told = await house.says("social", f"/case pause {ref}", "skip")

    assert [text.splitlines()[0] for text in texts(told)] == [
        "Why does it wait?",
        "I could not read that, so please once more.",
    ]
    assert "Skip" not in told[0].buttons


async def test_before_it_is_taken_up_a_pause_shows_to_nobody(house: Talks) -> None:
    ref = await house.answered()
    await house.says("officer", f"/case pause {ref}", "skip")
    await house.waits(hours=24)

    assert texts(await house.says("nurse", f"/concern status {ref}"))[0].startswith(
        f"{ref}: being looked at"
    )
    assert house.seats[-1].endswith("being looked at")


async def test_somebody_joins_the_circle_with_why_what_and_until(house: Talks) -> None:
    ref = await house.taken()

    told = await house.says(
        "coordinator", f"/case circle {ref} add:@psychologist", "special knowledge", "3", "60d"
    )

    assert texts(told, "reply") == [
        f"psychologist joins the circle of {ref}: special knowledge; brings knowledge; until Fri 1"
        " May."
    ]
    assert house.reads("psychologist", "notice") == [WAITS]
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · Mental health team joins: special knowledge; brings knowledge; until Fri 1 May."
    )
    assert (await house.says("psychologist", "[Open]"))[-1].text.startswith(ref)


async def test_who_leaves_the_circle_sees_nothing_from_then_on(house: Talks) -> None:
    ref = await house.taken()

    told = await house.says("coordinator", f"/case circle {ref} remove:@teacher")

    assert texts(told, "reply") == [f"teacher left the circle of {ref}."]
    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · Somebody left the circle."
    assert texts(await house.says("teacher", f"/case show {ref}")) == [NOTHING]


async def test_neither_joining_nor_leaving_says_how(house: Talks) -> None:
    ref = await house.taken()

    told = await house.says("coordinator", f"/case circle {ref}")

    assert texts(told) == [
        "Say who joins or leaves, such as  add:@school-seat  or  remove:@school-seat"
    ]


async def test_whoever_escalates_asks_the_owner_within_a_day(house: Talks) -> None:
    ref = await house.owned()
    await house.says("social", f"/owner reply {ref} next:meet by:today")

    told = await house.says("teacher", f"/case escalate {ref}", "worse")

    assert texts(told, "reply") == [f"The owner of {ref} is asked for an answer within 24 hours."]
    assert house.reads("social", "notice")[-1] == (
        "Someone is waiting for a first word from you. Please answer within 24 hours."
    )
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · The owner is asked for an answer within 24 hours."
    )


async def test_without_an_owner_there_is_nobody_to_escalate_to(house: Talks) -> None:
    ref = await house.taken()

    told = await house.says("teacher", f"/case escalate {ref} why:no_answer")

    assert told[0].text.startswith("There is no owner yet. Name one with /owner name.")


@pytest.mark.parametrize("who", ["housing", "mentor", "admin"])
async def test_whoever_has_no_part_is_told_there_is_nothing(house: Talks, who: str) -> None:
    ref = await house.started()

    for line in ("pause", "circle", "escalate"):
        assert texts(await house.says(who, f"/case {line} {ref}")) == [NOTHING], line


async def test_a_clock_that_waited_through_a_pause_goes_on_with_what_was_left(house: Talks) -> None:
    """Twenty hours were left of the first word; a pause of a week does not use them up."""
    ref = await house.owned()
    await house.waits(hours=4)
    await house.says("coordinator", f"/case pause {ref} why:person_away")
    before = len(house.reads("social", "notice"))
    await house.waits(days=7)
    assert len(house.reads("social", "notice")) == before
    await house.says("coordinator", f"/case pause {ref} lift:yes")
    await house.waits(hours=1)
    told = house.reads("social", "notice")[before:]
    assert told
    assert not any("overdue" in text for text in told)
    await house.waits(days=2)
    assert any("overdue" in text for text in house.reads("social", "notice")[before:])


async def test_a_clock_with_little_left_gets_a_working_day_after_a_pause(house: Talks) -> None:
    ref = await house.owned()
    await house.waits(hours=23, minutes=50)
    await house.says("coordinator", f"/case pause {ref} why:person_away")
    await house.waits(hours=10)
    await house.says("coordinator", f"/case pause {ref} lift:yes")
    before = len(house.reads("social", "notice"))
    await house.waits(hours=8)
    assert not any("overdue" in text for text in house.reads("social", "notice")[before:])


async def test_what_was_answered_during_a_pause_is_not_asked_again(house: Talks) -> None:
    ref = await house.owned()
    await house.says("coordinator", f"/case pause {ref} why:person_away")
    await house.says("social", f"/owner reply {ref} next:call_today by:today")
    await house.says("coordinator", f"/case pause {ref} lift:yes")
    before = len(house.reads("social", "notice"))
    await house.waits(days=3)
    assert not any("first word" in text for text in house.reads("social", "notice")[before:])


async def test_a_hold_and_a_pause_stop_and_start_clocks_alike(
    house: Talks, second_house: Talks
) -> None:
    told: list[list[str]] = []
    for here, who, line in (
        (house, "officer", "/case pause {ref}"),
        (second_house, "coordinator", "/case pause {ref} why:person_away"),
    ):
        ref = await here.owned()
        await here.waits(hours=4)
        await here.says(who, line.format(ref=ref))
        before = len(here.reads("social"))
        await here.waits(days=3)
        await here.says(who, f"/case pause {ref} lift:yes")
        await here.waits(days=3)
        told.append([text.replace(ref, "REF") for text in here.reads("social")[before:]])
    assert told[0] == told[1]


# --- renewals, and the limits beside them ---


async def test_a_renewed_pause_runs_anew_and_nobody_hears_of_it_whoever_paused(
    house: Talks, second_house: Talks
) -> None:
    heard: list[list[str]] = []
    for here, who, line in (
        (house, "officer", "/case pause {ref}"),
        (second_house, "coordinator", "/case pause {ref} why:person_away"),
    ):
        ref = await here.started()
        await here.says(who, line.format(ref=ref))
        await here.waits(days=20)
        before = len(here.reads(f"circle:{ref}"))
        await here.says(who, line.format(ref=ref))
        assert here.reads(f"circle:{ref}")[before:] == []
        told = await here.waits(days=15)
        asked = [s.text for s in told if s.place == who and s.text.startswith("An answer from you")]
        heard.append(asked)
        after = await here.waits(days=9)
        assert [s for s in after if s.place == who and s.kind == "notice"] != []
    assert heard == [[], []]


async def test_two_silent_periods_are_counted_for_the_auditor_without_their_kind(
    house: Talks,
) -> None:
    held, paused = await house.started(), await house.started()
    await house.says("officer", f"/case pause {held}")
    await house.says("coordinator", f"/case pause {paused} why:person_away")

    await house.waits(days=62)

    told = house.reads("auditor", "notice")
    assert told.count("Pauses stand that nobody renewed or lifted. Open to see how many.") == 2
    shown = await house.says("auditor", "[Open]")
    assert "Pauses that stand: 2" in shown[-1].text
    assert held not in shown[-1].text


async def test_a_second_pause_keeps_what_the_clocks_had_left(house: Talks) -> None:
    ref = await house.owned()
    await house.waits(hours=4)
    await house.says("coordinator", f"/case pause {ref} why:person_away")
    await house.says("officer", f"/case pause {ref}")
    await house.says("officer", f"/case pause {ref} lift:yes")
    before = len(house.reads("social", "notice"))

    await house.says("coordinator", f"/case pause {ref} lift:yes")
    await house.waits(days=2)

    assert any("overdue" in text for text in house.reads("social", "notice")[before:])


async def test_limits_alone_are_set_by_the_police_and_those_they_touch_hear_the_end(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.says(
        "social",
        f"/plan write {ref} action:online_safety_talk level:person holder:@teacher due:14d",
    )
    before = len(house.reads("teacher", "notice"))
    others = len(house.reads("social", "notice"))

    told = await house.says("officer", f"/case police {ref} limits:no_online_contact")
    await house.says("officer", f"/case police {ref} answer:clear")

    assert told[0].text == f"Noted for {ref}: clear with limits."
    assert house.reads("teacher", "notice")[before:] == [WAITS, WAITS]
    assert house.reads("social", "notice")[others:] == []


async def test_clear_with_limits_asks_which(house: Talks) -> None:
    ref = await house.started()

    told = await house.says("officer", f"/case police {ref} clear_with_limits")

    assert told[-1].text.splitlines()[0] == "What must not be done for now?"


async def test_an_ended_case_is_not_paused(house: Talks) -> None:
    ref = await house.closing()
    await house.says("coordinator", f"/case close {ref} step:finish")

    told = await house.says("coordinator", f"/case pause {ref} why:person_away")

    assert told[-1].text.startswith("That step is not open now.")


async def test_while_the_police_contact_is_away_the_deputy_answers(full: Talks) -> None:
    ref = await full.answered()
    assert texts(await full.says("police_deputy", f"/case police {ref} answer:clear")) == [NOTHING]
    await full.says("officer", "/my leave until:7d")

    told = await full.says("police_deputy", "/case police", "clear")

    assert told[-1].text == f"Noted for {ref}: clear."


async def test_whoever_writes_meanwhile_is_not_told_by_whom_a_case_was_paused(
    house: Talks, second_house: Talks
) -> None:
    """A name there would tell a hold from a pause."""
    told: list[list[str]] = []
    for here, who, line in (
        (house, "officer", "/case police {ref} answer:hold"),
        (second_house, "coordinator", "/case pause {ref} why:person_away"),
    ):
        ref = await here.started()
        await here.says("social", f"/plan write {ref} counselling person")
        await here.says(who, line.format(ref=ref))
        said = await here.says("social", "@social", "14d")
        told.append([text.replace(ref, "REF") for text in texts(said)])

    assert told[0] == told[1]
    assert told[0][-1].startswith(CANNOT_MOVE)

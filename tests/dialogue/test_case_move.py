"""Mirrors commands/case_move.py."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
WAITS = "Something is waiting for you in Confer."
CANNOT_MOVE = "This case cannot move right now. You will hear when it can."


# --- answer ---


async def test_the_answer_reaches_the_referrer_bare_and_opens_as_name_step_and_day(
    house: Talks,
) -> None:
    ref = await house.raised()

    told = await house.says("coordinator", f"/case answer {ref} next:screening by:2d")

    assert told[0].text == (
        f"You answered {ref}: we look at it, by Wed 4 Mar.\n"
        "The one who raised it hears that from you."
    )
    assert house.reads("nurse", "notice") == [WAITS]
    opened = await house.says("nurse", "[Open]")
    assert opened[-1].text == (
        f"{ref}: being looked at\ncoordinator has this. Next: we look at it, by Wed 4 Mar."
    )


async def test_the_seats_read_being_looked_at_and_not_by_whom(house: Talks) -> None:
    ref = await house.raised("teacher", urgency="today")
    await house.says("coordinator", f"/case answer {ref} next:screening by:2d")

    assert house.seats[-1] == f"{ref} · relations, online · child · today · being looked at"


async def test_a_day_that_is_past_is_asked_again(house: Talks) -> None:
    ref = await house.raised()

    told = await house.says("coordinator", f"/case answer {ref} next:screening by:2026-02-27")

    assert texts(told) == [
        "That day is past. Which day from today on?",
        "By when?\nSuch as today, 2d, friday.",
    ]
    assert (await house.says("coordinator", "friday"))[0].text.startswith(f"You answered {ref}")


async def test_an_answered_concern_names_the_steps_that_are_open(house: Talks) -> None:
    ref = await house.answered()

    told = await house.says("coordinator", f"/case close {ref} step:propose")

    assert told[-1].text.startswith(
        "That step is not open now. Open: /case take, /case point, /case fold."
    )
    assert told[-1].buttons[:4] == ("Police answer", "Take up", "Point on", "Show the case")


@pytest.mark.parametrize("who", ["nurse", "social", "officer", "mentor", "admin", "auditor"])
async def test_nobody_else_answers_in_time(house: Talks, who: str) -> None:
    ref = await house.raised()

    assert texts(await house.says(who, f"/case answer {ref} next:screening by:2d")) == [NOTHING]


async def test_a_promised_day_is_renewed_in_the_same_words_whether_a_hold_stands_or_not(
    full: Talks, second_house: Talks
) -> None:
    """A hold never shows as a broken promise: the one who raised it reads what others read."""
    read: list[list[str]] = []
    for house, answer in ((full, "hold"), (second_house, "clear")):
        ref = await house.answered()
        await house.says("officer", f"/case police {ref} answer:{answer}")
        await house.waits(days=3)
        listed = await house.says("coordinator", "/case list")
        assert listed[-1].text == f"{ref}: being looked at · a promised day is over"
        before = len(house.reads("nurse", "notice"))
        await house.says("coordinator", f"/case show {ref}", "[Promise another day]")
        told = await house.says("coordinator", "[we look at it]", "[in a week]")
        assert told[-1].text.startswith(
            f"You promised another day for {ref}: we look at it, by Thu"
        )
        assert house.reads("nurse", "notice")[before:] == [
            "Something is waiting for you in Confer."
        ]
        status = await house.says("nurse", f"/concern status {ref}")
        read.append([status[-1].text.replace(ref, "REF"), *house.seats[1:]])
        assert "a promised day" not in (await house.says("coordinator", "/case list"))[-1].text

    assert read[0][0] == (
        "REF: being looked at\ncoordinator has this. Next: we look at it, by Thu 12 Mar."
    )
    assert read[0][0] == read[1][0]


# --- police ---


async def test_the_police_contact_answers_and_the_coordinator_hears_bare(house: Talks) -> None:
    ref = await house.answered()

    told = await house.says("officer", f"/case police {ref}", "clear")

    assert told[-1].text == f"Noted for {ref}: clear."
    assert house.reads("coordinator", "notice")[-1] == WAITS


async def test_a_police_answer_written_down_on_behalf_is_sent_to_the_police_to_confirm(
    house: Talks,
) -> None:
    ref = await house.answered()
    before = len(house.reads("officer", "notice"))

    await house.says("coordinator", f"/case police {ref} answer:clear on_behalf:@officer")

    assert house.reads("officer", "notice")[before:] == ["An answer from you is awaited."]
    shown = await house.says("officer", "[Open]")
    assert "Police check: clear (Mon 2 Mar)" in shown[-1].text


async def test_without_an_answer_the_police_contact_is_asked_again(house: Talks) -> None:
    ref = await house.answered()
    before = len(house.reads("officer", "notice"))

    told = await house.says("coordinator", f"/case police {ref}", "skip")

    assert texts(told, "reply") == [f"The police contact is asked again about {ref}."]
    assert len(house.reads("officer", "notice")) > before


async def test_a_hold_stops_work_with_the_words_of_any_pause(house: Talks) -> None:
    ref = await house.owned()
    await house.says("officer", f"/case police {ref} answer:hold")

    held = house.reads(f"circle:{ref}")[-1]

    written = await house.says(
        "social", f"/plan write {ref} action:counselling level:person holder:@social due:14d"
    )
    assert written[0].text.startswith(CANNOT_MOVE)
    assert held == f"{ref} · This case is paused."
    shown = await house.says("social", f"/case show {ref}")
    assert shown[-1].text.splitlines()[0].endswith("· paused")
    assert "olice" not in shown[-1].text


async def test_a_hold_is_lifted_by_a_clear_answer_and_the_circle_reads_only_that_it_goes_on(
    house: Talks,
) -> None:
    ref = await house.owned()
    await house.says("officer", f"/case police {ref} answer:hold")

    await house.says("officer", f"/case police {ref} answer:clear")

    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · This case goes on."


async def test_limits_refuse_what_they_forbid_and_are_told_to_whom_they_touch(house: Talks) -> None:
    ref = await house.owned()
    await house.says("officer", f"/case police {ref} answer:clear_with_limits", "no_home_visit")

    told = await house.says(
        "social",
        f"/plan write {ref} action:joint_home_visit level:family mode:voluntary holder:@social"
        " due:14d",
    )

    assert told[0].text.startswith("Not this way for now. Ask the coordinator what is possible.")
    assert "Not for now: no home visit" in (await house.says("social", "/case show"))[-1].text
    assert "Not for now" not in (await house.says("teacher", "/case show"))[-1].text
    await house.says("officer", f"/case police {ref} answer:clear")
    again = await house.says("social", "[Go on]")
    assert again[0].text.startswith(f"Step 1 of {ref}: joint home visit")


@pytest.mark.parametrize("who", ["nurse", "social", "mentor", "admin"])
async def test_nobody_else_speaks_for_the_police(house: Talks, who: str) -> None:
    ref = await house.answered()

    assert texts(await house.says(who, f"/case police {ref} answer:clear")) == [NOTHING]


# --- take ---


async def test_taking_up_asks_for_the_police_answer_where_it_is_missing(house: Talks) -> None:
    ref = await house.answered()
    asked = await house.says("coordinator", f"/case take {ref} why:fits_here circle:social,school")
    assert texts(asked) == [CANNOT_MOVE, "What did the police check say?"]

    told = await house.says("coordinator", "clear")

    assert told[0].text.splitlines()[0] == f"{ref} is taken up together: Social services, Schools."
    assert house.reads("social", "notice") == [WAITS]
    assert house.reads("teacher", "notice") == [WAITS]
    assert house.stage.circles


async def test_taking_up_opens_the_circle_with_the_abstract_and_nothing_sealed(
    house: Talks,
) -> None:
    ref = await house.taken()

    circle = house.reads(f"circle:{ref}")
    assert circle[0].startswith(f"{ref} · withdrawn or alone, what happens online · this week")
    assert CANARY not in "".join(circle)


async def test_a_hold_cannot_be_taken_up(house: Talks) -> None:
    ref = await house.answered()
    await house.says("officer", f"/case police {ref} answer:hold")

    told = await house.says("coordinator", f"/case take {ref} why:fits_here circle:social")

    assert told[0].text.startswith(CANNOT_MOVE)
    assert "What you typed is kept for 30 minutes." in told[0].text


async def test_the_needs_propose_whom_else_to_ask(house: Talks) -> None:
    ref = await house.answered()

    told = await house.says(
        "coordinator", f"/case take {ref} why:fits_here circle:social police_said:clear"
    )

    assert told[0].text.splitlines()[1] == (
        "From the needs one might also ask: Schools, Neighbourhood NGO"
    )


@pytest.mark.parametrize("who", ["nurse", "social", "officer", "admin"])
async def test_only_the_coordinator_takes_up(house: Talks, who: str) -> None:
    ref = await house.answered()

    assert texts(await house.says(who, f"/case take {ref} why:fits_here circle:social")) == [
        NOTHING
    ]


# --- point ---


async def test_pointing_on_names_other_help_to_the_referrer_alone(house: Talks) -> None:
    ref = await house.answered()

    told = await house.says("coordinator", f"/case point {ref} why:other_help_fits", CANARY)

    assert texts(told, "reply") == [
        f"{ref} is pointed on. The one who raised it hears which help is named."
    ]
    await house.waits(hours=24)
    assert house.seats[-1].endswith("others are helping")
    opened = await house.says("nurse", "[Open]")
    assert opened[-1].text == f"{ref}: others are helping\nOther help: {CANARY}"


# --- close ---


async def test_an_end_needs_no_open_step(house: Talks) -> None:
    ref = await house.started()
    await house.says("social", f"/case close {ref} step:propose why:goals_met outcome:goals_met")

    told = await house.says("coordinator", f"/case close {ref} step:finish")

    assert told[-1].text.splitlines() == [
        "Before closing: an answer to every open action.",
        "What you typed is kept for 30 minutes.",
    ]


async def test_an_end_without_an_outcome_asks_for_it(house: Talks) -> None:
    ref = await house.started()
    await house.says("social", f"/plan progress {ref} status:done helped:helped")
    await house.says("social", f"/case close {ref} step:propose why:goals_met", "skip")

    asked = await house.says("coordinator", f"/case close {ref} step:finish")

    assert [line.splitlines()[0] for line in texts(asked)] == [
        "Before closing: an outcome.",
        "How did it end?",
    ]
    assert (await house.says("coordinator", "goals_met"))[0].text.startswith(f"{ref} has ended.")


async def test_who_proposed_the_end_does_not_end_it_alone(house: Talks) -> None:
    ref = await house.started()
    await house.says("social", f"/plan progress {ref} status:done helped:helped")
    await house.says(
        "coordinator", f"/case close {ref} step:propose why:goals_met outcome:goals_met"
    )

    told = await house.says("coordinator", f"/case close {ref} step:finish")

    assert told[0].text == "A second person from another agency has to confirm this."
    assert told[-1].text == "Who confirms it as the second person?"
    done = await house.says("deputy", f"/case close {ref} step:finish")
    assert done[0].text.startswith(f"{ref} has ended.")


async def test_at_the_end_those_who_gave_are_thanked_and_guests_are_out(house: Talks) -> None:
    ref = await house.closing()

    await house.says("coordinator", f"/case close {ref} step:finish")

    thanks = "Something you gave to has ended. Thank you for your part."
    assert house.reads("nurse", "notice")[-1] == thanks
    assert texts(await house.says("nurse", "[Open]")) == [
        f"{ref}: ended\nYou hear back: help has been reached, thank you (Mon 2 Mar)"
    ]
    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · This case has ended. Thank you."


async def test_not_yet_goes_on_and_asks_why(house: Talks) -> None:
    ref = await house.closing()

    asked = await house.says("coordinator", f"/case close {ref} step:not_yet", "skip")
    assert [line.splitlines()[0] for line in texts(asked)] == [
        "Why?",
        "I could not read that, so please once more.",
    ]
    assert "Skip" not in asked[0].buttons
    told = await house.says("coordinator", "still needed")

    assert told[0].text == f"Not yet: support for {ref} goes on."
    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · Not yet: support goes on."


async def test_the_closing_round_takes_an_answer_of_the_circle(house: Talks) -> None:
    ref = await house.closing()

    told = await house.says("teacher", f"/case close {ref} step:answer helped:helped line:{CANARY}")

    assert texts(told, "reply") == [
        f"Your answer to the closing round of {ref} is noted. Thank you."
    ]


async def test_the_owner_does_not_end_a_case(house: Talks) -> None:
    ref = await house.closing()

    assert texts(await house.says("social", f"/case close {ref} step:finish")) == [NOTHING]


# --- full ---


async def test_full_does_not_let_the_coordinator_write_the_police_answer(full: Talks) -> None:
    ref = await full.answered()

    told = await full.says("coordinator", f"/case police {ref} answer:clear")

    assert texts(told) == [NOTHING]


async def test_full_points_on_from_screening_with_a_second_person_of_another_agency(
    full: Talks,
) -> None:
    ref = await full.answered()
    await full.says("coordinator", f"/case point {ref} why:changed to:other second:@deputy")
    shown = await full.says("deputy", "[Open]", "[Confirm]")
    assert shown[-1].text.startswith("A second person from another agency has to confirm this.")

    await full.says("coordinator", f"/case point {ref} why:changed to:other second:@officer")
    done = await full.says("officer", "[Open]", "[Confirm]")

    assert done[-1].text == "You confirmed it. It is done."


async def test_the_police_are_not_offered_to_leave_their_own_answer_out(house: Talks) -> None:
    ref = await house.raised()

    asked = await house.says("officer", "/case")
    assert asked[-1].text == f"{ref} asks for your answer."
    asked = await house.says("officer", "[Show " + ref + "]", "[Police answer]")
    assert asked[-1].buttons == ("clear", "clear with limits", "hold")
    unread = await house.says("officer", "we have nothing against it")
    assert unread[-1].text.splitlines()[-1] == "To leave all of it:  cancel"
    assert (await house.says("officer", "CLEAR"))[-1].text == f"Noted for {ref}: clear."

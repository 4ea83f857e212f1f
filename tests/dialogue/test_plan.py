"""Mirrors commands/plan.py."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
WAITS = "Something is waiting for you in Confer."
NO_PART = (
    "That person has no part in this case yet. Choose somebody who has, or add them first with /case"
    " circle or /guest invite."
)


async def test_a_step_is_planned_and_its_holder_hears_bare(house: Talks) -> None:
    ref = await house.owned()
    before = len(house.reads("teacher", "notice"))

    told = await house.says(
        "social", f"/plan write {ref}", "school plan", "person", "@teacher", "14d"
    )

    assert texts(told, "reply") == [
        f"Step 1 of {ref}: school plan (person, voluntary), teacher, by Mon 16 Mar."
    ]
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · Step 1: school plan (person, voluntary), Schools, by Mon 16 Mar."
    )
    assert house.reads("teacher", "notice")[before:] == [WAITS]
    assert (await house.says("teacher", "[Open]"))[-1].text.startswith(f"{ref}, plan 1:")


async def test_a_kind_that_is_neither_voluntary_nor_compulsory_by_itself_asks_which(
    house: Talks,
) -> None:
    ref = await house.owned()

    told = await house.says("social", f"/plan write {ref} action:safety_step level:family")

    assert told[-1].text == "Voluntary or compulsory?"


async def test_a_holder_without_part_in_the_case_is_asked_for_again_and_nothing_is_lost(
    house: Talks,
) -> None:
    ref = await house.owned()

    told = await house.says(
        "social", f"/plan write {ref} action:counselling level:person holder:@housing due:14d"
    )

    assert texts(told) == [NO_PART, "Who does it?\nSuch as @youth-seat."]
    done = await house.says("social", "@social")
    assert done[0].text.startswith(f"Step 1 of {ref}: counselling")


async def test_a_date_that_is_past_is_asked_again(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says(
        "social", f"/plan write {ref} action:counselling level:person holder:@social due:2026-02-01"
    )

    assert texts(told)[0] == "That day is past. Which day from today on?"
    assert (await house.says("social", "tomorrow"))[0].text.endswith("by Tue 3 Mar.")


async def test_support_starts_with_consent_and_first_step_on_one_form(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says(
        "social",
        f"/plan start {ref}",
        "given",
        "voluntary",
        "spoken",
        "counselling",
        "person",
        "@social",
        "14d",
    )

    assert [text.splitlines()[0] for text in texts(told)][:2] == [
        "Does the person take part in support?",
        "Voluntary or compulsory?",
    ]
    assert "The plan needs an action with a holder and a date." in texts(told)
    assert told[-1].kind != "refusal"
    assert f"Support for {ref} has started." in texts(told)
    assert house.reads(f"circle:{ref}")[-3:] == [
        f"{ref} · taking part in support: given (voluntary).",
        f"{ref} · Step 1: counselling (person, voluntary), Social services, by Mon 16 Mar.",
        f"{ref} · Support has started.",
    ]
    await house.waits(hours=24)
    assert house.seats[-1].endswith("· support is running")


async def test_support_does_not_start_where_the_person_declined(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says(
        "social",
        f"/plan start {ref} given:declined mode:voluntary how:spoken action:counselling"
        " level:person holder:@social due:14d",
    )

    assert told[0].text.startswith(f"Noted for {ref}: declined.")
    assert not any("Support has started" in line for line in house.reads(f"circle:{ref}"))


async def test_what_was_recorded_before_is_not_asked_again(house: Talks) -> None:
    ref = await house.owned()
    await house.says(
        "social",
        f"/consent record {ref} kind:support given:given mode:voluntary how:spoken",
        f"/plan write {ref} action:counselling level:person holder:@social due:14d",
    )

    told = await house.says("social", f"/plan start {ref}")

    assert texts(told, "reply")[0] == f"Support for {ref} has started."


async def test_whether_it_helped_is_asked_of_what_was_tried_only(house: Talks) -> None:
    ref = await house.started()
    await house.says(
        "social", f"/plan write {ref} action:mentoring level:person holder:@social due:9d"
    )

    begun = await house.says("social", f"/plan progress {ref} action:1", "started")
    assert texts(begun)[-1].startswith(f"Step 1 of {ref}: started.")
    never = await house.says("social", f"/plan progress {ref} action:2", "stopped")
    assert texts(never)[-1].startswith(f"Step 2 of {ref}: stopped.")
    tried = await house.says("social", f"/plan progress {ref} action:1", "stopped")

    assert tried[-1].text == "Did it help?"


async def test_progress_takes_two_taps_where_one_step_is_open(house: Talks) -> None:
    ref = await house.started()

    told = await house.says("social", f"/plan progress {ref}", "done", "helped")

    assert told[0].text.splitlines()[1] == "Where does it stand?"
    assert [line.text.splitlines()[0] for line in told if line.kind != "notice"] == [
        "1. counselling, by Mon 16 Mar",
        "Did it help?",
        f"Step 1 of {ref}: done.",
    ]
    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · Step 1, counselling: done; helped."


async def test_a_step_that_is_taken_up_again_has_its_date_again(house: Talks) -> None:
    ref = await house.started()
    await house.says("social", f"/plan progress {ref} action:1 status:done helped:helped")
    await house.says("social", f"/plan progress {ref} action:1 status:started")
    before = len(house.reads("social", "notice"))

    await house.waits(days=30)

    rung = house.reads("social", "notice")[before:]
    assert any("step" in text for text in rung), rung


async def test_a_note_stays_sealed_and_opens_for_the_circle(house: Talks) -> None:
    ref = await house.started()
    await house.says("social", f"/plan progress {ref} status:started helped:helped note:{CANARY}")

    opened = await house.says("teacher", f"/case open {ref} what:detail why:prepare_meeting")

    assert CANARY in opened[-1].text


async def test_nobody_logs_the_step_of_another(house: Talks) -> None:
    ref = await house.started()

    told = await house.says("teacher", f"/plan progress {ref} action:1 status:done helped:helped")

    assert texts(told) == [NOTHING]


async def test_the_plan_on_one_page_names_what_is_late_and_what_is_empty(house: Talks) -> None:
    ref = await house.started()
    await house.waits(days=15)

    told = await house.says("social", f"/plan show {ref}")

    assert told[-1].text.splitlines() == [
        f"{ref}, plan 1: support is running",
        "1. counselling (person, voluntary), social, by Mon 16 Mar, late: agreed",
        "One contact for person and family: social",
        "Nothing planned for: family, community",
        "What carries: a sport, craft or interest, good friends",
        "No step yet for: safe online",
        "Waits: late steps",
        "Version 1, Mon 2 Mar, social: a step was added",
    ]


async def test_a_guest_sees_the_own_steps_only(house: Talks) -> None:
    ref = await house.started()
    await house.says(
        "social",
        f"/guest invite {ref} @mentor why:community_trust brings:relationship may:own_actions"
        " until:30d",
        f"/plan write {ref} action:mentoring level:person holder:@mentor due:14d",
    )

    told = await house.says("mentor", f"/plan show {ref}")

    assert [line for line in told[-1].text.splitlines() if line[0].isdigit()] == [
        "2. mentoring (person, voluntary), mentor, by Mon 16 Mar: agreed"
    ]
    done = await house.says("mentor", f"/plan progress {ref}", "started", "too early")
    assert texts(done, "reply")[0].startswith(f"Step 2 of {ref}: started.")


@pytest.mark.parametrize("who", ["housing", "mentor", "admin", "auditor"])
async def test_whoever_has_no_part_is_told_there_is_nothing(house: Talks, who: str) -> None:
    ref = await house.started()

    for line in (
        f"/plan write {ref} action:counselling level:person holder:@social due:14d",
        f"/plan start {ref} given:given",
        f"/plan progress {ref} action:1 status:done helped:helped",
        f"/plan show {ref}",
    ):
        assert texts(await house.says(who, line)) == [NOTHING], line


async def test_a_person_who_declines_is_heard_and_support_does_not_start(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says("social", f"/plan start {ref} given:declined mode:voluntary how:spoken")

    assert told[-1].text.startswith(f"Noted for {ref}: declined.")
    assert "Support has not started" in told[-1].text
    shown = await house.says("social", f"/plan start {ref}")
    assert "support is running" not in shown[-1].text
    assert (
        house.reads(f"circle:{ref}")[-1] == f"{ref} · taking part in support: declined (voluntary)."
    )

"""Mirrors commands/advice.py: questions without names."""

from __future__ import annotations

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."


async def test_a_question_to_an_expert_is_set_words_alone_and_its_answer_comes_to_the_draft(
    house: Talks,
) -> None:
    """H71."""
    seen = await house.says("nurse", "/concern ask to:@expert topic:online needs:safe_online")
    assert seen[-1].text.splitlines()[:2] == [
        "expert reads this and no more:",
        "what happens online, safe online",
    ]
    await house.says("nurse", "[Send]")

    asked = await house.says("expert", "[Open]")
    answered = await house.says(
        "expert", "support", "counselling", f"ask who he plays with {CANARY}"
    )

    assert asked[-1].text.splitlines()[0] == (
        "Somebody of Health centre asks, without names: what happens online, safe online"
    )
    assert answered[-1].text == "Whoever asked reads it. Thank you."
    back = await house.says("nurse", "[Open]")
    assert "ask a colleague or expert: done" in back[-1].text
    assert "– the answer: support, counselling" in back[-1].text
    assert f"expert: ask who he plays with {CANARY}" in back[-1].text
    assert house.stage.lines[-1].place == "nurse"


async def test_experts_are_proposed_by_their_theme(house: Talks) -> None:
    """H77."""
    asked = await house.says("teacher", "/concern ask topic:ideas")

    assert asked[-1].text.splitlines()[0] == (
        "professor knows about: pressed or used by others, talk or ideas that worry those nearby"
    )
    assert asked[-1].buttons == ("Ask @professor",)
    shown = await house.says("teacher", "[Ask @professor]", "skip")
    assert "talk or ideas that worry those nearby" in shown[-1].text


async def test_h72_managers_are_asked_without_names_inside_with_the_theme_and_across_without(
    house: Talks,
) -> None:
    shown = await house.says("nurse", "/concern ask topic:alone")
    assert "manager is a manager of your agency" in shown[-1].text.splitlines()
    inside = await house.says("nurse", "@manager", "skip")
    assert inside[-1].text.splitlines()[:2] == [
        "manager reads this and no more:",
        "withdrawn or alone",
    ]
    await house.says("nurse", "send")
    await house.waits(minutes=1)
    across = await house.says("teacher", "/concern ask to:@manager topic:alone", "skip")
    assert "withdrawn or alone" not in across[-1].text
    assert "relations" in across[-1].text
    await house.says("teacher", "send")

    newest = await house.says("manager", "/concern advise")
    assert newest[-1].text.splitlines()[0].startswith("Somebody of Schools asks, without names: ")
    await house.says("manager", "support", "skip", "skip")
    older = await house.says("manager", "/concern advise", "watch", "skip", "skip")
    assert older[-1].text == "Whoever asked reads it. Thank you."
    assert "– the answer:" in (await house.says("teacher", "[Open]"))[-1].text
    assert (
        "is a manager of your agency"
        not in texts(await house.says("teacher", "/concern ask topic:alone"))[-1]
    )


async def test_the_theme_itself_is_for_experts_on_it_and_the_own_agency(house: Talks) -> None:
    """Others read the topic's family. (H14)"""
    seats = {}
    for other in ("professor", "health_deputy", "teacher", "expert"):
        told = await house.says("nurse", f"/concern ask to:@{other} topic:ideas")
        seats[other] = told[-1].text.splitlines()[1]
        await house.says("nurse", "[Throw away]")

    assert seats["professor"] == seats["health_deputy"] == "talk or ideas that worry those nearby"
    assert seats["teacher"] == seats["expert"] == "change"


async def test_a_clinician_may_take_part_before_any_identity_moves(house: Talks) -> None:
    """A question crosses to another agency, and neither it nor its answer is a case. (H4)"""
    await house.says("nurse", "/concern ask to:@psychologist topic:mood", "skip", "= send")
    await house.says("psychologist", "[Open]", "watch_in_ordinary_care", "skip", "skip")

    assert texts(await house.says("coordinator", "/case list")) == [
        "There is no case here for you."
    ]
    assert house.seats == []
    assert "watch in ordinary care" in (await house.says("nurse", "[Open]"))[-1].text


async def test_what_a_draft_says_is_not_asked_again(house: Talks) -> None:
    await house.says(
        "nurse",
        "/concern new topic:alone urgency:planned age:12_15 basis:seen_myself sure:fairly"
        f" strengths:friends guessable:would_not_guess detail:{CANARY}",
        "[Keep as a draft]",
    )

    told = await house.says("nurse", "/concern ask to:@expert")

    assert told[-1].text.splitlines()[1] == "withdrawn or alone"


async def test_nobody_asks_themselves_or_whoever_keeps_the_machinery(house: Talks) -> None:
    for who in ("nurse", "admin", "mentor"):
        told = await house.says("nurse", f"/concern ask to:@{who} topic:online")
        assert told[0].kind == "refusal", who
        await house.says("nurse", "cancel")


async def test_whoever_was_not_asked_finds_no_question(house: Talks) -> None:
    await house.says("nurse", "/concern ask to:@expert topic:online", "skip", "= send")

    assert texts(await house.says("professor", "/concern advise support")) == [NOTHING]
    assert texts(await house.says("expert", "/concern advise key:0a1b2c3d view:support")) == [
        NOTHING
    ]


async def test_an_expert_asked_on_a_case_is_read_by_its_circle_in_set_words(full: Talks) -> None:
    """And the conference need not say again that an expert was asked. (H78)"""
    ref = await full.judging()
    await full.says(
        "coordinator", f"/concern ask to:@expert topic:online ref:{ref}", "skip", "= send"
    )
    await full.says("expert", "[Open]", "support", "skip", CANARY)

    shown = await full.says("teacher", f"/case show {ref}")
    assert "– the answer: support" in shown[-1].text
    assert CANARY not in shown[-1].text
    back = await full.says("coordinator", "[Open]")
    assert CANARY in back[-1].text
    for who in ("social", "teacher", "psychologist"):
        await full.says(who, f"/assess judge {ref} judgement:support")
    await full.recorded(ref)
    asked = await full.says("coordinator", f"/assess adopt {ref}")
    assert asked[-1].text.startswith("What are the reasons?")
    taken = await full.says("coordinator", CANARY, "skip")
    assert taken[-1].text.startswith(f"{ref} is taken on.")

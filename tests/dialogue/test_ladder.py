"""Mirrors commands/ladder.py: thinking a worry through before any identity moves (H4)."""

from __future__ import annotations

from dataclasses import replace

from bot.people import Duty
from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
WAITS = "Something is waiting for you in Confer."


async def climbed(house: Talks) -> None:
    """The first five steps, by a nurse."""
    await house.says(
        "nurse",
        "/concern ladder step:1_recognise result:done basis:told_by_other sure:partly since:weeks",
        f"/concern ladder step:2_speak result:done wish:declined note:{CANARY}",
        "/concern ladder step:3_consult result:skipped skip_why:none_available",
        "/concern ladder step:4_manager result:disagrees",
        "/concern ladder step:5_specialist result:skipped skip_why:not_indicated",
    )


async def test_the_first_step_asks_how_one_knows_how_surely_and_since_when(house: Talks) -> None:
    """H69."""
    asked = await house.says(
        "nurse", "/concern ladder", "1", "done", "told_by_other", "partly", "weeks", CANARY
    )

    assert [text.splitlines()[0] for text in texts(asked, "question")] == [
        "Which of the six steps?",
        "How did it go?",
        "How do you know?",
        "How sure are you?",
        "Since when?",
        "A note for yourself",
    ]
    shown = await house.says("nurse", "[Read it]")
    assert shown[-1].text.splitlines()[0] == (
        "recognise, analyse, verify: done, told by someone else, partly sure, for weeks"
    )
    assert CANARY in shown[-1].text


async def test_the_second_step_keeps_what_the_person_wishes_and_may_be_unsafe(house: Talks) -> None:
    """H70."""
    told = await house.says(
        "nurse", "/concern ladder step:2_speak", "not_safe", "not_safe_to_ask", "skip"
    )
    assert told[-1].text.startswith("Noted: speak with the person, not safe.")

    asked = await house.says("nurse", "/concern ladder step:2_speak")
    assert asked[-1].buttons == ("done", "planned", "not safe", "skipped")
    wrong = await house.says("nurse", "agrees")

    assert wrong[0].text.startswith("That does not fit here. Which of these?\nHow did it go?")
    typed = await house.says("nurse", "/concern ladder step:2_speak result:agrees")
    assert typed[0].text == "At this step: done, planned, not safe, or skipped."


async def test_the_manager_is_asked_inside_the_agency_and_reads_the_steps_nobody_else(
    house: Talks,
) -> None:
    """H72."""
    await house.says(
        "nurse",
        f"/concern ladder step:1_recognise result:done basis:seen_myself note:mine {CANARY}",
        f"/concern ladder step:4_manager result:planned note:what do you think {CANARY}",
    )
    assert house.reads("manager", "notice") == [WAITS]

    asked = await house.says("manager", "[Open]")
    answered = await house.says("manager", "no", f"not before the holidays {CANARY}")

    assert "recognise, analyse, verify: done, seen myself" in asked[-1].text
    assert CANARY not in asked[-1].text
    assert answered[-1].text == "Your colleague hears it. Nobody else does."
    back = await house.says("nurse", "[Open]")
    assert "ask the manager: disagrees" in back[-1].text
    assert f"manager: not before the holidays {CANARY}" in back[-1].text
    for who in ("coordinator", "officer", "teacher", "health_deputy"):
        assert texts(await house.says(who, "/concern look")) == [NOTHING], who
        assert texts(await house.says(who, "/concern agree yes")) == [NOTHING], who


async def _second_manager(house: Talks, *, department: str) -> None:
    """The deputy of the nurse's agency is a manager too; each leads a department."""
    async with house.player.house.unit() as unit:
        deputy = (await unit.people.directory()).by_key("health_deputy")
        assert deputy is not None
        await unit.people.change(replace(deputy, duties=deputy.duties | {Duty.MANAGER}))
        await unit.commit()
    line = "/agency card health field:departments value:"
    await house.says(
        "nurse",
        f"{line}crisis team who:@manager",
        f"{line}{department} who:@health_deputy",
        f"{line}reception who:@nurse",
    )


async def test_h27_h72_the_manager_of_the_department_that_is_chosen_is_asked(house: Talks) -> None:
    await _second_manager(house, department="school nurses")

    asked = await house.says("nurse", "/concern ladder step:4_manager", "planned", "why not")
    assert asked[-1].text.splitlines() == [
        "1. crisis team (manager)",
        "2. school nurses (health deputy)",
        "3. reception (nurse)",
        "Of which department is the manager?",
        "Left out: any manager of your agency.",
    ]
    told = await house.says("nurse", "[Department 2]")

    assert "health deputy is asked, reads your six steps, and nobody else does." in told[-1].text
    assert house.reads("health_deputy", "notice") == [WAITS]
    assert house.reads("manager", "notice") == []
    assert "Do you agree" in (await house.says("health_deputy", "[Open]"))[-1].text
    await house.says("health_deputy", "yes", "skip")
    assert "ask the manager: agrees" in (await house.says("nurse", "[Open]"))[-1].text


async def test_a_department_without_a_manager_is_said_and_another_one_is_asked(
    house: Talks,
) -> None:
    await _second_manager(house, department="school nurses")

    told = await house.says(
        "nurse", "/concern ladder step:4_manager result:planned note:why department:reception"
    )

    assert "In that department nobody can be asked as a manager now." in told[-1].text
    assert "health deputy is asked, reads your six steps" in told[-1].text
    unknown = await house.says(
        "nurse", "/concern ladder step:4_manager result:planned note:why department:kitchen"
    )
    assert unknown[0].text.startswith("There is no department of that name.")
    skipped = await house.says("nurse", "skip")
    assert "is asked, reads your six steps" in skipped[-1].text


async def test_a_department_is_not_asked_for_where_no_department_has_a_manager(
    house: Talks,
) -> None:
    await house.says(
        "nurse", "/agency card health field:departments value:reception who:@health_deputy"
    )

    told = await house.says("nurse", "/concern ladder step:4_manager", "planned", "why")

    assert "manager is asked, reads your six steps" in told[-1].text


async def test_a_manager_who_disagrees_does_not_keep_the_author_from_raising_it(
    house: Talks,
) -> None:
    await climbed(house)

    ref = await house.raised()

    assert house.reads("nurse", "reply")[-1].startswith(f"Thank you. Your concern is {ref}.")
    shown = await house.says("coordinator", f"/case show {ref}")
    assert "isagree" not in shown[-1].text


async def test_the_managers_answer_is_asked_for_again_while_the_draft_is_quiet(
    house: Talks,
) -> None:
    await house.says("nurse", "/concern ladder step:4_manager result:planned")

    await house.waits(days=8)

    assert house.reads("manager", "notice")[1:] == ["An answer from you is awaited."]
    assert "Do you agree" in (await house.says("manager", "[Open]"))[-1].text


async def test_of_an_instrument_only_name_day_and_band_are_taken(house: Talks) -> None:
    """H73."""
    asked = await house.says(
        "nurse", "/concern ladder step:5_specialist", "done", "screening_tool", "yes", "yesterday"
    )
    told = await house.says("nurse", "middle", "skip")

    assert "items and scores stay with the specialist" in asked[1].text
    assert told[-1].text.startswith("Noted: specialist risk assessment, done.")
    shown = await house.says("nurse", "[Read it]")
    assert "specialist risk assessment: done, screening tool, Sun 1 Mar, middle" in shown[-1].text


async def test_sharing_comes_last_and_names_whom_one_by_one_then_it_is_raised(house: Talks) -> None:
    """H74."""
    line = "/concern ladder step:6_share result:done to:housing,school data:wellbeing told:now"
    early = await house.says("nurse", line)
    assert early[0].text.startswith("Sharing comes last")
    await house.says("nurse", "cancel")
    await climbed(house)

    await house.says("nurse", line)
    ref = await house.raised()

    shown = await house.says("coordinator", f"/case show {ref}")
    assert "Whoever raised it would share it with: Housing, Schools" in shown[-1].text
    await house.says("coordinator", f"/case answer {ref} next:screening by:2d")
    proposed = await house.says("coordinator", f"/case take {ref} why:fits_here")
    assert proposed[-1].text.splitlines()[0] == (
        "The needs propose: Schools, Housing, Neighbourhood NGO"
    )


async def test_danger_now_lets_steps_wait_and_asks_for_them_within_three_days(house: Talks) -> None:
    """The urgent path in its order: the emergency number, the raise, the steps of the ladder after it."""
    ref = await house.raised(urgency="now")

    told = await house.waits(hours=48)

    left = [said.place for said in told if said.text.startswith("Steps that an emergency left")]
    assert left == ["nurse"]
    opened = await house.says("nurse", "/concern ladder")
    assert "Left open by the emergency: speak with the person" in opened[-1].text
    await house.says("nurse", "cancel")
    for step, result in (
        ("2_speak", "done"),
        ("3_consult", "done"),
        ("4_manager", "agrees"),
        ("5_specialist", "skipped skip_why:not_indicated"),
    ):
        done = await house.says("nurse", f"/concern ladder ref:{ref} step:{step} result:{result}")
    assert "Nothing of the ladder is open any more. Thank you." in done[-1].text
    assert [said for said in await house.waits(days=3) if "Steps that" in said.text] == []


async def test_a_draft_at_rest_leaves_no_trace_with_whoever_was_asked(house: Talks) -> None:
    await house.says(
        "nurse",
        f"/concern ladder step:4_manager result:planned note:{CANARY}",
        "/concern ask to:@expert topic:online",
        "= send",
    )

    await house.says("nurse", "/concern rest")

    assert texts(await house.says("manager", "[Open]")) == [NOTHING]
    assert texts(await house.says("expert", "[Open]")) == [NOTHING]
    assert texts(await house.says("nurse", "/concern look")) == [NOTHING]

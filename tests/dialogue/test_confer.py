"""Mirrors commands/confer.py; the second person is in test_second_person.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from storage import Store
from tests.house import Talks, texts

NOTHING = "There is nothing here for you under that name."


@pytest.mark.parametrize(
    "line", ["/confer help guest invite", "/help guest invite", "/confer help topic:guest invite"]
)
async def test_help_on_one_command_shows_its_line_and_an_example(house: Talks, line: str) -> None:
    told = await house.says("social", line)

    assert told[-1].text.splitlines()[0].startswith("/guest invite <ref> <who>")
    assert "Such as:  /guest invite amber-harbour-47-K" in told[-1].text


async def test_help_on_a_group_lists_its_commands(house: Talks) -> None:
    told = await house.says("social", "/confer help plan")

    listed = [line.partition(":")[0] for line in told[-1].text.splitlines() if line[0] == "/"]
    assert listed == [
        "/plan write",
        "/plan start",
        "/plan progress",
        "/plan show",
        "/plan visit",
        "/plan review",
        "/plan lighter",
    ]


def listed(text: str) -> tuple[set[str], set[str]]:
    """What help proposes on cases, and what without one."""
    before, _, after = text.partition("What needs no case:")
    on = {line.partition(":")[0] for line in before.splitlines()}
    groups = [line.partition(": ") for line in after.splitlines() if line.startswith("/")]
    return on, {f"{group} {sub}" for group, _, subs in groups for sub in subs.split(", ")}


async def test_help_shows_what_is_open_in_the_state_of_the_case_in_sight(house: Talks) -> None:
    ref = await house.raised()
    told = await house.says("coordinator", "/confer help")
    on, free = listed(told[-1].text)
    assert told[-1].text.startswith(f"What you can do on {ref} now:")
    assert {"/case answer", "/case point", "/case fold"} <= on
    assert not {"/case take", "/case close", "/owner name", "/plan write"} & on
    assert "/concern new" in free

    await house.says("coordinator", f"/case answer {ref} next:screening by:2d")
    on, _ = listed((await house.says("coordinator", "/confer help"))[-1].text)

    assert "/case take" in on
    assert "/case answer" not in on
    everything = (await house.says("coordinator", "[All commands]"))[-1].text
    assert "/case answer:" in everything


async def test_help_of_two_roles_on_one_case_differs_and_a_circle_s_place_is_about_its_case(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.raised("teacher")

    (owner, _), (circle, _) = [
        listed((await house.says(who, "confer help", circle=ref))[-1].text)
        for who in ("social", "teacher")
    ]

    assert {"/owner give_back", "/plan review", "/plan lighter"} <= owner - circle
    assert "/plan progress" in owner - circle  # the teacher holds no step
    assert f"What you can do on {ref} now" in circle


async def test_help_of_somebody_without_a_case_names_none_and_no_draft(house: Talks) -> None:
    await house.started()

    told = (await house.says("housing", "/confer help"))[-1].text

    assert told.startswith("What you can do here.")
    assert not {"/concern rest", "/case show", "/plan show"} & listed(told)[0]


async def test_a_refusal_leads_to_the_next_step_that_is_open_to_this_person(full: Talks) -> None:
    """ "Every refusal says the next possible step": as a button, and the same for what is not there."""
    ref = await full.adopted()
    await full.says("coordinator", f"/owner hold {ref}")

    early = await full.says("coordinator", f"/plan start {ref}")
    assert early[-1].text.startswith("There is no owner yet.")
    assert "Name an owner" in early[-1].buttons

    shut = await full.says("coordinator", f"/case take {ref}")
    assert shut[-1].text.startswith("That step is not open now.")
    assert "Show the case" in shut[-1].buttons
    none = await full.says("housing", f"/case show {ref}", "/case show amber-harbour-47-K")
    assert {one.buttons for one in none} == {("What I can do",)}
    helped = await full.says("housing", "[What I can do]")
    assert helped[-1].text.startswith("What you can do here.")


async def test_help_lists_no_button_of_a_notice(house: Talks) -> None:
    told = await house.says("coordinator", "/confer help")

    assert "/confer pass" not in told[-1].text
    assert "/confer second" not in told[-1].text


async def test_a_deputy_without_part_in_the_case_is_not_sent_to_a_closed_door(house: Talks) -> None:
    """While a first word is owed the deputy may give it; after that they have no part."""
    ref = await house.owned()
    told = await house.says("social", f"/confer pass {ref}")
    assert texts(told, "reply") == ["Passed to social deputy. It still waits for an answer."]
    assert (await house.says("social_deputy", "[Open]"))[-1].text.startswith(ref)
    await house.says("social", f"/owner reply {ref} next:call_today by:2d")
    before = len(house.reads("social_deputy"))

    told = await house.says("social", f"/confer pass {ref}")

    assert texts(told, "reply") == [
        "social deputy, your deputy, has no part in this case yet.\n"
        "Ask the coordinator to add them:  /case circle"
    ]
    assert len(house.reads("social_deputy")) == before


async def test_what_waits_is_passed_to_a_deputy_of_the_circle(house: Talks) -> None:
    ref = await house.owned()
    await house.says("social", "/my settings deputy:@teacher")

    told = await house.says("social", f"/confer pass {ref}")

    assert texts(told, "reply") == ["Passed to teacher. It still waits for an answer."]
    assert (await house.says("teacher", "[Open]"))[-1].text.startswith(ref)


async def test_nobody_passes_on_what_they_may_not_see(house: Talks) -> None:
    ref = await house.owned()

    assert texts(await house.says("housing", f"/confer pass {ref}")) == [NOTHING]


async def test_a_number_presses_the_button_of_the_newest_list(house: Talks) -> None:
    await house.raised()
    await house.says("coordinator", "[Open]")

    told = await house.says("coordinator", "1")

    assert told[-1].text == "What happens next?"


async def test_help_of_somebody_without_a_part_in_anything_says_so(house: Talks) -> None:
    told = (await house.says("youth", "/help"))[-1].text

    assert told.startswith("You have no part in a case now.")


async def test_help_leaves_out_what_there_is_nothing_to_do_about(house: Talks) -> None:
    before = listed("What needs no case:" + (await house.says("nurse", "/help"))[-1].text)[1]
    assert not {"/share recall", "/consent confirm", "/my wording"} & before
    await house.raised()
    after = listed((await house.says("nurse", "/help"))[-1].text)[1]

    assert "/share recall" in after
    admin = (await house.says("admin", "/help"))[-1].text
    assert "/agency: map, card" in admin.splitlines()


async def test_whoever_audits_types_the_case_they_were_told_of(house: Talks) -> None:
    ref = await house.raised()
    asked = await house.says("auditor", "/confer rights")
    assert asked[-1].text.splitlines() == [
        "Which case?",
        "Its reference, such as amber-harbour-47-K.",
    ]
    assert (await house.says("auditor", ref))[-1].text == "What is it about?"
    none = await house.says("auditor", "cancel", "/consent check")
    assert none[-1].text == "No case of yours asks for that now."


@pytest.fixture
async def roomy(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    talks = Talks(tmp_path, migrated, unlimited=True)
    await talks.open()
    yield talks
    await talks.close()


async def test_help_asks_the_database_as_often_for_many_cases_as_for_few(roomy: Talks) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    counts: list[int] = []
    await roomy.says("coordinator", "/confer help")  # it is written down that they were here
    for cases in (2, 8):
        for _ in range(cases):
            await roomy.raised()
        store = roomy.player._opened.store
        assert isinstance(store, Store)
        engine = store._engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        shown = await roomy.says("coordinator", "/confer help")
        event.remove(engine, "before_cursor_execute", note)
        assert "case answer" in shown[-1].text
        counts.append(len(asked))
        asked.clear()

    assert counts[0] == counts[1]

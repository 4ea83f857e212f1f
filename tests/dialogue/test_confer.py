"""Mirrors commands/confer.py; the second person is in test_second_person.py."""

from __future__ import annotations

import pytest

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


async def test_help_lists_no_button_of_a_notice(house: Talks) -> None:
    told = await house.says("coordinator", "/confer help")

    assert "/confer pass" not in told[-1].text
    assert "/confer second" not in told[-1].text


async def test_a_deputy_without_part_in_the_case_is_not_sent_to_a_closed_door(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says("social", f"/confer pass {ref}")

    assert texts(told, "reply") == [
        "social deputy, your deputy, has no part in this case yet.\n"
        "Ask the coordinator to add them:  /case circle"
    ]
    assert house.reads("social_deputy") == []


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

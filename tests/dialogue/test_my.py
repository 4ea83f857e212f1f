"""Mirrors commands/my.py."""

from __future__ import annotations

import pytest

from tests.house import Talks, texts

NOTHING = "There is nothing here for you under that name."


async def test_settings_show_what_stands_and_how_to_change_it(house: Talks) -> None:
    told = await house.says("nurse", "/my settings")

    assert told[-1].text.splitlines() == [
        "Language: English. Quiet: 18:00–08:00. Deputy: health deputy",
        "Change one with  /my settings language:da  or  quiet:17-8  or  deputy:@…",
    ]


async def test_questions_and_labels_come_in_the_chosen_language(house: Talks) -> None:
    told = await house.says("nurse", "/my settings language:da")
    assert "dansk" in told[-1].text

    asked = await house.says("nurse", "/concern new topic:alone")

    assert asked[-1].buttons == ("nu", "i dag", "denne uge", "planlagt")
    assert (await house.says("nurse", "denne uge"))[-1].buttons[0] == "under 12 år"


async def test_quiet_hours_are_kept_and_hold_a_notice_back(house: Talks) -> None:
    told = await house.says("coordinator", "/my settings quiet:8-20")
    assert "Quiet: 08:00–20:00" in told[-1].text

    await house.raised()

    assert house.reads("coordinator", "notice") == []


@pytest.mark.parametrize("hours", ["never", "25-3", "18", "aa-bb"])
async def test_hours_that_cannot_be_read_change_nothing(house: Talks, hours: str) -> None:
    told = await house.says("nurse", f"/my settings quiet:{hours}")

    assert told[0].text.startswith("I could not read these hours.")
    assert "Quiet: 18:00–08:00" in (await house.says("nurse", "/my settings"))[-1].text


async def test_a_deputy_is_named_and_not_oneself(house: Talks) -> None:
    assert "Deputy: teacher" in (await house.says("nurse", "/my settings deputy:@teacher"))[-1].text

    told = await house.says("nurse", "/my settings deputy:@nurse")

    assert texts(told)[0] == "Your deputy is somebody else than you."


async def test_a_code_links_only_once_and_not_after_ten_minutes(house: Talks) -> None:
    code = (await house.says("nurse", "/my link"))[-1].text.splitlines()[0].rpartition(" ")[2]
    await house.waits(minutes=11)

    assert texts(await house.says("mentor", f"/my link code:{code}")) == [NOTHING]
    assert texts(await house.says("mentor", "/my link code:0a1b2c3d")) == [NOTHING]


async def test_two_accounts_become_one_person(house: Talks) -> None:
    code = (await house.says("nurse", "/my link"))[-1].text.splitlines()[0].rpartition(" ")[2]

    told = await house.says("mentor", f"/my link {code}")

    assert texts(told) == [
        "Linked. You are one person in both places, and are noticed in one only."
    ]


async def test_whoever_gave_sees_who_opened_it_and_why(house: Talks) -> None:
    ref = await house.taken()
    assert texts(await house.says("nurse", "/my opened")) == ["Nobody opened what you gave."]
    await house.says("teacher", f"/case open {ref} what:detail why:prepare_meeting")

    told = await house.says("nurse", f"/my opened {ref}")

    assert texts(told) == [f"{ref}, item 1: teacher, Mon 2 Mar, prepare a meeting"]

"""Mirrors commands/settings.py."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."


async def _changed(
    house: Talks, setting: str, value: str, second: str = "auditor", note: str = ""
) -> None:
    line = f"/confer settings {setting} second:@{second} value:{value}"
    await house.says("coordinator", line + (f" note:{note}" if note else ""))
    await house.says(second, "[Open]", "[Confirm]")


async def test_h39_another_legal_profile_takes_coordinator_and_auditor_and_is_a_version(
    house: Talks,
) -> None:
    asked = "/share mayi data:attendance to:social consent:not_asked_yet danger:possible"
    assert (await house.says("teacher", asked))[-1].text.splitlines()[0] == "Ask first."

    refused = await house.says(
        "coordinator", "/confer settings legal_profile value:dk second:@deputy"
    )
    assert refused[0].text.startswith("This takes coordinator and auditor")
    await house.says("coordinator", "cancel")
    await _changed(house, "legal_profile", "dk")

    assert house.seats[-1] == "Changed by two people: legal profile, version 1."
    told = (await house.says("teacher", asked))[-1].text
    assert told.splitlines()[0] == "Yes."
    assert "crime prevention only, not for investigation" in told
    await house.crashes()
    shown = (await house.says("auditor", "/confer settings"))[-1].text
    assert "– legal profile: dk" in shown
    assert "Agreement 1: statutory gateway. Signed by: Municipality, Police" in shown
    assert "Version 1: legal profile to dk, Mon 2 Mar, by coordinator and auditor" in shown


async def test_h41_the_agreements_kind_stands_on_every_release(house: Talks) -> None:
    await _changed(house, "legal_profile", "nl")
    ref = await house.owned()

    await house.says(
        "teacher",
        f"/share send {ref} data:attendance to:housing until:30d helps:learning_support words:{CANARY}",
        "send",
    )

    assert "agreement 1 (statutory frame and covenant)" in house.reads(f"circle:{ref}")[-1]


async def test_the_channel_line_takes_two_and_a_note(house: Talks) -> None:
    told = await house.says(
        "coordinator", "/confer settings channel_line value:off second:@auditor"
    )
    assert told[-1].text.startswith("The auditor's note")
    await house.says("coordinator", "few cases, small town")
    await house.says("auditor", "[Open]", "[Confirm]")

    await house.raised(urgency="now")

    assert [line for line in house.seats if "waiting for a first answer" in line] == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("keeping_times", "36,12"),
        ("clocks", "first_answer 48"),
        ("legal_profile", "fr"),
        ("batches", "noon"),
        ("rhythm", "sunday 10:00"),
    ],
)
async def test_what_the_domain_does_not_allow_is_asked_again(
    house: Talks, setting: str, value: str
) -> None:
    told = await house.says(
        "coordinator", f"/confer settings {setting} second:@auditor value:{value}"
    )

    assert told[0].text.startswith("I could not read that. Such as: channel_line on")


async def test_a_clock_set_shorter_holds_for_the_next_concern(house: Talks) -> None:
    await _changed(house, "clocks", "first_answer 8", second="deputy")

    told = await house.says("nurse", "/concern new")
    assert told
    await house.says("nurse", "cancel")
    await house.raised()
    said = house.reads("nurse", "reply")[-1]
    assert "A named person answers within 8 hours" in said


@pytest.mark.parametrize("who", ["nurse", "officer", "admin", "mentor"])
async def test_nobody_else_changes_or_reads_them(house: Talks, who: str) -> None:
    assert texts(await house.says(who, "/confer settings")) == [NOTHING]


# --- health only ---


async def test_a_health_item_is_read_by_the_owner_and_named_health_seats_alone(
    house: Talks,
) -> None:
    ref = await house.taken(circle="social,school,mental_health")
    await house.says("coordinator", f"/owner name {ref} @social because:relationship")
    await house.says("social", f"/owner accept {ref}")

    await house.says(
        "psychologist",
        f"/concern detail {ref} health_only:yes seats:health approach:go_together needs:counselling"
        f" detail:sleeps badly {CANARY}",
    )
    line = f"/case open {ref} what:detail why:prepare_visit"

    assert "sleeps badly" in (await house.says("social", line))[-1].text
    assert "sleeps badly" in (await house.says("nurse", line))[-1].text
    other = (await house.says("teacher", line))[-1].text
    assert "sleeps badly" not in other
    assert "Health only. Safe to approach: go together. Needed: counselling." in other
    told = await house.says("teacher", f"/concern detail {ref} health_only:yes detail:x {CANARY}")
    assert told[0].text.startswith("Only a health seat marks something as health only.")

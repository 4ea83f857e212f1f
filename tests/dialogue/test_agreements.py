"""Under which agreement people share: its versions, what it names, who signed it, and who has to be there."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.house import CANARY, Talks, texts

SEND = (
    "/share send {ref} data:{data} to:housing until:30d helps:learning_support purpose:{purpose}"
    f" words:was away {CANARY}"
)
NOT_READY = "Your agency's seat is not ready yet. See /agency seat for what is missing."


async def _confirmed(house: Talks, line: str) -> None:
    await house.says("coordinator", f"{line} second:@deputy")
    await house.says("deputy", "[Open]", "[Confirm]")


async def test_h18_h64_a_new_version_is_signed_anew_and_the_register_keeps_the_older_one(
    house: Talks,
) -> None:
    """What is shared under it keeps to the purposes and kinds of data that the version names."""
    ref = await house.owned()
    house.agreed_to(2, purposes=["support"], data=["attendance", "family"])
    await house.crashes()
    line = SEND.format(ref=ref, data="attendance", purpose="support")

    assert texts(await house.says("teacher", line))[0].startswith(NOT_READY)
    assert "– a signed agreement" in (await house.says("teacher", "/agency seat"))[-1].text
    await _confirmed(house, "/agency seat school step:renew")
    await _confirmed(house, "/agency seat housing step:renew")
    beside = await house.says(
        "teacher", SEND.format(ref=ref, data="attendance,wellbeing", purpose="support")
    )
    assert beside[0].text.startswith("Your agreement does not name all of these kinds.")
    await house.says("teacher", "throw away")
    other = await house.says("teacher", SEND.format(ref=ref, data="family", purpose="safety"))
    assert other[0].text.startswith("Your agreement does not name this purpose.")
    await house.says("teacher", "throw away")
    await house.says("teacher", line, "send")
    assert "agreement 2 (agreement)" in house.reads(f"circle:{ref}")[-1]

    shown = (await house.says("auditor", "/confer settings"))[-1].text
    assert "Agreement 2: agreement. Signed by: Schools, Housing" in shown
    assert "   It names: support; attendance, family" in shown
    assert "   Before, from Mon 2 Mar to Mon 2 Mar: agreement 1, agreement, signed by Muni" in shown
    await house.crashes()
    assert (await house.says("auditor", "/confer settings"))[-1].text == shown


def _audited(house: Talks) -> list[str]:
    with closing(sqlite3.connect(house.file)) as database:
        query = "select facts from audit where act = 'change_settings' order by seq"
        return [str(facts) for (facts,) in database.execute(query)]


async def test_h39_another_kind_of_agreement_stands_in_the_register_and_in_the_audit(
    house: Talks,
) -> None:
    """Two people change the law that binds; the file names a new version. Each is a row, once."""
    await house.says("coordinator", "/confer settings legal_profile value:dk second:@auditor")
    await house.says("auditor", "[Open]", "[Confirm]")

    shown = (await house.says("auditor", "/confer settings"))[-1].text
    assert "Agreement 1: statutory gateway." in shown
    assert "   Before, from Mon 2 Mar to Mon 2 Mar: agreement 1, agreement, signed by Mun" in shown
    changed, registered = _audited(house)
    assert "legal_profile" in changed
    assert "statutory_gateway" in registered
    await house.crashes()
    assert (await house.says("auditor", "/confer settings"))[-1].text == shown
    assert _audited(house) == [changed, registered]

    house.agreed_to(2, purposes=[], data=[])
    await house.crashes()
    again = (await house.says("auditor", "/confer settings"))[-1].text
    assert again.count("   Before, from") == 2
    assert "agreement 1, statutory gateway, signed by Mun" in again
    assert len(_audited(house)) == 3


async def test_h49_full_goes_live_only_once_its_four_core_sectors_have_come_in(full: Talks) -> None:
    """One that came in and is suspended later stops nobody from raising a concern."""
    raised = (
        "/concern new topic:alone urgency:today age:12_15 basis:seen_myself sure:fairly"
        " strengths:friends guessable:would_not_guess detail:words",
        "send",
    )
    await _confirmed(full, "/agency seat police step:ask")

    assert (await full.says("nurse", *raised))[-1].text.startswith(NOT_READY)
    shown = await full.says("nurse", "[What is missing]")
    assert shown[-1].text.splitlines()[1:] == [
        "– that the partnership goes live: police come in first"
    ]

    await _confirmed(full, "/agency seat police step:suspend")
    assert (await full.says("nurse", "[Go on]", "[Send]"))[1].text.startswith(
        "Thank you. Your concern is"
    )


async def test_h49_light_turns_full_only_with_the_four_live(house: Talks) -> None:
    await _confirmed(house, "/agency seat police step:suspend")
    line = "/confer settings process_profile second:@deputy value:full"

    refused = await house.says("coordinator", line)

    assert refused[0].text.startswith("The full profile needs live seats of municipality, police")
    await house.says("coordinator", "cancel")
    await _confirmed(house, "/agency seat police step:admit")
    assert (await house.says("coordinator", line))[-1].text.startswith("deputy is asked to confirm")

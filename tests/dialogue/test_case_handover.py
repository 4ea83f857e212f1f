"""Mirrors commands/case_handover.py: two partnerships in one database, and a case between them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.ports import Rhythms
from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
OPEN = "What you offered to another partnership has no answer yet. A call may help; it stays yours meanwhile."
OFFERS = "Another partnership offers to hand something over. Please open it."


@pytest.fixture
async def north(house: Talks) -> AsyncIterator[Talks]:
    talks = house.neighbour(Rhythms(list_always=False))
    await talks.open()
    yield talks
    await talks.close()


async def offered(house: Talks, north: Talks) -> str:
    ref = await house.started()
    await house.says("social", f"/concern detail {ref} detail:lives with an aunt {CANARY}")
    await house.says("coordinator", f"/case handover {ref} to:north-coast why:moved second:@social")
    await house.says("social", "[Open]", "[Confirm]")
    await north.waits(minutes=1)
    return ref


async def test_a_case_goes_to_another_partnership_once_it_has_accepted(
    house: Talks, north: Talks
) -> None:
    """H56: abstract first, acceptance by the other coordinator, words sealed anew, a joint introduction."""
    ref = await offered(house, north)
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · This case is offered to another partnership."
    )
    assert north.reads("coordinator", "notice")[-1] == OFFERS
    early = await house.says("coordinator", f"/case handover {ref} step:hand_over")
    assert texts(early)[0].startswith("The other side has not accepted, or its agreement does not")

    shown = (await north.says("coordinator", "[Open]"))[-1].text
    assert "offers to hand something over: moved" in shown
    assert "someone to talk to, safe online" in shown
    assert CANARY not in shown
    assert ref not in shown
    told = await north.says("coordinator", "[Take it over]")
    assert told[-1].text == "Accepted. It comes once The demo partnership hands it over."

    await house.waits(minutes=1)
    done = await house.says("coordinator", "[Open]", "[Hand it over]")
    assert f"{ref} is handed over; what was written is sealed for them." in done[-1].text
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · Another partnership carries this on. Thank you."
    )
    await north.waits(minutes=1)
    await _taken_on(house, north, ref)


async def _taken_on(house: Talks, north: Talks, ref: str) -> None:
    """A reference of its own, a police check of its own, the words, and a face that is brought along."""
    page = await north.says("coordinator", "[Open]")
    there = page[-1].text.split(" ", 1)[0]
    assert there != ref
    assert "being looked at" in page[-1].text
    assert any("An answer from you is awaited." in t for t in north.reads("officer", "notice"))
    assert texts(await north.says("coordinator", f"/case show {ref}")) == [NOTHING]
    await north.says(
        "coordinator", f"/case take {there} why:fits_here circle:social,school police_said:clear"
    )
    opened = await north.says("social", f"/case open {there} what:detail why:prepare_visit")
    assert "lives with an aunt" in opened[-1].text
    await north.says("coordinator", f"/owner name {there} @social because:competence")
    await north.says("social", f"/owner accept {there}")
    plan = (await north.says("social", f"/plan show {there}"))[-1].text
    assert "Joint introduction with the partnership before: social" in plan

    landed = await house.says("coordinator", f"/case lookback {ref} trend:better")
    assert landed[-1].text.endswith("is archived, and kept for its time.")


def heard(house: Talks, text: str, since: int) -> list[str]:
    lines = house.stage.lines[since:]
    return [f"{said.at:%a} {said.place}" for said in lines if said.text == text]


async def test_a_refused_offer_leaves_the_case_where_it_was(house: Talks, north: Talks) -> None:
    ref = await offered(house, north)
    await north.says("coordinator", "[Open]", "[Refuse]")
    await house.waits(minutes=1)

    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · This case stays here."
    assert (await house.says("coordinator", "[Open]"))[-1].text.startswith(ref)
    again = await house.says(
        "coordinator", f"/case handover {ref} to:nowhere why:moved second:@social"
    )
    assert texts(again)[0] == ("No partnership of that name shares this Confer. To which one?")
    assert "north-coast" in again[-1].buttons


async def test_only_who_runs_the_process_there_sees_an_offer_and_silence_is_followed_up(
    house: Talks, north: Talks
) -> None:
    ref = await offered(house, north)
    line = north.player.stage.lines[-1]
    assert line.text == OFFERS
    for who in ("social", "officer", "nurse", "admin"):
        assert texts(await north.says(who, "/case offered key:000000000000")) == [NOTHING]

    ours, theirs = len(house.stage.lines), len(north.stage.lines)
    for _ in range(2):
        await house.waits(days=4)  # half of the five working days, and all of them
        await north.waits(minutes=1)
    assert heard(house, OPEN, ours) == ["Fri coordinator", "Mon coordinator", "Mon deputy"]
    assert sorted(heard(north, OFFERS, theirs)) == [
        "Fri coordinator",
        "Tue coordinator",
        "Tue deputy",
    ]
    taken = await house.says("coordinator", f"/case handover {ref} step:withdraw")
    assert taken[0].text.startswith(f"{ref} stays here.")
    assert (await north.says("coordinator", "[Open]"))[-1].text == (
        "That offer is not open any more."
    )

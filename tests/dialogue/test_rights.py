"""Requests of the person and legal holds stop erasing; a report of a breach runs for 72 hours."""

from __future__ import annotations

import sqlite3

from bot.vocabulary.reference import CaseRef
from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
WAITS = "Something is waiting for you in Confer."
AWAITED = "Somebody asked for something that is their right. An answer is awaited."
STANDS = "Something was to be erased by now, and something stands against it."
LOOK = "A legal hold is to be looked at again. Lift it, or let it stand for ninety more days."


async def _ended(house: Talks) -> str:
    ref = await house.answered()
    await house.says("coordinator", f"/case point {ref} why:other_help_fits to:family-advice")
    return ref


def _cases(house: Talks) -> int:
    connection = sqlite3.connect(house.file)
    (found,) = connection.execute("select count(*) from cases").fetchone()
    connection.close()
    return int(found)


# --- requests ---


async def test_a_request_is_noted_by_the_owner_and_answered_by_whoever_audits(house: Talks) -> None:
    ref = await house.started()
    told = await house.says("social", f"/confer rights {ref} step:log")
    assert texts(told) == [
        f"{ref}: noted. It is to be answered by Thu 2 Apr, and nothing is erased before."
    ]
    assert house.reads("auditor", "notice")[-1] == WAITS

    shown = await house.says("auditor", "[Open]")
    assert (
        shown[-1].text == f"{ref}: rights request, noted Mon 2 Mar, to be answered within a month"
    )
    assert texts(await house.says("social", f"/confer rights {ref} step:answer")) == [NOTHING]
    done = await house.says("auditor", "[Answer]")

    assert done[-1].text.splitlines()[:2] == [
        f"{ref}: answered.",
        "Nothing stands against erasing any more.",
    ]
    assert texts(await house.says("auditor", "/confer matters")) == [
        "Nothing of that kind is open."
    ]


async def test_an_unanswered_request_calls_auditor_and_owner_then_the_coordinator(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.says("auditor", f"/confer rights {ref} step:log why:complaint")
    heard = {who: house.reads(who, "notice").count(AWAITED) for who in ("auditor", "social")}
    assert heard == {"auditor": 0, "social": 0}

    await house.waits(days=15)
    assert house.reads("auditor", "notice").count(AWAITED) == 2
    assert house.reads("social", "notice").count(AWAITED) == 2
    assert AWAITED not in house.reads("coordinator", "notice")
    await house.waits(days=11)
    assert AWAITED in house.reads("coordinator", "notice")

    await house.says("auditor", f"/confer rights {ref} step:answer")
    before = house.reads("auditor", "notice").count(AWAITED)
    await house.waits(days=10)
    assert house.reads("auditor", "notice").count(AWAITED) == before


async def test_an_answer_that_takes_longer_is_lengthened_by_two_months_at_most(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.says("auditor", f"/confer rights {ref} step:log")

    far = await house.says("auditor", f"/confer rights {ref} step:answer until:2026-08-01")
    assert texts(far)[0] == "Two more months at most, and the person is told of it and why."
    near = await house.says("auditor", "= 2026-06-01")

    assert texts(near)[0].startswith(f"{ref}: to be answered by Mon 1 Jun now.")
    await house.waits(days=32)
    async with house.player.house.unit() as unit:
        case = await unit.cases.get(CaseRef.parse(ref))
        assert len(case.open_requests) == 1
        (running,) = [
            r for r in await unit.clocks.running(case.id) if r.key.name.value == "rights_reply"
        ]
        assert f"{running.due:%Y-%m-%d}" == "2026-06-01"


# --- what stops erasing ---


async def test_an_open_request_stops_erasing_and_its_answer_lets_it_go_on(house: Talks) -> None:
    ref = await _ended(house)
    await house.says("auditor", f"/confer rights {ref} step:log")
    await house.waits(days=190)

    assert _cases(house) == 1
    assert STANDS in house.reads("auditor", "notice")
    assert STANDS in house.reads("coordinator", "notice")
    await house.says("auditor", f"/confer rights {ref} step:answer")
    await house.waits(minutes=1)

    assert _cases(house) == 0


async def test_a_hold_stops_erasing_until_somebody_lifts_it(house: Talks) -> None:
    ref = await _ended(house)
    asked = await house.says("auditor", f"/confer rights {ref} step:hold")
    assert texts(asked)[0].splitlines()[0] == "Why?"
    told = await house.says("auditor", "= court", "= skip")
    assert texts(told)[-1] == (
        f"{ref}: nothing of it is erased until somebody lifts the hold. To be looked at again by Sun 31 May."
    )
    await house.waits(days=91)
    await house.waits(days=91)
    # A case that ended is looked at as one that goes on.
    for who in ("auditor", "coordinator"):
        assert house.reads(who, "notice").count(LOOK) == 2
    await house.waits(days=218)

    assert _cases(house) == 1
    assert "A keeping time ends soon." not in " ".join(house.reads("auditor", "notice"))
    # Once when it was to be erased, and again each ninety days.
    assert house.reads("auditor", "notice").count(STANDS) == 3
    assert house.reads("auditor", "notice").count(LOOK) == 2  # one word of the two is enough
    await house.says("auditor", f"/confer rights {ref} step:lift why:court")
    await house.waits(minutes=1)

    assert _cases(house) == 0


async def test_a_hold_is_set_and_seen_by_few(house: Talks) -> None:
    ref = await house.started()
    await house.says("auditor", f"/confer rights {ref} step:hold why:inquiry until:2026-05-01")

    assert "a hold since" in texts(await house.says("coordinator", "/confer matters"))[-1]
    for who in ("social", "teacher", "nurse", "officer", "admin", "housing"):
        assert texts(await house.says(who, "/confer matters")) == ["Nothing of that kind is open."]
        assert texts(await house.says(who, f"/confer rights {ref} step:lift why:inquiry")) == [
            NOTHING
        ]
    assert all("hold" not in text for text in house.reads("social"))


async def test_a_hold_needs_a_day_to_come(house: Talks) -> None:
    ref = await house.started()

    told = await house.says("auditor", f"/confer rights {ref} step:hold why:court until:2026-03-02")

    assert texts(told)[0] == "Choose a day that is still to come."


# --- breaches ---

SOON = "Whether the authority has to hear of something is due in"


async def test_a_breach_is_told_at_once_and_counts_seventy_two_hours(house: Talks) -> None:
    told = await house.says(
        "housing", f"/confer breach what:lost_device facts:a phone, encrypted {CANARY}"
    )
    assert texts(told)[0].startswith(
        "Thank you. Whoever audits and the coordinator hear of it now."
    )
    at_once = "Somebody reports that something was read, sent or lost that should not have been."
    assert any(text.startswith(at_once) for text in house.reads("auditor", "notice"))
    assert any(text.startswith(at_once) for text in house.reads("coordinator", "notice"))

    await house.waits(hours=71)
    due = [text for text in house.reads("auditor", "notice") if SOON in text]
    assert [text.split(SOON)[1].strip(" .") for text in due] == [
        "48 hours",
        "24 hours",
        "12 hours",
        "2 hours",
    ]
    await house.waits(hours=2)
    assert house.reads("auditor", "notice")[-1] == (
        "Whether the authority has to hear of something is overdue."
    )


async def test_a_report_is_settled_with_a_reason_and_then_nobody_is_called(house: Talks) -> None:
    await house.says("nurse", f"/confer breach what:wrong_recipient facts:two people {CANARY}")
    shown = await house.says("auditor", "[Open]")
    assert "wrong recipient" in shown[-1].text
    assert CANARY in shown[-1].text
    assert CANARY not in texts(await house.says("coordinator", "/confer matters"))[-1]

    told = await house.says("auditor", "[Settle]", "= yes", f"= reported by phone {CANARY}")

    assert texts(told)[-1] == "Settled. What was reported, and why, is kept."
    before = house.reads("auditor", "notice")
    await house.waits(hours=80)
    assert house.reads("auditor", "notice") == before
    assert texts(await house.says("auditor", "/confer matters")) == [
        "Nothing of that kind is open."
    ]


async def test_everybody_may_report_a_breach_and_only_whoever_audits_settles_it(
    house: Talks,
) -> None:
    for who in ("admin", "mentor", "auditor", "officer", "coordinator", "youth"):
        told = await house.says(who, "/confer breach what:other")
        assert texts(told, "reply")[0].startswith("Thank you."), who
    async with house.player.house.unit() as unit:
        names = await unit.marks.names("breach.")
    key = names[0].removeprefix("breach.")
    for who in ("admin", "coordinator", "officer", "social"):
        line = f"/confer settle key:{key} told:no reason:nothing"
        assert texts(await house.says(who, line)) == [NOTHING]


async def test_a_breach_survives_a_crash(house: Talks) -> None:
    await house.says("nurse", "/confer breach what:other")
    await house.crashes()
    await house.waits(hours=25)

    assert any(SOON in text for text in house.reads("auditor", "notice"))


async def test_a_hold_on_a_case_that_goes_on_is_looked_at_again_every_ninety_days(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.says("auditor", f"/confer rights {ref} step:hold why:inquiry until:2026-03-20")
    looked = "A legal hold is to be looked at again."

    def told(who: str) -> int:
        return sum(looked in text for text in house.reads(who))

    await house.waits(days=17)
    assert told("auditor") == 0
    await house.waits(days=1)
    await house.crashes()
    assert (told("auditor"), told("coordinator"), told("social")) == (1, 1, 0)
    assert (
        "looked at again by Thu 18 Jun" in texts(await house.says("auditor", "/confer matters"))[-1]
    )
    await house.waits(days=90)
    await house.waits(days=3)
    assert told("auditor") == 2

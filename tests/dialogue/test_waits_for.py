"""Nobody waits for somebody who is gone: bot/partnership/waiting.py, bot/meetings/leaving.py.

A row for each thing that waits for one person: how it comes to wait, which seat ends, who takes it up then and
what that person reads. H35, H38.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.dialogue.test_case_end import NOTHING, ended
from tests.house import CANARY, Talks, texts

WAITS = "Something is waiting for you in Confer."
SECOND = "A second person is needed now, and you are asked. Please open it within 30 minutes."
OVERRIDE = (
    "/consent override {ref} ground:danger_to_others why_not_asked:refused data:safety to:housing until:7d"
    f" told:now second:@social words:do not open {CANARY} necessity:he said so {CANARY}"
)
ASKS = "/concern ask to:@{whom} topic:alone needs:counselling"
VISIT = (
    "/plan visit {{ref}} step:prepare with:school when:{0}-15:00 back:{0}-17:00 purpose:get_to_know"
    " safety:way_known line:x"
)
INVITES = "/guest invite {ref} @mentor why:offers_a_service brings:knowledge may:add until:30d"
DATES = "/meeting call kind:conference refs:{ref} dates:tomorrow-10:00,tomorrow-11:00"


@dataclass(frozen=True)
class Row:
    """`before`: who typed what. `then`: who takes it up, by these lines, and what the last answer holds."""

    before: tuple[tuple[str, str], ...]
    seat: str
    who: str
    then: tuple[str, ...]
    reads: str
    heard: str = ""  # what `who` was told when the seat ended
    waits: float = 0  # hours, before the seat ends
    lacks: str = ""


ENDS = {
    "an override's second person": Row(
        (("teacher", OVERRIDE), ("teacher", "send")),
        "social",
        "coordinator",
        ("/consent confirm 1 agree:yes",),
        "You agreed, and it is shared.",
        heard=SECOND,
    ),
    "an override of somebody who would share it": Row(
        (("teacher", OVERRIDE), ("teacher", "send")),
        "school",
        "social",
        ("/consent confirm 1 agree:yes",),
        "Request 1 is decided already.",
    ),
    "a visit to come": Row(
        (("social", VISIT.format("tomorrow")),),
        "school",
        "social",
        ("/plan show {ref}",),
        "plan 1",
        heard=WAITS,
        lacks="Visit 1",
    ),
    "a visit that has begun": Row(
        (("social", VISIT.format("today")),),
        "social",
        "teacher",
        ("/plan visit {ref} step:back_safe", "/plan visit {ref} step:debrief line:went well"),
        "Noted, sealed.",
        waits=7,
    ),
    "a question without names": Row(
        (("nurse", ASKS.format(whom="housing")), ("nurse", "send")),
        "housing",
        "nurse",
        ("[Open]",),
        "– housing does not answer any more.",
        heard=WAITS,
    ),
    "a named deputy": Row(
        (("nurse", "/my settings deputy:@social"),),
        "social",
        "nurse",
        ("[Open]",),
        "Deputy: health deputy",
        heard=WAITS,
    ),
    "four eyes": Row(
        (
            ("social", INVITES),
            ("social", "/guest renew {ref} @mentor until:40d why:community_trust second:@teacher"),
        ),
        "school",
        "social",
        ("[Open]",),
        "Guest: mentor",
        heard=WAITS,
    ),
    "a date that all but one answered": Row(
        (
            ("social", DATES),
            ("coordinator", "/meeting answer 1 round:1 can:1"),
            ("social", "/meeting answer 1 round:1 can:1"),
            ("officer", "/meeting answer 1 round:1 can:1"),
        ),
        "school",
        "social",
        ("[Open]",),
        "Tue 3 Mar 10:00: 3 can come",
        heard=WAITS,
        lacks="of 4 seats",
    ),
    "a pause": Row(
        (("social", "/case pause {ref} why:person_away"),),
        "social",
        "coordinator",
        ("/case pause {ref} lift:yes",),
        "{ref} goes on.",
    ),
    "a guest's sponsor": Row(
        (("teacher", INVITES),), "school", "social", ("/guest list {ref}",), "sponsor social"
    ),
    "a step of the plan": Row(
        (("social", "/plan write {ref} action:school_plan level:person holder:@teacher due:9d"),),
        "school",
        "social",
        ("/plan show {ref}",),
        "2. school plan (person, voluntary), social",
    ),
    "a question to a seat": Row(
        (("social", "/assess ask {ref} seats:housing question:known"),),
        "housing",
        "social",
        ("/case show {ref}",),
        "Housing, known to you? Gone on without.",
    ),
    "the one contact": Row(
        (), "social", "coordinator", ("/plan show {ref}",), "person and family: coordinator"
    ),
}


async def _ends(house: Talks, seat: str) -> None:
    await house.says("coordinator", f"/agency seat {seat} step:end second:@deputy")
    assert texts(await house.says("deputy", "[Open]", "[Confirm]"))[-1].endswith("It is done.")


async def _then(house: Talks, row: Row, ref: str, before: int) -> None:
    heard = house.reads(row.who, "notice")[before:]
    assert not row.heard or row.heard in heard
    told = "\n".join(texts(await house.says(row.who, *(line.format(ref=ref) for line in row.then))))
    assert row.reads.format(ref=ref) in told
    assert not row.lacks or row.lacks not in told


@pytest.mark.parametrize("what", ENDS)
async def test_nobody_waits_for_people_of_a_seat_that_ended(house: Talks, what: str) -> None:
    row, ref = ENDS[what], await house.started()
    for who, line in row.before:
        await house.says(who, line.format(ref=ref))
    await house.waits(hours=row.waits)
    before = len(house.reads(row.who, "notice"))

    await _ends(house, row.seat)

    await _then(house, row, ref, before)


async def test_who_takes_over_hears_the_answers_that_were_awaited(house: Talks) -> None:
    """Of a seat that was asked, and of an expert who was asked on the case without names."""
    ref = await house.started()
    await house.says(
        "social",
        f"/assess ask {ref} seats:housing question:known",
        f"/concern ask to:@expert topic:alone needs:counselling ref:{ref}",
        "send",
    )
    await _ends(house, "social")
    before = len(house.reads("coordinator", "notice"))

    await house.says("housing", f"/assess answer {ref} reply:share known:not_known")
    await house.says("expert", "/concern advise", "support", "skip", "skip")

    assert house.reads("coordinator", "notice")[before:].count(WAITS) == 2
    read = await house.says("coordinator", f"/concern look ref:{ref}")
    assert "– the answer:" in read[-1].text
    assert house.reads("social", "notice")[-1] != WAITS


async def test_who_takes_over_hears_whether_a_nominee_accepts(full: Talks) -> None:
    ref = await full.adopted()
    await full.says("social", f"/owner name {ref} @teacher because:relationship")
    await full.says("psychologist", f"/owner agree {ref}")
    await _ends(full, "social")
    before = len(full.reads("coordinator", "notice"))

    told = await full.says("teacher", f"/owner accept {ref}")

    assert told[0].text.startswith(f"You own {ref}.")
    assert WAITS in full.reads("coordinator", "notice")[before:]


async def test_whoever_runs_the_process_picks_the_date_of_a_meeting_whose_caller_is_gone(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.says("social", DATES.format(ref=ref))
    await _ends(house, "social")
    before = len(house.reads("coordinator", "notice"))

    for who in ("officer", "coordinator", "teacher"):
        await house.says(who, "/meeting answer 1 round:1 can:1")

    assert house.reads("coordinator", "notice")[before:] == [WAITS]
    shown = await house.says("coordinator", "[Open]")
    assert "Tue 3 Mar 10:00: 3 can come" in shown[-1].text


async def test_h96_nobody_is_asked_whether_they_are_back_whose_seat_ended(house: Talks) -> None:
    ref = await house.started()
    await house.says("social", VISIT.format("today").format(ref=ref))
    await house.waits(hours=7)
    await _ends(house, "social")
    await _ends(house, "school")
    before = {who: len(house.reads(who, "notice")) for who in ("social", "teacher")}

    await house.waits(hours=1, minutes=40)

    assert {who: len(house.reads(who, "notice")) for who in before} == before
    told = await house.says("coordinator", f"/plan visit {ref} step:back_safe")
    assert told[-1].text.startswith("Good that you are back.")


# --- who gives the seat up, and who holds it next -------------------------------------------------

NEXT = {
    "an override's second person": Row(
        (("teacher", OVERRIDE), ("teacher", "send")),
        "social",
        "youth",
        ("/consent confirm 1 agree:yes",),
        "You agreed, and it is shared.",
        heard=SECOND,
    ),
    "an override of somebody who would share it": Row(
        (("teacher", OVERRIDE), ("teacher", "send")),
        "school",
        "youth",
        ("/consent now 1",),
        "The second person has 30 minutes to answer.",
    ),
    "a visit to come": Row(
        (("social", VISIT.format("tomorrow")),),
        "school",
        "youth",
        ("/plan show {ref}",),
        "Visit 1: social, youth",
    ),
    "a question without names": Row(
        (("nurse", ASKS.format(whom="housing")), ("nurse", "send")),
        "housing",
        "youth",
        ("[Open]", "support", "skip", "skip"),
        "Whoever asked reads it. Thank you.",
        heard="Somebody asks for a thought of yours, without names.",
    ),
    "a named deputy": Row(
        (("nurse", "/my settings deputy:@social"),),
        "social",
        "nurse",
        ("[Open]",),
        "Deputy: youth",
        heard=WAITS,
    ),
    "a date": Row(
        (("coordinator", DATES),),
        "school",
        "youth",
        ("/meeting answer 1 round:1 can:1",),
        "You can come: Tue 3 Mar 10:00.",
    ),
    "a hold of the police contact": Row(
        (("officer", "/case pause {ref}"),),
        "police",
        "youth",
        ("/case pause {ref} lift:yes",),
        "{ref} goes on.",
    ),
}


async def _hands_on(house: Talks, who: str, seat: str) -> None:
    await house.says(who, "/my leave for_good:yes")
    await house.says("coordinator", f"/agency seat {seat} step:holder holder:@youth second:@deputy")
    assert texts(await house.says("deputy", "[Open]", "[Confirm]"))[-1].endswith("It is done.")


HOLDERS = {"social": "social", "school": "teacher", "housing": "housing", "police": "officer"}


@pytest.mark.parametrize("what", NEXT)
async def test_what_waited_for_who_gave_a_seat_up_waits_for_the_next_holder(
    house: Talks, what: str
) -> None:
    row, ref = NEXT[what], await house.started()
    for who, line in row.before:
        await house.says(who, line.format(ref=ref))
    before = len(house.reads(row.who, "notice"))

    await _hands_on(house, HOLDERS[row.seat], row.seat)

    await _then(house, row, ref, before)


async def test_the_only_coordinator_does_not_give_a_seat_up_before_somebody_else_does_it(
    house: Talks,
) -> None:
    await house.says("coordinator", "/my leave for_good:yes")

    told = await house.says(
        "deputy", "/agency seat municipality step:holder holder:@youth second:@coordinator"
    )

    assert told[0].text.startswith("Whoever gives the seat up runs the process or audits")


# --- after the end of a case ----------------------------------------------------------------------

LOOK = "A look back at something that ended is due."


async def test_h105_a_look_back_does_not_wait_for_an_owner_whose_seat_ended(house: Talks) -> None:
    ref = await ended(house)
    place = len(house.reads(f"circle:{ref}"))

    await _ends(house, "social")

    assert house.reads(f"circle:{ref}")[place:] == [
        f"{ref} · The owner gave the case back; the coordinator holds it meanwhile.",
        f"{ref} · Somebody left the circle.",
    ]
    await house.waits(days=175)
    assert LOOK in house.reads("coordinator", "notice")
    assert LOOK not in house.reads("social", "notice")
    told = await house.says("coordinator", f"/case lookback {ref} trend:better")
    assert told[-1].text == "Noted: better. Confer asks once more in time."
    assert house.reads("social_deputy", "notice") == []


async def test_who_left_for_a_lighter_plan_does_not_come_back_from_a_seat_that_ended(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.says(
        "social", f"/plan lighter {ref} why:going_well leave:school second:@coordinator"
    )
    await house.says("coordinator", "[Open]", "[Confirm]")

    await _ends(house, "school")
    await house.says("social", f"/plan lighter {ref} why:step_up")

    assert "Schools" not in (await house.says("social", f"/case show {ref}"))[-1].text


async def test_steps_that_an_emergency_left_open_are_not_asked_of_who_is_gone(full: Talks) -> None:
    await full.raised("nurse", urgency="now")

    await _ends(full, "health")

    before = len(full.reads("nurse", "notice"))
    await full.waits(days=5)
    assert full.reads("nurse", "notice")[before:] == []


async def test_after_the_end_no_first_word_is_owed_and_no_deputy_looks_in_for_it(
    house: Talks,
) -> None:
    ref = await ended(house)

    await _hands_on(house, "social", "social")

    assert texts(await house.says("social_deputy", f"/case show {ref}")) == [NOTHING]
    assert (await house.says("youth", f"/case lookback {ref} trend:better"))[-1].text.startswith(
        "Noted: better."
    )

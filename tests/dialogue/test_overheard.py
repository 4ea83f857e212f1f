"""What people say to each other in shared places: clean words pass unkept, the rest goes on in private."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.console.stage import SEATS
from bot.ports import Rhythms
from tests.house import CANARY, WHOLE, Talks, texts

WHO = f"Mia Lindqvist, born 3.2.2011, Birkevej 12, tel 22 33 44 55 {CANARY}"
NUDGE = "That message may describe a person. Shared places carry only set words. Shall I help you move it?"
MARKED = "Marked: these are the person's own words. Whoever opens them sees that."
KEPT = "Nothing you typed is lost: for 30 minutes it is kept, sealed, for you alone."


@pytest.fixture
async def rhythmic(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    """Where something comes round by the calendar."""
    talks = Talks(tmp_path, migrated, rhythms=Rhythms(list_always=False))
    await talks.open()
    yield talks
    await talks.close()


async def known(house: Talks) -> str:
    """A taken case that says who it is about."""
    ref = await house.taken()
    await house.says("social", f"/concern detail {ref} who: {WHO}")
    return ref


async def facts(house: Talks, like: str) -> list[tuple[str, object]]:
    async with house.player.house.unit() as unit:
        found = await unit.audit._connection.execute(  # type: ignore[attr-defined]  # the real one
            text("select act, actor, facts from audit where facts like :like"), {"like": like}
        )
        return [(row.act, row.actor, json.loads(row.facts)) for row in found]


async def test_a_name_of_a_case_in_the_seats_channel_is_taken_away_and_its_writer_reads_why(
    house: Talks,
) -> None:
    await known(house)
    told = await house.says("teacher", "Has anybody seen Mia Lindqvist today?", aloud=True)

    assert house.reads(SEATS, "removed") == [""]
    assert [one.text for one in told] == [f"{NUDGE}\n{KEPT}"]
    assert told[0].buttons == ("Help", "It is harmless")


@pytest.mark.parametrize(
    "said",
    ["Mia Lindquist was away", "Lindqvist, Mia", "mialindqvist", "MIA LINDQVIST", "Mi a Lindqvist"],
)
async def test_a_telephone_number_and_a_misspelt_name_are_told_in_the_same_words(
    house: Talks, second_house: Talks, said: str
) -> None:
    await known(house)
    of_case = await house.says("teacher", said, aloud=True)
    of_nobody = await second_house.says("teacher", "Call +45 44 55 66 77", aloud=True)

    assert texts(of_case) == texts(of_nobody) == [f"{NUDGE}\n{KEPT}"]
    assert of_case[0].buttons == of_nobody[0].buttons


async def rows(house: Talks) -> dict[str, int]:
    """How much stands in every table but the guard's own entry of the audit."""
    async with house.player.house.unit() as unit:
        run = unit.audit._connection.execute  # type: ignore[attr-defined]  # the real one
        names = await run(text("select name from sqlite_master where type = 'table'"))
        return {
            name: (await run(text(f"select count(*) from {name}"))).scalar_one()  # noqa: S608 - our tables
            for (name,) in names.all()
        }


async def test_what_is_clean_passes_and_nothing_of_it_is_kept(house: Talks) -> None:
    await known(house)
    await house.says("teacher", "Good morning", aloud=True)
    before = await rows(house)
    told = await house.says("teacher", f"See you on Tuesday at 10:00 {CANARY}", aloud=True)

    assert told == []
    assert house.reads(SEATS, "removed") == []
    assert await rows(house) == before


async def test_help_moves_the_words_into_the_private_form_and_nothing_is_lost(house: Talks) -> None:
    await known(house)
    await house.says("teacher", f"Mia Lindqvist cries a lot {CANARY}", aloud=True)
    told = await house.says("teacher", "[Help]")

    assert texts(told)[0] == "Your words stand in the private form now, where only you read."
    assert told[1].text.startswith("What is the worry about?")
    rest = ("alone", "today", "12_15", "seen_myself", "fairly", "friends", "would_not_guess")
    shown = await house.says("teacher", *rest)
    assert "Sealed, opened one person at a time: your own words." in shown[-1].text
    await house.says("teacher", "send")
    opened = await house.says("teacher", f"/case open {house.ref} what:detail why:prepare_visit")
    assert f"Mia Lindqvist cries a lot {CANARY}" in opened[-1].text


async def test_in_the_circle_help_moves_the_words_to_the_case(house: Talks) -> None:
    ref = await known(house)
    await house.says("social", f"Mia Lindqvist slept badly {CANARY}", circle=ref)
    told = await house.says("social", "[Help]")

    assert texts(told) == [
        "Your words stand in the private form now, where only you read.",
        "Nothing is sent yet. Shall it go in, sealed?  /concern detail",
    ]
    done = await house.says("social", "[Go on]")
    assert done[0].text.startswith(f"Added to {ref}, sealed, as item")


async def test_help_beside_an_open_form_of_the_same_kind_adds_the_words_to_it(house: Talks) -> None:
    await known(house)
    await house.says("teacher", "/concern new topic:alone urgency:today detail: he is often late")
    await house.says("teacher", f"Mia Lindqvist was late {CANARY}", aloud=True)
    told = await house.says("teacher", "[Help]")
    assert told[-1].text == "How old is the person?"
    await house.says(
        "teacher", "12_15", "seen_myself", "fairly", "friends", "would_not_guess", "send"
    )
    opened = await house.says("teacher", f"/case open {house.ref} what:detail why:prepare_visit")
    assert f"he is often late\nMia Lindqvist was late {CANARY}" in opened[-1].text


async def test_what_is_called_harmless_may_be_sent_once_more_and_is_counted(house: Talks) -> None:
    await known(house)
    line = "Our duty phone is 44 55 66 77"
    await house.says("teacher", line, aloud=True)
    told = await house.says("teacher", "[It is harmless]")
    assert texts(told)[0].startswith("Then send it there once more within ten minutes")

    assert await house.says("teacher", line, aloud=True) == []
    assert len(house.reads(SEATS, "removed")) == 1
    assert texts(await house.says("teacher", line, aloud=True)) == [f"{NUDGE}\n{KEPT}"]
    assert (await facts(house, "%harmless%"))[0][0] == "fix_wording"


async def test_harmless_holds_for_ten_minutes_and_for_its_writer_alone(house: Talks) -> None:
    line = "Our duty phone is 44 55 66 77"
    await house.says("teacher", line, aloud=True)
    await house.says("teacher", "/my wording choice:harmless")

    assert texts(await house.says("nurse", line, aloud=True)) == [f"{NUDGE}\n{KEPT}"]
    await house.waits(minutes=11)
    assert texts(await house.says("teacher", line, aloud=True)) == [f"{NUDGE}\n{KEPT}"]


async def test_what_was_stopped_waits_thirty_minutes_and_no_longer(house: Talks) -> None:
    await house.says("teacher", f"Call 44 55 66 77 {CANARY}", aloud=True)
    await house.waits(minutes=31)
    told = await house.says("teacher", "/my wording choice:move")

    assert texts(told) == [
        "No message of yours waits here. What was stopped is kept for 30 minutes."
    ]


async def test_remove_keeps_nothing(house: Talks) -> None:
    await house.says("teacher", f"Call 44 55 66 77 {CANARY}", aloud=True)
    await house.says("teacher", "/my wording choice:remove")

    async with house.player.house.unit() as unit:
        assert await unit.marks.names("stopped.") == []


async def test_one_name_alone_is_a_warning_and_only_in_the_circle_of_that_case(
    house: Talks,
) -> None:
    ref = await known(house)

    assert await house.says("social", "Mia was glad today", aloud=True) == []
    told = await house.says("social", "Mia was glad today", circle=ref)
    assert texts(told) == [NUDGE]
    assert house.reads(f"circle:{ref}", "removed") == []
    assert await house.says("social", "Mia was glad again", circle=ref) == []  # one advice an hour


@pytest.mark.parametrize("said", ["M.L. was glad", "ML came", "M. Lindqvist called"])
async def test_initials_are_a_warning_in_the_circle(house: Talks, said: str) -> None:
    ref = await known(house)
    assert texts(await house.says("social", said, circle=ref)) == [NUDGE]


async def test_a_case_that_ended_is_forgotten_at_once(house: Talks) -> None:
    ref = await known(house)
    assert await house.says("teacher", "Mia Lindqvist is here", aloud=True)
    await house.says(
        "coordinator", f"/case point {ref} why:other_help_fits to:family-advice second:@deputy"
    )
    guard = house.player.house.guard
    assert guard is not None
    case_known = dict(guard.known())
    await house.says("deputy", "[Open]", "[Confirm]")

    assert len(case_known) == 1
    assert dict(guard.known()) == {}
    assert await house.says("teacher", "Mia Lindqvist was here", aloud=True) == []


async def test_that_the_guard_opened_an_identity_stands_in_the_audit_once_and_by_nobodys_name(
    house: Talks,
) -> None:
    await known(house)
    for line in ("good morning", "good evening", "see you"):
        await house.says("teacher", line, aloud=True)

    assert await facts(house, "%guard%") == [("open_identity", None, {"by": "guard"})]
    assert texts(await house.says("social", "/my opened")) == ["Nobody opened what you gave."]


async def test_six_stops_in_a_day_are_told_to_auditor_and_coordinator_once(house: Talks) -> None:
    for _ in range(8):
        await house.says("teacher", "Call 44 55 66 77", aloud=True)

    heard = [one for one in house.reads("auditor", "notice") if "again and again" in one]
    assert len(heard) == 1
    assert await facts(house, "%stopped%") == [("fix_wording", 2, {"refused": "stopped"})]


async def test_the_auditor_hears_once_a_month_how_many_and_nothing_else(rhythmic: Talks) -> None:
    house = rhythmic
    await house.says("teacher", f"Call 44 55 66 77 {CANARY}", aloud=True)
    await house.waits(days=33)

    heard = [one for one in house.reads("auditor", "notice") if one.startswith("Last month")]
    assert len(heard) == 1
    logs = texts(await house.says("auditor", "/confer logs"))
    assert (
        "Messages that may describe a person, 2026-03: 1 stopped, 0 warned of, 0 called harmless"
        in logs[0]
    )


async def test_words_to_leave_are_one_private_word_of_advice_and_stay(house: Talks) -> None:
    told = await house.says("teacher", "He is an extremist.", aloud=True)

    assert texts(told) == [
        f"{NUDGE}\nInstead of “extremist” try: has voiced views that worry people nearby: (what was said)"
    ]
    assert house.reads(SEATS, "removed") == []


async def test_a_stranger_in_the_seats_room_is_stopped_and_told_nothing(house: Talks) -> None:
    before = len(house.stage.lines)
    await house.says("passer_by", "Call 44 55 66 77", aloud=True)

    assert [(one.place, one.kind) for one in house.stage.lines[before:]] == [(SEATS, "removed")]


async def test_words_that_are_sealed_are_advised_on_and_never_stopped(house: Talks) -> None:
    line = WHOLE.format(urgency="this_week", guessable="would_not_guess")
    line = line.replace(" called:not_needed ground:danger_to_self", "")
    told = await house.says(
        "nurse", f"/{line.replace('sits alone', 'is called a junkie and sits alone')}"
    )

    assert told[0].text == (
        "You may say it otherwise; nothing is changed unless you change it.\n"
        "Instead of “junkie” try: person who uses …; person in recovery"
    )
    assert told[1].text.startswith("This is all that others will read.")
    sent = await house.says("nurse", "send")
    assert sent[0].text.startswith("Thank you.")
    assert sent[1].buttons == ("The person's own words",)
    assert texts(await house.says("nurse", "[The person's own words]")) == [MARKED]


async def test_own_words_marks_what_was_sealed_last(house: Talks) -> None:
    ref = await house.taken()
    await house.says("social", f"/concern detail {ref} detail: I am a monster, he says {CANARY}")
    told = await house.says("social", "/my wording choice:own_words")
    assert texts(told) == [
        "Marked: these are the person's own words. Whoever opens them sees that."
    ]
    opened = await house.says("social", f"/case open {ref} what:detail why:prepare_visit")
    assert opened[-1].text.count("These are the person's own words.") == 1

"""The 24-hour ping, rung by rung: who hears, when, in which words, and what alone stops it.

The table is the domain's (nudges.md, `first_answer`). The clock starts on a Monday at 09:00 of the
partnership's zone, which is 08:00 UTC.
"""

from __future__ import annotations

from collections.abc import Sequence

from adapters.console.stage import SEATS, Said
from bot import dispatch
from tests.house import Talks, texts

WAITS = "Something new is waiting for a first answer. Please open it within {}."
SOON = "A first answer is due in 6 hours."
OVERDUE = "A first answer is overdue."
IN_SEATS = "A first answer is overdue. Duty members, please look."
DUTY = ["coordinator", "deputy", "housing", "ngo", "nurse", "officer", "psychologist", "social"]
ALL = sorted([*DUTY, "teacher"])


def pings(lines: Sequence[Said]) -> list[tuple[str, str, str]]:
    """When, who and what of every first-answer ping, in order of time and name."""
    found = [
        (f"{line.at:%a %H:%M}", line.place, line.text)
        for line in lines
        if line.kind == "notice" and ("first answer" in line.text or "first word" in line.text)
    ]
    return sorted(found, key=lambda ping: (ping[0], ping[1]))


def who(lines: Sequence[Said], at: str) -> list[str]:
    return [name for moment, name, _text in pings(lines) if moment == at]


async def test_rung_one_goes_to_the_coordinator_on_call_at_once(house: Talks) -> None:
    await house.raised()

    assert pings(house.stage.lines) == [("Mon 08:00", "coordinator", WAITS.format("24 hours"))]
    ping = next(line for line in house.stage.lines if line.place == "coordinator")
    assert ping.buttons == ("Open", "Pass to deputy")


async def test_rung_two_at_a_quarter_goes_to_the_coordinator_again(house: Talks) -> None:
    await house.raised()

    heard = await house.waits(hours=11)

    assert pings(heard) == [("Mon 14:00", "coordinator", WAITS.format("18 hours"))]


async def test_rung_three_at_half_goes_to_coordinator_and_deputy(house: Talks) -> None:
    await house.waits(hours=20)  # Tuesday 05:00 in the zone: half of the clock ends at 17:00
    await house.raised()

    heard = await house.waits(hours=12)

    assert pings(heard) == [
        ("Tue 07:00", "coordinator", WAITS.format("21 hours")),
        ("Tue 10:00", "coordinator", WAITS.format("18 hours")),
        ("Tue 16:00", "coordinator", WAITS.format("12 hours")),
        ("Tue 16:00", "deputy", WAITS.format("12 hours")),
    ]


async def test_a_rung_that_waits_for_the_morning_is_dropped_when_the_next_is_due(
    house: Talks,
) -> None:
    await house.raised()

    heard = await house.waits(hours=23)

    assert who(heard, "Mon 20:00") == []
    assert who(heard, "Tue 07:00") == []


async def test_rung_four_at_three_quarters_breaks_the_night(house: Talks) -> None:
    await house.raised()

    heard = await house.waits(hours=19)

    assert pings(heard)[-2:] == [("Tue 02:00", "coordinator", SOON), ("Tue 02:00", "deputy", SOON)]


async def test_rung_five_calls_one_duty_member_of_every_seat_and_the_channel_once(
    house: Talks,
) -> None:
    await house.raised()
    await house.waits(hours=23)

    heard = await house.waits(hours=6)

    assert who(heard, "Tue 08:00") == ALL
    assert {text for _at, _name, text in pings(heard)} == {OVERDUE}
    line = next(line for line in heard if line.text == OVERDUE)
    assert line.buttons == ("Open", "I take it")
    assert [(f"{s.at:%a %H:%M}", s.text) for s in heard if s.place == SEATS] == [
        ("Tue 08:00", IN_SEATS)
    ]


async def test_after_the_end_it_rings_every_two_hours_without_the_channel(house: Talks) -> None:
    await house.raised()
    await house.waits(hours=24)

    heard = await house.waits(hours=5)

    assert sorted({at for at, _who, _text in pings(heard)}) == ["Tue 10:00", "Tue 12:00"]
    assert who(heard, "Tue 12:00") == ALL
    assert [said for said in heard if said.place == SEATS] == []


async def test_late_rungs_reach_people_on_call_at_night_and_others_by_day_only(
    house: Talks,
) -> None:
    await house.raised()
    await house.waits(hours=24)

    heard = await house.waits(hours=24)

    assert who(heard, "Tue 20:00") == ALL  # 21:00 in the zone: still day
    assert who(heard, "Tue 22:00") == ["coordinator", "deputy", "officer"]
    assert who(heard, "Wed 02:00") == ["coordinator", "deputy", "officer"]
    assert set(who(heard, "Wed 06:00")) == set(ALL)


async def test_friday_evening_is_pinged_on_saturday_at_one_to_the_people_on_call(
    house: Talks,
) -> None:
    await house.waits(days=4, hours=10)  # Friday 19:00 in the zone
    await house.raised()

    heard = await house.waits(hours=23)

    assert pings(heard) == [("Sat 12:00", "coordinator", SOON), ("Sat 12:00", "deputy", SOON)]


async def test_urgent_wakes_people_on_call_with_quarters_of_an_hour(house: Talks) -> None:
    await house.waits(hours=15)  # midnight in the zone
    await house.raised("teacher", urgency="now")

    heard = house.stage.lines + await house.waits(minutes=59)

    assert sorted({at for at, _who, _text in pings(heard)}) == [
        "Mon 23:00",
        "Mon 23:15",
        "Mon 23:30",
        "Mon 23:45",
    ]
    assert pings(heard)[0] == ("Mon 23:00", "coordinator", WAITS.format("1 hour"))
    assert who(heard, "Mon 23:30")[0] == "coordinator"
    assert "A first answer is due in 15 minutes." in {text for _a, _w, text in pings(heard)}


async def test_urgent_rings_every_half_hour_after_its_end(house: Talks) -> None:
    await house.raised("teacher", urgency="now")

    heard = await house.waits(hours=2, minutes=10)

    overdue = sorted({at for at, _who, text in pings(heard) if text == OVERDUE})
    assert overdue == ["Mon 09:00", "Mon 09:30", "Mon 10:00"]


async def test_opening_and_passing_on_stop_nothing(house: Talks) -> None:
    await house.raised()
    await house.says("coordinator", "[Open]")

    passed = await house.says("coordinator", "[Pass to deputy]")

    assert texts(passed) == ["Passed to deputy. It still waits for an answer."]
    assert texts(await house.says("deputy", "[Open]"), "reply")
    assert who(await house.waits(hours=7), "Mon 14:00") == ["coordinator"]


async def test_the_answer_stops_it_for_good(house: Talks) -> None:
    await house.answered()

    assert pings(await house.waits(days=3)) == []


async def test_pointing_on_counts_as_the_answer(house: Talks) -> None:
    ref = await house.raised()
    await house.says("coordinator", f"/case point {ref} why:other_help_fits to:the advice line")

    assert pings(await house.waits(days=3)) == []


async def test_a_pause_does_not_stop_it(house: Talks) -> None:
    ref = await house.raised()
    await house.says("coordinator", f"/case pause {ref} why:person_away")

    assert who(await house.waits(hours=7), "Mon 14:00") == ["coordinator"]


async def test_before_the_end_a_duty_member_may_not_know_of_it(house: Talks) -> None:
    ref = await house.raised()
    await house.waits(hours=23)

    told = await house.says("social", f"/case answer {ref} next:call_today by:today")

    assert texts(told) == ["There is nothing here for you under that name."]


async def test_after_the_end_a_duty_member_answers_and_the_coordinator_hears(house: Talks) -> None:
    ref = await house.raised()
    await house.waits(hours=25)
    shown = await house.says("social", "[Open]")
    assert shown[-1].text.startswith(ref)

    await house.says("social", "[I take it]")
    told = await house.says("social", "call_today", "today")

    assert f"You answered {ref}: I call today, by Tue 3 Mar." in told[-1].text
    assert house.reads("coordinator", "notice")[-1] == "Something is waiting for you in Confer."
    where = await house.says("nurse", "[Open]")
    assert "social has this. Next: I call today, by Tue 3 Mar." in where[-1].text
    assert pings(await house.waits(days=1)) == []


async def test_who_answers_second_hears_that_it_is_answered(house: Talks) -> None:
    ref = await house.raised()
    await house.waits(hours=25)
    await house.says("social", f"/case answer {ref} next:call_today by:today")

    late = await house.says("coordinator", f"/case answer {ref} next:screening by:today")

    assert "That step is not open now. Open: /case take, /case point, /case fold." in late[-1].text
    gone = await house.says("housing", f"/case answer {ref} next:screening by:today")
    assert texts(gone) == ["There is nothing here for you under that name."]


async def test_after_three_days_down_only_the_newest_rung_is_sent_and_marked_late(
    house: Talks,
) -> None:
    await house.raised()
    before = len(house.stage.lines)
    house.clock.move_to(house.clock.now().replace(day=5, hour=9, minute=7))

    await house.crashes()

    heard = house.stage.lines[before:]
    assert {text for _at, _who, text in pings(heard)} == {f"(late) {OVERDUE}"}
    assert [name for _at, name, _text in pings(heard)] == ALL


async def test_after_more_than_two_hours_down_somebody_hears_that_clocks_were_not_watched(
    house: Talks,
) -> None:
    await dispatch.watch(house.player.house)
    house.clock.move_to(house.clock.now().replace(hour=12))

    await dispatch.watch(house.player.house)
    await house.player.tick()

    said = "Clocks were not watched for a while. Please look at what is due."
    assert house.reads("coordinator", "notice") == [said]
    assert house.reads("admin", "notice") == [said]


async def test_a_crash_between_rungs_neither_loses_nor_doubles_one(house: Talks) -> None:
    await house.raised()
    await house.crashes()
    first = await house.waits(hours=6)
    await house.crashes()

    again = await house.waits(hours=1)

    assert who(first, "Mon 14:00") == ["coordinator"]
    assert pings(again) == []


async def test_a_rung_claimed_and_not_worked_before_a_crash_is_sent_afterwards(
    house: Talks,
) -> None:
    await house.raised()
    house.clock.move_to(house.clock.now().replace(hour=14))
    assert await dispatch.remind(house.player.house)  # the rung is worked, its parcel is not sent
    before = len(house.stage.lines)

    await house.crashes()

    assert who(house.stage.lines[before:], "Mon 14:00") == ["coordinator"]


async def test_the_owner_is_asked_for_a_first_word_on_the_same_ladder(house: Talks) -> None:
    await house.owned()
    word = "Someone is waiting for a first word from you. Please answer within {}."
    assert pings(house.stage.lines)[-1] == ("Mon 08:00", "social", word.format("24 hours"))

    heard = await house.waits(hours=25)

    assert pings(heard)[0] == ("Mon 14:00", "social", word.format("18 hours"))
    assert who(heard, "Mon 20:00") == []
    assert who(heard, "Tue 02:00") == ["coordinator", "social", "social_deputy"]
    assert who(heard, "Tue 08:00") == ["coordinator", "deputy", "social", "social_deputy"]
    assert IN_SEATS not in house.seats


async def test_a_deputy_who_gives_the_owners_first_word_is_offered_nothing_more(
    house: Talks,
) -> None:
    ref = await house.owned()

    line = f"/plan write {ref} action:family_work level:family holder:@social due:2d"
    told = await house.says("social_deputy", line)

    assert "work with the family" in told[-1].text
    assert told[-1].buttons == ()
    refused = await house.says("social_deputy", f"/plan write {ref}")
    assert refused[-1].kind == "refusal"


async def test_the_owners_word_stops_it(house: Talks) -> None:
    ref = await house.owned()
    told = await house.says("social", f"/owner reply {ref} next:call_today by:today")
    assert f"The circle of {ref} hears: I call today, by Mon 2 Mar." in told[0].text

    assert pings(await house.waits(days=2)) == []


async def test_a_pause_silences_the_owners_clock(house: Talks) -> None:
    ref = await house.owned()
    await house.says("coordinator", f"/case pause {ref} why:person_away")

    assert pings(await house.waits(hours=25)) == []


async def test_a_ping_names_no_case_and_no_topic(house: Talks) -> None:
    ref = await house.raised()

    heard = await house.waits(days=2)

    for _at, _who, text in pings(heard):
        assert ref not in text
        assert "alone" not in text

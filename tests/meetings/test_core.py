"""Mirrors bot/meetings/dates.py and bot/policies/met.py: dates are proposed, counted, moved, with no store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.console import cast
from bot.meetings import dates as meetings
from bot.people import Directory, Person
from bot.policies import met
from bot.ports import Meeting
from bot.vocabulary.numbers import MeetingNo, PersonNo, SeatNo, Slot
from bot.vocabulary.public import MeetingKind

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # the first Tuesday of March, ten o'clock
ZONE = ZoneInfo(cast.ZONE)
HERE = cast.partnership()
DIRECTORY = cast.directory("console")
ONE, TWO = Slot.of(NOW + timedelta(days=3)), Slot.of(NOW + timedelta(days=6))


def who(*keys: str, directory: Directory = DIRECTORY) -> list[Person]:
    found = [directory.by_key(key) for key in keys]
    return [person for person in found if person]


def called(*slots: Slot, asked: tuple[str, ...] = ("nurse", "teacher", "social")) -> Meeting:
    numbers = [person.no for person in who(*asked)]
    kind, by = MeetingKind.NON_CASE, PersonNo(9)
    return meetings.called(MeetingNo(1), kind, by, slots or (ONE, TWO), asked=numbers)


def proposed(
    people: list[Person], last: Slot | None = None, holidays: frozenset[date] = frozenset()
) -> list[datetime]:
    found = meetings.propose(HERE, people, NOW, holidays=holidays, last=last)
    return [slot.moment.astimezone(ZONE) for slot in found]


def test_three_dates_are_proposed_on_different_weekdays_at_the_usual_hour() -> None:
    found = proposed(who("nurse", "teacher"))

    assert [f"{moment:%a %d %b %H:%M}" for moment in found] == [
        "Wed 18 Mar 10:00",
        "Fri 20 Mar 10:00",
        "Tue 24 Mar 10:00",
    ]


def test_the_hour_of_the_last_meeting_is_kept() -> None:
    last = Slot.of(datetime(2026, 2, 4, 14, 30, tzinfo=ZONE))

    assert {moment.time() for moment in proposed(who("nurse"), last)} == {time(14, 30)}


def test_an_hour_at_which_most_work_is_preferred() -> None:
    early = [replace(p, quiet_from=time(9, 30), quiet_to=time(6)) for p in who("nurse", "teacher")]
    late = [
        replace(p, quiet_from=time(18), quiet_to=time(12)) for p in who("social", "officer", "ngo")
    ]

    assert {moment.hour for moment in proposed([*early, *late])} == {12}


def test_no_holiday_is_proposed() -> None:
    holiday = date(2026, 3, 18)

    found = proposed(who("nurse"), holidays=frozenset({holiday}))

    assert len(found) == 3
    assert holiday not in {moment.date() for moment in found}


def test_all_dates_come_after_the_coordinator_is_asked_to_decide() -> None:
    assert min(proposed(who("nurse"))).date() > date(2026, 3, 17)  # ten working days later


def test_seats_are_counted_and_the_best_date_is_the_earlier_of_two() -> None:
    meeting = called()
    nurse, teacher, social = (person.no for person in who("nurse", "teacher", "social"))

    nothing = meetings.standing(meeting, {}, DIRECTORY)
    assert (nothing.asked, nothing.answered, nothing.best) == (3, 0, None)
    shown = meetings.standing(meeting, {nurse: (ONE, TWO), teacher: ()}, DIRECTORY)
    assert (dict(shown.counts), shown.answered, shown.best) == ({ONE: 1, TWO: 1}, 2, ONE)
    assert (shown.half, shown.complete) == (True, False)
    shown = meetings.standing(meeting, {nurse: (TWO,), teacher: (TWO,), social: (ONE,)}, DIRECTORY)
    assert (shown.best, shown.complete) == (TWO, True)


def test_less_than_half_is_less_than_half() -> None:
    nurse = who("nurse")[0].no

    assert not meetings.standing(called(), {nurse: (ONE,)}, DIRECTORY).half
    assert meetings.standing(called(asked=("nurse", "teacher")), {nurse: ()}, DIRECTORY).half


def test_what_calendars_are_told_is_counted_up_each_time_and_the_name_stays() -> None:
    meeting = called()
    steps = [meeting]
    for do in (
        lambda m: meetings.fixed(m, ONE),
        lambda m: meetings.fixed(m, ONE),
        lambda m: meetings.fixed(m, TWO),
        lambda m: meetings.moved(m, (ONE, TWO)),
        lambda m: meetings.fixed(m, ONE),
        meetings.called_off,
    ):
        steps.append(do(steps[-1]))

    assert [one.sequence for one in steps] == [0, 0, 0, 1, 2, 3, 4]
    assert {meetings.uid(one, HERE) for one in steps} == {meeting.uid}
    assert called().uid != meeting.uid


def test_a_meeting_of_before_has_a_name_for_calendars_that_stays() -> None:
    old = replace(called(), uid="")

    assert meetings.uid(old, HERE) == meetings.uid(old, HERE)
    assert meetings.uid(old, HERE) != meetings.uid(replace(old, no=MeetingNo(2)), HERE)


@pytest.mark.parametrize(("can", "cannot"), [(0, None), (3, None), (None, 3)])
def test_a_date_that_was_not_proposed_is_not_chosen(can: int | None, cannot: int | None) -> None:
    with pytest.raises(ValueError, match="no such date"):
        meetings.chosen(called(), (), can=can, cannot=cannot)


@pytest.mark.parametrize(
    ("change", "done"),
    [
        ({"stands": Slot.of(datetime(2026, 3, 31, 8, tzinfo=UTC))}, True),
        ({"stands": Slot.of(datetime(2026, 3, 31, 22, 30, tzinfo=UTC))}, False),  # April there
        ({"stands": Slot.of(datetime(2026, 3, 31, 8, tzinfo=UTC)), "off": True}, False),
        ({"held": NOW - timedelta(days=14)}, True),
        ({"held": NOW - timedelta(days=15)}, False),
        ({"held": NOW, "kind": MeetingKind.ORDINARY}, False),
        ({}, False),
    ],
)
def test_a_month_is_done_once_a_date_stands_in_it_or_one_was_held_lately(
    change: dict[str, object], done: bool
) -> None:
    meeting = replace(called(), **change)  # type: ignore[arg-type]

    assert met.month_is_done([meeting], NOW, cast.ZONE) is done


def test_attendance_is_counted_of_what_was_recorded() -> None:
    held = replace(called(), held=NOW, present=(SeatNo(1), SeatNo(2)))
    rows = [held, replace(held, present=(SeatNo(2),)), replace(held, held=None)]

    assert met.attendance(rows) == {SeatNo(1): 1, SeatNo(2): 2}
    assert met.last_held(rows) == NOW
    assert met.last_held(rows, MeetingKind.ORDINARY) is None

"""Days and hours in Copenhagen, where the clocks change on 29 March and 25 October 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.calendar import closed_days
from bot.disclosure import Sensitive
from bot.people import OnCall, Person
from bot.policies.calendar import (
    add_months,
    add_working_days,
    is_working_day,
    length,
    next_batch,
    quiet,
    quiet_end,
)
from bot.vocabulary.numbers import PersonNo

ZONE = "Europe/Copenhagen"
EASTER = frozenset({date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 5), date(2026, 4, 6)})
CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)})
NONE: frozenset[date] = frozenset()
BATCHES = ("08:30", "13:00", "16:00")
ANNE = Person(no=PersonNo(1), key="anne", name=Sensitive("Anne"), zone=ZONE)


def local(text: str) -> datetime:
    """A wall-clock time in Copenhagen, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def days_on(moment: datetime, number: int, holidays: frozenset[date] = NONE) -> datetime:
    return add_working_days(moment, number, zone=ZONE, holidays=holidays)


def after(text: str, started: datetime, holidays: frozenset[date] = NONE) -> datetime:
    return length(text, started, zone=ZONE, holidays=holidays)


def batch(moment: datetime, holidays: frozenset[date] = NONE) -> datetime:
    return next_batch(moment, BATCHES, zone=ZONE, holidays=holidays)


def test_saturday_sunday_and_holidays_are_no_working_days() -> None:
    assert is_working_day(date(2026, 4, 1), EASTER)
    assert not is_working_day(date(2026, 4, 2), EASTER)
    assert not is_working_day(date(2026, 4, 4), EASTER)
    assert not is_working_day(date(2026, 4, 5), EASTER)


def test_a_working_day_after_friday_is_monday_at_the_same_hour() -> None:
    assert days_on(local("2026-11-20T19:00"), 1) == local("2026-11-23T19:00")


def test_working_days_count_from_a_weekend_as_from_its_eve() -> None:
    assert days_on(local("2026-11-21T10:00"), 1) == local("2026-11-23T10:00")


def test_working_days_step_over_easter_and_keep_the_wall_clock_hour_in_spring() -> None:
    started = local("2026-03-27T10:00")  # Friday, winter time

    assert days_on(started, 1) == local("2026-03-30T10:00")
    assert days_on(started, 4, EASTER) == local("2026-04-07T10:00")
    assert days_on(started, 1) - started == timedelta(days=3, hours=-1)


def test_working_days_are_counted_back_as_well() -> None:
    assert days_on(local("2026-04-07T10:00"), -3, EASTER) == local("2026-03-30T10:00")


def test_no_working_day_on_is_the_moment_itself() -> None:
    assert days_on(local("2026-11-21T10:00"), 0) == local("2026-11-21T10:00")


def test_hours_are_counted_through_the_night_in_which_the_clocks_change() -> None:
    assert after("24h", local("2026-03-28T12:00")) == local("2026-03-29T13:00")
    assert after("24h", local("2026-10-24T12:00")) == local("2026-10-25T11:00")


def test_days_keep_the_wall_clock_hour_when_the_clocks_change() -> None:
    assert after("30d", local("2026-03-10T12:00")) == local("2026-04-09T12:00")
    assert after("30d", local("2026-10-10T12:00")) == local("2026-11-09T12:00")


def test_an_hour_that_spring_skips_is_read_as_the_one_after() -> None:
    assert after("1d", local("2026-03-28T02:30")) == local("2026-03-29T03:30")


def test_months_end_with_the_month_and_know_leap_years() -> None:
    assert after("6mo", local("2027-08-31T12:00")) == local("2028-02-29T12:00")
    assert after("6mo", local("2026-08-31T12:00")) == local("2027-02-28T12:00")
    assert after("12mo", local("2028-02-29T12:00")) == local("2029-02-28T12:00")
    assert add_months(date(2026, 12, 5), 1) == date(2027, 1, 5)
    assert add_months(date(2026, 11, 5), 1) == date(2026, 12, 5)


def test_a_leap_day_is_a_working_day_like_any_other() -> None:
    assert after("1wd", local("2028-02-28T09:00")) == local("2028-02-29T09:00")
    assert after("1wd", local("2028-02-29T09:00")) == local("2028-03-01T09:00")


@pytest.mark.parametrize("text", ["", "set", "5", "5w", "agreement", "-1d", "1.5h", "²h"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a length of time"):
        after(text, local("2026-11-20T19:00"))


@pytest.mark.parametrize(
    ("moment", "rest"),
    [
        ("2026-11-23T07:59", True),
        ("2026-11-23T08:00", False),
        ("2026-11-23T17:59", False),
        ("2026-11-23T18:00", True),
        ("2026-11-22T12:00", True),
        ("2026-12-24T12:00", True),
    ],
)
def test_nights_weekends_and_holidays_are_quiet(moment: str, rest: bool) -> None:
    assert quiet(ANNE, local(moment), CHRISTMAS) is rest


def test_being_on_call_at_weekends_does_not_make_a_weekend_loud() -> None:
    called = replace(ANNE, on_call=frozenset({OnCall.WEEKENDS}))

    assert quiet(called, local("2026-11-22T12:00"), NONE)


def test_somebody_who_works_at_night_rests_by_day() -> None:
    owl = replace(ANNE, quiet_from=time(9), quiet_to=time(17))

    assert quiet(owl, local("2026-11-23T12:00"), NONE)
    assert not quiet(owl, local("2026-11-23T22:00"), NONE)
    assert quiet_end(owl, local("2026-11-22T12:00"), NONE) == local("2026-11-23T00:00")


def test_quiet_hours_are_those_of_ones_own_zone() -> None:
    abroad = replace(ANNE, zone="America/New_York")

    assert quiet(abroad, local("2026-11-23T12:00"), NONE)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-11-23T12:00", "2026-11-23T12:00"),
        ("2026-11-23T03:00", "2026-11-23T08:00"),
        ("2026-11-23T19:00", "2026-11-24T08:00"),
        ("2026-11-20T19:00", "2026-11-23T08:00"),
        ("2026-12-23T18:30", "2026-12-28T08:00"),
        ("2026-03-28T23:00", "2026-03-30T08:00"),
        ("2026-10-24T23:00", "2026-10-26T08:00"),
    ],
)
def test_quiet_hours_end_at_eight_of_the_next_working_day(moment: str, end: str) -> None:
    assert quiet_end(ANNE, local(moment), CHRISTMAS) == local(end)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-11-23T08:30", "2026-11-23T08:30"),
        ("2026-11-23T08:31", "2026-11-23T13:00"),
        ("2026-11-23T16:01", "2026-11-24T08:30"),
        ("2026-11-20T16:01", "2026-11-23T08:30"),
        ("2026-12-23T17:00", "2026-12-28T08:30"),
        ("2026-03-27T17:00", "2026-03-30T08:30"),
    ],
)
def test_lines_leave_at_the_next_fixed_time_of_a_working_day(moment: str, leaves: str) -> None:
    assert batch(local(moment), CHRISTMAS) == local(leaves)


def test_without_fixed_times_a_line_leaves_at_once() -> None:
    now = local("2026-11-22T12:00")

    assert next_batch(now, (), zone=ZONE, holidays=NONE) == now


def test_an_area_is_closed_on_public_holidays_and_on_its_own_days() -> None:
    days = closed_days("DK", None, [2026, 2027], ["2026-12-31"])

    assert {date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 1)} <= days
    assert date(2026, 12, 30) not in days


def test_an_unknown_country_or_day_is_refused_without_being_quoted() -> None:
    with pytest.raises(ValueError, match="no calendar of public holidays"):
        closed_days("XX", None, [2026], [])
    with pytest.raises(ValueError, match="not a day"):
        closed_days("DK", None, [2026], ["Christmas"])


moments = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
hours = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(moments, hours, hours)
def test_nobody_is_told_to_wait_until_another_quiet_moment(
    moment: datetime, begins: time, ends: time
) -> None:
    person = replace(ANNE, quiet_from=begins, quiet_to=ends)

    end = quiet_end(person, moment, CHRISTMAS)

    assert end >= moment
    assert not quiet(person, end, CHRISTMAS)


@given(moments, st.integers(1, 40))
def test_more_working_days_are_later_and_end_on_a_working_day(
    moment: datetime, number: int
) -> None:
    end = days_on(moment, number, CHRISTMAS)

    assert days_on(moment, number - 1, CHRISTMAS) < end
    assert is_working_day(end.astimezone(ZoneInfo(ZONE)).date(), CHRISTMAS)


@given(moments)
def test_a_batch_never_leaves_before_its_line_was_ready(moment: datetime) -> None:
    leaves = batch(moment, CHRISTMAS)

    assert leaves >= moment
    assert batch(leaves, CHRISTMAS) == leaves

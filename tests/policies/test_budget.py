"""When somebody's next list comes, and how long a reminder may wait: also when the clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.disclosure import Sensitive
from bot.people import Person
from bot.policies import budget
from bot.vocabulary.numbers import PersonNo

HOUR = time(8, 30)
NONE: frozenset[date] = frozenset()
ANNA = Person(no=PersonNo(1), key="anna", name=Sensitive("Anna"), zone="Europe/Copenhagen")


def local(text: str, zone: str = "Europe/Copenhagen") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def following(
    moment: datetime, person: Person = ANNA, holidays: frozenset[date] = NONE
) -> datetime:
    return budget.next_list(person, moment, HOUR, holidays)


def test_the_list_keeps_its_hour_on_the_wall_clock_in_spring_and_in_autumn() -> None:
    spring = following(local("2026-03-27T09:00"))  # Friday; clocks go forward on Sunday
    autumn = following(local("2026-10-23T09:00"))  # Friday; clocks go back on Sunday

    assert spring == local("2026-03-30T08:30") == datetime(2026, 3, 30, 6, 30, tzinfo=UTC)
    assert autumn == local("2026-10-26T08:30") == datetime(2026, 10, 26, 7, 30, tzinfo=UTC)


def test_a_leap_day_has_a_list_of_its_own() -> None:
    assert following(local("2028-02-28T09:00")) == local("2028-02-29T08:30")


def test_weekends_holidays_and_the_seats_own_days_have_none() -> None:
    part_time = replace(ANNA, week=(1, 2, 4), days_off=(date(2026, 3, 9),))
    friday = local("2026-03-06T08:00")

    assert following(friday) == local("2026-03-06T08:30")
    assert following(friday, holidays=frozenset({date(2026, 3, 6)})) == local("2026-03-09T08:30")
    assert following(friday, part_time) == local("2026-03-10T08:30")
    assert budget.last_list(part_time, local("2026-03-09T10:00"), HOUR, NONE) is None


def test_a_list_goes_by_the_readers_own_clock() -> None:
    far = replace(ANNA, zone="America/Nuuk")
    moment = local("2026-01-05T07:00")

    assert following(moment, far) == local("2026-01-05T08:30", "America/Nuuk")


def test_a_reminder_waits_half_of_what_is_left_and_a_week_at_most() -> None:
    now = local("2026-03-02T09:00")

    assert budget.half(now, now + timedelta(hours=8)) == now + timedelta(hours=4)
    assert budget.half(now, now + timedelta(days=60)) == now + timedelta(days=7)

"""Dates at which most of some people are at work, near those of the rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from bot.people import Person
from bot.policies.calendar import at, quiet, working_days_from
from bot.policies.rhythm import three_dates

LASTS: Final = timedelta(hours=1)  # a meeting, as far as hours are reckoned with
_MOST: Final = 3
_WINDOW: Final = 20  # working days, from the first of the rhythm on
_HOURS: Final = tuple(time(hour) for hour in range(9, 16))


def three(
    now: datetime, people: Sequence[Person], hour: time, *, zone: str, holidays: frozenset[date]
) -> tuple[datetime, ...]:
    """On different weekdays, in order: where most are at work, of those the rhythm's own days first."""
    local = ZoneInfo(zone)
    usual = [
        moment.astimezone(local).date() for moment in three_dates(now, zone=zone, holidays=holidays)
    ]
    days = islice(working_days_from(usual[0] - timedelta(days=1), holidays), _WINDOW)
    ranked: list[tuple[int, bool, datetime]] = []
    for day in days:
        moment, there = _best_hour(day, hour, people, zone, holidays)
        ranked.append((-there, day not in usual, moment))
    found: dict[int, datetime] = {}
    for _there, _other, moment in sorted(ranked):
        found.setdefault(moment.astimezone(local).weekday(), moment)
    return tuple(sorted(list(found.values())[:_MOST]))


def _best_hour(
    day: date, hour: time, people: Sequence[Person], zone: str, holidays: frozenset[date]
) -> tuple[datetime, int]:
    """The hour of a day at which most are at work, the usual one where it is as good; and how many."""
    hours = sorted({hour, *_HOURS}, key=lambda one: abs(_minutes(one) - _minutes(hour)))
    found = [(at(day, one, zone), _at_work(people, at(day, one, zone), holidays)) for one in hours]
    return max(found, key=lambda one: one[1])


def _at_work(people: Sequence[Person], moment: datetime, holidays: frozenset[date]) -> int:
    ends = moment + LASTS - timedelta(minutes=1)
    return sum(not quiet(p, moment, holidays) and not quiet(p, ends, holidays) for p in people)


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute

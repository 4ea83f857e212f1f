"""Working days, quiet hours, batches and lengths of time, as people in one place count them.

Moments come and go in UTC; days and hours are counted on the wall clock of a zone, so that an hour
skipped or doubled in spring or autumn moves nobody's eight o'clock.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from bot.people import OnCall, Person

_FRIDAY: Final = 5
_LENGTH: Final = re.compile(r"(\d{1,3})(min|h|wd|d|mo)", re.ASCII)


def at(day: date, hour: time, zone: str) -> datetime:
    """This day and hour of a place, in UTC. An hour that spring skips is read as the one after."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def is_working_day(day: date, holidays: frozenset[date]) -> bool:
    return day.isoweekday() <= _FRIDAY and day not in holidays


def working_days_from(
    day: date, holidays: frozenset[date], *, back: bool = False
) -> Iterator[date]:
    """The working days after this day, or before it, the nearest first."""
    while True:
        day += timedelta(days=-1 if back else 1)
        if is_working_day(day, holidays):
            yield day


def add_working_days(
    moment: datetime, number: int, *, zone: str, holidays: frozenset[date]
) -> datetime:
    """The same hour so many working days later, or earlier where the number is negative."""
    local = moment.astimezone(ZoneInfo(zone))
    days = working_days_from(local.date(), holidays, back=number < 0)
    day = local.date()
    for _ in range(abs(number)):
        day = next(days)
    return at(day, local.time(), zone)


def add_months(day: date, number: int) -> date:
    """The same day of a later month, or that month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def length(text: str, started: datetime, *, zone: str, holidays: frozenset[date]) -> datetime:
    """When a length such as 30min, 24h, 5wd, 30d or 6mo is over. Raises ValueError for any other text."""
    found = _LENGTH.fullmatch(text)
    if not found:
        raise ValueError("not a length of time")
    number, unit = int(found[1]), found[2]
    local = started.astimezone(ZoneInfo(zone))
    match unit:
        case "min":
            return started + timedelta(minutes=number)
        case "h":
            return started + timedelta(hours=number)
        case "wd":
            return add_working_days(started, number, zone=zone, holidays=holidays)
        case "d":
            return at(local.date() + timedelta(days=number), local.time(), zone)
        case _:
            return at(add_months(local.date(), number), local.time(), zone)


def at_work(person: Person, day: date, holidays: frozenset[date]) -> bool:
    """Whether this is a day of one's own working week: of the seat, and neither a holiday nor its day off."""
    return day.isoweekday() in person.week and day not in holidays and day not in person.days_off


def work_days(person: Person, first: date, holidays: frozenset[date]) -> Iterator[date]:
    """The days of one's own working week from this one on."""
    return (
        day
        for number in count()
        if at_work(person, day := first + timedelta(days=number), holidays)
    )


def quiet(person: Person, moment: datetime, holidays: frozenset[date]) -> bool:
    """Whether this is one's rest: night, weekend or holiday. Being on call changes nothing."""
    local = moment.astimezone(ZoneInfo(person.zone))
    if not at_work(person, local.date(), holidays):
        return True
    hour, begins, ends = local.time(), person.quiet_from, person.quiet_to
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends


def quiet_end(person: Person, moment: datetime, holidays: frozenset[date]) -> datetime:
    """The first moment from this one on that is not one's rest."""
    if not quiet(person, moment, holidays):
        return moment
    today = moment.astimezone(ZoneInfo(person.zone)).date()
    days = work_days(person, today, holidays)
    ends = (at(day, hour, person.zone) for day in days for hour in (time(0), person.quiet_to))
    return next(end for end in ends if end > moment and not quiet(person, end, holidays))


def on_call(person: Person, moment: datetime, holidays: frozenset[date]) -> bool:
    """On call now; a holiday is covered by whoever covers weekends."""
    local = moment.astimezone(ZoneInfo(person.zone)).date()
    ordinary = is_working_day(local, holidays)
    return (OnCall.WEEKDAYS if ordinary else OnCall.WEEKENDS) in person.on_call


def next_batch(
    moment: datetime, batches: Iterable[str], *, zone: str, holidays: frozenset[date]
) -> datetime:
    """The next fixed time at which lines leave, on working days; at once where there is none."""
    hours = sorted(time.fromisoformat(batch) for batch in batches)
    today = moment.astimezone(ZoneInfo(zone)).date()
    if not hours:
        return moment
    days = working_days_from(today - timedelta(days=1), holidays)
    return next(then for day in days for hour in hours if (then := at(day, hour, zone)) >= moment)

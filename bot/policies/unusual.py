"""Openings that the auditor is asked to look at: many in one day, or at night. It accuses nobody.

The numbers are Confer's own choice (2026): a conference is prepared with fewer openings than this, and who
is on call may well open something at night.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.people import Directory, OnCall
from bot.policies.calendar import is_working_day
from bot.ports import Opening
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef

MANY: Final = 10  # items of one day
NIGHT_BEGINS: Final = time(22)
NIGHT_ENDS: Final = time(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual:
    """What one person opened on one day of their own."""

    by: PersonNo
    day: date
    items: int
    cases: tuple[CaseRef, ...]
    at_night: int  # of the items


def unusual(
    openings: Iterable[Opening], directory: Directory, holidays: frozenset[date]
) -> tuple[Unusual, ...]:
    """The newest day first. `openings`: of what others gave."""
    days: dict[tuple[date, PersonNo], list[Opening]] = defaultdict(list)
    for one in openings:
        days[one.at.astimezone(_zone(directory, one.by)).date(), one.by].append(one)
    found = [_look(day, by, those, directory, holidays) for (day, by), those in days.items()]
    striking = (one for one in found if one.items >= MANY or one.at_night)
    return tuple(sorted(striking, key=lambda one: (one.day, one.by), reverse=True))


def _look(
    day: date,
    by: PersonNo,
    openings: Sequence[Opening],
    directory: Directory,
    holidays: frozenset[date],
) -> Unusual:
    zone = _zone(directory, by)
    hours = [one.at.astimezone(zone).time() for one in openings]
    night = sum(hour >= NIGHT_BEGINS or hour < NIGHT_ENDS for hour in hours)
    return Unusual(
        by=by,
        day=day,
        items=len(openings),
        cases=tuple(dict.fromkeys(one.case for one in openings)),
        at_night=0 if _on_call(day, by, directory, holidays) else night,
    )


def _on_call(day: date, by: PersonNo, directory: Directory, holidays: frozenset[date]) -> bool:
    person = directory.people.get(by)
    needed = OnCall.WEEKDAYS if is_working_day(day, holidays) else OnCall.WEEKENDS
    return person is not None and needed in person.on_call


def _zone(directory: Directory, by: PersonNo) -> ZoneInfo:
    person = directory.people.get(by)
    return ZoneInfo(person.zone if person else "UTC")

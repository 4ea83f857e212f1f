"""Contacts with one family: a few agencies at most within some days, else the owner hears of it.

How many, and within how many days, is the partnership's to say: `[crowding]` in config.toml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.case import Case
from bot.policies.access import Scene
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.work import ActionKind, Level

# Steps that no person and no family meets anybody for.
_APART: Final = frozenset({ActionKind.SCHOOL_TEAM_VISIT, ActionKind.LEGAL_MEASURE})


@dataclass(frozen=True, slots=True)
class Contact:
    """One agency meets the person or the family on a day."""

    day: date
    seat: SeatNo | None


@dataclass(frozen=True, slots=True)
class Crowd:
    """Some days with more contacts, by more agencies, than a family should have."""

    first: date
    last: date
    contacts: int
    seats: tuple[SeatNo, ...]


def contacts(case: Case, scene: Scene) -> list[Contact]:
    """The planned ones: open steps for the person or the family, and visits, each agency of one."""
    zone = ZoneInfo(scene.partnership.zone)
    found = [
        Contact(action.due.date, _seat(scene, action.holder))
        for action in case.facts.plan.actions
        if action.open and action.level is not Level.COMMUNITY and action.kind not in _APART
    ]
    for visit in case.hidden.visits:
        if visit.back is None and not visit.off:
            day = visit.when.astimezone(zone).date()
            found += [Contact(day, seat) for seat in visit.seats]
    return sorted(found, key=lambda one: one.day)


def crowd(case: Case, scene: Scene) -> Crowd | None:
    """The first days that are crowded."""
    planned, most = contacts(case, scene), scene.partnership
    within = timedelta(days=most.crowd_days)
    for place, first in enumerate(planned):
        near = [one for one in planned[place:] if one.day - first.day < within]
        seats = {one.seat for one in near if one.seat is not None}
        if len(near) > most.crowd_contacts and len(seats) > most.crowd_agencies:
            ordered = tuple(sorted(seats, key=lambda seat: seat.value))
            return Crowd(first.day, near[-1].day, len(near), ordered)
    return None


def _seat(scene: Scene, person: PersonNo) -> SeatNo | None:
    found = scene.directory.people.get(person)
    return found.seat if found else None

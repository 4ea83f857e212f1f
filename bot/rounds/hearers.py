"""Who hears of what comes round: who somebody is to the partnership makes them a hearer."""

from __future__ import annotations

from collections.abc import Iterable

from bot.people import Duty, Person
from bot.rounds.drum import Drum, Matter


def coordinators(drum: Drum, _matter: Matter | None = None) -> list[Person]:
    """Who runs the process and is there; all of them where nobody is."""
    found = drum.desk.directory.having(Duty.COORDINATOR)
    here = [p for p in found if not p.away(drum.now)]
    deputies = drum.desk.directory.having(Duty.DEPUTY_COORDINATOR)
    return here or list(deputies) or list(found)


def deputies(drum: Drum, _matter: Matter) -> Iterable[Person]:
    """Who stands in for whoever runs the process, unless away."""
    found = drum.desk.directory.having(Duty.DEPUTY_COORDINATOR)
    return [p for p in found if not p.away(drum.now)]


def auditors(drum: Drum, _matter: Matter) -> Iterable[Person]:
    return drum.desk.directory.having(Duty.AUDITOR)


def managers(drum: Drum, matter: Matter) -> Iterable[Person]:
    """Of the seat in question."""
    return drum.desk.directory.of_seat(matter.seat, Duty.MANAGER) if matter.seat else ()


def holders(drum: Drum, matter: Matter) -> Iterable[Person]:
    """Of the seat in question, or who stands in."""
    if matter.seat is None:
        return ()
    people = drum.desk.directory.of_seat(matter.seat, Duty.HOLDER)
    deputies = drum.desk.directory.of_seat(matter.seat, Duty.DEPUTY)
    return [p for p in people if not p.away(drum.now)] or list(deputies)


def themselves(drum: Drum, matter: Matter) -> Iterable[Person]:
    found = drum.desk.directory.people.get(matter.person) if matter.person else None
    return [found] if found else []

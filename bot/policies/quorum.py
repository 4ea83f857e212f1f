"""Which agencies a conference needs, and which of them are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bot.people import Directory, Duty
from bot.process import Profile
from bot.vocabulary.base import PublicWord
from bot.vocabulary.numbers import SeatNo
from bot.vocabulary.people import Sector

CARE: Final = frozenset({Sector.SOCIAL, Sector.HEALTH, Sector.MENTAL_HEALTH})
BEHAVIOUR: Final = frozenset({Sector.HEALTH, Sector.MENTAL_HEALTH, Sector.EDUCATION})


class Needed(PublicWord):
    """What a quorum is made of."""

    COORDINATOR = "coordinator", "the coordinator"
    CARE = "care", "a care profession"
    MUNICIPALITY = "municipality", "municipality"
    POLICE = "police", "police"
    SOCIAL = "social", "social services"
    BEHAVIOUR = "behaviour", "behavioural expertise"


# The domain's guard `quorum`: without these the conference may not decide.
_FULL: Final[Mapping[Needed, frozenset[Sector]]] = {
    Needed.MUNICIPALITY: frozenset({Sector.MUNICIPALITY}),
    Needed.POLICE: frozenset({Sector.POLICE}),
    Needed.SOCIAL: frozenset({Sector.SOCIAL}),
    Needed.BEHAVIOUR: BEHAVIOUR,
}


# The urgent path: a short conference may agree first safety steps (states.md).
_SHORT: Final[Mapping[Needed, frozenset[Sector]]] = {
    Needed.POLICE: frozenset({Sector.POLICE}),
    Needed.CARE: CARE,
}


def missing_short(seats: Iterable[SeatNo], directory: Directory) -> tuple[Needed, ...]:
    """What these seats lack for a short conference: police, a care profession, the coordinator."""
    there = set(seats)
    sectors = {directory.seats[seat].sector for seat in there if seat in directory.seats}
    found = [one for one, any_of in _SHORT.items() if sectors.isdisjoint(any_of)]
    return (*_coordinator(there, directory), *found)


def _coordinator(there: set[SeatNo], directory: Directory) -> tuple[Needed, ...]:
    runs = directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR)
    return () if there & {person.seat for person in runs} else (Needed.COORDINATOR,)


def missing(seats: Iterable[SeatNo], directory: Directory, profile: str) -> tuple[Needed, ...]:
    """What these seats lack for a quorum; a deputy counts as the holder does. Empty: they may decide.

    Light: the coordinator's own seat and one care profession.
    """
    there = set(seats)
    sectors = {directory.seats[seat].sector for seat in there if seat in directory.seats}
    if profile == Profile.FULL:
        return tuple(one for one, any_of in _FULL.items() if sectors.isdisjoint(any_of))
    found = list(_coordinator(there, directory))
    if sectors.isdisjoint(CARE):
        found.append(Needed.CARE)
    return tuple(found)

"""Which sealed items of a case somebody may open, and by which release.

What was written for one release is read by its seats alone, until its end. What is health only is read by the
owner and the named health seats. Who gave, and the seat that gave, always reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.case import Case
from bot.parts import HealthOnly, Item, Share
from bot.people import Directory, Person, SeatState
from bot.vocabulary.numbers import Day
from bot.vocabulary.process import State

# Where people work; a release opens nothing before a concern is raised, nor once a case has ended.
OPENS_IN: Final = frozenset(
    {
        State.RAISED,
        State.SCREENING,
        State.ASSESSING,
        State.PREPARING,
        State.SUPPORTING,
        State.CLOSING,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Who is where, and which day it is in the partnership's zone."""

    directory: Directory
    now: datetime
    zone: str

    @property
    def today(self) -> Day:
        return Day.of(self.now.astimezone(ZoneInfo(self.zone)).date())


@dataclass(frozen=True, slots=True)
class Open:
    """An item that may be opened, and the release by which; None: it is open to this person anyhow."""

    item: Item
    by: Share | None = None


def runs(share: Share, moment: Moment) -> bool:
    return share.ended is None and moment.today <= share.until


def received(person: Person, case: Case, moment: Moment) -> tuple[Share, ...]:
    """The running releases that name this person's seat, or this guest."""
    if case.state not in OPENS_IN or person.no in case.facts.recused:
        return ()
    return tuple(
        share
        for share in case.hidden.shares
        if runs(share, moment) and _names(share, person, case, moment)
    )


def _names(share: Share, person: Person, case: Case, moment: Moment) -> bool:
    if share.guest is not None:
        return share.guest == person.no and case.guest(person.no, moment.now) is not None
    seat = moment.directory.seat_of(person)
    return seat is not None and seat.state is SeatState.LIVE and seat.no in share.to


def gave(person: Person, item: Item) -> bool:
    """Whoever gave it, or speaks for the seat that gave it."""
    return item.by == person.no or (person.seat is not None and item.seat == person.seat)


def openable(person: Person, case: Case, moment: Moment, *, in_part: bool) -> Iterator[Open]:
    """What this person may open, oldest first. `in_part`: the person works on the case."""
    mine = received(person, case, moment)
    apart = {share.apart for share in case.hidden.shares} | {o.words for o in case.hidden.overrides}
    for item in case.facts.items:
        if item.withdrawn is not None:
            continue
        share = next((one for one in mine if item.no in one.items), None)
        kept = health_only(case, item.no)
        if gave(person, item) or (kept is not None and _of_health(person, case, kept)):
            yield Open(item)
        elif share is not None:
            yield Open(item, share)
        elif in_part and kept is None and item.no not in apart:
            yield Open(item)


def health_only(case: Case, number: int) -> HealthOnly | None:
    return next((one for one in case.hidden.health_only if one.item == number), None)


def _of_health(person: Person, case: Case, kept: HealthOnly) -> bool:
    return case.owner == person.no or (person.seat is not None and person.seat in kept.seats)

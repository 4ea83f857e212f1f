"""The partnership's people and seats: who somebody is, before any case is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from bot.disclosure import Sensitive
from bot.vocabulary.concern import Area, Topic
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.people import Sector
from bot.vocabulary.public import Language

WORKING_WEEK: Final = (1, 2, 3, 4, 5)


class Duty(StrEnum):
    """What a person does for the partnership, whatever the case."""

    HOLDER = "holder"
    DEPUTY = "deputy"
    STAFF = "staff"
    COORDINATOR = "coordinator"
    DEPUTY_COORDINATOR = "deputy_coordinator"
    POLICE_CONTACT = "police_contact"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    STRATEGIC = "strategic"
    EXPERT = "expert"


class SeatState(StrEnum):
    """Where a seat stands: asked for, live, suspended or ended."""

    ASKED = "asked"
    LIVE = "live"
    SUSPENDED = "suspended"
    ENDED = "ended"


class OnCall(StrEnum):
    WEEKDAYS = "weekdays"
    WEEKENDS = "weekends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An agency's place in the partnership; it outlives the person who holds it."""

    no: SeatNo
    key: str
    name: str  # the agency's public name
    sector: Sector
    permanent: bool = True
    state: SeatState = SeatState.ASKED
    agreed_on: date | None = None  # None: no signed agreement
    agreement: int | None = None  # the version that was signed; None: before versions were kept
    carded_on: date | None = None  # when its mandate card was whole, or looked at anew
    trained_on: date | None = None  # when somebody noted that the minimum training is there
    hours: int | None = None  # a month, for whoever holds it
    week: tuple[int, ...] = WORKING_WEEK  # 1 for Monday to 7 for Sunday
    days_off: tuple[date, ...] = ()  # its own, besides the partnership's


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the partnership knows. Quiet hours are local to `zone`.

    `seen`: the last day on which this person wrote to Confer. `leaving`: since when it is known that this
    person gives the seat up. `week` and `days_off` are the seat's: a Directory fills them in.
    """

    no: PersonNo
    key: str
    name: Sensitive[str]
    seat: SeatNo | None = None
    duties: frozenset[Duty] = frozenset()
    language: Language = Language.EN
    zone: str = "UTC"
    quiet_from: time = time(18, 0)
    quiet_to: time = time(8, 0)
    on_call: frozenset[OnCall] = frozenset()
    deputy: PersonNo | None = None
    away_until: datetime | None = None
    accounts: Mapping[str, str] = field(default_factory=dict[str, str])  # platform to account
    place: str | None = None  # the platform where this person was last active
    seen: date | None = None
    expert_on: frozenset[Topic] = frozenset()  # the themes an expert is asked about
    speaks: frozenset[Language] = frozenset()  # besides `language`
    covers: Area = Area.PARTNERSHIP
    leaving: datetime | None = None
    week: tuple[int, ...] = WORKING_WEEK
    days_off: tuple[date, ...] = ()

    def away(self, moment: datetime) -> bool:
        return self.away_until is not None and self.away_until > moment


@dataclass(frozen=True, slots=True)
class Directory:
    """All people and seats of one partnership, as of one moment."""

    people: Mapping[PersonNo, Person]
    seats: Mapping[SeatNo, Seat]

    @classmethod
    def of(cls, people: Iterable[Person], seats: Iterable[Seat]) -> Directory:
        by_number = {s.no: s for s in seats}
        at_work = (_with_week(p, by_number.get(p.seat) if p.seat else None) for p in people)
        return cls({p.no: p for p in at_work}, by_number)

    def by_account(self, platform: str, account: str) -> Person | None:
        return next((p for p in self.people.values() if p.accounts.get(platform) == account), None)

    def by_key(self, key: str) -> Person | None:
        return next((p for p in self.people.values() if p.key == key), None)

    def seat_by_key(self, key: str) -> Seat | None:
        return next((s for s in self.seats.values() if s.key == key), None)

    def seat_of(self, person: Person) -> Seat | None:
        return self.seats.get(person.seat) if person.seat else None

    def having(self, *duties: Duty) -> tuple[Person, ...]:
        """Everybody with one of the duties, in the order of the duties asked for."""
        return tuple(p for duty in duties for p in self.people.values() if duty in p.duties)

    def of_seat(self, seat: SeatNo, *duties: Duty) -> tuple[Person, ...]:
        """The people of a seat with one of the duties (any, where none is named)."""
        mine = (p for p in self.people.values() if p.seat == seat)
        return tuple(p for p in mine if not duties or p.duties.intersection(duties))

    def deputy_of(self, person: Person) -> Person | None:
        """The deputy a person named, else the one the duty or the seat has. None where there is none."""
        named = self.people.get(person.deputy) if person.deputy else None
        if named is not None:
            return named
        if Duty.COORDINATOR in person.duties:
            return next(iter(self.having(Duty.DEPUTY_COORDINATOR)), None)
        return self.own_deputy(person)

    def own_deputy(self, person: Person) -> Person | None:
        """The deputy inside the same agency: the one a person named, else the seat's."""
        named = self.people.get(person.deputy) if person.deputy else None
        if person.seat is None:
            return None
        if named is not None and named.seat == person.seat:
            return named
        found = (p for p in self.of_seat(person.seat, Duty.DEPUTY) if p.no != person.no)
        return next(found, None)


def _with_week(person: Person, seat: Seat | None) -> Person:
    if seat is None or (seat.week, seat.days_off) == (person.week, person.days_off):
        return person
    return replace(person, week=seat.week, days_off=seat.days_off)

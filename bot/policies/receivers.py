"""Who somebody's part in a case makes the receiver of a nudge.

Whoever is away or has stepped aside is replaced by the deputy. Drafts and guests are the exception:
nobody stands in for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from bot.case import Case
from bot.people import Directory, Duty, Person, Seat, SeatState
from bot.policies import ladder
from bot.policies.calendar import on_call
from bot.ports import Running
from bot.vocabulary.numbers import PersonNo, SeatNo


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Everything the choice of receivers looks at."""

    case: Case
    directory: Directory
    running: Running
    now: datetime
    holidays: frozenset[date]
    # Who stands in, and for whom.
    instead: dict[PersonNo, PersonNo] = field(default_factory=dict[PersonNo, PersonNo])

    def person(self, number: PersonNo | None) -> Person | None:
        return self.directory.people.get(number) if number else None

    def there(self, person: Person) -> bool:
        """Neither away nor recused from this case."""
        return not person.away(self.now) and person.no not in self.case.facts.recused

    def deputy(self, person: Person | None) -> Person | None:
        """The deputy, where there is one who is there. One of another agency, who has no part in the case,
        could not open it: there the agency's own deputy hears.
        """
        found = self.directory.deputy_of(person) if person else None
        if person and found and found.seat != person.seat and not self.has_part(found):
            found = self.directory.own_deputy(person) or found
        return found if found and self.there(found) else None

    def has_part(self, person: Person) -> bool:
        part = self.case.member(person.no) is not None or self.case.owner == person.no
        return part or bool(person.duties & {Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR})

    def present(self, person: Person | None) -> Person | None:
        """This person, else the deputy, else nobody."""
        if person and self.there(person):
            return person
        found = self.deputy(person)
        if person is not None and found is not None:
            self.instead[found.no] = person.no
        return found

    def on_call(self, person: Person) -> bool:
        """On call now; a holiday is covered by whoever covers weekends."""
        return on_call(person, self.now, self.holidays)

    def first_on_call(self, people: Iterable[Person]) -> Person | None:
        """Of those who are there the first on call, else the first."""
        there = [person for person in people if self.there(person)]
        return next(filter(self.on_call, there), there[0] if there else None)


Receivers: TypeAlias = Callable[[Look], Iterable[Person | None]]


def reached(look: Look, roles: Iterable[Receivers]) -> tuple[Person, ...]:
    """Everybody these roles come to, each once."""
    people = (person for role in roles for person in role(look))
    return tuple({person.no: person for person in people if person}.values())


def coordinators(directory: Directory) -> tuple[Person, ...]:
    """Who runs the process: the coordinator first, then deputies, each once."""
    people = directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR)
    return tuple({person.no: person for person in people}.values())


def coordinator_on_call(look: Look) -> Iterable[Person | None]:
    found = look.first_on_call(coordinators(look.directory))
    away = [p for p in look.directory.having(Duty.COORDINATOR) if p.away(look.now)]
    if found is not None and away and Duty.COORDINATOR not in found.duties:
        look.instead[found.no] = away[0].no
    return [found]


def coordinator(look: Look) -> Iterable[Person | None]:
    return map(look.present, look.directory.having(Duty.COORDINATOR))


def deputy_coordinator(look: Look) -> Iterable[Person | None]:
    return map(look.present, look.directory.having(Duty.DEPUTY_COORDINATOR))


def duty_members(look: Look) -> Iterable[Person | None]:
    """One for each permanent seat: whoever is on call there, else the holder, else the deputy."""
    return [_duty_member(seat, look) for seat in look.directory.seats.values()]


def _duty_member(seat: Seat, look: Look) -> Person | None:
    if not seat.permanent or seat.state is not SeatState.LIVE:
        return None
    of_seat = look.directory.of_seat
    return look.first_on_call([*of_seat(seat.no, Duty.HOLDER), *of_seat(seat.no, Duty.DEPUTY)])


def owner(look: Look) -> Iterable[Person | None]:
    return [look.present(look.person(look.case.owner))]


def owners_deputy(look: Look) -> Iterable[Person | None]:
    return [look.deputy(look.person(look.case.owner))]


def police_contact(look: Look) -> Iterable[Person | None]:
    return map(look.present, look.directory.having(Duty.POLICE_CONTACT))


def polices_deputy(look: Look) -> Iterable[Person | None]:
    return map(look.deputy, look.directory.having(Duty.POLICE_CONTACT))


def holder(look: Look) -> Iterable[Person | None]:
    return map(look.present, _holders(look))


def holders_deputy(look: Look) -> Iterable[Person | None]:
    return map(look.deputy, _holders(look))


def _holders(look: Look) -> list[Person | None]:
    """Who holds the step this clock is about, while it is open."""
    subject = look.running.key.subject
    steps = (step for step in look.case.facts.plan.actions if step.no.value == subject)
    return [look.person(step.holder) for step in steps if step.open]


def circle(look: Look) -> Iterable[Person | None]:
    """Who works on the case now, each or their deputy."""
    today = look.now.date()
    members = (m for m in look.case.facts.circle if m.until.date >= today)
    return [look.present(look.person(member.person)) for member in members]


def owing_a_closing_word(look: Look) -> Iterable[Person | None]:
    """Of the circle those who have not answered the closing round."""
    closing = look.case.facts.closing
    said = closing.answers if closing else []
    members = (m.person for m in look.case.facts.circle if m.person not in said)
    return [look.present(look.person(number)) for number in members]


def _asked(look: Look) -> list[SeatNo]:
    """The seat that the question this clock is about was put to, while it is open."""
    subject = look.running.key.subject
    return [asked.seat for asked in look.case.facts.asked if asked.no == subject and asked.open]


def asked_seat(look: Look) -> Iterable[Person | None]:
    """The contact of the department that was chosen, else whoever is on call at the seat, holder or deputy."""
    of_seat, subject = look.directory.of_seat, look.running.key.subject
    inside = [look.person(one.to) for one in look.case.facts.asked if one.no == subject and one.to]
    there = [person for person in inside if person is not None and look.there(person)]
    return there or [
        look.first_on_call([*of_seat(seat, Duty.HOLDER), *of_seat(seat, Duty.DEPUTY)])
        for seat in _asked(look)
    ]


def asked_deputy(look: Look) -> Iterable[Person | None]:
    deputies = (p for seat in _asked(look) for p in look.directory.of_seat(seat, Duty.DEPUTY))
    return filter(look.there, deputies)


def asked_manager(look: Look) -> Iterable[Person | None]:
    managers = (p for seat in _asked(look) for p in look.directory.of_seat(seat, Duty.MANAGER))
    return filter(look.there, managers)


def who_paused(look: Look) -> Iterable[Person | None]:
    """Whoever set a pause that stands."""
    return [look.present(look.person(pause.by)) for pause in look.case.hidden.pauses]


def auditor(look: Look) -> Iterable[Person | None]:
    return map(look.present, look.directory.having(Duty.AUDITOR))


def managers(look: Look) -> Iterable[Person | None]:
    """Of every agency."""
    return map(look.present, look.directory.having(Duty.MANAGER))


def auditors_deputy(look: Look) -> Iterable[Person | None]:
    return map(look.deputy, look.directory.having(Duty.AUDITOR))


def guest(look: Look) -> Iterable[Person | None]:
    subject = look.running.key.subject
    guests = (one for one in look.case.facts.guests if one.no == subject)
    return [look.person(one.person) for one in guests if one.ended is None]


def hosts(look: Look) -> Iterable[Person | None]:
    """Who invited the guest this clock is about, and the owner of the case."""
    subject = look.running.key.subject
    guests = (one for one in look.case.facts.guests if one.no == subject and one.ended is None)
    numbers = (number for one in guests for number in (one.sponsor, look.case.owner))
    return [look.present(look.person(number)) for number in numbers]


def author(look: Look) -> Iterable[Person | None]:
    return [look.person(look.case.facts.referrer)]


def visitors(look: Look) -> Iterable[Person | None]:
    """The two who go on this visit, themselves: nobody else knows whether they are back."""
    subject = look.running.key.subject
    visits = (visit for visit in look.case.hidden.visits if visit.no == subject and not visit.off)
    return [look.person(one) for visit in visits for one in (visit.by, visit.other)]


def author_in_debt(look: Look) -> Iterable[Person | None]:
    """Whoever raised it, while steps of the ladder are left open by an emergency."""
    return author(look) if ladder.left_open(look.case.hidden.ladder) else []


def asked_by_author(look: Look) -> Iterable[Person | None]:
    """The manager whom the author asked, until there is an answer."""
    asked = (c for c in look.case.hidden.consults if c.ladder and c.open)
    return [look.person(consult.to) for consult in asked]

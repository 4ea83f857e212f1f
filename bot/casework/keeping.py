"""What keeps a case's words among those who belong to it: new keys once somebody has left.

Confer holds all keys itself, so this takes nothing from anybody's memory. It bounds what one leaked key opens:
what was sealed while that person had part, and not what came after.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.case import Case
from bot.casework import consults
from bot.events import Event
from bot.people import Directory, Duty, Person, SeatState
from bot.ports import ErasedWhy, Notice, NoticeKind, Unit
from bot.vocabulary.numbers import SeatNo
from bot.vocabulary.process import Act
from bot.vocabulary.public import SeatStep
from bot.vocabulary.sharing import ConsentSupport

_ALL: Final = 1_000_000  # cases of one person
_GONE: Final = frozenset({SeatStep.SUSPEND, SeatStep.END})


def _always(_case: Case, _event: Event) -> bool:
    return True


def _removed(case: Case, event: Event) -> bool:
    return event.whom is not None and case.member(event.whom) is None


def _withdrawn(case: Case, _event: Event) -> bool:
    return case.facts.consents[-1].given is ConsentSupport.WITHDRAWN


# A row an act on a case: whether somebody or something left by it. That a case is prepared anew is none: the
# consent was taken back before, or with it.
TURNS: Final[Mapping[Act, Callable[[Case, Event], bool]]] = {
    Act.END_GUEST: _always,
    Act.RECUSE: _always,
    Act.WITHDRAW_DETAIL: _always,
    Act.STEP_DOWN: _always,
    Act.CHANGE_CIRCLE: _removed,
    Act.RECORD_CONSENT: _withdrawn,
}


def _seat_gone(event: Event, directory: Directory) -> Sequence[Person]:
    seat = event.facts.get("seat")
    if not isinstance(seat, SeatNo) or event.facts.get("step") not in _GONE:
        return ()
    return directory.of_seat(seat)


def _replaced(event: Event, directory: Directory) -> Sequence[Person]:
    """Who held the seat before, as the directory stood when the act began. Whoever gives a seat up with
    /my leave leaves by this: when the next holder is named."""
    seat = event.facts.get("seat")
    if not isinstance(seat, SeatNo):
        return ()
    return [p for p in directory.of_seat(seat, Duty.HOLDER) if p.no != event.whom]


# A row an act on no case: whose cases get new keys.
SEAT_TURNS: Final[Mapping[Act, Callable[[Event, Directory], Sequence[Person]]]] = {
    Act.ADMIT_SEAT: _seat_gone,
    Act.NAME_HOLDER: _replaced,
}


async def after_acts(unit: Unit, case: Case) -> None:
    """New keys for what a case takes in later, where its new events say that somebody or something left."""
    if any(event.act in TURNS and TURNS[event.act](case, event) for event in case.events):
        await unit.cases.turn_keys(case)


async def after_seats(unit: Unit, directory: Directory, events: Sequence[Event]) -> None:
    """The same for every case that somebody has part in who leaves, or whose seat ends or rests."""
    for event in events:
        people = SEAT_TURNS[event.act](event, directory) if event.act in SEAT_TURNS else ()
        for case in await _cases_of(unit, people):
            await unit.cases.turn_keys(case)


async def _cases_of(unit: Unit, people: Sequence[Person]) -> list[Case]:
    refs = {
        line.ref
        for person in people
        for line in await unit.cases.lines(party=person.no, limit=_ALL)
    }
    return [await unit.cases.get(ref) for ref in sorted(refs, key=lambda ref: ref.serial)]


async def tell_seats(
    unit: Unit, act: Act, kind: NoticeKind, now: datetime, platforms: Collection[str]
) -> None:
    """Write an act of whoever runs Confer into every seat's log, and say it to every seat's holder."""
    directory = await unit.people.directory()
    for seat in directory.seats.values():
        if seat.state is SeatState.ENDED:
            continue
        holders = directory.of_seat(seat.no, Duty.HOLDER)
        whom = holders[0].no if holders else None
        facts = {"seat": seat.no}
        await unit.audit.record(None, Event(act=act, by=None, at=now, whom=whom, facts=facts))
        for person in holders:
            place = place_of(person, platforms)
            if place is not None:
                await unit.outbox.put(Notice(to=person.no, kind=kind), platform=place, due=now)


async def erase(
    unit: Unit, case: Case, now: datetime, why: ErasedWhy, platforms: Collection[str]
) -> None:
    """Keys first, then rows. Whoever audits hears of it, and finds what was destroyed; not of a draft."""
    case.did(Act.ERASE, by=None, at=now)
    await consults.forget(unit, case)
    await unit.cases.erase(case, why)
    if case.ref is None:
        return
    directory = await unit.people.directory()
    for auditor in directory.having(Duty.AUDITOR):
        place = place_of(auditor, platforms)
        if place is not None:
            notice = Notice(to=auditor.no, kind=NoticeKind.ERASED, opens="confer logs")
            await unit.outbox.put(notice, platform=place, due=now)


def place_of(person: Person, platforms: Collection[str]) -> str | None:
    """Where somebody hears a notice: where last active, else wherever there is an account."""
    reachable = [name for name in platforms if name in person.accounts]
    if not reachable:
        return None
    return person.place if person.place in reachable else reachable[0]

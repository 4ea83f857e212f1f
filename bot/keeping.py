"""What keeps a case's words among those who belong to it: new keys once somebody has left.

Confer holds all keys itself, so this takes nothing from anybody's memory. It bounds what one leaked key opens:
what was sealed while that person had part, and not what came after.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from bot.case import Case
from bot.events import Event
from bot.people import Directory, Duty, Person, SeatState
from bot.ports import ErasedWhy, Notice, NoticeKind, Unit
from bot.vocabulary.numbers import SeatNo
from bot.vocabulary.process import Act
from bot.vocabulary.public import SeatStep
from bot.vocabulary.sharing import ConsentSupport

_LEAVES: Final = frozenset({Act.END_GUEST, Act.RECUSE, Act.WITHDRAW_DETAIL, Act.CONSENT_WITHDRAWN})
_SEAT_LEAVES: Final = frozenset({SeatStep.SUSPEND, SeatStep.END})
_ALL: Final = 1_000_000  # cases of one person


async def after_acts(unit: Unit, case: Case) -> None:
    """New keys for what a case takes in later, where its new events say that somebody or something left."""
    if any(_leaves(case, event) for event in case.events):
        await unit.cases.turn_keys(case)


def _leaves(case: Case, event: Event) -> bool:
    match event.act:
        case Act.CHANGE_CIRCLE:
            return event.whom is not None and case.member(event.whom) is None
        case Act.RECORD_CONSENT:
            return case.facts.consents[-1].given is ConsentSupport.WITHDRAWN
        case _:
            return event.act in _LEAVES


async def after_seats(unit: Unit, directory: Directory, events: Sequence[Event]) -> None:
    """The same for every case that the people of a seat have part in, once the seat ended or is suspended."""
    for event in events:
        seat = event.facts.get("seat")
        if event.act is Act.ADMIT_SEAT and isinstance(seat, SeatNo) and _goes(event):
            for case in await _cases_of(unit, directory, seat):
                await unit.cases.turn_keys(case)


def _goes(event: Event) -> bool:
    return event.facts.get("step") in _SEAT_LEAVES


async def _cases_of(unit: Unit, directory: Directory, seat: SeatNo) -> list[Case]:
    refs = {
        line.ref
        for person in directory.of_seat(seat)
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

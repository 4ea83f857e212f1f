"""What keeps a case's words among those who belong to it: new keys once somebody has left.

Confer holds all keys itself, so this takes nothing from anybody's memory. It bounds what one leaked key opens:
what was sealed while that person had part, and not what came after.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.case import Case
from bot.events import Event
from bot.people import Directory
from bot.ports import Unit
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

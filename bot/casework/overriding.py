"""Sharing without consent, across cases: numbers that are never used again, and which seat has what unchecked.

A register of sealed marks, one a request: which case, which seat, when, and whether it was checked. What was
asked for stands with the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter

from bot.case import Case
from bot.disclosure import Sensitive
from bot.errors import NotFound, StoreTrouble
from bot.parts import CaseId, Override
from bot.people import Duty, Person
from bot.policies.access import listening
from bot.ports import Unit
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.view import OverrideGround

NOBODY_ANSWERS: Final = timedelta(minutes=30)
CHECKED_WITHIN: Final = timedelta(hours=72)
MOST_UNCHECKED: Final = 2  # emergency releases of one seat; a third waits for a second person
# Serious and immediate danger: on these grounds one person may act where nobody answers.
DANGER: Final = frozenset(
    {OverrideGround.DANGER_TO_SELF, OverrideGround.DANGER_TO_OTHERS, OverrideGround.VITAL_INTEREST}
)
# Whom an agency may have confirm.
_CONFIRM: Final = frozenset(
    {Duty.HOLDER, Duty.DEPUTY, Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR, Duty.MANAGER}
)
_ONE: Final = "override."
_LAST: Final = "overrides.last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request in the register."""

    no: int
    case: CaseId
    seat: SeatNo | None
    by: PersonNo
    released: datetime | None = None
    emergency: bool = False
    checked: datetime | None = None


_ENTRY: Final = TypeAdapter(Entry)


def may_confirm(case: Case, asker: Person, second: Person) -> bool:
    """Whether this may be the second person: of another agency, or the auditor, and not stepped aside."""
    duties = second.duties
    if second.no == asker.no or Duty.ADMINISTRATOR in duties or second.no in case.facts.recused:
        return False
    if Duty.AUDITOR in duties:
        return True
    return second.seat is not None and second.seat != asker.seat and bool(duties & _CONFIRM)


async def next_no(unit: Unit) -> int:
    """The next number; nobody else draws it."""
    kept = await unit.marks.get(_LAST, hold=True)
    number = int(listening().open(kept)) + 1 if kept else 1
    await unit.marks.put(_LAST, Sensitive(str(number)))
    return number


async def put(unit: Unit, entry: Entry) -> None:
    await unit.marks.put(f"{_ONE}{entry.no}", Sensitive(_ENTRY.dump_json(entry).decode()))


async def get(unit: Unit, number: int) -> Entry:
    """Raises NotFound."""
    kept = await unit.marks.get(f"{_ONE}{number}", hold=True)
    if kept is None:
        raise NotFound
    return _read(listening().open(kept))


def _read(text: str) -> Entry:
    try:
        return _ENTRY.validate_json(text)
    except ValueError:
        raise StoreTrouble("A stored request is damaged and was not used.") from None


async def all_of(unit: Unit) -> Sequence[Entry]:
    found = [await unit.marks.get(name) for name in await unit.marks.names(_ONE)]
    return [_read(listening().open(one)) for one in found if one is not None]


async def released(unit: Unit, one: Override, at: datetime) -> None:
    entry = await get(unit, one.no)
    await put(unit, replace(entry, released=at, emergency=one.emergency))


async def checked(unit: Unit, number: int, at: datetime) -> None:
    await put(unit, replace(await get(unit, number), checked=at))


async def alone(unit: Unit, seat: SeatNo | None, now: datetime) -> bool:
    """Whether a seat may still act alone: few of its releases wait for the auditor, and none too long."""
    waits = [
        entry
        for entry in await all_of(unit)
        if entry.seat == seat and entry.released is not None and entry.checked is None
    ]
    late = any(entry.released and now - entry.released > CHECKED_WITHIN for entry in waits)
    return not late and sum(entry.emergency for entry in waits) < MOST_UNCHECKED

"""The departments of a seat, each with the person whom one asks inside; they stand on its card (H27)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pydantic import TypeAdapter

from bot.command import Reply
from bot.disclosure import Sensitive
from bot.errors import StoreTrouble, Unfit
from bot.people import Directory, Person
from bot.policies.access import listening
from bot.ports import Unit
from bot.vocabulary.numbers import Number, PersonNo, SeatNo
from bot.vocabulary.public import CardField

MOST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """`contact`: of the same agency; None: whoever holds the seat."""

    name: str
    contact: PersonNo | None = None


_LIST: Final = TypeAdapter(tuple[Department, ...])


async def read(unit: Unit, seat: SeatNo) -> Sequence[Department]:
    kept = await unit.marks.get(f"departments.{seat.value}")
    try:
        return _LIST.validate_json(listening().open(kept)) if kept else ()
    except ValueError:
        raise StoreTrouble("The stored departments of a seat are damaged.") from None


async def write(unit: Unit, seat: SeatNo, words: Sensitive[str], contact: PersonNo | None) -> None:
    """One with its contact is added or changed; a list with `;` between says which there are."""
    names = [part.strip() for part in listening().open(words).split(";") if part.strip()]
    before = {one.name.casefold(): one for one in await read(unit, seat)}
    named: dict[str, Department] = {}
    for name in names:
        known = before.get(name.casefold(), Department(name=name))
        named[name.casefold()] = replace(known, contact=contact or known.contact)
    now = tuple(({**before, **named} if contact else named).values())
    if len(now) > MOST:
        raise Unfit("value", "Twelve departments are the most. Which are asked most often?")
    await unit.marks.put(f"departments.{seat.value}", Sensitive(_LIST.dump_json(now).decode()))
    line = Sensitive("; ".join(one.name for one in now))
    await unit.marks.put(f"card.{seat.value}.{CardField.DEPARTMENTS.code}", line)


def contact(found: Sequence[Department], typed: Sensitive[str], field: str) -> Department:
    """By its number or the beginning of its name. Raises Unfit."""
    text = listening().open(typed).strip().casefold()
    if text.isdecimal() and 1 <= int(text[:3]) <= len(found):
        return found[int(text[:3]) - 1]
    fits = [one for one in found if text and one.name.casefold().startswith(text)]
    if len(fits) != 1:
        raise Unfit(field, "There is no department of that name. Which one, by its number?")
    return fits[0]


def inside(directory: Directory, seat: SeatNo, chosen: Department) -> Person | None:
    """Whom one asks there, while that person is of the agency."""
    person = directory.people.get(chosen.contact) if chosen.contact else None
    return person if person is not None and person.seat == seat else None


def listed(found: Sequence[Department]) -> Reply:
    """As a numbered list, a button each."""
    said = Reply(())
    for number, one in enumerate(found, start=1):
        said = said.then(
            "{n}. {department} ({name})",
            n=Number(number),
            department=Sensitive(one.name),
            name=one.contact,
        ).offer_number("Department {n}", "=", Number(number))
    return said

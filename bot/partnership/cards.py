"""What a seat says of itself, for everybody to read: what it can, what it cannot, on what basis, how fast.

A card holds no case and no person; what is typed goes through the guard of public texts first. It is sealed all
the same, as everything that somebody wrote.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from bot.case import Case
from bot.command import Reply
from bot.disclosure import Sensitive
from bot.people import Seat
from bot.policies.access import listening
from bot.ports import Unit
from bot.scene import Context
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.public import CardField

# The mandate card: without these four nobody knows what to expect of a seat.
MANDATE: Final = (CardField.CAN, CardField.CANNOT, CardField.BASIS, CardField.HOW_FAST)
_MOST_SHOWN: Final = 3  # cards on one page


async def read(unit: Unit, seat: SeatNo) -> Mapping[CardField, Sensitive[str]]:
    """What stands on a seat's card."""
    found: dict[CardField, Sensitive[str]] = {}
    standing = set(await unit.marks.names(f"card.{seat.value}."))
    for field in CardField:
        name = f"card.{seat.value}.{field.code}"
        words = await unit.marks.get(name) if name in standing else None
        if words is not None:
            found[field] = words
    return found


async def write(unit: Unit, seat: SeatNo, field: CardField, words: Sensitive[str]) -> None:
    await unit.marks.put(f"card.{seat.value}.{field.code}", words)


async def mandated(unit: Unit, seat: SeatNo) -> bool:
    """Whether the mandate card is whole."""
    return set(MANDATE) <= set(await read(unit, seat))


async def shown(unit: Unit, seat: Seat, fields: Sequence[CardField] = tuple(CardField)) -> Reply:
    """A card as lines; nothing where it is empty."""
    said = Reply(())
    for field, words in (await read(unit, seat.no)).items():
        if field in fields:
            said = said.then("– {field}: {words}", field=field, words=words)
    return said


async def first_met(ctx: Context, case: Case) -> Reply:
    """Cards of the circle's seats that this person has not read yet, or that were written anew since."""
    name = f"met.{ctx.actor.no.value}"
    kept = await ctx.unit.marks.get(name)
    met: dict[str, str] = json.loads(listening().open(kept)) if kept else {}
    said, cards = Reply(()), 0
    for number in dict.fromkeys(member.seat for member in case.facts.circle if member.seat):
        seat = ctx.directory.seats.get(number)
        if seat is None or number == ctx.actor.seat or cards == _MOST_SHOWN:
            continue
        since = str(seat.carded_on)
        card = await shown(ctx.unit, seat, (*MANDATE, CardField.BRINGS))
        if card.lines and met.get(str(number)) != since:
            said = said.then("{seat}, whom you meet here first:", seat=number).join(card)
            met[str(number)], cards = since, cards + 1
    if cards:
        await ctx.unit.marks.put(name, Sensitive(json.dumps(met)))
    return said


async def expected(ctx: Context, case: Case, person: PersonNo) -> Reply:
    """What the others expect of somebody who joined and has not said yes to it: the own seat's lines."""
    member = case.member(person)
    seat = ctx.directory.seats.get(member.seat) if member and member.seat else None
    if member is None or seat is None or member.accepted is not None:
        return Reply(())
    card = await shown(ctx.unit, seat, (CardField.CAN, CardField.CANNOT, CardField.BRINGS))
    if not card.lines:
        return card
    said = Reply.of("This is what the circle expects of you, by your seat's card:").join(card)
    return said.offering("I accept that", "agency accept", case.name)

"""The answers that stand as buttons under a question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, LiteralString

from bot import wording
from bot.case import Case
from bot.form import Field, Kind
from bot.labels import label, sentence
from bot.people import SeatState
from bot.policies import access
from bot.ports import Button, Offers
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import Act
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission

if TYPE_CHECKING:
    from bot.conversation.asking import Filling

MOST_PEOPLE: Final = 8
MOST_SEATS: Final = 16
_NUMBERS: Final = re.compile(r"\s*(?:[,;&]|\s|and|og|en|und|et)\s*", re.IGNORECASE)
_CAN: Final = ("can", "also", "too")  # at most three dates are asked about
_DAYS: Final[tuple[tuple[LiteralString, str], ...]] = (
    ("today", "today"),
    ("tomorrow", "tomorrow"),
    ("in a week", "7d"),
    ("in two weeks", "14d"),
    ("in a month", "30d"),
)


async def under(form: Filling, field: Field) -> tuple[Button, ...]:
    """What may be pressed instead of typed; to leave it out comes last."""
    say = form.ear.language
    found: list[Button] = []
    if field.words is not None:
        words = form.fields[field.name].members
        found = [Button(label=label(w, say), line=f"= {w.code}") for w in words]
    elif field.kind is Kind.YES_NO:
        found = [Button(label=sentence(w, say), line=f"= {w}") for w in ("yes", "no")]
    elif field.kind in {Kind.REF, Kind.REFS}:
        found = [Button(label=str(r), line=f"= {r}") for r in await form.candidates()]
    elif field.kind is Kind.DAY:
        found = [Button(label=sentence(day, say), line=f"= {typed}") for day, typed in _DAYS]
    elif field.kind is Kind.PERSON:
        found = await _people(form, field)
    elif field.kind in {Kind.SEAT, Kind.SEATS}:
        found = await _seats(form, field)
    if field.optional:
        found.append(Button(label=sentence("Skip", say), line="= skip"))
    return tuple(found)


async def dates(offers: Offers, person: PersonNo, text: str) -> str | None:
    """`1, 2` under a question for dates: the line that says that both suit. None for anything else."""
    parts = _NUMBERS.split(text.strip())
    if len(parts) < 2 or not all(part.isdecimal() and len(part) <= 2 for part in parts):
        return None
    found = [await offers.find(person, part) for part in parts]
    lines = [one.line.rpartition(" can:") for one in found if one is not None]
    heads = {head for head, _can, _place in lines}
    if len(lines) < len(parts) or len(heads) != 1 or heads == {""}:
        return None
    places = dict.fromkeys(place for _head, _can, place in lines)
    said = (f"{name}:{place}" for name, place in zip(_CAN, places, strict=False))
    return f"{heads.pop()} {' '.join(said)}"


async def numbered(form: Filling, field: Field, text: str) -> str:
    """`2, 4` names the seats behind these buttons."""
    parts = text.replace(",", " ").split()
    if field.kind is not Kind.SEATS or not all(part.isdecimal() for part in parts):
        return text
    offers, person = form.context.unit.offers, form.context.actor.no
    found = [await offers.find(person, part) for part in parts]
    lines = [one.line for one in found if one is not None and one.line.startswith("=")]
    return ",".join(line.removeprefix("=").strip() for line in lines)


async def _people(form: Filling, field: Field) -> list[Button]:
    """Whoever has part in the case that is asked about; anybody else is typed."""
    case = await _circled(form)
    directory, own = form.context.directory, form.context.actor
    deputy = directory.deputy_of(own)
    seconds = field.name == "second"
    found = [deputy.no] if seconds and deputy else []
    if case is not None:
        found += [m.person for m in case.facts.circle]
        found += [g.person for g in case.live_guests(form.context.now)]
    chosen = await form.command.args.people(form.context, form.given)
    found = list(chosen.get(field.name, found))
    out = {*(case.facts.recused if case else ()), *([own.no] if seconds else ())}
    # In full the second person is of another agency, and in either profile for sharing without consent.
    if seconds and (not form.context.is_light or Act.GIVE_OVERRIDE in form.command.acts):
        out |= {no for no in found if own.seat and directory.people[no].seat == own.seat}
    return [
        _person(form, no) for no in dict.fromkeys(found) if no in directory.people and no not in out
    ][:MOST_PEOPLE]


def _person(form: Filling, no: PersonNo) -> Button:
    key = form.context.directory.people[no].key
    return Button(label=wording.part(no, form.ear), line=f"= @{key}")


async def _seats(form: Filling, field: Field) -> list[Button]:
    """The seats there are, those of the circle first; several are named by their numbers.

    Nobody hands anything on to their own seat.
    """
    case = await _circled(form)
    first = [m.seat for m in case.facts.circle if m.seat] if case else []
    seats = form.context.directory.seats
    own = form.context.actor.seat if field.name == "to" else None
    live = [no for no, seat in seats.items() if seat.state is SeatState.LIVE and no != own]
    return [
        Button(label=wording.part(no, form.ear), line=f"= {seats[no].key}")
        for no in dict.fromkeys([*first, *live])
        if no in live
    ][:MOST_SEATS]


async def _circled(form: Filling) -> Case | None:
    """The case that is asked about, where this person may know its circle."""
    ref, context = form.given.get("ref"), form.context
    if not ref:
        return None
    case = await context.unit.cases.get(CaseRef.parse(ref))
    knows = access.allowed(context.actor, Permission.SEE_GUESTS, case, context.scene)
    return case if knows else None

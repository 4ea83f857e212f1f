"""Questions without names: who was asked what, found again by the one who is asked.

The question stands with its author's draft or case, sealed. What points to it from the person asked is a
sealed mark, which goes with the question.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from bot.case import Case
from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.parts import CaseId, Consult
from bot.people import Duty, Person
from bot.policies.access import listening
from bot.ports import Unit
from bot.scene import Context
from bot.vocabulary.concern import Topic
from bot.vocabulary.numbers import PersonNo

_PREFIX = "ask."


def text(key: Sensitive[str]) -> str:
    """A key as it was typed or pressed."""
    return listening().open(key)


async def put(unit: Unit, case: Case, consult: Consult) -> str:
    """Keep the question with its case; gives the key by which the one who is asked finds it."""
    case.hidden.consults.append(consult)
    return await point(unit, case, consult)


async def point(unit: Unit, case: Case, consult: Consult) -> str:
    """Let the one who is asked find it; gives the key."""
    key = secrets.token_hex(5)
    mark = f"{_PREFIX}{consult.to.value}.{case.id.hex}.{consult.no}.{key}"
    await unit.marks.put(mark, Sensitive(f"{case.id} {consult.no}"))
    return key


async def find(ctx: Context, key: str | None, *, ladder: bool) -> tuple[Case, Consult]:
    """The question put to this person under a key; without one the newest that is open. Raises NotFound."""
    asked: list[tuple[Case, Consult]] = []
    for name in await ctx.unit.marks.names(f"{_PREFIX}{ctx.actor.no.value}."):
        if key is not None and not name.endswith(f".{key}"):
            continue
        found = await _read(ctx, name)
        if found is not None and found[1].ladder is ladder and (key or not found[1].answered):
            asked.append(found)
    if not asked:
        raise NotFound
    return max(asked, key=lambda one: one[1].at)


async def _read(ctx: Context, name: str) -> tuple[Case, Consult] | None:
    kept = await ctx.unit.marks.get(name)
    if kept is None:
        return None
    case_id, _, number = listening().open(kept).partition(" ")
    try:
        case = await ctx.unit.cases.by_id(UUID(case_id))
    except NotFound:
        return None
    consult = next((one for one in case.hidden.consults if one.no == int(number)), None)
    return (case, consult) if consult else None


async def forget(unit: Unit, case: Case) -> None:
    """Nothing points to the questions of this case any more."""
    for consult in case.hidden.consults:
        await unask(unit, case, consult)


async def unask(unit: Unit, case: Case, consult: Consult) -> None:
    """Nothing points to this question any more."""
    mark = f"{_PREFIX}{consult.to.value}.{case.id.hex}.{consult.no}."
    for name in await unit.marks.names(mark):
        await unit.marks.drop(name)


async def asked_of(unit: Unit, person: PersonNo) -> list[CaseId]:
    """The cases and drafts on which this person was asked."""
    names = await unit.marks.names(f"{_PREFIX}{person.value}.")
    return [UUID(name.split(".")[2]) for name in names]


def theme_for(asker: Person, other: Person, topics: tuple[Topic, ...]) -> bool:
    """Whether this person reads the theme itself: an expert on it, or a colleague of the same agency.

    Others read its family.
    """
    same = asker.seat is not None and asker.seat == other.seat
    return same or bool(other.expert_on.intersection(topics))


def pool(ctx: Context, topics: tuple[Topic, ...]) -> list[Person]:
    """Experts, the fitting ones first: by theme, then language, then area."""
    experts = [p for p in ctx.directory.having(Duty.EXPERT) if p.no != ctx.actor.no]
    fitting = [p for p in experts if not topics or p.expert_on.intersection(topics)]

    def order(person: Person) -> tuple[int, bool, str]:
        themes = -len(person.expert_on.intersection(topics))
        speaks = ctx.actor.language in {person.language, *person.speaks}
        return themes, not speaks, person.covers.code

    return sorted(fitting, key=order)


def mapped(ctx: Context, topics: tuple[Topic, ...]) -> bool:
    """Whether some expert here is on one of these themes."""
    return any(p.expert_on.intersection(topics) for p in ctx.directory.having(Duty.EXPERT))

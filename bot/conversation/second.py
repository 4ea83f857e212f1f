"""Four eyes: an act that needs a second person is kept, and done when that person confirms it.

Nobody confirms by being named: the one who is named is asked, sees what is asked, and says yes or no.
Where the act is to open sealed words, the yes is a leave, which the asker uses once.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast
from uuid import uuid4

from bot.command import AnyCommand, Reply
from bot.disclosure import Sensitive
from bot.errors import NotFound, Unfit
from bot.parts import CaseId
from bot.people import Duty, Person
from bot.policies.access import listening
from bot.ports import NoticeKind, Unit
from bot.scene import Context
from bot.settle import Desk
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.wired import House

_PREFIX: Final = "second."


async def ask(
    house: House, context: Context, command: AnyCommand, given: Mapping[str, str]
) -> Reply:
    """Keep the act, sealed, and ask the second person. Raises Unfit where that person cannot be it."""
    other = context.directory.people.get(PersonNo(int(given["second"])))
    if other is None or other.no == context.actor.no:
        raise Unfit("second", "The second person is somebody else than you.")
    audits = Duty.AUDITOR in other.duties and command.permission is Permission.CHANGE_SETTINGS
    if (other.seat is None and not audits) or Duty.ADMINISTRATOR in other.duties:
        raise Unfit("second", "The second person must have a seat here.")
    if await _stepped_aside(context, other, given.get("ref")):
        raise Unfit("second", "The second person must have a seat here and part in this.")
    key = uuid4().hex[:8]
    kept = {
        "command": command.name,
        "given": dict(given),
        "by": context.actor.no.value,
        "to": other.no.value,
    }
    await context.unit.marks.put(f"{_PREFIX}{key}", Sensitive(json.dumps(kept)))
    context.tell([other], NoticeKind.WAITING, f"confer second key:{key}", at_once=True)
    desk = Desk(house=house, unit=context.unit, directory=context.directory, now=context.now)
    for notice in context.notices:
        await desk.notice(notice)
    return Reply.of(
        "{name} is asked to confirm. Nothing is done before that; you will hear.", name=other.no
    )


async def _stepped_aside(context: Context, other: Person, ref: str | None) -> bool:
    """Who stepped aside from a case does not come to hear of it as a second person either."""
    if not ref:
        return False
    case = await context.unit.cases.get(CaseRef.parse(ref))
    return other.no in case.facts.recused


async def look(context: Context, key: str) -> tuple[str, Mapping[str, str], PersonNo]:
    """The command, its answers and who asks. Raises NotFound for everybody but the one who is asked."""
    kept = await context.unit.marks.get(f"{_PREFIX}{key}")
    if kept is None:
        raise NotFound
    found = cast("dict[str, object]", json.loads(listening().open(kept)))
    if found["to"] != context.actor.no.value:
        raise NotFound
    given = cast("dict[str, str]", found["given"])
    return str(found["command"]), given, PersonNo(cast("int", found["by"]))


async def decide(context: Context, key: str, *, yes: bool) -> Reply:
    """Do the act in the name of the one who asked, or let it go. Raises Refusal."""
    name, given, by = await look(context, key)
    asker = context.directory.people.get(by)
    await context.unit.marks.drop(f"{_PREFIX}{key}")
    opens = _opens(given.get("ref"))
    if not yes or asker is None:
        context.tell([by], NoticeKind.WAITING, opens, at_once=True)
        return Reply.of("You did not confirm. Nothing was done.")
    command = context.commands[name]
    theirs = replace(context, actor=asker, confirmed_by=context.actor, previewed=True)
    done = await command.run(theirs, command.read({n: v for n, v in given.items() if v}))
    # What was confirmed and is for the asker's eyes only is led to by a button of the command itself.
    again = (offer.line for offer in done.offers if offer.line.startswith(f"{name} "))
    context.tell([by], NoticeKind.WAITING, next(again, opens), at_once=True)
    return Reply.of("You confirmed it. It is done.")


async def fall(context: Context, gone: Collection[PersonNo]) -> None:
    """Acts that wait for these people, or were asked for by them, are let go; who asked looks again."""
    numbers = {person.value for person in gone}
    for mark in await context.unit.marks.names(_PREFIX):
        kept = await context.unit.marks.get(mark)
        found = cast("dict[str, object]", json.loads(listening().open(kept))) if kept else {}
        if not numbers & {found.get("to"), found.get("by")}:
            continue
        await context.unit.marks.drop(mark)
        by = PersonNo(cast("int", found["by"]))
        if by not in gone:
            given = cast("dict[str, str]", found["given"])
            context.tell_all([by], NoticeKind.WAITING, _opens(given.get("ref")), at_once=True)


def _opens(ref: str | None) -> str:
    return f"case show {CaseRef.parse(ref)}" if ref else "agency map"


# --- what may be opened once, by the one who asked ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Sealed words of a case that a second person agreed to have opened: by one person, once, within a day."""

    by: PersonNo
    case: CaseId
    what: str

    @property
    def mark(self) -> str:
        return f"leave.{self.by.value}.{self.case.hex}.{self.what}"

    async def give(self, unit: Unit, until: datetime) -> None:
        await unit.marks.put(self.mark, Sensitive(until.isoformat()))

    async def take(self, unit: Unit, now: datetime) -> bool:
        """Whether there is one still; it is used up by this."""
        kept = await unit.marks.get(self.mark)
        if kept is None:
            return False
        await unit.marks.drop(self.mark)
        return now < datetime.fromisoformat(listening().open(kept))

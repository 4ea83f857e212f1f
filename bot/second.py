"""Four eyes: an act that needs a second person is kept, and done when that person confirms it.

Nobody confirms by being named: the one who is named is asked, sees what is asked, and says yes or no.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, cast
from uuid import uuid4

from bot.command import AnyCommand, Reply
from bot.disclosure import Sensitive
from bot.errors import NotFound, Unfit
from bot.people import Duty
from bot.policies.access import listening
from bot.ports import NoticeKind
from bot.scene import Context
from bot.settle import Desk
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef
from bot.wired import House

_PREFIX: Final = "second."


async def ask(
    house: House, context: Context, command: AnyCommand, given: Mapping[str, str]
) -> Reply:
    """Keep the act, sealed, and ask the second person. Raises Unfit where that person cannot be it."""
    other = context.directory.people.get(PersonNo(int(given["second"])))
    if other is None or other.no == context.actor.no:
        raise Unfit("second", "The second person is somebody else than you.")
    if other.seat is None or Duty.ADMINISTRATOR in other.duties:
        raise Unfit("second", "The second person must have a seat here.")
    key = uuid4().hex[:8]
    kept = {
        "command": command.name,
        "given": dict(given),
        "by": context.actor.no.value,
        "to": other.no.value,
    }
    await context.unit.marks.put(f"{_PREFIX}{key}", Sensitive(json.dumps(kept)))
    context.tell([other], NoticeKind.WAITING, f"confer second key:{key}")
    desk = Desk(house=house, unit=context.unit, directory=context.directory, now=context.now)
    for notice in context.notices:
        await desk.notice(notice)
    return Reply.of(
        "{name} is asked to confirm. Nothing is done before that; you will hear.", name=other.no
    )


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
    ref = given.get("ref")
    opens = f"case show {CaseRef.parse(ref)}" if ref else "agency map"
    context.tell([by], NoticeKind.WAITING, opens)
    if not yes or asker is None:
        return Reply.of("You did not confirm. Nothing was done.")
    command = context.commands[name]
    theirs = replace(context, actor=asker, confirmed_by=context.actor, previewed=True)
    await command.run(theirs, command.read({n: v for n, v in given.items() if v}))
    return Reply.of("You confirmed it. It is done.")

"""From one command into the form of another, with some of its answers already in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot import wording
from bot.command import Lead, Reply
from bot.conversation import aside
from bot.disclosure import Sensitive
from bot.form import next_question
from bot.policies.access import listening
from bot.ports import Dialogue, Telling, TellingKind
from bot.vocabulary.base import Abstract, Word

if TYPE_CHECKING:
    from bot.conversation.asking import Filling

_RETRY: Final = "!retry"


async def go_on(ended: Filling, lead: Lead) -> tuple[Telling, ...]:
    """Open the form. One of the same command that is open already takes the answers in beside its own."""
    unit, person = ended.context.unit, ended.context.actor.no
    waiting = await _waiting(ended)
    if ended.opened:
        await unit.dialogues.end(person)
    given = {name: _typed(value) for name, value in lead.given.items()}
    before = ""
    if waiting is not None and waiting.command == lead.command:
        before = waiting.given.get(aside.KEY, "")
        given = _together(waiting, given)
    elif waiting is not None:
        before = aside.pack(waiting)
    command = ended.house.commands[lead.command]
    onward = replace(
        ended, command=command, given=given, version=None, opened=False, id="", before=before
    )
    await onward.look_ahead()
    await onward.know()
    if next_question(command, onward.given) is not None or command.preview is not None:
        return await onward.go_on()
    await onward.keep(_RETRY)
    ask = Reply.of(
        "Nothing is sent yet. Shall it go in, sealed?  /{name}", name=Sensitive(command.name)
    )
    return (onward.with_retry(wording.reply(ask, onward.ear, TellingKind.QUESTION)),)


def _typed(value: Abstract | Sensitive[str]) -> str:
    """An answer as a form holds it."""
    if isinstance(value, Sensitive):
        return listening().open(value)
    return value.code if isinstance(value, Word) else str(value)


async def _waiting(ended: Filling) -> Dialogue | None:
    """The form that waits: behind the one that ends here, or beside it."""
    person = ended.context.actor.no
    if ended.opened:
        found = aside.unpack(ended.before, person) if ended.before else None
    else:
        found = await ended.context.unit.dialogues.get(person)
    return found if found is not None and found.expires > ended.context.now else None


def _together(waiting: Dialogue, given: dict[str, str]) -> dict[str, str]:
    """Both answers where both are somebody's words, one under the other."""
    found = {name: value for name, value in waiting.given.items() if name != aside.KEY}
    for name, value in given.items():
        earlier = found.get(name)
        found[name] = f"{earlier}\n{value}" if earlier and name != "ref" else value
    return found

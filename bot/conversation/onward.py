"""What a refusal leads to: the next step that is possible, as a button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, LiteralString

from bot.casework.views import steps
from bot.command import Offer
from bot.errors import GuardRefused, NoneInSight, NotFound, NotOpenNow, Refusal, Unsound
from bot.policies import access
from bot.vocabulary.process import Guard
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission

if TYPE_CHECKING:
    from bot.conversation.asking import Filling

# What mends a guard, besides the questions of the same form: a label and a command. `{ref}`: of the case.
MENDED_BY: Final[Mapping[Guard, tuple[tuple[LiteralString, str], ...]]] = {
    Guard.SEAT_LIVE: (("What is missing", "agency seat"),),
    Guard.LADDER_DONE: (("The six steps", "concern ladder"),),
    Guard.QUORUM: (("Next dates", "meeting next"),),
    Guard.OWNER_SETTLED: (("Name an owner", "owner name {ref}"),),
    Guard.PARTICIPATION_SETTLED: (("Does the person take part?", "consent record {ref}"),),
    Guard.PLAN_READY: (("Plan a step", "plan write {ref}"),),
    Guard.CLOSING_READY: (
        ("Log progress", "plan progress {ref}"),
        ("Closing round", "case close {ref} step:answer"),
    ),
    Guard.HANDOVER_READY: (("Take the offer back", "case handover {ref} step:withdraw"),),
}
MOST: Final = 3
HELP: Final = Offer("What I can do", "confer help")


async def offers(form: Filling, why: Refusal) -> tuple[Offer, ...]:
    """Only what this person may do. Where a case is not theirs to know: the same as for one not there."""
    match why:
        case NotFound():
            return await _of_case(form) or (HELP,)
        case NoneInSight():
            return (HELP,)
        case GuardRefused():
            mends = await _mends(form, why.guard)
            return mends or await _of_case(form)
        case NotOpenNow():
            return await _of_case(form)
        case _:
            return ()


async def _mends(form: Filling, guard: Guard) -> tuple[Offer, ...]:
    ref, found = form.given.get("ref"), list[Offer]()
    for label, line in MENDED_BY.get(guard, ()):
        command = form.house.commands[" ".join(line.split()[:2])]
        whole = line.format(ref=ref or "").strip()
        on_case = "{ref}" in line
        if command is form.command:
            continue
        if (
            not on_case and access.knows(form.context.actor, command.permission, form.context.scene)
        ) or (on_case and ref and await form.open_on(command, CaseRef.parse(ref))):
            found.append(Offer(label, whole))
    return tuple(found)


async def _of_case(form: Filling) -> tuple[Offer, ...]:
    """The next steps of the case, in the order of its page; its page itself where none is open."""
    ref, context = form.given.get("ref"), form.context
    if not ref:
        return ()
    try:
        case = await context.unit.cases.get(CaseRef.parse(ref))
    except (NotFound, Unsound):
        return ()
    if not access.allowed(context.actor, Permission.SEE_ABSTRACT, case, context.scene):
        known = access.allowed(context.actor, Permission.SEE_CASE_EXISTS, case, context.scene)
        return (Offer("Where it stands", f"concern status {case.name}"),) if known else ()
    own = f"{form.command.name} "
    found = [o for o in steps(case, context, most=MOST + 1).offers if not o.line.startswith(own)]
    show = Offer("Show the case", f"case show {case.name}")
    return (*found[:MOST], show)

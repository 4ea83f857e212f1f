"""Somebody gives a seat up: what they hold goes to the next holder before the account closes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.case import Case
from bot.errors import Unfit
from bot.partnership import waiting
from bot.partnership.waiting import Going
from bot.people import Duty, Person
from bot.scene import Context
from bot.vocabulary.process import Act

# What goes with the seat, and not with the person.
_GOES_ON: Final = frozenset({Duty.HOLDER, Duty.POLICE_CONTACT})
# What the account takes along when it is closed.
_THEIRS: Final = frozenset({Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR, Duty.AUDITOR})


def may_go(ctx: Context, old: Person) -> None:
    """Raises Unfit while nobody else does what this person does for the partnership as a whole."""
    for duty in _THEIRS & old.duties:
        if all(person.no == old.no for person in ctx.directory.having(duty)):
            raise Unfit(
                "holder",
                "Whoever gives the seat up runs the process or audits, and nobody else does. Whoever runs"
                " Confer adds somebody with that duty first. Who holds the seat?",
            )


async def hand_on(ctx: Context, old: Person, new: Person) -> int:
    """All that old holds and what waits for old go to the next holder; then the account is closed. How many
    cases."""
    handed = 0
    to = replace(new, seat=old.seat, duties=new.duties | goes_on(old))
    going = Going(gone=frozenset({old.no}), to=to)
    async for case in waiting.cases(ctx, going):
        if old.no not in case.parties() and not waiting.found(case, going.gone):
            await ctx.unit.cases.let_go(case.id)
            continue
        if case.ref is not None and old.no in case.parties():
            _places(ctx, case, old, new)
        await waiting.pass_on(ctx, case, going, new.no)
        handed += case.ref is not None
    await waiting.stand_in(ctx, going)
    closed = replace(
        old, seat=None, duties=frozenset(), accounts={}, on_call=frozenset(), away_until=None
    )
    await ctx.unit.dialogues.end(old.no)
    await ctx.unit.people.change(closed)
    return handed


def goes_on(old: Person) -> frozenset[Duty]:
    return old.duties & _GOES_ON


def _places(ctx: Context, case: Case, old: Person, new: Person) -> None:
    """Whose worry it was, the place in the circle, and ownership: the new owner's first word is awaited."""
    if case.facts.referrer == old.no:
        case.facts.referrer = new.no
    member = case.member(old.no)
    if member is not None:
        case.facts.circle.remove(member)
        case.did(Act.CHANGE_CIRCLE, by=ctx.actor.no, at=ctx.now, whom=old.no)
        if case.member(new.no) is None:
            case.facts.circle.append(replace(member, person=new.no, since=ctx.now, accepted=None))
            case.did(Act.CHANGE_CIRCLE, by=ctx.actor.no, at=ctx.now, whom=new.no)
    owner, nominee = case.facts.owner, case.facts.nominee
    if nominee is not None and nominee.person == old.no:
        nominee.person = new.no
    if owner is not None and owner.person == old.no:
        owner.person, owner.said, owner.until, owner.accepted = new.no, None, None, ctx.now
        case.did(Act.ACCEPT_OWNER, by=ctx.actor.no, at=ctx.now, whom=new.no)

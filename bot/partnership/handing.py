"""Somebody gives a seat up: what they hold goes to the next holder before the account closes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.case import Case
from bot.people import Duty, Person
from bot.scene import Context
from bot.vocabulary.process import Act

_ALL: Final = 1_000_000  # cases of one person
# What goes with the seat, and not with the person.
_GOES_ON: Final = frozenset({Duty.HOLDER, Duty.POLICE_CONTACT})


async def hand_on(ctx: Context, old: Person, new: Person) -> int:
    """Cases, steps, guests and pauses go to the next holder; then the account is closed. How many cases."""
    handed = 0
    for row in await ctx.unit.cases.lines(party=old.no, limit=_ALL):
        case = await ctx.unit.cases.get(row.ref)
        _hand(ctx, case, old, new)
        handed += 1
    closed = replace(
        old, seat=None, duties=frozenset(), accounts={}, on_call=frozenset(), away_until=None
    )
    await ctx.unit.dialogues.end(old.no)
    await ctx.unit.people.change(closed)
    return handed


def goes_on(old: Person) -> frozenset[Duty]:
    return old.duties & _GOES_ON


def _hand(ctx: Context, case: Case, old: Person, new: Person) -> None:
    facts = case.facts
    if facts.referrer == old.no:
        facts.referrer = new.no
    for action in facts.plan.actions:
        if action.open and action.holder == old.no:
            action.holder = new.no
    if facts.plan.contact == old.no:
        facts.plan.contact = new.no
    for guest in facts.guests:
        if guest.sponsor == old.no:
            guest.sponsor = new.no
        if guest.supervisor == old.no:
            guest.supervisor = new.no
    for pause in case.hidden.pauses:
        if pause.by == old.no:
            pause.by = new.no
    _places(ctx, case, old, new)


def _places(ctx: Context, case: Case, old: Person, new: Person) -> None:
    """The place in the circle, and ownership: the new owner's first word is awaited."""
    member = case.member(old.no)
    if member is not None:
        case.facts.circle.remove(member)
        case.did(Act.CHANGE_CIRCLE, by=ctx.actor.no, at=ctx.now, whom=old.no)
        if case.member(new.no) is None:
            case.facts.circle.append(replace(member, person=new.no, since=ctx.now, accepted=None))
            case.did(Act.CHANGE_CIRCLE, by=ctx.actor.no, at=ctx.now, whom=new.no)
    owner = case.facts.owner
    if owner is not None and owner.person == old.no:
        owner.person, owner.said, owner.until = new.no, None, None
        if owner.accepted is not None:
            owner.accepted = ctx.now
            case.did(Act.ACCEPT_OWNER, by=ctx.actor.no, at=ctx.now, whom=new.no)

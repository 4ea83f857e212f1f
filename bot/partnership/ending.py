"""A seat ends: what its people hold goes to the owner of each case, or to whoever runs the process.

Nothing is left with nobody. What the agency gave stays sealed, and it keeps a say over it.
"""

from __future__ import annotations

from typing import Final

from bot.case import ACTIVE, Case
from bot.days import add_days
from bot.errors import Unfit
from bot.parts import Member, Owner
from bot.people import Duty, Seat
from bot.policies import owning
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.people import GuestBrings, GuestWhy, OwnerBecause
from bot.vocabulary.process import Act, ClockName

_AT_ONCE: Final = 200  # cases that are looked at together
_HELD_DAYS: Final = 28
_NEEDED: Final = frozenset({Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR, Duty.POLICE_CONTACT})


def may_end(ctx: Context, seat: Seat) -> None:
    """Raises Unfit while nobody else does the duty of somebody of this seat."""
    if any(person.duties & _NEEDED for person in ctx.directory.of_seat(seat.no)):
        raise Unfit(
            "seat",
            "Somebody of this seat runs the process or answers the police check. Give that duty to"
            " somebody else first. Which seat ends?",
        )


async def ends(ctx: Context, seat: Seat) -> int:
    """Hand on what the seat's people hold. How many cases."""
    people, handed = ctx.directory.of_seat(seat.no), 0
    gone = frozenset(person.no for person in people)
    ids = list(await ctx.unit.cases.active())
    for number in range(0, len(ids), _AT_ONCE):
        await ctx.unit.cases.fetch(ids[number : number + _AT_ONCE])
        for id in ids[number : number + _AT_ONCE]:
            case = await ctx.unit.cases.by_id(id)
            if not _has_part(case, seat, gone):
                await ctx.unit.cases.let_go(id)
                continue
            await _leave(ctx, case, seat, gone)
            handed += 1
    return handed


def _has_part(case: Case, seat: Seat, gone: frozenset[PersonNo]) -> bool:
    """Whether somebody works on it, holds something of it, or was asked and owes an answer."""
    owes = any(asked.open and asked.seat == seat.no for asked in case.facts.asked)
    holds = {action.holder for action in case.facts.plan.actions if action.open}
    holds |= {pause.by for pause in case.hidden.pauses}
    for guest in case.facts.guests:
        holds |= {one for one in (guest.sponsor, guest.supervisor) if one and guest.ended is None}
    working = (case.parties() - {case.facts.referrer}) | holds
    return owes or bool(gone & working)


async def _leave(ctx: Context, case: Case, seat: Seat, gone: frozenset[PersonNo]) -> None:
    owner = case.facts.owner
    if owner is not None and owner.person in gone:
        _give_back(ctx, case, owner)
    _hand_on(ctx, case, gone)
    for member in [m for m in case.facts.circle if m.person in gone]:
        case.facts.circle.remove(member)
        case.did(Act.CHANGE_CIRCLE, by=ctx.actor.no, at=ctx.now, whom=member.person)
    for asked in case.facts.asked:
        if asked.open and asked.seat == seat.no:
            asked.without = True
            await ctx.unit.clocks.stop(case.id, ClockName.INFO_ANSWERS, asked.no)


def _give_back(ctx: Context, case: Case, owner: Owner) -> None:
    """Whoever runs the process holds the case until its circle has found another owner."""
    last = owning.face(case)
    if last is not None and last.person == owner.person:
        last.until = ctx.now
    held = owner.accepted is not None
    case.facts.owner = None
    if held:
        case.did(Act.RETURN_OWNER, by=ctx.actor.no, at=ctx.now, whom=owner.person)
        if case.state in ACTIVE:
            _hold(ctx, case)


def _hold(ctx: Context, case: Case) -> None:
    me = ctx.actor.no
    _join(ctx, case)
    case.facts.owner = Owner(
        person=me, because=(OwnerBecause.TIME,), nominated_by=me, accepted=ctx.now, interim=True
    )
    case.did(Act.NOMINATE_OWNER, by=me, at=ctx.now, whom=me)
    case.did(Act.ACCEPT_OWNER, by=me, at=ctx.now)


def _join(ctx: Context, case: Case) -> None:
    if case.member(ctx.actor.no) is not None:
        return
    member = Member(
        person=ctx.actor.no,
        seat=ctx.actor.seat,
        why=GuestWhy.LEGAL_ROLE,
        brings=GuestBrings.AUTHORITY,
        since=ctx.now,
        until=add_days(ctx.today, _HELD_DAYS),
    )
    case.facts.circle.append(member)
    case.did(Act.CHANGE_CIRCLE, by=ctx.actor.no, at=ctx.now, whom=ctx.actor.no)


def _hand_on(ctx: Context, case: Case, gone: frozenset[PersonNo]) -> None:
    """Steps, guests, pauses and the one contact: to the owner, else to whoever runs the process."""
    plan = case.facts.plan
    steps = [a for a in plan.actions if a.open and a.holder in gone]
    guests = [g for g in case.live_guests(ctx.now) if {g.sponsor, g.supervisor} & gone]
    if case.owner is None and (steps or guests or plan.contact in gone):
        _join(ctx, case)
    taker = case.owner or ctx.actor.no
    for action in steps:
        action.holder = taker
    for guest in guests:
        guest.sponsor = taker if guest.sponsor in gone else guest.sponsor
        guest.supervisor = taker if guest.supervisor in gone else guest.supervisor
    for guest in case.live_guests(ctx.now):
        if guest.person in gone:
            guest.ended = ctx.now
            case.did(Act.END_GUEST, by=ctx.actor.no, at=ctx.now, whom=guest.person)
    for pause in case.hidden.pauses:
        pause.by = ctx.actor.no if pause.by in gone else pause.by
    plan.contact = taker if plan.contact in gone else plan.contact
    if steps or guests:
        ctx.tell([taker], NoticeKind.WAITING, f"plan show {case.name}")

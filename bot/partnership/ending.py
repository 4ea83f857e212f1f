"""A seat ends: what its people hold goes to the owner of each case, or to whoever runs the process.

Nothing is left with nobody, and nobody waits for them (bot/partnership/waiting.py). What the agency gave stays
sealed, and it keeps a say over it.
"""

from __future__ import annotations

from typing import Final

from bot.case import ACTIVE, Case
from bot.days import add_days
from bot.errors import Unfit
from bot.partnership import waiting
from bot.partnership.waiting import Going
from bot.parts import Member, Owner
from bot.people import Duty, Seat
from bot.policies import owning
from bot.policies.ladder import left_open
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.people import GuestBrings, GuestWhy, OwnerBecause
from bot.vocabulary.process import Act, ClockName

_HELD_DAYS: Final = 28
_NEEDED: Final = frozenset({Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR, Duty.POLICE_CONTACT})


def may_end(ctx: Context, seat: Seat) -> None:
    """Raises Unfit while nobody else does the duty of somebody of this seat."""
    people = ctx.directory.of_seat(seat.no)
    others = (p for p in ctx.directory.having(Duty.AUDITOR) if p not in people)
    audits = any(Duty.AUDITOR in person.duties for person in people) and not any(others)
    if audits or any(person.duties & _NEEDED for person in people):
        raise Unfit(
            "seat",
            "Somebody of this seat runs the process, answers the police check or is the only one who audits."
            " Give that duty to somebody else first. Which seat ends?",
        )


async def ends(ctx: Context, seat: Seat) -> int:
    """Hand on what the seat's people hold, and what waits for them. How many cases."""
    handed = 0
    going = Going(gone=frozenset(person.no for person in ctx.directory.of_seat(seat.no)))
    async for case in waiting.cases(ctx, going):
        waits, lives = waiting.found(case, going.gone), case.state in waiting.LIVES
        if not waits and not (lives and _has_part(case, seat, going.gone)):
            await ctx.unit.cases.let_go(case.id)
            continue
        if lives:
            await _leave(ctx, case, seat, going)
        await _hand_on(ctx, case, going)
        handed += case.ref is not None
    await waiting.stand_in(ctx, going)
    return handed


def _has_part(case: Case, seat: Seat, gone: frozenset[PersonNo]) -> bool:
    """Whether somebody works on it, owes steps of an emergency, or was asked and owes an answer."""
    owes = any(asked.open and asked.seat == seat.no for asked in case.facts.asked)
    skipped = case.facts.referrer in gone and bool(left_open(case.hidden.ladder))
    working = case.parties() - {case.facts.referrer}
    return owes or skipped or bool(gone & working)


async def _leave(ctx: Context, case: Case, seat: Seat, going: Going) -> None:
    gone, owner = going.gone, case.facts.owner
    if case.facts.nominee is not None and case.facts.nominee.person in gone:
        case.facts.nominee = None
    if owner is not None and owner.person in gone:
        _give_back(ctx, case, owner)
    for guest in case.live_guests(ctx.now):
        if guest.person in gone:
            guest.ended = ctx.now
            case.did(Act.END_GUEST, by=ctx.actor.no, at=ctx.now, whom=guest.person)
    for member in [m for m in case.facts.circle if m.person in gone]:
        case.facts.circle.remove(member)
        case.did(Act.CHANGE_CIRCLE, by=ctx.actor.no, at=ctx.now, whom=member.person)
    for asked in case.facts.asked:
        if asked.open and asked.seat == seat.no:
            asked.without = True
            await ctx.unit.clocks.stop(case.id, ClockName.INFO_ANSWERS, asked.no)
    if case.facts.referrer in gone:
        # Nobody else can do the steps that its author left open.
        await ctx.unit.clocks.stop(case.id, ClockName.LADDER_CATCH_UP)


def _give_back(ctx: Context, case: Case, owner: Owner) -> None:
    """Whoever runs the process holds the case until its circle has found another owner."""
    last = owning.face(case)
    if last is not None and last.person == owner.person:
        last.until = ctx.now
    case.facts.owner = None
    case.did(Act.RETURN_OWNER, by=ctx.actor.no, at=ctx.now, whom=owner.person)
    if case.state in waiting.LIVES:
        _hold(ctx, case)


def _hold(ctx: Context, case: Case) -> None:
    me = ctx.actor.no
    if case.state in ACTIVE:
        _join(ctx, case)
    case.facts.owner = Owner(
        person=me, because=(OwnerBecause.TIME,), nominated_by=me, accepted=ctx.now, interim=True
    )
    if case.state in ACTIVE:  # after the end there is no circle any more that hears of an owner
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


async def _hand_on(ctx: Context, case: Case, going: Going) -> None:
    """To the owner, else to whoever runs the process, who joins the circle for it."""
    plan, gone = case.facts.plan, going.gone
    steps = any(a.open and a.holder in gone for a in plan.actions)
    guests = any({g.sponsor, g.supervisor} & gone for g in case.live_guests(ctx.now))
    if case.owner is None and (steps or guests or plan.contact in gone):
        _join(ctx, case)
    taker = case.owner or ctx.actor.no
    await waiting.pass_on(ctx, case, going, taker)
    if steps or guests:
        ctx.tell([taker], NoticeKind.WAITING, f"plan show {case.name}")

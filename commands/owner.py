"""/owner: who coordinates one case."""

from __future__ import annotations

from typing import Annotated

from bot.command import Args, Reply, command
from bot.days import add_days
from bot.errors import NotFound, NotYetHere, Unfit
from bot.fields import CASE, On, Ref, Who, ask, codes
from bot.parts import Member, Owner
from bot.people import Duty
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.process import Profile
from bot.scene import Context
from bot.views import steps
from bot.vocabulary.people import GiveBackWhy, GuestBrings, GuestWhy, OwnerBecause
from bot.vocabulary.process import Act
from bot.vocabulary.roles import Permission
from bot.vocabulary.work import NextStep

STAY_DAYS = 90


class NameArgs(Args):
    ref: Ref = ask(CASE)
    who: Who = ask("Who could own it?", "Such as @school-seat.")
    because: Annotated[tuple[OwnerBecause, ...], codes(OwnerBecause)] = ask(
        "Why this person: relationship, competence, time?", most=3
    )


@command(
    "owner name",
    Act.NOMINATE_OWNER,
    permission=Permission.NOMINATE_OWNER,
    examples=["owner name amber-harbour-47-K @school-seat because:relationship"],
)
async def name(ctx: Context, args: NameArgs) -> Reply:
    """Nominate: relationship, competence, time.

    The nominee is asked, and owns the case only after accepting.
    """
    case = await ctx.case(args.ref, Act.NOMINATE_OWNER)
    person = ctx.directory.people.get(args.who)
    if person is None or person.seat is None or Duty.ADMINISTRATOR in person.duties:
        raise NotFound
    if ctx.partnership.profile != Profile.LIGHT:
        raise NotYetHere
    if not ctx.runs_the_process:
        raise NotFound  # in light the coordinator names, the nominee accepts
    ctx.check(Act.NOMINATE_OWNER, case, Given(people=(person.no,)))
    case.facts.owner = Owner(person=person.no, because=args.because, nominated_by=ctx.actor.no)
    if case.member(person.no) is None:
        case.facts.circle.append(
            Member(
                person=person.no,
                seat=person.seat,
                why=GuestWhy.KNOWS_THE_PERSON,
                brings=GuestBrings.RELATIONSHIP,
                since=ctx.now,
                until=add_days(ctx.today, STAY_DAYS),
            )
        )
    case.did(Act.NOMINATE_OWNER, by=ctx.actor.no, at=ctx.now, whom=person.no)
    ctx.tell([person], NoticeKind.WAITING, f"case show {case.name}")
    return Reply.of("{name} is asked to own {case}.", name=person.no, case=case.ref)


class AcceptArgs(Args):
    ref: Ref = ask(CASE)


@command(
    "owner accept",
    Act.ACCEPT_OWNER,
    permission=Permission.ACCEPT_OWNER,
    examples=["owner accept amber-harbour-47-K"],
)
async def accept(ctx: Context, args: AcceptArgs) -> Reply:
    """Take it on. Your 24 hours for a first word start."""
    case = await ctx.case(args.ref, Act.ACCEPT_OWNER)
    owner = case.facts.owner
    if owner is None or owner.person != ctx.actor.no:
        raise NotFound
    if owner.accepted is not None:
        return Reply.of("You own {case} already.", case=case.ref).join(steps(case, ctx))
    ctx.check(Act.ACCEPT_OWNER, case)
    owner.accepted = ctx.now
    case.did(Act.ACCEPT_OWNER, by=ctx.actor.no, at=ctx.now)
    ctx.tell([owner.nominated_by], NoticeKind.WAITING, f"case show {case.name}")
    said = Reply.of(
        "You own {case}. A first word from you is awaited within 24 hours.", case=case.ref
    )
    return said.join(steps(case, ctx))


class ReplyArgs(Args):
    ref: Ref = ask(CASE)
    next: NextStep = ask("What happens next?")
    by: On = ask("By when?", "Such as today, 2d, friday.")


@command(
    "owner reply",
    Act.OWNER_REPLY,
    permission=Permission.RUN_CASE,
    examples=["owner reply amber-harbour-47-K next:call_today by:today"],
)
async def reply(ctx: Context, args: ReplyArgs) -> Reply:
    """Answer the 24-hour ping: what next, by when."""
    case = await ctx.case(args.ref, Act.OWNER_REPLY)
    ctx.check(Act.OWNER_REPLY, case)
    owner = case.facts.owner
    if owner is None:
        raise NotFound
    if args.by < ctx.today:
        raise Unfit("by", "That day is past. Which day from today on?")
    owner.said, owner.until = args.next, args.by
    case.did(Act.OWNER_REPLY, by=ctx.actor.no, at=ctx.now)
    said = Reply.of(
        "The circle of {case} hears: {next}, by {day}.", case=case.ref, next=args.next, day=args.by
    )
    return said.join(steps(case, ctx))


class GiveBackArgs(Args):
    ref: Ref = ask(CASE)
    why: GiveBackWhy = ask("Why?")


@command(
    "owner give_back",
    Act.RETURN_OWNER,
    permission=Permission.ACCEPT_OWNER,
    examples=["owner give_back amber-harbour-47-K why:no_time"],
)
async def give_back(ctx: Context, args: GiveBackArgs) -> Reply:
    """Hand ownership back. The coordinator holds the case meanwhile."""
    case = await ctx.case(args.ref, Act.RETURN_OWNER, Act.ACCEPT_OWNER)
    owner = case.facts.owner
    if owner is None or owner.person != ctx.actor.no:
        raise NotFound
    if owner.accepted is not None:
        ctx.check(Act.RETURN_OWNER, case)
    case.facts.owner = None
    case.did(Act.RETURN_OWNER, by=ctx.actor.no, at=ctx.now, why=args.why)
    ctx.tell(ctx.directory.having(Duty.COORDINATOR), NoticeKind.WAITING, f"case show {case.name}")
    return Reply.of("{case} is back with the coordinator. Thank you.", case=case.ref)

"""/case pause, circle, escalate: work beside the moves."""

from __future__ import annotations

from collections.abc import Mapping

from bot.case import Case
from bot.casework import pausing
from bot.command import Args, Reply, command
from bot.errors import GuardRefused, NotFound
from bot.fields import CASE, On, Ref, Who, YesNo, ask, may, must
from bot.parts import Member, PauseKind
from bot.people import Duty
from bot.policies import access
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.people import GuestBrings, GuestWhy
from bot.vocabulary.process import Act, Guard
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission, Role
from bot.vocabulary.view import PauseWhy
from bot.vocabulary.work import EscalateWhy


class PauseArgs(Args):
    ref: Ref = ask(CASE)
    why: PauseWhy | None = must(
        "Why does it wait?",
        "Sealed to you and the coordinator.",
        when=lambda given: given.get("lift") != "yes",
    )
    lift: YesNo | None = may("Lift your own pause?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """The police give no reason, and none is kept: it would tell of an investigation."""
        if not given.get("ref"):
            return {}
        case = await ctx.case(CaseRef.parse(given["ref"]), Act.PAUSE, Act.RESUME)
        return {"why": ""} if _police(ctx, case) else {}


def _police(ctx: Context, case: Case) -> bool:
    return Role.POLICE_CONTACT in access.roles(ctx.actor, case, ctx.scene)


@command(
    "case pause",
    Act.PAUSE,
    Act.RESUME,
    permission=Permission.PAUSE_CASE,
    examples=["case pause amber-harbour-47-K", "case pause amber-harbour-47-K lift:yes"],
    private=True,
)
async def pause(ctx: Context, args: PauseArgs) -> Reply:
    """Pause, renew or lift your own pause.

    Others read that the case is paused, not who paused it or why.
    """
    case = await ctx.case(args.ref, Act.PAUSE, Act.RESUME)
    police = _police(ctx, case)
    kind = PauseKind.HOLD if police else PauseKind.ORDINARY
    if args.lift:
        ctx.check(Act.RESUME, case)
        # Lifting somebody else's pause is refused with the text of a hold: neither tells of the other.
        if not case.lift(by=None if police else ctx.actor.no, kinds=frozenset({kind})):
            raise GuardRefused(Guard.FREE_TO_WORK)
        if case.paused:
            return Reply.of("Your pause is lifted. {case} waits for something else.", case=case.ref)
        case.did(Act.RESUME, by=ctx.actor.no, at=ctx.now)
        return Reply.of("{case} goes on.", case=case.ref)
    if args.why is None and not police:
        raise GuardRefused(Guard.REASON_GIVEN)
    ctx.check(Act.PAUSE, case)
    pausing.pause(ctx, case, kind, args.why, setter=ctx.actor.no)
    said = Reply.of("{case} is paused.", case=case.ref)
    said = said.then("Clocks wait; safety and health steps go on.")
    return said.offer_line("Lift the pause", f"case pause {case.name} lift:yes")


def _adds(given: Mapping[str, str]) -> bool:
    return bool(given.get("add"))


class CircleArgs(Args):
    ref: Ref = ask(CASE)
    add: Who | None = may("Who joins?")
    remove: Who | None = may("Who leaves?")
    why: GuestWhy | None = must("Why?", when=_adds)
    brings: GuestBrings | None = must("What do they bring?", when=_adds)
    until: On | None = must("Until when?", "Such as 90d.", when=_adds)


def _leaves(ctx: Context, case: Case, person: PersonNo) -> Reply:
    member = case.member(person)
    if member is None:
        raise NotFound
    case.facts.circle.remove(member)
    if case.facts.nominee is not None and case.facts.nominee.person == person:
        case.facts.nominee = None
    case.did(Act.CHANGE_CIRCLE, by=ctx.actor.no, at=ctx.now, whom=person)
    return Reply.of("{name} left the circle of {case}.", name=person, case=case.ref)


@command(
    "case circle",
    Act.CHANGE_CIRCLE,
    Act.END_RECUSAL,
    permission=Permission.MANAGE_CIRCLE,
    examples=["case circle amber-harbour-47-K add:@school-seat why:knows_the_person"],
)
async def circle(ctx: Context, args: CircleArgs) -> Reply:
    """Add or remove someone, with why, brings, until.

    Whoever stepped aside and is added again by the coordinator sees the case from then on.
    """
    case = await ctx.case(args.ref, Act.CHANGE_CIRCLE)
    ctx.check(Act.CHANGE_CIRCLE, case)
    if args.remove is not None:
        return _leaves(ctx, case, args.remove)
    if args.add is None:
        return Reply.of(
            "Say who joins or leaves, such as  add:@school-seat  or  remove:@school-seat"
        )
    if args.why is None or args.brings is None or args.until is None:
        raise GuardRefused(Guard.REASON_GIVEN)
    person = ctx.directory.people.get(args.add)
    if person is None or person.seat is None or Duty.ADMINISTRATOR in person.duties:
        raise NotFound
    if person.no in case.facts.recused:
        ctx.check(Act.END_RECUSAL, case)
        case.facts.recused.remove(person.no)
        case.did(Act.END_RECUSAL, by=ctx.actor.no, at=ctx.now, whom=person.no)
    ctx.check(Act.CHANGE_CIRCLE, case, Given(people=(person.no,)))
    case.facts.circle = [m for m in case.facts.circle if m.person != person.no]
    case.facts.circle.append(
        Member(
            person=person.no,
            seat=person.seat,
            why=args.why,
            brings=args.brings,
            since=ctx.now,
            until=args.until,
        )
    )
    case.did(Act.CHANGE_CIRCLE, by=ctx.actor.no, at=ctx.now, whom=person.no)
    ctx.tell([person], NoticeKind.WAITING, f"case show {case.name}")
    return Reply.of(
        "{name} joins the circle of {case}: {why}; brings {brings}; until {until}.",
        name=person.no,
        case=case.ref,
        why=args.why,
        brings=args.brings,
        until=args.until,
    )


class EscalateArgs(Args):
    ref: Ref = ask(CASE)
    why: EscalateWhy = ask("Why?")


@command(
    "case escalate",
    Act.ESCALATE,
    permission=Permission.ESCALATE,
    examples=["case escalate amber-harbour-47-K why:worse"],
)
async def escalate(ctx: Context, args: EscalateArgs) -> Reply:
    """Ask the owner for an answer within 24 h."""
    case = await ctx.case(args.ref, Act.ESCALATE)
    ctx.check(Act.ESCALATE, case)
    if case.owner is None:
        raise GuardRefused(Guard.OWNER_SETTLED)
    case.did(Act.ESCALATE, by=ctx.actor.no, at=ctx.now, why=args.why)
    return Reply.of("The owner of {case} is asked for an answer within 24 hours.", case=case.ref)

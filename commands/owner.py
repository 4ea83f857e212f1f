"""/owner: who coordinates one case."""

from __future__ import annotations

from typing import Annotated

from bot.case import WORKED, Case
from bot.casework import pausing
from bot.casework.proposing import decline, owners, sought
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.days import add_days
from bot.errors import NotFound, NotOpenNow, Unfit
from bot.fields import CASE, On, Ref, Who, ask, codes
from bot.parts import Assent, Face, Member, Owner
from bot.people import Duty, Person
from bot.plans import Action
from bot.policies import access, owning
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.scene import Context, Deadline
from bot.vocabulary.numbers import ActionNo, PersonNo, SeatNo
from bot.vocabulary.people import GiveBackWhy, GuestBrings, GuestWhy, OwnerBecause
from bot.vocabulary.plan import PlanWhy
from bot.vocabulary.process import Act, ClockName
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import Participation
from bot.vocabulary.work import ActionKind, Level, NextStep

STAY_DAYS = 90
HELD_DAYS = 28  # how long the coordinator may hold a case for want of an owner
INTRODUCED_DAYS = 14


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

    The nominee is asked, and owns the case only after accepting; in full most seats of the circle agree first.
    Who owns it until then goes on.
    """
    case = await ctx.case(args.ref, Act.NOMINATE_OWNER)
    person = ctx.directory.people.get(args.who)
    if person is None or person.seat is None or Duty.ADMINISTRATOR in person.duties:
        raise NotFound
    if ctx.is_light and not ctx.runs_the_process:
        raise NotFound  # in light the coordinator names, the nominee accepts
    ctx.check(Act.NOMINATE_OWNER, case, Given(people=(person.no,)))
    if case.state not in WORKED:
        raise NotOpenNow(ctx.open_acts(case))
    _free_for(ctx, case, person)
    named = Owner(person=person.no, because=args.because, nominated_by=ctx.actor.no)
    before, case.facts.nominee = case.facts.nominee, named
    if before is not None and before.person == person.no:
        named.assents = before.assents  # named once more: what seats said of them stands
    _joins(ctx, case, person)
    _agrees(ctx, case)
    case.did(Act.NOMINATE_OWNER, by=ctx.actor.no, at=ctx.now, whom=person.no)
    away = _away(ctx, person)
    if ctx.is_light:
        owner = [case.owner] if case.owner else []
        ctx.tell([person.no, *owner], NoticeKind.WAITING, f"case show {case.name}")
        said = Reply.of("{name} is asked to own {case}.", name=person.no, case=case.ref)
        return said.join(away)
    ctx.tell([m.person for m in case.facts.circle], NoticeKind.WAITING, f"case show {case.name}")
    said = Reply.of("{name} is nominated to own {case}.", name=person.no, case=case.ref)
    return said.join(away).join(_standing(ctx, case)).join(steps(case, ctx))


def _away(ctx: Context, person: Person) -> Reply:
    """Only the nominee accepts; a deputy does not take a case on for somebody who is away."""
    if not person.away(ctx.now) or person.away_until is None:
        return Reply(())
    last = ctx.local_day(person.away_until)
    return Reply.of(
        "{name} is away to the end of {day}, and accepts after.", name=person.no, day=last
    )


def _free_for(ctx: Context, case: Case, person: Person) -> None:
    """In full only who runs the process takes a case from an owner, and only the circle is chosen from."""
    owner = case.facts.owner
    if owner is not None and owner.person == person.no and not owner.interim:
        raise Unfit("who", "That person owns this case already. Who else could own it?")
    if ctx.is_light or ctx.runs_the_process:
        return
    if owner is not None and not owner.interim:
        raise Unfit("who", "This case has an owner. Another is named once it was given back.")
    if case.member(person.no) is None:
        raise Unfit("who", "That person is not in the circle. Whom of the circle do you propose?")


def _joins(ctx: Context, case: Case, person: Person) -> None:
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


def _agrees(ctx: Context, case: Case) -> bool:
    """The actor's agency agrees to the nomination; False where it has said so before, or has no seat."""
    nominee, seat = case.facts.nominee, ctx.actor.seat
    if nominee is None or seat is None or any(one.seat == seat for one in nominee.assents):
        return False
    nominee.assents.append(Assent(by=ctx.actor.no, seat=seat, at=ctx.now))
    return True


def _standing(ctx: Context, case: Case) -> Reply:
    """Which seats agree, and what lacks."""
    stands = owning.agreed(case, ctx.scene)
    agree, seats = sorted(stands.agree, key=int_of), sorted(stands.seats, key=int_of)
    said = Reply.of("Agreed so far: {agree}, of {seats}.", agree=agree, seats=seats)
    if stands.own_lacks:
        return said.then("The nominee's own agency has not agreed yet.")
    if stands.lacking:
        return said.then("{n} more needed.", n=stands.lacking)
    return said.then("That is enough; the nominee may accept.")


def int_of(seat: SeatNo) -> int:
    return seat.value


class AgreeArgs(Args):
    ref: Ref = ask(CASE)


@command(
    "owner agree",
    Act.ASSENT_OWNER,
    permission=Permission.ASSENT_OWNER,
    examples=["owner agree amber-harbour-47-K"],
)
async def agree(ctx: Context, args: AgreeArgs) -> Reply:
    """Your seat agrees.

    Once most seats of the circle agree, the nominee's own among them, the nominee may accept.
    """
    case = await ctx.case(args.ref, Act.ASSENT_OWNER)
    nominee = case.facts.nominee
    given = Given(people=(nominee.person,) if nominee else ())
    ctx.check(Act.ASSENT_OWNER, case, given)
    if nominee is None:
        return Reply.of("Nobody is nominated for {case} now.", case=case.ref).join(steps(case, ctx))
    lacked = owning.agreed(case, ctx.scene)
    if not _agrees(ctx, case):
        said = Reply.of("Your seat agreed already.")
        return said.join(_standing(ctx, case)).join(steps(case, ctx))
    case.did(Act.ASSENT_OWNER, by=ctx.actor.no, at=ctx.now, whom=nominee.person)
    stands = owning.agreed(case, ctx.scene)
    if (lacked.lacking or lacked.own_lacks) and not (stands.lacking or stands.own_lacks):
        ctx.tell([nominee.person], NoticeKind.WAITING, f"case show {case.name}")
    said = Reply.of("Your seat agrees that {name} owns {case}.", name=nominee.person, case=case.ref)
    return said.join(_standing(ctx, case)).join(steps(case, ctx))


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
    nominee, owner = case.facts.nominee, case.facts.owner
    if nominee is None or nominee.person != ctx.actor.no:
        if case.owner == ctx.actor.no:
            return Reply.of("You own {case} already.", case=case.ref).join(steps(case, ctx))
        raise NotFound
    ctx.check(Act.ACCEPT_OWNER, case)
    if not ctx.is_light:
        stands = owning.agreed(case, ctx.scene)
        if stands.lacking or stands.own_lacks:
            said = Reply.of("Not yet: the seats of the circle agree first, then you hear.")
            return said.join(_standing(ctx, case)).join(steps(case, ctx))
    take_on(ctx, case)
    gone = [owner.person] if owner else []
    ctx.tell([nominee.nominated_by, *gone], NoticeKind.WAITING, f"case show {case.name}")
    said = Reply.of(
        "You own {case}. A first word from you is awaited within 24 hours.", case=case.ref
    )
    return said.join(steps(case, ctx))


def take_on(ctx: Context, case: Case) -> None:
    """The owner accepts, and is the face to person and family; who was it before brings them along."""
    owner, before = case.facts.nominee, owning.face(case)
    if owner is None:
        return
    owner.accepted = ctx.now
    gone, case.facts.owner, case.facts.nominee = case.owner, owner, None
    if gone is not None:
        pausing.hand_on(ctx, case, gone)
    if before is None or before.person != owner.person:
        met = owning.was_met(case)
        if before is not None:
            before.until = before.until or ctx.now
            if met:
                introduce(ctx, case, before.person)
        if case.facts.plan.contact in {None, before.person if before else None}:
            case.facts.plan.contact = owner.person if case.facts.plan.version else None
        case.facts.faces.append(Face(person=owner.person, since=ctx.now))
    came = case.facts.handed
    if before is None and came is not None and came.came and came.met:
        introduce(ctx, case, owner.person)  # with whoever was the face in the other partnership
    case.did(Act.ACCEPT_OWNER, by=ctx.actor.no, at=ctx.now)


def introduce(ctx: Context, case: Case, before: PersonNo) -> None:
    """One step: who was the face brings the new one along. It closes like any other step."""
    owner, plan = case.facts.owner, case.facts.plan
    if owner is None:
        return
    due = add_days(ctx.today, INTRODUCED_DAYS)
    action = Action(
        no=ActionNo(len(plan.actions) + 1),
        kind=ActionKind.PRACTICAL_HELP,
        level=Level.PERSON,
        mode=Participation.VOLUNTARY,
        holder=owner.person,
        due=due,
        introduces=before,
    )
    plan.actions.append(action)
    plan.next_version(PlanWhy.INTRODUCED, by=ctx.actor.no, at=ctx.now, action=action.no)
    ctx.deadlines.append(
        Deadline(
            case=case.id, name=ClockName.ACTION_DUE, subject=action.no.value, due=ctx.end_of(due)
        )
    )
    # First the plan's act, which would stop the clock of a first word that accepting starts.
    case.did(Act.WRITE_PLAN, by=ctx.actor.no, at=ctx.now)
    ctx.tell([before], NoticeKind.WAITING, f"plan show {case.name}")


class HoldArgs(Args):
    ref: Ref = ask(CASE)


@command(
    "owner hold",
    Act.NOMINATE_OWNER,
    permission=Permission.DECIDE_CASE,
    examples=["owner hold amber-harbour-47-K"],
    hidden=True,
)
async def hold_(ctx: Context, args: HoldArgs) -> Reply:
    """Hold a case that has no owner, until the circle has found one.

    You join its circle for that time. Support does not start under an interim owner in full.
    """
    case = await ctx.case(args.ref, Act.NOMINATE_OWNER)
    if not ctx.runs_the_process:
        raise NotFound
    ctx.check(Act.NOMINATE_OWNER, case)
    if case.owner is not None or case.state not in WORKED:
        raise NotOpenNow(ctx.open_acts(case))
    case.facts.owner = Owner(
        person=ctx.actor.no,
        because=(OwnerBecause.TIME,),
        nominated_by=ctx.actor.no,
        accepted=ctx.now,
        interim=True,
    )
    case.facts.circle = [m for m in case.facts.circle if m.person != ctx.actor.no]
    case.facts.circle.append(
        Member(
            person=ctx.actor.no,
            seat=ctx.actor.seat,
            why=GuestWhy.LEGAL_ROLE,
            brings=GuestBrings.AUTHORITY,
            since=ctx.now,
            until=add_days(ctx.today, HELD_DAYS),
        )
    )
    case.did(Act.NOMINATE_OWNER, by=ctx.actor.no, at=ctx.now, whom=ctx.actor.no)
    case.did(Act.ACCEPT_OWNER, by=ctx.actor.no, at=ctx.now)
    said = Reply.of("You hold {case} until an owner is found.", case=case.ref)
    return said.join(await owners(case, ctx)).join(steps(case, ctx))


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
    Act.ACCEPT_OWNER,
    permission=Permission.ACCEPT_OWNER,
    examples=["owner give_back amber-harbour-47-K why:no_time"],
)
async def give_back(ctx: Context, args: GiveBackArgs) -> Reply:
    """Hand ownership back. The coordinator holds the case meanwhile.

    Whoever is asked to own it says so too when they do not take it on.
    """
    case = await ctx.case(args.ref, Act.RETURN_OWNER, Act.ACCEPT_OWNER)
    owner, nominee = case.facts.owner, case.facts.nominee
    if nominee is not None and access.speaks_for(ctx.actor, nominee.person, ctx.scene):
        ctx.check(Act.ACCEPT_OWNER, case)
        decline(case, ctx)
        ctx.tell([nominee.nominated_by], NoticeKind.WAITING, f"case show {case.name}")
        return Reply.of(
            "Thank you. Whoever asked you hears that you do not take {case} on.", case=case.ref
        )
    if owner is None or not access.speaks_for(ctx.actor, owner.person, ctx.scene):
        raise NotFound
    ctx.check(Act.RETURN_OWNER, case)
    case.facts.owner = None
    pausing.hand_on(ctx, case, owner.person)
    last = owning.face(case)
    if last is not None and last.person == owner.person:
        last.until = ctx.now
    sought(case, ctx)
    case.did(Act.RETURN_OWNER, by=ctx.actor.no, at=ctx.now, why=args.why)
    ctx.tell(ctx.directory.having(Duty.COORDINATOR), NoticeKind.WAITING, f"case show {case.name}")
    said = Reply.of("{case} is back with the coordinator. Thank you.", case=case.ref)
    if owning.was_met(case):
        said = said.then("Whoever takes it on is brought along by you: one joint introduction.")
    return said

"""/plan progress, show, review, lighter: a plan that is carried out, looked at and changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.case import Case
from bot.casework.plan_views import own_steps, plan_page
from bot.casework.planning import may_log, to_log, watch
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.days import add_days
from bot.disclosure import Sensitive
from bot.errors import NotFound, NotOpenNow, Unfit
from bot.fields import CASE, Ref, Seats, WhichAction, Who, ask, may
from bot.partnership import pace
from bot.parts import Lighter, TextKind
from bot.people import Duty
from bot.plans import Action
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.concern import Trend
from bot.vocabulary.numbers import ActionNo, PersonNo
from bot.vocabulary.plan import PlanWhy
from bot.vocabulary.process import Act, ClockName, State
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.vocabulary.work import ActionKind, ActionStatus, Helped, LighterWhy

STAY_DAYS = 90


_ENDS: Final = frozenset({ActionStatus.DONE, ActionStatus.STOPPED})
_TELLS: Final = frozenset(
    {Helped.HELPED, Helped.NO_CHANGE, Helped.MADE_HARDER, Helped.UNKNOWN}
)  # "too early" ends nothing


class ProgressArgs(Args):
    ref: Ref = ask(CASE)
    action: WhichAction = ask("Which step?", "Its number in /plan show.")
    status: ActionStatus = ask("Where does it stand?")
    helped: Helped | None = may(
        "Did it help?",
        asked=True,
        when=lambda given: given.get("status") in {status.code for status in _ENDS},
    )
    note: Sensitive[str] | None = may("A note", "Sealed.")

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        """Which steps there are to choose from, with their numbers; and which one is asked about."""
        if not given.get("ref"):
            return {}
        case = await ctx.case(CaseRef.parse(given["ref"]), Act.LOG_PROGRESS)
        there = to_log(ctx, case)
        chosen = [one for one in there if given.get("action") == str(one.no)]
        asked = "helped" if any(one.untold for one in chosen) else "status"
        found = {"action": _listed(there), asked: _listed(chosen)}
        return {name: said for name, said in found.items() if said.lines}

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """Whoever has one step only to speak of need not say which, nor that it is done once it is; what
        never began did not help or harm."""
        if not given.get("ref"):
            return {}
        case = await ctx.unit.cases.get(CaseRef.parse(given["ref"]))
        known = {}
        if not given.get("action"):
            mine = [a for a in to_log(ctx, case) if a.holder == ctx.actor.no]
            known = {"action": str(mine[0].no)} if len(mine) == 1 else {}
            if known and mine[0].untold:
                known["status"] = ActionStatus.DONE.code
        number = given.get("action") or known.get("action")
        begun = not number or _begun(case, ActionNo.parse(number))
        untried = given.get("status") == ActionStatus.STOPPED.code and not begun
        return {**known, "helped": ""} if untried else known


def _listed(actions: Sequence[Action]) -> Reply:
    said = Reply(())
    for one in actions:
        said = said.then("{n}. {kind}, by {day}", n=one.no, kind=one.kind, day=one.due)
    return said


def _begun(case: Case, number: ActionNo) -> bool:
    found = next((a for a in case.facts.plan.actions if a.no == number), None)
    return found is None or found.status not in {ActionStatus.PROPOSED, ActionStatus.AGREED}


@command(
    "plan progress",
    Act.LOG_PROGRESS,
    permission=Permission.LOG_PROGRESS,
    examples=["plan progress amber-harbour-47-K action:1 status:done helped:helped"],
)
async def progress(ctx: Context, args: ProgressArgs) -> Reply:
    """Two taps: status, and did it help."""
    case = await ctx.case(args.ref, Act.LOG_PROGRESS)
    action = case.action(args.action)
    if not may_log(ctx, case, action):
        raise NotFound
    ctx.check(Act.LOG_PROGRESS, case)
    tried = action.kind is ActionKind.TRY_OUT and args.status in _ENDS
    if tried and (args.helped or action.helped) not in _TELLS:
        raise Unfit("helped", "A try-out ends with an answer: did it help?")
    ended = not action.open
    action.status, action.helped = args.status, args.helped or action.helped
    if args.note is not None:
        case.keep(args.note, TextKind.NOTE, by=ctx.actor.no, at=ctx.now)
    case.did(Act.LOG_PROGRESS, by=ctx.actor.no, at=ctx.now, action=action.no, status=action.status)
    if not action.open:
        await pace.done(ctx, case, ClockName.ACTION_DUE, action.no.value)
    elif ended:
        watch(ctx, case, action)  # taken up again
    said = Reply.of(
        "Step {n} of {case}: {status}.", n=action.no, case=case.ref, status=action.status
    )
    if not any(a.open for a in case.facts.plan.actions):
        said = said.then("No step is open any more.")
    return said.join(steps(case, ctx))


class ShowArgs(Args):
    ref: Ref = ask(CASE)


@command("plan show", permission=Permission.SEE_PLAN, examples=["plan show amber-harbour-47-K"])
async def show(ctx: Context, args: ShowArgs) -> Reply:
    """The plan on one page."""
    case = await ctx.seen(args.ref, Permission.SEE_PLAN)
    said = plan_page(case, ctx)
    if own_steps(case, ctx):
        said = said.offering("As a picture", "plan picture", case.name)
    return said.join(steps(case, ctx))


class ReviewArgs(Args):
    ref: Ref = ask(CASE)
    trend: Trend = ask("How do things stand since the last look?")
    present: Seats = ask("Which seats looked at it together?", "With commas between.")


@command(
    "plan review",
    Act.REVIEW,
    permission=Permission.RUN_CASE,
    examples=["plan review amber-harbour-47-K trend:better present:social,police"],
)
async def review(ctx: Context, args: ReviewArgs) -> Reply:
    """Look at plan and situation together.

    The plan gets a new version, the next review its date, and the police check is asked again.
    """
    case = await ctx.case(args.ref, Act.REVIEW)
    ctx.check(Act.REVIEW, case, Given(present=args.present))
    plan = case.facts.plan
    plan.next_version(PlanWhy.REVIEWED, by=ctx.actor.no, at=ctx.now, trend=args.trend)
    _stay(ctx, case)
    case.did(Act.REVIEW, by=ctx.actor.no, at=ctx.now, trend=args.trend)
    ctx.tell(
        ctx.directory.having(Duty.POLICE_CONTACT),
        NoticeKind.ANSWER_AWAITED,
        f"case police {case.name}",
    )
    said = Reply.of(
        "{case} was looked at together: {trend}. The plan is version {n} now.",
        case=case.ref,
        trend=args.trend,
        n=plan.version,
    )
    late = [a.no for a in plan.actions if a.open and a.due < ctx.today]
    if late:
        said = said.then("Still late: steps {steps}. Change or stop them.", steps=late)
    said = said.then("The police contact is asked again.")
    if args.trend is Trend.BETTER:
        said = said.offering("Fewer agencies", "plan lighter", case.name)
    return said.join(steps(case, ctx))


def _stay(ctx: Context, case: Case) -> None:
    """Whoever works on it stays until the next review."""
    until = add_days(ctx.today, STAY_DAYS)
    for member in case.facts.circle:
        if ctx.today <= member.until < until:
            member.until = until


class LighterArgs(Args):
    ref: Ref = ask(CASE)
    why: LighterWhy = ask("Why?")
    leave: Seats | None = may(
        "Which seats are not needed any more?",
        "With commas between. They can come back.",
        asked=True,
        when=lambda given: given.get("why") not in {None, LighterWhy.STEP_UP.code},
    )
    second: Who | None = may("Who confirms it as the second person?")


@command(
    "plan lighter",
    Act.STEP_DOWN,
    Act.STEP_UP,
    permission=Permission.RUN_CASE,
    examples=["plan lighter amber-harbour-47-K why:going_well leave:police"],
)
async def lighter(ctx: Context, args: LighterArgs) -> Reply:
    """Fewer agencies, or back to full.

    Guests end when it gets lighter; who left the circle for it comes back when more is needed again.
    """
    case = await ctx.case(args.ref, Act.STEP_DOWN, Act.STEP_UP)
    if case.state is not State.SUPPORTING:
        raise NotOpenNow(ctx.open_acts(case))
    if args.why is LighterWhy.STEP_UP:
        return _step_up(ctx, case)
    ctx.check(Act.STEP_DOWN, case)
    gone = [m for m in case.facts.circle if m.seat in (args.leave or ()) and m.person != case.owner]
    _hold_nothing(case, [m.person for m in gone])
    guests = case.live_guests(ctx.now)
    before = case.facts.lighter.left if case.facts.lighter else []
    case.facts.lighter = Lighter(since=ctx.now, why=args.why, left=[*before, *gone])
    case.facts.circle = [m for m in case.facts.circle if m not in gone]
    for guest in guests:
        guest.ended = ctx.now
        case.did(Act.END_GUEST, by=ctx.actor.no, at=ctx.now, whom=guest.person)
        await ctx.unit.clocks.stop(case.id, ClockName.GUEST_UNTIL, guest.no)
    for member in gone:
        case.did(Act.CHANGE_CIRCLE, by=ctx.actor.no, at=ctx.now, whom=member.person)
    case.facts.plan.next_version(PlanWhy.LIGHTER, by=ctx.actor.no, at=ctx.now)
    case.did(Act.STEP_DOWN, by=ctx.actor.no, at=ctx.now, why=args.why)
    ctx.tell([g.person for g in guests], NoticeKind.GUEST_ENDED)
    seats = [m.seat for m in gone if m.seat]
    said = Reply.of("{case} gets lighter. No longer needed: {seats}", case=case.ref, seats=seats)
    return said.join(steps(case, ctx))


def _hold_nothing(case: Case, people: list[PersonNo]) -> None:
    """Nobody leaves with a step in hand. Raises Unfit."""
    if any(a.open and a.holder in people for a in case.facts.plan.actions):
        raise Unfit("leave", "One of these seats holds an open step. Close or change it first.")


def _step_up(ctx: Context, case: Case) -> Reply:
    ctx.check(Act.STEP_UP, case)
    lighter = case.facts.lighter
    if lighter is None:
        return Reply.of("{case} is not lighter now.", case=case.ref).join(steps(case, ctx))
    until = add_days(ctx.today, STAY_DAYS)
    for member in lighter.left:
        if case.member(member.person) is None and member.person not in case.facts.recused:
            member.until = max(member.until, until)
            case.facts.circle.append(member)
            case.did(Act.CHANGE_CIRCLE, by=ctx.actor.no, at=ctx.now, whom=member.person)
    people = [m.person for m in lighter.left]
    case.facts.lighter = None
    case.facts.plan.next_version(PlanWhy.FULLER, by=ctx.actor.no, at=ctx.now)
    case.did(Act.STEP_UP, by=ctx.actor.no, at=ctx.now, why=LighterWhy.STEP_UP)
    ctx.tell(people, NoticeKind.WAITING, f"case show {case.name}")
    return Reply.of("{case} is back to full; the circle is restored.", case=case.ref).join(
        steps(case, ctx)
    )

"""/plan: actions, dates, progress."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.case import Case
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import GuardRefused, NotFound, Unfit
from bot.fields import CASE, On, Ref, WhichAction, Who, ask, may
from bot.parts import Action, Consent, TextKind
from bot.policies import access
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.scene import Context, Deadline
from bot.views import limits, steps
from bot.vocabulary.numbers import ActionNo, PersonNo
from bot.vocabulary.process import Act, ClockName, Guard
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission, Role
from bot.vocabulary.sharing import ConsentHow, ConsentKind, ConsentSupport, Participation
from bot.vocabulary.work import MODE, ActionKind, ActionStatus, Helped, Level

MOST_ACTIONS = 60


def _mode_is_open(given: Mapping[str, str]) -> bool:
    """Some kinds are voluntary or compulsory by what they are; the others are decided one by one."""
    return given.get("action", "") not in {kind.code for kind in MODE}


class WriteArgs(Args):
    ref: Ref = ask(CASE)
    action: ActionKind = ask("Which step?")
    level: Level = ask("For the person, the family or the community?")
    mode: Participation | None = may("Voluntary or compulsory?", when=_mode_is_open)
    holder: Who = ask("Who does it?", "Such as @youth-seat.")
    due: On = ask("By when?", "Such as 14d.")
    contact: Who | None = may("Who is the one contact for the person and the family?")
    note: Sensitive[str] | None = may("A note", "Sealed.")


@command(
    "plan write",
    Act.WRITE_PLAN,
    permission=Permission.WRITE_PLAN,
    examples=["plan write amber-harbour-47-K action:mentoring holder:@youth-seat due:14d"],
)
async def write(ctx: Context, args: WriteArgs) -> Reply:
    """Add or change actions; every change is a new version."""
    case = await ctx.case(args.ref, Act.WRITE_PLAN)
    mode = MODE.get(args.action) or args.mode or Participation.NOT_DECIDED
    ctx.check(Act.WRITE_PLAN, case, Given(kinds=(args.action,)))
    action = _add(
        ctx,
        case,
        Action(
            no=_next(case),
            kind=args.action,
            level=args.level,
            mode=mode,
            holder=args.holder,
            due=args.due,
        ),
    )
    if args.contact is not None:
        case.facts.plan.contact = _present(ctx, case, args.contact, "contact")
    if args.note is not None:
        case.keep(args.note, TextKind.NOTE, by=ctx.actor.no, at=ctx.now)
    case.did(Act.WRITE_PLAN, by=ctx.actor.no, at=ctx.now, action=action.no)
    said = Reply.of(
        "Step {n} of {case}: {kind} ({level}, {mode}), {holder}, by {due}.",
        n=action.no,
        case=case.ref,
        kind=action.kind,
        level=action.level,
        mode=action.mode,
        holder=action.holder,
        due=action.due,
    )
    return said.join(steps(case, ctx))


def _present(ctx: Context, case: Case, person: PersonNo, field: str) -> PersonNo:
    """A holder or contact must belong to the case. Raises Unfit."""
    known = case.member(person) is not None or case.guest(person, ctx.now) is not None
    if not known and case.owner != person:
        raise Unfit(
            field,
            "That person has no part in this case yet. Choose somebody who has, or add them first"
            " with /case circle or /guest invite.",
        )
    return person


def _add(ctx: Context, case: Case, action: Action) -> Action:
    """Put an action into the plan: a new version, a date that is watched, and a word to its holder."""
    plan = case.facts.plan
    if action.due < ctx.today:
        raise Unfit("due", "That day is past. Which day from today on?")
    if len(plan.actions) >= MOST_ACTIONS:
        raise GuardRefused(Guard.PLAN_READY, {"missing": "fewer steps: 60 are the most"})
    _present(ctx, case, action.holder, "holder")
    plan.actions.append(action)
    plan.version += 1
    ctx.deadlines.append(
        Deadline(
            case=case.id,
            name=ClockName.ACTION_DUE,
            subject=action.no.value,
            due=ctx.end_of(action.due),
        )
    )
    ctx.tell([action.holder], NoticeKind.WAITING, f"plan show {case.name}")
    return action


def _next(case: Case) -> ActionNo:
    return ActionNo(len(case.facts.plan.actions) + 1)


def _says(given: Mapping[str, str]) -> bool:
    return bool(given.get("given"))


def _acts(given: Mapping[str, str]) -> bool:
    return bool(given.get("action"))


# What a person said that starts no voluntary support; it is written down all the same.
_NO: Final = frozenset(
    {
        ConsentSupport.DECLINED,
        ConsentSupport.WITHDRAWN,
        ConsentSupport.NOT_ASKED_YET,
        ConsentSupport.NOT_SAFE_TO_ASK,
    }
)


class StartArgs(Args):
    ref: Ref = ask(CASE)
    given: ConsentSupport | None = may("Does the person take part in support?")
    mode: Participation | None = may("Voluntary or compulsory?", asked=True, when=_says)
    how: ConsentHow | None = may("How was it said?", asked=True, when=_says)
    action: ActionKind | None = may("The first step?")
    level: Level | None = may(
        "For the person, the family or the community?", asked=True, when=_acts
    )
    holder: Who | None = may("Who does it?", when=_acts)
    due: On | None = may("By when?", "Such as 14d.", when=_acts)
    contact: Who | None = may("Who is the one contact for the person and the family?")


@command(
    "plan start",
    Act.START,
    permission=Permission.RUN_CASE,
    examples=[
        "plan start amber-harbour-47-K",
        "plan start amber-harbour-47-K given:given how:spoken",
    ],
)
async def start(ctx: Context, args: StartArgs) -> Reply:
    """The plan begins; in light with consent and first action on the same form.

    What was recorded before with /consent record and /plan write need not be said again.
    """
    case = await ctx.case(args.ref, Act.START)
    if args.given is not None:
        _consent(ctx, case, args)
        if args.given in _NO and args.mode is not Participation.COMPULSORY:
            said = Reply.of("Noted for {case}: {given}.", case=case.ref, given=args.given)
            return said.then("Support has not started. What the person said stands.")
    if args.contact is not None:
        case.facts.plan.contact = _present(ctx, case, args.contact, "contact")
    if args.action is not None and args.holder is not None and args.due is not None:
        ctx.check(Act.WRITE_PLAN, case, Given(kinds=(args.action,)))
        mode = MODE.get(args.action) or args.mode or Participation.NOT_DECIDED
        action = _add(
            ctx,
            case,
            Action(
                no=_next(case),
                kind=args.action,
                level=args.level or Level.PERSON,
                mode=mode,
                holder=args.holder,
                due=args.due,
            ),
        )
        case.did(Act.WRITE_PLAN, by=ctx.actor.no, at=ctx.now, action=action.no)
    if case.facts.plan.contact is None and case.owner is not None:
        # The owner is the face to person and family unless said otherwise.
        case.facts.plan.contact = case.owner
    ctx.check(Act.START, case)
    case.did(Act.START, by=ctx.actor.no, at=ctx.now)
    said = Reply.of("Support for {case} has started.", case=case.ref)
    return said.join(steps(case, ctx))


def _consent(ctx: Context, case: Case, args: StartArgs) -> None:
    if args.given is None:
        return
    case.facts.consents.append(
        Consent(
            kind=ConsentKind.SUPPORT,
            given=args.given,
            mode=args.mode or Participation.VOLUNTARY,
            how=args.how,
            scope=(),
            until=None,
            by=ctx.actor.no,
            at=ctx.now,
        )
    )
    case.did(Act.RECORD_CONSENT, by=ctx.actor.no, at=ctx.now)


class ProgressArgs(Args):
    ref: Ref = ask(CASE)
    action: WhichAction = ask("Which step?", "Its number in /plan show.")
    status: ActionStatus = ask("Where does it stand?")
    helped: Helped | None = may("Did it help?", asked=True)
    note: Sensitive[str] | None = may("A note", "Sealed.")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """Whoever has one open step only need not say which."""
        if not given.get("ref") or given.get("action"):
            return {}
        case = await ctx.unit.cases.get(CaseRef.parse(given["ref"]))
        mine = [a for a in case.facts.plan.actions if a.open and a.holder == ctx.actor.no]
        return {"action": str(mine[0].no)} if len(mine) == 1 else {}


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
    held = access.acting(ctx.actor, Act.LOG_PROGRESS, case, ctx.scene)
    if Role.CASE_OWNER not in held and action.holder != ctx.actor.no:
        raise NotFound  # own actions only
    ctx.check(Act.LOG_PROGRESS, case)
    action.status, action.helped = args.status, args.helped or action.helped
    if args.note is not None:
        case.keep(args.note, TextKind.NOTE, by=ctx.actor.no, at=ctx.now)
    case.did(Act.LOG_PROGRESS, by=ctx.actor.no, at=ctx.now, action=action.no, status=action.status)
    if not action.open:
        await ctx.unit.clocks.stop(case.id, ClockName.ACTION_DUE, action.no.value)
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
    plan = case.facts.plan
    held = access.roles(ctx.actor, case, ctx.scene)
    own_only = Role.GUEST in held and not held & {Role.CIRCLE, Role.CASE_OWNER}
    mine = [a for a in plan.actions if not own_only or a.holder == ctx.actor.no]
    if not mine:
        return Reply.of("{case} has no plan yet.", case=case.ref).join(steps(case, ctx))
    said = Reply.of("{case}, plan {n}: {status}", case=case.ref, n=plan.version, status=case.status)
    for action in mine:
        late = action.open and action.due < ctx.today
        said = said.then(
            "{n}. {kind} ({level}, {mode}), {holder}, by {due}, late: {status}"
            if late
            else "{n}. {kind} ({level}, {mode}), {holder}, by {due}: {status}",
            n=action.no,
            kind=action.kind,
            level=action.level,
            mode=action.mode,
            holder=action.holder,
            due=action.due,
            status=[w for w in (action.status, action.helped) if w],
        )
    if plan.contact:
        said = said.then("One contact for person and family: {name}", name=plan.contact)
    empty = [level for level in Level if all(a.level is not level for a in plan.actions)]
    if empty and not own_only:
        said = said.then("Nothing planned for: {levels}", levels=empty)
    return said.join(limits(case, ctx)).join(steps(case, ctx))

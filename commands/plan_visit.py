"""/plan visit: two people of two agencies go together, come back safe, and say how it went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Final

from bot.case import Case
from bot.casework.plan_views import crowded
from bot.casework.planning import tell_crowd
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import NotFound, Unfit
from bot.fields import CASE, Ref, SeatOf, Slots, ask, codes, may
from bot.partnership import pace
from bot.parts import TextKind
from bot.plans import Visit
from bot.policies import crowding
from bot.policies.calendar import add_working_days
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.scene import Context, Deadline
from bot.vocabulary.numbers import PersonNo, SeatNo, Slot
from bot.vocabulary.plan import SafetyCheck, VisitPurpose
from bot.vocabulary.process import Act, ClockName
from bot.vocabulary.roles import Permission
from bot.vocabulary.work import ActionKind, VisitStep

LONGEST: Final = timedelta(hours=12)  # from door to door
AHEAD: Final = timedelta(days=60)
DEBRIEF_WD: Final = 2


def _at(step: VisitStep) -> Callable[[Mapping[str, str]], bool]:
    return lambda given: given.get("step") == step.code


_prepares: Final = _at(VisitStep.PREPARE)


class VisitArgs(Args):
    ref: Ref = ask(CASE)
    step: VisitStep = ask("Which step of a visit?")
    with_: SeatOf | None = may("With which seat?", "Two agencies go together.", when=_prepares)
    when: Slots | None = may("When?", "Such as tomorrow-15:00.", when=_prepares)
    back: Slots | None = may(
        "Back by when?",
        "Such as tomorrow-17:00. Who has not said so by then is looked for.",
        when=_prepares,
    )
    purpose: VisitPurpose | None = may("What for?", when=_prepares)
    safety: Annotated[tuple[SafetyCheck, ...] | None, codes(SafetyCheck)] = may(
        "The safety check: what have you looked at?", when=_prepares
    )
    line: Sensitive[str] | None = may(
        "What do you say on the doorstep, or how did it go?",
        "Sealed.",
        when=lambda given: given.get("step") != VisitStep.BACK_SAFE.code,
    )


@command(
    "plan visit",
    Act.PLAN_VISIT,
    Act.LOG_VISIT,
    permission=Permission.WRITE_PLAN,
    examples=[
        "plan visit amber-harbour-47-K step:prepare with:social",
        "plan visit amber-harbour-47-K step:back_safe",
    ],
    private=True,
)
async def visit(ctx: Context, args: VisitArgs) -> Reply:
    """Joint visit: prepare, back safe, debrief.

    Confer asks at the agreed time whether both are back, at night too, and calls the owner and the coordinator
    where nobody says so. A few words on how it went are due within two working days.
    """
    match args.step:
        case VisitStep.PREPARE:
            return await _prepare(ctx, args)
        case VisitStep.BACK_SAFE:
            return await _back(ctx, args)
        case VisitStep.DEBRIEF:
            return await _debrief(ctx, args)


async def _prepare(ctx: Context, args: VisitArgs) -> Reply:
    case = await ctx.case(args.ref, Act.PLAN_VISIT)
    ctx.check(Act.PLAN_VISIT, case, Given(kinds=(ActionKind.JOINT_HOME_VISIT,)))
    other = _other(ctx, case, args.with_)
    when, back = _times(ctx, args)
    if args.purpose is None:
        raise Unfit("purpose", "A visit has a purpose. What is it for?")
    if not args.safety:
        raise Unfit("safety", "Nobody goes without a safety check. What have you looked at?")
    was = crowding.crowd(case, ctx.scene)
    seats = [seat for seat in (ctx.actor.seat, ctx.directory.people[other].seat) if seat]
    planned = Visit(
        no=len(case.hidden.visits) + 1,
        by=ctx.actor.no,
        other=other,
        seats=tuple(seats),
        purpose=args.purpose,
        safety=args.safety,
        when=when,
        back_by=back,
    )
    case.hidden.visits.append(planned)
    if args.line is not None:
        case.keep(args.line, TextKind.NOTE, by=ctx.actor.no, at=ctx.now)
    case.did(Act.PLAN_VISIT, by=ctx.actor.no, at=ctx.now, whom=other)
    ctx.deadlines.append(
        Deadline(case=case.id, name=ClockName.VISIT_BACK, subject=planned.no, due=back)
    )
    owner = [case.owner] if case.owner else []
    ctx.tell([other, *owner], NoticeKind.WAITING, f"plan show {case.name}")
    if was is None:
        tell_crowd(ctx, case)
    said = Reply.of(
        "Visit {n} to {case}: you and {name}, {when}, back by {back}: {purpose}.",
        n=planned.no,
        case=case.ref,
        name=other,
        when=Slot.of(when),
        back=Slot.of(back),
        purpose=args.purpose,
    )
    said = said.then("At that time Confer asks both of you. Silence is followed up.")
    if args.line is None:
        said = said.then("What you say on the doorstep can be added with  /concern detail")
    return said.join(crowded(case, ctx)).join(_next(case, VisitStep.BACK_SAFE))


def _other(ctx: Context, case: Case, seat: SeatNo | None) -> PersonNo:
    """Who of the other agency goes: somebody of the circle. Raises Unfit."""
    if seat is None:
        raise Unfit("with", "Two agencies go together. With which seat?")
    if seat == ctx.actor.seat:
        raise Unfit("with", "That is your own seat. Two agencies go together: with which other?")
    found = next((m for m in case.facts.circle if m.seat == seat), None)
    if found is None or found.until < ctx.today or found.person in case.facts.recused:
        raise Unfit("with", "That seat is not in the circle of this case. With which other?")
    return found.person


def _times(ctx: Context, args: VisitArgs) -> tuple[datetime, datetime]:
    """Raises Unfit for times that are past, too far ahead, or the wrong way round."""
    if not args.when or not ctx.now <= args.when[0].moment <= ctx.now + AHEAD:
        raise Unfit("when", "A visit lies within the next 60 days. When do you go?")
    when = args.when[0].moment
    if not args.back or not when < args.back[0].moment <= when + LONGEST:
        raise Unfit("back", "The return lies after the visit, within twelve hours. Back by when?")
    return when, args.back[0].moment


def _mine(ctx: Context, case: Case, fits: Callable[[Visit], bool]) -> Visit:
    """The newest visit of this person that fits. Raises NotFound."""
    own = (v for v in reversed(case.hidden.visits) if ctx.actor.no in {v.by, v.other})
    found = next((v for v in own if fits(v)), None)
    if found is None:
        raise NotFound
    return found


async def _back(ctx: Context, args: VisitArgs) -> Reply:
    case = await ctx.case(args.ref, Act.LOG_VISIT)
    ctx.check(Act.LOG_VISIT, case)
    gone = _mine(ctx, case, lambda v: v.back is None and not v.off)
    await pace.done(ctx, case, ClockName.VISIT_BACK, gone.no)
    if ctx.now < gone.when:
        gone.off = True
        case.did(Act.LOG_VISIT, by=ctx.actor.no, at=ctx.now)
        ctx.tell([gone.by, gone.other], NoticeKind.WAITING, f"plan show {case.name}")
        return Reply.of("Visit {n} to {case} is called off.", n=gone.no, case=case.ref)
    late = ctx.now > gone.back_by
    gone.back = ctx.now
    due = add_working_days(ctx.now, DEBRIEF_WD, zone=ctx.partnership.zone, holidays=ctx.holidays)
    ctx.deadlines.append(
        Deadline(case=case.id, name=ClockName.VISIT_DEBRIEF, subject=gone.no, due=due)
    )
    case.did(Act.LOG_VISIT, by=ctx.actor.no, at=ctx.now)
    others = [gone.by, gone.other, *([case.owner] if case.owner and late else [])]
    ctx.tell(others, NoticeKind.WAITING, f"plan show {case.name}")
    said = Reply.of("Good that you are back.").then(
        "A few words on how it went are due within two working days."
    )
    return said.join(_next(case, VisitStep.DEBRIEF))


async def _debrief(ctx: Context, args: VisitArgs) -> Reply:
    case = await ctx.case(args.ref, Act.LOG_VISIT)
    ctx.check(Act.LOG_VISIT, case)
    gone = _mine(ctx, case, lambda v: v.back is not None and v.debriefed is None)
    if args.line is None:
        raise Unfit("line", "A few words are enough. How did it go?")
    case.keep(args.line, TextKind.NOTE, by=ctx.actor.no, at=ctx.now)
    gone.debriefed = ctx.now
    await pace.done(ctx, case, ClockName.VISIT_DEBRIEF, gone.no)
    case.did(Act.LOG_VISIT, by=ctx.actor.no, at=ctx.now)
    owner = [case.owner] if case.owner else []
    ctx.tell([gone.by, gone.other, *owner], NoticeKind.WAITING, f"plan show {case.name}")
    said = Reply.of("Noted, sealed. Whoever works on {case} may open it.", case=case.ref)
    return said.join(steps(case, ctx))


def _next(case: Case, step: VisitStep) -> Reply:
    label = "We are back" if step is VisitStep.BACK_SAFE else "How it went"
    return Reply(()).offering(label, "plan visit", case.name, step=step)

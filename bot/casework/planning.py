"""What every change of a plan has in common: who may hold a step, what a step needs, who hears of it."""

from __future__ import annotations

from bot.case import Case
from bot.errors import GuardRefused, Lacks, Unfit
from bot.plans import Action
from bot.policies import access, crowding
from bot.ports import NoticeKind
from bot.scene import Context, Deadline
from bot.vocabulary.numbers import ActionNo, PersonNo
from bot.vocabulary.plan import ChangeWhy, PlanWhy
from bot.vocabulary.process import ClockName, Guard
from bot.vocabulary.roles import Role
from bot.vocabulary.sharing import Participation
from bot.vocabulary.work import ActionKind, Level

MOST_ACTIONS = 60
LONGEST_TRY_DAYS = 60  # domain: "try-out, ends in 60 d"
LONGEST_DAYS = 90  # domain: action_due, longest


def present(ctx: Context, case: Case, person: PersonNo, field: str) -> PersonNo:
    """A holder or contact must belong to the case. Raises Unfit."""
    known = case.member(person) is not None or case.guest(person, ctx.now) is not None
    if not known and case.owner != person:
        raise Unfit(
            field,
            "That person has no part in this case yet. Choose somebody who has, or add them first"
            " with /case circle or /guest invite.",
        )
    return person


def may_log(ctx: Context, case: Case, action: Action) -> bool:
    """Progress of a step is said by its holder, whoever speaks for them, and the owner."""
    owns = Role.CASE_OWNER in access.roles(ctx.actor, case, ctx.scene)
    return owns or access.speaks_for(ctx.actor, action.holder, ctx.scene)


def to_log(ctx: Context, case: Case) -> list[Action]:
    """The steps on which this person may say how they go, or, before an end in full, whether they helped."""
    asked = [a for a in case.facts.plan.actions if a.open or (a.untold and not ctx.is_light)]
    return [a for a in asked if may_log(ctx, case, a)]


def next_no(case: Case) -> ActionNo:
    return ActionNo(len(case.facts.plan.actions) + 1)


def fits(ctx: Context, case: Case, action: Action) -> None:
    """What a step needs by its kind, its day and its holder. Raises Unfit, GuardRefused."""
    if action.due < ctx.today:
        raise Unfit("due", "That day is past. Which day from today on?")
    if action.mode is Participation.COMPULSORY and action.basis is None:
        raise Unfit("basis", "A compulsory step rests on a law. On what basis was it decided?")
    if action.mode is Participation.COMPULSORY and action.authority is None:
        raise Unfit("authority", "A compulsory step was decided by somebody. By which authority?")
    longest = LONGEST_TRY_DAYS if action.kind is ActionKind.TRY_OUT else LONGEST_DAYS
    if action.due.number - ctx.today.number > longest:
        if action.kind is ActionKind.TRY_OUT:
            raise Unfit("due", "A try-out ends within 60 days. By which day?")
        raise Unfit("due", "A step ends within 90 days, when the plan is looked at. By which day?")
    if action.kind is ActionKind.SCHOOL_TEAM_VISIT and action.level is not Level.COMMUNITY:
        raise Unfit(
            "level", "A team visit to a school is about no person: its level is the community."
        )
    present(ctx, case, action.holder, "holder")


def add(ctx: Context, case: Case, action: Action) -> None:
    """Put a step into the plan: a new version, a date that is watched, and a word to its holder."""
    plan = case.facts.plan
    if len(plan.actions) >= MOST_ACTIONS:
        raise GuardRefused(Guard.PLAN_READY, {"missing": [Lacks("fewer steps: 60 are the most")]})
    fits(ctx, case, action)
    was = crowding.crowd(case, ctx.scene)
    plan.actions.append(action)
    plan.unneeded = [one for one in plan.unneeded if one.level is not action.level]
    plan.next_version(PlanWhy.ADDED, by=ctx.actor.no, at=ctx.now, action=action.no)
    watch(ctx, case, action)
    _announce(ctx, case, action, crowded=was is None)


def change(ctx: Context, case: Case, action: Action, because: ChangeWhy | None) -> None:
    """Put a step in an earlier one's place, under its number."""
    plan = case.facts.plan
    fits(ctx, case, action)
    was = crowding.crowd(case, ctx.scene)
    plan.actions = [action if one.no == action.no else one for one in plan.actions]
    plan.next_version(
        PlanWhy.CHANGED, by=ctx.actor.no, at=ctx.now, action=action.no, because=because
    )
    watch(ctx, case, action)
    _announce(ctx, case, action, crowded=was is None)


def watch(ctx: Context, case: Case, action: Action) -> None:
    """A step's date."""
    ctx.deadlines.append(
        Deadline(
            case=case.id,
            name=ClockName.ACTION_DUE,
            subject=action.no.value,
            due=ctx.end_of(action.due),
        )
    )


def _announce(ctx: Context, case: Case, action: Action, *, crowded: bool) -> None:
    """The holder hears; the owner hears of another agency's contact first, and once it gets crowded."""
    ctx.tell([action.holder], NoticeKind.WAITING, f"plan show {case.name}")
    owner = ctx.directory.people.get(case.owner) if case.owner else None
    holder = ctx.directory.people.get(action.holder)
    if owner is None or owner.no == action.holder:
        return
    apart = holder is None or holder.seat is None or holder.seat != owner.seat
    if apart and action.level is not Level.COMMUNITY:
        ctx.tell([owner], NoticeKind.WAITING, f"plan show {case.name}")
    if crowded:
        tell_crowd(ctx, case)


def tell_crowd(ctx: Context, case: Case) -> None:
    """The owner hears where several agencies plan contact close together."""
    if case.owner is not None and crowding.crowd(case, ctx.scene) is not None:
        ctx.tell_all([case.owner], NoticeKind.MANY_CONTACTS, f"plan show {case.name}")

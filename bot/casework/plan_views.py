"""The plan on one page, and what waits in a case for whoever monitors it."""

from __future__ import annotations

from bot.case import Case
from bot.casework.views import faces, limits, promise_over
from bot.command import Reply
from bot.plans import Action
from bot.policies import access, crowding
from bot.scene import Context
from bot.vocabulary.concern import Need
from bot.vocabulary.numbers import Day, Slot
from bot.vocabulary.plan import SERVES, Waits
from bot.vocabulary.process import State
from bot.vocabulary.roles import Role
from bot.vocabulary.sharing import Participation
from bot.vocabulary.work import ActionStatus

REVIEW_DAYS = 90  # domain: review_by
REVIEW_NEAR = 14
NEWEST = 3


def plan_page(case: Case, ctx: Context) -> Reply:
    """Steps with holders and days, the mix, levels without a step, visits, versions. A guest sees own steps."""
    plan, own_only = case.facts.plan, sees_own_only(case, ctx)
    mine = own_steps(case, ctx)
    if not mine and not case.hidden.visits:
        if own_only:
            return Reply.of("No step of {case} is yours yet.", case=case.ref)
        return Reply.of("{case} has no plan yet.", case=case.ref).join(_start_from(case))
    said = Reply.of("{case}, plan {n}: {status}", case=case.ref, n=plan.version, status=case.status)
    for action in mine:
        said = said.join(_step(action, ctx))
    if plan.contact:
        said = said.then("One contact for person and family: {name}", name=plan.contact)
    if own_only:
        return said.join(limits(case, ctx))
    said = said.join(_levels(case)).join(_mix(case)).join(_start_from(case))
    return (
        said.join(_visits(case, ctx))
        .join(crowded(case, ctx))
        .join(_board(case, ctx))
        .join(limits(case, ctx))
    )


def sees_own_only(case: Case, ctx: Context) -> bool:
    held = access.roles(ctx.actor, case, ctx.scene)
    return Role.GUEST in held and not held & {Role.CIRCLE, Role.CASE_OWNER}


def own_steps(case: Case, ctx: Context) -> list[Action]:
    """The steps that this person may see: a guest the own ones, everybody else all."""
    own_only = sees_own_only(case, ctx)
    return [a for a in case.facts.plan.actions if not own_only or a.holder == ctx.actor.no]


def _step(action: Action, ctx: Context) -> Reply:
    late = action.open and action.due < ctx.today
    status = [w for w in (action.status, action.helped) if w]
    if action.introduces == action.holder:
        return Reply.of(
            "{n}. Joint introduction with the partnership before: {holder}, by {due}: {status}",
            n=action.no,
            holder=action.holder,
            due=action.due,
            status=status,
        )
    if action.introduces is not None:
        return Reply.of(
            "{n}. Joint introduction: {before} brings {holder} along, by {due}: {status}",
            n=action.no,
            before=action.introduces,
            holder=action.holder,
            due=action.due,
            status=status,
        )
    said = Reply.of(
        "{n}. {kind} ({level}, {mode}), {holder}, by {due}, late: {status}"
        if late
        else "{n}. {kind} ({level}, {mode}), {holder}, by {due}: {status}",
        n=action.no,
        kind=action.kind,
        level=action.level,
        mode=action.mode,
        holder=action.holder,
        due=action.due,
        status=status,
    )
    if action.basis is not None:
        said = said.then("   {basis}, decided by {who}", basis=action.basis, who=action.authority)
    if action.waits:
        said = said.then("   Waits: the person has changed their mind.")
    return said


def _levels(case: Case) -> Reply:
    plan, said = case.facts.plan, Reply(())
    for one in plan.unneeded:
        said = said.then("Nothing for the {level}: {why}", level=one.level, why=one.why)
    empty = plan.empty()
    return said.then("Nothing planned for: {levels}", levels=empty) if empty else said


def _mix(case: Case) -> Reply:
    """How much is voluntary and how much compulsory, where there is some of both."""
    steps = [a.mode for a in case.facts.plan.actions if a.status is not ActionStatus.STOPPED]
    forced = steps.count(Participation.COMPULSORY)
    if not forced:
        return Reply(())
    return Reply.of("Voluntary: {n}, compulsory: {m}", n=len(steps) - forced, m=forced)


def _start_from(case: Case) -> Reply:
    """What a plan starts from: what carries, what is needed, and which need no step meets yet."""
    abstract = case.facts.abstract
    if abstract is None or case.state not in {State.ASSESSING, State.PREPARING, State.SUPPORTING}:
        return Reply(())
    met = {need for a in case.facts.plan.actions if a.open for need in SERVES.get(a.kind, ())}
    unmet: list[Need] = [need for need in abstract.needs if need not in met]
    said = Reply.of("What carries: {words}", words=abstract.strengths)
    return said.then("No step yet for: {words}", words=unmet) if unmet else said


def _visits(case: Case, ctx: Context) -> Reply:
    """Visits that are not over: when, only for the visitors, the owner and whoever runs the process."""
    said, held = Reply(()), access.roles(ctx.actor, case, ctx.scene)
    for visit in case.hidden.visits:
        near = ctx.actor.no in {visit.by, visit.other} or held & {Role.CASE_OWNER, Role.COORDINATOR}
        if not near or visit.off or visit.debriefed is not None:
            continue
        template = (
            "Visit {n}: {who}, {when}, back by {back}: {purpose}"
            if visit.back is None
            else "Visit {n}: {who}, {when}, back safe; a few words on it are awaited: {purpose}"
        )
        said = said.then(
            template,
            n=visit.no,
            who=[visit.by, visit.other],
            when=Slot.of(visit.when),
            back=Slot.of(visit.back_by),
            purpose=visit.purpose,
        )
    return said


def crowded(case: Case, ctx: Context) -> Reply:
    """A warning where several agencies plan contact close together."""
    crowd = crowding.crowd(case, ctx.scene)
    if crowd is None:
        return Reply(())
    return Reply.of(
        "{n} contacts by {seats} between {first} and {last}. Would one visit do?",
        n=crowd.contacts,
        seats=crowd.seats,
        first=Day.of(crowd.first),
        last=Day.of(crowd.last),
    )


def _board(case: Case, ctx: Context) -> Reply:
    """For who monitors: what waits, who was the face, the newest versions and why."""
    held = access.roles(ctx.actor, case, ctx.scene)
    if not held & {Role.COORDINATOR, Role.CASE_OWNER}:
        return Reply(())
    said, found = Reply(()), waits(case, ctx)
    if found:
        said = said.then("Waits: {words}", words=found)
    said = said.join(faces(case))
    for one in case.facts.plan.versions[-NEWEST:]:
        words = [w for w in (one.why, one.because, one.trend) if w]
        said = said.then(
            "Version {n}, {day}, {name}: {words}",
            n=one.no,
            day=Day.of(one.at.date()),
            name=one.by,
            words=words,
        )
    return said


def waits(case: Case, ctx: Context) -> list[Waits]:
    """What a list points at: late, orphaned, no owner, review due, in set words."""
    if case.state not in {State.PREPARING, State.SUPPORTING, State.CLOSING}:
        return [Waits.PROMISED] if promise_over(case, ctx) else []
    owner, plan = case.facts.owner, case.facts.plan
    steps = [a for a in plan.actions if a.open]
    looked = [v.at for v in plan.versions if v.trend is not None]
    looked += [case.facts.supported] if case.facts.supported else []
    found = {
        Waits.NO_OWNER: case.owner is None,
        Waits.HELD: owner is not None and owner.interim,
        Waits.LATE: any(a.due < ctx.today for a in steps),
        Waits.ORPHANED: any(not _held(case, a, ctx) for a in steps),
        Waits.REVIEW_DUE: case.state is State.SUPPORTING
        and bool(looked)
        and (ctx.now - max(looked)).days >= REVIEW_DAYS - REVIEW_NEAR,
        Waits.CLOSING: case.state is State.CLOSING,
        Waits.CROWDED: crowding.crowd(case, ctx.scene) is not None,
        Waits.PROMISED: promise_over(case, ctx),
    }
    return [word for word, here in found.items() if here]


def _held(case: Case, action: Action, ctx: Context) -> bool:
    """Whether whoever holds a step still has part in the case, and a place to do it from."""
    person = ctx.directory.people.get(action.holder)
    if person is None or person.no in case.facts.recused:
        return False
    member, guest = case.member(person.no), case.guest(person.no, ctx.now)
    return case.owner == person.no or member is not None or guest is not None

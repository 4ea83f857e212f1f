"""What a private view of a case shows: abstract, who and why, what is open to this person next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, LiteralString

from bot.case import Case
from bot.casework.joint_view import joint, only_asked, owed
from bot.casework.planning import to_log
from bot.casework.sight import is_nominated
from bot.command import Reply
from bot.parts import PauseKind
from bot.people import Duty
from bot.policies import access, consents, owning, smallcell
from bot.policies.announce import sector_of
from bot.policies.guards import CHECKS, FORBIDS, MENDS, Look, standing
from bot.posts import CircleAbstract
from bot.process import Profile
from bot.scene import Context
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import Day
from bot.vocabulary.plan import HandoverStep
from bot.vocabulary.process import Act, Guard, State
from bot.vocabulary.roles import Permission, Role
from bot.vocabulary.sharing import ConsentKind, ConsentSupport
from bot.vocabulary.work import CloseStep

# The likeliest next steps under a private view, in this order; only those open to this person now.
STEPS: Final[Mapping[Act, tuple[LiteralString, str]]] = {
    Act.ANSWER: ("Answer", "case answer"),
    Act.POLICE_ANSWER: ("Police answer", "case police"),
    Act.ASK_POLICE: ("Ask the police again", "case police"),
    Act.TAKE_UP: ("Take up", "case take"),
    Act.ANSWER_INFO: ("Answer the question", "assess answer"),
    Act.GIVE_JUDGEMENT: ("Own judgement", "assess judge"),
    Act.ASK_INFO: ("Ask a seat", "assess ask"),
    Act.ADOPT: ("Take on", "assess adopt"),
    Act.NOMINATE_OWNER: ("Name an owner", "owner name"),
    Act.ACCEPT_OWNER: ("Accept", "owner accept"),
    Act.ASSENT_OWNER: ("Agree to the owner", "owner agree"),
    Act.POINT_ON: ("Point on", "case point"),
    Act.OWNER_REPLY: ("First word", "owner reply"),
    Act.WRITE_PLAN: ("Plan a step", "plan write"),
    Act.RECORD_CONSENT: ("Does the person take part?", "consent record"),
    Act.START: ("Start support", "plan start"),
    Act.LOG_PROGRESS: ("Log progress", "plan progress"),
    Act.INVITE_GUEST: ("Invite a guest", "guest invite"),
    Act.ADD_DETAIL: ("Add words", "concern detail"),
    Act.OPEN_SEALED: ("Open words", "case open"),
    Act.RETHINK: ("Back to the table", "assess rethink"),
}


def abstract_line(case: Case, ctx: Context) -> CircleAbstract | None:
    """The set words of a case as its circle may read them."""
    abstract, status = case.facts.abstract, case.status
    if abstract is None or status is None or case.ref is None:
        return None
    return smallcell.circle_line(
        abstract,
        sector=sector_of(case, ctx.directory),
        partnership=ctx.partnership,
        status=status,
        ref=case.ref,
        before=case.facts.shown_circle,
    )


def abstract(case: Case, ctx: Context) -> Reply:
    """The abstract as one sentence for a private view."""
    line = abstract_line(case, ctx)
    if line is None:
        return Reply(())
    words = [*(line.topics or line.families), line.urgency]
    words += [w for w in (line.age, line.setting, line.sector, line.trend, line.since) if w]
    said = Reply.of("{case} · {words} · {status}", case=case.ref, words=words, status=line.status)
    if line.strengths:
        said = said.then("What carries: {words}", words=line.strengths)
    if line.needs:
        said = said.then("What is needed: {words}", words=line.needs)
    return said


def page(case: Case, ctx: Context) -> Reply:
    """Abstract, people with why and until, clocks and lead of one case, and the next steps."""
    said = abstract(case, ctx)
    if only_asked(case, ctx):
        return said.join(owed(case, ctx)).join(steps(case, ctx))
    lead = ctx.directory.having(Duty.COORDINATOR)
    said = said.then("Leads the process: {name}", name=lead[0].no if lead else None)
    if case.owner:
        held = case.facts.owner is not None and case.facts.owner.interim
        said = said.then("Holds it meanwhile: {name}" if held else "Owner: {name}", name=case.owner)
    if case.facts.nominee:
        said = said.then("Asked to own it: {name}", name=case.facts.nominee.person)
    said = said.join(faces(case))
    answer = case.facts.answer
    if answer:
        said = said.then(
            "First answer: {name}. {next}, by {day}.",
            name=answer.by,
            next=answer.next,
            day=answer.until,
        )
    said = said.join(_people(case, ctx)).join(_check(case, ctx)).join(joint(case, ctx))
    return said.join(steps(case, ctx))


def faces(case: Case) -> Reply:
    """How familiar the face is to person and family: who it was before, and how often it changed."""
    changed = owning.changes(case)
    if not changed:
        return Reply(())
    before = case.facts.faces[-2].person
    return Reply.of("The face before: {name}. Changes so far: {n}.", name=before, n=changed)


def _people(case: Case, ctx: Context) -> Reply:
    said = Reply(())
    sees_guests = access.allowed(ctx.actor, Permission.SEE_GUESTS, case, ctx.scene)
    if not sees_guests:
        return said
    for member in case.facts.circle:
        said = said.then(
            "In the circle: {name} ({seat}): {why}; brings {brings}; until {until}",
            name=member.person,
            seat=member.seat,
            why=member.why,
            brings=member.brings,
            until=member.until,
        )
    for guest in case.guests_seen_by(ctx.actor.no, ctx.now):
        said = said.then(
            "Guest: {name}: {why}; brings {brings}; until {until}",
            name=guest.person,
            why=guest.why,
            brings=guest.brings,
            until=Day.of(guest.until.date()),
        )
    return said


def _check(case: Case, ctx: Context) -> Reply:
    """The police check and the kind of a pause, for the two roles that may know; limits for whom they touch."""
    said = Reply(())
    if access.allowed(ctx.actor, Permission.SEE_PAUSE_KIND, case, ctx.scene):
        words = case.hidden.police
        if words:
            newest = words[-1]
            said = said.then(
                "Police check: {answer} ({day})", answer=newest.answer, day=_day(newest.at)
            )
        else:
            said = said.then("Police check: not answered yet")
        holds = [p for p in case.hidden.pauses if p.kind is PauseKind.HOLD]
        if holds:
            said = said.then(
                "Police hold since {day}; others read an ordinary pause.", day=_day(holds[0].since)
            )
    return said.join(limits(case, ctx))


def heard(case: Case, ctx: Context) -> Reply:
    """The words back that this person got for what they gave."""
    said = Reply(())
    for one in case.facts.feedback:
        if one.to == ctx.actor.no:
            said = said.then("You hear back: {lines} ({day})", lines=one.lines, day=_day(one.at))
    return said


def limits(case: Case, ctx: Context) -> Reply:
    """What must not be done for now: for those who run and check, the owner, and whoever it touches."""
    standing = case.hidden.limits
    if not standing or not access.allowed(ctx.actor, Permission.SEE_LIMITS, case, ctx.scene):
        return Reply(())
    held = access.roles(ctx.actor, case, ctx.scene)
    if not held & {Role.COORDINATOR, Role.POLICE_CONTACT, Role.CASE_OWNER}:
        mine = {a.kind for a in case.facts.plan.actions if a.open and a.holder == ctx.actor.no}
        standing = tuple(limit for limit in standing if FORBIDS[limit] & mine)
    return Reply.of("Not for now: {limits}", limits=standing) if standing else Reply(())


def way_to(case: Case, ctx: Context) -> Reply:
    """A button to its page; for whoever gave it and sees no more of it, to where it stands."""
    if access.allowed(ctx.actor, Permission.SEE_ABSTRACT, case, ctx.scene):
        return Reply(()).offering("Show {case}", "case show", case.name)
    return Reply(()).offering("Where {case} stands", "concern status", case.name)


def _day(moment: datetime) -> Day:
    return Day.of(moment.date())


def steps(case: Case, ctx: Context, most: int = 5) -> Reply:
    """Buttons for what this person may do next."""
    said = Reply(())
    for act, (label, command) in STEPS.items():
        if len(said.offers) < most and _sensible(act, case, ctx) and ctx.may(act, case):
            said = said.offering(label, command, case.name)
    if promise_over(case, ctx) and ctx.runs_the_process:
        said = said.offering("Promise another day", "case answer", case.name)
    if _taken_back(case) and ctx.may(Act.CONSENT_WITHDRAWN, case):
        said = said.offering(
            "Prepare it anew", "consent withdraw", case.name, kind=ConsentKind.SUPPORT
        )
    said = _of_owning(said, case, ctx, most + 1)
    if ctx.may(Act.PROPOSE_CLOSE, case) and len(said.offers) < most + 1:
        said = said.offering("Propose an end", "case close", case.name, step=CloseStep.PROPOSE)
    offered = case.facts.offered
    if offered is not None and offered.accepted and ctx.may(Act.HANDOVER_ACCEPTED, case):
        said = said.offering(
            "Hand it over", "case handover", case.name, step=HandoverStep.HAND_OVER
        )
    if _owes_the_round(case, ctx) and ctx.may(Act.ANSWER_CLOSING, case):
        said = said.offering("Closing round", "case close", case.name, step=CloseStep.ANSWER)
    if ctx.may(Act.CLOSE, case) and _may_end(case, ctx):
        said = said.offering("End it", "case close", case.name, step=CloseStep.FINISH)
    return said


def _of_owning(said: Reply, case: Case, ctx: Context, most: int) -> Reply:
    if is_nominated(case, ctx):
        said = said.offering("Not me", "owner give_back", case.name)
    if _unheld(case) and ctx.runs_the_process and len(said.offers) < most:
        said = said.offering("Hold it meanwhile", "owner hold", case.name)
    return said


def promise_over(case: Case, ctx: Context) -> bool:
    """The day promised to the one who raised it is over, and no support has begun."""
    promised = case.facts.answer
    before = {State.SCREENING, State.ASSESSING, State.PREPARING}
    awaited = case.state in before and case.facts.supported is None
    return awaited and promised is not None and promised.until < ctx.today


def _taken_back(case: Case) -> bool:
    """Whoever the person told wrote down that they changed their mind, and nobody of the circle said more."""
    newest = consents.newest(case, ConsentKind.SUPPORT)
    withdrawn = newest is not None and newest.given is ConsentSupport.WITHDRAWN
    return withdrawn and case.state is State.SUPPORTING


def _unheld(case: Case) -> bool:
    """No owner where one is needed."""
    needed = {State.PREPARING, State.SUPPORTING, State.CLOSING}
    return case.owner is None and case.state in needed


def _sensible(act: Act, case: Case, ctx: Context) -> bool:
    """Work acts are open in many states; only where they lead on are they offered."""
    if case.status in {None, Status.ENDED, Status.ELSEWHERE}:
        return act in {Act.OPEN_SEALED}
    leads_on = _LEADS_ON.get(act)
    if leads_on is not None and not leads_on(case, ctx):
        return False
    look = Look(case=case, act=act, actor=ctx.actor, scene=ctx.scene)
    return (ctx.is_light and act in _SETTLED_BY_FORM) or standing((act,), look) is None


def _owner_is_asked(case: Case, ctx: Context) -> bool:
    if not is_nominated(case, ctx):
        return False
    stands = owning.agreed(case, ctx.scene)
    return ctx.is_light or not (stands.lacking or stands.own_lacks)


def _seat_may_agree(case: Case, ctx: Context) -> bool:
    nominee = case.facts.nominee
    if nominee is None or ctx.is_light:
        return False
    return ctx.actor.seat not in {one.seat for one in nominee.assents}


def _owes_first_word(case: Case, ctx: Context) -> bool:
    owner = case.facts.owner
    if owner is None or (owner.said is not None and not owner.owed):
        return False
    return Role.CASE_OWNER in access.roles(ctx.actor, case, ctx.scene)


def _owner_lacks(case: Case, _ctx: Context) -> bool:
    facts, needed = case.facts, {State.PREPARING, State.SUPPORTING}
    return facts.owner is None and facts.nominee is None and case.state in needed


def _own_view_lacks(case: Case, ctx: Context) -> bool:
    gave = {view.by for view in case.hidden.views}
    asked = case.state is State.ASSESSING and not case.facts.judged
    return asked and ctx.actor.no not in gave


# What the form that starts support does not ask for in full; that a case is paused is for the guard to say.
START_NEEDS: Final = (Guard.OWNER_SETTLED, Guard.PARTICIPATION_SETTLED)


def _lacks(needed: Iterable[Guard], act: Act, case: Case, ctx: Context) -> list[Guard]:
    """Which of these guards would refuse the act as things stand."""
    look = Look(case=case, act=act, actor=ctx.actor, scene=ctx.scene)
    return [guard for guard in needed if CHECKS[guard](look) is not None]


def _starts_but_for_the_word(case: Case, ctx: Context) -> bool:
    """Whoever could start support, had the person said whether they take part."""
    lacking = _lacks(START_NEEDS, Act.START, case, ctx)
    return ctx.may(Act.START, case) and lacking == [Guard.PARTICIPATION_SETTLED]


def _may_end(case: Case, ctx: Context) -> bool:
    """Nothing is awaited but what the form asks for itself."""
    look = Look(case=case, act=Act.CLOSE, actor=ctx.actor, scene=ctx.scene)
    missing = CHECKS[Guard.CLOSING_READY](look)
    return missing is None or bool(missing.get(MENDS))


def _owes_the_round(case: Case, ctx: Context) -> bool:
    asked = case.state is State.CLOSING and not ctx.is_light
    return asked and all(one.by != ctx.actor.no for one in case.hidden.round)


def _police_owe(case: Case, ctx: Context) -> bool:
    """In full nobody answers for them; in light the coordinator may write it down."""
    return not case.hidden.police and ctx.partnership.profile == Profile.FULL


def _may_adopt(case: Case, ctx: Context) -> bool:
    return bool(case.facts.judged) or ctx.partnership.profile == Profile.LIGHT


# In light their forms hold what the police said.
_SETTLED_BY_FORM: Final = frozenset({Act.TAKE_UP, Act.START})

_LEADS_ON: Final[Mapping[Act, Callable[[Case, Context], bool]]] = {
    Act.POLICE_ANSWER: lambda case, _ctx: not case.hidden.police,
    Act.ASK_POLICE: _police_owe,
    Act.GIVE_JUDGEMENT: _own_view_lacks,
    Act.ASK_INFO: lambda case, _ctx: case.state is State.ASSESSING,
    Act.ADOPT: _may_adopt,
    Act.NOMINATE_OWNER: _owner_lacks,
    Act.ACCEPT_OWNER: _owner_is_asked,
    Act.ASSENT_OWNER: _seat_may_agree,
    Act.OWNER_REPLY: _owes_first_word,
    Act.WRITE_PLAN: lambda case, _ctx: case.owner is not None,
    Act.RECORD_CONSENT: lambda case, ctx: (
        case.state is State.PREPARING and not ctx.is_light and _starts_but_for_the_word(case, ctx)
    ),
    Act.START: lambda case, ctx: ctx.is_light or not _lacks(START_NEEDS, Act.START, case, ctx),
    Act.INVITE_GUEST: lambda case, _ctx: case.owner is not None,
    Act.LOG_PROGRESS: lambda case, ctx: bool(to_log(ctx, case)),
}

"""/case answer, police, take, point, close: the moves of a case that the coordinator writes down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final

from bot.case import Case
from bot.casework import pausing
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.days import add_days
from bot.disclosure import Sensitive
from bot.errors import GuardRefused, NotFound, Unfit
from bot.fields import CASE, On, Ref, Seats, Who, ask, codes, may
from bot.parts import Answer, Member, PauseKind, PoliceWord, Release, TextKind
from bot.people import Duty, Person, SeatState
from bot.policies import access, assessment
from bot.policies.guards import FORBIDS, Given
from bot.ports import NoticeKind
from bot.process import Profile
from bot.scene import Context
from bot.vocabulary.concern import PROPOSED
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.people import GuestBrings, GuestWhy, Sector
from bot.vocabulary.process import Act, Guard, State
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission, Role
from bot.vocabulary.sharing import Footing, Purpose
from bot.vocabulary.view import Limit, PoliceAnswer
from bot.vocabulary.work import ExpertAsked, NextStep, PointWhy, TakeWhy

STAY_DAYS = 90  # how long a place in the circle lasts unless said otherwise: until the next review


# Where the one who raised it still waits for what was promised.
AWAITED: Final = frozenset({State.SCREENING, State.ASSESSING, State.PREPARING})


class AnswerArgs(Args):
    WITHIN = AWAITED | {State.RAISED}
    ref: Ref = ask(CASE)
    next: NextStep = ask("What happens next?")
    by: On = ask("By when?", "Such as today, 2d, friday.")


@command(
    "case answer",
    Act.ANSWER,
    Act.SEND_FEEDBACK,
    permission=Permission.ANSWER_CONCERN,
    examples=["case answer amber-harbour-47-K next:screening by:2d"],
)
async def answer(ctx: Context, args: AnswerArgs) -> Reply:
    """Give the first human answer.

    The one who raised it hears your name, what happens next and by when. It promises nothing about the case.
    Said again it promises another day, in the same words, whatever the case waits for.
    """
    case = await ctx.case(args.ref, Act.ANSWER, Act.SEND_FEEDBACK)
    before = case.facts.answer
    again = before is not None and _renews(ctx, case, before)
    if not again:
        ctx.check(Act.ANSWER, case)
    if args.by < ctx.today:
        raise Unfit("by", "That day is past. Which day from today on?")
    if before is not None and again:
        return _promise(ctx, case, replace(before, by=ctx.actor.no, next=args.next, until=args.by))
    case.facts.answer = Answer(by=ctx.actor.no, at=ctx.now, next=args.next, until=args.by)
    case.did(Act.ANSWER, by=ctx.actor.no, at=ctx.now, next=args.next, until=args.by)
    ctx.tell([case.facts.referrer], NoticeKind.WAITING, f"concern status {case.name}")
    if not ctx.runs_the_process:
        ctx.tell(
            ctx.directory.having(Duty.COORDINATOR), NoticeKind.WAITING, f"case show {case.name}"
        )
    said = Reply.of(
        "You answered {case}: {next}, by {day}.", case=case.ref, next=args.next, day=args.by
    )
    return said.then("The one who raised it hears that from you.").join(steps(case, ctx))


def _renews(ctx: Context, case: Case, before: Answer) -> bool:
    """Their own promise anybody renews who may; another's once its day is over: two may answer at once."""
    theirs = before.by == ctx.actor.no or before.until < ctx.today
    return theirs and case.state in AWAITED and ctx.may(Act.SEND_FEEDBACK, case)


def _promise(ctx: Context, case: Case, promised: Answer) -> Reply:
    """Another day, said to the one who raised it: a hold never shows as a broken promise."""
    ctx.check(Act.SEND_FEEDBACK, case, Given(previewed=True))
    case.facts.answer, whom = promised, case.facts.referrer
    facts = {"next": promised.next, "until": promised.until}
    case.did(Act.SEND_FEEDBACK, by=ctx.actor.no, at=ctx.now, whom=whom, **facts)
    ctx.tell([case.facts.referrer], NoticeKind.WAITING, f"concern status {case.name}")
    said = Reply.of(
        "You promised another day for {case}: {next}, by {day}.",
        case=case.ref,
        next=promised.next,
        day=promised.until,
    )
    return said.then("The one who raised it hears that from you.").join(steps(case, ctx))


class PoliceArgs(Args):
    ref: Ref = ask(CASE)
    answer: PoliceAnswer | None = may("What does the police check say?", asked=True)
    limits: Annotated[tuple[Limit, ...] | None, codes(Limit)] = may(
        "What must not be done for now?",
        when=lambda given: given.get("answer") == PoliceAnswer.CLEAR_WITH_LIMITS.code,
    )
    on_behalf: Who | None = may("Who of the police said it?")

    @classmethod
    def needed(cls, ctx: Context) -> frozenset[str]:
        """To leave it out asks the police again, which the police do not do."""
        police = Role.POLICE_CONTACT in access.general_roles(ctx.actor, ctx.scene)
        return frozenset({"answer"}) if police else frozenset()

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """In full nobody answers for the police: whoever runs the process asks them again."""
        if not given.get("ref"):
            return {}
        case = await ctx.case(CaseRef.parse(given["ref"]), Act.POLICE_ANSWER, Act.ASK_POLICE)
        if given.get("limits"):
            return {"answer": PoliceAnswer.CLEAR_WITH_LIMITS.code}
        return {} if ctx.may(Act.POLICE_ANSWER, case) else {"answer": "", "on_behalf": ""}


@command(
    "case police",
    Act.POLICE_ANSWER,
    Act.ASK_POLICE,
    Act.SET_LIMITS,
    Act.CLEAR_LIMITS,
    permission=Permission.POLICE_ANSWER,
    examples=["case police amber-harbour-47-K", "case police amber-harbour-47-K answer:clear"],
    private=True,
)
async def police(ctx: Context, args: PoliceArgs) -> Reply:
    """Ask the police check again; police answer, limits, and their end.

    Without an answer it asks the police contact again. A hold looks like any pause to everybody else.
    """
    case = await ctx.case(args.ref, Act.POLICE_ANSWER, Act.ASK_POLICE)
    if args.answer is None:
        ctx.check(Act.ASK_POLICE, case)
        case.did(Act.ASK_POLICE, by=ctx.actor.no, at=ctx.now)  # its clock calls them at once
        return Reply.of("The police contact is asked again about {case}.", case=case.ref)
    ctx.check(Act.POLICE_ANSWER, case)
    if args.answer is PoliceAnswer.CLEAR_WITH_LIMITS and not args.limits:
        raise Unfit("limits", "Clear with limits: which? What must not be done for now?")
    said_by = _said_by(ctx, case, args.on_behalf)
    note_police(ctx, case, args.answer, said_by, args.limits)
    said = Reply.of("Noted for {case}: {answer}.", case=case.ref, answer=args.answer)
    return said.join(steps(case, ctx))


def _said_by(ctx: Context, case: Case, person: PersonNo | None) -> PersonNo | None:
    """Who of the police said it, where the coordinator writes it down. Raises NotFound."""
    if Role.POLICE_CONTACT in access.roles(ctx.actor, case, ctx.scene):
        return None
    contacts = ctx.directory.having(Duty.POLICE_CONTACT)
    if person is None and len(contacts) == 1:
        return contacts[0].no
    found = ctx.directory.people.get(person) if person else None
    if found is None:
        raise NotFound
    return found.no


def note_police(
    ctx: Context,
    case: Case,
    said: PoliceAnswer,
    said_by: PersonNo | None,
    limits: tuple[Limit, ...] | None = None,
) -> None:
    """Write down a police answer; the police contact gets a copy to confirm or correct."""
    case.hidden.police.append(
        PoliceWord(answer=said, by=ctx.actor.no, at=ctx.now, on_behalf=said_by)
    )
    if said is PoliceAnswer.HOLD:
        case.did(Act.POLICE_ANSWER, by=ctx.actor.no, at=ctx.now)
        pausing.pause(ctx, case, PauseKind.HOLD, None, setter=said_by or ctx.actor.no)
    else:
        holds = [p for p in case.hidden.pauses if p.kind is PauseKind.HOLD]
        case.hidden.pauses = [p for p in case.hidden.pauses if p.kind is not PauseKind.HOLD]
        case.did(Act.POLICE_ANSWER, by=ctx.actor.no, at=ctx.now)
        _limit(ctx, case, limits or () if said is PoliceAnswer.CLEAR_WITH_LIMITS else ())
        if holds and not case.paused:
            case.did(Act.RESUME, by=ctx.actor.no, at=ctx.now)
    if said_by is not None:
        ctx.tell([said_by], NoticeKind.ANSWER_AWAITED, f"case show {case.name}")
    else:
        ctx.tell(
            ctx.directory.having(Duty.COORDINATOR), NoticeKind.WAITING, f"case show {case.name}"
        )


def _limit(ctx: Context, case: Case, limits: tuple[Limit, ...]) -> None:
    """Set limits or end them. Whoever holds a step that is touched hears what not to do, or that it is over."""
    before, case.hidden.limits = case.hidden.limits, limits
    if before == limits:
        return
    act = Act.SET_LIMITS if limits else Act.CLEAR_LIMITS
    ctx.check(act, case)
    case.did(act, by=ctx.actor.no, at=ctx.now)
    touched = {kind for limit in (*before, *limits) for kind in FORBIDS[limit]}
    holders = [a.holder for a in case.facts.plan.actions if a.open and a.kind in touched]
    ctx.tell(holders, NoticeKind.WAITING, f"plan show {case.name}")


class TakeArgs(Args):
    ref: Ref = ask(CASE)
    why: TakeWhy = ask("Why is it taken up?")
    circle: Seats = ask("Which seats work on it?", "With commas between, such as school, social.")
    footing: Footing | None = may("On what footing?")
    police_said: PoliceAnswer | None = may("What did the police check say?", asked=True)
    said_by: Who | None = may("Who of the police said it?")
    expert: ExpertAsked | None = may("Was an expert asked?")
    reasons: Sensitive[str] | None = may("Reasons, if they need words", "Sealed.")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """What the police said is asked in light alone, and where they have not answered yet."""
        if not given.get("ref"):
            return {}
        case = await ctx.case(CaseRef.parse(given["ref"]), Act.TAKE_UP)
        asked = ctx.may(Act.POLICE_ANSWER, case) and not case.hidden.police
        return {} if asked else {"police_said": ""}

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        """The circle that the needs propose: to be taken with a button, or changed."""
        if not given.get("ref"):
            return {}
        case = await ctx.case(CaseRef.parse(given["ref"]), Act.TAKE_UP)
        seats = assessment.proposed(case, ctx.directory)
        if not seats:
            return {}
        said = Reply.of("The needs propose: {seats}", seats=seats)
        line = f"= {','.join(ctx.directory.seats[seat].key for seat in seats)}"
        return {"circle": said.offer_line("Take these", line)}


@command(
    "case take",
    Act.TAKE_UP,
    Act.ADOPT,
    permission=Permission.DECIDE_CASE,
    examples=["case take amber-harbour-47-K why:fits_here circle:school,social"],
)
async def take(ctx: Context, args: TakeArgs) -> Reply:
    """Take a concern up for joint assessment; in light the same form holds the police answer and adopts."""
    case = await ctx.case(args.ref, Act.TAKE_UP)
    if args.police_said is not None:
        if not ctx.may(Act.POLICE_ANSWER, case):
            raise GuardRefused(Guard.FREE_TO_WORK)  # in full the police contact says it
        ctx.check(Act.POLICE_ANSWER, case)
        note_police(ctx, case, args.police_said, _said_by(ctx, case, args.said_by))
    agreed = ctx.partnership.footing
    footing = args.footing or (Footing.of(agreed) if agreed else None)
    ctx.check(Act.TAKE_UP, case, Given(footing=footing))
    people = _holders(ctx, args.circle)
    case.facts.take_why, case.facts.expert = args.why, args.expert
    if footing is not None:
        case.facts.release = Release(
            by=ctx.actor.no,
            at=ctx.now,
            footing=footing,
            purpose=Purpose.ASSESSMENT,
            agreement=ctx.partnership.agreement,
        )
    for person in people:
        _joins(ctx, case, person)
    case.did(Act.TAKE_UP, by=ctx.actor.no, at=ctx.now, why=args.why)
    if args.reasons is not None:
        case.keep(args.reasons, TextKind.REASONS, by=ctx.actor.no, at=ctx.now)
    ctx.tell(people, NoticeKind.WAITING, f"case show {case.name}")
    if ctx.partnership.profile == Profile.LIGHT:
        ctx.check(Act.ADOPT, case, Given(without=True))
        case.did(Act.ADOPT, by=ctx.actor.no, at=ctx.now)
    seats = [p.seat for p in people if p.seat]
    said = Reply.of("{case} is taken up together: {seats}.", case=case.ref, seats=seats)
    return said.join(_omitted(case, ctx, args.circle)).join(_then(case)).join(steps(case, ctx))


def _omitted(case: Case, ctx: Context, circle: tuple[SeatNo, ...]) -> Reply:
    """What the needs propose and the circle lacks: for whoever runs the process, and kept with the case."""
    said = Reply(())
    missing = [seat for seat in assessment.proposed(case, ctx.directory) if seat not in circle]
    if missing:
        said = said.then("From the needs one might also ask: {seats}", seats=missing)
    without = _without_seat(case, ctx)
    if without:
        said = said.then(
            "The needs also point to sectors without a seat here: {words}", words=without
        )
    return said


def _then(case: Case) -> Reply:
    """In full: what comes before it can be taken on; a short conference while it is urgent."""
    if case.state is not State.ASSESSING:
        return Reply(())
    if case.facts.urgent is None:
        return Reply.of("Next: questions to seats, own judgements, then the conference.")
    return Reply.of(
        "A short conference within 24 hours: police, a care profession and you are enough."
    ).offer_line("Call it", f"meeting call kind:ad_hoc refs:{case.name}")


def _holders(ctx: Context, seats: tuple[SeatNo, ...]) -> list[Person]:
    """Who holds each seat, or the deputy while the holder is away. Raises NotFound for an empty seat."""
    found: list[Person] = []
    for seat in seats:
        holders = ctx.directory.of_seat(seat, Duty.HOLDER) or ctx.directory.of_seat(seat)
        if not holders:
            raise NotFound
        holder = holders[0]
        away = holder.away(ctx.now)
        found.append((ctx.directory.deputy_of(holder) if away else None) or holder)
    return found


def _joins(ctx: Context, case: Case, person: Person) -> None:
    if case.member(person.no) is not None or person.no in case.facts.recused:
        return
    case.facts.circle.append(
        Member(
            person=person.no,
            seat=person.seat,
            why=_why(ctx, case, person),
            brings=_brings(ctx, person),
            since=ctx.now,
            until=add_days(ctx.today, STAY_DAYS),
        )
    )


# What a seat brings by its sector, until somebody says it better with /case circle.
_BRINGS: Final[Mapping[Sector, GuestBrings]] = {
    Sector.MUNICIPALITY: GuestBrings.AUTHORITY,
    Sector.POLICE: GuestBrings.AUTHORITY,
    Sector.PROBATION_PRISON: GuestBrings.AUTHORITY,
    Sector.EDUCATION: GuestBrings.RELATIONSHIP,
    Sector.YOUTH_WORK: GuestBrings.RELATIONSHIP,
    Sector.HOUSING: GuestBrings.PLACE_OR_ACTIVITY,
    Sector.EMPLOYMENT: GuestBrings.PLACE_OR_ACTIVITY,
    Sector.SPORT_LEISURE: GuestBrings.PLACE_OR_ACTIVITY,
    Sector.NGO: GuestBrings.PLACE_OR_ACTIVITY,
    Sector.COMMUNITY: GuestBrings.RELATIONSHIP,
}


def _sector(ctx: Context, person: Person) -> Sector | None:
    found = ctx.directory.seat_of(person)
    return found.sector if found else None


def _brings(ctx: Context, person: Person) -> GuestBrings:
    sector = _sector(ctx, person)
    return _BRINGS.get(sector, GuestBrings.KNOWLEDGE) if sector else GuestBrings.KNOWLEDGE


def _why(ctx: Context, case: Case, person: Person) -> GuestWhy:
    """Who raised it knows the person; whom the needs propose offers a service; the others know something."""
    if case.facts.referrer == person.no:
        return GuestWhy.KNOWS_THE_PERSON
    if _brings(ctx, person) is GuestBrings.AUTHORITY:
        return GuestWhy.LEGAL_ROLE
    needs = case.facts.abstract.needs if case.facts.abstract else ()
    proposed = {sector for need in needs for sector in PROPOSED[need]}
    offers = _sector(ctx, person) in proposed
    return GuestWhy.OFFERS_A_SERVICE if offers else GuestWhy.SPECIAL_KNOWLEDGE


def _without_seat(case: Case, ctx: Context) -> list[Sector]:
    """Sectors that the needs propose and that have no live seat here."""
    live = {s.sector for s in ctx.directory.seats.values() if s.state is SeatState.LIVE}
    return [sector for sector in assessment.sectors_proposed(case) if sector not in live]


class PointArgs(Args):
    ref: Ref = ask(CASE)
    why: PointWhy = ask("Why not here?")
    to: Sensitive[str] = ask("Which other help is named?", "Only the one who raised it hears this.")
    second: Who | None = may("Who confirms it as the second person?")


@command(
    "case point",
    Act.POINT_ON,
    permission=Permission.DECIDE_CASE,
    examples=["case point amber-harbour-47-K why:other_help_fits to:family-advice"],
)
async def point(ctx: Context, args: PointArgs) -> Reply:
    """Not here, with other help named."""
    case = await ctx.case(args.ref, Act.POINT_ON)
    ctx.check(Act.POINT_ON, case)
    case.keep(args.to, TextKind.HELP, by=ctx.actor.no, at=ctx.now)
    case.facts.ended = ctx.now
    case.did(Act.POINT_ON, by=ctx.actor.no, at=ctx.now, why=args.why)
    ctx.tell([case.facts.referrer], NoticeKind.WAITING, f"concern status {case.name}")
    return Reply.of(
        "{case} is pointed on. The one who raised it hears which help is named.", case=case.ref
    )

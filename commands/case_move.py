"""/case answer, police, take, point, close: the moves of a case that the coordinator writes down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from bot.case import Case
from bot.command import Args, Reply, command
from bot.days import add_days
from bot.disclosure import Sensitive
from bot.endings import Closing
from bot.errors import GuardRefused, NotFound, NotOpenNow, Unfit
from bot.fields import CASE, On, Ref, Seats, Who, ask, codes, may
from bot.parts import Answer, Member, PauseKind, PoliceWord, Release, TextKind
from bot.people import Duty, Person
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.process import Profile
from bot.scene import Context
from bot.views import steps
from bot.vocabulary.concern import PROPOSED
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.people import GuestBrings, GuestWhy, Sector
from bot.vocabulary.process import Act, Guard, State
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import Footing, Purpose
from bot.vocabulary.view import Limit, Outcome, PoliceAnswer
from bot.vocabulary.work import (
    CloseStep,
    CloseWhy,
    ExpertAsked,
    Helped,
    NextStep,
    PointWhy,
    TakeWhy,
)

STAY_DAYS = 90  # how long a place in the circle lasts unless said otherwise: until the next review


class AnswerArgs(Args):
    ref: Ref = ask(CASE)
    next: NextStep = ask("What happens next?")
    by: On = ask("By when?", "Such as today, 2d, friday.")


@command(
    "case answer",
    Act.ANSWER,
    permission=Permission.ANSWER_CONCERN,
    examples=["case answer amber-harbour-47-K next:screening by:2d"],
)
async def answer(ctx: Context, args: AnswerArgs) -> Reply:
    """Give the first human answer.

    The one who raised it hears your name, what happens next and by when. It promises nothing about the case.
    """
    case = await ctx.case(args.ref, Act.ANSWER)
    ctx.check(Act.ANSWER, case)
    if args.by < ctx.today:
        raise Unfit("by", "That day is past. Which day from today on?")
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


class PoliceArgs(Args):
    ref: Ref = ask(CASE)
    answer: PoliceAnswer | None = may("What does the police check say?", asked=True)
    limits: Annotated[tuple[Limit, ...] | None, codes(Limit)] = may(
        "What must not be done for now?",
        when=lambda given: given.get("answer") == PoliceAnswer.CLEAR_WITH_LIMITS.code,
    )
    on_behalf: Who | None = may("Who of the police said it?")


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
        case.did(Act.ASK_POLICE, by=ctx.actor.no, at=ctx.now)
        contacts = ctx.directory.having(Duty.POLICE_CONTACT)
        ctx.tell(contacts, NoticeKind.ANSWER_AWAITED, f"case police {case.name}")
        return Reply.of("The police contact is asked again about {case}.", case=case.ref)
    ctx.check(Act.POLICE_ANSWER, case)
    said_by = _said_by(ctx, args.on_behalf)
    note_police(ctx, case, args.answer, said_by, args.limits)
    said = Reply.of("Noted for {case}: {answer}.", case=case.ref, answer=args.answer)
    return said.join(steps(case, ctx))


def _said_by(ctx: Context, person: PersonNo | None) -> PersonNo | None:
    """Who of the police said it, where the coordinator writes it down. Raises GuardRefused, NotFound."""
    if Duty.POLICE_CONTACT in ctx.actor.duties:
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
        began = case.pause(PauseKind.HOLD, None, by=said_by or ctx.actor.no, at=ctx.now)
        case.did(Act.POLICE_ANSWER, by=ctx.actor.no, at=ctx.now)
        if began:
            case.did(Act.PAUSE, by=ctx.actor.no, at=ctx.now)
    else:
        holds = [p for p in case.hidden.pauses if p.kind is PauseKind.HOLD]
        case.hidden.pauses = [p for p in case.hidden.pauses if p.kind is not PauseKind.HOLD]
        case.hidden.limits = limits or () if said is PoliceAnswer.CLEAR_WITH_LIMITS else ()
        case.did(Act.POLICE_ANSWER, by=ctx.actor.no, at=ctx.now)
        if holds and not case.paused:
            case.did(Act.RESUME, by=ctx.actor.no, at=ctx.now)
    if said_by is not None:
        ctx.tell([said_by], NoticeKind.ANSWER_AWAITED, f"case show {case.name}")
    else:
        ctx.tell(
            ctx.directory.having(Duty.COORDINATOR), NoticeKind.WAITING, f"case show {case.name}"
        )
    holders = [a.holder for a in case.facts.plan.actions if a.open] if case.hidden.limits else []
    ctx.tell(holders, NoticeKind.WAITING, f"plan show {case.name}")


class TakeArgs(Args):
    ref: Ref = ask(CASE)
    why: TakeWhy = ask("Why is it taken up?")
    circle: Seats = ask("Which seats work on it?", "With commas between, such as school, social.")
    footing: Footing | None = may("On what footing?")
    police_said: PoliceAnswer | None = may("What did the police check say?")
    said_by: Who | None = may("Who of the police said it?")
    expert: ExpertAsked | None = may("Was an expert asked?")
    reasons: Sensitive[str] | None = may("Reasons, if they need words", "Sealed.")


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
        ctx.check(Act.POLICE_ANSWER, case)
        note_police(ctx, case, args.police_said, _said_by(ctx, args.said_by))
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
    missing = _not_asked(case, ctx, args.circle)
    if missing:
        said = said.then("From the needs one might also ask: {seats}", seats=missing)
    return said.join(steps(case, ctx))


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


def _not_asked(case: Case, ctx: Context, asked: tuple[SeatNo, ...]) -> list[SeatNo]:
    """Live seats whose sector the needs propose and which are not in the circle."""
    needs = case.facts.abstract.needs if case.facts.abstract else ()
    sectors = {sector for need in needs for sector in PROPOSED[need]}
    seats = ctx.directory.seats.values()
    return [s.no for s in seats if s.sector in sectors and s.no not in asked]


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


class CloseArgs(Args):
    ref: Ref = ask(CASE)
    step: CloseStep = ask("Which step?")
    why: CloseWhy | None = may(
        "Why?",
        when=lambda given: given.get("step") in {CloseStep.PROPOSE.code, CloseStep.NOT_YET.code},
    )
    outcome: Outcome | None = may(
        "How did it end?",
        "Sealed; only for figures.",
        asked=True,
        when=lambda given: given.get("step") == CloseStep.PROPOSE.code,
    )
    helped: Helped | None = may(
        "Did the support help?", when=lambda given: given.get("step") == CloseStep.ANSWER.code
    )
    line: Sensitive[str] | None = may("One line, if you like", "Sealed.")
    second: Who | None = may("Who confirms it as the second person?")


@command(
    "case close",
    Act.PROPOSE_CLOSE,
    Act.CLOSE,
    Act.NOT_YET,
    Act.ANSWER_CLOSING,
    permission=Permission.ANSWER_CLOSING,
    examples=["case close amber-harbour-47-K step:propose why:goals_met"],
)
async def close(ctx: Context, args: CloseArgs) -> Reply:
    """Propose an end, answer the closing round, end it, or say not yet.

    Two people end a case: one proposes, another ends it. No step of the plan may be open then.
    """
    match args.step:
        case CloseStep.PROPOSE:
            return await _propose(ctx, args)
        case CloseStep.ANSWER:
            return await _closing_answer(ctx, args)
        case CloseStep.FINISH:
            return await _finish(ctx, args)
        case CloseStep.NOT_YET:
            return await _not_yet(ctx, args)


async def _propose(ctx: Context, args: CloseArgs) -> Reply:
    case = await ctx.case(args.ref, Act.PROPOSE_CLOSE)
    ctx.check(Act.PROPOSE_CLOSE, case)
    if args.why is None:
        raise GuardRefused(Guard.REASON_GIVEN)
    case.facts.closing = Closing(by=ctx.actor.no, at=ctx.now, why=args.why, feedback_ready=True)
    case.hidden.outcome = args.outcome
    _line(ctx, case, args)
    case.did(Act.PROPOSE_CLOSE, by=ctx.actor.no, at=ctx.now, why=args.why)
    ctx.tell(ctx.directory.having(Duty.COORDINATOR), NoticeKind.WAITING, f"case show {case.name}")
    return Reply.of("An end is proposed for {case}. The coordinator ends it.", case=case.ref)


async def _closing_answer(ctx: Context, args: CloseArgs) -> Reply:
    case = await ctx.case(args.ref, Act.ANSWER_CLOSING)
    ctx.check(Act.ANSWER_CLOSING, case)
    closing = case.facts.closing
    if case.state is not State.CLOSING or closing is None:
        raise NotOpenNow(ctx.open_acts(case))
    if ctx.actor.no not in closing.answers:
        closing.answers.append(ctx.actor.no)
    _line(ctx, case, args)
    case.did(Act.ANSWER_CLOSING, by=ctx.actor.no, at=ctx.now)
    return Reply.of(
        "Your answer to the closing round of {case} is noted. Thank you.", case=case.ref
    )


async def _finish(ctx: Context, args: CloseArgs) -> Reply:
    case = await ctx.case(args.ref, Act.CLOSE)
    closing = case.facts.closing
    if args.outcome is not None:
        case.hidden.outcome = args.outcome
    ctx.check(Act.CLOSE, case, Given(proposed_by=closing.by if closing else None))
    _line(ctx, case, args)
    gave = {item.by for item in case.facts.items} | {case.facts.referrer}
    guests = [guest for guest in case.facts.guests if guest.ended is None]
    for guest in guests:
        guest.ended = ctx.now
    case.facts.ended = ctx.now
    case.did(Act.CLOSE, by=ctx.actor.no, at=ctx.now)
    ctx.tell(sorted(gave), NoticeKind.THANKS, f"concern status {case.name}")
    ctx.tell([guest.person for guest in guests], NoticeKind.GUEST_ENDED)
    return Reply.of(
        "{case} has ended. Those who gave hear it and are thanked; guests are out.", case=case.ref
    )


async def _not_yet(ctx: Context, args: CloseArgs) -> Reply:
    case = await ctx.case(args.ref, Act.NOT_YET)
    ctx.check(Act.NOT_YET, case)
    if args.why is None:
        raise GuardRefused(Guard.REASON_GIVEN)
    case.facts.closing = None
    case.did(Act.NOT_YET, by=ctx.actor.no, at=ctx.now)
    return Reply.of("Not yet: support for {case} goes on.", case=case.ref)


def _line(ctx: Context, case: Case, args: CloseArgs) -> None:
    if args.line is not None:
        case.keep(args.line, TextKind.LINE, by=ctx.actor.no, at=ctx.now)

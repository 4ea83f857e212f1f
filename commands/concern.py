"""/concern: bring a worry, or think it through first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.case import Case
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import GuardRefused
from bot.fields import YesNo, ask, codes, may
from bot.parts import Abstraction, Facts, LadderEntry, Release, TextKind, Urgent
from bot.policies import ladder, smallcell
from bot.policies.announce import sector_of
from bot.policies.guards import HEALTH, Given
from bot.scene import Context
from bot.vocabulary.base import Word
from bot.vocabulary.concern import (
    AgeBand,
    BasisSeen,
    Called,
    Guessable,
    Need,
    Setting,
    Since,
    Status,
    Strength,
    Sure,
    Topic,
    Trend,
    Urgency,
    UrgentGround,
)
from bot.vocabulary.numbers import Number
from bot.vocabulary.people import Sector
from bot.vocabulary.process import Act, Guard
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import Footing, Purpose
from bot.vocabulary.view import LadderResult, LadderStep, SkipWhy


def _now(given: Mapping[str, str]) -> bool:
    return given.get("urgency") == Urgency.NOW.code


class New(Args):
    topic: Annotated[tuple[Topic, ...], codes(Topic)] = ask("What is the worry about?", most=2)
    urgency: Urgency = ask("How soon should somebody look at it?")
    called: Called | None = may(
        "First: have you called {emergency_number}?",
        "Confer is never the emergency channel.",
        when=_now,
    )
    ground: UrgentGround | None = may("What makes it urgent?", when=_now)
    age: AgeBand = ask("How old is the person?")
    basis: BasisSeen = ask("How do you know?")
    sure: Sure = ask("How sure are you?")
    strengths: Annotated[tuple[Strength, ...], codes(Strength)] = ask(
        "What carries and protects the person?", most=4
    )
    guessable: Guessable = ask(
        "Would a colleague from the same school or street guess who this is?",
        "If so, the seats' channel hears nothing of it.",
    )
    footing: Footing | None = may("On what footing do you share this?")
    detail: Sensitive[str] | None = may(
        "What did you see or hear?",
        "In your own words; sealed, opened one person at a time. Say what was seen, not what somebody is.",
        asked=True,
        when=lambda given: not _now(given),  # it is asked for under the preview: first the call
    )
    setting: Setting | None = may("Where was it seen?")
    since: Since | None = may("Since when?")
    trend: Trend | None = may("Is it getting better or worse?")
    needs: Annotated[tuple[Need, ...], codes(Need)] = may("What may be needed?", most=5)
    who: Sensitive[str] | None = may(
        "Who is it?", "Kept apart from the rest, under a key of its own."
    )
    keep: YesNo | None = may("Keep it as a draft?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """A draft that was kept is carried on: its answers stand, and the preview shows them.

        In danger fewer questions are asked: what carries the person can be said under the preview.
        """
        draft = await ctx.unit.cases.draft_of(ctx.actor.no)
        if draft is None or draft.facts.abstract is None:
            return {"strengths": Strength.NOT_KNOWN_YET.code} if _now(given) else {}
        return _answers(draft.facts.abstract, words=bool(draft.facts.items))


def _answers(kept: Abstraction, *, words: bool) -> dict[str, str]:
    """Set words as a form holds them. `words`: there are sealed ones too, which need not be told again."""
    found = {
        "topic": ",".join(word.code for word in kept.topics),
        "strengths": ",".join(word.code for word in kept.strengths),
        "needs": ",".join(word.code for word in kept.needs),
        "detail": "",
    }
    singles = ("urgency", "age", "basis", "sure", "guessable", "setting", "since", "trend")
    for name in singles:
        word: Word | None = getattr(kept, name)
        found[name] = word.code if word else ""
    if not words:
        del found["detail"]
    return found


def _abstraction(args: New) -> Abstraction:
    return Abstraction(
        topics=args.topic,
        urgency=args.urgency,
        age=args.age,
        basis=args.basis,
        sure=args.sure,
        strengths=args.strengths,
        guessable=args.guessable,
        setting=args.setting,
        since=args.since,
        trend=args.trend,
        needs=args.needs or (),
    )


def _footing(ctx: Context, args: New) -> Footing | None:
    """The agreement may fill it in; what the author says rules."""
    agreed = ctx.partnership.footing
    return args.footing or (Footing.of(agreed) if agreed else None)


async def _preview(ctx: Context, args: New) -> Reply:
    """Everything others will read, before anything is sent."""
    if args.keep:
        return Reply(())
    _ask_emergency(ctx, args)
    draft = await ctx.unit.cases.draft_of(ctx.actor.no)
    case = Case(facts=_facts(ctx, args))
    sector = sector_of(case, ctx.directory)
    abstraction = _abstraction(args)
    ref = CaseRef(0)  # the real one is drawn at the raise; no line of the preview shows it
    circle = smallcell.circle_line(
        abstraction, sector=sector, partnership=ctx.partnership, status=Status.WAITING, ref=ref
    )
    line = smallcell.channel_line(
        abstraction, sector=sector, partnership=ctx.partnership, status=Status.WAITING, ref=ref
    )
    said = Reply.of("This is all that others will read.")
    shown = [*(circle.topics or circle.families), circle.urgency]
    shown += [
        w for w in (circle.age, circle.setting, circle.sector, circle.trend, circle.since) if w
    ]
    said = said.then("Who works on it: {words}", words=[*shown, *circle.strengths, *circle.needs])
    if ctx.partnership.channel_line and args.guessable is Guessable.WOULD_NOT_GUESS:
        coarse = [*line.families, *([line.age] if line.age else []), line.urgency, line.status]
        said = said.then("The seats' channel: {words}", words=coarse)
    else:
        said = said.then("The seats' channel: nothing.")
    said = said.join(_coarser(ctx, abstraction, sector))
    said = said.join(_own_words(args, draft)).join(_ladder_line(ctx, args))
    said = said.then(
        "To add or change something, write to Confer in private, such as  needs: counselling"
    ).offer("Keep as a draft", "= keep:yes")
    # By a button, so that where the platform keeps what is typed nobody is led to type a name.
    return said if args.who else said.offer("Say who it is", "= who:")


def _own_words(args: New, draft: Case | None) -> Reply:
    if args.detail or args.who or (draft is not None and draft.facts.items):
        return Reply.of("Sealed, opened one person at a time: your own words.")
    if args.urgency is Urgency.NOW:
        return Reply.of("What did you see or hear? Write it now, or send first and add it then.")
    return Reply(())


def _ladder_line(ctx: Context, args: New) -> Reply:
    """What sending says of the six steps, which are asked of health seats."""
    if not _is_health(ctx):
        return Reply(())
    if args.urgency is Urgency.NOW:
        return Reply.of(
            "Steps of the ladder that are open wait for the emergency; you are asked for them within 72 hours."
        )
    return Reply.of(
        "Sending says that you have been through the six steps of the ladder, or had a reason not to."
    )


def _coarser(ctx: Context, abstraction: Abstraction, sector: Sector | None) -> Reply:
    """Each step that the small-cell check took, which nobody can undo."""
    said, here = Reply(()), ctx.partnership
    found = smallcell.steps(abstraction, smallcell.CIRCLE, sector=sector, partnership=here)
    if found:
        said = said.then(
            "So that it fits many people, those who work on it do not read: {steps}", steps=found
        )
    seats = smallcell.steps(abstraction, smallcell.SEATS, sector=sector, partnership=here)
    if seats and smallcell.channel_open(abstraction, here):
        said = said.then("Nor do the seats: {steps}", steps=seats)
    return said.then("To say still less:  age: not_said  or  setting: skip") if said.lines else said


def _ask_emergency(ctx: Context, args: New) -> None:
    """Raises GuardRefused where `now` is said and the emergency question is open."""
    if args.urgency is Urgency.NOW and not (args.called and args.ground):
        number = ctx.partnership.emergency_number
        raise GuardRefused(Guard.URGENT_GROUND, {"emergency_number": number})


def _is_health(ctx: Context) -> bool:
    seat = ctx.directory.seat_of(ctx.actor)
    return seat is not None and seat.sector in HEALTH


def _facts(ctx: Context, args: New) -> Facts:
    return Facts(referrer=ctx.actor.no, referrer_seat=ctx.actor.seat, abstract=_abstraction(args))


@command(
    "concern new",
    Act.START_DRAFT,
    Act.RAISE,
    permission=Permission.RAISE_CONCERN,
    examples=["concern new urgency:this_week", "concern new topic:alone,online urgency:today"],
    preview=_preview,
)
async def new(ctx: Context, args: New) -> Reply:
    """Think a worry through and, if you choose, raise it.

    You are asked a few questions with set answers; then you see exactly what others will read, and send
    it, change it, keep it as a draft, or throw it away. Your own words are sealed.
    """
    case = await ctx.unit.cases.draft_of(ctx.actor.no)
    if case is None:
        case = Case(facts=_facts(ctx, args))
        await ctx.unit.cases.add(case)
    case.facts.abstract = _abstraction(args)
    case.facts.referrer_seat = ctx.actor.seat
    if args.keep:
        _keep_words(ctx, case, args)
        case.did(Act.START_DRAFT, by=ctx.actor.no, at=ctx.now)
        return (
            Reply.of("Kept as a draft. Only you can see it; untouched, it is erased after 90 days.")
            .offering("Carry on", "concern new")
            .offering("The six steps", "concern ladder")
            .offering("Let it rest", "concern rest")
        )
    return await _raise(ctx, case, args)


def _keep_words(ctx: Context, case: Case, args: New) -> None:
    for text, kind in ((args.detail, TextKind.DETAIL), (args.who, TextKind.IDENTITY)):
        if text is not None:
            case.keep(text, kind, by=ctx.actor.no, at=ctx.now)


def _let_pass(ctx: Context, case: Case) -> None:
    """Danger now: open steps count as skipped for the emergency, and are asked for within 72 hours."""
    for step in ladder.open_steps(case.hidden.ladder):
        first = step is LadderStep.RECOGNISE  # what was seen stands in the concern itself
        entry = LadderEntry(
            step=step,
            result=LadderResult.DONE if first else LadderResult.SKIPPED,
            skip_why=None if first else SkipWhy.EMERGENCY,
            at=ctx.now,
        )
        case.hidden.ladder = ladder.replaced(case.hidden.ladder, entry)


async def _raise(ctx: Context, case: Case, args: New) -> Reply:
    footing = _footing(ctx, args)
    urgent = args.urgency is Urgency.NOW
    if urgent and _is_health(ctx):
        _let_pass(ctx, case)
    given = Given(footing=footing, previewed=ctx.previewed, attested=ctx.previewed)
    ctx.check(Act.RAISE, case, given)
    if footing is not None:
        case.facts.release = Release(
            by=ctx.actor.no,
            at=ctx.now,
            footing=footing,
            purpose=Purpose.of(ctx.partnership.purpose),
            agreement=ctx.partnership.agreement,
        )
    _keep_words(ctx, case, args)
    case.ref = await ctx.unit.cases.free_ref()
    case.facts.wished = tuple(seat for entry in case.hidden.ladder for seat in entry.to)
    case.facts.raised = ctx.now
    if urgent and args.ground and args.called:
        case.facts.urgent = Urgent(ground=args.ground, called=args.called, since=ctx.now)
    case.did(Act.RAISE, by=ctx.actor.no, at=ctx.now)
    if case.facts.urgent:
        case.did(Act.SET_URGENT, by=ctx.actor.no, at=ctx.now)
    said = Reply.of("Thank you. Your concern is {case}.", case=case.ref)
    hours = 1 if urgent else ctx.partnership.first_answer_h
    if hours == 1:
        said = said.then("A named person answers within the hour; you will hear.")
    else:
        said = said.then("A named person answers within {n} hours; you will hear.", n=hours)
    if urgent:
        said = said.then(
            "If anybody is in danger now, call {number}.",
            number=Number(int(ctx.partnership.emergency_number)),
        )
    return said.offering("Where it stands", "concern status", case.name).offering(
        "Add words", "concern detail", case.name
    )

"""/concern: bring a worry, or think it through first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, LiteralString

from bot import sharing
from bot.case import Case
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import GuardRefused, NotFound, Unfit
from bot.fields import CASE, Ref, WhichItem, YesNo, ask, codes, may
from bot.parts import Abstraction, Facts, LadderEntry, Release, TextKind, Urgent
from bot.people import Duty
from bot.policies import access, smallcell
from bot.policies.announce import sector_of
from bot.policies.guards import HEALTH, Given
from bot.ports import ErasedWhy, NoticeKind
from bot.scene import Context
from bot.views import heard, steps
from bot.vocabulary.base import Word
from bot.vocabulary.concern import (
    AgeBand,
    BasisSeen,
    Called,
    Guessable,
    LiftWhy,
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
from bot.vocabulary.process import Act, Guard, State
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import Footing, Purpose
from bot.vocabulary.view import LadderResult, LadderStep, SkipWhy

# Why a rung of the ladder may be skipped; the first and the last may not (states.md, the six-step ladder).
SKIPS: Final[Mapping[LadderStep, frozenset[SkipWhy]]] = {
    LadderStep.SPEAK: frozenset(
        {
            SkipWhy.WOULD_RAISE_DANGER,
            SkipWhy.CANNOT_REACH,
            SkipWhy.LACKS_CAPACITY_NOW,
            SkipWhy.EMERGENCY,
        }
    ),
    LadderStep.CONSULT: frozenset({SkipWhy.EMERGENCY, SkipWhy.NONE_AVAILABLE}),
    LadderStep.MANAGER: frozenset({SkipWhy.EMERGENCY, SkipWhy.SOLE_PRACTITIONER}),
    LadderStep.SPECIALIST: frozenset(
        {SkipWhy.EMERGENCY, SkipWhy.NOT_INDICATED, SkipWhy.NO_SPECIALIST_IN_TIME}
    ),
}


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
        """A draft that was kept is carried on: its answers stand, and the preview shows them."""
        del given
        draft = await ctx.unit.cases.draft_of(ctx.actor.no)
        if draft is None or draft.facts.abstract is None:
            return {}
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
    if args.detail or args.who or (draft is not None and draft.facts.items):
        said = said.then("Sealed, opened one person at a time: your own words.")
    if _is_health(ctx):
        said = said.then(
            "Sending says that you have been through the six steps of the ladder, or had a reason not to."
        )
    said = said.then(
        "To add or change something, write to Confer in private, such as  needs: counselling  or  who: …"
    )
    return said.offer("Keep as a draft", "= keep:yes")


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


async def _raise(ctx: Context, case: Case, args: New) -> Reply:
    footing = _footing(ctx, args)
    urgent = args.urgency is Urgency.NOW
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


def _not_skipped(given: Mapping[str, str]) -> bool:
    return given.get("result") == LadderResult.SKIPPED.code


class Ladder(Args):
    step: LadderStep = ask("Which of the six steps?")
    result: LadderResult = ask("How did it go?")
    skip_why: SkipWhy | None = may("Why was it skipped?", when=_not_skipped)
    note: Sensitive[str] | None = may("A note for yourself", "Private to you; sealed.", asked=True)


# Said where the reason does not fit the step.
ONLY_FOR: Final[Mapping[LadderStep, LiteralString]] = {
    LadderStep.SPEAK: (
        "Speaking with the person is skipped only where it would raise danger, in an emergency, or"
        " where the person cannot be reached or cannot decide now."
    ),
    LadderStep.CONSULT: "Asking a colleague is skipped only in an emergency, or where there is none.",
    LadderStep.MANAGER: (
        "Asking the manager is skipped only in an emergency, or by somebody who works alone."
    ),
    LadderStep.SPECIALIST: (
        "The specialist step is skipped only in an emergency, where it is not called for, or where"
        " nobody can do it in time."
    ),
}


def _skippable(args: Ladder) -> None:
    """Raises Unfit for a step that cannot be skipped, or not for this reason."""
    if args.step not in SKIPS:
        raise Unfit("result", "This step cannot be skipped.")
    if args.skip_why not in SKIPS[args.step]:
        raise Unfit("skip_why", ONLY_FOR[args.step])


@command(
    "concern ladder",
    Act.LADDER_STEP,
    permission=Permission.WRITE_DRAFT,
    examples=["concern ladder", "concern ladder step:2_speak result:done"],
    private=True,
)
async def ladder(ctx: Context, args: Ladder) -> Reply:
    """Do or skip one of the six steps.

    The steps are private to you. You may stop on any of them, and stopping is a good outcome.
    """
    case = await ctx.unit.cases.draft_of(ctx.actor.no)
    if case is None:
        case = Case(facts=Facts(referrer=ctx.actor.no, referrer_seat=ctx.actor.seat))
        await ctx.unit.cases.add(case)
    if args.result is LadderResult.SKIPPED:
        _skippable(args)
    ctx.check(Act.LADDER_STEP, case)
    kept = [entry for entry in case.hidden.ladder if entry.step is not args.step]
    entry = LadderEntry(step=args.step, result=args.result, skip_why=args.skip_why, at=ctx.now)
    case.hidden.ladder = [*kept, entry]
    if args.note is not None:
        case.keep(args.note, TextKind.LADDER, by=ctx.actor.no, at=ctx.now)
    case.did(Act.LADDER_STEP, by=ctx.actor.no, at=ctx.now)
    done = [entry.step for entry in case.hidden.ladder]
    left = [step for step in LadderStep if step not in done and step is not LadderStep.SHARE]
    said = Reply.of("Noted: {step}, {result}.", step=args.step, result=args.result)
    if left:
        said = said.then("Still open: {steps}", steps=left).offering("Next step", "concern ladder")
    return said.offering("Raise it", "concern new").offering("Let it rest", "concern rest")


def _adds(given: Mapping[str, str]) -> bool:
    return not given.get("take_back") and not given.get("who")


class Detail(Args):
    ref: Ref = ask(CASE)
    detail: Sensitive[str] | None = may(
        "What would you like to add?", "In your own words; sealed.", when=_adds
    )
    who: Sensitive[str] | None = may("Who is it?", "Kept apart, under a key of its own.")
    take_back: WhichItem | None = may("Which item do you take back?")


@command(
    "concern detail",
    Act.ADD_DETAIL,
    permission=Permission.ADD_DETAIL,
    examples=["concern detail amber-harbour-47-K"],
)
async def detail(ctx: Context, args: Detail) -> Reply:
    """Add sealed text, or take back what you gave.

    What you add is opened one person at a time, with a reason, and you can see who opened it.
    """
    case = await ctx.case(args.ref, Act.ADD_DETAIL)
    if args.take_back is not None:
        item = case.item(args.take_back.value)
        if item.by != ctx.actor.no:
            raise NotFound
        await sharing.hide(ctx, case, item)
        return Reply.of(
            "Taken back: nobody can open it from now on. It does not undo what was read."
        )
    if args.detail is None and args.who is None:
        return Reply.of("Nothing was added.")
    ctx.check(Act.ADD_DETAIL, case)
    numbers: list[int] = []
    for text, kind in ((args.detail, TextKind.DETAIL), (args.who, TextKind.IDENTITY)):
        if text is not None:
            numbers.append(case.keep(text, kind, by=ctx.actor.no, at=ctx.now).no)
    case.did(Act.ADD_DETAIL, by=ctx.actor.no, at=ctx.now)
    said = Reply.of("Added to {case}, sealed, as item {n}.", case=case.ref, n=numbers)
    return said.then(
        "To take it back:  /concern detail {case} take_back:{n}", case=case.ref, n=numbers[-1]
    )


def _not_clearing(given: Mapping[str, str]) -> bool:
    return "clear" not in given


class UrgentArgs(Args):
    ref: Ref = ask(CASE)
    called: Called | None = may(
        "First: have you called {emergency_number}?",
        "Confer is never the emergency channel.",
        when=_not_clearing,
    )
    ground: UrgentGround | None = may("What makes it urgent?", when=_not_clearing)
    clear: LiftWhy | None = may("Why is it no longer urgent?")


@command(
    "concern urgent",
    Act.SET_URGENT,
    Act.CLEAR_URGENT,
    permission=Permission.SET_URGENT,
    examples=["concern urgent amber-harbour-47-K ground:danger_to_self"],
)
async def urgent(ctx: Context, args: UrgentArgs) -> Reply:
    """Mark urgent; first the emergency number.

    Urgent shortens the clocks and wakes the people on call. It ends by itself after 72 hours.
    """
    case = await ctx.case(args.ref, Act.SET_URGENT, Act.CLEAR_URGENT)
    if args.clear is not None:
        ctx.check(Act.CLEAR_URGENT, case)
        case.facts.urgent = None
        case.did(Act.CLEAR_URGENT, by=ctx.actor.no, at=ctx.now)
        return Reply.of("{case} is no longer urgent.", case=case.ref)
    ctx.check(Act.SET_URGENT, case, Given(emergency=bool(args.called and args.ground)))
    if args.called is not None and args.ground is not None:
        case.facts.urgent = Urgent(ground=args.ground, called=args.called, since=ctx.now)
    case.did(Act.SET_URGENT, by=ctx.actor.no, at=ctx.now)
    on_call = [
        p
        for p in ctx.directory.having(
            Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR, Duty.POLICE_CONTACT
        )
    ]
    ctx.tell(on_call, NoticeKind.WAITING, f"case show {case.name}")
    return Reply.of(
        "{case} is urgent now. The people on call are woken; it ends by itself after 72 hours.",
        case=case.ref,
    )


class Rest(Args):
    pass


@command(
    "concern rest",
    Act.DROP,
    permission=Permission.WRITE_DRAFT,
    examples=["concern rest"],
    private=True,
)
async def rest(ctx: Context, _args: Rest) -> Reply:
    """Let a draft rest for good.

    Its keys are destroyed, then its words. Nothing ever left your agency.
    """
    case = await ctx.draft()
    ctx.check(Act.DROP, case)
    case.did(Act.DROP, by=ctx.actor.no, at=ctx.now)
    await ctx.unit.cases.erase(case, ErasedWhy.AUTHOR)
    form = await ctx.unit.dialogues.get(ctx.actor.no)
    if form is not None and form.command.startswith("concern "):
        await ctx.unit.dialogues.end(ctx.actor.no)  # its answers are the draft's
    return Reply.of(
        "Your draft is at rest: keys and words are destroyed. Thinking it through was worth it."
    )


class StatusArgs(Args):
    ref: Ref | None = may(CASE)


@command(
    "concern status",
    permission=Permission.SEE_CASE_EXISTS,
    examples=["concern status", "concern status amber-harbour-47-K"],
)
async def status(ctx: Context, args: StatusArgs) -> Reply:
    """See where your concern stands, in a few words."""
    if args.ref is not None:
        return await _where(ctx, await ctx.seen(args.ref, Permission.SEE_CASE_EXISTS))
    said = Reply(())
    for row in await ctx.unit.cases.lines(party=ctx.actor.no):
        case = await ctx.unit.cases.get(row.ref)
        if access.allowed(ctx.actor, Permission.SEE_CASE_EXISTS, case, ctx.scene):
            said = said.then("{case}: {status}", case=row.ref, status=case.status)
    draft = await ctx.unit.cases.draft_of(ctx.actor.no)
    if draft is not None and draft.state is State.DRAFT:
        said = said.then("One draft, seen by you alone.").offering("Carry on", "concern new")
    return (
        said
        if said.lines
        else Reply.of("You have no concern here.").offering("Bring one", "concern new")
    )


async def _where(ctx: Context, case: Case) -> Reply:
    said = Reply.of("{case}: {status}", case=case.ref, status=case.status)
    answer = case.facts.answer
    if answer is not None and case.facts.ended is None:
        said = said.then(
            "{name} has this. Next: {next}, by {day}.",
            name=answer.by,
            next=answer.next,
            day=answer.until,
        )
    if case.state is State.NOT_TAKEN and case.facts.referrer == ctx.actor.no:
        grant = access.reading(ctx.actor, Permission.SEE_CASE_EXISTS, case, ctx.scene)
        for _item, text in await ctx.unit.cases.read(case, TextKind.HELP, grant):
            said = said.then("Other help: {text}", text=text).for_a_short_time()
    said = said.join(heard(case, ctx))
    if ctx.runs_the_process:
        return said.join(steps(case, ctx))
    return said

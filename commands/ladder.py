"""/concern ladder: the six steps, in private. The manager's answer and reading it are behind buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, LiteralString

from bot.case import Case
from bot.casework import consults
from bot.casework.ladder_view import advice, fresh, mine, overview, reads_notes
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import NotFound, Unfit
from bot.fields import On, Ref, Seats, When, YesNo, ask, codes, may
from bot.partnership import departments
from bot.parts import Consult, LadderEntry, TextKind
from bot.people import Duty
from bot.policies import access
from bot.policies import ladder as rules
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.base import Word
from bot.vocabulary.concern import BasisSeen, Since, Sure
from bot.vocabulary.process import Act, State
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import ConsentSupport, DataClass
from bot.vocabulary.view import LadderResult, LadderStep, SkipWhy, Told, Tool, ToolBand


def _at(step: LadderStep, *results: LadderResult) -> When:
    """Asked at this step only, after these results."""
    after = {result.code for result in results or (LadderResult.DONE,)}
    return lambda given: given.get("step") == step.code and given.get("result") in after


def _skipped(given: Mapping[str, str]) -> bool:
    return given.get("result") == LadderResult.SKIPPED.code


_SPOKEN: Final = (LadderResult.DONE, LadderResult.NOT_SAFE)


class Ladder(Args):
    step: LadderStep = ask("Which of the six steps?")
    result: LadderResult = ask("How did it go?")
    skip_why: SkipWhy | None = may("Why was it skipped?", when=_skipped)
    basis: BasisSeen | None = may("How do you know?", asked=True, when=_at(LadderStep.RECOGNISE))
    sure: Sure | None = may("How sure are you?", asked=True, when=_at(LadderStep.RECOGNISE))
    since: Since | None = may("Since when?", asked=True, when=_at(LadderStep.RECOGNISE))
    wish: ConsentSupport | None = may(
        "What does the person say to sharing it?", asked=True, when=_at(LadderStep.SPEAK, *_SPOKEN)
    )
    tool: Tool | None = may(
        "Which kind of tool was used?",
        "Its name only; items and scores stay with the specialist.",
        asked=True,
        when=_at(LadderStep.SPECIALIST),
    )
    trained: YesNo | None = may(
        "By somebody trained in it?", asked=True, when=_at(LadderStep.SPECIALIST)
    )
    on: On | None = may(
        "On which day?",
        "Such as yesterday, or 2026-03-02.",
        asked=True,
        when=_at(LadderStep.SPECIALIST),
    )
    band: ToolBand | None = may(
        "In which band was the outcome?", asked=True, when=_at(LadderStep.SPECIALIST)
    )
    to: Seats | None = may(
        "With which seats would you share it?",
        "One by one, with commas between.",
        asked=True,
        when=_at(LadderStep.SHARE),
    )
    data: Annotated[tuple[DataClass, ...] | None, codes(DataClass)] = may(
        "What would they need?", asked=True, when=_at(LadderStep.SHARE)
    )
    told: Told | None = may(
        "Does the person know that you share it?", asked=True, when=_at(LadderStep.SHARE)
    )
    note: Sensitive[str] | None = may("A note for yourself", "Private to you; sealed.", asked=True)
    ref: Ref | None = may("For which concern?")
    department: Sensitive[str] | None = may(
        "Of which department is the manager?",
        "Left out: any manager of your agency.",
        plain=True,
        asked=True,
        when=_at(LadderStep.MANAGER, LadderResult.PLANNED),
    )

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """Asked where the manager is, and some department of the agency has one of its own."""
        asked = "department" in given or await _managed(ctx)
        return {} if asked else {"department": ""}

    @classmethod
    def narrowed(cls, given: Mapping[str, str]) -> Mapping[str, frozenset[Word]]:
        """Only the results of this step, and only its reasons for skipping it."""
        step = next((one for one in LadderStep if one.code == given.get("step")), None)
        if step is None:
            return {}
        found: dict[str, frozenset[Word]] = {"result": frozenset(rules.FITS[step])}
        return found | {"skip_why": frozenset(rules.SKIPS.get(step, ()))}

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        """Where the author stands on the ladder."""
        case = None if given.get("ref") else await mine(ctx, None)
        found = {"step": overview(case)} if case and case.hidden.ladder else {}
        return found | {"department": departments.listed(await _managed(ctx))}


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
FITTING: Final[Mapping[LadderStep, LiteralString]] = {
    LadderStep.RECOGNISE: "At this step: done, or planned.",
    LadderStep.SPEAK: "At this step: done, planned, not safe, or skipped.",
    LadderStep.CONSULT: "At this step: done, planned, or skipped. To ask somebody: /concern ask",
    LadderStep.MANAGER: "At this step: agrees, disagrees, planned, or skipped.",
    LadderStep.SPECIALIST: "At this step: done, planned, or skipped.",
    LadderStep.SHARE: "At this step: done, or planned.",
}


def _fits(args: Ladder, case: Case) -> None:
    """Raises Unfit for a result that is none of this step, a skip that is not allowed, the sixth too soon."""
    if args.result is LadderResult.SKIPPED and args.step not in rules.SKIPS:
        raise Unfit("result", "This step cannot be skipped.")
    if args.result not in rules.FITS[args.step]:
        raise Unfit("result", FITTING[args.step])
    if args.result is LadderResult.SKIPPED and args.skip_why not in rules.SKIPS[args.step]:
        raise Unfit("skip_why", ONLY_FOR[args.step])
    if args.step is LadderStep.SHARE and rules.open_steps(case.hidden.ladder):
        raise Unfit("step", "Sharing comes last: the others are done or skipped first. Which step?")


@command(
    "concern ladder",
    Act.LADDER_STEP,
    permission=Permission.WRITE_DRAFT,
    examples=["concern ladder", "concern ladder step:2_speak result:done"],
    private=True,
)
async def ladder(ctx: Context, args: Ladder) -> Reply:
    """Do or skip one of the six steps.

    The steps are private to you. You may stop on any of them, and stopping is a good outcome. At the
    fourth, `planned` asks your own agency's manager, who then reads the steps, and nobody else does.
    """
    case = await mine(ctx, args.ref) or await fresh(ctx)
    _fits(args, case)
    ctx.check(Act.LADDER_STEP, case)
    note = None
    if args.note is not None:
        note = case.keep(args.note, TextKind.LADDER, by=ctx.actor.no, at=ctx.now).no
    case.hidden.ladder = rules.replaced(case.hidden.ladder, _entry(ctx, args, note))
    case.did(Act.LADDER_STEP, by=ctx.actor.no, at=ctx.now)
    said = Reply.of("Noted: {step}, {result}.", step=args.step, result=args.result)
    if args.step is LadderStep.MANAGER and args.result is LadderResult.PLANNED:
        said = said.join(await _ask_manager(ctx, case, args.department))
    return said.join(_onward(case, args.step))


def _entry(ctx: Context, args: Ladder, note: int | None) -> LadderEntry:
    return LadderEntry(
        step=args.step,
        result=args.result,
        skip_why=args.skip_why,
        at=ctx.now,
        basis=args.basis,
        sure=args.sure,
        since=args.since,
        wish=args.wish,
        tool=args.tool,
        trained=args.trained,
        on=args.on,
        band=args.band,
        to=args.to or (),
        data=args.data or (),
        told=args.told,
        note=note,
    )


def _onward(case: Case, step: LadderStep) -> Reply:
    """What is left, and where one may go from here; resting is always among it."""
    waits = rules.open_steps(case.hidden.ladder)
    said = Reply.of("Still open: {steps}", steps=waits) if waits else Reply(())
    if case.state is not State.DRAFT:
        left = rules.left_open(case.hidden.ladder)
        if not left:
            return said.then("Nothing of the ladder is open any more. Thank you.")
        return said.then("Left open by the emergency: {steps}", steps=left).offering(
            "Next step", "concern ladder"
        )
    if waits:
        said = said.offering("Next step", "concern ladder")
    if step is LadderStep.RECOGNISE or LadderStep.CONSULT in waits:
        said = said.offering("Ask without names", "concern ask")
    said = said.offering("Read it", "concern look")
    return said.offering("Raise it", "concern new").offering("Let it rest", "concern rest")


async def _managed(ctx: Context) -> Sequence[departments.Department]:
    """The departments of the own agency, where one has a manager whom the author could ask; else none."""
    seat = ctx.actor.seat
    found = await departments.read(ctx.unit, seat) if seat else ()
    contacts = (departments.inside(ctx.directory, seat, one) for one in found if seat)
    others = (p for p in contacts if p is not None and p.no != ctx.actor.no)
    return found if any(Duty.MANAGER in p.duties for p in others) else ()


async def _ask_manager(ctx: Context, case: Case, department: Sensitive[str] | None) -> Reply:
    """Inside the own agency, of a department first where one is named; who is asked reads the steps."""
    seat, chosen = ctx.actor.seat, None
    managers = list(ctx.directory.of_seat(seat, Duty.MANAGER)) if seat else []
    if seat and department is not None:
        found = await departments.read(ctx.unit, seat)
        contact = departments.contact(found, department, "department").contact
        managers.sort(key=lambda person: person.no != contact)
        chosen = contact
    there = [p for p in managers if not p.away(ctx.now) and p.no != ctx.actor.no]
    if not there:
        return Reply.of(
            "Nobody of your agency is a manager here. Ask in person, and note: agrees, or disagrees."
        )
    consult = Consult(
        no=len(case.hidden.consults) + 1, to=there[0].no, by=ctx.actor.no, at=ctx.now, ladder=True
    )
    key = await consults.put(ctx.unit, case, consult)
    ctx.tell(there[:1], NoticeKind.WAITING, f"concern agree key:{key}")
    said = Reply(())
    if department is not None and there[0].no != chosen:
        said = Reply.of("In that department nobody can be asked as a manager now.")
    return said.then(
        "{name} is asked, reads your six steps, and nobody else does.", name=there[0].no
    )


# --- reading it, and the manager ------------------------------------------------------------------


class LookArgs(Args):
    key: Sensitive[str] | None = may("Which question?", plain=True)
    ref: Ref | None = may("Which concern?")


@command(
    "concern look",
    permission=Permission.OWN_SETTINGS,
    examples=["concern look"],
    private=True,
    hidden=True,
)
async def look(ctx: Context, args: LookArgs) -> Reply:
    """Your six steps, your notes, and what came back from those you asked; for ten minutes."""
    if args.key is not None:
        case, _consult = await consults.find(ctx, consults.text(args.key), ladder=True)
    else:
        case = await _looked_at(ctx, args)
    if case.facts.referrer == ctx.actor.no or args.key is not None:
        grant = access.reading(ctx.actor, Permission.READ_LADDER, case, ctx.scene)
        notes, said = reads_notes(case, ctx), overview(case)
    else:  # somebody who works on the case and asked an expert about it
        grant = access.reading(ctx.actor, Permission.SEE_ABSTRACT, case, ctx.scene)
        notes, said = frozenset[int](), Reply(())
    said = said.join(advice(case, ctx.actor.no))
    notes |= {c.words for c in case.hidden.consults if c.words and c.by == ctx.actor.no}
    for kind in (TextKind.LADDER, TextKind.ADVICE):
        for item, text in await ctx.unit.cases.read(case, kind, grant):
            if item.no in notes:
                said = said.then("{name}: {text}", name=item.by, text=text)
    said = said if said.lines else Reply.of("Nothing is noted yet.")
    return said.for_a_short_time()


async def _looked_at(ctx: Context, args: LookArgs) -> Case:
    """Raises NotFound."""
    if args.ref is not None:
        case = await ctx.unit.cases.get(args.ref)
        asked = any(c.by == ctx.actor.no for c in case.hidden.consults)
        if case.facts.referrer != ctx.actor.no and not asked:
            raise NotFound
        return case
    found = await mine(ctx, None)
    if found is not None:
        return found
    for row in await ctx.unit.cases.lines(party=ctx.actor.no, limit=20):
        case = await ctx.unit.cases.get(row.ref)  # the answer may come after the raise
        if case.facts.referrer == ctx.actor.no and (case.hidden.ladder or case.hidden.consults):
            return case
    raise NotFound


class AgreeArgs(Args):
    key: Sensitive[str] | None = may("Which question?", plain=True)
    agrees: YesNo = ask("Do you agree that it is shared?", "It stays between the two of you.")
    conditions: Sensitive[str] | None = may("On which conditions?", "Sealed.", asked=True)

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        case, _consult = await consults.find(ctx, given.get("key") or None, ladder=True)
        said = Reply.of("A colleague of yours thinks a worry through and asks you.")
        said = said.join(overview(case))
        return {"agrees": said}


@command(
    "concern agree",
    permission=Permission.OWN_SETTINGS,
    examples=["concern agree"],
    private=True,
    hidden=True,
)
async def agree(ctx: Context, args: AgreeArgs) -> Reply:
    """Answer a colleague who asks you as the manager. The colleague may share it all the same."""
    key = consults.text(args.key) if args.key else None
    case, consult = await consults.find(ctx, key, ladder=True)
    access.check(ctx.actor, Permission.READ_LADDER, case, ctx.scene)
    note = None
    if args.conditions is not None:
        note = case.keep(args.conditions, TextKind.LADDER, by=ctx.actor.no, at=ctx.now).no
    result = LadderResult.AGREES if args.agrees else LadderResult.DISAGREES
    entry = LadderEntry(
        step=LadderStep.MANAGER, result=result, skip_why=None, at=ctx.now, note=note
    )
    case.hidden.ladder = rules.replaced(case.hidden.ladder, entry)
    consult.answered = ctx.now
    case.did(Act.LADDER_STEP, by=ctx.actor.no, at=ctx.now)
    ctx.tell([case.facts.referrer], NoticeKind.WAITING, "concern look")
    return Reply.of("Your colleague hears it. Nobody else does.")

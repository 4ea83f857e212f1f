"""/assess: ask, answer, judge together, decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, LiteralString

from bot.case import Case
from bot.casework import conference, consults
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import GuardRefused, NotFound, NotOpenNow, Unfit
from bot.fields import CASE, On, Ref, Seats, YesNo, ask, codes, may
from bot.joint import Adoption, Asked, Replied, View
from bot.partnership import departments, pace
from bot.parts import TextKind, ToolUsed
from bot.people import Duty
from bot.policies import assessment, quorum
from bot.policies.guards import HEALTH, Given
from bot.ports import Meeting, NoticeKind
from bot.posts import News
from bot.process import Profile
from bot.scene import Context, Deadline
from bot.vocabulary.concern import Need
from bot.vocabulary.numbers import Number, PersonNo, SeatNo
from bot.vocabulary.process import Act, ClockName, Guard, State
from bot.vocabulary.public import MeetingKind
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import Approach, Footing, Known, Question, WhyNot
from bot.vocabulary.sharing import Reply as SeatReply
from bot.vocabulary.view import Tool, ToolBand
from bot.vocabulary.work import Decision, ExpertAsked, Judgement, RethinkWhy

# While a case is looked at, prepared or worked on, seats may be asked about it.
ASKED_IN = frozenset({State.SCREENING, State.ASSESSING, State.PREPARING, State.SUPPORTING})


# Which instruments there are and who may use them; where a licensed copy is, the agency knows.
TOOLS: Final[Mapping[Tool, LiteralString]] = {
    Tool.STRUCTURED_JUDGEMENT: (
        "guides a specialist's own judgement. Only for those trained in it; again after three months, or"
        " when things change."
    ),
    Tool.SCREENING_TOOL: (
        "shows whether a closer look is worth it, and decides nothing. For those who had its training."
    ),
    Tool.OWN_AGENCY_TOOL: "is your agency's own; ask there who may use it and when it is repeated.",
}


def _of_case(given: Mapping[str, str]) -> bool:
    return bool(given.get("ref"))


class AskArgs(Args):
    WITHIN = ASKED_IN
    ref: Ref = ask(CASE)
    seats: Seats = ask("Which seats are asked?", "With commas between, such as health, school.")
    question: Question = ask("What are they asked?")
    footing: Footing | None = may("On what footing?")
    department: Sensitive[str] | None = may(
        "Which department?", "Left out: whoever holds the seat.", plain=True, asked=True
    )

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """Asked where one seat is, and it has departments."""
        waits = not given.get("seats") or await _departments(ctx, given)
        return {} if waits else {"department": ""}

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        found = await _departments(ctx, given)
        return {"department": departments.listed(found)} if found else {}


async def _departments(ctx: Context, given: Mapping[str, str]) -> Sequence[departments.Department]:
    seats = [part for part in given.get("seats", "").split(",") if part]
    return await departments.read(ctx.unit, SeatNo(int(seats[0]))) if len(seats) == 1 else ()


@command(
    "assess ask",
    Act.ASK_INFO,
    permission=Permission.ASK_INFO,
    examples=["assess ask amber-harbour-47-K seats:health question:known"],
)
async def ask_(ctx: Context, args: AskArgs) -> Reply:
    """One question to named seats; 'known?' is one of them.

    Whoever holds the seat sees the set words of this one case and the question, and owes an answer.
    """
    case = await ctx.case(args.ref, Act.ASK_INFO)
    if case.state not in ASKED_IN:
        raise NotOpenNow(ctx.open_acts(case))
    agreed = ctx.partnership.footing
    footing = args.footing or (Footing.of(agreed) if agreed else None)
    ctx.check(Act.ASK_INFO, case, Given(footing=footing))
    fresh = [seat for seat in args.seats if not _asked_already(case, seat, args.question)]
    if len(assessment.able(fresh, case, ctx.directory)) < len(fresh):
        raise Unfit("seats", "Nobody of that seat can answer here. Which other seats?")
    inside = await _inside(ctx, args)
    for seat in fresh:
        _put(ctx, case, seat, args.question, footing or case_footing(case))
        case.facts.asked[-1].to = inside
    if not fresh:
        return Reply.of("These seats were asked that already, and owe an answer.")
    case.did(Act.ASK_INFO, by=ctx.actor.no, at=ctx.now, question=args.question)
    said = Reply.of(
        "Asked about {case}: {seats}. {question}",
        case=case.ref,
        seats=fresh,
        question=args.question,
    )
    return said.then("An answer is owed; silence is followed up.").join(steps(case, ctx))


async def _inside(ctx: Context, args: AskArgs) -> PersonNo | None:
    """Whom one asks inside the one seat that is asked. Raises Unfit."""
    if args.department is None or len(args.seats) != 1:
        return None
    found = await departments.read(ctx.unit, args.seats[0])
    chosen = departments.contact(found, args.department, "department")
    person = departments.inside(ctx.directory, args.seats[0], chosen)
    return person.no if person else None


def case_footing(case: Case) -> Footing:
    """On what the case was shared last. Raises NotFound where it never was; the guard asked before."""
    if case.facts.release is None:
        raise NotFound
    return case.facts.release.footing


def _asked_already(case: Case, seat: SeatNo, question: Question) -> bool:
    return any(a.open and a.seat == seat and a.question is question for a in case.facts.asked)


def _put(ctx: Context, case: Case, seat: SeatNo, question: Question, footing: Footing) -> None:
    asked = Asked(
        no=len(case.facts.asked) + 1,
        seat=seat,
        question=question,
        by=ctx.actor.no,
        at=ctx.now,
        footing=footing,
    )
    case.facts.asked.append(asked)
    ctx.deadlines.append(
        Deadline(case=case.id, name=ClockName.INFO_ANSWERS, subject=asked.no, due=None)
    )


_GIVES = frozenset({SeatReply.SHARE.code, SeatReply.SHARE_LESS.code})


def _gives(given: Mapping[str, str]) -> bool:
    return given.get("reply") in _GIVES


class AnswerArgs(Args):
    ref: Ref = ask(CASE)
    reply: SeatReply = ask("What do you answer?", "Every one of these is an answer.")
    known: Known | None = may("Is the person known to you?", asked=True, when=_gives)
    approach: Approach | None = may("Is it safe to approach?", asked=True, when=_gives)
    why_not: WhyNot | None = may(
        "Why may you not?", when=lambda given: given.get("reply") == SeatReply.MAY_NOT.code
    )
    needs: Annotated[tuple[Need, ...] | None, codes(Need)] = may(
        "What is needed?", asked=True, when=_gives
    )
    footing: Footing | None = may("On what footing do you share it?")
    detail: Sensitive[str] | None = may(
        "What would help to know?",
        "In your own words; sealed.",
        asked=True,
        when=lambda given: given.get("reply") == SeatReply.SHARE.code,
    )

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """Whether a person is known is the whole answer to that question; health seats may say the least."""
        found = await _owed(ctx, given)
        if found is None:
            return {}
        _case, asked = found
        if asked.question is Question.KNOWN:
            return {"detail": "", "approach": "", "needs": ""}
        least = _is_health(ctx) and given.get("reply") == SeatReply.SHARE_LESS.code
        return {"detail": ""} if least else {}

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        found = await _owed(ctx, given)
        if found is None:
            return {}
        case, asked = found
        said = Reply.of("{case}: {question}", case=case.ref, question=asked.question)
        return {"reply": said}


def _is_health(ctx: Context) -> bool:
    seat = ctx.directory.seat_of(ctx.actor)
    return seat is not None and seat.sector in HEALTH


async def _owed(ctx: Context, given: Mapping[str, str]) -> tuple[Case, Asked] | None:
    """The oldest question that this person's seat owes an answer to, once the case is known."""
    if not given.get("ref"):
        return None
    case = await ctx.case(CaseRef.parse(given["ref"]), Act.ANSWER_INFO)
    owed = [asked for asked in case.facts.asked if asked.open and asked.seat == ctx.actor.seat]
    return (case, owed[0]) if owed else None


@command(
    "assess answer",
    Act.ANSWER_INFO,
    permission=Permission.ANSWER_INFO,
    examples=["assess answer amber-harbour-47-K reply:share_less approach:fine"],
)
async def answer(ctx: Context, args: AnswerArgs) -> Reply:
    """Share, share less, hold nothing, may not, need time.

    Each of them is an answer. To be asked whether somebody is known takes no words at all.
    """
    case = await ctx.case(args.ref, Act.ANSWER_INFO)
    asked = next(a for a in case.facts.asked if a.open and a.seat == ctx.actor.seat)
    if args.detail is not None and asked.question is Question.KNOWN:
        raise Unfit("reply", "Known or not known is the whole answer here; no words are taken.")
    if args.reply is SeatReply.MAY_NOT and args.why_not is None:
        raise Unfit("why_not", "Why may you not? A word of the list is enough.")
    ctx.check(Act.ANSWER_INFO, case, Given(footing=args.footing))
    asked.replied = Replied(
        by=ctx.actor.no,
        at=ctx.now,
        reply=args.reply,
        known=Known.NOT_KNOWN if args.reply is SeatReply.HOLD_NOTHING else args.known,
        approach=args.approach,
        why_not=args.why_not,
        needs=args.needs or (),
        footing=args.footing,
    )
    if args.detail is not None:
        case.keep(args.detail, TextKind.DETAIL, by=ctx.actor.no, at=ctx.now)
    if not asked.open:
        await pace.done(ctx, case, ClockName.INFO_ANSWERS, asked.no)
    case.did(Act.ANSWER_INFO, by=ctx.actor.no, at=ctx.now, asked=Number(asked.no))
    ctx.tell([asked.by], NoticeKind.WAITING, f"case show {case.name}")
    said = Reply.of("Your answer on {case}: {reply}. Thank you.", case=case.ref, reply=args.reply)
    if ctx.may(Act.ANSWER_INFO, case) and not asked.open:
        said = said.offering("Answer the next question", "assess answer", case.name)
    return said


class JudgeArgs(Args):
    ref: Ref = ask(CASE)
    judgement: Judgement = ask(
        "How do you see it?", "Your own view; nobody reads it before all are in."
    )
    because: Sensitive[str] | None = may("What makes you think so?", "Sealed.", asked=True)


@command(
    "assess judge",
    Act.GIVE_JUDGEMENT,
    permission=Permission.GIVE_JUDGEMENT,
    examples=["assess judge amber-harbour-47-K judgement:support"],
)
async def judge(ctx: Context, args: JudgeArgs) -> Reply:
    """Your own view first, hidden until all are in.

    You may change it until then. Where views differ, that is what the conference talks about.
    """
    case = await ctx.case(args.ref, Act.GIVE_JUDGEMENT)
    if case.state is not State.ASSESSING:
        raise NotOpenNow(ctx.open_acts(case))
    ctx.check(Act.GIVE_JUDGEMENT, case)
    if case.facts.judged:
        return Reply.of(
            "The judgements on {case} are shown already. Bring yours into the conference.",
            case=case.ref,
        )
    mine = [view for view in case.hidden.views if view.by != ctx.actor.no]
    view = View(by=ctx.actor.no, seat=ctx.actor.seat, judgement=args.judgement, at=ctx.now)
    case.hidden.views = [*mine, view]
    if args.because is not None:
        for item in case.facts.items:
            if item.kind is TextKind.BECAUSE and item.by == ctx.actor.no and not item.withdrawn:
                item.withdrawn = ctx.now
        case.keep(args.because, TextKind.BECAUSE, by=ctx.actor.no, at=ctx.now)
    said = Reply.of("Your judgement on {case}: {word}.", case=case.ref, word=args.judgement)
    if assessment.judgements_lacking(case.hidden.views, ctx.directory) or assessment.awaited(
        case, ctx.directory
    ):
        case.did(Act.GIVE_JUDGEMENT, by=ctx.actor.no, at=ctx.now)
        return said.then(
            "Nobody reads it before all are shown together; until then you may change it."
        )
    _show(ctx, case, Act.GIVE_JUDGEMENT)
    return said.then("It was the last one: all are shown together now.").join(steps(case, ctx))


def _show(ctx: Context, case: Case, act: Act) -> None:
    """All own judgements at once; differences are the agenda. `act`: the last of them, or the conference
    that does not wait for it: whoever shows them has not judged."""
    case.facts.judged, case.hidden.views = case.hidden.views, []
    case.did(act, by=ctx.actor.no, at=ctx.now, news=News.JUDGEMENTS_SHOWN)
    coordinators = ctx.directory.having(Duty.COORDINATOR)
    ctx.tell(coordinators, NoticeKind.WAITING, f"case show {case.name}")


class RevealArgs(Args):
    ref: Ref = ask(CASE)


@command(
    "assess reveal",
    Act.ADOPT,
    permission=Permission.DECIDE_CASE,
    examples=["assess reveal amber-harbour-47-K"],
    hidden=True,
)
async def reveal(ctx: Context, args: RevealArgs) -> Reply:
    """Show the judgements that are in, once they are enough."""
    case = await ctx.case(args.ref, Act.ADOPT)
    lacks = assessment.judgements_lacking(case.hidden.views, ctx.directory)
    full = ctx.partnership.profile == Profile.FULL
    if not case.hidden.views or (full and lacks):
        raise GuardRefused(Guard.JUDGEMENTS_IN, {"n": str(max(lacks, 1))})
    _show(ctx, case, Act.RECORD_MEETING)
    return Reply.of("Shown to the circle of {case}, all together.", case=case.ref).join(
        steps(case, ctx)
    )


class ToolArgs(Args):
    ref: Ref | None = may("For which case?")
    tool: Tool = ask("Which kind of tool?", "Its name only, never its items or scores.")
    band: ToolBand | None = may("In which band was the outcome?", asked=True, when=_of_case)
    on: On | None = may(
        "On which day?", "Such as yesterday, or 2026-03-02.", asked=True, when=_of_case
    )
    trained: YesNo | None = may("By somebody trained in it?", asked=True, when=_of_case)


@command(
    "assess tool",
    Act.ADD_DETAIL,
    permission=Permission.ADD_DETAIL,
    examples=["assess tool", "assess tool tool:screening_tool"],
    private=True,
)
async def tool(ctx: Context, args: ToolArgs) -> Reply:
    """Which instruments exist, who may use them, note an outcome band.

    Only the name, the day and the band are noted; the instrument and its scores stay with the specialist.
    """
    if args.ref is None:
        return Reply.of("{tool}: {about}", tool=args.tool, about=Sensitive(TOOLS[args.tool])).then(
            "To note that it was used:  /assess tool amber-harbour-47-K tool:{code}",
            code=Sensitive(args.tool.code),
        )
    case = await ctx.case(args.ref, Act.ADD_DETAIL)
    ctx.check(Act.ADD_DETAIL, case)
    if args.on is not None and args.on > ctx.today:
        raise Unfit("on", "That day is still to come. On which day was it?")
    used = ToolUsed(
        tool=args.tool,
        trained=args.trained,
        on=args.on or ctx.today,
        band=args.band or ToolBand.NOT_RATED,
        by=ctx.actor.no,
    )
    case.hidden.tools.append(used)
    case.did(Act.ADD_DETAIL, by=ctx.actor.no, at=ctx.now)
    return Reply.of(
        "Noted for {case}: {tool}, {day}, {band}. Nothing else of it.",
        case=case.ref,
        tool=used.tool,
        day=used.on,
        band=used.band,
    )


class AdoptArgs(Args):
    ref: Ref = ask(CASE)
    present: Seats = ask(
        "Which seats sat in the conference?", "With commas between, such as police, social."
    )
    expert: ExpertAsked = ask("Was an expert asked?")
    reasons: Sensitive[str] = ask("What are the reasons?", "Sealed; the circle may open them.")
    dissent: Sensitive[str] | None = may(
        "Did somebody see it otherwise?", "Sealed, and part of the decision.", asked=True
    )
    without: YesNo | None = may("Go on without the answers that are still open?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """Who was there stands in the record of the conference."""
        if not given.get("ref"):
            return {}
        case = await ctx.case(CaseRef.parse(given["ref"]), Act.ADOPT)
        there = await conference.present(ctx, case)
        found = {"present": ",".join(map(str, there))} if there else {}
        topics = case.facts.abstract.topics if case.facts.abstract else ()
        if any(one.of_case and one.answered for one in case.hidden.consults):
            found["expert"] = ExpertAsked.ASKED.code
        elif not consults.mapped(ctx, topics):
            found["expert"] = ExpertAsked.NOT_MAPPED.code
        return found

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        """Asked only where nobody recorded the conference."""
        del ctx, given
        return {
            "present": Reply.of("No conference on it is recorded. What you say is recorded now.")
        }


@command(
    "assess adopt",
    Act.ADOPT,
    permission=Permission.DECIDE_CASE,
    examples=["assess adopt amber-harbour-47-K expert:asked"],
)
async def adopt(ctx: Context, args: AdoptArgs) -> Reply:
    """The conference takes the case on.

    It is decided by those who sat in it, and written down by you: reasons, who saw it otherwise, and
    whether an expert was asked.
    """
    case = await ctx.case(args.ref, Act.ADOPT)
    there = await conference.present(ctx, case) or args.present
    given = Given(present=there, without=bool(args.without), expert=args.expert)
    ctx.check(Act.ADOPT, case, given)
    _expert_fits(ctx, case, args.expert)
    if case.hidden.views:
        _show(ctx, case, Act.RECORD_MEETING)
    case.facts.adopted = await _adoption(ctx, case, args, there)
    case.facts.expert = args.expert
    case.keep(args.reasons, TextKind.REASONS, by=ctx.actor.no, at=ctx.now)
    if args.dissent is not None:
        case.keep(args.dissent, TextKind.DISSENT, by=ctx.actor.no, at=ctx.now)
    case.did(Act.ADOPT, by=ctx.actor.no, at=ctx.now, expert=args.expert)
    ctx.tell([case.facts.referrer], NoticeKind.WAITING, f"concern status {case.name}")
    said = Reply.of("{case} is taken on. There: {seats}.", case=case.ref, seats=there)
    if case.facts.adopted.short:
        said = said.then(
            "A short conference agrees first safety steps only, for seven days; the next full one confirms it."
        )
    return said.join(steps(case, ctx))


def _expert_fits(ctx: Context, case: Case, said: ExpertAsked) -> None:
    """Raises Unfit where a theme has an expert here and `no expert theme` is said of it."""
    topics = case.facts.abstract.topics if case.facts.abstract else ()
    if said is ExpertAsked.NOT_MAPPED and consults.mapped(ctx, topics):
        raise Unfit(
            "expert",
            "There is an expert on it: /concern ask asks one without names. Or say why not: known enough, or"
            " none in time.",
        )


async def _adoption(
    ctx: Context, case: Case, args: AdoptArgs, there: tuple[SeatNo, ...]
) -> Adoption:
    """The decision; a conference that nobody recorded is recorded with it."""
    owed = [asked for asked in case.facts.asked if asked.open]
    for asked in owed:
        asked.without = True
        await ctx.unit.clocks.stop(case.id, ClockName.INFO_ANSWERS, asked.no)
    if await conference.newest(ctx, case) is None:
        await ctx.unit.meetings.put(
            Meeting(
                no=await ctx.unit.meetings.next_no(),
                kind=MeetingKind.AD_HOC,
                called_by=ctx.actor.no,
                slots=(),
                cases=(case.name,),
                present=there,
                held=ctx.now,
                decision=Decision.ADOPT,
            )
        )
    full = ctx.partnership.profile == Profile.FULL
    able = assessment.able(there, case, ctx.directory)
    return Adoption(
        by=ctx.actor.no,
        at=ctx.now,
        present=there,
        expert=args.expert,
        without=len(owed),
        dissent=args.dissent is not None,
        short=full and bool(quorum.missing(able, ctx.directory, Profile.FULL)),
    )


class RethinkArgs(Args):
    ref: Ref = ask(CASE)
    why: RethinkWhy = ask("Why?")


@command(
    "assess rethink",
    Act.RETHINK,
    permission=Permission.RUN_CASE,
    examples=["assess rethink amber-harbour-47-K why:declined_but_worry"],
)
async def rethink(ctx: Context, args: RethinkArgs) -> Reply:
    """Back to the table. Own judgements are asked for again; other routes are talked over."""
    case = await ctx.case(args.ref, Act.RETHINK)
    ctx.check(Act.RETHINK, case)
    case.facts.judged, case.hidden.views, case.facts.more = [], [], 0
    case.did(Act.RETHINK, by=ctx.actor.no, at=ctx.now, why=args.why)
    return Reply.of("{case} is back at the table: {why}.", case=case.ref, why=args.why).join(
        steps(case, ctx)
    )

"""/case feedback, lookback, reopen: whoever gave hears back, and what came of it is looked at later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final

from bot.case import Case
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.days import add_days
from bot.endings import Feedback, LookedBack
from bot.errors import NotFound, NotOpenNow, Unfit
from bot.fields import CASE, Ref, Who, YesNo, ask, codes, may
from bot.parts import PoliceWord, Release
from bot.people import Duty
from bot.policies import thanking
from bot.policies.calendar import length
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.scene import Context, Deadline
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.plan import WaiveWhy
from bot.vocabulary.process import Act, ClockName, State
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import Footing, Purpose
from bot.vocabulary.view import PoliceAnswer
from bot.vocabulary.work import FeedbackLine, FeedbackTo, LookBack, ReopenWhy

STAY_DAYS: Final = 90
LAST_LOOK: Final = "12mo"  # domain: look_backs
FRESH: Final = timedelta(
    days=7
)  # how old a police answer may be when an ended case is opened again


class FeedbackArgs(Args):
    ref: Ref = ask(CASE)
    to: FeedbackTo = ask("Who hears back?")
    line: Annotated[tuple[FeedbackLine, ...], codes(FeedbackLine)] = ask(
        "What do they hear?", "Exactly these words go out.", most=2
    )


@command(
    "case feedback",
    Act.SEND_FEEDBACK,
    permission=Permission.RUN_CASE,
    examples=["case feedback amber-harbour-47-K to:referrer line:reached_help"],
)
async def feedback(ctx: Context, args: FeedbackArgs) -> Reply:
    """Two abstract lines to whoever gave.

    Those who gave are whoever raised it, answered a question, judged or wrote something.
    """
    case = await ctx.case(args.ref, Act.SEND_FEEDBACK)
    ctx.check(Act.SEND_FEEDBACK, case, Given(previewed=True))
    if case.state in {State.DRAFT, State.RAISED}:
        raise NotOpenNow(ctx.open_acts(case))
    referrer = case.facts.referrer
    others = sorted(thanking.givers(case) - {referrer, ctx.actor.no})
    people = [referrer] if args.to is FeedbackTo.REFERRER else others
    ended = case.facts.ended is not None
    for person in people:
        case.facts.feedback.append(
            Feedback(to=person, by=ctx.actor.no, at=ctx.now, lines=args.line, ending=ended)
        )
    case.did(Act.SEND_FEEDBACK, by=ctx.actor.no, at=ctx.now)
    opens = f"concern status {case.name}" if args.to is FeedbackTo.REFERRER else "my heard"
    ctx.tell(people, NoticeKind.WAITING, opens)
    left = thanking.owed(case) - {ctx.actor.no}
    if not left:
        await ctx.unit.clocks.stop(case.id, ClockName.FEEDBACK)
    said = Reply.of("{n} people hear: {lines}", n=len(people), lines=args.line)
    if left:
        said = said.then("{n} who gave have not heard back yet.", n=len(left))
        to = FeedbackTo.REFERRER if referrer in left else FeedbackTo.CONTRIBUTOR
        said = said.offering("Tell them too", "case feedback", case.name, to=to)
    return said.join(steps(case, ctx))


class LookBackArgs(Args):
    ref: Ref = ask(CASE)
    trend: LookBack = ask(
        "How is it going, from agencies in ordinary contact?",
        "Nobody is visited or asked for this.",
    )
    why: WaiveWhy | None = may(
        "Why is this look left out?", when=lambda given: given.get("trend") == LookBack.WAIVED.code
    )
    last: YesNo | None = may("Is this the last look?")


@command(
    "case lookback",
    Act.LOOK_BACK,
    Act.LAST_LOOK_BACK,
    permission=Permission.RUN_CASE,
    examples=["case lookback amber-harbour-47-K trend:better"],
)
async def lookback(ctx: Context, args: LookBackArgs) -> Reply:
    """The 6- or 12-month look.

    After the last one the case is archived, and its circle loses sight of it.
    """
    case = await ctx.case(args.ref, Act.LOOK_BACK)
    if args.trend is LookBack.WAIVED and args.why is None:
        raise Unfit("why", "A look is left out for a reason. Which?")
    last = args.last if args.last is not None else _is_last(ctx, case)
    act = Act.LAST_LOOK_BACK if last else Act.LOOK_BACK
    ctx.check(act, case)
    case.facts.looked_back.append(
        LookedBack(by=ctx.actor.no, at=ctx.now, trend=args.trend, why=args.why, last=last)
    )
    case.did(act, by=ctx.actor.no, at=ctx.now, trend=args.trend)
    ctx.tell(ctx.directory.having(Duty.COORDINATOR), NoticeKind.WAITING, f"case show {case.name}")
    if last:
        return Reply.of(
            "Noted: {trend}. {case} is archived, and kept for its time.",
            trend=args.trend,
            case=case.ref,
        )
    due = length(
        LAST_LOOK, case.facts.ended or ctx.now, zone=ctx.partnership.zone, holidays=ctx.holidays
    )
    due = max(due, ctx.now + timedelta(days=90))
    ctx.deadlines.append(Deadline(case=case.id, name=ClockName.LOOK_BACKS, subject=0, due=due))
    said = Reply.of("Noted: {trend}. Confer asks once more in time.", trend=args.trend)
    if args.trend is LookBack.WORSE and ctx.runs_the_process:
        said = said.offering("Open it again", "case reopen", case.name, why=ReopenWhy.WORSE)
    return said


def _is_last(ctx: Context, case: Case) -> bool:
    """The second look, or the first one that comes near a year after the end; whether a hand-over landed."""
    ended = case.facts.ended or ctx.now
    since = [one for one in case.facts.looked_back if one.at >= ended]
    return bool(since) or ctx.now >= ended + timedelta(days=330) or case.facts.handed is not None


class ReopenArgs(Args):
    ref: Ref = ask(CASE)
    why: ReopenWhy = ask("Why is it opened again?")
    footing: Footing | None = may("On what footing?", "The purpose is a new one.")
    police_said: PoliceAnswer | None = may("What does the police check say now?")
    said_by: Who | None = may("Who of the police said it?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """The partnership's own footing, unless said otherwise."""
        agreed = ctx.partnership.footing
        return {"footing": agreed} if agreed and "footing" not in given else {}


@command(
    "case reopen",
    Act.REOPEN,
    permission=Permission.DECIDE_CASE,
    examples=["case reopen amber-harbour-47-K why:new_need"],
)
async def reopen(ctx: Context, args: ReopenArgs) -> Reply:
    """Open again after the end.

    Same reference, new purpose. Where the police answer is not fresh, the police contact is asked first.
    """
    case = await ctx.case(args.ref, Act.REOPEN)
    if case.state is not State.FOLLOW_UP:
        raise NotOpenNow(ctx.open_acts(case))
    if args.police_said is not None:
        ctx.check(Act.POLICE_ANSWER, case)
        _note(ctx, case, args.police_said, args.said_by)
    if not _fresh(ctx, case):
        return _ask_police(ctx, case)
    ctx.check(Act.REOPEN, case, Given(footing=args.footing))
    if args.footing is not None:
        case.facts.release = Release(
            by=ctx.actor.no,
            at=ctx.now,
            footing=args.footing,
            purpose=Purpose.ASSESSMENT,
            agreement=ctx.partnership.agreement,
        )
    _begin_anew(ctx, case)
    case.did(Act.REOPEN, by=ctx.actor.no, at=ctx.now, why=args.why)
    people = [m.person for m in case.facts.circle]
    ctx.tell(people, NoticeKind.WAITING, f"case show {case.name}")
    said = Reply.of("{case} is open again, to be judged together anew.", case=case.ref)
    return said.join(steps(case, ctx))


def _fresh(ctx: Context, case: Case) -> bool:
    """Whether the police answered after the end, and lately."""
    words, ended = case.hidden.police, case.facts.ended
    if not words or (ended is not None and words[-1].at < ended):
        return False
    return ctx.now - words[-1].at <= FRESH


def _ask_police(ctx: Context, case: Case) -> Reply:
    ctx.check(Act.ASK_POLICE, case)
    case.facts.police_asked = ctx.now
    case.did(Act.ASK_POLICE, by=ctx.actor.no, at=ctx.now)
    contacts = ctx.directory.having(Duty.POLICE_CONTACT)
    ctx.tell(contacts, NoticeKind.ANSWER_AWAITED, f"case police {case.name}")
    return Reply.of(
        "Not yet: the police check must be fresh, and the police contact is asked. Open {case} again once"
        " the answer is there.",
        case=case.ref,
    )


def _note(ctx: Context, case: Case, said: PoliceAnswer, by: PersonNo | None) -> None:
    """In light the coordinator writes the answer down; the police contact gets a copy."""
    contacts = ctx.directory.having(Duty.POLICE_CONTACT)
    known = by or (contacts[0].no if len(contacts) == 1 else None)
    if known is None:
        raise NotFound
    case.hidden.police.append(PoliceWord(answer=said, by=ctx.actor.no, at=ctx.now, on_behalf=known))
    case.did(Act.POLICE_ANSWER, by=ctx.actor.no, at=ctx.now)
    ctx.tell([known], NoticeKind.ANSWER_AWAITED, f"case show {case.name}")


def _begin_anew(ctx: Context, case: Case) -> None:
    """The circle is asked again, nobody owns it, judgements and consents are given anew for the new purpose."""
    facts, until = case.facts, add_days(ctx.today, STAY_DAYS)
    facts.reopened, facts.police_asked, facts.ended = ctx.now, None, None
    facts.closing, facts.owner, facts.nominee, facts.lighter = None, None, None, None
    facts.judged, case.hidden.views, case.hidden.round = [], [], []
    facts.adopted, facts.more, case.hidden.outcome = None, 0, None
    for member in facts.circle:
        if ctx.directory.people.get(member.person) is not None:
            member.until = until
    facts.circle = [m for m in facts.circle if m.person not in facts.recused]

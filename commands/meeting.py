"""/meeting: conference, ad hoc, ordinary or without cases. Its dates: commands/meeting_date.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, LiteralString

from bot.case import Case
from bot.casework import conference
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import NotFound, Unfit
from bot.fields import Refs, Seats, Slots, WhichMeeting, YesNo, ask, may
from bot.meetings import dates as meetings
from bot.meetings import gathering
from bot.meetings.dates import MOST_DATES, OPEN_TO_ALL
from bot.policies import access, met, quorum
from bot.ports import Figure, Meeting, NoticeKind
from bot.posts import Manner, MeetingHeld, MonthSkipped
from bot.scene import Context
from bot.vocabulary.process import Act, State
from bot.vocabulary.public import MeetingKind, SkipMonthWhy
from bot.vocabulary.roles import Permission
from bot.vocabulary.work import Decision

ON_A_CASE = frozenset({MeetingKind.CONFERENCE.code, MeetingKind.AD_HOC.code})


class CallArgs(Args):
    kind: MeetingKind = ask("Which kind of meeting?")
    refs: Refs | None = may(
        "On which case?",
        "Such as amber-harbour-47-K.",
        when=lambda given: given.get("kind") in ON_A_CASE,
    )
    dates: Slots = ask("Which dates?", "One to three, such as tomorrow-10:00, friday 14:00.")
    seats: Seats | None = may("Which seats?")


@command(
    "meeting call",
    Act.PLAN_MEETING,
    permission=Permission.CALL_MEETING,
    examples=["meeting call kind:ad_hoc dates:tomorrow-10:00"],
)
async def call(ctx: Context, args: CallArgs) -> Reply:
    """Propose dates; ad hoc ones too.

    Whoever is to come is asked in private which dates suit. You see how many can, and pick one; a single
    date stands at once. A meeting on a case is said to its circle only; one without cases to all seats.
    """
    if any(slot.moment < ctx.now for slot in args.dates):
        raise Unfit("dates", "One of the dates is past. Which dates from now on?")
    if len(set(args.dates)) > MOST_DATES:
        raise Unfit("dates", "At most three dates, so that everybody looks at each. Which three?")
    if args.kind is MeetingKind.CONFERENCE and not args.refs:
        raise Unfit("refs", "A conference is on a case.")
    cases = [await ctx.case(ref, Act.PLAN_MEETING) for ref in dict.fromkeys(args.refs or ())]
    if not cases:
        access.require(ctx.actor, Permission.CALL_MEETING, ctx.scene)
    asked, without_part = await gathering.invited(ctx, cases, args.seats or ())
    fresh = meetings.called(
        await ctx.unit.meetings.next_no(),
        args.kind,
        ctx.actor.no,
        args.dates,
        asked=asked,
        cases=tuple(dict.fromkeys(args.refs or ())),
    )
    meeting = replace(fresh, seats=args.seats or ())
    stands = meeting.stands is not None
    kind = NoticeKind.MEETING_STANDS if stands else NoticeKind.WHICH_DATE
    await gathering.keep(ctx, meeting, cases, kind)
    said = await gathering.view(ctx, meeting)
    if without_part:
        said = Reply.of(
            "{seats}: not asked, for nobody there has part in the case. Add them with  /case circle",
            seats=without_part,
        ).join(said)
    return said


_EARLY: Final = timedelta(days=2)  # by so much a meeting may have been held before its date


class RecordArgs(Args):
    meeting: WhichMeeting = ask("Which meeting?", "Its number.")
    present: Seats = ask("Which seats were there?")
    face_to_face: YesNo = ask("Face to face?")
    decision: Decision | None = may("What was decided?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """Which meeting, where one alone stands and waits to be recorded."""
        if given.get("meeting"):
            return {}
        found = [
            one
            for one in await ctx.unit.meetings.all()
            if one.held is None and one.stands and await gathering.sees(ctx, ctx.actor, one)
        ]
        return {"meeting": str(found[0].no)} if len(found) == 1 else {}


@command(
    "meeting record",
    Act.RECORD_MEETING,
    permission=Permission.RECORD_MEETING,
    examples=["meeting record 12 present:police,social face_to_face:yes"],
)
async def record(ctx: Context, args: RecordArgs) -> Reply:
    """Who came, face to face or not, what was decided. Decisions are acts of their own."""
    meeting, cases = await _to_record(ctx, args)
    for case in cases:
        if args.decision is Decision.MORE_NEEDED and case.facts.more >= conference.MOST_MORE:
            raise Unfit(
                "decision",
                "More was asked for twice already: decide with what is there. What was decided?",
            )
    held = replace(
        meeting,
        present=args.present,
        face_to_face=args.face_to_face,
        held=ctx.now,
        off=False,
        decision=args.decision if cases else None,
    )
    await ctx.unit.meetings.put(held)
    if meeting.held is None:
        await _count(ctx, held)
    if not cases:
        ctx.did(Act.RECORD_MEETING)
    for case in cases:
        if args.decision is not None:
            case.did(Act.RECORD_MEETING, by=ctx.actor.no, at=ctx.now, decision=args.decision)
        else:
            case.did(Act.RECORD_MEETING, by=ctx.actor.no, at=ctx.now)
        conference.follows(ctx, case, held)
    manner = Manner.FACE_TO_FACE if args.face_to_face else Manner.APART
    if not cases and meeting.kind in OPEN_TO_ALL:
        ctx.seats_posts.append(
            MeetingHeld(number=held.no, kind=held.kind, present=held.present, manner=manner)
        )
    said = Reply.of(
        "Meeting {n} is recorded, {manner}: {seats}.", n=held.no, manner=manner, seats=held.present
    )
    return said.join(_after(ctx, held, cases))


async def _to_record(ctx: Context, args: RecordArgs) -> tuple[Meeting, list[Case]]:
    """The meeting, held, and its cases. Raises NotFound, Unfit."""
    meeting = await ctx.unit.meetings.get(args.meeting, hold=True)
    cases = [await ctx.case(ref, Act.RECORD_MEETING) for ref in meeting.cases]
    if not cases:
        access.require(ctx.actor, Permission.RECORD_MEETING, ctx.scene)
        if not ctx.runs_the_process:
            raise NotFound
    if meeting.stands is not None and meeting.stands.moment > ctx.now + _EARLY:
        raise Unfit("meeting", "That one is still to come. Which meeting was held?")
    return meeting, cases


# What a conference on a case leads to where it is not worked on yet.
_NEXT: Final[Mapping[State, tuple[LiteralString, str]]] = {
    State.SCREENING: ("Take up {case}", "case take"),
    State.ASSESSING: ("Take on {case}", "assess adopt"),
}


def _after(ctx: Context, held: Meeting, cases: Sequence[Case]) -> Reply:
    """What a meeting on a case leads to: whether it could decide, and what is open to do next."""
    said = Reply(())
    if not cases:
        return said
    lacks = quorum.missing(held.present, ctx.directory, ctx.partnership.profile)
    if lacks:
        said = said.then("Missing for a quorum: {seats}. Who took part is recorded.", seats=lacks)
    else:
        said = said.then("There was a quorum.")
    if held.decision is not None:
        said = said.then("Decided: {decision}. Now do it:", decision=held.decision)
    for case in cases:
        label, line = _NEXT.get(case.state, ("Write a step", "plan write"))
        said = said.offering(label, line, case.name)
        said = said.offering("Show {case}", "case show", case.name)
    return said


async def _count(ctx: Context, held: Meeting) -> None:
    await ctx.unit.figures.count(str(ctx.quarter), Figure.MET, held.kind.code)
    if held.face_to_face:
        await ctx.unit.figures.count(str(ctx.quarter), Figure.FACE_TO_FACE, held.kind.code)


class SkipArgs(Args):
    why: SkipMonthWhy = ask("Why?")

    @classmethod
    async def matters(cls, ctx: Context) -> bool:
        """For whoever runs the process."""
        return ctx.runs_the_process


@command(
    "meeting skip",
    Act.SKIP_MONTH,
    permission=Permission.RECORD_MEETING,
    examples=["meeting skip why:holiday_month"],
)
async def skip(ctx: Context, args: SkipArgs) -> Reply:
    """No non-case meeting this month.

    Dates that were asked about for this month are off.
    """
    if not ctx.runs_the_process:
        raise NotFound
    zone = ctx.partnership.zone
    mark = met.skipped_mark(ctx.now, zone)
    if await ctx.unit.marks.get(mark) is not None:
        return Reply.of("This month is skipped already; all seats have read it.")
    await ctx.unit.marks.put(mark, Sensitive(args.why.code))
    for one in await ctx.unit.meetings.all():
        if met.asks_for_this_month(one, ctx.now, zone):
            await ctx.unit.meetings.put(meetings.called_off(one))
    ctx.seats_posts.append(MonthSkipped(why=args.why))
    ctx.did(Act.SKIP_MONTH, why=args.why)
    return Reply.of("No meeting without cases this month: {why}.", why=args.why)


class NextArgs(Args):
    pass


@command("meeting next", permission=Permission.SEE_MAP, examples=["meeting next"])
async def next_(ctx: Context, _args: NextArgs) -> Reply:
    """Next dates."""
    coming: list[Meeting] = []
    for meeting in await ctx.unit.meetings.all():
        if meetings.is_to_come(meeting, ctx.now) and await gathering.sees(ctx, ctx.actor, meeting):
            coming.append(meeting)
    coming.sort(key=lambda one: (meetings.dates(one)[0].minute, one.no.value))
    said = Reply(())
    for meeting in coming:
        said = said.join(gathering.headline(meeting))
        said = said.offer_number("Meeting {n}", "meeting open", meeting.no)
    said = said if said.lines else Reply.of("No meeting is planned.")
    return said.offer("My calendar", "meeting calendar")

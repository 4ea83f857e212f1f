"""/meeting: conference, ad hoc, ordinary or without cases."""

from __future__ import annotations

from bot.command import Args, Reply, command
from bot.errors import NotFound, Unfit
from bot.fields import Refs, Seats, Slots, WhichMeeting, YesNo, ask, may
from bot.people import Duty
from bot.policies import access
from bot.ports import Meeting, NoticeKind
from bot.posts import MeetingCalled, MeetingHeld, MonthSkipped
from bot.scene import Context
from bot.vocabulary.process import Act
from bot.vocabulary.public import MeetingKind, SkipMonthWhy
from bot.vocabulary.roles import Permission
from bot.vocabulary.work import Decision

OPEN_TO_ALL = frozenset({MeetingKind.ORDINARY, MeetingKind.NON_CASE})


class CallArgs(Args):
    kind: MeetingKind = ask("Which kind of meeting?")
    refs: Refs | None = may(
        "On which case?",
        "Such as amber-harbour-47-K.",
        when=lambda given: (
            given.get("kind") in {MeetingKind.CONFERENCE.code, MeetingKind.AD_HOC.code}
        ),
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

    A meeting on a case is said to its circle only; one without cases to all seats.
    """
    if any(slot.moment < ctx.now for slot in args.dates):
        raise Unfit("dates", "One of the dates is past. Which dates from now on?")
    cases = [await ctx.case(ref, Act.PLAN_MEETING) for ref in args.refs or ()]
    if not cases:
        access.require(ctx.actor, Permission.CALL_MEETING, ctx.scene)
    meeting = Meeting(
        no=await ctx.unit.meetings.next_no(),
        kind=args.kind,
        called_by=ctx.actor.no,
        slots=args.dates[:3],
        cases=args.refs or (),
        seats=args.seats or (),
    )
    await ctx.unit.meetings.put(meeting)
    if not cases:
        ctx.did(Act.PLAN_MEETING, kind=args.kind)
    for case in cases:
        case.did(Act.PLAN_MEETING, by=ctx.actor.no, at=ctx.now)
        ctx.tell([m.person for m in case.facts.circle], NoticeKind.WAITING, "meeting next")
    if not cases and args.kind in OPEN_TO_ALL:
        ctx.seats_posts.append(
            MeetingCalled(number=meeting.no, kind=meeting.kind, slots=meeting.slots)
        )
    for seat in meeting.seats:
        ctx.tell(ctx.directory.of_seat(seat, Duty.HOLDER), NoticeKind.WAITING, "meeting next")
    return Reply.of(
        "Meeting {n}, {kind}: {dates}.", n=meeting.no, kind=meeting.kind, dates=meeting.slots
    )


class RecordArgs(Args):
    meeting: WhichMeeting = ask("Which meeting?", "Its number.")
    present: Seats = ask("Which seats were there?")
    face_to_face: YesNo = ask("Face to face?")
    decision: Decision | None = may("What was decided?")


@command(
    "meeting record",
    Act.RECORD_MEETING,
    permission=Permission.RECORD_MEETING,
    examples=["meeting record 12 present:police,social face_to_face:yes"],
)
async def record(ctx: Context, args: RecordArgs) -> Reply:
    """Who came, face to face or not, what was decided. Decisions are acts of their own."""
    meeting = await ctx.unit.meetings.get(args.meeting)
    cases = [await ctx.case(ref, Act.RECORD_MEETING) for ref in meeting.cases]
    if not cases:
        access.require(ctx.actor, Permission.RECORD_MEETING, ctx.scene)
        if not ctx.runs_the_process:
            raise NotFound
    held = Meeting(
        no=meeting.no,
        kind=meeting.kind,
        called_by=meeting.called_by,
        slots=meeting.slots,
        cases=meeting.cases,
        seats=meeting.seats,
        present=args.present,
        face_to_face=args.face_to_face,
        held=ctx.now,
    )
    await ctx.unit.meetings.put(held)
    if not cases:
        ctx.did(Act.RECORD_MEETING)
    for case in cases:
        if args.decision is not None:
            case.did(Act.RECORD_MEETING, by=ctx.actor.no, at=ctx.now, decision=args.decision)
        else:
            case.did(Act.RECORD_MEETING, by=ctx.actor.no, at=ctx.now)
    if not cases and meeting.kind in OPEN_TO_ALL:
        ctx.seats_posts.append(MeetingHeld(number=held.no, kind=held.kind, present=held.present))
    return Reply.of("Meeting {n} is recorded: {seats}.", n=held.no, seats=held.present)


class SkipArgs(Args):
    why: SkipMonthWhy = ask("Why?")


@command(
    "meeting skip",
    Act.SKIP_MONTH,
    permission=Permission.RECORD_MEETING,
    examples=["meeting skip why:holiday_month"],
)
async def skip(ctx: Context, args: SkipArgs) -> Reply:
    """No non-case meeting this month."""
    if not ctx.runs_the_process:
        raise NotFound
    ctx.seats_posts.append(MonthSkipped(why=args.why))
    ctx.did(Act.SKIP_MONTH, why=args.why)
    return Reply.of("No meeting without cases this month: {why}.", why=args.why)


class NextArgs(Args):
    pass


@command("meeting next", permission=Permission.SEE_MAP, examples=["meeting next"])
async def next_(ctx: Context, _args: NextArgs) -> Reply:
    """Next dates."""
    said = Reply(())
    for meeting in await ctx.unit.meetings.all():
        if meeting.held is not None or all(slot.moment < ctx.now for slot in meeting.slots):
            continue
        if await _invited(ctx, meeting):
            said = said.then(
                "Meeting {n}, {kind}: {dates}", n=meeting.no, kind=meeting.kind, dates=meeting.slots
            )
    return said if said.lines else Reply.of("No meeting is planned.")


async def _invited(ctx: Context, meeting: Meeting) -> bool:
    """A meeting on a case is shown to whoever may see the case; the others to every seat."""
    for ref in meeting.cases:
        case = await ctx.unit.cases.get(ref)
        if not access.allowed(ctx.actor, Permission.SEE_ABSTRACT, case, ctx.scene):
            return False
    return bool(meeting.cases) or ctx.actor.seat is not None

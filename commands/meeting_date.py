"""The date of a meeting, behind buttons: see it, say which dates suit, pick one, move it, call it off."""

from __future__ import annotations

from bot.command import Args, Reply, command
from bot.errors import NotFound, Unfit
from bot.fields import Slots, WhichDate, WhichMeeting, ask, may
from bot.meetings import dates as meetings
from bot.meetings import gathering
from bot.meetings.dates import MOST_DATES
from bot.ports import Meeting, NoticeKind
from bot.scene import Context
from bot.vocabulary.roles import Permission

_WHICH = "Which meeting?"


class OpenArgs(Args):
    meeting: WhichMeeting = ask(_WHICH, "Its number.")


@command("meeting open", permission=Permission.SEE_MAP, examples=["meeting open 12"], hidden=True)
async def open_(ctx: Context, args: OpenArgs) -> Reply:
    """One meeting: its dates, your answer, and how the answers stand where you pick the date."""
    return await gathering.view(ctx, await gathering.seen(ctx, args.meeting))


class AnswerArgs(Args):
    meeting: WhichMeeting = ask(_WHICH, "Its number.")
    round: WhichDate | None = may("Asked for the how many-th time?", "Its number.")
    can: WhichDate | None = may("Which date suits?", "Its place in the list.")
    also: WhichDate | None = may("Which one suits as well?", "Its place in the list.")
    too: WhichDate | None = may("And which third one?", "Its place in the list.")
    cannot: WhichDate | None = may("Which date does not suit after all?", "Its place in the list.")


@command(
    "meeting answer",
    permission=Permission.SEE_MAP,
    examples=["meeting answer 12 round:1 can:2"],
    hidden=True,
)
async def answer(ctx: Context, args: AnswerArgs) -> Reply:
    """Say that a date suits you, or does not after all; with neither, that none does."""
    meeting = await gathering.seen(ctx, args.meeting, hold=True)
    if not gathering.is_asked(ctx, ctx.actor, meeting):
        raise NotFound
    if not meetings.is_to_come(meeting, ctx.now):
        return await gathering.view(ctx, meeting)
    if args.round and args.round.value != meeting.round:
        return await _replaced(ctx, meeting)
    votes = await ctx.unit.meetings.votes(meeting.no)
    try:
        mine = votes.get(ctx.actor.no, ())
        places = [n.value for n in (args.can, args.also, args.too) if n is not None]
        for can in places or (None,):
            cannot = args.cannot.value if args.cannot else None
            mine = meetings.chosen(meeting, mine, can=can, cannot=cannot)
    except ValueError:
        return await gathering.view(ctx, meeting)
    await ctx.unit.meetings.vote(meeting.no, ctx.actor.no, mine)
    now = {**votes, ctx.actor.no: mine}
    before = meetings.standing(meeting, votes, ctx.directory)
    after = meetings.standing(meeting, now, ctx.directory)
    if meeting.stands is None and after.complete and not before.complete:
        ctx.tell([meeting.called_by], NoticeKind.WAITING, f"meeting open {meeting.no}")
    return await gathering.view(ctx, meeting)


async def _replaced(ctx: Context, meeting: Meeting) -> Reply:
    """A button of dates that are no longer asked for: nothing is noted, the new ones are put."""
    said = Reply.of("Other dates were proposed since; nothing of your answer was noted.")
    return said.join(await gathering.view(ctx, meeting))


class PickArgs(Args):
    meeting: WhichMeeting = ask(_WHICH, "Its number.")
    round: WhichDate | None = may("Asked for the how many-th time?", "Its number.")
    date: WhichDate = ask("Which date?", "Its place in the list.")


@command(
    "meeting pick",
    permission=Permission.CALL_MEETING,
    examples=["meeting pick 12 round:1 date:2"],
    hidden=True,
)
async def pick(ctx: Context, args: PickArgs) -> Reply:
    """This date stands. Everybody who was asked hears it."""
    meeting, cases = await gathering.picking(ctx, args.meeting)
    if args.round and args.round.value != meeting.round:
        return await _replaced(ctx, meeting)
    if args.date.value > len(meeting.slots):
        raise Unfit("date", "There is no such date. Which of them?")
    slot = meeting.slots[args.date.value - 1]
    if slot.moment < ctx.now:
        raise Unfit("date", "That date is past. Which of the others?")
    if meeting.off or meeting.stands == slot:
        return await gathering.view(ctx, meeting)
    first = meeting.stood is None
    kind = NoticeKind.MEETING_STANDS if first else NoticeKind.MEETING_MOVED
    stands = meetings.fixed(meeting, slot)
    await gathering.keep(ctx, stands, cases, kind)
    return await gathering.view(ctx, stands)


class MoveArgs(Args):
    meeting: WhichMeeting = ask(_WHICH, "Its number.")
    dates: Slots = ask("Which dates?", "One to three, such as tomorrow-10:00, friday 14:00.")


@command(
    "meeting move",
    permission=Permission.CALL_MEETING,
    examples=["meeting move 12 dates:tomorrow-10:00"],
    hidden=True,
)
async def move(ctx: Context, args: MoveArgs) -> Reply:
    """Propose other dates. Everybody is asked again; what was answered before is forgotten."""
    meeting, cases = await gathering.picking(ctx, args.meeting)
    if any(slot.moment < ctx.now for slot in args.dates):
        raise Unfit("dates", "One of the dates is past. Which dates from now on?")
    if len(set(args.dates)) > MOST_DATES:
        raise Unfit("dates", "At most three dates, so that everybody looks at each. Which three?")
    again = meetings.moved(meeting, args.dates)
    await ctx.unit.meetings.forget_votes(meeting.no)
    kind = NoticeKind.WHICH_DATE
    if again.stands is not None:
        kind = NoticeKind.MEETING_STANDS if meeting.stood is None else NoticeKind.MEETING_MOVED
    await gathering.keep(ctx, again, cases, kind)
    return await gathering.view(ctx, again)


class OffArgs(Args):
    meeting: WhichMeeting = ask(_WHICH, "Its number.")


@command(
    "meeting off", permission=Permission.CALL_MEETING, examples=["meeting off 12"], hidden=True
)
async def off(ctx: Context, args: OffArgs) -> Reply:
    """Call it off. Everybody who was asked hears it."""
    meeting, cases = await gathering.picking(ctx, args.meeting)
    if not meeting.off:
        meeting = meetings.called_off(meeting)
        await gathering.keep(ctx, meeting, cases, NoticeKind.MEETING_OFF)
    return gathering.headline(meeting)

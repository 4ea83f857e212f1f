"""What one person sees of a meeting, and what follows when its date changes: shared by /meeting's commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.case import Case
from bot.command import Reply
from bot.errors import NotFound
from bot.meetings import dates as meetings
from bot.meetings.dates import OPEN_TO_ALL, Standing, Votes
from bot.people import Duty, Person
from bot.policies import access
from bot.policies.calendar import add_working_days
from bot.policies.quorum import Needed
from bot.ports import Meeting, NoticeKind
from bot.posts import MeetingCalled, MeetingOff, MeetingStands, News
from bot.scene import Context, Deadline
from bot.vocabulary.numbers import Day, MeetingNo, PersonNo, SeatNo, Slot
from bot.vocabulary.people import GuestMay
from bot.vocabulary.process import Act, ClockName
from bot.vocabulary.roles import Permission


async def sees(ctx: Context, person: Person, meeting: Meeting) -> bool:
    """A meeting on a case is shown to whoever may see the case, looked at now; the others to seats."""
    for ref in meeting.cases:
        try:
            case = await ctx.unit.cases.get(ref)
        except NotFound:
            return False  # it was erased; its meetings tell nobody anything
        if not access.allowed(person, Permission.SEE_ABSTRACT, case, ctx.scene):
            return False
    if meeting.cases:
        return True
    if person.seat is not None and (meeting.kind in OPEN_TO_ALL or not meeting.asked):
        return True
    return person.no == meeting.called_by or is_asked(ctx, person, meeting)


def is_asked(ctx: Context, person: Person, meeting: Meeting) -> bool:
    """Asked by name, or as a colleague of the same seat where no case is spoken of."""
    if person.no in meeting.asked:
        return True
    people = ctx.directory.people
    seats = {people[no].seat for no in meeting.asked if no in people}
    return not meeting.cases and person.seat is not None and person.seat in seats


async def seen(ctx: Context, no: MeetingNo, *, hold: bool = False) -> Meeting:
    """The meeting, if the actor may see it. Raises NotFound."""
    meeting = await ctx.unit.meetings.get(no, hold=hold)
    if not await sees(ctx, ctx.actor, meeting):
        raise NotFound
    return meeting


async def picking(ctx: Context, no: MeetingNo) -> tuple[Meeting, list[Case]]:
    """The meeting, held, and its cases, if the actor decides on its date. Raises NotFound."""
    meeting = await seen(ctx, no, hold=True)
    if not picks(ctx, meeting) or meeting.held is not None:
        raise NotFound
    return meeting, [await ctx.case(ref, Act.PLAN_MEETING) for ref in meeting.cases]


def picks(ctx: Context, meeting: Meeting) -> bool:
    """Who called it decides on its date; so does who runs the process."""
    return meeting.called_by == ctx.actor.no or ctx.runs_the_process


# --- who is asked ---------------------------------------------------------------------------------


async def invited(
    ctx: Context, cases: Sequence[Case], seats: Sequence[SeatNo]
) -> tuple[tuple[PersonNo, ...], tuple[SeatNo, ...]]:
    """Who is asked, and the named seats of which nobody may be, for they have no part in the case."""
    if not cases:
        return meetings.holders(ctx.directory, ctx.now, seats), ()
    named = {
        seat: [p for p in ctx.directory.of_seat(seat) if _sees_all(ctx, p, cases)] for seat in seats
    }
    people = [p for case in cases for p in _of_case(ctx, case)]
    people += [p for found in named.values() for p in found]
    asked = dict.fromkeys(p.no for p in people if _sees_all(ctx, p, cases))
    return tuple(asked), tuple(seat for seat, found in named.items() if not found)


def _sees_all(ctx: Context, person: Person, cases: Sequence[Case]) -> bool:
    return all(access.allowed(person, Permission.SEE_ABSTRACT, case, ctx.scene) for case in cases)


def _of_case(ctx: Context, case: Case) -> list[Person]:
    """The circle, the owner and who may become it, the police contact, one who runs the process, and
    guests who may come."""
    numbers = [m.person for m in case.facts.circle if m.until.date >= ctx.now.date()]
    numbers += [one.person for one in (case.facts.owner, case.facts.nominee) if one]
    numbers += [g.person for g in case.live_guests(ctx.now) if GuestMay.MEETING in g.may]
    found = [ctx.directory.people[no] for no in numbers if no in ctx.directory.people]
    runs = ctx.directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR)
    here = [p for p in runs if not p.away(ctx.now)]
    return [*found, *(here or list(runs))[:1], *ctx.directory.having(Duty.POLICE_CONTACT)]


async def tell(ctx: Context, meeting: Meeting, kind: NoticeKind) -> None:
    """Everybody who was asked, and may still see it, hears; the actor has the reply."""
    people = [ctx.directory.people[no] for no in meeting.asked if no in ctx.directory.people]
    to = [p.no for p in people if p.no != ctx.actor.no and await sees(ctx, p, meeting)]
    ctx.notices.extend(meetings.notices(meeting, kind, to))


# --- what is stored and said when it moves on -----------------------------------------------------


async def keep(ctx: Context, meeting: Meeting, cases: Sequence[Case], kind: NoticeKind) -> None:
    """Store it; the audit, its circle or the seats, and those asked hear what it is now."""
    await ctx.unit.meetings.put(meeting)
    for case in cases:
        _guests_stay(ctx, case, meeting)
        case.did(Act.PLAN_MEETING, by=ctx.actor.no, at=ctx.now, news=_news(kind))
    if not cases:
        ctx.did(Act.PLAN_MEETING, kind=meeting.kind)
        if meeting.kind in OPEN_TO_ALL:
            ctx.seats_posts.append(_post(meeting))
    await tell(ctx, meeting, kind)


AFTER: Final = 3  # working days that a guest for one meeting stays after it


def leaves(ctx: Context, meets: Slot) -> Day:
    """The last day of a guest who was invited for one meeting."""
    end = add_working_days(meets.moment, AFTER, zone=ctx.partnership.zone, holidays=ctx.holidays)
    return ctx.local_day(end)


def _guests_stay(ctx: Context, case: Case, meeting: Meeting) -> None:
    """Who is there for this meeting alone stays until it was held, whenever that is."""
    if meeting.stands is None:
        return
    until = ctx.end_of(leaves(ctx, meeting.stands))
    for guest in case.live_guests(ctx.now):
        if guest.meeting == meeting.no.value and guest.until != until:
            guest.until = until
            ctx.deadlines.append(
                Deadline(case=case.id, name=ClockName.GUEST_UNTIL, subject=guest.no, due=until)
            )


def _news(kind: NoticeKind) -> News:
    match kind:
        case NoticeKind.WHICH_DATE:
            return News.CONFERENCE_CALLED
        case NoticeKind.MEETING_OFF:
            return News.MEETING_OFF
        case _:
            return News.MEETING_STANDS


def _post(meeting: Meeting) -> MeetingCalled | MeetingStands | MeetingOff:
    if meeting.off:
        return MeetingOff(number=meeting.no, kind=meeting.kind)
    if meeting.stands is not None:
        return MeetingStands(number=meeting.no, kind=meeting.kind, slot=meeting.stands)
    return MeetingCalled(number=meeting.no, kind=meeting.kind, slots=meeting.slots)


# --- what is shown --------------------------------------------------------------------------------


def headline(meeting: Meeting) -> Reply:
    if meeting.off:
        return Reply.of("Meeting {n}, {kind}, is called off.", n=meeting.no, kind=meeting.kind)
    if meeting.stands is not None:
        return Reply.of(
            "Meeting {n}, {kind}, stands: {date}.",
            n=meeting.no,
            kind=meeting.kind,
            date=meeting.stands,
        )
    return Reply.of(
        "Meeting {n}, {kind}: {dates}.", n=meeting.no, kind=meeting.kind, dates=meeting.slots
    )


async def view(ctx: Context, meeting: Meeting) -> Reply:
    """A meeting as the actor sees it: the dates, the own answer, and the standing where the actor picks."""
    said = headline(meeting)
    if meeting.off and meeting.stood is not None:
        said = said.offer_line("For my calendar", f"meeting calendar meeting:{meeting.no}")
    if not meetings.is_to_come(meeting, ctx.now):
        return said
    votes = await ctx.unit.meetings.votes(meeting.no)
    if is_asked(ctx, ctx.actor, meeting):
        said = said.join(_own(ctx, meeting, votes))
    if picks(ctx, meeting):
        shown = meetings.standing(meeting, votes, ctx.directory, ctx.partnership.profile)
        said = said.join(_counts(ctx, meeting, shown))
    if meeting.stands is not None:
        said = said.offer_line("For my calendar", f"meeting calendar meeting:{meeting.no}")
    return said


def _own(ctx: Context, meeting: Meeting, votes: Votes) -> Reply:
    """What the actor said, and a button for each change of it."""
    mine = votes.get(ctx.actor.no)
    if meeting.stands is not None:
        return _coming(meeting, meeting.stands, mine)
    shown = [slot for slot in meeting.slots if slot.moment >= ctx.now]
    can = [slot for slot in shown if mine and slot in mine]
    if mine is None:
        said = Reply.of("Which dates suit you? Choose as many as you like.")
    elif can:
        said = Reply.of("You can come: {dates}.", dates=can)
    else:
        said = Reply.of("None of these dates suits you.")
    for slot in shown:
        if slot in can:
            said = said.offer_date("Not {slot}", meetings.cannot_line(meeting, slot), slot)
        else:
            said = said.offer_date("{slot}", meetings.can_line(meeting, slot), slot)
    return said if mine == () else said.offer_line("None of them", meetings.none_line(meeting))


def _coming(meeting: Meeting, stands: Slot, mine: tuple[Slot, ...] | None) -> Reply:
    """Once a date stands: whether the actor comes."""
    said = Reply(())
    if mine is not None and stands in mine:
        said = Reply.of("You said that you can come.")
    elif mine is not None:
        said = Reply.of("You said that you cannot come.")
    if mine is None or stands not in mine:
        said = said.offer_line("I can come", meetings.can_line(meeting, stands))
    if mine is None or stands in mine:
        said = said.offer_line("I cannot come", meetings.cannot_line(meeting, stands))
    return said


def _counts(ctx: Context, meeting: Meeting, shown: Standing) -> Reply:
    """Numbers of seats, and a button to pick each date that is left."""
    said = _numbers(shown)
    for slot in meeting.slots:
        if slot.moment >= ctx.now and slot != meeting.stands:
            said = said.offer_date("Pick {slot}", meetings.pick_line(meeting, slot), slot)
    said = said.offer_line("Other dates", f"meeting move {meeting.no}")
    return said.offer_line("Call it off", f"meeting off {meeting.no}")


def _numbers(shown: Standing) -> Reply:
    if not shown.answered:
        return Reply.of("Seats that are asked: {n}. None has answered yet.", n=shown.asked)
    said = Reply.of("{n} of {all} seats answered.", n=shown.answered, all=shown.asked)
    for slot, count in shown.counts.items():
        said = said.then("{date}: {n} can come", date=slot, n=count)
        lacks = shown.missing.get(slot)
        if lacks is not None:
            said = said.join(_quorum(lacks))
    return said


def _quorum(lacks: Sequence[Needed]) -> Reply:
    """Whether, never who: that would tell who did not answer."""
    if lacks:
        return Reply.of("– not yet enough for a quorum")
    return Reply.of("– enough for a quorum")

"""Meeting without a case once a month, rung by rung: what the rows of monthly_networking look at and do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import NotFound
from bot.meetings import dates as meetings
from bot.policies import met
from bot.policies.calendar import add_months
from bot.policies.rhythm import monthly_due
from bot.ports import Meeting, Notice, NoticeKind
from bot.posts import MeetingEve, MonthlyInvitation, MonthlyReminder
from bot.rounds.drum import NOTHING, Drum, Matter
from bot.rounds.hearers import coordinators
from bot.vocabulary.numbers import MeetingNo
from bot.vocabulary.public import MeetingKind


def _month_begins(drum: Drum, ahead: int) -> datetime:
    first = add_months(drum.local(drum.now).date().replace(day=1), ahead)
    return monthly_due(
        first.year,
        first.month,
        zone=drum.zone,
        holidays=drum.holidays,
        weekday=drum.rhythms.networking_weekday,
        hour=drum.rhythms.networking_at,
    )


def _key(moment: datetime) -> str:
    return f"monthly.{moment:%Y-%m}"


async def months(drum: Drum) -> Sequence[Matter]:
    """This month, unless it has its meeting, and the next one."""
    this, following = _month_begins(drum, 0), _month_begins(drum, 1)
    key = _key(drum.local(drum.now))
    if drum.now >= this and await _done(drum):
        drum.note(f"{key}.1")
    return [Matter(key=key, begins=this), Matter(key=_key(drum.local(following)), begins=following)]


async def _done(drum: Drum) -> bool:
    """Planned for this month, held lately, or skipped with a reason."""
    mark = met.skipped_mark(drum.now, drum.zone)
    skipped = await drum.desk.unit.marks.get(mark) is not None
    return skipped or met.month_is_done(drum.all, drum.now, drum.zone)


async def invite(drum: Drum, _matter: Matter, key: str) -> None:
    """The line, and a question to each seat which of the dates suit."""
    desk, directory = drum.desk, drum.desk.directory
    caller = next(iter(coordinators(drum)), None)
    if caller is None:
        return
    asked = meetings.holders(directory, desk.now)
    people = [directory.people[no] for no in asked]
    last = next(
        (m.stands for m in reversed(drum.all) if m.kind is MeetingKind.NON_CASE and m.stands), None
    )
    slots = meetings.propose(
        desk.house.partnership, people, desk.now, holidays=drum.holidays, last=last
    )
    no = await desk.unit.meetings.next_no()
    meeting = meetings.called(no, MeetingKind.NON_CASE, caller.no, slots, asked=asked)
    await desk.unit.meetings.put(meeting)
    await drum.post(key, MonthlyInvitation(slots=slots))
    for notice in meetings.notices(meeting, NoticeKind.WHICH_DATE, asked):
        await drum.tell(key, notice)
    drum.note(key, str(no))


async def open_questions(drum: Drum) -> Sequence[Matter]:
    """The meeting that this month's invitation began, while no date of it stands."""
    key = _key(drum.local(drum.now))
    found = drum.noted(f"{key}.1")
    if found is None or found[1] == NOTHING:
        return []
    try:
        meeting = await drum.desk.unit.meetings.get(MeetingNo(int(found[1])))
    except NotFound:
        return []
    if meeting.stands or meeting.off or meeting.held or await _done(drum):
        return []
    opens = f"meeting open {meeting.no}"
    return [Matter(key=f"{key}.asked", begins=found[0], meeting=meeting, opens=opens)]


async def half_answered(drum: Drum, matter: Matter) -> bool:
    meeting = matter.meeting
    if meeting is None:
        return True
    return (await _standing(drum, meeting)).half


async def _standing(drum: Drum, meeting: Meeting) -> meetings.Standing:
    votes = await drum.desk.unit.meetings.votes(meeting.no)
    return meetings.standing(meeting, votes, drum.desk.directory)


async def remind(drum: Drum, matter: Matter, key: str) -> None:
    if matter.meeting is not None:
        await drum.post(key, MonthlyReminder(slots=matter.meeting.slots))


async def best(drum: Drum, matter: Matter, notice: Notice) -> Notice:
    """With the date that suits most behind a button, where any suits anybody."""
    meeting = matter.meeting
    found = (await _standing(drum, meeting)).best if meeting else None
    if meeting is None or found is None or found.moment <= drum.now:
        return notice
    return replace(notice, slots=(found,), answers=(meetings.pick_line(meeting, found),))


async def eves(drum: Drum) -> Sequence[Matter]:
    """Each meeting without cases that is to come; a date that moved is said anew."""
    found: list[Matter] = []
    for meeting in drum.all:
        slot = meeting.stands
        without = meeting.kind is MeetingKind.NON_CASE and not meeting.off and not meeting.held
        if slot is not None and without and slot.moment > drum.now:
            key = f"eve.{meeting.no}.{slot.minute}"
            found.append(Matter(key=key, begins=drum.now, ends=slot.moment, meeting=meeting))
    return found


async def eve(drum: Drum, matter: Matter, key: str) -> None:
    if matter.meeting is not None and matter.meeting.stands is not None:
        await drum.post(key, MeetingEve(slot=matter.meeting.stands))

"""What comes round by the calendar, whatever happens to cases: the domain's rhythms (nudges.md).

What was sent stands in one sealed mark, which is held while the beats are looked through: of several programs
one sends, and a program that dies has sent nothing that it did not note. A month or a week that passed while
nobody ran is not made up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from bot import meetings
from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.people import Duty, Person
from bot.policies import met
from bot.policies.access import listening
from bot.policies.calendar import (
    add_months,
    add_working_days,
    at,
    is_working_day,
    quiet_end,
    working_days_from,
)
from bot.policies.rhythm import monthly_due
from bot.ports import Meeting, Notice, NoticeKind, Rhythms, ToSeats
from bot.posts import AnySeatsPost, MeetingEve, MonthlyInvitation, MonthlyReminder
from bot.settle import Desk
from bot.vocabulary.numbers import MeetingNo
from bot.vocabulary.public import MeetingKind
from bot.wired import House

_MARK: Final = "beats"
_IDS: Final = UUID("6c2b1f0a-8f0e-4f2c-9a77-51a1c3f0de42")
_KEPT: Final = timedelta(days=400)  # notes of what was sent
_LOOK_EVERY: Final = timedelta(minutes=15)  # for another program may have changed what is due
_UNTIL: Final = time(
    16
)  # a line in the seats' channel leaves before this hour, or the next working day
_REMINDED: Final = 5  # working days after the invitation
_ASKED: Final = 10
_FIRST_GAP: Final = 28  # days without a meeting
_GAP_EVERY: Final = 7
_NOTHING: Final = "-"


async def go(house: House) -> None:
    """Send what is due. Raises StoreTrouble."""
    rhythms, now = house.partnership.rhythms, house.clock.now()
    if rhythms is None or not _is_time(house, now):
        return
    async with house.unit() as unit:
        if await unit.marks.get(_MARK, hold=True) is None:
            await unit.marks.put(_MARK, Sensitive("{}"))  # the row at which two programs meet
            await unit.commit()
    async with house.unit() as unit:
        kept = await unit.marks.get(_MARK, hold=True)
        sent: dict[str, str] = json.loads(listening().open(kept)) if kept else {}
        before = dict(sent)
        directory = await unit.people.directory()
        desk = Desk(house=house, unit=unit, directory=directory, now=now)
        drum = Drum(desk=desk, rhythms=rhythms, sent=sent, all=await unit.meetings.all())
        following = await drum.beat()
        if sent != before:
            fresh = {key: text for key, text in sent.items() if _is_fresh(text, now)}
            await unit.marks.put(_MARK, Sensitive(json.dumps(fresh)))
            await unit.commit()
    house.beats.next, house.beats.looked = following, now


def _is_time(house: House, now: datetime) -> bool:
    beats = house.beats
    if beats.next is None or beats.looked is None or now < beats.looked:
        return True
    return now >= beats.next or now - beats.looked >= _LOOK_EVERY


def _is_fresh(text: str, now: datetime) -> bool:
    return datetime.fromisoformat(text.partition(" ")[0]) > now - _KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Drum:
    """One look at all rhythms. `sent`: what went out, each with its moment and what it was about."""

    desk: Desk
    rhythms: Rhythms
    sent: dict[str, str]
    all: Sequence[Meeting]

    async def beat(self) -> datetime:
        """Send what is due; gives when something may be due next."""
        return min(
            await self._monthly(), await self._eves(), await self._gap(), await self._digest()
        )

    # --- monthly_networking ---

    async def _monthly(self) -> datetime:
        month = self._local(self.desk.now).strftime("%Y-%m")
        key, begins = f"monthly.{month}", self._month_begins(0)
        if self.desk.now < begins:
            return begins
        if await self._done():
            self._note(key)
        if key not in self.sent:
            window = self._open_from(self.desk.now)
            if window > self.desk.now:
                return min(window, self._month_begins(1))
            await self._invite(key)
        waits = await self._asked(key)
        return waits or self._month_begins(1)

    def _month_begins(self, ahead: int) -> datetime:
        first = add_months(self._local(self.desk.now).date().replace(day=1), ahead)
        return monthly_due(
            first.year,
            first.month,
            zone=self._zone,
            holidays=self._holidays,
            weekday=self.rhythms.networking_weekday,
            hour=self.rhythms.networking_at,
        )

    async def _done(self) -> bool:
        """Planned for this month, held lately, or skipped with a reason."""
        mark = met.skipped_mark(self.desk.now, self._zone)
        skipped = await self.desk.unit.marks.get(mark) is not None
        return skipped or met.month_is_done(self.all, self.desk.now, self._zone)

    async def _invite(self, key: str) -> None:
        """Rung 1: the line, and a question to each seat which of the dates suit."""
        desk, directory = self.desk, self.desk.directory
        caller = next(iter(self._coordinators()), None)
        if caller is None:
            self._note(key)
            return
        asked = meetings.holders(directory, desk.now)
        people = [directory.people[no] for no in asked]
        last = next(
            (m.stands for m in reversed(self.all) if m.kind is MeetingKind.NON_CASE and m.stands),
            None,
        )
        slots = meetings.propose(
            desk.house.partnership, people, desk.now, holidays=self._holidays, last=last
        )
        no = await desk.unit.meetings.next_no()
        meeting = meetings.called(no, MeetingKind.NON_CASE, caller.no, slots, asked=asked)
        await desk.unit.meetings.put(meeting)
        await self._post(key, MonthlyInvitation(slots=slots))
        for notice in meetings.notices(meeting, NoticeKind.WHICH_DATE, asked):
            await self._tell(key, notice)
        self._note(key, str(no))

    async def _asked(self, key: str) -> datetime | None:
        """Rungs 2 and 3, while no date stands. None: there is nothing left to do this month."""
        moment, _, about = self.sent[key].partition(" ")
        if about == _NOTHING:
            return None
        try:
            meeting = await self.desk.unit.meetings.get(MeetingNo(int(about)))
        except NotFound:
            return None
        if meeting.stands or meeting.off or meeting.held:
            return None
        invited = datetime.fromisoformat(moment)
        for number, days, say in ((2, _REMINDED, self._remind), (3, _ASKED, self._no_date)):
            rung = f"{key}.{number}"
            if rung in self.sent:
                continue
            due = self._days_after(invited, days)
            if self.desk.now < due:
                return due
            window = self._open_from(self.desk.now)
            if window > self.desk.now:
                return window
            await say(rung, meeting)
            self._note(rung)
        return None

    async def _remind(self, rung: str, meeting: Meeting) -> None:
        votes = await self.desk.unit.meetings.votes(meeting.no)
        if not meetings.standing(meeting, votes, self.desk.directory).half:
            await self._post(rung, MonthlyReminder(slots=meeting.slots))

    async def _no_date(self, rung: str, meeting: Meeting) -> None:
        for person in self._coordinators():
            opens = f"meeting open {meeting.no}"
            notice = Notice(to=person.no, kind=NoticeKind.NO_DATE_YET, opens=opens)
            await self._tell(rung, notice)

    async def _eves(self) -> datetime:
        """Rung 4: the working day before a meeting without cases; a date that moved is said anew."""
        following = datetime.max.replace(tzinfo=self.desk.now.tzinfo)
        for meeting in self.all:
            slot = meeting.stands
            without = meeting.kind is MeetingKind.NON_CASE and not meeting.off and not meeting.held
            if slot is None or not without or slot.moment <= self.desk.now:
                continue
            key = f"eve.{meeting.no}.{slot.minute}"
            due = self._open_from(self._days_after(slot.moment, -1))
            if key in self.sent or due >= slot.moment:
                continue
            due = max(due, self._open_from(self.desk.now))
            if due > self.desk.now:
                following = min(following, due)
                continue
            await self._post(key, MeetingEve(slot=slot))
            self._note(key)
        return following

    # --- meeting_rhythm ---

    async def _gap(self) -> datetime:
        """Day 28 without a meeting, day 35, then weekly; not while one is to come."""
        self.sent.setdefault("since", self.desk.now.isoformat())
        begun = datetime.fromisoformat(self.sent["since"].partition(" ")[0])
        last = max(met.last_held(self.all) or begun, begun)
        days = (self.desk.now - last).days
        step = max(0, (days - _FIRST_GAP) // _GAP_EVERY + 1) if days >= _FIRST_GAP else 0
        following = last + timedelta(days=_FIRST_GAP + step * _GAP_EVERY)
        key = f"gap.{last:%Y-%m-%d}.{step}"
        planned = any(meetings.is_to_come(one, self.desk.now) for one in self.all)
        if step and key not in self.sent and not planned:
            for person in self._coordinators():
                kind = NoticeKind.NO_MEETING_LATELY
                await self._tell(key, Notice(to=person.no, kind=kind, opens="meeting call"))
            self._note(key)
        return following

    # --- coordinator_digest ---

    async def _digest(self) -> datetime:
        """Once a week, on empty weeks too: a steady beat says nothing."""
        this, following = (self._week_begins(weeks) for weeks in (0, 1))
        if self.desk.now < this:
            return this
        key = f"digest.{this:%Y-%m-%d}"
        if key not in self.sent:
            for person in self._coordinators():
                kind = NoticeKind.WEEK_BEGINS
                await self._tell(key, Notice(to=person.no, kind=kind, opens="confer week"))
            self._note(key)
        return following

    def _week_begins(self, ahead: int) -> datetime:
        today = self._local(self.desk.now).date()
        day = today - timedelta(days=today.isoweekday() - self.rhythms.digest_weekday)
        day += timedelta(weeks=ahead)
        if not is_working_day(day, self._holidays):
            day = next(working_days_from(day, self._holidays))
        return at(day, self.rhythms.digest_at, self._zone)

    # --- shared ---

    @property
    def _zone(self) -> str:
        return self.desk.house.partnership.zone

    @property
    def _holidays(self) -> frozenset[date]:
        return self.desk.house.holidays

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self._zone))

    def _days_after(self, moment: datetime, days: int) -> datetime:
        found = add_working_days(moment, days, zone=self._zone, holidays=self._holidays)
        return at(self._local(found).date(), self.rhythms.networking_at, self._zone)

    def _open_from(self, moment: datetime) -> datetime:
        """From this moment on the first at which a line may go to the seats' channel."""
        local = self._local(moment)
        opens = at(local.date(), self.rhythms.networking_at, self._zone)
        if is_working_day(local.date(), self._holidays):
            if moment <= opens:
                return opens
            if local.time() < _UNTIL:
                return moment
        day = next(working_days_from(local.date(), self._holidays))
        return at(day, self.rhythms.networking_at, self._zone)

    def _coordinators(self) -> list[Person]:
        """Who runs the process and is there; all of them where nobody is."""
        found = self.desk.directory.having(Duty.COORDINATOR)
        here = [p for p in found if not p.away(self.desk.now)]
        deputies = self.desk.directory.having(Duty.DEPUTY_COORDINATOR)
        return here or list(deputies) or list(found)

    def _note(self, key: str, about: str = _NOTHING) -> None:
        self.sent.setdefault(key, f"{self.desk.now.isoformat()} {about}")

    async def _post(self, key: str, post: AnySeatsPost) -> None:
        """Once on each platform: its id is made of what it is."""
        for platform in self.desk.house.platforms:
            id = uuid5(_IDS, f"{self._owner}/{key}/{platform}")
            body = ToSeats(post=post)
            await self.desk.unit.outbox.put(body, platform=platform, due=self.desk.now, id=id)

    async def _tell(self, key: str, notice: Notice) -> None:
        person = self.desk.directory.people.get(notice.to)
        if person is not None:
            due = quiet_end(person, self.desk.now, self._holidays)
            id = uuid5(_IDS, f"{self._owner}/{key}/{notice.to.value}")
            await self.desk.notice(notice, due, id=id)

    @property
    def _owner(self) -> str:
        return self.desk.house.partnership.key

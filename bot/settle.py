"""What follows from an act, in the act's own transaction: audit, clocks, notices, lines in shared places."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bot.case import Case
from bot.casework import counting, exchange, keeping
from bot.events import Event
from bot.partnership import matters, pace
from bot.parts import Stopped
from bot.people import Directory
from bot.policies import access, announce, calendar, clocks, ladder, nudges
from bot.ports import (
    Body,
    ClearLines,
    ClockKey,
    GatherCircle,
    Notice,
    Running,
    ToCircle,
    ToSeats,
    Unit,
)
from bot.process import ACTS, CLOCKS
from bot.scene import Context, Deadline
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.process import Act, ClockName, State
from bot.vocabulary.roles import Permission
from bot.wired import House

GATHERS: Final = frozenset(
    {
        Act.TAKE_UP,
        Act.CHANGE_CIRCLE,
        Act.INVITE_GUEST,
        Act.RENEW_GUEST,
        Act.END_GUEST,
        Act.NOMINATE_OWNER,
        Act.ACCEPT_OWNER,
        Act.RECUSE,
        Act.POINT_ON,
        Act.DECLINED_BY_PERSON,
        Act.CLOSE,
        Act.REOPEN,
        Act.STEP_DOWN,
        Act.STEP_UP,
        Act.HANDOVER_ACCEPTED,
    }
)
MOVES: Final = frozenset(act for act, row in ACTS.items() if row.target is not None)
_SOON: Final = timedelta(hours=4)  # what one needs to make room for a meeting

# Nobody who writes meanwhile is told who did these: it would tell a hold from a pause, or of a private step.
UNNAMED: Final = frozenset(
    {
        Act.POLICE_ANSWER,
        Act.PAUSE,
        Act.RESUME,
        Act.SET_LIMITS,
        Act.CLEAR_LIMITS,
        Act.LADDER_STEP,
        Act.ASK_NO_NAMES,
        Act.GIVE_JUDGEMENT,
    }
)

# Stopped and started one by one, by the number of the guest, the action, the question, the request, or the
# kind of consent.
_ONE_BY_ONE: Final = frozenset(
    {
        ClockName.ACTION_DUE,
        ClockName.GUEST_UNTIL,
        ClockName.INFO_ANSWERS,
        ClockName.RIGHTS_REPLY,
        ClockName.VISIT_BACK,
        ClockName.VISIT_DEBRIEF,
        ClockName.CONSENT_RENEWAL,
        ClockName.OVERRIDE_CHECKED,
    }
)
# Those that are shorter while it is urgent.
_HURRIED: Final = frozenset(
    name
    for name in {ClockName.FIRST_ANSWER, *clocks.WAITING}
    if CLOCKS[name].urgent not in {"same", "set"}
)
ENDED: Final = frozenset({State.FOLLOW_UP, State.NOT_TAKEN, State.ARCHIVED})
ENDING: Final = frozenset(act for act, row in ACTS.items() if row.target in ENDED | {State.ERASED})
LINES_STAND: Final = timedelta(days=30)  # in shared places, after the end (small-cell rule 9)
_FREES: Final = frozenset({Act.CLEAR_LEGAL_HOLD, Act.ANSWER_RIGHTS_REQUEST})
_MEETS: Final = frozenset({Act.PLAN_MEETING, Act.RECORD_MEETING, Act.SKIP_MONTH})
# What goes on after a case has ended; every other clock of it stops.
_AFTER: Final = frozenset(
    {
        ClockName.LOOK_BACKS,
        ClockName.FEEDBACK,
        ClockName.VISIT_BACK,
        ClockName.KEEP_NOT_TAKEN,
        ClockName.KEEP_ARCHIVED,
        ClockName.OVERRIDE_CHECKED,
        ClockName.BREACH_REPORT,
        ClockName.RIGHTS_REPLY,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where consequences are written down: one transaction, one moment."""

    house: House
    unit: Unit
    directory: Directory
    now: datetime

    def seat_of(self, person: PersonNo) -> SeatNo | None:
        found = self.directory.people.get(person)
        return found.seat if found else None

    async def everywhere(self, body: Body, due: datetime | None = None) -> None:
        """One parcel for every platform."""
        for platform in self.house.platforms:
            await self.unit.outbox.put(body, platform=platform, due=due or self.now)

    async def notice(
        self, notice: Notice, due: datetime | None = None, *, id: UUID | None = None
    ) -> None:
        """One person, one place: where the person was last active, else wherever there is an account."""
        person = self.directory.people.get(notice.to)
        place = keeping.place_of(person, self.house.platforms) if person else None
        if place is not None:
            await self.unit.outbox.put(notice, platform=place, due=due or self.now, id=id)


async def settle(house: House, context: Context) -> None:
    """Everything that follows from what a handler did, in its own transaction."""
    desk = Desk(house=house, unit=context.unit, directory=context.directory, now=context.now)
    for case in await context.unit.cases.touched():
        for text in case.texts:
            text.item.seat = desk.seat_of(text.item.by)
        if case.events:
            unnamed = all(_unnamed(event) for event in case.events)
            case.facts.changed_by = None if unnamed else context.actor.no
            await _clocks(desk, case, context.deadlines)
            await exchange.count(desk.unit, case, desk.directory, str(context.quarter))
            await counting.count(case, _count(desk, context))
            await tell_of(desk, case)
    for one in context.deadlines:
        if one.name is ClockName.BREACH_REPORT:
            await start_clock(desk, matters.nobodys(one.case), one.name, deadline=one)
    for event in context.events:
        await context.unit.audit.record(None, event)
        if event.act is Act.CHANGE_SETTINGS:
            house.in_force.fresh = False  # the next message reads it
            house.beats.next = None
        if event.act in _MEETS:
            house.beats.next = None  # another date may come round first
    await keeping.after_seats(context.unit, context.directory, context.events)
    await _notices(desk, context)
    for post in context.seats_posts:
        await desk.everywhere(ToSeats(post=post))


def _unnamed(event: Event) -> bool:
    """An answer to a question without names says nothing of the case, and nobody hears whose it was."""
    return event.act in UNNAMED or (event.act is Act.ANSWER_INFO and not event.facts)


def _count(desk: Desk, context: Context) -> counting.Count:
    return counting.Count(
        unit=desk.unit,
        directory=desk.directory,
        partnership=desk.house.partnership,
        holidays=desk.house.holidays,
        now=desk.now,
        quarter=context.quarter,
    )


async def _notices(desk: Desk, context: Context) -> None:
    about = await context.unit.cases.touched()
    urgent = any(case.facts.urgent for case in about)
    today = any(nudges.for_today(case) for case in about)
    for notice in dict.fromkeys(_heard_by(one, about, context) for one in context.notices):
        due = _not_before(desk, notice, urgent=urgent)
        rests = due is not None and due > desk.now and not notice.slots
        person = desk.directory.people.get(notice.to)
        if today and due is not None and person is not None:
            due, rests = nudges.early(person, due, desk.now), False
        await desk.notice(replace(notice, waited=rests), due)
    for notice, moment in context.later:
        await desk.notice(notice, moment)


def _heard_by(notice: Notice, about: Collection[Case], context: Context) -> Notice:
    """Whoever is away is told of a case through the deputy, where that one may open it."""
    person = context.directory.people.get(notice.to)
    named = (one for one in about if one.ref is not None)  # a draft is its author's alone
    case = next((one for one in named if notice.opens.endswith(f" {one.name}")), None)
    if person is None or case is None or not person.away(context.now):
        return notice
    deputy = context.directory.deputy_of(person)
    if deputy is None or deputy.away(context.now) or deputy.no == context.actor.no:
        return notice
    if not access.allowed(deputy, Permission.SEE_ABSTRACT, case, context.scene):
        return notice
    return replace(notice, to=deputy.no, instead=True, whose=person.no)


def _not_before(desk: Desk, notice: Notice, *, urgent: bool) -> datetime | None:
    """Readers are let rest, unless somebody waits for them, a meeting is soon, or they are on call and it is
    urgent.
    """
    person = desk.directory.people.get(notice.to)
    if person is None or notice.at_once:
        return None
    if urgent and calendar.on_call(person, desk.now, desk.house.holidays):
        return None
    rested = calendar.quiet_end(person, desk.now, desk.house.holidays)
    soonest = min((slot.moment for slot in notice.slots), default=None)
    return rested if soonest is None or rested + _SOON <= soonest else None


async def tell_of(desk: Desk, case: Case) -> None:
    """Write a case's new events into the audit, and say them where they are to be heard."""
    house = desk.house
    for event in case.events:
        await desk.unit.audit.record(case.id, event)
    await keeping.after_acts(desk.unit, case)
    if case.ref is not None and any(event.act in GATHERS for event in case.events):
        await desk.everywhere(GatherCircle(case=case.ref))
    for post in announce.circle_posts(case, desk.directory, house.partnership):
        await desk.everywhere(ToCircle(case=case.name, post=post))
    if house.guard is not None and any(event.act in ENDING for event in case.events):
        house.guard.forget({case.id})
    ended = case.state in ENDED and any(event.act in ENDING for event in case.events)
    if case.ref is not None and ended:
        cleared = next_batch(house, desk.now + LINES_STAND)
        await desk.everywhere(ClearLines(case=case.ref), cleared)
    line = announce.channel_line(case, desk.directory, house.partnership)
    if line is not None:
        due = desk.now if announce.at_once(case) else next_batch(house, desk.now)
        await desk.everywhere(ToSeats(post=line), due)
    announce.remember(case, desk.directory, house.partnership)
    case.facts.said = case.status
    case.events.clear()


def next_batch(house: House, now: datetime) -> datetime:
    """When lines that can wait leave together, so that the minute says nothing."""
    partnership = house.partnership
    return calendar.next_batch(
        now, partnership.batches, zone=partnership.zone, holidays=house.holidays
    )


async def _clocks(desk: Desk, case: Case, deadlines: Sequence[Deadline]) -> None:
    if case.state is State.ERASED:
        return
    for event in case.events:
        if event.act is Act.FOLD_IN and case.state is not State.NOT_TAKEN:
            await _takes_in(desk, case)
        else:
            await _move_clocks(desk, case, event)
    for one in deadlines:
        if one.case == case.id:
            await start_clock(desk, case, one.name, deadline=one)
    if case.state in ENDED:
        for name in ClockName:
            asked = name is ClockName.POLICE_ANSWER and case.facts.police_asked is not None
            if name not in _AFTER and not asked:
                await desk.unit.clocks.stop(case.id, name)
        if case.facts.owner is not None:
            case.facts.owner.owed = False  # the clock of a first word stopped with the others
        case.facts.nominee = None


async def _takes_in(desk: Desk, case: Case) -> None:
    """Another concern was folded into this case: its owner owes a word on it. Its own clocks go on."""
    if case.owner is not None:
        await start_clock(desk, case, ClockName.OWNER_RESPONSE)


async def _wait(desk: Desk, case: Case) -> None:
    """A pause: clocks stop, and what they had left is kept with the case, sealed."""
    kept = list(case.hidden.stopped)  # of a pause that stood already
    stopped = clocks.stops(Act.PAUSE)  # by the pause itself, also while it is urgent
    for running in await desk.unit.clocks.running(case.id):
        name, subject = running.key.name, running.key.subject
        if name in clocks.WAITING and (not running.urgent or name in stopped):
            kept.append(Stopped(name=name, subject=subject, left_s=_left(running.due, desk)))
            await desk.unit.clocks.stop(case.id, name, subject)
    case.hidden.stopped = kept


def _left(due: datetime, desk: Desk) -> int:
    return int(max(due - desk.now, timedelta()).total_seconds())


async def _keep_for_later(desk: Desk, case: Case, one: Stopped) -> None:
    """What would start while a case is paused starts when the pause is over, with all of its time."""
    same = (one.name, one.subject)
    others = [kept for kept in case.hidden.stopped if (kept.name, kept.subject) != same]
    case.hidden.stopped = [*others, one]
    await desk.unit.clocks.stop(case.id, *same)


async def _go_on(desk: Desk, case: Case) -> None:
    """The pause is over: what is still owed goes on with what was left."""
    kept, case.hidden.stopped = case.hidden.stopped, []
    for one in kept:
        if _still_owed(case, one):
            due = clocks.resumed(
                timedelta(seconds=one.left_s),
                desk.now,
                partnership=desk.house.partnership,
                holidays=desk.house.holidays,
            )
            deadline = Deadline(case=case.id, name=one.name, subject=one.subject, due=due)
            await start_clock(desk, case, one.name, deadline=deadline)


async def _erase_on(desk: Desk, case: Case) -> None:
    """Nothing stands against erasing any more: a keeping time that is over ends now."""
    for running in await desk.unit.clocks.running(case.id):
        if running.key.name in clocks.KEEPING and running.due <= desk.now:
            await desk.unit.clocks.hasten(running.key, desk.now)


def _still_owed(case: Case, one: Stopped) -> bool:
    match one.name:
        case ClockName.OWNER_RESPONSE:
            return case.owner is not None
        case ClockName.POLICE_ANSWER:
            return not case.hidden.police
        case ClockName.ACTION_DUE:
            return any(a.open and a.no.value == one.subject for a in case.facts.plan.actions)
        case ClockName.INFO_ANSWERS:
            return any(a.open and a.no == one.subject for a in case.facts.asked)
        case ClockName.FEEDBACK:
            return True  # it stopped while it was owed
        case ClockName.HANDOVER_REPLY:
            return case.facts.offered is not None
        case ClockName.OWNER_FOUND:
            return case.owner is None and case.state in {State.PREPARING, State.SUPPORTING}
        case _:
            return case.state is CLOCKS[one.name].starts_state


async def _move_clocks(desk: Desk, case: Case, event: Event) -> None:
    act = event.act
    debt = bool(ladder.left_open(case.hidden.ladder))
    # Other steps of the ladder may still be left open.
    kept = _ONE_BY_ONE | {ClockName.LADDER_CATCH_UP} if debt else _ONE_BY_ONE
    stops = [name for name in clocks.stops(act) if name not in kept]
    by = desk.directory.people.get(event.by) if event.by else None
    doing = pace.Doing(by, desk.now, desk.house.partnership.zone)
    await pace.note(desk.unit, case, doing, stops)
    if act is Act.PAUSE:
        await _wait(desk, case)
    if act is Act.RESUME:
        await _go_on(desk, case)
    if act in _FREES and not case.kept:
        await _erase_on(desk, case)
    for name in stops:
        await desk.unit.clocks.stop(case.id, name)
    if act is not Act.PAUSE:
        case.hidden.stopped = [one for one in case.hidden.stopped if one.name not in stops]
    entered = case.state if act in MOVES or case.state is State.DRAFT else None
    for name in clocks.starts(act, entered):
        if _has_somebody(name, case):
            await start_clock(desk, case, name)
    if act in {Act.SET_URGENT, Act.CLEAR_URGENT}:
        await hurry(desk, case)


def _has_somebody(name: ClockName, case: Case) -> bool:
    """Whether the act itself starts this clock, and somebody owes what it asks for."""
    match name:
        case ClockName.OWNER_RESPONSE:
            return case.owner is not None
        case ClockName.NO_ENTRY:
            return case.state is State.SUPPORTING
        case ClockName.LADDER_CATCH_UP:
            return bool(ladder.left_open(case.hidden.ladder))
        case _:
            return name not in _ONE_BY_ONE


async def hurry(desk: Desk, case: Case) -> None:
    """Urgent set or lifted: running clocks take their other length, never ending later than before.

    Lifting counts from the first start again, so that urgency never lengthens a promise.
    """
    urgent = case.facts.urgent is not None
    for running in await desk.unit.clocks.running(case.id):
        if running.key.name in _HURRIED and running.urgent != urgent:
            started, latest = (desk.now, running.due) if urgent else (running.started, None)
            one = running.key
            same = Deadline(case=case.id, name=one.name, subject=one.subject, due=None)
            await start_clock(desk, case, one.name, deadline=same, started=started, latest=latest)


async def start_clock(
    desk: Desk,
    case: Case,
    name: ClockName,
    *,
    deadline: Deadline | None = None,
    started: datetime | None = None,
    latest: datetime | None = None,
) -> None:
    """Start one clock and freeze its rungs; one that needs a date and has none is not started."""
    house, begins = desk.house, started or desk.now
    urgent = case.facts.urgent is not None
    due = clocks.due(
        name,
        started=begins,
        urgent=urgent,
        partnership=house.partnership,
        holidays=house.holidays,
        given=deadline.due if deadline else None,
    )
    if due is None:
        return
    due = min(due, latest) if latest else due
    if name is ClockName.OWNER_RESPONSE and case.facts.owner is not None:
        case.facts.owner.owed = True
    subject = deadline.subject if deadline else 0
    if case.paused and not urgent and name in clocks.WAITING:
        await _keep_for_later(
            desk, case, Stopped(name=name, subject=subject, left_s=_left(due, desk))
        )
        return
    number = await desk.unit.clocks.rounds(case.id, name) + 1
    key = ClockKey(case=case.id, name=name, subject=subject, round=number)
    running = Running(key=key, started=begins, due=due, urgent=urgent)
    rungs = clocks.rungs(running, partnership=house.partnership, holidays=house.holidays)
    await desk.unit.clocks.start(running, rungs)

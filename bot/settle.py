"""What follows from an act, in the act's own transaction: audit, clocks, notices, lines in shared places."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from bot.case import Case
from bot.people import Directory
from bot.policies import announce, calendar, clocks
from bot.ports import ClockKey, GatherCircle, Notice, Running, ToCircle, ToSeats, Unit
from bot.process import ACTS
from bot.scene import Context
from bot.vocabulary.process import Act, ClockName, State
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
        Act.CLOSE,
    }
)
MOVES: Final = frozenset(act for act, row in ACTS.items() if row.target is not None)


async def settle(house: House, context: Context) -> None:
    """Everything that follows from what a handler did, in its own transaction."""
    unit, now = context.unit, context.now
    for case in await unit.cases.touched():
        if case.events:
            case.facts.changed_by = context.actor.no
            await _settle_case(house, unit, case, context)
    for notice in context.notices:
        await put_notice(house, unit, context.directory, notice, now)
    for post in context.seats_posts:
        for platform in house.platforms:
            await unit.outbox.put(ToSeats(post=post), platform=platform, due=now)


async def _settle_case(house: House, unit: Unit, case: Case, context: Context) -> None:
    now, directory = context.now, context.directory
    for event in case.events:
        await unit.audit.record(case.id, event)
        await _move_clocks(house, unit, case, event.act, now)
    for deadline in (d for d in context.deadlines if d.case == case.id):
        await start_clock(
            house, unit, case, deadline.name, now, subject=deadline.subject, given=deadline.due
        )
    if any(event.act in GATHERS for event in case.events) and case.ref is not None:
        for platform in house.platforms:
            await unit.outbox.put(GatherCircle(case=case.ref), platform=platform, due=now)
    for post in announce.circle_posts(case, directory, house.partnership):
        for platform in house.platforms:
            await unit.outbox.put(ToCircle(case=case.name, post=post), platform=platform, due=now)
    await _channel_line(house, unit, case, directory, now)
    case.events.clear()


async def _channel_line(
    house: House, unit: Unit, case: Case, directory: Directory, now: datetime
) -> None:
    line = announce.channel_line(case, directory, house.partnership)
    if line is not None:
        due = now if announce.at_once(case) else next_batch(house, now)
        for platform in house.platforms:
            await unit.outbox.put(ToSeats(post=line), platform=platform, due=due)
    case.facts.said = case.status


def next_batch(house: House, now: datetime) -> datetime:
    """When lines that can wait leave together, so that the minute says nothing."""
    partnership = house.partnership
    return calendar.next_batch(
        now, partnership.batches, zone=partnership.zone, holidays=house.holidays
    )


# Stopped and started one by one, by the number of the guest or the action.
_ONE_BY_ONE: Final = frozenset({ClockName.ACTION_DUE, ClockName.GUEST_UNTIL})
_HURRIED: Final = frozenset(
    {ClockName.FIRST_ANSWER, ClockName.OWNER_RESPONSE, ClockName.POLICE_ANSWER}
)


async def _move_clocks(house: House, unit: Unit, case: Case, act: Act, now: datetime) -> None:
    if case.state is State.ERASED:
        return
    for name in clocks.stops(act):
        if name not in _ONE_BY_ONE:
            await unit.clocks.stop(case.id, name)
    entered = case.state if act in MOVES or case.state is State.DRAFT else None
    for name in clocks.starts(act, entered):
        if name not in _ONE_BY_ONE and not (name is ClockName.OWNER_RESPONSE and not case.owner):
            await start_clock(house, unit, case, name, now)
    if act in {Act.SET_URGENT, Act.CLEAR_URGENT}:
        await hurry(house, unit, case, now)


async def hurry(house: House, unit: Unit, case: Case, now: datetime) -> None:
    """Urgent set or lifted: running clocks take their other length, never ending later than before.

    Lifting counts from the first start again, so that urgency never lengthens a promise.
    """
    urgent = case.facts.urgent is not None
    for running in await unit.clocks.running(case.id):
        if running.key.name in _HURRIED and running.urgent != urgent:
            started = now if urgent else running.started
            await start_clock(
                house, unit, case, running.key.name, started, latest=running.due if urgent else None
            )


async def start_clock(
    house: House,
    unit: Unit,
    case: Case,
    name: ClockName,
    now: datetime,
    *,
    subject: int = 0,
    given: datetime | None = None,
    latest: datetime | None = None,
) -> None:
    """Start one clock and freeze its rungs; one that needs a date and has none is not started."""
    urgent = case.facts.urgent is not None
    due = clocks.due(
        name,
        started=now,
        urgent=urgent,
        partnership=house.partnership,
        holidays=house.holidays,
        given=given,
    )
    if due is None:
        return
    if latest is not None and urgent:
        due = min(due, latest)
    key = ClockKey(
        case=case.id, name=name, subject=subject, round=await unit.clocks.rounds(case.id, name) + 1
    )
    running = Running(key=key, started=now, due=due, urgent=urgent)
    rungs = clocks.rungs(running, partnership=house.partnership, holidays=house.holidays)
    await unit.clocks.start(running, rungs)


async def put_notice(
    house: House,
    unit: Unit,
    directory: Directory,
    notice: Notice,
    due: datetime,
    *,
    id: UUID | None = None,
) -> None:
    """One person, one place: where the person was last active, else wherever there is an account."""
    person = directory.people.get(notice.to)
    if person is None:
        return
    reachable = [p for p in house.platforms if p in person.accounts]
    if not reachable:
        return
    platform = person.place if person.place in reachable else reachable[0]
    await unit.outbox.put(notice, platform=platform or reachable[0], due=due, id=id)


async def settle_alone(
    house: House, unit: Unit, case: Case, directory: Directory, now: datetime
) -> None:
    for event in case.events:
        await unit.audit.record(case.id, event)
    if case.ref is not None and case.state is not State.ERASED:
        for platform in house.platforms:
            await unit.outbox.put(GatherCircle(case=case.ref), platform=platform, due=now)
            for post in announce.circle_posts(case, directory, house.partnership):
                body = ToCircle(case=case.ref, post=post)
                await unit.outbox.put(body, platform=platform, due=now)
    case.events.clear()

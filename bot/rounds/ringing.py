"""Asking the clock: what is due is rung, and what a rung puts out is stored with it, in one transaction.

Many at once, for a transaction costs more than a rung. Whether a clock still runs is read in the transaction
that claims its rung, with the clock's row held.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from bot.case import Case
from bot.casework import keeping
from bot.errors import NotFound, StaleCase, StoreTrouble
from bot.partnership import matters
from bot.parts import CaseId
from bot.policies import clocks, nudges, receivers
from bot.policies.calendar import quiet_end
from bot.ports import (
    ClockKey,
    DueRung,
    ErasedWhy,
    Notice,
    NoticeKind,
    Rung,
    Running,
    ToCircle,
    ToSeats,
    Unit,
)
from bot.posts import CircleNews, FirstAnswerOverdue
from bot.rounds import alarms
from bot.settle import Desk, hurry, next_batch, tell_of
from bot.vocabulary.process import Act, ClockName, State
from bot.wired import House

log: Final = logging.getLogger("confer.ringing")

AT_ONCE: Final = 25  # rungs in a transaction, and acts on their cases wait so long
UNREADABLE: Final = timedelta(hours=1)  # until a rung is tried again whose case cannot be read
PARCELS: Final = UUID("5e0b4a52-6d2f-4f63-9a2e-0c8b9a6c7d11")


async def remind(house: House, *, until: datetime | None = None, most: int = AT_ONCE) -> bool:
    """Work the oldest due rungs; False where none is. They and what they put out are one transaction.

    `until`: only what was due by this moment, so that whoever works off what is due comes to an end.
    """
    try:
        some = await _reminded(house, until, most)
    except StaleCase:
        return True  # an act of another program was quicker: what is due is looked at again
    await alarms.report(house)
    return some


async def _reminded(house: House, until: datetime | None, most: int) -> bool:
    now = house.clock.now()
    async with house.unit() as unit:
        due = await unit.clocks.claim(until or now, most=most)
        if not due:
            return False
        desk = Desk(house=house, unit=unit, directory=await unit.people.directory(), now=now)
        ringing = [one for one in due if one.running and one.rung.number >= one.newest]
        await unit.cases.fetch([one.rung.clock.case for one in ringing])
        moved: set[CaseId] = set()  # by what ended by itself: their clocks are looked at again
        for one in due:
            if one.rung.number < one.newest or await _rung(desk, one, moved):
                await unit.clocks.done(one.rung)
        for case in {one.rung.clock.case for one in ringing} - moved:
            await unit.cases.let_go(case)
        await unit.commit()
    for one in ringing:
        house.tally.rings(now - one.rung.due)
    return True


async def _rung(desk: Desk, one: DueRung, moved: set[CaseId]) -> bool:
    """Ring it; False where its case cannot be read, and it is put off."""
    id = one.rung.clock.case
    running = await desk.unit.clocks.find(one.rung.clock) if id in moved else one.running
    if running is None:
        return True
    try:
        case = await _about(desk.unit, one.rung.clock)
    except NotFound:
        return True
    except StoreTrouble:
        # No other ping waits for it. No traceback: it might quote the row.
        log.error("a case cannot be read: its rung is put off")
        desk.house.limits.unsound(None, desk.now)
        await desk.unit.clocks.put_off(one.rung, desk.now + UNREADABLE)
        return False
    if case.state is State.ERASED:
        return True
    if desk.now < running.due or running.key.name not in EXPIRES:
        await _ring(desk, one.rung, running, case)
    elif running.key.name in clocks.KEEPING and case.kept:
        await _wait_longer(desk, case, one.rung, running)
    else:
        moved.add(id)
        await _expire(desk, case, running)
    return True


async def _about(unit: Unit, clock: ClockKey) -> Case:
    """The case whose clock it is; of a breach, which is no case's, one with nobody in it. Raises NotFound."""
    if clock.name is ClockName.BREACH_REPORT:
        return matters.nobodys(clock.case)
    return await unit.cases.by_id(clock.case)


async def _ring(desk: Desk, rung: Rung, running: Running, case: Case) -> None:
    house, clock = desk.house, rung.clock
    run = f"{clock.case}/{clock.name}/{clock.subject}/{clock.round}"
    ring = nudges.ring(rung, running, case, desk.directory, now=desk.now, holidays=house.holidays)
    waits = any(planned.notice.later for planned in ring.notices)
    snoozed = await desk.unit.clocks.snoozed(clock) if waits else None
    for planned in ring.notices:
        id = uuid5(PARCELS, f"{run}/{rung.number}/{planned.notice.to.value}")
        until = snoozed.get(planned.notice.to) if snoozed else None
        await desk.notice(planned.notice, max(planned.not_before, until or desk.now), id=id)
    if ring.channel:
        for platform in house.platforms:
            id = uuid5(PARCELS, f"{run}/overdue/{platform}")
            body = ToSeats(post=FirstAnswerOverdue())
            await desk.unit.outbox.put(body, platform=platform, due=desk.now, id=id)
    if ring.news is not None and case.ref is not None:
        news = CircleNews(case=case.ref, news=ring.news)
        due = desk.now if running.urgent else next_batch(house, desk.now)
        for platform in house.platforms:
            id = uuid5(PARCELS, f"{run}/{rung.number}/news/{platform}")
            told = ToCircle(case=case.name, post=news)
            await desk.unit.outbox.put(told, platform=platform, due=due, id=id)
    following = clocks.next_rung(running, rung.number + 1)
    while following is not None and following.due <= desk.now:
        following = clocks.next_rung(running, following.number + 1)
    if following is not None:
        await desk.unit.clocks.add(following)


async def _wait_longer(desk: Desk, case: Case, rung: Rung, running: Running) -> None:
    """Something stands against erasing: who watches hears of it, and again every ninety days."""
    look = receivers.Look(
        case=case,
        directory=desk.directory,
        running=running,
        now=desk.now,
        holidays=desk.house.holidays,
    )
    for person in receivers.reached(look, (receivers.auditor, receivers.coordinator)):
        notice = Notice(to=person.no, kind=NoticeKind.ERASURE_WAITS, opens="confer matters")
        id = uuid5(PARCELS, f"{case.id}/waits/{rung.number}/{person.no.value}")
        await desk.notice(notice, quiet_end(person, desk.now, desk.house.holidays), id=id)
    again = desk.now + clocks.LOOKED_AT_AGAIN
    await desk.unit.clocks.add(Rung(clock=rung.clock, number=rung.number + 1, due=again))


EXPIRES: Final = frozenset(
    {
        ClockName.GUEST_UNTIL,
        ClockName.URGENT_LAPSE,
        ClockName.DRAFT_LIFE,
        ClockName.KEEP_NOT_TAKEN,
        ClockName.KEEP_ARCHIVED,
    }
)


async def _expire(desk: Desk, case: Case, running: Running) -> None:
    """What ends by itself: a guest's access, urgency, an untouched draft, a keeping time. Nobody decided it."""
    now = desk.now
    await desk.unit.clocks.stop(running.key.case, running.key.name, running.key.subject)
    match running.key.name:
        case ClockName.GUEST_UNTIL:
            guest = next((g for g in case.facts.guests if g.no == running.key.subject), None)
            if guest is not None and guest.ended is None:
                guest.ended = now
                case.did(Act.END_GUEST, by=None, at=now, whom=guest.person)
                await desk.notice(Notice(to=guest.person, kind=NoticeKind.GUEST_ENDED))
        case ClockName.URGENT_LAPSE:
            case.facts.urgent = None
            case.did(Act.CLEAR_URGENT, by=None, at=now)
            await hurry(desk, case)
        case _:
            await keeping.erase(desk.unit, case, now, ErasedWhy.TIME, desk.house.platforms)
    await tell_of(desk, case)

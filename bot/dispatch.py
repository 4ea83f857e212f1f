"""The three loops: work() answers a person, remind() asks the clock, deliver() says what waits to be said.

work() runs one message in one transaction: what it changed, what must be said of it, which clocks it moved
and the answer itself are stored, or nothing is. A crash at any instant loses nothing and repeats nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from bot import alarms, clearing, keeping, matters, overheard, talk, wording
from bot.case import Case
from bot.disclosure import Sensitive
from bot.errors import DeliveryFailed, NotFound, StaleCase
from bot.events import Event
from bot.limits import Refused
from bot.people import Directory, Duty, Person
from bot.policies import clocks, nudges, receivers
from bot.policies.access import listening
from bot.policies.calendar import quiet_end
from bot.ports import (
    Answered,
    ClearLines,
    ClockKey,
    ErasedWhy,
    GatherCircle,
    Heard,
    Notice,
    NoticeKind,
    Outdate,
    Parcel,
    Rung,
    Running,
    TakeBack,
    ToCircle,
    ToSeats,
    Unit,
)
from bot.posts import FirstAnswerOverdue, LineMoved
from bot.settle import ENDED, Desk, hurry, tell_of
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import Act, ClockName, State
from bot.wired import House

log: Final = logging.getLogger("confer.dispatch")

TRIES: Final = 5  # of one message, where two changed one case at once
LEASE_S: Final = 60.0
PING_WITHIN_S: Final = 15.0  # for acts wait meanwhile
TRIES_BEFORE_TOLD: Final = 3
UNWATCHED: Final = timedelta(hours=2)  # longer than this without a sweep, and somebody hears of it
_WATCHED: Final = "watched"
PASSING: Final = timedelta(minutes=10)  # how long sealed words may stand in a private place
_PARCELS: Final = UUID("5e0b4a52-6d2f-4f63-9a2e-0c8b9a6c7d11")

CLEARED: Final = ENDED | {State.ERASED}


# --- hearing and answering ------------------------------------------------------------------------


async def hear(unit: Unit, heard: Heard) -> bool:
    """Keep a message, sealed, in the adapter's own transaction. False where it was known already."""
    return await unit.inbox.put(heard)


async def work(house: House, platform: str, key: str) -> Answered:
    """Answer one message. A message that was worked before gets the same answer again.

    Raises StaleCase where the case kept changing, StoreTrouble where the store fails.
    """
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with house.turn:
        answered = await _worked(house, platform, key)
    if f"{platform} {key}" in house.limits.even:
        house.limits.even.discard(f"{platform} {key}")
        await _evenly(house, loop.time() - begun)
    await alarms.report(house)
    await overheard.report(house)
    house.wake()
    return answered


async def _evenly(house: House, took_s: float) -> None:
    """Until a round number of spans is over: looking at a case and refusing it takes a little longer than
    finding none (measured 2026: 0.6 ms), and whoever counts could tell them apart."""
    if house.even_s:
        await asyncio.sleep(house.even_s - took_s % house.even_s)


async def _worked(house: House, platform: str, key: str) -> Answered:
    for _ in range(TRIES - 1):
        try:
            return await talk.once(house, platform, key)
        except StaleCase:
            continue
    return await talk.once(house, platform, key)


async def told(
    house: House, platform: str, key: str, *, later: Sequence[tuple[TakeBack, datetime]] = ()
) -> None:
    """The person has the answer: drop it, and remember what is to be taken back, and when."""
    async with house.unit() as unit:
        await unit.inbox.told(platform, key)
        for body, due in later:
            await unit.outbox.put(body, platform=platform, due=due)
        await unit.commit()
    house.wake()


# --- the clock ------------------------------------------------------------------------------------


async def remind(house: House) -> bool:
    """Work the oldest due rung; False where none is. The rung and what it puts out are one transaction."""
    try:
        return await _reminded(house)
    except StaleCase:
        return True  # an act of another program was quicker: what is due is looked at again


async def _reminded(house: House) -> bool:
    now = house.clock.now()
    async with house.unit() as unit:
        rung = await unit.clocks.claim(now)
        if rung is None:
            return False
        running = await unit.clocks.find(rung.clock)
        newest = await unit.clocks.latest_due(rung.clock, now) if running else 0
        if running is not None and rung.number >= newest:
            await _ring(house, unit, rung, running, now)
        await unit.clocks.done(rung)
        await unit.commit()
    return True


async def _ring(house: House, unit: Unit, rung: Rung, running: Running, now: datetime) -> None:
    try:
        case = await _about(unit, rung.clock)
    except NotFound:
        return
    directory = await unit.people.directory()
    desk = Desk(house=house, unit=unit, directory=directory, now=now)
    if now >= running.due and rung.clock.name in EXPIRES:
        if rung.clock.name in clocks.KEEPING and case.kept:
            await _wait_longer(desk, case, rung, running)
        else:
            await _expire(desk, case, running)
        return
    clock = rung.clock
    run = f"{clock.case}/{clock.name}/{clock.subject}/{clock.round}"
    ring = nudges.ring(rung, running, case, directory, now=now, holidays=house.holidays)
    for planned in ring.notices:
        id = uuid5(_PARCELS, f"{run}/{rung.number}/{planned.notice.to.value}")
        await desk.notice(planned.notice, planned.not_before, id=id)
    if ring.channel:
        for platform in house.platforms:
            id = uuid5(_PARCELS, f"{run}/overdue/{platform}")
            body = ToSeats(post=FirstAnswerOverdue())
            await unit.outbox.put(body, platform=platform, due=now, id=id)
    following = clocks.next_rung(running, rung.number + 1)
    while following is not None and following.due <= now:
        following = clocks.next_rung(running, following.number + 1)
    if following is not None:
        await unit.clocks.add(following)


async def _about(unit: Unit, clock: ClockKey) -> Case:
    """The case whose clock it is; of a breach, which is no case's, one with nobody in it. Raises NotFound."""
    if clock.name is ClockName.BREACH_REPORT:
        return matters.nobodys(clock.case)
    return await unit.cases.by_id(clock.case)


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
        id = uuid5(_PARCELS, f"{case.id}/waits/{rung.number}/{person.no.value}")
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


async def watch(house: House) -> None:
    """Note that the clocks are watched; tell coordinator and administrator once if they were not."""
    now = house.clock.now()
    async with house.unit() as unit:
        kept = await unit.marks.get(_WATCHED)
        last = datetime.fromisoformat(listening().open(kept)) if kept else now
        await unit.marks.put(_WATCHED, Sensitive(now.isoformat()))
        if now - last > UNWATCHED:
            directory = await unit.people.directory()
            desk = Desk(house=house, unit=unit, directory=directory, now=now)
            for person in directory.having(Duty.COORDINATOR, Duty.ADMINISTRATOR):
                await desk.notice(Notice(to=person.no, kind=NoticeKind.NOT_WATCHED))
        await unit.commit()


async def last_watched(house: House) -> datetime | None:
    """When the clocks were watched last, by this program or an earlier one."""
    async with house.unit() as unit:
        kept = await unit.marks.get(_WATCHED)
    return datetime.fromisoformat(listening().open(kept)) if kept else None


async def set_watched(house: House, moment: datetime) -> None:
    """Whoever runs the machine says that this is the time, though a later one was seen."""
    async with house.unit() as unit:
        await unit.marks.put(_WATCHED, Sensitive(moment.isoformat()))
        facts = {"clock": Refused.CLOCK}
        await unit.audit.record(None, Event(act=Act.KEEP_RUNNING, by=None, at=moment, facts=facts))
        await unit.commit()


async def next_due(house: House) -> datetime | None:
    """When something falls due next: a rung or a parcel."""
    async with house.unit() as unit:
        found = [await unit.clocks.next_due(), await unit.outbox.next_due()]
    if house.partnership.rhythms is not None:
        found.append(house.beats.next or house.clock.now())
    return min((moment for moment in found if moment is not None), default=None)


# --- the courier ----------------------------------------------------------------------------------


async def deliver(house: House, platform: str) -> bool:
    """Say the oldest due parcel of one platform; False where none is.

    Claimed, sent, then marked, so that no lock of the store waits for a network. A clock's notice is sent
    while no act can stop that clock, so that no ping leaves after the act: in one program no act is worked
    meanwhile; where several share a database the clock's row is held.
    """
    now, began = house.clock.now(), asyncio.get_running_loop().time()
    async with house.unit() as unit:
        parcel = await unit.outbox.claim(platform, now, lease_s=LEASE_S)
        if parcel is None:
            return False
        await unit.commit()
    if not isinstance(parcel.body, Notice) or parcel.body.clock is None:
        await _say(house, parcel, now, began)
    elif house.shared:
        async with house.unit() as unit:
            if await _still_owed(unit, parcel, parcel.body.clock, parcel.body.rung, now):
                await _say(house, parcel, now, began, within_s=PING_WITHIN_S)
    else:
        async with house.turn:
            async with house.unit() as unit:
                owed = await _still_owed(unit, parcel, parcel.body.clock, parcel.body.rung, now)
            if owed:
                await _say(house, parcel, now, began, within_s=PING_WITHIN_S)
    return True


async def _still_owed(
    unit: Unit, parcel: Parcel, clock: ClockKey, rung: int, now: datetime
) -> bool:
    """Whether the clock still runs and no newer rung has come; a ping that is not owed is dropped."""
    running = await unit.clocks.find(clock)
    if running is not None and await unit.clocks.latest_due(clock, now) <= rung:
        return True
    await unit.outbox.drop(parcel)
    await unit.commit()
    return False


async def _say(
    house: House, parcel: Parcel, now: datetime, began: float, *, within_s: float | None = None
) -> None:
    """`began`: when it was claimed, by a clock that also runs while a program is frozen."""
    try:
        async with house.unit() as unit:
            directory, case = await unit.people.directory(), await _prepare(unit, parcel)
        if asyncio.get_running_loop().time() - began > LEASE_S / 2:
            return  # another program may have said it by now
        async with asyncio.timeout(within_s):
            message = await _send(house, parcel, directory, case, now)
    except TimeoutError:
        await _failed(house, parcel, DeliveryFailed("There was no answer in time."), now)
        return
    except DeliveryFailed as failed:
        await _failed(house, parcel, failed, now)
        return
    async with house.unit() as unit:
        await unit.outbox.sent(parcel, message, now)
        await clearing.stands(unit, parcel, message, now)
        await _offer(house, unit, parcel, directory)
        await unit.commit()


async def _failed(house: House, parcel: Parcel, failed: DeliveryFailed, now: datetime) -> None:
    """A failed delivery is an event: it is tried again, the next rung goes at once, somebody hears."""
    log.warning(
        "delivery failed", extra={"parcel": type(parcel.body).__name__, "tries": parcel.tries + 1}
    )
    async with house.unit() as unit:
        body = parcel.body
        given_up = failed.gone or parcel.tries + 1 == TRIES_BEFORE_TOLD
        if isinstance(body, Notice) and given_up and await _moved(unit, house, parcel, body, now):
            await unit.commit()
            return
        await unit.outbox.postpone(parcel, now + _wait(parcel, failed))
        if isinstance(body, Notice) and body.kind is not NoticeKind.UNREACHABLE:
            if body.clock is not None and parcel.tries == 0 and nudges.hastens(body):
                await unit.clocks.hasten(body.clock, now)
            if parcel.tries + 1 == TRIES_BEFORE_TOLD:
                await _tell_unreachable(house, unit, parcel, body, now)
        await unit.commit()


async def _moved(unit: Unit, house: House, parcel: Parcel, lost: Notice, now: datetime) -> bool:
    """Say it at the person's other place, where there is one; False where there is none."""
    directory = await unit.people.directory()
    person = directory.people.get(lost.to)
    others = [
        p for p in house.platforms if person and p in person.accounts and p != parcel.platform
    ]
    if not others:
        return False
    id = uuid5(_PARCELS, f"{parcel.id}/{others[0]}")
    await unit.outbox.put(lost, platform=others[0], due=now, id=id)
    await unit.outbox.drop(parcel)
    return True


async def lost(house: House, platform: str, kind: NoticeKind) -> None:
    """A platform, or a place on it, is gone: who runs the partnership hears, elsewhere if that can be."""
    now = house.clock.now()
    async with house.unit() as unit:
        directory = await unit.people.directory()
        if kind is NoticeKind.PLATFORM_GONE:
            for person in directory.people.values():
                others = [p for p in house.platforms if p in person.accounts and p != platform]
                if person.place in {platform, None} and others:
                    await unit.people.change(replace(person, place=others[0]))
            directory = await unit.people.directory()
        desk = Desk(house=house, unit=unit, directory=directory, now=now)
        for person in directory.having(
            Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR, Duty.ADMINISTRATOR
        ):
            # A platform may say it more than once; within the hour it is one thing.
            id = uuid5(_PARCELS, f"{platform}/{kind}/{person.no.value}/{now:%Y-%m-%d %H}")
            await desk.notice(Notice(to=person.no, kind=kind), id=id)
        await unit.commit()
    house.wake()


async def _tell_unreachable(
    house: House, unit: Unit, parcel: Parcel, lost: Notice, now: datetime
) -> None:
    directory = await unit.people.directory()
    desk = Desk(house=house, unit=unit, directory=directory, now=now)
    for person in directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR):
        if person.no != lost.to:
            id = uuid5(_PARCELS, f"{parcel.id}/unreachable/{person.no.value}")
            told = Notice(to=person.no, kind=NoticeKind.UNREACHABLE, opens="agency map")
            await desk.notice(told, id=id)


def _wait(parcel: Parcel, failed: DeliveryFailed) -> timedelta:
    return timedelta(seconds=failed.after_s or 2.0 ** min(parcel.tries, 8))


async def _prepare(unit: Unit, parcel: Parcel) -> Case | None:
    """The case whose places are to be tended; None for everything else, and for one that is gone."""
    if not isinstance(parcel.body, GatherCircle | ClearLines):
        return None
    try:
        return await unit.cases.get(parcel.body.case)
    except NotFound:
        return None


async def _send(
    house: House, parcel: Parcel, directory: Directory, case: Case | None, now: datetime
) -> str | None:
    mouth, body, key = house.platforms[parcel.platform], parcel.body, parcel.id
    match body:
        case ToSeats(post=post):
            return await mouth.post_to_seats(post, key=key)
        case ToCircle(case=ref, post=circle_post):
            return await mouth.post_to_circle(ref, circle_post, key=key)
        case TakeBack(room=room, message=message):
            await mouth.take_back(room, message, key=key)
            return None
        case Outdate(case=ref, message=message):
            await mouth.redraw(message, LineMoved(case=ref), key=key)
            return None
        case ClearLines(case=ref):
            if clearing.may_go(case, now):
                await clearing.clear(house, parcel, ref, now)
            return None
        case GatherCircle(case=ref):
            ended = case is None or case.state in CLEARED
            people = [] if case is None or ended else circle_of(case, directory, now)
            await mouth.gather(ref, people, ended=ended, key=key)
            return None
        case Notice():
            person = directory.people.get(body.to)
            if person is None:
                return None
            telling = wording.notice(body, house.ear(directory, person))
            return await mouth.tell(person, telling, key=key)


def circle_of(case: Case, directory: Directory, now: datetime) -> list[Person]:
    """Who belongs into the circle's place: the circle, its owner, its guests, and who runs the process."""
    numbers: list[PersonNo] = [m.person for m in case.facts.circle if m.until.date >= now.date()]
    numbers += [g.person for g in case.live_guests(now)]
    if case.facts.owner:
        numbers.append(case.facts.owner.person)
    people = [directory.people[no] for no in dict.fromkeys(numbers) if no in directory.people]
    people += [
        person
        for person in directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR)
        if person not in people
    ]
    return [p for p in people if p.no not in case.facts.recused]


async def _offer(house: House, unit: Unit, parcel: Parcel, directory: Directory) -> None:
    """Remember a notice's buttons, so that a label or a number presses one."""
    if isinstance(parcel.body, Notice) and parcel.body.to in directory.people:
        person = directory.people[parcel.body.to]
        telling = wording.notice(parcel.body, house.ear(directory, person))
        await unit.offers.put(person.no, telling.buttons, parcel.id.hex)

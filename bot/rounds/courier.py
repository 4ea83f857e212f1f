"""The courier: what waits to be said is claimed, sent, then marked, so that no lock waits for a network.

Parcels go in small batches. A clock's notice is sent while no act can stop that clock, so that no ping leaves
after the act: in one program no act is worked meanwhile; where several share a database the clock's row is
held, and where nothing but pings is sent the parcels' rows with it, so that those of a program that dies are
free at once. Acts wait for that, so a stretch of sending is short: what was not said by its end is looked at
anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from bot import wording
from bot.case import Case
from bot.errors import DeliveryFailed, NotFound, StoreTrouble
from bot.people import Directory, Duty, Person
from bot.policies import budget, nudges
from bot.policies.calendar import quiet_end
from bot.ports import (
    Body,
    ClearLines,
    ClockKey,
    GatherCircle,
    Notice,
    NoticeKind,
    Outdate,
    Parcel,
    TakeBack,
    Telling,
    ToCircle,
    ToSeats,
    Unit,
)
from bot.posts import LineMoved
from bot.rounds import clearing, daily, standing
from bot.rounds.ringing import PARCELS
from bot.settle import ENDED, Desk
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import State
from bot.wired import House

log: Final = logging.getLogger("confer.courier")

AT_ONCE: Final = 25  # parcels in a claim
LEASE_S: Final = 60.0
STRETCH_S: Final = 0.25  # of sending; then what was said is marked, and acts have their turn
SURE_S: Final = (
    1.5  # after the store was asked: less than it leaves a frozen program's locks (engine.IDLE_S)
)
PING_WITHIN_S: Final = 15.0  # for acts wait meanwhile
TRIES_BEFORE_TOLD: Final = 3
CLEARED: Final = ENDED | {State.ERASED}


async def deliver(house: House, platform: str, *, most: int = AT_ONCE) -> bool:
    """Say the oldest due parcels of one platform; False where none is."""
    now, began = house.clock.now(), asyncio.get_running_loop().time()
    async with house.unit() as unit:
        claimed = await unit.outbox.claim(platform, now, most=most)
        if not claimed:
            return False
        if house.shared and all(_clock(parcel) for parcel in claimed):
            await _in(unit, house, claimed, now)
            return True
        await unit.outbox.hold(claimed, now + timedelta(seconds=LEASE_S))
        await unit.commit()
    for some in ([p for p in claimed if not _clock(p)], [p for p in claimed if _clock(p)]):
        left: Sequence[Parcel] = some
        while left:
            # By a clock that also runs while a program is frozen: another may have said it by now.
            if asyncio.get_running_loop().time() - began > LEASE_S / 2:
                return True
            left = await _stretch(house, left, now)
    return True


def _clock(parcel: Parcel) -> ClockKey | None:
    return parcel.body.clock if isinstance(parcel.body, Notice) else None


@dataclass(frozen=True, slots=True)
class _Said:
    """What became of a parcel. `failed`: it did not leave. `owed`: False for a ping that nobody needs now."""

    parcel: Parcel
    message: str | None = None
    telling: Telling | None = None
    failed: DeliveryFailed | None = None
    owed: bool = True
    listed: bool = False  # it waits for its reader's next list


async def _stretch(house: House, parcels: Sequence[Parcel], now: datetime) -> Sequence[Parcel]:
    """Say some of these, in order; gives those that were not reached."""
    if _clock(parcels[0]) is None:
        return await _apart(house, parcels, now)
    if not house.shared:
        async with house.turn:
            return await _apart(house, parcels, now)
    async with house.unit() as unit:
        return await _in(unit, house, parcels, now)


async def _in(
    unit: Unit, house: House, parcels: Sequence[Parcel], now: datetime
) -> Sequence[Parcel]:
    """Pings, while their clocks are held. Whoever freezes loses the unit before anybody else says them."""
    stretch = await _begin(house, unit, parcels, now)
    left = await stretch.say(parcels)
    await stretch.mark(unit)
    await unit.commit()
    return left


async def _apart(house: House, parcels: Sequence[Parcel], now: datetime) -> Sequence[Parcel]:
    """Nothing of the store is held while it is said."""
    async with house.unit() as unit:
        stretch = await _begin(house, unit, parcels, now)
    left = await stretch.say(parcels)
    async with house.unit() as unit:
        await stretch.mark(unit)
        await unit.commit()
    return left


async def _begin(house: House, unit: Unit, parcels: Sequence[Parcel], now: datetime) -> _Stretch:
    asked = asyncio.get_running_loop().time()
    clocks = [clock for parcel in parcels if (clock := _clock(parcel))]
    directory = await unit.people.directory()
    return _Stretch(
        house=house,
        asked=asked,
        now=now,
        directory=directory,
        told=await daily.told(house, unit, directory, [parcel.body for parcel in parcels]),
        newest=await unit.clocks.newest(clocks, now) if clocks else {},
        cases={parcel.id: case for parcel in parcels if (case := await _tended(unit, parcel))},
    )


async def _tended(unit: Unit, parcel: Parcel) -> Case | None:
    """The case whose places are to be tended; None for everything else, and for one that is gone."""
    if not isinstance(parcel.body, GatherCircle | ClearLines):
        return None
    try:
        return await unit.cases.get(parcel.body.case)
    except NotFound:
        return None


@dataclass(slots=True, kw_only=True)
class _Stretch:
    """A short time of sending: what was known when it began, and what came of it."""

    house: House
    now: datetime
    asked: float  # what is known: a program may be frozen with the store's answer unread
    directory: Directory
    newest: Mapping[ClockKey, int]  # of the clocks that run: the newest rung that is due
    cases: Mapping[UUID, Case]
    told: dict[PersonNo, int]  # how often today, of what can wait; nobody where there are no lists
    began: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    said: list[_Said] = field(default_factory=list[_Said])
    behind: list[Parcel] = field(default_factory=list[Parcel])  # one that failed, in its lane

    async def say(self, parcels: Sequence[Parcel]) -> Sequence[Parcel]:
        """In order, until the time is over; gives the rest. Also ends one that a frozen program wakes in."""
        stuck: set[str] = set()
        for index, parcel in enumerate(parcels):
            time = asyncio.get_running_loop().time()
            unsure = index > 0 and time - self.asked > SURE_S  # one goes, however slow the store is
            if unsure or time - self.began > STRETCH_S:
                return parcels[index:]
            if parcel.lane in stuck:
                self.behind.append(parcel)
                continue
            self.said.append(await self._say(parcel))
            if self.said[-1].failed:
                stuck.add(parcel.lane)
        return []

    async def _say(self, parcel: Parcel) -> _Said:
        clock = _clock(parcel)
        if clock is not None and not self._owed(parcel.body, clock):
            return _Said(parcel, owed=False)
        if isinstance(parcel.body, Notice) and daily.is_for_list(parcel.body, self.told):
            return _Said(parcel, listed=True)
        try:
            async with asyncio.timeout(PING_WITHIN_S if clock else None):
                return await self._send(parcel)
        except TimeoutError:
            failed = DeliveryFailed("There was no answer in time.")
        except DeliveryFailed as said:
            failed = said
        except StoreTrouble:
            failed = DeliveryFailed("The store failed while it was sent.")
        except Exception:
            log.exception("a parcel could not be sent")
            failed = DeliveryFailed("It could not be sent.")
        return _Said(parcel, failed=failed)

    def _owed(self, body: Body, clock: ClockKey) -> bool:
        """Whether the clock still runs and no newer rung has come."""
        newest = self.newest.get(clock)
        return isinstance(body, Notice) and newest is not None and newest <= body.rung

    async def _send(self, parcel: Parcel) -> _Said:
        mouth, body, key = self.house.platforms[parcel.platform], parcel.body, parcel.id
        match body:
            case ToSeats(post=post):
                return _Said(parcel, await mouth.post_to_seats(post, key=key))
            case ToCircle(case=ref, post=circle_post):
                return _Said(parcel, await mouth.post_to_circle(ref, circle_post, key=key))
            case Notice():
                return await self._tell(parcel, body)
            case TakeBack(room=room, message=message):
                await mouth.take_back(room, message, key=key)
            case Outdate(case=ref, message=message):
                await mouth.redraw(message, LineMoved(case=ref), key=key)
            case ClearLines(case=ref):
                if clearing.may_go(self.cases.get(parcel.id), self.now):
                    await clearing.clear(self.house, parcel, ref, self.now)
            case GatherCircle(case=ref):
                case = self.cases.get(parcel.id)
                ended = case is None or case.state in CLEARED
                people = [] if case is None or ended else circle_of(case, self.directory, self.now)
                await mouth.gather(ref, people, ended=ended, key=key)
        return _Said(parcel)

    async def _tell(self, parcel: Parcel, notice: Notice) -> _Said:
        person = self.directory.people.get(notice.to)
        if person is None:
            return _Said(parcel)
        telling = wording.notice(notice, self.house.ear(self.directory, person))
        mouth = self.house.platforms[parcel.platform]
        message = await mouth.tell(person, telling, key=parcel.id)
        if budget.counts(notice) and notice.to in self.told:
            self.told[notice.to] += 1
        return _Said(parcel, message, telling)

    async def mark(self, unit: Unit) -> None:
        """Store what became of each."""
        at = self.house.clock.now()
        for one in self.said:
            parcel = one.parcel
            if not one.owed:
                await unit.outbox.drop(parcel)
                self.house.tally.dropped += 1
            elif one.listed:
                await unit.outbox.keep_for_list(parcel)
            elif one.failed is not None:
                await _failed(self.house, unit, parcel, one.failed)
            else:
                counts = isinstance(parcel.body, Notice) and budget.counts(parcel.body)
                await unit.outbox.sent(parcel, one.message, at, counts=counts)
                self.house.tally.sends(parcel.platform, at - parcel.due)
                await clearing.stands(unit, parcel, one.message, at)
                if one.telling is not None and isinstance(parcel.body, Notice):
                    # A label or a number presses one of its buttons from now on.
                    await unit.offers.put(parcel.body.to, one.telling.buttons, parcel.id.hex)
        if self.behind:
            await unit.outbox.release(self.behind)


async def _failed(house: House, unit: Unit, parcel: Parcel, failed: DeliveryFailed) -> None:
    """A failed delivery is an event: it is tried again, the next rung goes at once, somebody hears."""
    log.warning(
        "delivery failed", extra={"parcel": type(parcel.body).__name__, "tries": parcel.tries + 1}
    )
    house.tally.failed[parcel.platform] += 1
    now, body = house.clock.now(), parcel.body
    given_up = failed.gone or parcel.tries + 1 == TRIES_BEFORE_TOLD
    if isinstance(body, Notice) and given_up and await _moved(unit, house, parcel, body, now):
        return
    await unit.outbox.postpone(parcel, now + _wait(parcel, failed))
    if isinstance(body, Notice) and body.kind is not NoticeKind.UNREACHABLE:
        if body.clock is not None and parcel.tries == 0 and nudges.hastens(body):
            await unit.clocks.hasten(body.clock, now)
        if parcel.tries + 1 == TRIES_BEFORE_TOLD:
            await _tell_unreachable(house, unit, parcel, body, now)


async def _moved(unit: Unit, house: House, parcel: Parcel, lost: Notice, now: datetime) -> bool:
    """Say it at the person's other place, where there is one; False where there is none."""
    directory = await unit.people.directory()
    person = directory.people.get(lost.to)
    others = [
        p for p in house.platforms if person and p in person.accounts and p != parcel.platform
    ]
    if not others:
        return False
    id = uuid5(PARCELS, f"{parcel.id}/{others[0]}")
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
            id = uuid5(PARCELS, f"{platform}/{kind}/{person.no.value}/{now:%Y-%m-%d %H}")
            await desk.notice(Notice(to=person.no, kind=kind), id=id)
        await unit.commit()
    house.wake()


async def _tell_unreachable(
    house: House, unit: Unit, parcel: Parcel, lost: Notice, now: datetime
) -> None:
    """The manager of that person's seat at once, the coordinator a working day later or where there is none."""
    if not await standing.unreached(unit, lost.to, now):
        return
    house.beats.next = None
    directory = await unit.people.directory()
    desk = Desk(house=house, unit=unit, directory=directory, now=now)
    who = directory.people.get(lost.to)
    managers = directory.of_seat(who.seat, Duty.MANAGER) if who and who.seat else ()
    run_it = directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR)
    for person in [p for p in managers if p.no != lost.to] or run_it:
        if person.no != lost.to:
            id = uuid5(PARCELS, f"{parcel.id}/unreachable/{person.no.value}")
            told = Notice(to=person.no, kind=NoticeKind.UNREACHABLE, opens="agency map")
            due = now if lost.at_once else quiet_end(person, now, house.holidays)
            await desk.notice(told, due, id=id)


def _wait(parcel: Parcel, failed: DeliveryFailed) -> timedelta:
    return timedelta(seconds=failed.after_s or 2.0 ** min(parcel.tries, 8))


def circle_of(case: Case, directory: Directory, now: datetime) -> list[Person]:
    """Who belongs into the circle's place: the circle, its owner, its guests, and who runs the process."""
    numbers: list[PersonNo] = [m.person for m in case.facts.circle if m.until.date >= now.date()]
    numbers += [g.person for g in case.live_guests(now)]
    numbers += [one.person for one in (case.facts.owner, case.facts.nominee) if one]
    people = [directory.people[no] for no in dict.fromkeys(numbers) if no in directory.people]
    people += [
        person
        for person in directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR)
        if person not in people
    ]
    return [p for p in people if p.no not in case.facts.recused]

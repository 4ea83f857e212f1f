"""The three loops: work() answers a person, remind() (ringing.py) asks the clock, deliver() (courier.py)
says what waits to be said.

work() runs one message in one transaction: what it changed, what must be said of it, which clocks it moved
and the answer itself are stored, or nothing is. A crash at any instant loses nothing and repeats nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from bot.conversation import overheard, talk
from bot.disclosure import Sensitive
from bot.errors import StaleCase
from bot.events import Event
from bot.people import Duty
from bot.policies.access import listening
from bot.ports import Answered, Heard, Notice, NoticeKind, TakeBack, Unit
from bot.rounds import alarms
from bot.rounds.courier import deliver, lost
from bot.rounds.ringing import remind
from bot.running.limits import Refused
from bot.settle import Desk
from bot.vocabulary.process import Act
from bot.wired import House

__all__ = [
    "PASSING",
    "deliver",
    "hear",
    "last_watched",
    "lost",
    "next_due",
    "remind",
    "set_watched",
    "told",
    "watch",
    "work",
]

TRIES: Final = 5  # of one message, where two changed one case at once
UNWATCHED: Final = timedelta(hours=2)  # longer than this without a sweep, and somebody hears of it
_WATCHED: Final = "watched"
_NOTICES: Final = UUID("a3c1d7f4-6e0b-4a55-8c1e-5d3c0f8b2e19")
PASSING: Final = timedelta(minutes=10)  # how long sealed words may stand in a private place


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
    if house.fed():
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
    if house.fed():
        house.wake()


# --- the clock ------------------------------------------------------------------------------------


async def watch(house: House) -> None:
    """Note that the clocks are watched; tell coordinator and administrator once if they were not."""
    now = house.clock.now()
    async with house.unit() as unit:
        await house.refresh(unit)
        kept = await unit.marks.get(_WATCHED)
        last = datetime.fromisoformat(listening().open(kept)) if kept else now
        await unit.marks.put(_WATCHED, Sensitive(now.isoformat()))
        if now - last > UNWATCHED:
            directory = await unit.people.directory()
            desk = Desk(house=house, unit=unit, directory=directory, now=now)
            for person in directory.having(Duty.COORDINATOR, Duty.ADMINISTRATOR):
                # Of several programs that come back at once one tells it.
                id = uuid5(_NOTICES, f"{house.partnership.key}/{last}/{person.no.value}")
                await desk.notice(Notice(to=person.no, kind=NoticeKind.NOT_WATCHED), id=id)
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


async def next_due(house: House, after: datetime | None = None) -> datetime | None:
    """When something falls due next: a rung or a parcel; after this moment, where it is given."""
    async with house.unit() as unit:
        found = [await unit.clocks.next_due(after), await unit.outbox.next_due(after)]
    if house.partnership.rhythms is not None:
        beat = house.beats.next or house.clock.now()
        found.append(beat if after is None or beat > after else None)
    return min((moment for moment in found if moment is not None), default=None)

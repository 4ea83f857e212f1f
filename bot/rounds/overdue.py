"""The auditor of nudges: apart from the sweep it looks whether anything that was due stands unsent.

It reads by connections of its own, so it also sees a sweep that hangs. What it finds is logged and counted,
and once in a while coordinator and administrator hear of it in one bare word.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from bot.disclosure import Sensitive
from bot.errors import ConferError
from bot.people import Duty
from bot.policies.access import listening
from bot.ports import Backlog, Notice, NoticeKind, Peek
from bot.settle import Desk
from bot.wired import House

log: Final = logging.getLogger("confer.overdue")

EVERY_S: Final = 60.0
RUNG_STANDS: Final = timedelta(minutes=5)
PARCEL_STANDS: Final = timedelta(minutes=15)  # a platform may be away for a while
TOLD_EVERY: Final = timedelta(hours=6)
_TOLD_WITHIN_S: Final = 10.0
_MARK: Final = "overdue.told"
_NOTICES: Final = UUID("c0f7e1f1-7a55-4d0a-9a43-2a5d9f8be0b4")


async def watch(house: House, peek: Peek) -> None:
    """Until cancelled."""
    while True:
        try:
            await look(house, peek)
        except ConferError as failed:
            # The sweep says by itself what the database lacks; that nobody watches is said here.
            log.error("due nudges cannot be looked at", extra={"error": type(failed).__name__})
        except TimeoutError:
            log.error("nobody can be told that nudges stand: the database does not answer")
        await asyncio.sleep(EVERY_S)


async def look(house: House, peek: Peek) -> Backlog:
    """Raises StoreTrouble, TimeoutError."""
    now = house.clock.now()
    backlog = await peek.look(now)
    house.tally.overdue = stands(backlog, now)
    if house.tally.overdue:
        log.error(
            "due nudges stand unsent",
            extra={
                "rungs": backlog.rungs,
                "parcels": backlog.parcels,
                "failing": backlog.failing,
                "oldest_s": int(_age(backlog, now).total_seconds()),
            },
        )
        async with asyncio.timeout(_TOLD_WITHIN_S):
            await _tell(house, now)
    return backlog


def stands(backlog: Backlog, now: datetime) -> bool:
    """Whether anything is due for longer than a sweep, or a platform that is away for a moment, explains."""
    rung, parcel = backlog.oldest_rung, backlog.oldest_parcel
    return bool((rung and now - rung > RUNG_STANDS) or (parcel and now - parcel > PARCEL_STANDS))


def _age(backlog: Backlog, now: datetime) -> timedelta:
    return now - min(one for one in (backlog.oldest_rung, backlog.oldest_parcel, now) if one)


async def _tell(house: House, now: datetime) -> None:
    """Once for all programs, and not again for six hours."""
    async with house.unit() as unit:
        kept = await unit.marks.get(_MARK, hold=True)
        if kept and now - datetime.fromisoformat(listening().open(kept)) < TOLD_EVERY:
            return
        await unit.marks.put(_MARK, Sensitive(now.isoformat()))
        directory = await unit.people.directory()
        desk = Desk(house=house, unit=unit, directory=directory, now=now)
        for person in directory.having(Duty.COORDINATOR, Duty.ADMINISTRATOR):
            id = uuid5(_NOTICES, f"{house.partnership.key}/{person.no.value}/{now:%Y-%m-%d %H}")
            await desk.notice(Notice(to=person.no, kind=NoticeKind.NUDGES_STAND), id=id)
        await unit.commit()
    house.wake()

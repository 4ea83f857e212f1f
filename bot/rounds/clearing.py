"""Lines of a case in shared places: which stand, which are outdated, when they go.

Only the newest line in the seats' channel tells anything. Thirty days after a case ended its lines are
removed where the platform allows, and what stays is listed for the auditor (small-cell rule 9).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from bot.case import Case
from bot.people import Duty
from bot.ports import Line, Notice, NoticeKind, Outdate, Parcel, ToCircle, ToSeats, Unit
from bot.posts import ChannelLine
from bot.settle import ENDED, LINES_STAND, Desk
from bot.vocabulary.process import State
from bot.vocabulary.reference import CaseRef
from bot.wired import House


async def stands(unit: Unit, parcel: Parcel, message: str | None, now: datetime) -> None:
    """Remember a line that was posted; an older one in the seats' channel is to be edited."""
    if message is None:
        return
    match parcel.body:
        case ToSeats(post=ChannelLine(case=case)):
            for older in await unit.lines.of(case, parcel.platform):
                if older.seats and not older.outdated and older.message != message:
                    await unit.lines.put(replace(older, outdated=True))
                    body = Outdate(case=case, message=older.message)
                    await unit.outbox.put(body, platform=parcel.platform, due=now)
            seats = True
        case ToCircle(case=case):
            seats = False
        case _:
            return
    line = Line(case=case, platform=parcel.platform, message=message, posted=now, seats=seats)
    await unit.lines.put(line)


def may_go(case: Case | None, now: datetime) -> bool:
    """Whether its lines go now: not where the case goes on, nor where it went on and ended again since."""
    if case is None or case.state is State.ERASED:
        return True
    ended = case.facts.ended
    return case.state in ENDED and (ended is None or ended + LINES_STAND <= now)


async def clear(house: House, parcel: Parcel, case: CaseRef, now: datetime) -> None:
    """Remove a case's lines one by one, and close the circle's place. Raises DeliveryFailed."""
    platform = house.platforms[parcel.platform]
    async with house.unit() as unit:
        lines = await unit.lines.of(case, parcel.platform)
    left = 0
    for line in lines:
        gone = await platform.unsay(line.message, key=_key(parcel, line.message))
        left += not gone
        async with house.unit() as unit:
            await (unit.lines.drop(line) if gone else unit.lines.put(replace(line, left=now)))
            await unit.commit()
    await platform.close_circle(case, key=parcel.id)
    if left:
        async with house.unit() as unit:
            await _tell(house, unit, parcel, now)
            await unit.commit()


async def _tell(house: House, unit: Unit, parcel: Parcel, now: datetime) -> None:
    directory = await unit.people.directory()
    desk = Desk(house=house, unit=unit, directory=directory, now=now)
    for auditor in directory.having(Duty.AUDITOR):
        told = Notice(to=auditor.no, kind=NoticeKind.LINES_LEFT, opens="confer logs")
        await desk.notice(told, id=_key(parcel, f"left/{auditor.no.value}"))


def _key(parcel: Parcel, what: str) -> UUID:
    return uuid5(parcel.id, what)

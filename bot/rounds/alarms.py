"""What limits met is written into the audit, and auditor and coordinator hear of it once an hour."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID, uuid5

from bot.errors import StoreTrouble
from bot.events import Event
from bot.people import Duty
from bot.ports import Notice, NoticeKind, Unit
from bot.running.limits import Alarm, Refused
from bot.settle import Desk
from bot.vocabulary.process import Act
from bot.wired import House

log: Final = logging.getLogger("confer.alarms")

_ALARMS: Final = UUID("7b7f2d55-2f58-4f6e-8c8b-5b2a4d1c9e60")
_HEAR: Final = (Duty.AUDITOR, Duty.COORDINATOR)
_ACTS: Final = {Refused.CODES: Act.LINK_ACCOUNT, Refused.STOPPED: Act.FIX_WORDING}
_SAYS: Final = {
    Refused.UNSOUND: NoticeKind.UNSOUND,
    Refused.CLOCK: NoticeKind.CLOCK_BACK,
    Refused.STOPPED: NoticeKind.MANY_STOPPED,
}


async def report(house: House) -> None:
    """Tell what was not told yet, in a transaction of its own; where the store fails, later."""
    waiting = house.limits.alarms
    if not waiting:
        return
    told = list(waiting)
    try:
        async with house.unit() as unit:
            for alarm in told:
                await _write(house, unit, alarm)
            await unit.commit()
    except StoreTrouble:
        log.warning("guesses could not be written into the audit yet")
        return
    del waiting[: len(told)]
    house.wake()


async def _write(house: House, unit: Unit, alarm: Alarm) -> None:
    by = alarm.by.no if alarm.by else None
    act = _ACTS.get(alarm.what, Act.KEEP_RUNNING)
    facts = {"refused": alarm.what}
    await unit.audit.record(None, Event(act=act, by=by, at=alarm.at, facts=facts))
    back = alarm.what is Refused.CLOCK
    kind = _SAYS.get(alarm.what, NoticeKind.GUESSES)
    directory = await unit.people.directory()
    desk = Desk(house=house, unit=unit, directory=directory, now=alarm.at)
    for person in directory.having(*_HEAR, *((Duty.ADMINISTRATOR,) if back else ())):
        id = uuid5(_ALARMS, f"{alarm.what.code}/{person.no.value}/{alarm.at:%Y-%m-%d %H}")
        await desk.notice(Notice(to=person.no, kind=kind), id=id)

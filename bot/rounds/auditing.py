"""What is done once an hour or a week, whatever happens to cases: the rounds of the audit.

Every hour its head is kept outside the database. Every week the whole of it is verified, and its fingerprint
posted where all seats read. When a round was done last stands in a mark.
"""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from bot.disclosure import Sensitive
from bot.errors import StoreTrouble
from bot.people import Duty
from bot.policies.access import listening
from bot.policies.calendar import at
from bot.ports import AuditHead, Notice, NoticeKind, ToSeats, Witness
from bot.posts import AuditFingerprint
from bot.rounds import alarms
from bot.settle import Desk
from bot.wired import House

log: Final = logging.getLogger("confer.rounds")

POSTED_AT: Final = time(9)  # on Mondays
_ROUNDS: Final = UUID("0f4f7c0e-3e0c-4f0b-9d53-8a2f6f6f5b61")
_HOURLY: Final = "round.head"
_WEEKLY: Final = "round.fingerprint"


async def go(house: House) -> None:
    """Do what is due of it. Raises StoreTrouble where the database fails."""
    await alarms.report(house)
    if house.witness is None:
        return
    now = house.clock.now()
    if await _due(house, _HOURLY, f"{now:%Y-%m-%d %H}"):
        await _keep_head(house, house.witness, now)
    week = monday(now, house.partnership.zone)
    if week is not None and await _due(house, _WEEKLY, week):
        await _fingerprint(house, house.witness, now, week)


def monday(now: datetime, zone: str) -> str | None:
    """The week whose fingerprint is to stand, by its Monday; None before its hour has come."""
    today = now.astimezone(ZoneInfo(zone)).date()
    first = today - timedelta(days=today.isoweekday() - 1)
    return first.isoformat() if now >= at(first, POSTED_AT, zone) else None


async def _due(house: House, name: str, round: str) -> bool:
    """Whether this round was not begun yet; from now on it was, so that two programs do it once."""
    async with house.unit() as unit:
        kept = await unit.marks.get(name, hold=True)
        if kept is not None and listening().open(kept) == round:
            return False
        await unit.marks.put(name, Sensitive(round))
        await unit.commit()
    return True


async def _keep_head(house: House, witness: Witness, now: datetime) -> None:
    async with house.unit() as unit:
        head = await unit.audit.head(now)
    await _keep(house, witness, head, now)


async def _keep(house: House, witness: Witness, head: AuditHead, now: datetime) -> None:
    try:
        await witness.keep(head)
    except StoreTrouble:
        log.warning("the head of the audit could not be kept outside")
        await _doubt(house, now)


async def _fingerprint(house: House, witness: Witness, now: datetime, week: str) -> None:
    """Only of an audit that holds: a fingerprint of a changed one would vouch for the change."""
    try:
        head = await witness.verify()
    except StoreTrouble:
        log.error("the audit does not hold")
        await _doubt(house, now)
        return
    if not head.count:
        return
    await _keep(house, witness, head, now)
    body = ToSeats(post=AuditFingerprint(fingerprint=head.fingerprint))
    async with house.unit() as unit:
        for platform in house.platforms:
            id = uuid5(_ROUNDS, f"{house.partnership.key}/{week}/{platform}")
            await unit.outbox.put(body, platform=platform, due=now, id=id)
        await unit.commit()


async def _doubt(house: House, now: datetime) -> None:
    """Auditor and coordinator hear of it, once a day."""
    async with house.unit() as unit:
        directory = await unit.people.directory()
        desk = Desk(house=house, unit=unit, directory=directory, now=now)
        for person in directory.having(Duty.AUDITOR, Duty.COORDINATOR):
            id = uuid5(_ROUNDS, f"doubt/{person.no.value}/{now:%Y-%m-%d}")
            await desk.notice(Notice(to=person.no, kind=NoticeKind.AUDIT_DOUBT), id=id)
        await unit.commit()

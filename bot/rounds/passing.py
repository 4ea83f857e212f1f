"""What ends by its date without anybody's act: somebody's place in a circle, and the rest of a legal hold.

Access itself goes by the date, to the day. Here it becomes an act, as if the coordinator had removed them: it
is audited, the circle reads it, and new keys seal what comes later. Looked at by what stands in the cases, so a
day on which nobody ran is made up, and of several programs each may look.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID, uuid5

from bot.case import Case
from bot.days import add_days
from bot.errors import NotFound, StaleCase, StoreTrouble
from bot.partnership import matters
from bot.parts import CaseId
from bot.people import Duty
from bot.policies import clocks
from bot.policies.calendar import quiet_end
from bot.ports import Notice, NoticeKind
from bot.settle import Desk, tell_of
from bot.vocabulary.numbers import Day
from bot.vocabulary.process import Act
from bot.wired import House

AT_ONCE: Final = 50  # cases in a transaction, and acts on them wait so long
_IDS: Final = UUID("b7c0f2f4-52ad-4d1e-8a27-6d0a5b6f0c93")


async def go(house: House) -> None:
    """Once a day, and when a program starts. Raises StoreTrouble."""
    today = house.clock.now().date()  # as access counts days
    if house.beats.passed == today:
        return
    async with house.unit() as unit:
        cases = sorted({*await unit.cases.active(), *await matters.kept(unit)})
    for first in range(0, len(cases), AT_ONCE):
        try:
            await _look(house, cases[first : first + AT_ONCE], today)
        except StaleCase:
            return  # an act of another program was quicker: all of it is looked at again
    house.beats.passed = today


async def _look(house: House, cases: Collection[CaseId], today: date) -> None:
    async with house.unit() as unit:
        directory = await unit.people.directory()
        desk = Desk(house=house, unit=unit, directory=directory, now=house.clock.now())
        await unit.cases.fetch(cases)
        changed = False
        for id in cases:
            try:
                case = await unit.cases.by_id(id)
            except (NotFound, StoreTrouble):
                continue  # it ended meanwhile, or cannot be read, which its next rung says
            changed |= await _members(desk, case, today)
            changed |= await _hold(desk, case, today)
        if changed:
            await unit.commit()
            house.wake()


async def _members(desk: Desk, case: Case, today: date) -> bool:
    """An owner stays: who owns a case has part in it until somebody else does."""
    over = [m for m in case.facts.circle if m.until.date < today and m.person != case.owner]
    for member in over:
        case.facts.circle.remove(member)
        case.did(Act.CHANGE_CIRCLE, by=None, at=desk.now, whom=member.person)
    if over:
        await tell_of(desk, case)
    return bool(over)


async def _hold(desk: Desk, case: Case, today: date) -> bool:
    """A hold stands until somebody lifts it; who watches looks at it again, every ninety days, also after the
    case has ended. Once it was to be erased they hear of that instead (ringing.py)."""
    hold = case.hidden.hold
    if hold is None or hold.until.date > today:
        return False
    if not await _outlived(desk, case):
        for person in desk.directory.having(Duty.AUDITOR, Duty.COORDINATOR):
            notice = Notice(to=person.no, kind=NoticeKind.HOLD_LOOK, opens="confer matters")
            id = uuid5(_IDS, f"{case.id}/{hold.until}/{person.no.value}")
            await desk.notice(notice, quiet_end(person, desk.now, desk.house.holidays), id=id)
    hold.until = add_days(Day.of(today), clocks.LOOKED_AT_AGAIN.days)
    return True


async def _outlived(desk: Desk, case: Case) -> bool:
    """Whether its keeping time is over."""
    running = await desk.unit.clocks.running(case.id)
    return any(one.key.name in clocks.KEEPING and one.due <= desk.now for one in running)

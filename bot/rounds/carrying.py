"""Taking notice of what another partnership offers, answers and hands over; looked at again and again."""

from __future__ import annotations

from datetime import timedelta

from bot.case import Case
from bot.days import add_days
from bot.endings import Handed
from bot.errors import NotFound
from bot.handover import Card, Handover, HandState
from bot.parts import Answer, Facts, Release
from bot.people import Duty
from bot.ports import Notice, NoticeKind, Partnership
from bot.settle import Desk, start_clock, tell_of
from bot.vocabulary.numbers import Day, PersonNo
from bot.vocabulary.process import Act, ClockName, State
from bot.vocabulary.sharing import Footing, Purpose
from bot.vocabulary.work import NextStep
from bot.wired import House

ANSWERED_IN = timedelta(days=2)


def card(partnership: Partnership) -> Card:
    """What this partnership tells its neighbours."""
    return Card(
        no=partnership.no,
        key=partnership.key,
        name=partnership.name,
        agreement=partnership.agreement,
        footing=partnership.footing,
        purpose=partnership.purpose,
    )


async def go(house: House) -> None:
    """Tell whoever runs the process here what waits for them. Raises StoreTrouble."""
    async with house.unit() as unit:
        waiting = await unit.handovers.to_tell()
        if not waiting:
            return
        desk = Desk(
            house=house, unit=unit, directory=await unit.people.directory(), now=house.clock.now()
        )
        for handover in waiting:
            await _notice(desk, handover)
        await unit.commit()
    house.wake()


async def _notice(desk: Desk, handover: Handover) -> None:
    match handover.state:
        case HandState.OFFERED:
            await _tell(desk, NoticeKind.HANDOVER, f"case offered key:{handover.key}")
            desk.house.beats.next = None  # it comes round until it is answered
            await desk.unit.handovers.put(handover, told=True)
        case HandState.ACCEPTED | HandState.REFUSED:
            await _answered(desk, handover)
            await desk.unit.handovers.put(handover, told=True)
        case _:
            await _taken_in(desk, handover)


async def _tell(desk: Desk, kind: NoticeKind, opens: str) -> None:
    for person in desk.directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR):
        await desk.notice(Notice(to=person.no, kind=kind, opens=opens))


async def _answered(desk: Desk, handover: Handover) -> None:
    """The other side said yes or no; the case stays here until whoever runs the process hands it over."""
    try:
        case = await desk.unit.cases.by_id(handover.case)
    except NotFound:
        return
    offered = case.facts.offered
    if offered is None or offered.key != handover.key:
        return
    await desk.unit.clocks.stop(case.id, ClockName.HANDOVER_REPLY)
    if handover.state is HandState.ACCEPTED:
        offered.accepted = desk.now
        await _tell(desk, NoticeKind.ANSWER_AWAITED, f"case show {case.name}")
        return
    case.facts.offered = None
    case.did(Act.WITHDRAW_HANDOVER, by=None, at=desk.now)
    await tell_of(desk, case)
    await _tell(desk, NoticeKind.WAITING, f"case show {case.name}")


async def _taken_in(desk: Desk, handover: Handover) -> None:
    """A new case here, as if raised and answered: this side's police are asked, and it is looked at."""
    unit, partnership, now = desk.unit, desk.house.partnership, desk.now
    runs = desk.directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR)
    by = PersonNo(handover.by) if handover.by else runs[0].no
    person = desk.directory.people.get(by)
    facts = Facts(
        referrer=by,
        referrer_seat=person.seat if person else None,
        abstract=handover.abstract,
        raised=now,
        handed=Handed(partnership=handover.source, at=now, came=True, met=handover.met),
    )
    facts.release = Release(
        by=by,
        at=now,
        footing=Footing.of(partnership.footing or Footing.PUBLIC_TASK.code),
        purpose=Purpose.HANDOVER,
        agreement=partnership.agreement,
    )
    until = add_days(Day.of(now.date()), ANSWERED_IN.days)
    facts.answer = Answer(by=by, at=now, next=NextStep.SCREENING, until=until)
    case = Case(ref=await unit.cases.free_ref(), state=State.RAISED, facts=facts)
    for kind, words in await unit.handovers.unpack(handover):
        case.keep(words, kind, by=by, at=now)
    await unit.cases.add(case)
    case.did(Act.ANSWER, by=by, at=now)
    await start_clock(desk, case, ClockName.SCREENING_DECISION)
    await start_clock(desk, case, ClockName.POLICE_ANSWER)
    await tell_of(desk, case)
    await _tell(desk, NoticeKind.WAITING, f"case show {case.name}")

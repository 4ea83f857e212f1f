"""What a nudge needs of a meeting: begun without anybody's command, answered, and counted."""

from __future__ import annotations

from bot.meetings import dates as meetings
from bot.ports import NoticeKind, Unit
from bot.settle import Desk
from bot.vocabulary.numbers import MeetingNo
from bot.vocabulary.public import MeetingKind
from bot.wired import House
from tests.house import Talks


async def begun(house: House) -> MeetingNo:
    """As the first rung of monthly_networking begins one, in its own transaction."""
    async with house.unit() as unit:
        directory = await unit.people.directory()
        desk = Desk(house=house, unit=unit, directory=directory, now=house.clock.now())
        asked = meetings.holders(directory, desk.now)
        coordinator = directory.by_key("coordinator")
        assert coordinator is not None
        slots = meetings.propose(
            house.partnership,
            [directory.people[no] for no in asked],
            desk.now,
            holidays=house.holidays,
        )
        no = await unit.meetings.next_no()
        meeting = meetings.called(no, MeetingKind.NON_CASE, coordinator.no, slots, asked=asked)
        await unit.meetings.put(meeting)
        for notice in meetings.notices(meeting, NoticeKind.WHICH_DATE, asked):
            await desk.notice(notice)
        await unit.commit()
    return no


async def shown(unit: Unit, no: MeetingNo) -> meetings.Standing:
    directory = await unit.people.directory()
    return meetings.standing(await unit.meetings.get(no), await unit.meetings.votes(no), directory)


async def test_a_nudge_begins_a_meeting_counts_answers_and_offers_the_best_date(
    house: Talks,
) -> None:
    no = await begun(house.player.house)
    await house.waits(minutes=1)
    for who in ("nurse", "teacher", "social"):
        told = await house.says(who, "2")
        assert "You can come:" in told[-1].text
    async with house.player.house.unit() as unit:
        standing, meeting = await shown(unit, no), await unit.meetings.get(no)
    assert (standing.asked, standing.answered, standing.half) == (8, 3, False)
    assert standing.best == meeting.slots[1]

    await house.says("coordinator", f"/{meetings.pick_line(meeting, standing.best)}")

    async with house.player.house.unit() as unit:
        picked = await unit.meetings.get(no)
    assert picked.stands == meeting.slots[1]
    assert house.seats[-1].startswith("Meeting 1, without cases, stands: ")

"""Who can come when, and who may fetch which calendar."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.ports import Meeting, Subscription
from bot.vocabulary.numbers import MeetingNo, PersonNo, Slot
from storage import Store
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import COORDINATOR, HOUR, NOW, NURSE

ONE, TWO = MeetingNo(1), MeetingNo(2)
EARLY, LATE = Slot.of(NOW), Slot.of(NOW + HOUR)
ADDRESS = "a-token-of-a-calendar"
MINE = Subscription(person=NURSE)


async def test_what_somebody_says_last_is_what_stands(store: Store) -> None:
    async with store.unit() as unit:
        await unit.meetings.vote(ONE, NURSE, (EARLY, LATE))
        await unit.meetings.vote(ONE, COORDINATOR, ())
        await unit.meetings.vote(TWO, NURSE, (EARLY,))
        await unit.meetings.vote(ONE, NURSE, (LATE,))
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.meetings.votes(ONE) == {NURSE: (LATE,), COORDINATOR: ()}
        await unit.meetings.forget_votes(ONE)
        assert await unit.meetings.votes(ONE) == {}
        assert await unit.meetings.votes(TWO) == {NURSE: (EARLY,)}


async def test_what_is_not_committed_was_not_said(store: Store) -> None:
    async with store.unit() as unit:
        await unit.meetings.vote(ONE, NURSE, (EARLY,))
    async with store.unit() as unit:
        assert await unit.meetings.votes(ONE) == {}


async def test_all_of_a_meeting_comes_back_and_an_older_row_is_read(
    store: Store, base: Base
) -> None:
    whole = replace(
        samples.meeting(ONE), asked=(NURSE,), round=2, stands=LATE, stood=LATE, uid="u", sequence=3
    )
    old = """{"no": {"value": 2}, "kind": "ordinary", "called_by": {"value": 1}, "slots": [{"minute": 9}]}"""
    async with store.unit() as unit:
        await unit.meetings.put(whole)
        await unit.commit()
    await base.raw(f"insert into meetings (partnership, no, body) values (1, 2, '{old}')")  # noqa: S608
    async with store.unit() as unit:
        assert await unit.meetings.get(ONE, hold=True) == whole
        older: Meeting = await unit.meetings.get(TWO)
        assert (older.stands, older.round, older.asked, older.uid) == (None, 1, (), "")


async def test_a_calendar_opens_by_its_token_until_it_is_replaced_or_revoked(store: Store) -> None:
    async with store.unit() as unit:
        assert not await unit.calendars.has(MINE)
        await unit.calendars.put(ADDRESS, MINE)
        await unit.calendars.put("one-meeting", replace(MINE, meeting=ONE))
        await unit.calendars.put("another-person", Subscription(person=COORDINATOR))
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.calendars.get(ADDRESS) == MINE
        assert await unit.calendars.get("one-meeting") == replace(MINE, meeting=ONE)
        assert await unit.calendars.get("unknown") is None
        await unit.calendars.put("newer", MINE)
        assert await unit.calendars.get(ADDRESS) is None
        assert await unit.calendars.get("newer") == MINE
        await unit.calendars.revoke(MINE)
        assert await unit.calendars.get("newer") is None
        assert not await unit.calendars.has(MINE)
        assert await unit.calendars.get("another-person") == Subscription(person=COORDINATOR)


async def test_of_a_token_only_a_keyed_hash_is_kept(store: Store, base: Base) -> None:
    import hashlib

    async with store.unit() as unit:
        await unit.calendars.put(ADDRESS, MINE)
        await unit.commit()
    ((kept,),) = await base.raw("select token_hash from calendars")
    assert ADDRESS not in str(kept)
    assert kept != hashlib.sha256(ADDRESS.encode()).hexdigest()
    ((sealed,),) = await base.raw("select value from marks where name = 'calendar.key'")
    assert isinstance(sealed, bytes)
    assert len(sealed) > 64


async def test_the_key_of_the_hashes_outlives_the_unit_that_drew_it(
    store: Store, base: Base
) -> None:
    async with store.unit() as unit:
        await unit.calendars.put(ADDRESS, MINE)
        await unit.commit()
    again = await base.open()
    async with again.unit() as unit:
        assert await unit.calendars.get(ADDRESS) == MINE
    await again.close()


async def test_two_who_answer_at_once_both_count(store: Store) -> None:
    async def says(person: PersonNo) -> None:
        async with store.unit() as unit:
            await unit.meetings.votes(ONE)
            await asyncio.sleep(0)
            await unit.meetings.vote(ONE, person, (EARLY,))
            await unit.commit()

    people = [PersonNo(number) for number in range(1, 9)]
    await asyncio.gather(*(says(person) for person in people))

    async with store.unit() as unit:
        assert list(await unit.meetings.votes(ONE)) == people


async def test_two_who_decide_at_once_decide_one_after_the_other(store: Store) -> None:
    async with store.unit() as unit:
        await unit.meetings.put(samples.meeting(ONE))
        await unit.commit()

    async def moves() -> None:
        async with store.unit() as unit:
            meeting = await unit.meetings.get(ONE, hold=True)
            await asyncio.sleep(0)
            await unit.meetings.put(replace(meeting, sequence=meeting.sequence + 1))
            await unit.commit()

    await asyncio.gather(*(moves() for _ in range(8)))

    async with store.unit() as unit:
        assert (await unit.meetings.get(ONE)).sequence == 8


async def test_two_first_addresses_at_once_both_open(store: Store) -> None:
    async def makes(person: PersonNo) -> None:
        async with store.unit() as unit:
            await unit.calendars.put(f"address-{person.value}", Subscription(person=person))
            await unit.commit()

    await asyncio.gather(makes(NURSE), makes(COORDINATOR))

    async with store.unit() as unit:
        for person in (NURSE, COORDINATOR):
            found = await unit.calendars.get(f"address-{person.value}")
            assert found == Subscription(person=person)

"""Parcels: unchanged, in order where order counts, and never handed out twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from bot.ports import Body, GatherCircle, Parcel, TakeBack, ToCircle, ToSeats
from bot.posts import (
    ChannelLine,
    CircleNews,
    ConsentNoted,
    FirstAnswerOverdue,
    Joined,
    MeetingCalled,
    News,
    OwnerSaid,
    SeatChanged,
)
from bot.vocabulary.concern import AgeCoarse, Status, TopicFamily, Urgency
from bot.vocabulary.numbers import Day, MeetingNo, PersonNo, SeatNo, Slot
from bot.vocabulary.people import GuestBrings, GuestWhy
from bot.vocabulary.public import MeetingKind, SeatStep
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.sharing import ConsentKind, ConsentSupport, Participation
from bot.vocabulary.work import NextStep
from storage import Store
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import HOUR, NOW

REF = CaseRef(7)
LEASE_S = 60.0


def _bodies() -> Iterator[Body]:
    yield samples.notice()
    yield GatherCircle(case=REF)
    yield TakeBack(room="!room:example.org", message="$message:1")
    yield ToSeats(post=FirstAnswerOverdue())
    line = {"families": (next(iter(TopicFamily)),), "age": next(iter(AgeCoarse))}
    yield ToSeats(
        post=ChannelLine(case=REF, urgency=Urgency.NOW, status=next(iter(Status)), **line)
    )
    slots = (Slot.of(NOW), Slot.of(NOW + HOUR))
    yield ToSeats(post=MeetingCalled(number=MeetingNo(3), kind=MeetingKind.CONFERENCE, slots=slots))
    yield ToSeats(post=SeatChanged(seat=SeatNo(4), step=SeatStep.ASK))
    yield ToCircle(case=REF, post=CircleNews(case=REF, news=News.URGENT))
    why, brings = next(iter(GuestWhy)), next(iter(GuestBrings))
    yield ToCircle(
        case=REF, post=Joined(case=REF, seat=None, why=why, brings=brings, until=Day(2300))
    )
    yield ToCircle(case=REF, post=OwnerSaid(case=REF, next=NextStep.SCREENING, by=Day(2300)))
    kind, given, mode = next(iter(ConsentKind)), next(iter(ConsentSupport)), Participation
    yield ToCircle(
        case=REF, post=ConsentNoted(case=REF, kind=kind, given=given, mode=next(iter(mode)))
    )


async def _put(store: Store, *bodies: Body, due: timedelta = timedelta()) -> None:
    async with store.unit() as unit:
        for body in bodies:
            await unit.outbox.put(body, platform="matrix", due=NOW + due)
        await unit.commit()


async def _claim(store: Store, now: timedelta = timedelta()) -> Parcel | None:
    async with store.unit() as unit:
        found = await unit.outbox.claim("matrix", NOW + now, most=1)
        await unit.outbox.hold(found, NOW + now + timedelta(seconds=LEASE_S))
        await unit.commit()
    return found[0] if found else None


async def _got(store: Store, now: timedelta = timedelta()) -> Parcel:
    parcel = await _claim(store, now)
    assert parcel is not None
    return parcel


async def _sent(store: Store, parcel: Parcel) -> None:
    async with store.unit() as unit:
        await unit.outbox.sent(parcel, "$message:1", NOW)
        await unit.commit()


def _to(no: int) -> Body:
    return samples.notice(PersonNo(no))


@pytest.mark.parametrize(
    "body", list(_bodies()), ids=lambda body: type(getattr(body, "post", body)).__name__
)
async def test_a_parcel_comes_back_unchanged(store: Store, body: Body) -> None:
    id = uuid4()
    async with store.unit() as unit:
        await unit.outbox.put(body, platform="matrix", due=NOW, id=id)
        await unit.commit()
    assert await _claim(store) == Parcel(id=id, platform="matrix", body=body, due=NOW)


async def test_of_two_parcels_of_one_id_the_first_stays(store: Store, base: Base) -> None:
    id = UUID(int=1)
    async with store.unit() as unit:
        await unit.outbox.put(_to(1), platform="matrix", due=NOW, id=id)
        await unit.outbox.put(_to(2), platform="matrix", due=NOW, id=id)
        await unit.commit()
    async with store.unit() as unit:
        await unit.outbox.put(_to(3), platform="matrix", due=NOW, id=id)
        await unit.commit()
    assert (await _got(store)).body == _to(1)
    assert await base.count("outbox") == 1


async def test_nothing_leaves_before_it_is_due_nor_on_another_platform(store: Store) -> None:
    await _put(store, _to(1), due=HOUR)
    assert await _claim(store) is None
    async with store.unit() as unit:
        assert await unit.outbox.next_due() == NOW + HOUR
        assert not await unit.outbox.claim("slack", NOW + HOUR, most=1)
    assert await _claim(store, HOUR) is not None


async def test_a_lane_keeps_its_order(store: Store) -> None:
    news = [ToCircle(case=REF, post=CircleNews(case=REF, news=one)) for one in News]
    await _put(store, *news)
    said: list[Body] = []
    for _ in news:
        parcel = await _got(store)
        assert await _claim(store) is None  # the next one waits until this one is through
        said.append(parcel.body)
        await _sent(store, parcel)
    assert said == news


async def test_a_failed_parcel_blocks_its_own_lane_only(store: Store) -> None:
    first, second = (ToCircle(case=REF, post=CircleNews(case=REF, news=n)) for n in list(News)[:2])
    await _put(store, first, second, ToSeats(post=FirstAnswerOverdue()))
    failed = await _got(store)
    async with store.unit() as unit:
        await unit.outbox.postpone(failed, NOW + HOUR)
        await unit.commit()
    elsewhere = await _got(store)
    assert elsewhere.body == ToSeats(post=FirstAnswerOverdue())
    await _sent(store, elsewhere)
    assert await _claim(store) is None
    again = await _got(store, HOUR)
    assert (again.id, again.tries) == (failed.id, 1)
    await _sent(store, again)
    assert (await _got(store, HOUR)).body == second


async def test_a_dropped_parcel_frees_its_lane(store: Store) -> None:
    await _put(store, ToSeats(post=FirstAnswerOverdue()), ToSeats(post=FirstAnswerOverdue()))
    async with store.unit() as unit:
        (first,) = await unit.outbox.claim("matrix", NOW, most=1)
        await unit.outbox.drop(first)
        await unit.commit()
    assert await _claim(store) is not None


async def test_what_a_dead_process_held_is_free_once_its_lease_ends(store: Store) -> None:
    await _put(store, _to(1))
    held = await _got(store)
    assert await _claim(store, timedelta(seconds=LEASE_S - 1)) is None
    assert await _claim(store, timedelta(seconds=LEASE_S)) == held


@pytest.mark.parametrize("most", [1, 3])
async def test_two_who_claim_at_once_never_get_the_same_nor_one_lane(
    store: Store, base: Base, most: int
) -> None:
    """Each holds what it claimed without a commit, so that the others cannot see it."""
    for no in range(4):
        await _put(store, *(_to(no) for _ in range(5)))
    other = await base.open()
    busy: set[str] = set()
    taken: list[UUID] = []

    async def carry(here: Store) -> None:
        while True:
            async with here.unit() as unit:
                parcels = await unit.outbox.claim("matrix", NOW, most=most)
                if not parcels:
                    return
                lanes = {parcel.lane for parcel in parcels}
                assert not lanes & busy
                busy.update(lanes)
                await asyncio.sleep(0)
                for parcel in parcels:
                    await unit.outbox.sent(parcel, None, NOW)
                busy.difference_update(lanes)
                await unit.commit()
                taken.extend(parcel.id for parcel in parcels)

    for _ in range(4):  # a claimer ends where all lanes are held; what is left is carried again
        async with asyncio.TaskGroup() as group:
            for here in (store, other, store, other):
                group.create_task(carry(here))
    await other.close()
    assert len(taken) == len(set(taken)) == 20


async def test_what_waits_behind_a_failed_one_is_not_due_before_it(store: Store) -> None:
    """Else the sweep would be told of it again and again, and find nothing to send."""
    async with store.unit() as unit:
        await unit.outbox.put(samples.notice(), platform="matrix", due=NOW)
        (parcel,) = await unit.outbox.claim("matrix", NOW, most=1)
        await unit.outbox.postpone(parcel, NOW + HOUR)
        await unit.outbox.put(samples.notice(), platform="matrix", due=NOW)
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.outbox.next_due() == NOW + HOUR
        assert not await unit.outbox.claim("matrix", NOW, most=1)


async def test_many_are_claimed_at_once_and_a_lane_in_order(store: Store) -> None:
    await _put(store, _to(1), _to(2), _to(1), _to(1), _to(3))
    async with store.unit() as unit:
        found = await unit.outbox.claim("matrix", NOW, most=4)
        await unit.outbox.hold(found, NOW + HOUR)
        await unit.commit()
    assert [parcel.body for parcel in found] == [_to(1), _to(2), _to(3), _to(1)]
    assert await _claim(store) is None  # what is left stands behind one that is on its way
    async with store.unit() as unit:
        await unit.outbox.release(found[3:])
        for parcel in found[:3]:
            await unit.outbox.sent(parcel, None, NOW)
        await unit.commit()
    assert await _got(store) == found[3]


async def test_of_a_lane_nothing_is_claimed_beyond_one_that_failed(store: Store) -> None:
    await _put(store, _to(1), _to(1), _to(1))
    async with store.unit() as unit:
        found = await unit.outbox.claim("matrix", NOW, most=9)
        await unit.outbox.postpone(found[1], NOW + HOUR)
        await unit.outbox.release([found[0], found[2]])
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.outbox.claim("matrix", NOW, most=9) == found[:1]

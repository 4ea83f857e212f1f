"""Two partnerships in one database: the same numbers and names in both, and neither sees the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from bot.case import Case
from bot.disclosure import Sensitive
from bot.errors import NotFound, StoreTrouble
from bot.vocabulary.numbers import MeetingNo
from storage import Store, open_store
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import COORDINATOR, HOUR, NOW, NURSE
from tests.house import KEYS

NO = MeetingNo(1)


@pytest.fixture
async def second(base: Base) -> AsyncIterator[Store]:
    opened = await open_store(base.url, KEYS, partnership=2, clock=lambda: NOW)
    yield opened
    await opened.close()


async def _fill(store: Store, name: str) -> Case:
    """One of everything, under numbers and names that another partnership uses too."""
    async with store.unit() as unit:
        case = samples.case(await unit.cases.free_ref())
        await unit.cases.add(case)
        await unit.people.add_seat(samples.seat())
        await unit.people.add(samples.person(name=name))
        await unit.audit.opened(case, case.facts.items[:1], COORDINATOR, name, NOW)
        await unit.dialogues.put(samples.dialogue(ref=case.ref))
        await unit.offers.put(NURSE, samples.buttons(name), "list")
        await unit.inbox.put(samples.heard())
        await unit.marks.put("sync", Sensitive(name))
        assert await unit.meetings.next_no() == NO
        await unit.meetings.put(samples.meeting(NO))
        await unit.outbox.put(samples.notice(), platform="matrix", due=NOW, id=UUID(int=1))
        await unit.commit()
    return case


async def test_each_keeps_its_own_under_the_same_numbers(store: Store, second: Store) -> None:
    for here, name in ((store, "first"), (second, "second")):
        await _fill(here, name)
    for here, name in ((store, "first"), (second, "second")):
        async with here.unit() as unit:
            directory = await unit.people.directory()
            assert samples.opened(directory.people[NURSE].name) == f"{name} 1"
            assert samples.opened(await unit.marks.get("sync")) == name
            assert await unit.offers.find(NURSE, name) is not None
            pressed = await unit.offers.pressed(NURSE, "list.0")
            assert pressed is not None
            assert pressed.label == name
            assert await unit.dialogues.get(NURSE) is not None
            assert len(await unit.inbox.waiting("matrix")) == 1
            assert len(await unit.cases.lines(party=NURSE)) == 1
            assert [opening.why for opening in await unit.audit.openings_of(NURSE)] == [name]
            assert await unit.outbox.claim("matrix", NOW, most=1)
            assert await unit.audit.verify() == 1


async def test_the_other_sees_nothing(store: Store, second: Store) -> None:
    case = await _fill(store, "first")
    async with second.unit() as unit:
        assert not (await unit.people.directory()).people
        assert await unit.marks.get("sync") is None
        assert await unit.marks.names("") == []
        assert await unit.offers.find(NURSE, "first") is None
        assert await unit.dialogues.get(NURSE) is None
        assert await unit.dialogues.expired(NOW + 9 * HOUR) == 0
        assert await unit.inbox.waiting("matrix") == []
        assert await unit.inbox.get("matrix", samples.heard().key) is None
        assert await unit.cases.lines(party=NURSE) == []
        assert await unit.audit.openings_of(NURSE) == []
        assert await unit.audit.openings_in(case.id) == []
        assert await unit.audit.verify() == 0
        assert await unit.meetings.all() == []
        assert not await unit.outbox.claim("matrix", NOW, most=1)
        for missing in (
            unit.cases.get(case.name),
            unit.cases.by_id(case.id),
            unit.meetings.get(NO),
        ):
            with pytest.raises(NotFound):
                await missing


async def test_what_the_other_ends_or_drops_stays_here(store: Store, second: Store) -> None:
    for here, name in ((store, "first"), (second, "second")):
        await _fill(here, name)
    async with second.unit() as unit:
        await unit.dialogues.end(NURSE)
        await unit.marks.drop("sync")
        await unit.inbox.told("matrix", samples.heard().key)
        (parcel,) = await unit.outbox.claim("matrix", NOW, most=1)
        await unit.outbox.drop(parcel)
        await unit.people.change(samples.person(name="changed"))
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.dialogues.get(NURSE) is not None
        assert await unit.marks.get("sync") is not None
        assert len(await unit.inbox.waiting("matrix")) == 1
        assert await unit.outbox.claim("matrix", NOW, most=1)
        person = (await unit.people.directory()).people[NURSE]
    assert samples.opened(person.name) == "first 1"


async def test_a_key_moved_to_another_partnership_does_not_open_there(
    store: Store, second: Store, base: Base
) -> None:
    await _fill(store, "first")
    await base.raw(
        "update data_keys set partnership = 2 where owner = 'people'",
        "update people set partnership = 2",
    )
    with pytest.raises(StoreTrouble, match="does not fit"):
        async with second.unit() as unit:
            await unit.people.directory()

"""People and seats, and how every open store hears of a change."""

from __future__ import annotations

from dataclasses import replace

from bot.disclosure import Sensitive
from bot.people import SeatState
from storage import Store
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import COORDINATOR, NURSE


async def _filled(store: Store) -> None:
    async with store.unit() as unit:
        await unit.people.add_seat(samples.seat())
        await unit.people.add(samples.person())
        await unit.people.add(samples.person(COORDINATOR))
        await unit.commit()


async def test_people_and_seats_come_back_unchanged(store: Store, base: Base) -> None:
    await _filled(store)
    other = await base.open()
    async with other.unit() as unit:
        directory = await unit.people.directory()
    await other.close()
    assert list(directory.people.values()) == [samples.person(), samples.person(COORDINATOR)]
    assert list(directory.seats.values()) == [samples.seat()]


async def test_a_change_is_seen_by_another_open_store(store: Store, base: Base) -> None:
    await _filled(store)
    other = await base.open()
    async with other.unit() as unit:
        before = await unit.people.directory()
    async with store.unit() as unit:
        await unit.people.change(replace(samples.person(), name=Sensitive("Ida")))
        await unit.people.change_seat(replace(samples.seat(), state=SeatState.SUSPENDED))
        await unit.commit()
    async with other.unit() as unit:
        after = await unit.people.directory()
    await other.close()
    assert samples.opened(before.people[NURSE].name) != "Ida"
    assert samples.opened(after.people[NURSE].name) == "Ida"
    assert after.seats[samples.seat().no].state is SeatState.SUSPENDED


async def test_the_directory_is_read_once_while_nothing_changes(store: Store) -> None:
    await _filled(store)
    async with store.unit() as unit:
        first = await unit.people.directory()
    async with store.unit() as unit:
        assert await unit.people.directory() is first


async def test_a_change_that_was_not_committed_is_not_remembered(store: Store) -> None:
    await _filled(store)
    async with store.unit() as unit:
        await unit.people.directory()
        await unit.people.change(replace(samples.person(), name=Sensitive("Ida")))
        mine = await unit.people.directory()
    async with store.unit() as unit:
        others = await unit.people.directory()
    assert samples.opened(mine.people[NURSE].name) == "Ida"
    assert others.people[NURSE] == samples.person()


async def test_a_committed_change_is_known_to_the_next_unit_without_reading(store: Store) -> None:
    await _filled(store)
    async with store.unit() as unit:
        await unit.people.directory()
        await unit.people.change(replace(samples.person(), name=Sensitive("Ida")))
        await unit.people.change_seat(replace(samples.seat(), state=SeatState.SUSPENDED))
        mine = await unit.people.directory()
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.people.directory() is mine
    assert samples.opened(mine.people[NURSE].name) == "Ida"
    assert mine.seats[samples.seat().no].state is SeatState.SUSPENDED


async def test_where_another_program_changed_something_between_it_is_read_again(
    store: Store, base: Base
) -> None:
    await _filled(store)
    other = await base.open()
    async with other.unit() as unit:
        await unit.people.directory()
    async with store.unit() as unit:
        await unit.people.change(replace(samples.person(), name=Sensitive("Ida")))
        await unit.commit()
    async with other.unit() as unit:
        await unit.people.change_seat(replace(samples.seat(), state=SeatState.SUSPENDED))
        await unit.commit()
    async with other.unit() as unit:
        found = await unit.people.directory()
    await other.close()
    assert samples.opened(found.people[NURSE].name) == "Ida"
    assert found.seats[samples.seat().no].state is SeatState.SUSPENDED

"""Clocks and rungs: what runs, what is due, and who may ring it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.ports import ClockKey, Rung, Running
from bot.vocabulary.process import ClockName
from storage import Store
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import HOUR, NOW

OWNER = ClockName.OWNER_RESPONSE


async def _started(store: Store, *clocks: Running, rungs: int = 3) -> None:
    async with store.unit() as unit:
        for running in clocks:
            await unit.clocks.start(running, samples.rungs(running, rungs))
        await unit.commit()


async def _find(store: Store, key: ClockKey) -> Running | None:
    async with store.unit() as unit:
        return await unit.clocks.find(key)


async def _running(store: Store, running: Running) -> Sequence[Running]:
    async with store.unit() as unit:
        return await unit.clocks.running(running.key.case)


async def test_a_started_clock_comes_back_unchanged(store: Store) -> None:
    put = samples.clock(samples.somewhere())
    await _started(store, put)
    assert await _find(store, put.key) == put
    assert await _running(store, put) == [put]


async def test_a_clock_started_again_stops_the_round_before(store: Store) -> None:
    first = samples.clock(samples.somewhere())
    second = samples.clock(first.key.case, round=2)
    await _started(store, first)
    await _started(store, second)
    assert await _running(store, second) == [second]
    assert await _find(store, first.key) is None
    async with store.unit() as unit:
        assert await unit.clocks.rounds(first.key.case, first.key.name) == 2
        (due,) = await unit.clocks.claim(NOW + 9 * HOUR, most=1)
    assert due.rung.clock == second.key


async def test_rounds_are_counted_for_each_clock_of_each_case(store: Store) -> None:
    put = samples.clock(samples.somewhere())
    await _started(store, put)
    async with store.unit() as unit:
        assert await unit.clocks.rounds(put.key.case, OWNER) == 0
        assert await unit.clocks.rounds(samples.somewhere(), put.key.name) == 0


async def test_a_stopped_clock_has_no_rung_left(store: Store) -> None:
    put = samples.clock(samples.somewhere())
    other = samples.clock(put.key.case, OWNER)
    await _started(store, put, other)
    async with store.unit() as unit:
        await unit.clocks.stop(put.key.case, put.key.name)
        await unit.clocks.stop(put.key.case, put.key.name)  # changes nothing
        await unit.commit()
    assert await _running(store, put) == [other]
    async with store.unit() as unit:
        for _ in range(3):
            (due,) = await unit.clocks.claim(NOW + 9 * HOUR, most=1)
            assert due.rung.clock == other.key
            await unit.clocks.done(due.rung)
        assert not await unit.clocks.claim(NOW + 9 * HOUR, most=9)
        assert await unit.clocks.next_due() is None


async def test_one_subject_may_be_stopped_without_the_others(store: Store) -> None:
    case = samples.somewhere()
    guests = [
        replace(samples.clock(case), key=ClockKey(case=case, name=OWNER, subject=no, round=no))
        for no in (1, 2, 3)
    ]
    await _started(store, *guests)
    async with store.unit() as unit:
        await unit.clocks.stop(case, OWNER, 2)
        await unit.commit()
    assert list(await _running(store, guests[0])) == [guests[0], guests[2]]
    async with store.unit() as unit:
        await unit.clocks.stop(case, OWNER)
        await unit.commit()
    assert await _running(store, guests[0]) == []


async def test_rungs_are_rung_oldest_first_and_once(store: Store) -> None:
    put = samples.clock(samples.somewhere())
    await _started(store, put)
    rung: list[Rung] = []
    for _ in range(2):
        async with store.unit() as unit:
            (due,) = await unit.clocks.claim(NOW + 2 * HOUR, most=1)
            rung.append(due.rung)
            await unit.clocks.done(due.rung)
            await unit.commit()
    async with store.unit() as unit:
        assert not await unit.clocks.claim(NOW + 2 * HOUR, most=9)
        assert await unit.clocks.next_due() == NOW + 3 * HOUR
    assert rung == samples.rungs(put)[:2]


async def test_a_rung_whose_unit_failed_is_rung_again(store: Store) -> None:
    put = samples.clock(samples.somewhere())
    await _started(store, put)
    async with store.unit() as unit:
        (lost,) = await unit.clocks.claim(NOW + HOUR, most=9)
        await unit.clocks.done(lost.rung)
    async with store.unit() as unit:
        assert await unit.clocks.claim(NOW + HOUR, most=9) == [lost]


async def test_rungs_come_with_their_clock_and_the_newest_that_is_due(store: Store) -> None:
    put, late = samples.clock(samples.somewhere()), samples.clock(samples.somewhere())
    await _started(store, put)
    await _started(store, late, rungs=1)
    async with store.unit() as unit:
        due = await unit.clocks.claim(NOW + 2 * HOUR, most=9)
    assert [(one.rung, one.newest) for one in due if one.rung.clock == put.key] == [
        (rung, 2) for rung in samples.rungs(put)[:2]
    ]
    assert {one.running for one in due} == {put, late}


async def test_of_several_runs_those_that_run_are_told_apart(store: Store) -> None:
    runs = [samples.clock(samples.somewhere()) for _ in range(3)]
    await _started(store, *runs)
    async with store.unit() as unit:
        await unit.clocks.stop(runs[0].key.case, runs[0].key.name)
        await unit.commit()
    keys = [run.key for run in runs]
    async with store.unit() as unit:
        assert await unit.clocks.newest(keys, NOW) == {keys[1]: 0, keys[2]: 0}
        assert await unit.clocks.newest(keys, NOW + 2 * HOUR) == {keys[1]: 2, keys[2]: 2}


async def test_a_rung_that_is_put_off_waits_till_then(store: Store) -> None:
    put = samples.clock(samples.somewhere())
    await _started(store, put, rungs=1)
    async with store.unit() as unit:
        (due,) = await unit.clocks.claim(NOW + HOUR, most=9)
        await unit.clocks.put_off(due.rung, NOW + 2 * HOUR)
        await unit.commit()
    async with store.unit() as unit:
        assert not await unit.clocks.claim(NOW + HOUR, most=9)
        assert len(await unit.clocks.claim(NOW + 2 * HOUR, most=9)) == 1


async def test_the_latest_due_rung_of_a_run_is_known(store: Store) -> None:
    put = samples.clock(samples.somewhere())
    await _started(store, put)
    async with store.unit() as unit:
        assert await unit.clocks.latest_due(put.key, NOW) == 0
        assert await unit.clocks.latest_due(put.key, NOW + 2 * HOUR) == 2
        assert await unit.clocks.latest_due(put.key, NOW + 9 * HOUR) == 3


async def test_the_next_rung_may_be_hastened_or_added(store: Store) -> None:
    put = samples.clock(samples.somewhere())
    await _started(store, put, rungs=2)
    async with store.unit() as unit:
        await unit.clocks.add(Rung(clock=put.key, number=3, due=NOW + 3 * HOUR))
        await unit.clocks.hasten(put.key, NOW + HOUR)  # the second; the first is due already
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.clocks.latest_due(put.key, NOW + HOUR) == 2
        assert await unit.clocks.latest_due(put.key, NOW + 3 * HOUR) == 3


async def test_two_who_claim_at_once_never_get_the_same_rung(store: Store, base: Base) -> None:
    await _started(store, *(samples.clock(samples.somewhere()) for _ in range(8)), rungs=3)
    other = await base.open()
    rung: list[Rung] = []

    async def ring(here: Store) -> None:
        while True:
            async with here.unit() as unit:
                found = await unit.clocks.claim(NOW + 9 * HOUR, most=2)
                if not found:
                    return
                await asyncio.sleep(0)
                for due in found:
                    await unit.clocks.done(due.rung)
                await unit.commit()
                rung.extend(due.rung for due in found)

    async with asyncio.TaskGroup() as group:
        for here in (store, other, store, other):
            group.create_task(ring(here))
    await other.close()
    assert len(rung) == len(set(rung)) == 24

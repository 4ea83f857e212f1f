"""Several processes over one database: a message is worked once, and looking on disturbs nobody."""

from __future__ import annotations

import asyncio

import pytest

from bot.ports import Answered
from storage import Store, open_store
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import NURSE
from tests.house import KEYS


async def test_of_two_who_work_one_message_only_one_does(store: Store, base: Base) -> None:
    other = await base.open()
    async with store.unit() as unit:
        await unit.inbox.put(samples.heard())
        await unit.commit()
    worked: list[str] = []

    async def work(here: Store, name: str) -> None:
        async with here.unit() as unit:
            heard = await unit.inbox.get("matrix", samples.heard().key)
            if heard is None:
                return
            await asyncio.sleep(0.1)  # so that the other looks meanwhile
            await unit.cases.add(samples.case())
            await unit.inbox.worked(heard, Answered(to=NURSE))
            await unit.commit()
            worked.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(work(store, "one"))
        group.create_task(work(other, "other"))
    await other.close()
    assert len(worked) == 1
    assert await base.count("cases") == 1


async def test_the_audit_is_verified_while_others_add_to_it(store: Store, base: Base) -> None:
    other = await base.open()
    ended = asyncio.Event()

    async def record() -> int:
        count = 0
        while not ended.is_set():
            async with other.unit() as unit:
                await unit.audit.record(None, samples.event())
                await unit.commit()
            count += 1
        return count

    recording = asyncio.create_task(record())
    found: list[int] = []
    for _ in range(40):
        async with store.unit() as unit:
            found.append(await unit.audit.verify())
    ended.set()
    count = await recording
    await other.close()
    assert found == sorted(found)
    async with store.unit() as unit:
        assert await unit.audit.verify() == count > 0


@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
async def test_a_unit_cancelled_while_it_waits_for_the_file_gives_its_connection_back(
    store: Store, base: Base
) -> None:
    """SQLite has one connection: were it lost, nothing could be stored any more."""
    brief = await open_store(f"{base.url}?timeout=1", KEYS)

    async def enter() -> None:
        async with brief.unit() as unit:
            await unit.clocks.next_due()
            raise AssertionError("the other one holds the database")

    async with store.unit() as held:
        await held.clocks.next_due()
        waiting = asyncio.create_task(enter())
        await asyncio.sleep(0.2)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(10), brief.unit() as unit:
        assert await unit.clocks.next_due() is None
    await brief.close()

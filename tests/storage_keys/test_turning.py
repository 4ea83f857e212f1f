"""The master key is turned while Confer runs; whoever is killed at it goes on; nothing is lost on the way."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import StoreTrouble
from bot.parts import TextKind
from storage import MasterKeys, Store, open_store
from storage.keysources import KeyFile
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import GRANT, NOW, NURSE
from tests.house import KEYS

SECOND = KEYS.plus(2, bytes(range(50, 82)))
OTHER = KEYS.plus(2, bytes(range(90, 122)))


def _source(folder: Path, keys: MasterKeys) -> KeyFile:
    source = KeyFile(folder / "master.key")
    for epoch, key in keys.epochs.items():
        source.add(epoch, key)
    return source


async def _cases(store: Store, count: int) -> None:
    async with store.unit() as unit:
        if not (await unit.people.directory()).people:
            await unit.people.add(samples.person(NURSE))
        for _ in range(count):
            await unit.cases.add(samples.case(await unit.cases.free_ref()))
        await unit.commit()


async def _all_open(store: Store) -> int:
    """How many cases there are; each of their words opens."""
    async with store.unit() as unit:
        refs = [line.ref for line in await unit.cases.lines(party=None, limit=10_000)]
        for ref in refs:
            case = await unit.cases.get(ref)
            for kind in TextKind:
                assert await unit.cases.read(case, kind, GRANT)
        await unit.people.directory()
    return len(refs)


async def _reopen(base: Base, keys: MasterKeys) -> Store:
    return await open_store(base.url, keys, clock=lambda: NOW)


async def test_every_data_key_comes_under_the_new_master_and_no_data_is_touched(base: Base) -> None:
    store = await _reopen(base, SECOND)
    await store.turning.begin(1)  # a first start would take the newest
    await _cases(store, 7)
    before = await base.raw("select words from texts order by case_id, item")
    assert (await store.turning.wrapped()).keys.keys() == {1}

    await store.turning.begin(2)
    heard: list[int] = []
    brought = await store.turning.rewrap(batch=4, said=heard.append)

    wrapped = await store.turning.wrapped()
    assert (wrapped.epoch, wrapped.waiting, brought) == (2, 0, sum(wrapped.keys.values()))
    assert len(heard) > 2
    assert await base.raw("select words from texts order by case_id, item") == before
    assert await _all_open(store) == 7
    await store.close()
    alone = await _reopen(base, SECOND.without(1))
    assert await _all_open(alone) == 7
    await alone.close()


async def test_a_running_store_finds_the_new_master_and_wraps_by_it(
    base: Base, tmp_path: Path
) -> None:
    source = _source(tmp_path, KEYS)
    running = await open_store(base.url, source, clock=lambda: NOW)
    await _cases(running, 1)
    source.add(2, SECOND.epochs[2])
    desk = await _reopen(base, SECOND)
    await desk.turning.begin(2)
    await desk.turning.rewrap()
    await desk.turning.retire(1, source.destroy)

    async with running.unit() as unit:
        await unit.cases.add(samples.case(await unit.cases.free_ref()))
        await unit.commit()

    assert await _all_open(running) == 2
    assert await base.raw("select distinct epoch from data_keys") == [(2,)]
    await running.close()
    await desk.close()


async def test_a_store_that_cannot_get_the_new_master_says_so_and_writes_nothing(
    base: Base,
) -> None:
    running = await _reopen(base, KEYS)
    await _cases(running, 1)
    desk = await _reopen(base, SECOND)
    await desk.turning.begin(2)

    with pytest.raises(StoreTrouble, match="does not fit"):
        await _cases(running, 1)
    assert await base.count("cases") == 1
    await running.close()
    await desk.close()


async def test_a_master_replaced_by_another_is_refused_before_anything_is_written(
    base: Base,
) -> None:
    store = await _reopen(base, SECOND)
    await _cases(store, 1)
    await store.close()

    for wrong in (OTHER, OTHER.without(1), MasterKeys.of(bytes(32)), SECOND.without(2)):
        with pytest.raises(StoreTrouble, match="This master key does not fit this database"):
            await _reopen(base, wrong)


async def test_a_master_that_is_needed_is_not_destroyed(base: Base) -> None:
    store = await _reopen(base, SECOND)
    await store.turning.begin(1)
    await _cases(store, 2)
    destroyed: list[int] = []

    with pytest.raises(StoreTrouble, match="wraps now"):
        await store.turning.retire(1, destroyed.append)
    await store.turning.begin(2)
    with pytest.raises(StoreTrouble, match="confer keys rewrap"):
        await store.turning.retire(1, destroyed.append)
    with pytest.raises(StoreTrouble, match="wraps now"):
        await store.turning.retire(2, destroyed.append)
    assert destroyed == []
    await store.turning.rewrap()
    await store.turning.retire(1, destroyed.append)

    assert destroyed == [1]
    await store.close()


async def test_cases_are_raised_and_read_while_keys_are_brought_over(
    base: Base, tmp_path: Path
) -> None:
    store = await _reopen(base, SECOND)
    await store.turning.begin(1)
    await _cases(store, 60)
    source = _source(tmp_path, KEYS)
    running = await open_store(base.url, source, clock=lambda: NOW)
    source.add(2, SECOND.epochs[2])
    await store.turning.begin(2)

    async def work() -> None:
        for _ in range(20):
            async with running.unit() as unit:
                await unit.cases.add(samples.case(await unit.cases.free_ref()))
                await unit.commit()

    await asyncio.gather(store.turning.rewrap(batch=5), work())
    await store.turning.rewrap()

    assert (await store.turning.wrapped()).waiting == 0
    assert await _all_open(running) == 80
    await running.close()
    await store.close()


async def test_the_old_wrapping_leaves_the_disk(base: Base) -> None:
    store = await _reopen(base, SECOND)
    await store.turning.begin(1)
    await _cases(store, 3)
    old = [bytes(row[0]) for row in await base.raw("select wrapped from data_keys")]  # type: ignore[arg-type]
    await store.turning.begin(2)
    await store.turning.rewrap()

    if base.file is not None:
        disk = b"".join(f.read_bytes() for f in base.file.parent.glob(f"{base.file.name}*"))
        assert not any(wrapped in disk for wrapped in old)
    await store.close()


REWRAPPER = """
import asyncio, sys
from storage import open_store
from tests.contract.samples import NOW
from tests.storage_keys.test_turning import SECOND

async def main():
    store = await open_store(f"sqlite:///{sys.argv[1]}", SECOND, clock=lambda: NOW)
    await store.turning.begin(2)
    print("begun", flush=True)
    await store.turning.rewrap(batch=3, said=lambda done: print(done, flush=True))

asyncio.run(main())
"""


@pytest.mark.parametrize("after", [1, 2, 9])
async def test_killed_in_the_middle_every_key_opens_and_the_next_run_goes_on(
    tmp_path: Path, migrated: Path, after: int
) -> None:
    file = Path(shutil.copy(migrated, tmp_path / "confer.db"))
    base = Base(f"sqlite:///{file}", file)
    store = await _reopen(base, SECOND)
    await store.turning.begin(1)
    await _cases(store, 40)
    await store.close()
    with subprocess.Popen(  # noqa: ASYNC220  # nothing else runs meanwhile
        [sys.executable, "-c", REWRAPPER, str(file)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(after):
            writer.stdout.readline()
        writer.kill()
    connection = sqlite3.connect(file)
    epochs = dict(connection.execute("select epoch, count(*) from data_keys group by epoch"))
    connection.close()
    assert epochs[1] > 0

    again = await _reopen(base, SECOND)
    assert await _all_open(again) == 40
    assert await again.turning.rewrap() == epochs[1]
    await again.close()
    alone = await _reopen(base, SECOND.without(1))
    assert await _all_open(alone) == 40
    await alone.close()

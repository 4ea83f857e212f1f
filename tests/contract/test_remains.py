"""What is deleted leaves SQLite's log too, soon; and a commit stands, whoever reads meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ports import Answered
from storage import Store, migrate, open_store
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import NOW, NURSE
from tests.house import KEYS

pytestmark = pytest.mark.parametrize("base", ["sqlite"], indirect=True)


def _disk(base: Base) -> bytes:
    assert base.file is not None
    return b"".join(file.read_bytes() for file in base.file.parent.glob(f"{base.file.name}*"))


async def _form_and_words(store: Store, base: Base) -> tuple[bytes, bytes]:
    """The wrapped key of an open form, and a sealed message."""
    async with store.unit() as unit:
        await unit.dialogues.put(samples.dialogue())
        await unit.inbox.put(samples.heard())
        await unit.commit()
    ((key,),) = await base.raw("select wrapped from data_keys where owner = 'form:1'")
    ((words,),) = await base.raw("select heard from inbox")
    assert isinstance(key, bytes)
    assert isinstance(words, bytes)
    return key, words


async def _end(store: Store) -> None:
    async with store.unit() as unit:
        await unit.dialogues.end(NURSE)
        await unit.inbox.worked(samples.heard(), Answered(to=NURSE))
        await unit.commit()


async def test_an_ended_form_and_dropped_words_leave_the_disk_within_a_minute(base: Base) -> None:
    now = NOW
    store = await open_store(base.url, KEYS, clock=lambda: now)
    key, words = await _form_and_words(store, base)
    await _end(store)
    now += timedelta(minutes=1)
    async with store.unit() as unit:
        await unit.marks.drop("nothing")
        await unit.commit()
    disk = _disk(base)
    await store.close()
    assert key not in disk
    assert words not in disk


async def test_within_the_minute_the_log_is_left_alone(store: Store, base: Base) -> None:
    await _form_and_words(store, base)
    assert base.file is not None
    assert Path(f"{base.file}-wal").stat().st_size > 0


async def _raise_and_erase(store: Store, count: int = 1) -> None:
    case, *others = (samples.case() for _ in range(count))
    async with store.unit() as unit:
        for one in (case, *others):
            await unit.cases.add(one)
        await unit.commit()
    async with store.unit() as unit:
        await unit.cases.erase(await unit.cases.by_id(case.id))
        await unit.commit()


async def test_a_reader_holds_up_neither_an_erasure_nor_the_next_commit(
    store: Store, base: Base
) -> None:
    """Another program reads, a backup for instance: what was erased is cut off at the next commit after."""
    key, _words = await _form_and_words(store, base)
    await _end(store)
    assert base.file is not None
    reader = sqlite3.connect(base.file, isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from cases").fetchone()
    begun = time.monotonic()
    await _raise_and_erase(store)
    assert time.monotonic() - begun < 5  # the lock's own timeout is ten seconds
    assert key in _disk(base)
    reader.execute("commit")
    reader.close()
    async with store.unit() as unit:
        await unit.marks.drop("nothing")
        await unit.commit()
    assert key not in _disk(base)


# A process of its own, for the limit holds for all of it: the database's file cannot grow, its log can.
FULL = """
import asyncio, resource, signal, sys
from storage import open_store
from tests.contract.samples import NOW
from tests.contract.test_remains import _raise_and_erase
from tests.house import KEYS

async def main():
    store = await open_store("sqlite:///" + sys.argv[1], KEYS, clock=lambda: NOW)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
    await _raise_and_erase(store, 10)

asyncio.run(main())
"""


def test_a_commit_stands_where_its_log_cannot_be_cut(base: Base) -> None:
    assert base.file is not None
    size = str(base.file.stat().st_size)
    run = [sys.executable, "-c", FULL, str(base.file), size]
    said = subprocess.run(run, check=True, capture_output=True, text=True, timeout=60)
    assert "stands in free space of the database still" in said.stderr
    assert asyncio.run(base.count("cases")) == 9


async def test_after_a_cut_the_store_waits_for_a_lock_as_before(store: Store, base: Base) -> None:
    await _raise_and_erase(store)
    async with store.unit() as unit:
        connection = await unit.cases._connection.get_raw_connection()
        cursor = await connection.driver_connection.execute("pragma busy_timeout")  # type: ignore[union-attr]
        assert await cursor.fetchone() == (10_000,)


async def test_a_new_database_file_is_its_owners_alone(base: Base, tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    await migrate(f"sqlite:///{file}")
    other = sqlite3.connect(file)
    other.execute("begin immediate")
    for made in tmp_path.glob("new.db*"):
        assert stat.S_IMODE(made.stat().st_mode) == 0o600, made.name
    other.close()

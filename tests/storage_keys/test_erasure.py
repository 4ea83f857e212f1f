"""What was erased comes back from nowhere: neither the database nor an older backup, with every present key."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.case import Case
from bot.errors import StoreTrouble
from bot.parts import TextKind
from bot.ports import ErasedWhy
from storage import MasterKeys, Store, backup, erasures, open_store
from storage.backup import Kept, rows
from storage.backup.sealing import new_identity, opened
from storage.engine import open_engine
from storage.tables import data_keys
from storage.vault import DataKey, Vault
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import NOW
from tests.house import CANARY, KEYS

ME: Any = new_identity()
SECOND = KEYS.plus(2, bytes(range(50, 82)))


async def _two_cases(store: Store) -> tuple[Case, Case]:
    one, two = samples.case(), samples.case()
    async with store.unit() as unit:
        for case in (one, two):
            case.ref = await unit.cases.free_ref()
            await unit.cases.add(case)
        await unit.commit()
    return one, two


async def _ring(base: Base, kept: Kept) -> None:
    await backup.write_ring(base.url, kept.ring, [ME.to_public()], NOW)


async def _back_up(base: Base, folder: Path) -> Kept:
    kept = Kept(folder / "backups" / "before.age", folder / "keyring.age", [ME])
    written = await backup.write(base.url, kept.backup, [ME.to_public()], NOW)
    await _ring(base, kept)
    written.keep(kept.backup)
    return kept


async def _erase(store: Store, case: Case) -> None:
    async with store.unit() as unit:
        await unit.cases.erase(await unit.cases.by_id(case.id), ErasedWhy.REQUEST)
        await unit.commit()


async def _plain(file: Path) -> list[list[Any]]:
    """The rows of a backup or a key ring, as whoever has the secret key of age reads them."""
    found: list[list[Any]] = []
    async with opened(file, [ME]) as lines:
        while line := await lines.next():
            values, _head = rows.read(line)
            if values is not None:
                found.append([rows.value_in(value) for value in values])
    return found


async def _disk(base: Base) -> bytes:
    """Every file of the database that Confer can reach: all of SQLite's, the tables of PostgreSQL."""
    if base.file is not None:
        return b"".join(f.read_bytes() for f in base.file.parent.glob(f"{base.file.name}*"))
    await base.raw("checkpoint")
    ((folder,),) = await base.raw("show data_directory")
    names = ("data_keys", "texts", "cases")
    paths = [await base.raw(f"select pg_relation_filepath('{name}')") for name in names]
    return b"".join((Path(str(folder)) / str(path)).read_bytes() for ((path,),) in paths)


def _sealed(rows_: list[list[Any]]) -> list[tuple[str, str, str, bytes]]:
    """Every sealed value of a case in a backup: table, row, column, ciphertext; found by its shape."""
    found: list[tuple[str, str, str, bytes]] = []
    for row in rows_:
        words = [value for value in row if isinstance(value, bytes) and len(value) > 28]
        ids = [str(value) for value in row if value.__class__.__name__ == "UUID"]
        for value in words:
            for id in ids:
                found.append(("cases", id, "hidden", value))
                found += [("texts", f"{id}/{item}", "words", value) for item in range(1, 10)]
    return found


def _opened_by(keys: list[DataKey], sealed: list[tuple[str, str, str, bytes]]) -> set[str]:
    """The ids of cases of which anything opens, every key tried on every value."""
    opened_: set[str] = set()
    for key in keys:
        for table, row, column, value in sealed:
            try:
                key.open_bytes(value, table=table, row=row, column=column)
            except StoreTrouble:
                continue
            opened_.add(row.partition("/")[0])
    return opened_


async def _ring_keys(kept: Kept, masters: MasterKeys) -> list[DataKey]:
    """Every data key of a key ring that these master keys unwrap, whatever it is called there."""
    found: list[DataKey] = []
    vault = Vault(masters)
    for row in await _plain(kept.ring):
        if len(row) == len(data_keys.c):
            partnership, owner, version, epoch, wrapped = row
            try:
                found.append(vault.unwrap(f"{partnership}/{owner}", version, epoch, wrapped))
            except StoreTrouble:
                continue
    return found


async def _database_keys(base: Base) -> list[DataKey]:
    """Every data key that stands in the database now."""
    engine, vault = open_engine(base.url), Vault(KEYS)
    try:
        async with engine.connect() as connection:
            found = (await connection.execute(select(data_keys))).all()
    finally:
        await engine.dispose()
    return [
        vault.unwrap(f"{row.partnership}/{row.owner}", row.version, row.epoch, row.wrapped)
        for row in found
    ]


async def _blobs(base: Base, query: str) -> list[bytes]:
    return [bytes(row[0]) for row in await base.raw(query)]  # type: ignore[call-overload]


async def test_neither_the_disk_nor_an_older_backup_with_every_present_key_gives_the_text_back(
    store: Store, base: Base, tmp_path: Path
) -> None:
    gone, stays = await _two_cases(store)
    kept = await _back_up(base, tmp_path)
    whose = f"where owner like 'case:{gone.id}:%'"
    wrapped = await _blobs(base, f"select wrapped from data_keys {whose}")  # noqa: S608  # ours
    words = await _blobs(base, "select words from texts")
    sealed = _sealed(await _plain(kept.backup))
    before = await _ring_keys(kept, KEYS)
    assert {str(gone.id), str(stays.id)} <= _opened_by(
        before, sealed
    )  # the search finds what is there

    await _erase(store, gone)
    await _ring(base, kept)

    disk = await _disk(base)
    assert len(wrapped) == 2
    assert not any(one in disk for one in wrapped)
    assert CANARY.encode() not in disk
    if base.file is not None:
        there = await _blobs(base, "select words from texts")
        assert not any(one in disk for one in words if one not in there)
    present = await _ring_keys(kept, KEYS) + await _database_keys(base)
    assert str(gone.id) not in _opened_by(present, sealed)
    assert str(stays.id) in _opened_by(present, sealed)


async def test_an_older_copy_of_the_key_ring_dies_with_the_master_key_that_wrapped_it(
    base: Base, tmp_path: Path
) -> None:
    """Somebody kept a copy against all advice: what the certificate says about it is so."""
    store = await open_store(base.url, SECOND, clock=lambda: NOW)
    await store.turning.begin(1)
    gone, stays = await _two_cases(store)
    kept = await _back_up(base, tmp_path)
    copy = Kept(kept.backup, Path(shutil.copy(kept.ring, tmp_path / "copy.age")), [ME])
    sealed = _sealed(await _plain(kept.backup))
    await _erase(store, gone)
    assert str(gone.id) in _opened_by(await _ring_keys(copy, SECOND), sealed)

    await store.turning.begin(2)
    await store.turning.rewrap()
    await _ring(base, kept)
    left = SECOND.without(1)

    assert await _ring_keys(copy, left) == []
    assert str(stays.id) in _opened_by(await _ring_keys(kept, left), sealed)
    again = f"sqlite:///{tmp_path / 'again.db'}"
    assert (await backup.restore(again, kept, left)).erased == 1
    await store.close()


async def test_a_stone_and_a_tally_stay_and_name_nobody(store: Store, base: Base) -> None:
    gone, other = await _two_cases(store)
    await _erase(store, gone)
    await _erase(store, other)

    async with store.unit() as unit:
        first, _second = await unit.cases.erased()
    assert (first.why, first.keys, first.texts) == (ErasedWhy.REQUEST, 2, len(TextKind))
    engine = open_engine(base.url)
    async with engine.connect() as connection:
        tally = await erasures.tally(connection, 1)
    await engine.dispose()
    assert list(tally.values()) == [2]
    assert CANARY not in repr(await base.raw("select * from erasures"))


@pytest.mark.parametrize("base", ["postgres"], indirect=True)
async def test_a_reader_of_the_keys_holds_up_no_erasure(base: Base) -> None:
    """A backup reads for long: the rows go at once, the free space a while after."""
    store = await open_store(base.url, KEYS, clock=lambda: NOW)
    gone, _stays = await _two_cases(store)
    engine = open_engine(base.url)
    async with engine.connect() as connection:
        await connection.execute(select(data_keys))
        await _erase(store, gone)
    await engine.dispose()
    assert await base.count("cases") == 1
    await store.close()

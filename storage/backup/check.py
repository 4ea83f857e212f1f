"""A backup is one once it was restored: into a database that is thrown away, where every sealed value opens."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.backup.restore import Kept, restore
from storage.engine import open_engine
from storage.keyring import KeyRing, of_case
from storage.keys import MasterKeys
from storage.store import open_store
from storage.tables import cases, data_keys, texts
from storage.texts import place, purpose
from storage.vault import Vault


async def verified(kept: Kept, keys: MasterKeys) -> int:
    """How many sealed values of cases opened. Raises StoreTrouble where anything does not hold."""
    with TemporaryDirectory(prefix="confer-verify-") as folder:
        url = f"sqlite:///{Path(folder) / 'restored.db'}"
        await restore(url, kept, keys)
        here = await _partnerships(url)
        count = 0
        for partnership in here:
            count += await _opened(url, keys, partnership)
            store = await open_store(url, keys, partnership=partnership)
            try:
                async with store.unit() as unit:
                    await unit.people.directory()
                    await unit.audit.verify()
            finally:
                await store.close()
    return count


async def _partnerships(url: str) -> list[int]:
    engine = open_engine(url)
    try:
        async with engine.connect() as connection:
            found = await connection.execute(select(data_keys.c.partnership).distinct())
            return list(found.scalars())
    finally:
        await engine.dispose()


async def _opened(url: str, keys: MasterKeys, partnership: int) -> int:
    engine = open_engine(url)
    try:
        async with engine.connect() as connection:
            ring = KeyRing(connection, Vault(keys), partnership, {})
            return await _hidden(connection, ring, partnership) + await _texts(
                connection, ring, partnership
            )
    finally:
        await engine.dispose()


async def _hidden(connection: AsyncConnection, ring: KeyRing, partnership: int) -> int:
    found = await connection.execute(
        select(cases.c.id, cases.c.key_version, cases.c.hidden).where(
            cases.c.partnership == partnership
        )
    )
    rows = found.all()
    for id, version, hidden in rows:
        key = await ring.version(of_case(id, purpose(None)), version)
        key.open_bytes(hidden, table="cases", row=str(id), column="hidden")
    return len(rows)


async def _texts(connection: AsyncConnection, ring: KeyRing, partnership: int) -> int:
    found = await connection.execute(select(texts).where(texts.c.partnership == partnership))
    rows = found.all()
    for row in rows:
        key = await ring.version(of_case(row.case_id, purpose(row.kind)), row.key_version)
        key.open_bytes(row.words, table="texts", row=place(row.case_id, row.item), column="words")
    return len(rows)

"""A backup is one once it was restored: into a database that is thrown away, where every sealed value opens."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreTrouble
from storage.backup.restore import Kept, restore
from storage.engine import open_engine
from storage.keyring import KeyRing, of_case
from storage.keys import MasterKeys
from storage.store import open_store
from storage.tables import cases, data_keys, texts
from storage.texts import place, purpose
from storage.vault import Vault

_PREFIX: Final = "confer-verify-"
_LEFT_S: Final = 86_400  # no verifying takes a day


@dataclass(frozen=True, slots=True)
class Verified:
    """How many sealed values of cases opened; what was wrong with the database before it was backed up."""

    opened: int
    unsound: tuple[str, ...]


async def verified(kept: Kept, keys: MasterKeys) -> Verified:
    """Raises StoreTrouble where it cannot be restored.

    A value that does not open, or an audit that does not follow on, was so before: the backup is as good as
    the database, and somebody has to hear of it.
    """
    await asyncio.to_thread(_swept)
    with TemporaryDirectory(prefix=_PREFIX) as folder:
        url = f"sqlite:///{Path(folder) / 'restored.db'}"
        await restore(url, kept, keys)
        count, unsound = 0, list[str]()
        for partnership in await _partnerships(url):
            for look in (_opened, _read):
                try:
                    count += await look(url, keys, partnership)
                except StoreTrouble as trouble:
                    unsound.append(str(trouble))
    return Verified(count, tuple(unsound))


def _swept() -> None:
    """What one that was killed left behind holds keys, so it goes; what is newer may be at work still."""
    for old in Path(gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            found = old.lstat()
            if found.st_uid == os.geteuid() and time.time() - found.st_mtime > _LEFT_S:
                shutil.rmtree(old, ignore_errors=True)


async def _read(url: str, keys: MasterKeys, partnership: int) -> int:
    """People and audit; no sealed values of cases."""
    store = await open_store(url, keys, partnership=partnership)
    try:
        async with store.unit() as unit:
            await unit.people.directory()
            await unit.audit.verify()
    finally:
        await store.close()
    return 0


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

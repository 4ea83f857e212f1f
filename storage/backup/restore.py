"""Reading a backup and a key ring back into a new database: whole, or not at all.

A case that the ring has no key of was erased since, if the ring has its stone; else it is the wrong ring.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, delete, func, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreTrouble
from storage import epoch, schema, tables
from storage.backup import rows
from storage.backup.sealing import DAMAGED, Lines, opened
from storage.backup.write import BACKUP, KEY_RING
from storage.engine import open_engine
from storage.keyring import of_case
from storage.keys import MasterKeys
from storage.keysources.file import sync_folder
from storage.texts import purpose
from storage.trouble import DATABASE_ERRORS, translate
from storage.vault import Vault

BATCH: Final = 500
_THERE: Final = "There is a database at [storage] url already. Move it away first; nothing changed."
_OLD_RING: Final = (
    "This key ring does not go with this backup: keys are missing that nobody destroyed. Take the newest key"
    " ring; nothing was changed."
)
_OLD_SCHEMA: Final = (
    "This file is of an older schema. Restore it with the Confer that wrote it, and migrate."
)
_NEW_SCHEMA: Final = (
    "This file was written by a newer Confer. Restore it with that one; nothing was changed."
)
_PER_CASE: Final = (tables.texts, tables.parties, tables.clocks, tables.rungs, tables.openings)


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup, the key ring to it, and the secret keys of age that open both."""

    backup: Path
    ring: Path
    identities: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Restored:
    """How many rows came back; how many cases did not, for they were erased since."""

    rows: int
    erased: int


_UNFIT: Final = (
    "This master key does not open this key ring. Take the newest key ring, and the master key that was in use"
    " with it; nothing was changed."
)


async def restore(url: str, kept: Kept, keys: MasterKeys | None) -> Restored:
    """Into a database that is not there yet, or has no tables. Raises StoreTrouble.

    `keys`: None where the master key is lost and will be recovered after; else it must fit.
    """
    _there(kept)
    target = make_url(url)
    if target.get_backend_name() != "sqlite":
        return await _into(url, kept, keys)
    path = _free(target)
    new = path.with_name(f".{path.name}.restoring")
    _clear(new)  # of one that was killed
    try:
        done = await _into(
            str(target.set(database=str(new)).render_as_string(hide_password=False)), kept, keys
        )
        _keep(new, path)
    finally:
        _clear(new)
    return done


def _there(kept: Kept) -> None:
    for file in (kept.backup, kept.ring):
        if not file.is_file():
            raise StoreTrouble(f"There is no file {file.name}.")


def _free(target: URL) -> Path:
    if not target.database or Path(target.database).exists():
        raise StoreTrouble(_THERE)
    return Path(target.database)


def _keep(new: Path, path: Path) -> None:
    """In its place. A link, unlike a rename, replaces nothing that came there meanwhile."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise StoreTrouble(_THERE) from None
    except OSError:
        if path.exists():
            raise StoreTrouble(_THERE) from None
        new.rename(path)
    sync_folder(path.parent)


def _clear(path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


async def _into(url: str, kept: Kept, keys: MasterKeys | None) -> Restored:
    engine = open_engine(url)
    try:
        async with engine.begin() as connection:
            return await _all(connection, kept, keys)
    except DATABASE_ERRORS as error:
        raise translate(error) from None
    finally:
        await engine.dispose()


async def _all(connection: AsyncConnection, kept: Kept, keys: MasterKeys | None) -> Restored:
    if await connection.run_sync(lambda sync: bool(inspect(sync).get_table_names())):
        raise StoreTrouble(_THERE)
    await connection.run_sync(schema.upgrade)
    async with opened(kept.ring, kept.identities) as lines:
        await _read(connection, lines, KEY_RING, rows.RING)
    async with opened(kept.backup, kept.identities) as lines:
        count = await _read(connection, lines, BACKUP, rows.DATA)
    erased = await _let_go(connection)
    await _complete(connection)
    if keys is not None:
        await _fits(connection, keys)
    if connection.dialect.name == "postgresql":
        await _count_on(connection)
    return Restored(count, erased)


async def _read(
    connection: AsyncConnection, lines: Lines, kind: str, known: Sequence[Table]
) -> int:
    """All tables of one file; how many rows. Raises StoreTrouble where it is another file, or not whole."""
    _about(await lines.next(), kind)
    taking = _Taking(connection, {table.name: table for table in known})
    while pieces := await lines.some(BATCH):
        for piece in pieces:
            values, head = rows.read(piece)
            if values is not None:
                taking.row(values)
            elif "rows" in head:
                return await taking.end(head["rows"])
            else:
                await taking.begin(head.get("table"), head.get("columns"))
        await taking.flush()
    raise StoreTrouble(DAMAGED)


class _Taking:
    """Rows on their way into tables."""

    def __init__(self, connection: AsyncConnection, named: dict[str, Table]) -> None:
        self._connection = connection
        self._named = named
        self._counts: dict[str, int] = {}
        self._table: Table | None = None
        self._columns: list[str] = []
        self._held: list[dict[str, object]] = []

    async def begin(self, name: object, columns: object) -> None:
        await self.flush()
        if not isinstance(name, str) or name not in self._named:
            raise StoreTrouble(DAMAGED)
        self._table, self._columns = self._named[name], rows.names(columns)
        self._counts[name] = 0

    def row(self, values: list[Any]) -> None:
        if self._table is None or len(values) != len(self._columns):
            raise StoreTrouble(DAMAGED)
        pairs = zip(self._columns, values, strict=True)
        self._held.append({name: rows.value_in(value) for name, value in pairs})

    async def flush(self) -> None:
        if self._table is not None and self._held:
            await self._connection.execute(insert(self._table), self._held)
            self._counts[self._table.name] += len(self._held)
            self._held.clear()

    async def end(self, said: object) -> int:
        await self.flush()
        if said != self._counts or self._counts.keys() != self._named.keys():
            raise StoreTrouble(DAMAGED)
        return sum(self._counts.values())


def _about(line: bytes, kind: str) -> None:
    _values, head = rows.read(line) if line else (None, {})
    if head.get("kind") != kind:
        raise StoreTrouble(f"One of these files is no {kind}. Look at which is which.")
    if head.get("format") != rows.FORMAT or head.get("schema") != schema.newest():
        older = head.get("schema") in schema.known()
        raise StoreTrouble(_OLD_SCHEMA if older else _NEW_SCHEMA)


async def _let_go(connection: AsyncConnection) -> int:
    """What was erased after the backup was made goes again."""
    gone = select(tables.erasures.c.case_id)
    for table in _PER_CASE:
        await connection.execute(delete(table).where(table.c.case_id.in_(gone)))
    done = await connection.execute(delete(tables.cases).where(tables.cases.c.id.in_(gone)))
    return done.rowcount


async def _complete(connection: AsyncConnection) -> None:
    """Every sealed value of a case has the key that it names."""
    keys = select(
        tables.data_keys.c.partnership, tables.data_keys.c.owner, tables.data_keys.c.version
    )
    there = {tuple(row) for row in await connection.execute(keys)}
    cases = tables.cases.c
    async for row in await connection.stream(
        select(cases.partnership, cases.id, cases.key_version)
    ):
        if (row[0], of_case(row[1], purpose(None)), row[2]) not in there:
            raise StoreTrouble(_OLD_RING)
    texts = tables.texts.c
    query = select(texts.partnership, texts.case_id, texts.kind, texts.key_version).distinct()
    async for partnership, case, kind, version in await connection.stream(query):
        if (partnership, of_case(case, purpose(kind)), version) not in there:
            raise StoreTrouble(_OLD_RING)


async def _fits(connection: AsyncConnection, keys: MasterKeys) -> None:
    vault = Vault(keys)
    try:
        await epoch.agree(connection, vault)
        async for row in await connection.stream(select(tables.data_keys)):
            vault.unwrap(f"{row.partnership}/{row.owner}", row.version, row.epoch, row.wrapped)
    except StoreTrouble:
        raise StoreTrouble(_UNFIT) from None


async def _count_on(connection: AsyncConnection) -> None:
    """PostgreSQL's sequences do not see rows that bring their number."""
    for table in rows.DATA:
        if "seq" not in table.c:
            continue
        newest = (await connection.execute(select(func.max(table.c.seq)))).scalar_one()
        if newest is not None:
            moved = text("select setval(pg_get_serial_sequence(:name, 'seq'), :newest)")
            await connection.execute(moved, {"name": table.name, "newest": newest})

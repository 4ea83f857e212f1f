"""The data keys of one partnership, as one transaction sees them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    bindparam,
    delete,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from bot.errors import StoreTrouble, Unsound
from bot.parts import CaseId
from storage import epoch
from storage.tables import data_keys
from storage.vault import DataKey, Vault
from storage.writing import insert

PEOPLE: Final = "people"
TALK: Final = "talk"
MARKS: Final = "marks"
AUDIT: Final = "audit"
_GONE: Final = "The key of a sealed value is gone; it cannot be read any more."


_THESE: Final = select(data_keys).where(
    data_keys.c.owner.in_(bindparam("owners", expanding=True)),
    data_keys.c.partnership == bindparam("here"),
)


def of_case(case: CaseId, purpose: str) -> str:
    """`purpose`: detail, or identity for who somebody is."""
    return f"case:{case}:{purpose}"


class _OfCase(FunctionElement[str]):
    """of_case() of a row's own id, in the database."""

    inherit_cache = True
    type = String()


@compiles(_OfCase, "sqlite")
def _of_hex(element: _OfCase, compiler: SQLCompiler, **how: Any) -> str:
    id, purpose = (compiler.process(one, **how) for one in element.clauses)
    ends = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    dashed = " || '-' || ".join(f"substr({id}, {begin}, {length})" for begin, length in ends)
    return f"('case:' || {dashed} || ':' || {purpose})"


@compiles(_OfCase, "postgresql")
def _of_uuid(element: _OfCase, compiler: SQLCompiler, **how: Any) -> str:
    id, purpose = (compiler.process(one, **how) for one in element.clauses)
    return f"('case:' || {id}::text || ':' || {purpose})"


def with_key(table: Table, purpose: str) -> Select[Any]:
    """Rows of cases, each with the key that its `key_version` names, for take_older()."""
    its = and_(
        data_keys.c.partnership == table.c.partnership,
        data_keys.c.owner == _OfCase(table.c.id, literal_column(f"'{purpose}'")),
        data_keys.c.version == table.c.key_version,
    )
    key = [data_keys.c.epoch.label("key_epoch"), data_keys.c.wrapped.label("key_wrapped")]
    return select(table, *key).select_from(table.outerjoin(data_keys, its))


@cache
def _beside(table: Table) -> Select[Any]:
    newest = (
        select(data_keys)
        .where(
            data_keys.c.partnership == bindparam("key_in"), data_keys.c.owner == bindparam("key_of")
        )
        .order_by(data_keys.c.version.desc())
        .limit(1)
        .subquery()
    )
    key = [newest.c.version, newest.c.epoch, newest.c.wrapped]
    return select(table, *key).select_from(table.outerjoin(newest, true()))


class KeyRing:
    """Keys are fetched once and remembered: those of the partnership for good, those of a case not.

    An owner's keys are numbered by version. The newest seals; what is sealed names the version that opens it.
    """

    def __init__(
        self, connection: AsyncConnection, vault: Vault, partnership: int, kept: dict[str, DataKey]
    ) -> None:
        self._connection = connection
        self._vault = vault
        self._partnership = partnership
        self._kept = kept
        self._mine: dict[str, DataKey] = {}
        self._older: dict[tuple[str, int], DataKey] = {}
        self._turned: set[str] = set()

    @property
    def epoch(self) -> int:
        """Of the master key that wraps."""
        return self._vault.epoch

    async def get(self, owner: str) -> DataKey:
        """The newest key of an owner, made where there is none yet."""
        found = self._mine.get(owner) or self._kept.get(owner)
        if found is None:
            found = await self.find(owner) or await self.make(owner)
        return found

    async def fresh(self, owner: str) -> DataKey:
        """The key of an owner that has none in the database: a new case."""
        return self._mine.get(owner) or await self.make(owner)

    async def need(self, owner: str) -> DataKey:
        """The newest, to seal with. Raises StoreTrouble where the key was destroyed or lost."""
        found = self._mine.get(owner) or self._kept.get(owner) or await self.find(owner)
        if found is None:
            raise Unsound(_GONE)
        return found

    async def version(self, owner: str, version: int) -> DataKey:
        """The key that a sealed value names, to open it with. Raises StoreTrouble where it is gone."""
        newest = self._mine.get(owner) or self._kept.get(owner)
        found = newest if newest and newest.version == version else None
        found = found or self._older.get((owner, version))
        if found is None:
            row = await self._row(owner, data_keys.c.version == version)
            if row is None:
                raise Unsound(_GONE)
            found = self._keep_older(owner, version, row.epoch, row.wrapped)
        return found

    def take_older(self, owner: str, row: Any) -> None:
        """The key that came with a row of with_key(), for version() to hand out. Raises StoreTrouble."""
        if row.key_wrapped is not None:
            self._keep_older(owner, row.key_version, row.key_epoch, row.key_wrapped)

    def _keep_older(self, owner: str, version: int, epoch: int, wrapped: bytes) -> DataKey:
        key = self._vault.unwrap(self._named(owner), version, epoch, wrapped)
        self._older[owner, version] = key
        return key

    async def fetch(self, named: Sequence[tuple[str, int]]) -> None:
        """Read all versions of these owners' keys at once, for version() to hand out."""
        asked = {"owners": [owner for owner, _ in named], "here": self._partnership}
        found = await self._connection.execute(_THESE, asked)
        for row in found:
            with suppress(StoreTrouble):  # version() says it, of the one key
                self._keep_older(row.owner, row.version, row.epoch, row.wrapped)

    async def find(self, owner: str) -> DataKey | None:
        """The newest key of an owner; None where it has none, or it was destroyed."""
        row = await self._row(owner)
        return self.take(owner, row) if row else None

    async def _row(self, owner: str, *which: ColumnElement[bool]) -> Any:
        found = await self._connection.execute(
            select(data_keys)
            .where(data_keys.c.partnership == self._partnership, data_keys.c.owner == owner, *which)
            .order_by(data_keys.c.version.desc())
            .limit(1)
        )
        return found.one_or_none()

    def beside(self, table: Table, owner: str) -> tuple[Select[Any], dict[str, object]]:
        """Rows of a table and the newest key of their owner in one statement, for take(); its parameters."""
        return _beside(table), {"key_of": owner, "key_in": self._partnership}

    def take(self, owner: str, row: Any) -> DataKey | None:
        """The key that stands in a row; None where there is none."""
        if row.wrapped is None:
            return None
        key = self._open(owner, row)
        self._remember(owner, key, durable=True)
        return key

    def _open(self, owner: str, row: Any) -> DataKey:
        return self._vault.unwrap(self._named(owner), row.version, row.epoch, row.wrapped)

    async def make(self, owner: str, version: int = 1) -> DataKey:
        """A new key; or the one that somebody else made at the same moment, once that is committed."""
        if (key := await self._made(owner, version)) is None:
            theirs = await self.find(owner)
            if theirs is not None and theirs.version >= version:
                return theirs
            # The master key was turned since this program last looked.
            await epoch.agree(self._connection, self._vault)
            key = await self._made(owner, version)
        if key is None:
            raise StoreTrouble("The master key is being turned. Try again.")
        self._remember(owner, key, durable=False)
        return key

    async def _made(self, owner: str, version: int) -> DataKey | None:
        """None where somebody made it, or another epoch wraps by now: nothing may come under one that goes."""
        key, wrapped = self._vault.make(self._named(owner), version)
        row = [self._partnership, owner, version, self._vault.epoch, wrapped]
        columns = list(data_keys.c)
        values = [literal(value, column.type) for value, column in zip(row, columns, strict=True)]
        still = select(*values).where(epoch.is_still(self._vault.epoch))
        new = insert(self._connection, data_keys).from_select(columns, still)
        done = await self._connection.execute(new.on_conflict_do_nothing())
        return key if done.rowcount else None

    async def turn(self, *owners: str) -> None:
        """A next version for each that has a key: what is sealed from now on does not open with the older.

        Once in a transaction, however many reasons it finds.
        """
        for owner in owners:
            if owner in self._turned:
                continue
            self._turned.add(owner)
            newest = await self.find(owner)
            if newest is not None:
                self._older[owner, newest.version] = newest
                await self.make(owner, newest.version + 1)

    def _named(self, owner: str) -> str:
        """What a wrapped key is bound to: one moved to another partnership does not open there."""
        return f"{self._partnership}/{owner}"

    def _remember(self, owner: str, key: DataKey, *, durable: bool) -> None:
        # A key made here is not known to others before the commit, so it is not kept beyond it.
        if durable and owner in {PEOPLE, TALK, MARKS, AUDIT}:
            self._kept[owner] = key
        self._mine[owner] = key

    async def destroy(self, *owners: str) -> int:
        """After this, and the commit, nothing sealed under these keys can ever be read. How many keys."""
        for owner in owners:
            self._mine.pop(owner, None)
            self._kept.pop(owner, None)
        self._older.clear()
        done = await self._connection.execute(
            delete(data_keys).where(
                data_keys.c.partnership == self._partnership, data_keys.c.owner.in_(owners)
            )
        )
        return done.rowcount

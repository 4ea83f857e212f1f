"""Turning the master key while Confer runs: announced at once, data keys re-wrapped batch by batch.

What is left to do stands in the rows themselves, so whoever is killed at it goes on there. No case is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreTrouble
from storage import epoch
from storage.remains import Remains
from storage.tables import data_keys
from storage.trouble import DATABASE_ERRORS, translate
from storage.vault import Vault

BATCH: Final = 500
BREATH_S: Final = 0.005  # between batches, so that others get at the database


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Which epoch wraps now, and how many data keys each one holds."""

    epoch: int
    keys: Mapping[int, int]

    @property
    def waiting(self) -> int:
        """Data keys that are still under another epoch."""
        return sum(count for one, count in self.keys.items() if one != self.epoch)


class Turning:
    """The master key's side of a store. Every verb raises StoreTrouble."""

    def __init__(self, engine: AsyncEngine, vault: Vault, remains: Remains) -> None:
        self._engine = engine
        self._vault = vault
        self._remains = remains

    async def wrapped(self) -> Wrapped:
        count = select(data_keys.c.epoch, func.count()).group_by(data_keys.c.epoch)
        try:
            async with self._engine.connect() as connection:
                await epoch.agree(connection, self._vault)
                found = await connection.execute(count)
                return Wrapped(self._vault.epoch, {row[0]: row[1] for row in found})
        except DATABASE_ERRORS as error:
            raise translate(error) from None

    async def begin(self, number: int) -> None:
        """That epoch, which the source of the master key holds already, wraps from now on."""
        try:
            async with self._engine.begin() as connection:
                await epoch.announce(connection, self._vault, number)
        except DATABASE_ERRORS as error:
            raise translate(error) from None

    async def rewrap(self, *, batch: int = BATCH, said: Callable[[int], None] | None = None) -> int:
        """Bring every data key under the epoch that wraps; how many were brought. `said` hears each batch."""
        brought = 0
        while done := await self._batch(batch):
            brought += done
            if said is not None:
                said(done)
            await asyncio.sleep(BREATH_S)
        return brought

    async def _batch(self, size: int) -> int:
        try:
            async with self._engine.connect() as connection:
                async with connection.begin():
                    await epoch.agree(connection, self._vault)
                    rows = await self._rows(connection, size)
                    if rows:
                        await connection.execute(_UPDATE, [self._moved(row) for row in rows])
                await self._remains.cut(connection, erased=len(rows) < size)
        except DATABASE_ERRORS as error:
            raise translate(error) from None
        return len(rows)

    async def _rows(self, connection: AsyncConnection, size: int) -> Sequence[Any]:
        found = await connection.execute(
            select(data_keys)
            .where(data_keys.c.epoch != self._vault.epoch)
            .order_by(data_keys.c.partnership, data_keys.c.owner, data_keys.c.version)
            .limit(size)
            .with_for_update()
        )
        return found.all()

    def _moved(self, row: Any) -> dict[str, object]:
        owner = f"{row.partnership}/{row.owner}"
        return {
            "of_partnership": row.partnership,
            "of_owner": row.owner,
            "of_version": row.version,
            "to_epoch": self._vault.epoch,
            "to_wrapped": self._vault.rewrap(owner, row.version, row.epoch, row.wrapped),
        }

    async def retire(self, number: int, destroy: Callable[[int], None]) -> None:
        """Let `destroy` forget an epoch while nobody can wrap by it: not one that is needed still."""
        try:
            async with self._engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    # A transaction that is on its way may have wrapped by it: wait for its end.
                    lock = "lock table data_keys in share row exclusive mode"
                    await connection.execute(text(lock))
                await epoch.agree(connection, self._vault)
                await self._needless(connection, number)
                await asyncio.to_thread(destroy, number)
        except DATABASE_ERRORS as error:
            raise translate(error) from None

    async def _needless(self, connection: AsyncConnection, number: int) -> None:
        if number >= self._vault.epoch:
            raise StoreTrouble(
                "That master key wraps now, or is to. Turn it first: confer keys rotate"
            )
        query = select(func.count()).where(data_keys.c.epoch == number)
        if (await connection.execute(query)).scalar_one():
            raise StoreTrouble("Data keys are still under that master key. Run: confer keys rewrap")


_UPDATE: Final = (
    update(data_keys)
    .where(
        data_keys.c.partnership == bindparam("of_partnership"),
        data_keys.c.owner == bindparam("of_owner"),
        data_keys.c.version == bindparam("of_version"),
    )
    .values(epoch=bindparam("to_epoch"), wrapped=bindparam("to_wrapped"))
)

"""An open store: an engine, a vault and what is remembered between transactions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.engine.url import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.people import Directory
from bot.ports import Heard
from storage import schema
from storage.engine import LOCK_TIMEOUT_S, open_engine
from storage.inbox import WAITING, seal
from storage.keyring import TALK
from storage.keys import MasterKeys
from storage.letterbox import Letter, Letterbox
from storage.tables import store_facts
from storage.trouble import DATABASE_ERRORS, translate
from storage.unit import Shared, SqlUnit
from storage.vault import Vault
from storage.writing import insert

_CHECK: Final = "master key"


def _now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Gives units. Close it at the end."""

    def __init__(
        self, engine: AsyncEngine, vault: Vault, partnership: int, clock: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._partnership = partnership
        self._clock = clock
        self._shared = Shared()
        self._letterbox = _letterbox(engine.url)

    def unit(self) -> SqlUnit:
        return SqlUnit(
            self._engine,
            self._vault,
            partnership=self._partnership,
            now=self._clock,
            shared=self._shared,
        )

    def lately(self) -> Directory | None:
        """The people as a unit saw them last; None where none has looked yet."""
        return self._shared.cached.directory

    async def hear(self, heard: Heard) -> bool:
        """Keep one message in a transaction of its own; False where its key was known. Raises StoreTrouble."""
        key = self._shared.kept.get(TALK)
        if self._letterbox is not None and key is not None:
            letter = Letter(self._partnership, heard.platform, heard.key, WAITING, seal(heard, key))
            return await self._letterbox.put(letter)
        async with self.unit() as unit:
            new = await unit.inbox.put(heard)
            await unit.commit()
        return new

    async def close(self) -> None:
        if self._letterbox is not None:
            await self._letterbox.close()
        await self._engine.dispose()


def _letterbox(url: URL) -> Letterbox | None:
    """PostgreSQL has none: there a transaction waits for the network, not for threads."""
    if url.get_backend_name() != "sqlite" or not url.database or "uri" in url.query:
        return None
    return Letterbox(url.database, patience_s=float(str(url.query.get("timeout", LOCK_TIMEOUT_S))))


async def open_store(
    url: str, keys: MasterKeys, *, partnership: int = 1, clock: Callable[[], datetime] = _now
) -> Store:
    """Open a migrated database. Raises StoreTrouble: unknown schema, wrong key, no such file."""
    engine = open_engine(url)
    vault = Vault(keys)
    try:
        await schema.check(engine)
        await _fits(engine, vault)
    except DATABASE_ERRORS as error:
        await engine.dispose()
        raise translate(error) from None
    except BaseException:
        await engine.dispose()
        raise
    return Store(engine, vault, partnership, clock)


async def _fits(engine: AsyncEngine, vault: Vault) -> None:
    """The first opening leaves a wrapped key behind; a later one must be able to unwrap it."""
    async with engine.begin() as connection:
        kept = await _kept(connection)
        if kept is None:
            _key, wrapped = vault.make(_CHECK)
            value = vault.epoch.to_bytes(4, "big") + wrapped
            new = insert(connection, store_facts).values(name=_CHECK, value=value)
            await connection.execute(new.on_conflict_do_nothing())
            kept = await _kept(connection) or value
    vault.unwrap(_CHECK, 1, int.from_bytes(kept[:4], "big"), kept[4:])


async def _kept(connection: AsyncConnection) -> bytes | None:
    query = select(store_facts.c.value).where(store_facts.c.name == _CHECK)
    return (await connection.execute(query)).scalar_one_or_none()

"""An open store: an engine, a vault and what is remembered between transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.engine.url import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StoreTrouble
from bot.people import Directory
from bot.ports import Heard
from storage import epoch, schema
from storage.engine import LOCK_TIMEOUT_S, open_engine
from storage.inbox import WAITING, seal
from storage.keyring import TALK
from storage.keys import MasterKeys
from storage.keysources import KeySource
from storage.letterbox import Letter, Letterbox
from storage.remains import Remains
from storage.trouble import DATABASE_ERRORS, translate
from storage.turning import Turning
from storage.unit import Shared, SqlUnit
from storage.vault import Vault

CLOSING_S: Final = 5.0  # how long whoever is in the middle of a transaction may take to end it


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
        self._shared = Shared(remains=Remains(lambda: clock().timestamp()))
        self._closed = False
        self._letterbox = _letterbox(engine.url)

    def unit(self) -> SqlUnit:
        """A transaction to be. Raises StoreTrouble once the store is closed."""
        if self._closed:
            raise StoreTrouble("Confer is closing; nothing more is taken in.")
        return SqlUnit(
            self._engine,
            self._vault,
            partnership=self._partnership,
            now=self._clock,
            shared=self._shared,
        )

    @property
    def shared(self) -> bool:
        """Whether several programs may work on it at once."""
        return self._engine.dialect.name == "postgresql"

    def lately(self) -> Directory | None:
        """The people as a unit saw them last; None where none has looked yet."""
        return self._shared.cached.directory

    def fed(self) -> bool:
        """Whether anything that falls due by itself, a rung or a parcel, was put in since the last question."""
        fed, self._shared.fed = self._shared.fed, False
        return fed

    async def hear(self, heard: Heard) -> bool:
        """Keep one message in a transaction of its own; False where its key was known. Raises StoreTrouble.

        Whoever waits may be cancelled: the message is kept all the same, or not at all.
        """
        key = self._shared.kept.get(TALK)
        if self._letterbox is not None and key is not None:
            letter = Letter(self._partnership, heard.platform, heard.key, WAITING, seal(heard, key))
            return await self._letterbox.put(letter)
        return await asyncio.shield(self._hear(heard))

    async def _hear(self, heard: Heard) -> bool:
        async with self.unit() as unit:
            new = await unit.inbox.put(heard)
            await unit.commit()
        return new

    @property
    def turning(self) -> Turning:
        """The master key's side."""
        return Turning(self._engine, self._vault, self._shared.remains)

    def after_erasure(self, doing: Callable[[], Awaitable[None]]) -> None:
        """What follows each erasure once it stands. It raises nothing."""
        self._shared.after_erasure.append(doing)

    async def close(self) -> None:
        """What was begun is finished first; a connection that is still out would never be closed."""
        self._closed = True
        if self._letterbox is not None:
            await self._letterbox.close()
            with suppress(*DATABASE_ERRORS, TimeoutError):  # SQLite has one connection, in turns
                async with asyncio.timeout(CLOSING_S), self._engine.connect():
                    pass
        await self._engine.dispose()


def _letterbox(url: URL) -> Letterbox | None:
    """PostgreSQL has none: there a transaction waits for the network, not for threads."""
    if url.get_backend_name() != "sqlite" or not url.database or "uri" in url.query:
        return None
    return Letterbox(url.database, patience_s=float(str(url.query.get("timeout", LOCK_TIMEOUT_S))))


async def open_store(
    url: str,
    keys: MasterKeys | KeySource,
    *,
    partnership: int = 1,
    clock: Callable[[], datetime] = _now,
) -> Store:
    """Open a migrated database. Raises StoreTrouble: unknown schema, wrong key, no such file.

    A source is asked again where another program turned the master key.
    """
    engine = open_engine(url)
    vault = Vault(keys) if isinstance(keys, MasterKeys) else Vault(keys.load(), keys.load)
    try:
        await schema.check(engine)
        async with engine.begin() as connection:
            await epoch.agree(connection, vault)
    except DATABASE_ERRORS as error:
        await engine.dispose()
        raise translate(error) from None
    except BaseException:
        await engine.dispose()
        raise
    return Store(engine, vault, partnership, clock)

"""A look at what waits, by connections of its own: it answers also where everything else hangs."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreTrouble
from bot.ports import Backlog
from storage import schema
from storage.engine import open_reading
from storage.inbox import TOLD
from storage.tables import inbox, outbox, rungs
from storage.trouble import DATABASE_ERRORS, translate

WITHIN_S: Final = 8.0


class Peek:
    """Fits bot.ports.Peek. Reads set words and moments only. Close it at the end."""

    def __init__(self, url: str, partnership: int = 1) -> None:
        self._engine = open_reading(url)
        self._partnership = partnership
        self._newest = schema.newest()

    async def look(self, now: datetime) -> Backlog:
        """Raises StoreTrouble: no answer, or another schema."""
        try:
            async with asyncio.timeout(WITHIN_S), self._engine.connect() as connection:
                version = await connection.run_sync(schema.found_in)
                if version != self._newest:
                    raise StoreTrouble("The database is of another schema. Run: confer migrate")
                return await self._backlog(connection, now)
        except TimeoutError:
            raise StoreTrouble("The database did not answer in time.") from None
        except DATABASE_ERRORS as error:
            raise translate(error) from None

    async def _backlog(self, connection: AsyncConnection, now: datetime) -> Backlog:
        rung = (await connection.execute(self._waiting(rungs, now))).one()
        parcel = (await connection.execute(self._waiting(outbox, now))).one()
        failing = select(func.count()).where(
            outbox.c.partnership == self._partnership,
            outbox.c.waiting.is_(True),
            outbox.c.tries > 0,
        )
        heard = (
            select(inbox.c.platform, func.count())
            .where(inbox.c.partnership == self._partnership, inbox.c.state != TOLD)
            .group_by(inbox.c.platform)
        )
        return Backlog(
            rungs=rung.due,
            oldest_rung=rung.oldest,
            parcels=parcel.due,
            oldest_parcel=parcel.oldest,
            failing=(await connection.execute(failing)).scalar_one(),
            heard={name: count for name, count in await connection.execute(heard)},
        )

    def _waiting(self, table: Any, now: datetime) -> Select[int, datetime | None]:
        return select(func.count().label("due"), func.min(table.c.due).label("oldest")).where(
            table.c.partnership == self._partnership, table.c.waiting.is_(True), table.c.due <= now
        )

    async def close(self) -> None:
        await self._engine.dispose()

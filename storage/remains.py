"""What was deleted from SQLite stands in its write-ahead log until that is cut off.

`secure_delete` blanks the pages of the database itself. Words dropped from the inbox and the keys of ended
forms go with nearly every message, and a cut costs as much as a commit (measured 2026): so the log is cut at
once after an erasure, and else once a minute, for the sweep commits at least that often.
"""

from __future__ import annotations

import logging
import math
import time
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.trouble import DATABASE_ERRORS

log: Final = logging.getLogger("confer.storage")

EVERY_S: Final = 60.0


class Remains:
    """Shared by all units of a store."""

    def __init__(self) -> None:
        self._cut = time.monotonic()

    async def cut(self, connection: AsyncConnection, *, erased: bool) -> None:
        """After a commit, which stands whatever happens here: so this raises nothing."""
        if connection.dialect.name != "sqlite":
            return
        if not erased and time.monotonic() - self._cut < EVERY_S:
            return
        try:
            done = await self._checkpoint(connection)
        except DATABASE_ERRORS:
            done = False
        if done:
            self._cut = time.monotonic()
        elif erased:
            self._cut = -math.inf  # the next commit tries again
            log.warning("what was erased still stands in the log of the database; it is cut later")

    async def _checkpoint(self, connection: AsyncConnection) -> bool:
        """Past SQLAlchemy, for a checkpoint does not run inside a transaction, and it would begin one.

        It does not wait for a reader: meanwhile nobody could write.
        """
        driver: Any = (await connection.get_raw_connection()).driver_connection
        (wait_ms,) = await _said(driver, "PRAGMA busy_timeout")
        await _said(driver, "PRAGMA busy_timeout = 0")
        try:
            busy, *_frames = await _said(driver, "PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            await _said(driver, f"PRAGMA busy_timeout = {wait_ms}")
        return not busy


async def _said(driver: Any, statement: str) -> tuple[int, ...]:
    async with driver.execute(statement) as cursor:
        row: tuple[int, ...] = await cursor.fetchone()
    return row

"""What was deleted stands on the disk for a while: in SQLite's write-ahead log until that is cut off.

In PostgreSQL it stands in the table's pages: after an erasure the table of keys is written anew, the others are
vacuumed. Its write-ahead log and what archives that are out of reach: there only a destroyed master key helps.

In SQLite `secure_delete` blanks the pages of the database itself. Words dropped from the inbox and the keys of
ended forms go with nearly every message, and a cut costs as much as a commit (measured 2026): so the log is cut
at once after an erasure, and else once a minute, for the sweep commits at least that often.
"""

from __future__ import annotations

import logging
import math
import sqlite3
import time
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.trouble import DATABASE_ERRORS

log: Final = logging.getLogger("confer.storage")

EVERY_S: Final = 60.0
PATIENCE_S: Final = 2  # with a reader of the keys, such as a backup


class Remains:
    """Shared by all units of a store."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._cut = seconds()
        self._owed = False

    async def cut(self, connection: AsyncConnection, *, erased: bool) -> None:
        """After a commit, which stands whatever happens here: so this raises nothing."""
        sqlite = connection.dialect.name == "sqlite"
        due = not 0 <= self._seconds() - self._cut < EVERY_S  # also after a clock that was put back
        if not erased and not (due and (sqlite or self._owed)):
            return
        try:
            done = await (self._checkpoint if sqlite else self._vacuum)(connection)
        except DATABASE_ERRORS:
            done = False
        if done:
            self._cut, self._owed = self._seconds(), False
        elif erased or self._owed:
            self._owed = True
            # SQLite does not wait for a reader, so the next commit tries; PostgreSQL does, so a minute passes.
            self._cut = -math.inf if sqlite else self._seconds()
            log.warning("what was erased stands in free space of the database still; it goes later")

    async def _vacuum(self, connection: AsyncConnection) -> bool:
        """Past SQLAlchemy, for it does not run inside a transaction. Nobody is kept waiting for long by it."""
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute(f"set lock_timeout = '{PATIENCE_S}s'")
        try:
            await driver.execute("vacuum full data_keys")
            for table in ("texts", "cases", "openings", "parties"):
                await driver.execute(f"vacuum {table}")
        finally:
            await driver.execute("reset lock_timeout")
        return True

    async def _checkpoint(self, connection: AsyncConnection) -> bool:
        """Past SQLAlchemy, for a checkpoint does not run inside a transaction, and it would begin one.

        It does not wait for a reader: meanwhile nobody could write.
        """
        driver: Any = (await connection.get_raw_connection()).driver_connection
        done: bool = await driver.errand(_cut_log)
        return done


def _cut_log(here: sqlite3.Connection) -> bool:
    """In the connection's thread. False where a reader was in the way."""
    (wait_ms,) = here.execute("PRAGMA busy_timeout").fetchone()
    here.execute("PRAGMA busy_timeout = 0")
    try:
        busy, *_frames = here.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        here.execute(f"PRAGMA busy_timeout = {wait_ms}")
    return not busy

"""What an operator wants to know of a database before Confer runs on it. Nothing is made or changed."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from bot.errors import StoreTrouble
from storage import schema
from storage.engine import driver_url, open_reading
from storage.trouble import DATABASE_ERRORS, translate

WITHIN_S: Final = 12.0
OLDEST_SERVER: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """`kind`: SQLite or PostgreSQL, with its version. `ahead_s`: of the database's clock, before this one's."""

    kind: str
    major: int
    schema: str
    ahead_s: float


async def health(url: str) -> Health:
    """Raises StoreTrouble."""
    target = driver_url(url)
    sqlite = target.get_backend_name() == "sqlite"
    if sqlite and target.database and not await asyncio.to_thread(os.path.isfile, target.database):
        raise StoreTrouble("There is no database yet. Run: confer migrate")
    engine = open_reading(url)
    try:
        await asyncio.wait_for(schema.check(engine), WITHIN_S)
        async with asyncio.timeout(WITHIN_S), engine.connect() as connection:
            return await connection.run_sync(_look, sqlite=sqlite)
    except TimeoutError:
        raise StoreTrouble("The database does not answer. Look at its machine.") from None
    except DATABASE_ERRORS as error:
        raise translate(error) from None
    finally:
        await engine.dispose()


def _look(connection: Connection, *, sqlite: bool) -> Health:
    version = connection.dialect.server_version_info or (0,)
    now = (
        "select (julianday('now') - 2440587.5) * 86400.0"
        if sqlite
        else ("select extract(epoch from clock_timestamp())::float8")
    )
    begun = time.time()
    theirs = float(connection.execute(text(now)).scalar_one())
    middle = (begun + time.time()) / 2
    shown = ".".join(str(part) for part in version)
    return Health(
        kind=f"SQLite {shown}" if sqlite else f"PostgreSQL {version[0]}",
        major=int(version[0]),
        schema=schema.newest(),
        ahead_s=0.0 if sqlite else theirs - middle,
    )

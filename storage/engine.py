"""Engines for SQLite and PostgreSQL, from one kind of URL.

The settings were measured (2026): without BEGIN IMMEDIATE 800 increments at once lost 702; more than one
writer connection gains nothing on SQLite; statements carry sealed bytes only, and are hidden all the same.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreTrouble
from storage import hops

_DRIVERS: Final = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_PARAMETERS: Final = {"sslmode": "ssl"}  # what libpq calls it, to what asyncpg calls it
_UNKNOWN: Final = "[storage] url is to be sqlite:///file or postgresql://user@host/name."
COMMAND_TIMEOUT_S: Final = 30.0
CONNECT_TIMEOUT_S: Final = 10.0
IDLE_S: Final = 25.0
RESTED_S: Final = 5.0  # after so long a connection is looked at before it is used
LOCK_TIMEOUT_S: Final = 10.0  # how long one waits for another program's lock on the file
SETTINGS: Final = (  # of a connection to SQLite
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
)


def driver_url(url: str) -> URL:
    """`sqlite:///file` or `postgresql://…` with the driver that Confer uses. Raises StoreTrouble."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreTrouble(_UNKNOWN) from None
    driver = _DRIVERS.get(parsed.drivername, parsed.drivername)
    if driver not in _DRIVERS.values():
        raise StoreTrouble(_UNKNOWN)
    query = {_PARAMETERS.get(name, name): value for name, value in parsed.query.items()}
    return parsed.set(drivername=driver, query=query)


def open_engine(url: str) -> AsyncEngine:
    """An engine whose errors and logs hide parameters. Nothing is connected yet."""
    target = driver_url(url)
    if target.get_backend_name() != "sqlite":
        idle_s = float(str(target.query.get("idle_s", IDLE_S)))
        target = target.difference_update_query(["idle_s"])
        engine = create_async_engine(
            target,
            hide_parameters=True,
            pool_size=8,
            connect_args={
                "command_timeout": COMMAND_TIMEOUT_S,
                "timeout": CONNECT_TIMEOUT_S,
                "server_settings": {
                    # A program that froze in the middle of a transaction holds up the others no longer.
                    "idle_in_transaction_session_timeout": f"{idle_s * 1000:.0f}",
                    # It would collect all that is due and sort it, for want of knowing how little it often is.
                    "enable_bitmapscan": "off",
                },
            },
        )
        event.listen(engine.sync_engine, "checkout", _look_at_it)
        event.listen(engine.sync_engine, "checkin", _note_its_return)
        return engine
    _private(target)
    engine = create_async_engine(
        target,
        hide_parameters=True,
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
        connect_args={"async_creator_fn": hops.connect}
        | ({} if "timeout" in target.query else {"timeout": LOCK_TIMEOUT_S}),
    )
    event.listen(engine.sync_engine, "connect", _configure_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _look_at_it(connection: Any, record: Any, _proxy: object) -> None:
    """One that rested may have been cut off unheard; asking each time would take as long as a statement. That
    the server hung up is known without asking."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
    rested = time.monotonic() - record.info.get("returned", time.monotonic())
    if rested < RESTED_S:
        return
    try:
        connection.ping()
    except Exception:  # noqa: BLE001  # whatever a driver raises of a connection that is gone
        raise DisconnectionError from None


def _note_its_return(_connection: Any, record: Any) -> None:
    record.info["returned"] = time.monotonic()


async def standing(engine: AsyncEngine) -> AsyncConnection:
    """A connection for a transaction that is about to begin.

    One that rested may have been cut off with the server's goodbye not yet read: it is given its BEGIN, which
    is due anyway, and where that fails the next is taken. Nothing was read or written on it.
    """
    while True:
        connection = await engine.connect()
        try:
            if await _begins(connection):
                return connection
            await connection.invalidate()
        except (
            BaseException
        ):  # cancelled while it waited: nobody is to be given one in an unknown state
            await connection.invalidate()
            await connection.close()
            raise
        await connection.close()


async def _begins(connection: AsyncConnection) -> bool:
    """False where it rested and does not stand. A new one says for itself what is wrong with the server."""
    if connection.dialect.name == "sqlite":
        return True
    raw: Any = await connection.get_raw_connection()
    if "returned" not in raw.info:
        return True
    try:
        await raw.dbapi_connection._start_transaction()
    except TimeoutError:  # as long as a statement may take, and of the next as well
        raise
    except Exception:  # noqa: BLE001  # whatever a driver raises of a connection that is gone
        return False
    return True


def open_reading(url: str) -> AsyncEngine:
    """An engine whose transactions see one moment, write nothing and keep nobody from writing."""
    engine = open_engine(url)
    if engine.dialect.name == "sqlite":
        event.remove(engine.sync_engine, "begin", _begin_immediate)
        event.listen(engine.sync_engine, "begin", _begin_reading)
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _begin_reading(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


def _private(target: URL) -> None:
    """A new database file is its owner's alone; its log takes over the mode. SQLite would let all read."""
    if target.database and "uri" not in target.query:
        with suppress(OSError):  # it is there already, or opening it says what is wrong
            os.close(os.open(target.database, os.O_CREAT | os.O_EXCL, 0o600))


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in SETTINGS:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")

"""What a database complains of, as a sentence an operator can act on. Never its own words: they may quote."""

from __future__ import annotations

import sqlite3
from typing import Final

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from bot.errors import ConferError, StaleCase, StoreTrouble

# A connection that cannot be made raises the driver's own error, which SQLAlchemy does not wrap.
DATABASE_ERRORS: Final = (
    SQLAlchemyError,
    OSError,
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)
_NO_TABLES: Final = "The database has no tables yet. Run: confer migrate"
_FULL: Final = "The disk is full. Make room; nothing was changed."
_NO_LOGIN: Final = "The database does not let Confer in. Look at [storage] url."
_AWAY: Final = "The database cannot be reached. Look at its machine and at [storage] url."
_BROKE: Final = "The connection to the database broke. Look at its machine and the network."

_SIGNS: Final = (
    ("append-only", "The audit is only ever added to. Nothing was changed."),
    ("disk is full", _FULL),
    ("no space left", _FULL),
    (
        "disk i/o error",
        "The disk does not take data. Look at its space and health; nothing was changed.",
    ),
    ("locked", "Another program holds the database. Is Confer running twice?"),
    ("malformed", "The database file is damaged. Restore the newest backup."),
    ("not a database", "This file is no Confer database. Look at [storage] url."),
    ("unable to open", "The database file cannot be opened. Look at its path and rights."),
    ("readonly", "The database file may not be written. Look at its rights."),
    ("read-only transaction", "This database server takes no writes. Look at [storage] url."),
    ("no such table", _NO_TABLES),
    ("relation", _NO_TABLES),
    ("does not exist", "There is no such database or user. Look at [storage] url."),
    ("authentication failed", _NO_LOGIN),
    ("no pg_hba.conf entry", _NO_LOGIN),
    ("permission denied", _NO_LOGIN),
    ("connect call failed", _AWAY),
    ("name or service not known", _AWAY),
    ("starting up", _AWAY),
    ("shutting down", _AWAY),
    ("too many clients", "The database server has no connection left. Raise its max_connections."),
    ("connection was closed", _BROKE),
    ("connection is closed", _BROKE),
    ("terminating connection", _BROKE),
    ("connection reset", _BROKE),
)
_LINE: Final = (
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
_OTHER: Final = "The database did not answer as it should. Nothing was changed."


def translate(error: BaseException) -> ConferError:
    """The error to raise instead, from None: without parameters, statements or the driver's sentence."""
    said = str(error.orig if isinstance(error, DBAPIError) else error).casefold()
    if "serialize" in said or "deadlock" in said:
        return StaleCase()
    if isinstance(error, IntegrityError) and "append-only" not in said:
        return StaleCase()
    if isinstance(error, TimeoutError) or "timeouterror" in said:
        return StoreTrouble(_BROKE)
    other = _BROKE if _line_broke(error) else _OTHER
    return StoreTrouble(next((sentence for sign, sentence in _SIGNS if sign in said), other))


def _line_broke(error: BaseException | None) -> bool:
    """Whether the connection itself ended: drivers say that in many words, but by few types."""
    while error is not None:
        if isinstance(error, _LINE):
            return True
        inner = error.orig if isinstance(error, DBAPIError) else None
        error = inner or error.__cause__
    return False

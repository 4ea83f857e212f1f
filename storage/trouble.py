"""What a database complains of, as a sentence an operator can act on. Never its own words: they may quote."""

from __future__ import annotations

from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.errors import ConferError, StaleCase, StoreTrouble

_SIGNS: Final = (
    ("disk is full", "The disk is full. Make room; nothing was changed."),
    (
        "disk i/o error",
        "The disk does not take data. Look at its space and health; nothing was changed.",
    ),
    ("no space left", "The disk is full. Make room; nothing was changed."),
    ("locked", "Another program holds the database. Is Confer running twice?"),
    ("malformed", "The database file is damaged. Restore the newest backup."),
    ("not a database", "This file is no Confer database. Look at [storage] url."),
    ("unable to open", "The database file cannot be opened. Look at its path and rights."),
    ("readonly", "The database file may not be written. Look at its rights."),
    ("no such table", "The database has no tables yet. Run: confer migrate"),
    ("does not exist", "The database has no tables yet. Run: confer migrate"),
)
_OTHER: Final = "The database did not answer as it should. Nothing was changed."


def translate(error: BaseException) -> ConferError:
    """The error to raise instead, from None: without parameters, statements or the driver's sentence."""
    if isinstance(error, IntegrityError):
        return StaleCase()
    said = str(error.orig if isinstance(error, DBAPIError) else error).casefold()
    if "serialize" in said or "deadlock" in said:
        return StaleCase()
    return StoreTrouble(next((sentence for sign, sentence in _SIGNS if sign in said), _OTHER))

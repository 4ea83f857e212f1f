"""One program on a SQLite file: two would both answer, and both call. PostgreSQL may be shared by many."""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager

from bot.errors import StoreTrouble
from storage.engine import driver_url


@contextmanager
def alone(url: str) -> Generator[None]:
    """Raises StoreTrouble where another program runs on this file. The system frees what a killed one held."""
    target = driver_url(url)
    if target.get_backend_name() != "sqlite" or not target.database or "uri" in target.query:
        yield
        return
    try:
        lock = open(f"{target.database}.lock", "w", encoding="utf-8")  # noqa: SIM115  # closed below
    except OSError:
        raise StoreTrouble(
            "The folder of the database cannot be written to. Look at its rights."
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreTrouble(
                "Another Confer runs on this database, and SQLite is for one. Stop that one first, or use"
                " PostgreSQL, which several may share."
            ) from None
        yield

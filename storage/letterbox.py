"""The quickest durable way to keep one message on SQLite: connections and a thread of its own.

A platform waits for the acknowledgement until the message stands on disk. Through the shared connection that
takes six hops between threads and waits for whoever works (measured 2026: 1.6 ms). Here a message that comes
alone is written at once, without any hop, where nobody holds the file and the disk is quick (measured 2026:
0.4 ms, two thirds of it the disk). Else a thread writes it, and what comes in meanwhile goes with the next
transaction together.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from storage.engine import SETTINGS
from storage.trouble import translate

_PUT: Final = (
    "insert into inbox (partnership, platform, key, state, heard) values (?, ?, ?, ?, ?)"
    " on conflict do nothing"
)
_SLOW_S: Final = 0.005  # a disk that takes longer is waited for by the thread
_SLOW_FOR_S: Final = 10.0


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """A row of the inbox; `heard` is sealed."""

    partnership: int
    platform: str
    key: str
    state: str
    heard: bytes


class Letterbox:
    """Give it the path of a migrated database. Close it at the end."""

    def __init__(self, file: str, *, patience_s: float) -> None:
        self._file = file
        self._patience_s = patience_s  # where another program writes
        self._connection: sqlite3.Connection | None = None
        self._hasty: sqlite3.Connection | None = (
            None  # waits for nobody, for everything waits for it
        )
        self._slow_until = 0.0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="letterbox")
        self._waiting: list[tuple[Letter, asyncio.Future[bool]]] = []
        self._emptying: asyncio.Task[None] | None = None

    async def put(self, letter: Letter) -> bool:
        """False where its key was known already. Raises StoreTrouble; nothing is kept then."""
        if self._emptying is None and time.monotonic() >= self._slow_until:
            new = self._at_once(letter)
            if new is not None:
                return new
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((letter, kept))
        if self._emptying is None:
            self._emptying = asyncio.ensure_future(self._empty())
        return await kept

    def _at_once(self, letter: Letter) -> bool | None:
        """None where that did not work: then it is waited for, or said what is wrong."""
        begun = time.monotonic()
        try:
            if self._hasty is None:
                self._hasty = self._open(0.0)
            (new,) = _write(self._hasty, [letter])
        except (sqlite3.Error, OSError):
            return None
        if time.monotonic() - begun > _SLOW_S:
            self._slow_until = begun + _SLOW_FOR_S
        return new

    async def _empty(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting, []
            letters = [letter for letter, _kept in batch]
            try:
                found = await loop.run_in_executor(self._thread, self._patiently, letters)
            except (sqlite3.Error, OSError) as error:
                for _letter, kept in batch:
                    if not kept.done():
                        kept.set_exception(translate(error))
                continue
            for (_letter, kept), new in zip(batch, found, strict=True):
                if not kept.done():
                    kept.set_result(new)
        self._emptying = None

    def _patiently(self, letters: Sequence[Letter]) -> list[bool]:
        if self._connection is None:
            self._connection = self._open(self._patience_s)
        return _write(self._connection, letters)

    def _open(self, patience_s: float) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._file, isolation_level=None, timeout=patience_s, check_same_thread=False
        )
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        return connection

    async def close(self) -> None:
        """What was begun is finished first."""
        if self._emptying is not None:
            await asyncio.wait({self._emptying})
        self._thread.shutdown(wait=True)
        for connection in (self._connection, self._hasty):
            if connection is not None:
                connection.close()


def _write(connection: sqlite3.Connection, letters: Sequence[Letter]) -> list[bool]:
    """All of them, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        new = [
            connection.execute(
                _PUT, (one.partnership, one.platform, one.key, one.state, one.heard)
            ).rowcount
            == 1
            for one in letters
        ]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return new

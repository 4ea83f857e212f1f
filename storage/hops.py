"""SQLite through aiosqlite, with one hop to its thread a statement instead of four.

SQLAlchemy asks a driver for a cursor, has it work, takes the rows and closes it; aiosqlite goes to its
thread and back for each. Almost every answer of Confer is a few rows, so that all four can be one errand.
Measured in 2026: a unit of four statements takes half of the time. What only writes, and answers nothing that
anybody asks for, goes with the next statement or with the commit: what is wrong with it is said there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final, Self, TypeAlias, TypeVar

import aiosqlite

T = TypeVar("T")
Work: TypeAlias = Callable[[sqlite3.Connection], object]
LATER: Final = (
    "/* answers nothing */"  # behind the first word of a statement that may wait for the next
)
CHUNK: Final = 256  # as many rows come with the statement; more are fetched when they are asked for


class Connection(aiosqlite.Connection):
    """As aiosqlite's, but its cursors, and that the beginning of a transaction goes with its first statement.

    `begins`: how it is to begin, until it has. A statement whose beginning failed was not done, and the next
    one tries again: nothing is ever written outside of a transaction that was asked for.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, CHUNK)
        self._thread.daemon = True  # as SQLAlchemy has it: one that was lost holds up no end
        self.begins: str | None = None
        self.asked = False  # whether anything was, since the last end of a transaction
        self.later: list[Work] = []  # what goes with the next errand, in this order

    def cursor(self) -> Cursor:  # type: ignore[override]  # aiosqlite's is awaited, ours makes no hop
        return Cursor(self)

    async def commit(self) -> None:
        """One that fails is rolled back at once: SQLAlchemy takes a transaction for ended either way."""
        try:
            if self.asked:
                await self.errand(_commit)
        except sqlite3.Error:
            await self.rollback()
            raise
        self.begins, self.asked = None, False

    async def rollback(self) -> None:
        """In the thread, after what is still under way there for somebody who was cancelled."""
        if self.asked:
            self.asked = False
            roll_back = partial(_roll_back, self.later)
            await self._execute(roll_back, self._conn)  # type: ignore[no-untyped-call]  # as in errand()
        self.begins = None

    async def errand(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Something done in the connection's thread. Raises what `work` raises, or what was left for later."""
        doing = partial(_in_turn, self.later, work) if self.later else work
        done: T = await self._execute(doing, self._conn)  # type: ignore[no-untyped-call]  # aiosqlite has no types there
        return done


class Cursor:
    """One statement: what it answered, and the cursor in the thread only while rows are left there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._left: sqlite3.Cursor | None = None
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> Self:
        if sql.startswith("BEGIN"):
            self._connection.begins = sql
            return self
        self._connection.asked = True
        if LATER in sql[:40]:
            self._connection.later.append(partial(self._write, sql, parameters))
        else:
            await self._connection.errand(partial(self._work, sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Self:
        self._connection.asked = True
        self._connection.later.append(partial(self._work_many, sql, parameters))
        return self

    async def fetchall(self) -> Sequence[Any]:
        return self._taken(len(self._rows)) + await self._more(None)

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        asked = size or self.arraysize
        first = self._taken(asked)
        return first + (await self._more(asked - len(first)) if len(first) < asked else [])

    async def fetchone(self) -> Any:
        one = await self.fetchmany(1)
        return one[0] if one else None

    async def close(self) -> None:
        left, self._left, self._rows = self._left, None, []
        if left is not None:
            await self._connection.errand(lambda _here: left.close())

    def _taken(self, size: int) -> list[Any]:
        first, self._rows = self._rows[:size], self._rows[size:]
        return first

    async def _more(self, size: int | None) -> list[Any]:
        left = self._left
        if left is None:
            return []
        if size is not None:
            found: list[Any] = await self._connection.errand(lambda _here: left.fetchmany(size))
            return found
        self._left = None
        return await self._connection.errand(partial(_all_of, left))

    # --- in the connection's thread ---

    def _work(self, sql: str, parameters: Iterable[Any], here: sqlite3.Connection) -> None:
        self._begin(here)
        cursor = here.execute(sql, tuple(parameters))
        self._rows = cursor.fetchmany(CHUNK) if cursor.description else []
        self._answered(cursor, more=len(self._rows) == CHUNK)

    def _write(self, sql: str, parameters: Iterable[Any], here: sqlite3.Connection) -> None:
        self._begin(here)
        here.execute(sql, tuple(parameters)).close()

    def _work_many(
        self, sql: str, parameters: Iterable[Sequence[Any]], here: sqlite3.Connection
    ) -> None:
        self._begin(here)
        here.executemany(sql, parameters).close()

    def _begin(self, here: sqlite3.Connection) -> None:
        if self._connection.begins is not None:
            here.execute(self._connection.begins)
            self._connection.begins = None

    def _answered(self, cursor: sqlite3.Cursor, *, more: bool) -> None:
        self.description, self.lastrowid = cursor.description, cursor.lastrowid
        self.rowcount = cursor.rowcount  # of RETURNING it is known once the rows are out
        if more:
            self._left = cursor
        else:
            cursor.close()


def _in_turn(
    before: list[Work], last: Callable[[sqlite3.Connection], T], here: sqlite3.Connection
) -> T:
    """What fails stays where it is: no commit goes past it."""
    while before:
        before[0](here)
        del before[0]
    return last(here)


def _roll_back(before: list[Work], here: sqlite3.Connection) -> None:
    before.clear()
    here.rollback()


def _commit(here: sqlite3.Connection) -> None:
    here.commit()


def _all_of(left: sqlite3.Cursor, _here: sqlite3.Connection) -> list[Any]:
    rows = left.fetchall()
    left.close()
    return rows


def connect(database: str, **options: Any) -> Connection:
    """For SQLAlchemy's `async_creator_fn`: not connected yet."""
    return Connection(partial(sqlite3.connect, database, **options))

"""Inserts that meet a row that is there already; both databases say it the same way."""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

import sqlalchemy
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.hops import LATER

Insert: TypeAlias = postgresql.Insert | sqlite.Insert


def insert(connection: AsyncConnection, table: Table) -> Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


@cache
def add(table: Table) -> sqlalchemy.Insert:
    """An insert whose answer nobody needs."""
    return sqlalchemy.insert(table).inline().prefix_with(LATER)


def change(table: Table) -> sqlalchemy.Update:
    """An update that need not say whether it found anything."""
    return sqlalchemy.update(table).prefix_with(LATER)


async def put(connection: AsyncConnection, table: Table, row: dict[str, object]) -> None:
    """Insert a row, or overwrite what stands under its primary key."""
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in keys}
    new = insert(connection, table).values(**row)
    new = new.on_conflict_do_update(index_elements=keys, set_=rest)
    await connection.execute(new.prefix_with(LATER))

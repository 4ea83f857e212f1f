"""Rows as lines of JSON: what a backup holds, the same from SQLite and from PostgreSQL.

A first line says what it is, `{"table": …}` begins a table, a list is a row, and a last line counts the rows.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Table, and_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreTrouble
from storage import tables
from storage.backup.sealing import DAMAGED, Sink

FORMAT: Final = 1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# A minute's talk: its keys are destroyed with it, and nobody misses it after a restore.
PASSING: Final = (tables.dialogues, tables.links)
RING: Final = (tables.store_facts, tables.data_keys, tables.erasures, tables.tallies)
DATA: Final = tuple(
    table for table in tables.metadata.sorted_tables if table not in {*RING, *PASSING}
)
_PASSING_KEYS: Final = ("form:", "link:")


def _kept(table: Table) -> ColumnElement[bool]:
    if table is not tables.data_keys:
        return true()
    return and_(*(~table.c.owner.startswith(prefix) for prefix in _PASSING_KEYS))


async def put(
    connection: AsyncConnection, which: Sequence[Table], sink: Sink, about: dict[str, object]
) -> dict[str, int]:
    """Every row of these tables, as this transaction sees them; how many of each."""
    counts: dict[str, int] = {}
    await sink.put(_line({"format": FORMAT, **about}))
    for table in which:
        await sink.put(_line({"table": table.name, "columns": [c.name for c in table.c]}))
        query = select(table).where(_kept(table)).order_by(*table.primary_key)
        rows = await connection.stream(query)
        counts[table.name] = 0
        async for piece in rows.partitions(500):
            counts[table.name] += len(piece)
            await sink.put(b"".join(_line([_out(value) for value in row]) for row in piece))
    await sink.put(_line({"rows": counts}))
    return counts


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _out(value: object) -> object:
    match value:
        case bytes():
            return {"b": base64.b64encode(value).decode("ascii")}
        case UUID():
            return {"u": value.hex}
        case datetime():
            return {"t": (value - _EPOCH) // timedelta(microseconds=1)}
        case _:
            return value


def value_in(value: Any) -> object:
    """Raises StoreTrouble."""
    if not isinstance(value, dict):
        return cast("object", value)
    try:
        match cast("dict[str, Any]", value):
            case {"b": text}:
                return base64.b64decode(text, validate=True)
            case {"u": text}:
                return UUID(hex=text)
            case {"t": microseconds}:
                return _EPOCH + timedelta(microseconds=microseconds)
            case _:
                raise StoreTrouble(DAMAGED)
    except (ValueError, TypeError, OverflowError):
        raise StoreTrouble(DAMAGED) from None


_LINE: Final[TypeAdapter[list[Any] | dict[str, Any]]] = TypeAdapter(list[Any] | dict[str, Any])
_NAMES: Final = TypeAdapter(list[str])


def read(line: bytes) -> tuple[list[Any] | None, dict[str, Any]]:
    """One line: the values of a row, or what begins or ends a part. Raises StoreTrouble."""
    try:
        said = _LINE.validate_json(line)
    except ValueError:
        raise StoreTrouble(DAMAGED) from None
    return (said, {}) if isinstance(said, list) else (None, said)


def names(said: object) -> list[str]:
    """Of columns. Raises StoreTrouble."""
    try:
        return _NAMES.validate_python(said)
    except ValueError:
        raise StoreTrouble(DAMAGED) from None

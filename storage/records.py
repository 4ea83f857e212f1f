"""The small sealed facts an adapter must find again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.disclosure import Sensitive
from storage.keyring import MARKS, KeyRing
from storage.tables import marks
from storage.writing import put


class SqlMarks:
    def __init__(self, connection: AsyncConnection, ring: KeyRing, partnership: int) -> None:
        self._connection = connection
        self._ring = ring
        self._partnership = partnership

    async def get(self, name: str, *, hold: bool = False) -> Sensitive[str] | None:
        mine = select(marks.c.value).where(
            marks.c.partnership == self._partnership, marks.c.name == name
        )
        found = await self._connection.execute(mine.with_for_update() if hold else mine)
        sealed = found.scalar_one_or_none()
        if sealed is None:
            return None
        key = await self._ring.get(MARKS)
        return key.open(sealed, table="marks", row=name, column="value")

    async def put(self, name: str, value: Sensitive[str]) -> None:
        key = await self._ring.get(MARKS)
        sealed = key.seal(value, table="marks", row=name, column="value")
        row: dict[str, object] = {"name": name, "value": sealed}
        await put(self._connection, marks, {"partnership": self._partnership, **row})

    async def drop(self, name: str) -> None:
        await self._connection.execute(
            delete(marks).where(marks.c.partnership == self._partnership, marks.c.name == name)
        )

    async def names(self, prefix: str) -> Sequence[str]:
        found = await self._connection.execute(
            select(marks.c.name).where(
                marks.c.partnership == self._partnership,
                marks.c.name.startswith(prefix, autoescape=True),
            )
        )
        return sorted(found.scalars())

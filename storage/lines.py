"""What stands in shared places about which case: names of messages, no words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Line
from bot.vocabulary.reference import CaseRef
from storage.tables import lines
from storage.writing import put


class SqlLines:
    def __init__(self, connection: AsyncConnection, partnership: int) -> None:
        self._connection = connection
        self._partnership = partnership

    async def put(self, line: Line) -> None:
        row: dict[str, object] = {
            "partnership": self._partnership,
            "platform": line.platform,
            "message": line.message,
            "case": line.case.serial,
            "posted": line.posted,
            "seats": line.seats,
            "outdated": line.outdated,
            "left": line.left,
        }
        await put(self._connection, lines, row)

    async def of(self, case: CaseRef, platform: str) -> Sequence[Line]:
        mine = and_(lines.c.case == case.serial, lines.c.platform == platform)
        return await self._where(and_(mine, lines.c.left.is_(None)))

    async def left(self) -> Sequence[Line]:
        return await self._where(lines.c.left.is_not(None))

    async def _where(self, which: ColumnElement[bool]) -> Sequence[Line]:
        found = await self._connection.execute(
            select(lines)
            .where(lines.c.partnership == self._partnership, which)
            .order_by(lines.c.posted, lines.c.message)
        )
        return [_line(row) for row in found]

    async def drop(self, line: Line) -> None:
        await self._connection.execute(
            delete(lines).where(
                lines.c.partnership == self._partnership,
                lines.c.platform == line.platform,
                lines.c.message == line.message,
            )
        )


def _line(row: Row[Any]) -> Line:
    return Line(
        case=CaseRef(row.case),
        platform=row.platform,
        message=row.message,
        posted=row.posted,
        seats=row.seats,
        outdated=row.outdated,
        left=row.left,
    )

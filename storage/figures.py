"""Anonymous tallies by period: no case stands in them, and they outlive the cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Figure
from storage.tables import figures
from storage.writing import insert


class SqlFigures:
    def __init__(self, connection: AsyncConnection, partnership: int) -> None:
        self._connection = connection
        self._partnership = partnership

    async def count(self, period: str, figure: Figure, key: str) -> None:
        row = {
            "partnership": self._partnership,
            "period": period,
            "figure": figure.value,
            "key": key,
        }
        one = insert(self._connection, figures).values(**row, times=1)
        more = {"times": figures.c.times + 1}
        await self._connection.execute(one.on_conflict_do_update(index_elements=[*row], set_=more))

    async def of(self, periods: Sequence[str], figure: Figure) -> Mapping[str, int]:
        found = await self._connection.execute(
            select(figures.c.key, func.sum(figures.c.times))
            .where(
                figures.c.partnership == self._partnership,
                figures.c.period.in_(periods),
                figures.c.figure == figure.value,
            )
            .group_by(figures.c.key)
            .order_by(figures.c.key)
        )
        return {key: int(times) for key, times in found}

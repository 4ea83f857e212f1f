"""How soon a seat acts after which word of a nudge: tallies by quarter, with no case in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Pace
from bot.vocabulary.numbers import SeatNo
from bot.vocabulary.process import NudgeName
from storage.tables import paces
from storage.writing import insert


class SqlPaces:
    def __init__(self, connection: AsyncConnection, partnership: int) -> None:
        self._connection = connection
        self._partnership = partnership

    async def add(self, pace: Pace) -> None:
        row = {
            "partnership": self._partnership,
            "seat": pace.seat.value,
            "quarter": pace.quarter,
            "nudge": pace.nudge.value,
            "rung": pace.rung,
        }
        seconds = int(pace.took.total_seconds())
        new = insert(self._connection, paces).values(**row, times=pace.count, seconds=seconds)
        more = {
            "times": paces.c.times + new.excluded.times,
            "seconds": paces.c.seconds + new.excluded.seconds,
        }
        await self._connection.execute(new.on_conflict_do_update(index_elements=[*row], set_=more))

    async def of(self, seat: SeatNo, quarter: str) -> Sequence[Pace]:
        found = await self._connection.execute(
            select(paces)
            .where(
                paces.c.partnership == self._partnership,
                paces.c.seat == seat.value,
                paces.c.quarter == quarter,
            )
            .order_by(paces.c.nudge, paces.c.rung)
        )
        return [
            Pace(
                seat=seat,
                quarter=quarter,
                nudge=NudgeName(row.nudge),
                rung=row.rung,
                count=row.times,
                took=timedelta(seconds=row.seconds),
            )
            for row in found
        ]

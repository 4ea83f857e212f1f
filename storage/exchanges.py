"""Who gives and who receives: counts by seat and quarter, without any case in them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Exchanged
from bot.vocabulary.numbers import SeatNo
from storage.tables import exchanges
from storage.writing import insert as insert_or


class SqlExchanges:
    def __init__(self, connection: AsyncConnection, partnership: int) -> None:
        self._connection = connection
        self._partnership = partnership

    async def count(self, quarter: str, seat: SeatNo, kind: Exchanged) -> None:
        one = insert_or(self._connection, exchanges).values(
            partnership=self._partnership,
            quarter=quarter,
            seat=seat.value,
            kind=kind.value,
            count=1,
        )
        keys = [column.name for column in exchanges.primary_key]
        more = {"count": exchanges.c["count"] + 1}
        await self._connection.execute(one.on_conflict_do_update(index_elements=keys, set_=more))

    async def of(self, quarter: str) -> Mapping[tuple[SeatNo, Exchanged], int]:
        columns = (exchanges.c.seat, exchanges.c.kind, exchanges.c["count"])
        found = await self._connection.execute(
            select(*columns).where(
                exchanges.c.partnership == self._partnership, exchanges.c.quarter == quarter
            )
        )
        return {(SeatNo(seat), Exchanged(kind)): count for seat, kind, count in found}

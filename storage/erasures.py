"""What was erased, without a word of it: a stone for each case, and an anonymous tally.

The stone's number is random and leads nowhere but to the audit. A backup that is older obeys it at restore.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import ErasedWhy, Erasure
from bot.vocabulary.process import State
from storage.tables import erasures, tallies
from storage.writing import insert as insert_or


async def write(connection: AsyncConnection, partnership: int, erasure: Erasure) -> None:
    await connection.execute(
        insert(erasures).values(
            partnership=partnership,
            case_id=erasure.case,
            at=erasure.at,
            state=erasure.state.value,
            why=erasure.why.value,
            keys=erasure.keys,
            texts=erasure.texts,
            epoch=erasure.epoch,
        )
    )
    one = insert_or(connection, tallies).values(
        partnership=partnership,
        year=erasure.at.year,
        state=erasure.state.value,
        why=erasure.why.value,
        count=1,
    )
    keys = [column.name for column in tallies.primary_key]
    more = {"count": tallies.c["count"] + 1}
    await connection.execute(one.on_conflict_do_update(index_elements=keys, set_=more))


async def read(connection: AsyncConnection, partnership: int) -> Sequence[Erasure]:
    """Newest first."""
    found = await connection.execute(
        select(erasures)
        .where(erasures.c.partnership == partnership)
        .order_by(erasures.c.at.desc(), erasures.c.case_id)
    )
    return [
        Erasure(
            case=row.case_id,
            at=row.at,
            state=State(row.state),
            why=ErasedWhy(row.why),
            keys=row.keys,
            texts=row.texts,
            epoch=row.epoch,
        )
        for row in found
    ]


async def tally(connection: AsyncConnection, partnership: int) -> dict[tuple[int, str, str], int]:
    """Year, state before the end, and why; how many."""
    here = tallies.c.partnership == partnership
    columns = (tallies.c.year, tallies.c.state, tallies.c.why, tallies.c["count"])
    found = await connection.execute(select(*columns).where(here))
    return {(year, state, why): count for year, state, why, count in found}

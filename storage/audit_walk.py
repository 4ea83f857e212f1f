"""Walking along the audit in its database, a page at a time, so that nobody waits for the whole of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreTrouble
from storage.entries import PLAIN, Opened, Walk
from storage.signing import is_signed, opening_text
from storage.tables import audit, openings

PAGE: Final = 100  # some 15 ms: meanwhile nothing else is answered
_SIGNED: Final = ("partnership", "case_id", "ref", "item", "giver", "by", "at", "why")


@dataclass(slots=True, kw_only=True)
class Along(Walk):
    """`seq`: the row it has come to."""

    seq: int = -1


async def page(connection: AsyncConnection, walk: Along) -> list[dict[str, Any]]:
    """Walk a page on and give its entries; empty at the end. Raises StoreTrouble."""
    found = await connection.execute(
        select(audit)
        .where(audit.c.partnership == walk.partnership, audit.c.seq > walk.seq)
        .order_by(audit.c.seq)
        .limit(PAGE)
    )
    entries: list[dict[str, Any]] = []
    for row in found:
        entry = {name: getattr(row, name) for name in (*PLAIN, "before", "hash", "signature")}
        walk.step(entry)
        walk.seq = row.seq
        entries.append(entry)
    return entries


async def openings_hold(connection: AsyncConnection, walk: Along) -> None:
    """That who opened what stands as it was written, but for cases that were erased. Raises StoreTrouble."""
    there: Counter[Opened] = Counter()
    rows = await connection.stream(
        select(openings).where(openings.c.partnership == walk.partnership)
    )
    async for row in rows:
        entry = {name: getattr(row, name) for name in _SIGNED}
        opened = (str(row.case_id), row.by, row.at.isoformat())
        if opened not in walk.opened or (walk.opened[opened] and not _signed(walk, row, entry)):
            raise StoreTrouble("An entry of who opened what was changed or added past Confer.")
        there[opened] += 1
    for opened, items in walk.opened.items():
        if items not in {0, there[opened]} and opened[0] not in walk.ended:
            raise StoreTrouble("An entry of who opened what was removed or added past Confer.")


def _signed(walk: Along, row: Any, entry: dict[str, Any]) -> bool:
    return walk.public is not None and is_signed(walk.public, opening_text(entry), row.signature)

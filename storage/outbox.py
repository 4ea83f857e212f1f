"""Parcels wait here, in the same transaction as the change they tell of."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreTrouble
from bot.ports import Body, Parcel
from storage import codec
from storage.tables import outbox
from storage.writing import insert

log: Final = logging.getLogger("confer.storage")


class SqlOutbox:
    def __init__(self, connection: AsyncConnection, partnership: int) -> None:
        self._connection = connection
        self._partnership = partnership
        self._new: list[dict[str, object]] = []

    async def put(
        self, body: Body, *, platform: str, due: datetime, id: UUID | None = None
    ) -> None:
        kind, lane, text = codec.body_out(body)
        self._new.append(
            {
                "partnership": self._partnership,
                "id": id or uuid4(),
                "platform": platform,
                "lane": lane,
                "kind": kind,
                "body": text,
                "due": due,
                "tries": 0,
                "waiting": True,
            }
        )

    async def save(self) -> None:
        """Write what was put, at once and in order; of one id the first stays."""
        rows, self._new = self._new, []
        if rows:
            once = ["partnership", "id"]
            new = insert(self._connection, outbox).on_conflict_do_nothing(index_elements=once)
            await self._connection.execute(new, rows)

    async def claim(self, platform: str, now: datetime, *, lease_s: float) -> Parcel | None:
        """Of a lane only the first goes: an earlier one that is due, or failed, or is being sent, blocks it.

        So two units that claim at once, neither seeing what the other took, never take from one lane.
        """
        await self.save()
        while True:
            row = await self._first(platform, now)
            if row is None:
                return None
            try:
                body = codec.body_in(row.kind, row.body)
            except StoreTrouble:
                # One row that cannot be read must not keep every later ping from leaving. No traceback: it
                # might quote the row.
                log.error("a stored parcel is damaged: it is set aside", extra={"seq": row.seq})
                await self._update(row.seq, waiting=False)
                continue
            await self._update(row.seq, held_until=now + timedelta(seconds=lease_s))
            return Parcel(id=row.id, platform=platform, body=body, tries=row.tries, due=row.due)

    async def _first(self, platform: str, now: datetime) -> Any:
        before = outbox.alias("before")
        blocked = exists().where(
            before.c.partnership == outbox.c.partnership,
            before.c.platform == outbox.c.platform,
            before.c.lane == outbox.c.lane,
            before.c.waiting.is_(True),
            before.c.seq < outbox.c.seq,
            or_(
                before.c.due <= now,
                before.c.tries > 0,
                and_(before.c.held_until.is_not(None), before.c.held_until > now),
            ),
        )
        free = or_(outbox.c.held_until.is_(None), outbox.c.held_until <= now)
        found = await self._connection.execute(
            select(outbox)
            .where(
                outbox.c.partnership == self._partnership,
                outbox.c.platform == platform,
                outbox.c.waiting.is_(True),
                outbox.c.due <= now,
                free,
                ~blocked,
            )
            .order_by(outbox.c.due, outbox.c.seq)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        return found.one_or_none()

    async def _update(self, seq: int, **values: object) -> None:
        await self._connection.execute(update(outbox).where(outbox.c.seq == seq).values(**values))

    async def sent(self, parcel: Parcel, message: str | None, at: datetime) -> None:
        await self._set(parcel, waiting=False, sent=at, message=message, held_until=None)

    async def postpone(self, parcel: Parcel, until: datetime) -> None:
        await self._set(parcel, due=until, tries=parcel.tries + 1, held_until=None)

    async def drop(self, parcel: Parcel) -> None:
        await self._set(parcel, waiting=False, held_until=None)

    async def _set(self, parcel: Parcel, **values: object) -> None:
        await self.save()
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.partnership == self._partnership, outbox.c.id == parcel.id)
            .values(**values)
        )

    async def next_due(self) -> datetime | None:
        """Of the first in each lane: what waits behind one that failed cannot go before it."""
        await self.save()
        before = outbox.alias("before")
        behind = exists().where(
            before.c.partnership == outbox.c.partnership,
            before.c.platform == outbox.c.platform,
            before.c.lane == outbox.c.lane,
            before.c.waiting.is_(True),
            before.c.seq < outbox.c.seq,
            or_(before.c.due <= outbox.c.due, before.c.tries > 0, before.c.held_until.is_not(None)),
        )
        mine = outbox.c.partnership == self._partnership
        found = await self._connection.execute(
            select(outbox.c.due)
            .where(mine, outbox.c.waiting.is_(True), ~behind)
            .order_by(outbox.c.due)
            .limit(1)
        )
        moment: datetime | None = found.scalar_one_or_none()
        return moment

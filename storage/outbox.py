"""Parcels wait here, in the same transaction as the change they tell of."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    and_,
    bindparam,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreTrouble
from bot.ports import Body, Notice, Parcel
from bot.vocabulary.numbers import PersonNo
from storage import codec
from storage.tables import Moment, outbox
from storage.writing import insert

_COUNTED: Final = "counted"
_HELD: Final = "held"
_SENT: Final = (
    update(outbox)
    .where(outbox.c.seq == bindparam("row"))  # by its key alone, which no plan can miss
    .values(
        waiting=False,
        sent=bindparam("at"),
        message=bindparam("named"),
        held_until=null(),
        budget=bindparam("share"),
    )
)
log: Final = logging.getLogger("confer.storage")


def _in_the_way(table: Any, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Whether what stands behind it in its lane has to wait: it is due, or failed, or is being sent."""
    held = and_(table.c.held_until.is_not(None), table.c.held_until > now)
    return or_(table.c.due <= now, table.c.tries > 0, held)


def _foremost(counts: Callable[[Any], ColumnElement[bool]]) -> Any:
    """The first that waits and counts, in the lane of a row: looked up by an index, row by row.

    As a join the planner of PostgreSQL, who knows of hardly any row that waits, compares each with each when
    many do (measured 2026: 1.3 s for 2,000).
    """
    one = outbox.alias("one")
    return (
        select(one.c.seq)
        .where(
            one.c.partnership == outbox.c.partnership,
            one.c.platform == outbox.c.platform,
            one.c.lane == outbox.c.lane,
            one.c.waiting.is_(True),
            counts(one),
        )
        .order_by(one.c.seq)
        .limit(1)
        .correlate(outbox)
        .scalar_subquery()
    )


# Built once: to build it takes longer than to run it.
_NOW: Final = bindparam("now", type_=Moment())
_FIRST: Final = (
    select(outbox)
    .where(
        outbox.c.partnership == bindparam("here"),
        outbox.c.platform == bindparam("there"),
        outbox.c.waiting.is_(True),
        outbox.c.due <= _NOW,
        or_(outbox.c.held_until.is_(None), outbox.c.held_until <= _NOW),
        outbox.c.seq == _foremost(lambda one: _in_the_way(one, _NOW)),
    )
    .order_by(outbox.c.due, outbox.c.seq)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)


class SqlOutbox:
    def __init__(self, connection: AsyncConnection, partnership: int) -> None:
        self._connection = connection
        self._partnership = partnership
        self._new: list[dict[str, object]] = []
        self._sent: list[dict[str, object]] = []
        self.fed = False  # something was put in that will be due

    async def put(
        self, body: Body, *, platform: str, due: datetime, id: UUID | None = None
    ) -> None:
        self.fed = True
        kind, lane, text = codec.body_out(body)
        person = body.to.value if isinstance(body, Notice) else None
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
                "person": person,
            }
        )

    async def save(self) -> None:
        """Write what was put, at once and in order; of one id the first stays. And mark what was sent."""
        rows, self._new = self._new, []
        if rows:
            once = ["partnership", "id"]
            new = insert(self._connection, outbox).on_conflict_do_nothing(index_elements=once)
            await self._connection.execute(new, rows)
        sent, self._sent = self._sent, []
        if sent:
            await self._connection.execute(_SENT, sent)

    async def claim(self, platform: str, now: datetime, *, most: int) -> Sequence[Parcel]:
        """Of a lane only the first is looked for: an earlier one that is due, or failed, or is being sent,
        blocks it. So two units that claim at once, neither seeing what the other took, never take from one
        lane; whoever holds the first may take what follows it.
        """
        await self.save()
        while rows := await self._first(platform, now, most):
            if len(rows) < most:
                rows += await self._following(platform, now, rows, most - len(rows))
            if parcels := await self._read(rows):
                return parcels
        return []

    async def _read(self, rows: Sequence[Any]) -> list[Parcel]:
        """A row that cannot be read is set aside: it must not keep every later ping from leaving."""
        parcels: list[Parcel] = []
        damaged: list[int] = []
        for row in rows:
            try:
                body = codec.body_in(row.kind, row.body)
            except StoreTrouble:
                # No traceback: it might quote the row.
                log.error("a stored parcel is damaged: it is set aside", extra={"seq": row.seq})
                damaged.append(row.seq)
                continue
            parcels.append(
                Parcel(
                    id=row.id,
                    platform=row.platform,
                    body=body,
                    tries=row.tries,
                    due=row.due,
                    lane=row.lane,
                    row=row.seq,
                )
            )
        if damaged:
            await self._update(outbox.c.seq.in_(damaged), waiting=False)
        return parcels

    async def _first(self, platform: str, now: datetime, most: int) -> list[Any]:
        asked = {"here": self._partnership, "there": platform, "now": now, "most": most}
        found = await self._connection.execute(_FIRST, asked)
        return list(found)

    async def _following(
        self, platform: str, now: datetime, first: Sequence[Any], most: int
    ) -> list[Any]:
        """What follows in the lanes of these, up to what may not leave yet."""
        begins = {row.lane: row.seq for row in first}
        found = await self._connection.execute(
            select(outbox)
            .where(
                outbox.c.partnership == self._partnership,
                outbox.c.platform == platform,
                outbox.c.lane.in_(begins),
                outbox.c.waiting.is_(True),
                outbox.c.seq > min(begins.values()),
                _in_the_way(outbox, now),
            )
            .order_by(outbox.c.seq)
            .limit(most + len(first))
        )
        rows: list[Any] = []
        ended: set[str] = set()
        for row in found:
            free = row.due <= now and (row.held_until is None or row.held_until <= now)
            if not free:
                ended.add(row.lane)
            elif row.lane not in ended and row.seq > begins[row.lane]:
                rows.append(row)
        return rows[:most]

    async def _update(self, which: ColumnElement[bool], **values: object) -> None:
        await self._connection.execute(update(outbox).where(which).values(**values))

    async def sent(
        self, parcel: Parcel, message: str | None, at: datetime, *, counts: bool = False
    ) -> None:
        here = {"row": parcel.row}
        share = _COUNTED if counts else None
        self._sent.append({**here, "at": at, "named": message, "share": share})

    async def hold(self, parcels: Sequence[Parcel], until: datetime) -> None:
        await self._update(outbox.c.seq.in_([parcel.row for parcel in parcels]), held_until=until)

    async def release(self, parcels: Sequence[Parcel]) -> None:
        await self._update(outbox.c.seq.in_([parcel.row for parcel in parcels]), held_until=None)

    async def counted(self, person: PersonNo, since: datetime) -> int:
        found = await self._connection.execute(
            select(func.count()).where(*self._of(person, _COUNTED), outbox.c.sent >= since)
        )
        return found.scalar_one()

    async def heard(self, person: PersonNo, since: datetime) -> bool:
        found = await self._connection.execute(
            select(outbox.c.seq)
            .where(
                outbox.c.partnership == self._partnership,
                outbox.c.person == person.value,
                outbox.c.sent > since,
            )
            .limit(1)
        )
        return found.one_or_none() is not None

    async def keep_for_list(self, parcel: Parcel) -> None:
        await self._set(parcel, waiting=False, held_until=None, budget=_HELD)

    async def held(self, person: PersonNo) -> Sequence[Notice]:
        await self.save()
        found = await self._connection.execute(
            select(outbox).where(*self._of(person, _HELD)).order_by(outbox.c.due, outbox.c.seq)
        )
        notices: list[Notice] = []
        for row in found:
            with suppress(StoreTrouble):  # damaged: nobody can be told what it said
                body = codec.body_in(row.kind, row.body)
                notices += [body] if isinstance(body, Notice) else []
        return notices

    async def shown(self, person: PersonNo) -> None:
        await self._connection.execute(
            update(outbox).where(*self._of(person, _HELD)).values(budget=None)
        )

    def _of(self, person: PersonNo, budget: str) -> list[Any]:
        return [
            outbox.c.partnership == self._partnership,
            outbox.c.person == person.value,
            outbox.c.budget == budget,
        ]

    async def postpone(self, parcel: Parcel, until: datetime) -> None:
        await self._set(parcel, due=until, tries=parcel.tries + 1, held_until=None)

    async def drop(self, parcel: Parcel) -> None:
        await self._set(parcel, waiting=False, held_until=None)

    async def _set(self, parcel: Parcel, **values: object) -> None:
        await self.save()
        await self._update(outbox.c.seq == parcel.row, **values)

    async def next_due(self, after: datetime | None = None) -> datetime | None:
        """Of the first in each lane: what waits behind one that failed cannot go before it."""
        await self.save()
        foremost = _foremost(
            lambda one: or_(
                one.c.due <= outbox.c.due, one.c.tries > 0, one.c.held_until.is_not(None)
            )
        )
        later = [] if after is None else [outbox.c.due > after]
        mine = outbox.c.partnership == self._partnership
        found = await self._connection.execute(
            select(outbox.c.due)
            .where(mine, outbox.c.waiting.is_(True), *later, outbox.c.seq == foremost)
            .order_by(outbox.c.due)
            .limit(1)
        )
        moment: datetime | None = found.scalar_one_or_none()
        return moment

"""What was heard and not yet answered, and what was answered and not yet told: sealed, then dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.disclosure import Sensitive
from bot.ports import Answered, Heard
from storage import codec
from storage.keyring import TALK, KeyRing
from storage.tables import inbox
from storage.vault import DataKey
from storage.writing import change, insert

WAITING: Final = "waiting"
WORKED: Final = "worked"
TOLD: Final = "told"


class SqlInbox:
    def __init__(self, connection: AsyncConnection, ring: KeyRing, partnership: int) -> None:
        self._connection = connection
        self._ring = ring
        self._partnership = partnership

    async def put(self, heard: Heard) -> bool:
        sealed = seal(heard, await self._ring.get(TALK))
        new = insert(self._connection, inbox).values(
            partnership=self._partnership,
            platform=heard.platform,
            key=heard.key,
            state=WAITING,
            heard=sealed,
        )
        done = await self._connection.execute(new.on_conflict_do_nothing().returning(inbox.c.seq))
        return done.scalar_one_or_none() is not None

    def _is(self, platform: str, key: str) -> ColumnElement[bool]:
        mine = inbox.c.partnership == self._partnership
        return and_(mine, inbox.c.platform == platform, inbox.c.key == key)

    async def waiting(self, platform: str) -> Sequence[Heard]:
        key = await self._ring.get(TALK)
        return [_heard(row, key) for row in await self._rows(platform, WAITING)]

    async def _rows(self, platform: str, state: str) -> Sequence[Any]:
        found = await self._connection.execute(
            select(inbox)
            .where(
                inbox.c.partnership == self._partnership,
                inbox.c.platform == platform,
                inbox.c.state == state,
            )
            .order_by(inbox.c.seq)
        )
        return found.all()

    async def get(self, platform: str, key: str) -> Heard | None:
        """Held until the unit ends: of two who work one message the later one finds it worked."""
        found = await self._connection.execute(
            select(inbox).where(self._is(platform, key)).with_for_update()
        )
        row = found.one_or_none()
        if row is None or row.state != WAITING:
            return None
        return _heard(row, await self._ring.get(TALK))

    async def worked(self, heard: Heard, answered: Answered) -> None:
        key = await self._ring.get(TALK)
        place = _place(heard.platform, heard.key)
        empty = replace(heard, words=Sensitive(""))
        await self._connection.execute(
            change(inbox)
            .where(self._is(heard.platform, heard.key))
            .values(
                state=WORKED,
                heard=key.seal_bytes(
                    codec.heard_out(empty), table="inbox", row=place, column="heard"
                ),
                answered=key.seal_bytes(
                    codec.answered_out(answered), table="inbox", row=place, column="answered"
                ),
            )
        )

    async def untold(self, platform: str) -> Sequence[tuple[Heard, Answered]]:
        key = await self._ring.get(TALK)
        found: list[tuple[Heard, Answered]] = []
        for row in await self._rows(platform, WORKED):
            place = _place(row.platform, row.key)
            text = key.open_bytes(row.answered, table="inbox", row=place, column="answered")
            found.append((_heard(row, key), codec.answered_in(text)))
        return found

    async def oldest(self, platform: str) -> datetime | None:
        found = await self._connection.execute(
            select(inbox)
            .where(
                inbox.c.partnership == self._partnership,
                inbox.c.platform == platform,
                inbox.c.state.in_([WAITING, WORKED]),
            )
            .order_by(inbox.c.seq)
            .limit(1)
        )
        row = found.one_or_none()
        return None if row is None else _heard(row, await self._ring.get(TALK)).at

    async def told(self, platform: str, key: str) -> None:
        await self._connection.execute(
            change(inbox)
            .where(self._is(platform, key))
            .values(state=TOLD, heard=None, answered=None)
        )


def seal(heard: Heard, key: DataKey) -> bytes:
    """As it stands in its row."""
    place = _place(heard.platform, heard.key)
    return key.seal_bytes(codec.heard_out(heard), table="inbox", row=place, column="heard")


def _place(platform: str, key: str) -> str:
    return f"{platform}/{key}"


def _heard(row: Any, key: Any) -> Heard:
    place = _place(row.platform, row.key)
    return codec.heard_in(key.open_bytes(row.heard, table="inbox", row=place, column="heard"))

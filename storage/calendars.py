"""Calendar addresses: of each token there is a keyed hash, so that nobody finds one in a copy of the store."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.disclosure import Sensitive
from bot.ports import Subscription
from bot.vocabulary.numbers import MeetingNo, PersonNo
from storage.keyring import MARKS, KeyRing
from storage.tables import calendars, marks
from storage.writing import insert, put

_KEY: Final = "calendar.key"
_KEY_BYTES: Final = 32


class SqlCalendars:
    def __init__(self, connection: AsyncConnection, ring: KeyRing, partnership: int) -> None:
        self._connection = connection
        self._ring = ring
        self._partnership = partnership

    async def put(self, token: str, subscription: Subscription) -> None:
        row: dict[str, object] = {
            "partnership": self._partnership,
            "person": subscription.person.value,
            "meeting": _number(subscription),
            "token_hash": await self._hash(token),
        }
        await put(self._connection, calendars, row)

    async def get(self, token: str) -> Subscription | None:
        found = await self._connection.execute(
            select(calendars.c.person, calendars.c.meeting).where(
                calendars.c.partnership == self._partnership,
                calendars.c.token_hash == await self._hash(token),
            )
        )
        row = found.one_or_none()
        if row is None:
            return None
        meeting = MeetingNo(row.meeting) if row.meeting else None
        return Subscription(person=PersonNo(row.person), meeting=meeting)

    async def has(self, subscription: Subscription) -> bool:
        found = await self._connection.execute(
            select(calendars.c.person).where(self._is(subscription))
        )
        return found.one_or_none() is not None

    async def revoke(self, subscription: Subscription) -> None:
        await self._connection.execute(delete(calendars).where(self._is(subscription)))

    def _is(self, subscription: Subscription) -> ColumnElement[bool]:
        return and_(
            calendars.c.partnership == self._partnership,
            calendars.c.person == subscription.person.value,
            calendars.c.meeting == _number(subscription),
        )

    async def _hash(self, token: str) -> str:
        key = await self._hash_key()
        return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()

    async def _hash_key(self) -> bytes:
        """Drawn once a partnership, and sealed; of two that draw at once one is kept."""
        sealed = await self._kept()
        if sealed is None:
            key = await self._ring.get(MARKS)
            fresh = Sensitive(secrets.token_hex(_KEY_BYTES))
            row = {
                "partnership": self._partnership,
                "name": _KEY,
                "value": key.seal(fresh, table="marks", row=_KEY, column="value"),
            }
            new = insert(self._connection, marks).values(**row)
            await self._connection.execute(new.on_conflict_do_nothing())
            sealed = await self._kept() or b""
        key = await self._ring.get(MARKS)
        return key.open_bytes(sealed, table="marks", row=_KEY, column="value")

    async def _kept(self) -> bytes | None:
        found = await self._connection.execute(
            select(marks.c.value).where(
                marks.c.partnership == self._partnership, marks.c.name == _KEY
            )
        )
        return found.scalar_one_or_none()


def _number(subscription: Subscription) -> int:
    """0 stands for all of a person's meetings."""
    return subscription.meeting.value if subscription.meeting else 0

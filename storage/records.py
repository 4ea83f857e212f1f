"""Meetings, and the small sealed facts an adapter must find again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.ports import Meeting
from bot.vocabulary.numbers import MeetingNo
from storage import codec
from storage.keyring import MARKS, KeyRing
from storage.tables import marks, meetings
from storage.writing import put


class SqlMeetings:
    def __init__(self, connection: AsyncConnection, partnership: int) -> None:
        self._connection = connection
        self._partnership = partnership

    async def next_no(self) -> MeetingNo:
        mine = meetings.c.partnership == self._partnership
        found = await self._connection.execute(select(func.max(meetings.c.no)).where(mine))
        return MeetingNo((found.scalar_one() or 0) + 1)

    async def put(self, meeting: Meeting) -> None:
        body = codec.MEETING.dump_json(meeting).decode()
        row: dict[str, object] = {"no": meeting.no.value, "body": body}
        await put(self._connection, meetings, {"partnership": self._partnership, **row})

    async def get(self, no: MeetingNo) -> Meeting:
        found = await self._connection.execute(
            select(meetings.c.body).where(
                meetings.c.partnership == self._partnership, meetings.c.no == no.value
            )
        )
        body = found.scalar_one_or_none()
        if body is None:
            raise NotFound
        return _meeting(body)

    async def all(self) -> Sequence[Meeting]:
        mine = meetings.c.partnership == self._partnership
        found = await self._connection.execute(
            select(meetings.c.body).where(mine).order_by(meetings.c.no)
        )
        return [_meeting(body) for body in found.scalars()]


def _meeting(body: str) -> Meeting:
    return cast("Meeting", codec.read(codec.MEETING, body, "meeting"))


class SqlMarks:
    def __init__(self, connection: AsyncConnection, ring: KeyRing, partnership: int) -> None:
        self._connection = connection
        self._ring = ring
        self._partnership = partnership

    async def get(self, name: str, *, hold: bool = False) -> Sensitive[str] | None:
        mine = select(marks.c.value).where(
            marks.c.partnership == self._partnership, marks.c.name == name
        )
        found = await self._connection.execute(mine.with_for_update() if hold else mine)
        sealed = found.scalar_one_or_none()
        if sealed is None:
            return None
        key = await self._ring.get(MARKS)
        return key.open(sealed, table="marks", row=name, column="value")

    async def put(self, name: str, value: Sensitive[str]) -> None:
        key = await self._ring.get(MARKS)
        sealed = key.seal(value, table="marks", row=name, column="value")
        row: dict[str, object] = {"name": name, "value": sealed}
        await put(self._connection, marks, {"partnership": self._partnership, **row})

    async def drop(self, name: str) -> None:
        await self._connection.execute(
            delete(marks).where(marks.c.partnership == self._partnership, marks.c.name == name)
        )

    async def names(self, prefix: str) -> Sequence[str]:
        found = await self._connection.execute(
            select(marks.c.name).where(
                marks.c.partnership == self._partnership,
                marks.c.name.startswith(prefix, autoescape=True),
            )
        )
        return sorted(found.scalars())

"""Meetings, and who can come when. Set words and numbers only, so nothing here is sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFound
from bot.ports import Meeting
from bot.vocabulary.numbers import MeetingNo, PersonNo, Slot
from storage import codec
from storage.tables import meeting_votes, meetings
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

    async def get(self, no: MeetingNo, *, hold: bool = False) -> Meeting:
        mine = select(meetings.c.body).where(
            meetings.c.partnership == self._partnership, meetings.c.no == no.value
        )
        found = await self._connection.execute(mine.with_for_update() if hold else mine)
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

    async def vote(self, no: MeetingNo, person: PersonNo, slots: Sequence[Slot]) -> None:
        row: dict[str, object] = {
            "partnership": self._partnership,
            "meeting": no.value,
            "person": person.value,
            "slots": codec.SLOTS.dump_json(tuple(slots)).decode(),
        }
        await put(self._connection, meeting_votes, row)

    async def votes(self, no: MeetingNo) -> Mapping[PersonNo, tuple[Slot, ...]]:
        found = await self._connection.execute(
            select(meeting_votes.c.person, meeting_votes.c.slots)
            .where(
                meeting_votes.c.partnership == self._partnership,
                meeting_votes.c.meeting == no.value,
            )
            .order_by(meeting_votes.c.person)
        )
        return {PersonNo(row.person): codec.read(codec.SLOTS, row.slots, "vote") for row in found}

    async def forget_votes(self, no: MeetingNo) -> None:
        await self._connection.execute(
            delete(meeting_votes).where(
                meeting_votes.c.partnership == self._partnership,
                meeting_votes.c.meeting == no.value,
            )
        )


def _meeting(body: str) -> Meeting:
    return cast("Meeting", codec.read(codec.MEETING, body, "meeting"))

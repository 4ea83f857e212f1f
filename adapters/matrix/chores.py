"""What a batch asks for beyond being heard: strangers, rooms that are not encrypted, messages without a key.

Nothing of it is stored. A chore may be lost in a crash; then the person writes again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, LiteralString
from uuid import uuid4

from adapters.matrix import outgoing, words
from adapters.matrix.client import Client
from adapters.matrix.rest import Refused
from adapters.matrix.rooms import Rooms
from adapters.whole import directory_of, whole
from bot.labels import sentence
from bot.wired import House

log: Final = logging.getLogger("confer.matrix")

NAME: Final = "matrix"
_MOST: Final = 10_000  # names that are remembered at once


class Why(Enum):
    STRANGER = "stranger"
    STRANGER_INVITES = "stranger_invites"
    BROUGHT_IN = "brought_in"
    OPEN_ROOM = "open_room"
    UNREADABLE = "unreadable"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Chore:
    why: Why
    room: str
    account: str


class Once:
    """Remembers what was said to whom for a while, in memory only."""

    def __init__(self, span: timedelta) -> None:
        self._span = span
        self._said: dict[str, datetime] = {}

    def first(self, name: str, now: datetime) -> bool:
        said = self._said.get(name)
        if said is not None and now - said < self._span:
            return False
        if len(self._said) >= _MOST:
            self._said.clear()
        self._said[name] = now
        return True


class Chores:
    def __init__(self, house: House, client: Client, rooms: Rooms) -> None:
        self._house = house
        self._client = client
        self._rooms = rooms
        self._strangers = Once(timedelta(days=1))
        self._open_rooms = Once(timedelta(hours=1))

    async def do(self, chore: Chore) -> None:
        """Raises DeliveryFailed."""
        try:
            await self._do(chore)
        except Refused as why:
            log.info("a chore was refused", extra={"chore": chore.why.value, "code": why.code})

    async def _do(self, chore: Chore) -> None:
        match chore.why:
            case Why.STRANGER:
                if self._strangers.first(chore.account, self._house.clock.now()):
                    await self._say(chore.room, words.STRANGER)
            case Why.STRANGER_INVITES:
                await self._decline(chore)
            case Why.BROUGHT_IN:
                await self._client.until(lambda: self._client.knows(chore.room))
                await self._settle(chore)
            case Why.OPEN_ROOM:
                await self._point_on(chore)
            case Why.UNREADABLE:
                await self._tell(chore.account, words.SEND_AGAIN)
            case Why.FAILED:
                await self._tell(chore.account, words.NOT_NOW)

    async def _decline(self, chore: Chore) -> None:
        if self._strangers.first(chore.account, self._house.clock.now()):
            await self._rooms.doors.join(chore.room)
            await self._client.until(lambda: self._client.knows(chore.room))
            await self._say(chore.room, words.STRANGER)
        await self._rooms.doors.leave(chore.room)

    async def _settle(self, chore: Chore) -> None:
        """A person's own encrypted room for two does, where Confer may remove what is sealed."""
        if self._rooms.is_shared(chore.room):
            return
        if self._rooms.private(chore.room, chore.account):
            if await self._rooms.doors.can_remove(chore.room):
                await self._rooms.adopt(chore.account, chore.room)
            await self._rooms.direct(chore.account)
        elif self._rooms.between(chore.room, chore.account):
            await self._point_on(chore)
        else:
            await self._rooms.doors.leave(chore.room)
            await self._rooms.direct(chore.account)

    async def _point_on(self, chore: Chore) -> None:
        if self._open_rooms.first(chore.room, self._house.clock.now()):
            await self._say(chore.room, words.USE_ENCRYPTED, chore.account)
        await self._rooms.direct(chore.account)

    async def _tell(self, account: str, said: LiteralString) -> None:
        await self._say(await self._rooms.direct(account), said, account)

    async def _say(self, room: str, said: LiteralString, account: str | None = None) -> None:
        directory = await whole(directory_of(self._house.unit))
        person = directory.by_account(NAME, account) if account else None
        line = sentence(said, self._house.ear(directory, person).language)
        for content in outgoing.text(line):
            await self._client.send(room, content, f"h.{uuid4()}")

"""Where Confer speaks: the seats' room, one direct room for each person, one room for each circle.

Confer makes the direct rooms and the circles itself, encrypted and with all power, so that it can remove
what was typed there and nobody else can be brought in.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from adapters.matrix import kept
from adapters.matrix.client import Client
from adapters.matrix.doors import Doors
from adapters.matrix.rest import Refused, path
from adapters.matrix.words import DIRECT_ROOM
from adapters.whole import whole
from bot.ports import PlaceKind, Unit
from bot.vocabulary.reference import CaseRef

log: Final = logging.getLogger("confer.matrix")


@dataclass(frozen=True, slots=True)
class Place:
    """`kind` None: a room of two that is not encrypted, where nothing is taken in."""

    kind: PlaceKind | None
    case: CaseRef | None = None


class Rooms:
    """What the store keeps of rooms, and what the server says of them now."""

    def __init__(self, client: Client, unit: Callable[[], Unit], seats: str) -> None:
        self._client = client
        self.doors = Doors(client.rest, client.me)
        self._unit = unit
        self._seats_name = seats
        self._directs: dict[str, str] = {}
        self._circles: dict[CaseRef, str] = {}
        self._making = asyncio.Lock()
        self.grown = asyncio.Event()  # there is a room more
        self.seats = seats if seats.startswith("!") else ""

    async def restore(self) -> None:
        async with self._unit() as unit:
            self._directs = await kept.directs(unit)
            self._circles = await kept.circles(unit)

    async def recall(self, mark: str) -> str | None:
        async with self._unit() as unit:
            return await kept.read(unit, mark)

    async def remember(self, mark: str, room: str | None) -> None:
        async with self._unit() as unit:
            if room is None:
                await unit.marks.drop(mark)
            else:
                await kept.write(unit, mark, room)
            await unit.commit()

    def all(self) -> list[str]:
        return [
            room for room in (self.seats, *self._directs.values(), *self._circles.values()) if room
        ]

    async def find_seats(self) -> bool:
        """Look up the seats' room and join it; False where Confer is not invited yet."""
        try:
            if not self.seats:
                where = path("directory", "room", self._seats_name)
                self.seats = str((await self._client.rest.call("GET", where))["room_id"])
            if not self._client.knows(self.seats):
                await self._client.rest.call("POST", path("join", self.seats), {})
        except Refused as why:
            log.warning("the seats' room cannot be joined; invite Confer", extra={"code": why.code})
            return False
        self.grown.set()
        return True

    # --- what a room is ---

    def place(self, room: str, sender: str) -> Place | None:
        """None: a room where Confer does not listen."""
        if room == self.seats:
            return Place(PlaceKind.SEATS)
        for case, circle in self._circles.items():
            if room == circle:
                return Place(PlaceKind.CIRCLE, case)
        if not self.between(room, sender):
            return None
        return Place(PlaceKind.PRIVATE if self._client.encrypted(room) else None)

    def is_shared(self, room: str) -> bool:
        return room == self.seats or room in self._circles.values()

    def between(self, room: str, account: str) -> bool:
        """Whether only this person and Confer are in it, or invited."""
        return self._client.members(room) == {account, self._client.me}

    def private(self, room: str, account: str) -> bool:
        return self.between(room, account) and self._client.encrypted(room)

    # --- direct rooms ---

    async def direct(self, account: str) -> str:
        """The encrypted room of this person, made or mended where need be. Raises DeliveryFailed, Refused."""
        async with self._making:
            room = self._directs.get(account)
            if room is not None and self.private(room, account):
                return room
            if room is not None and self._client.members(room) == {self._client.me}:
                await self.doors.invite(room, account)
            else:
                room = await self._own(DIRECT_ROOM, {account}) or await self._make(
                    DIRECT_ROOM, [account], is_direct=True
                )
                await self._keep_direct(account, room)
            found = room
            await self._client.until(lambda: self.private(found, account))
            return found

    async def adopt(self, account: str, room: str) -> None:
        """Take a person's own room as the direct one where there is none yet."""
        async with self._making:
            if not self.private(self._directs.get(account, ""), account):
                await self._keep_direct(account, room)

    async def _keep_direct(self, account: str, room: str) -> None:
        await whole(self.remember(f"{kept.DIRECT}{account}", room))
        self._directs[account] = room
        self.grown.set()

    def direct_now(self, account: str) -> str | None:
        room = self._directs.get(account)
        return room if room and self.private(room, account) else None

    async def drop_direct(self, account: str) -> None:
        """Forget a room that no longer takes messages."""
        await whole(self.remember(f"{kept.DIRECT}{account}", None))
        self._directs.pop(account, None)

    # --- circles ---

    def circle(self, case: CaseRef) -> str | None:
        return self._circles.get(case)

    async def gather(self, case: CaseRef, accounts: Collection[str]) -> None:
        """Make the circle's room hold exactly these and Confer."""
        async with self._making:
            room = self._circles.get(case)
            if room is None:
                made = await self._own(str(case), None)
                room = made or await self._make(str(case), [], is_direct=False)
                await whole(self.remember(f"{kept.CIRCLE}{case}", room))
                self._circles[case] = room
                self.grown.set()
        there = await self.doors.present(room) - {self._client.me}
        for account in there - set(accounts):
            await self.doors.kick(room, account)
        for account in set(accounts) - there:
            try:
                await self.doors.invite(room, account)
            except Refused as why:
                log.warning("somebody could not be invited to a circle", extra={"code": why.code})

    async def clear_out(self, case: CaseRef) -> None:
        """Everybody leaves but Confer, which has to remove its lines later."""
        room = self._circles.get(case)
        if room is None:
            return
        try:
            for account in await self.doors.present(room) - {self._client.me}:
                await self.doors.kick(room, account)
        except Refused as why:
            log.warning("a circle's room was left already", extra={"code": why.code})

    async def close(self, case: CaseRef) -> None:
        """Confer leaves too; the room has no door then."""
        room = self._circles.get(case)
        if room is None:
            return
        try:
            await self.doors.leave(room)
        except Refused as why:
            log.warning("a circle's room was left already", extra={"code": why.code})
        for mark in (f"{kept.CIRCLE}{case}", f"{kept.DESCRIBED}{room}"):
            await whole(self.remember(mark, None))
        self._circles.pop(case, None)

    async def _own(self, name: str, others: set[str] | None) -> str | None:
        """A room that Confer made for this before a crash, and did not come to keep."""
        kept_rooms = {*self._directs.values(), *self._circles.values(), self.seats}
        for room in self._client.rooms():
            if room in kept_rooms or self._client.title(room) != name:
                continue
            fits = others is None or self._client.members(room) == others | {self._client.me}
            if (
                fits
                and self._client.encrypted(room)
                and (await self.doors.makers(room))[0] == self._client.me
            ):
                return room
        return None

    async def _make(self, name: str, invite: list[str], *, is_direct: bool) -> str:
        room = await self.doors.make(name, invite, is_direct=is_direct)
        await self._client.until(lambda: self._client.encrypted(room))
        return room

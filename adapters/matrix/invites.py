"""Who may bring Confer into a room: people of the partnership, and anybody into the seats' room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from adapters.matrix.batch import Invite
from adapters.matrix.client import Client
from adapters.matrix.rest import Refused
from adapters.matrix.rooms import Rooms
from bot.wired import House

NAME: Final = "matrix"


class Invites:
    """Answered before the batch that brought them is done with, so a crash loses none."""

    def __init__(
        self, house: House, client: Client, rooms: Rooms, stranger: Callable[[str, str], None]
    ) -> None:
        self._house = house
        self._client = client
        self._rooms = rooms
        self._stranger = stranger

    async def answer(self, invite: Invite) -> None:
        """Raises DeliveryFailed."""
        async with self._house.unit() as unit:
            directory = await unit.people.directory()
        known = directory.by_account(NAME, invite.by) is not None
        try:
            await self._rooms.join(invite.room)
        except Refused:
            return
        if invite.room != self._rooms.seats:
            (self._welcome if known else self._stranger)(invite.room, invite.by)

"""What Confer does with a room on the server: make it, let in, put out, remove a message."""

from __future__ import annotations

from typing import Final

from adapters.matrix.batch import mapping
from adapters.matrix.rest import Json, Refused, Rest, path

_ENCRYPTED: Final[Json] = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
_HISTORY: Final[Json] = {
    "type": "m.room.history_visibility",
    "state_key": "",
    "content": {"history_visibility": "invited"},
}
_POWERS: Final[Json] = {"invite": 100, "kick": 100, "ban": 100, "redact": 100, "state_default": 100}


class Doors:
    """Every verb raises DeliveryFailed, and Refused where it gives no answer for that."""

    def __init__(self, rest: Rest, me: str) -> None:
        self._rest = rest
        self._me = me
        self._removable: set[str] = set()

    async def join(self, room: str) -> None:
        await self._rest.call("POST", path("join", room), {})

    async def leave(self, room: str) -> None:
        await self._rest.call("POST", path("rooms", room, "leave"), {})

    async def redact(self, room: str, event: str, key: str) -> bool:
        """False where Confer lacks the power, or the room is gone."""
        try:
            await self._rest.call("PUT", path("rooms", room, "redact", event, key), {})
        except Refused:
            return False
        return True

    async def can_remove(self, room: str) -> bool:
        """Whether Confer may remove there what others typed."""
        if room not in self._removable:
            try:
                may = await self._has_power(room) or self._me in await self.makers(room)
            except Refused:
                return False
            if may:
                self._removable.add(room)
        return room in self._removable

    async def _has_power(self, room: str) -> bool:
        where = path("rooms", room, "state", "m.room.power_levels", "")
        levels = await self._rest.call("GET", where)
        mine = mapping(levels.get("users")).get(self._me, levels.get("users_default", 0))
        return int(mine) >= int(levels.get("redact", 50))

    async def invite(self, room: str, account: str) -> None:
        await self._rest.call("POST", path("rooms", room, "invite"), {"user_id": account})

    async def kick(self, room: str, account: str) -> None:
        await self._rest.call("POST", path("rooms", room, "kick"), {"user_id": account})

    async def present(self, room: str) -> set[str]:
        """Who is in the room or invited, as the server says now."""
        found = await self._rest.call("GET", path("rooms", room, "members"))
        return {
            str(event["state_key"])
            for event in found["chunk"]
            if mapping(event.get("content")).get("membership") in {"join", "invite"}
        }

    async def make(self, name: str, invite: list[str], *, is_direct: bool) -> str:
        body: Json = {
            "preset": "private_chat",
            "visibility": "private",
            "name": name,
            "is_direct": is_direct,
            "invite": invite,
            "initial_state": [_ENCRYPTED, _HISTORY],
            "power_level_content_override": _POWERS,
        }
        made = await self._rest.call("POST", path("createRoom"), body)
        return str(made["room_id"])

    async def makers(self, room: str) -> list[str]:
        """Who made it, then who was given the same power by that; above all levels from room version 12 on."""
        where = path("rooms", room, "state", "m.room.create", "")
        found = await self._rest.call("GET", where, query={"format": "event"})
        return [str(found["sender"]), *found["content"].get("additional_creators", [])]

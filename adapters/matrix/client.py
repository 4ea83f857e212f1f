"""One device of the bot: the only file that knows matrix-nio.

nio keeps the keys, encrypts and decrypts. Its own sync loop is not used, for it moves on before anything
is stored, fills no gaps and knows no back-off (measured with 0.26); sync.py has ours. Requests go through
rest.py, so that a failure is an error and never a value that nobody looked at.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any, Final, cast

import aiohttp
from nio import (  # type: ignore[import-untyped]
    AsyncClient,
    AsyncClientConfig,
    ErrorResponse,
    MegolmEvent,
    RoomMessagesResponse,
    SyncResponse,
)
from nio.exceptions import EncryptionError, ProtocolError  # type: ignore[import-untyped]

from adapters.matrix.batch import Batch, Event, batch_of, events_of, mapping
from adapters.matrix.kept import Device
from adapters.matrix.rest import Json, Refused, Rest, path
from bot.errors import DeliveryFailed

PAGE: Final = 100  # Synapse gives no more at once
_FILTER: Final = (
    '{"presence":{"types":[]},"account_data":{"types":[]},'
    '"room":{"ephemeral":{"types":[]},"account_data":{"types":[]},"timeline":{"limit":50}}}'
)
_SYNC_SLACK_S: Final = 15.0
_UNSENT: Final = "The Matrix server did not take the keys of a message."


class Client:
    """The device, restored from what is kept. Close it at the end."""

    def __init__(self, homeserver: str, device: Device, folder: Path) -> None:
        self.me = device.user
        self.device = device.id
        self.rest = Rest(homeserver, device.token)
        config = AsyncClientConfig(
            store_sync_tokens=False,
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=30,
            pickle_key=device.pickle,
        )
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._nio: Any = AsyncClient(
            homeserver, device.user, device_id=device.id, store_path=str(folder), config=config
        )
        self._nio.restore_login(device.user, device.id, device.token)
        self._turned = asyncio.Event()

    async def close(self) -> None:
        await self._nio.close()
        await self.rest.close()

    # --- listening ---

    async def sync(self, since: str | None, *, full: bool, wait_s: float) -> Batch:
        """What happened since. `full`: with the state of every room, as after a start."""
        query = {"timeout": str(int(wait_s * 1000)), "filter": _FILTER}
        query |= {"since": since} if since else {}
        query |= {"full_state": "true"} if full else {}
        raw = await self.rest.call(
            "GET", path("sync"), query=query, wait_s=wait_s + _SYNC_SLACK_S + 45 * full
        )
        # nio passes over a batch it believes to know; after a failed transaction it comes again.
        self._nio.next_batch = ""
        # nio takes the dictionaries it is given apart.
        response: Any = SyncResponse.from_dict(deepcopy(raw))
        if isinstance(response, ErrorResponse):
            raise DeliveryFailed("The Matrix server gave no readable sync.")
        await self._nio.receive_response(response)
        for room in mapping(mapping(raw.get("rooms")).get("leave")):
            self._nio.rooms.pop(room, None)  # nio would take it for one that it is in
        self.answered_at = asyncio.get_running_loop().time()
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()
        found = (e for info in response.rooms.join.values() for e in info.timeline.events)
        return batch_of(raw, _opened(found), self.me)

    async def before(
        self, room: str, start: str, end: str | None
    ) -> tuple[tuple[Event, ...], str | None]:
        """A page of what came before, newest first, and where the next page starts."""
        query = {"dir": "b", "from": start, "limit": str(PAGE)} | ({"to": end} if end else {})
        raw = await self.rest.call("GET", path("rooms", room, "messages"), query=query)
        response: Any = RoomMessagesResponse.from_dict(deepcopy(raw), room)
        if isinstance(response, ErrorResponse):
            raise DeliveryFailed("The Matrix server gave no readable page.")
        for one in response.chunk:
            if isinstance(one, MegolmEvent):
                one.room_id = room
        await self._nio.receive_response(response)
        return events_of(room, raw["chunk"], _opened(response.chunk)), raw.get("end")

    def unlock(self, room: str, source: Mapping[str, object]) -> Event | None:
        """A message that could not be read before; None while its key is missing."""
        event = cast("object", cast("Any", MegolmEvent).from_dict(deepcopy(dict(source))))
        if not isinstance(event, MegolmEvent):
            return None
        event.room_id = room
        try:
            return Event(room, cast("Mapping[str, Any]", self._nio.decrypt_event(event).source))
        except EncryptionError:
            return None

    async def keep_house(self) -> None:
        """What encryption asks for after every sync: keys given out, fetched and renewed."""
        nio = self._nio
        with _reached():
            for answer in await nio.send_to_device_messages():
                _took(answer)
            if nio.should_upload_keys:
                _took(await nio.keys_upload())
            if nio.should_query_keys:
                _took(await nio.keys_query())
            if nio.should_claim_keys:
                _took(await nio.keys_claim(nio.get_users_for_key_claiming()))

    async def until(self, holds: Callable[[], bool], within_s: float = 15.0) -> None:
        """Wait until a later sync has made it so. Raises DeliveryFailed."""
        end = time.monotonic() + within_s
        while not holds():
            left = end - time.monotonic()
            if left <= 0:
                raise DeliveryFailed("The Matrix server has not confirmed a change yet.", after_s=5)
            waiting = asyncio.ensure_future(self._turned.wait())
            await asyncio.wait([waiting], timeout=left)
            waiting.cancel()

    # --- what is known of rooms ---

    def rooms(self) -> tuple[str, ...]:
        return tuple(self._nio.rooms)

    def knows(self, room: str) -> bool:
        return room in self._nio.rooms

    def encrypted(self, room: str) -> bool:
        return self.knows(room) and bool(self._nio.rooms[room].encrypted)

    def members(self, room: str) -> set[str]:
        """Who is in the room or invited to it, as of the last sync."""
        return set(self._nio.rooms[room].users) if self.knows(room) else set()

    def title(self, room: str) -> str | None:
        return cast("str | None", self._nio.rooms[room].name) if self.knows(room) else None

    # --- speaking ---

    async def send(self, room: str, content: Json, key: str) -> str:
        """Say it, encrypted where the room is; the same key gives the same message. Gives its id."""
        if not self.knows(room):
            raise DeliveryFailed("The room of a message is not known yet.", after_s=5)
        kind = "m.room.message"
        if self.encrypted(room):
            await self._share_keys(room)
            with _reached():
                kind, content = self._nio.encrypt(room, kind, content)
        said = await self.rest.call("PUT", path("rooms", room, "send", kind, key), content)
        return str(said["event_id"])

    async def send_up(self, room: str, content: bytes) -> Json:
        """Send a file up, encrypted here, for an encrypted room. Gives where it lies, and its key."""
        if not self.encrypted(room):
            raise DeliveryFailed("A file goes into encrypted rooms only.")
        with _reached():
            answer, keys = await self._nio.upload(
                BytesIO(content), "application/octet-stream", encrypt=True, filesize=len(content)
            )
        if isinstance(answer, ErrorResponse) or not keys:
            raise DeliveryFailed("The Matrix server did not take a file.")
        return {**keys, "url": str(answer.content_uri)}

    async def _share_keys(self, room: str) -> None:
        """Give the room's key to every device in it. nio would go on where the server took none."""
        nio = self._nio
        with _reached():
            if not nio.rooms[room].members_synced:
                _took(await nio.joined_members(room))
            if nio.should_query_keys:
                _took(await nio.keys_query())
            if not nio.olm.should_share_group_session(room):
                return
            if room in nio.sharing_session:
                await nio.sharing_session[room].wait()
                return
            missing = nio.get_missing_sessions(room)
            if missing:
                _took(await nio.keys_claim(missing))
            await nio.share_group_session(room, ignore_unverified_devices=True)
        if not self._shared(room):
            nio.invalidate_outbound_session(room)
            raise DeliveryFailed(_UNSENT)

    def _shared(self, room: str) -> bool:
        """Whether every device that can be reached has the key."""
        olm = self._nio.olm
        users = list(self._nio.rooms[room].users)
        session = olm.outbound_group_sessions[room]
        reached = session.users_shared_with | session.users_ignored
        without = olm.get_missing_sessions(users)
        return all(
            (user, one.id) in reached or one.id in without.get(user, [])
            for user in users
            for one in olm.device_store.active_user_devices(user)
            if one.id != self.device
        )

    async def typing(self, room: str, *, writes: bool) -> None:
        body: Json = {"typing": writes, "timeout": 30_000} if writes else {"typing": False}
        await self._kindly("PUT", path("rooms", room, "typing", self.me), body)

    async def mark_read(self, room: str, event: str) -> None:
        await self._kindly("POST", path("rooms", room, "receipt", "m.read", event), {})

    async def _kindly(self, method: str, where: str, body: Json) -> None:
        """A courtesy, whose failure changes nothing."""
        try:
            await self.rest.call(method, where, body, wait_s=5)
        except (DeliveryFailed, Refused):
            return


def _opened(events: Iterable[Any]) -> dict[str, Mapping[str, Any]]:
    """Event id to what nio could decrypt."""
    return {
        str(event.event_id): cast("Mapping[str, Any]", event.source)
        for event in events
        if getattr(event, "decrypted", False)
    }


def _took(answer: object) -> None:
    if isinstance(answer, ErrorResponse):
        raise DeliveryFailed(_UNSENT)


@contextmanager
def _reached() -> Generator[None]:
    try:
        yield
    except (TimeoutError, aiohttp.ClientError, ProtocolError, EncryptionError):
        raise DeliveryFailed("The Matrix server cannot be reached.") from None

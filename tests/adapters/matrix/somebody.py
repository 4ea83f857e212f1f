"""A person with a Matrix client of their own, as far as the tests need one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from nio import AsyncClient, AsyncClientConfig, RoomEncryptedMedia, RoomMessageText  # type: ignore[import-untyped]

from tests.synapse import PASSWORD, Synapse, request

PATIENCE_S = 40.0
ENCRYPTED = [
    {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
]


class Somebody:
    """Log in, sync, say, read; every wait ends with what it waited for, or with an error."""

    def __init__(self, client: Any, name: str) -> None:
        self.client = client
        self.account: str = client.user_id
        self.name = name
        self.read: list[Any] = []  # every text message seen, of others
        self.redacted: set[str] = set()
        self.files: list[Any] = []
        self._seen_at = 0.0  # when the last event came

    @classmethod
    async def of(
        cls, synapse: Synapse, folder: Path, name: str, account: str | None = None
    ) -> Somebody:
        account = account or synapse.register(name)
        store = folder / account[1:].partition(":")[0]
        store.mkdir()
        config = AsyncClientConfig(store_sync_tokens=True, max_limit_exceeded=5, max_timeouts=2)
        client = AsyncClient(synapse.url, account, store_path=str(store), config=config)
        await client.login(PASSWORD)
        one = cls(client, name)
        await one.turn(0)
        return one

    async def close(self) -> None:
        await self.client.close()

    async def turn(self, timeout_ms: int = 300) -> None:
        """One sync, and what it asks for; invitations are accepted."""
        client = self.client
        answer = await client.sync(timeout=timeout_ms)
        for room, info in answer.rooms.join.items():
            for event in info.timeline.events:
                self._see(room, event)
        for room in answer.rooms.leave:
            client.rooms.pop(room, None)
        for room in list(client.invited_rooms):
            await client.join(room)
        await client.send_to_device_messages()
        if client.should_upload_keys:
            await client.keys_upload()
        if client.should_query_keys:
            await client.keys_query()
        if client.should_claim_keys:
            await client.keys_claim(client.get_users_for_key_claiming())

    def _see(self, room: str, event: Any) -> None:
        event.room = room
        self._seen_at = time.monotonic()
        if isinstance(event, RoomMessageText) and event.sender != self.account:
            self.read.append(event)
        if isinstance(event, RoomEncryptedMedia):
            self.files.append(event)
        if event.source.get("type") == "m.room.redaction":
            found = event.source.get("redacts") or event.source["content"].get("redacts")
            self.redacted.add(found)

    async def until(self, holds: Callable[[], object], why: str = "") -> Any:
        """Waits as long as something new is seen now and then, for a busy machine is slow."""
        self._seen_at = time.monotonic()
        while not (found := holds()):
            waited = time.monotonic() - self._seen_at
            assert waited < PATIENCE_S, why or "waited in vain"
            await self.turn()
        return found

    async def hears(self, words: str, *, room: str | None = None) -> Any:
        """The first message with these words that was not asked for before."""

        def found() -> Any:
            for n, event in enumerate(self.read):
                if words in event.body and room in {None, event.room}:
                    return self.read.pop(n)
            return None

        return await self.until(found, f"{self.name} did not hear: {words}")

    def is_in(self, room: str) -> bool:
        return room in self.client.rooms

    def is_out_of(self, room: str) -> bool:
        return room not in self.client.rooms

    def has_read(self, count: int) -> bool:
        return len(self.read) >= count

    # --- speaking ---

    async def say(self, room: str, text: str, **content: Any) -> str:
        body = {"msgtype": "m.text", "body": text} | content
        sent = await self.client.room_send(
            room, "m.room.message", body, tx_id=uuid4().hex, ignore_unverified_devices=True
        )
        event: str = sent.event_id
        return event

    async def raw(self, method: str, where: str, body: dict[str, Any]) -> dict[str, Any]:
        url, token = f"{self.client.homeserver}{where}", self.client.access_token
        return await asyncio.to_thread(request, method, url, body, token)

    async def edit(self, room: str, event: str, text: str) -> str:
        return await self.say(
            room,
            f"* {text}",
            **{
                "m.new_content": {"msgtype": "m.text", "body": text},
                "m.relates_to": {"rel_type": "m.replace", "event_id": event},
            },
        )

    async def opens(
        self, *invited: str, encrypted: bool = True, name: str | None = None, **more: Any
    ) -> str:
        made = await self.client.room_create(
            name=name, invite=invited, initial_state=ENCRYPTED if encrypted else (), **more
        )
        assert hasattr(made, "room_id"), str(made)
        room: str = made.room_id
        await self.until(lambda: room in self.client.rooms)
        return room

    async def joined_by(self, room: str, account: str) -> None:
        def there() -> bool:
            one = self.client.rooms[room].users.get(account)
            return one is not None and not one.invited

        await self.until(there, f"{account} did not come")

    async def history(self, room: str) -> list[dict[str, Any]]:
        """The raw events of the room, newest first."""
        found = await self.client.room_messages(room, limit=500)
        return [event.source for event in found.chunk]


async def ends(tasks: Iterable[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

"""Posting so that nothing stands twice: each message carries its parcel's id, and is looked for before it is
posted again.

Slack takes no idempotency key. What may have been posted already, by a program that was killed or by a call
whose answer was lost, is found in the channel's newest messages.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from adapters.slack.address import Address
from adapters.slack.api import Api, Refused
from adapters.slack.blocks import Block, lasting, mark_of, marked
from bot.errors import DeliveryFailed

log: Final = logging.getLogger("confer.slack")

LOOKED: Final = 200  # newest messages of a channel that are looked through
REMEMBERED: Final = 2000  # ids, for all channels together
_GONE: Final = frozenset({"message_not_found"})


class Poster:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: OrderedDict[str, str] = OrderedDict()  # a parcel's id to its message
        self._looked: set[Address] = set()

    async def post(
        self,
        channel: Address,
        blocks: Iterable[Block],
        fallback: str,
        *,
        key: UUID,
        thread: str | None = None,
    ) -> str:
        """Its address, `CHANNEL/TS`. Raises Refused, DeliveryFailed."""
        place = f"{key.hex}@{channel}"
        if channel not in self._looked:
            await self._look(channel)
        if place in self._known:
            return self._known[place]
        try:
            said = await self._api.call(
                "chat.postMessage",
                channel,
                metadata=marked(key),
                thread_ts=thread,
                **lasting(blocks, fallback),
            )
        except DeliveryFailed:
            self._looked.discard(channel)  # it may stand there all the same
            raise
        return self._remember(place, channel, str(said["ts"]))

    async def redraw(
        self, posted: str, blocks: Iterable[Block], fallback: str, *, key: UUID
    ) -> None:
        """Edit what post() gave; what is gone stays gone. Raises DeliveryFailed."""
        rows = list(blocks)
        for channel, ts in _addresses(posted):
            try:
                await self._api.call(
                    "chat.update", channel, ts=ts, metadata=marked(key), **lasting(rows, fallback)
                )
            except Refused as why:
                log.warning("a line could not be edited", extra={"code": why.code})

    async def remove(self, posted: str) -> bool:
        """False where Slack does not let it go. Raises DeliveryFailed."""
        gone = True
        for channel, ts in _addresses(posted):
            try:
                await self._api.call("chat.delete", channel, ts=ts)
            except Refused as why:
                gone &= why.code in _GONE
        return gone

    async def _look(self, channel: Address) -> None:
        """Read what was posted before this program, or before an answer that was lost."""
        try:
            said = await self._api.call(
                "conversations.history", channel, limit=LOOKED, include_all_metadata=True
            )
        except Refused as why:
            if why.code not in {"missing_scope", "not_in_channel", "channel_not_found"}:
                raise
            return  # then posting says what is wrong
        for one in said.get("messages", []):
            id = mark_of(one)
            if id is not None:
                self._remember(f"{id}@{channel}", channel, str(one["ts"]))
        self._looked.add(channel)

    def _remember(self, place: str, channel: Address, ts: str) -> str:
        self._known[place] = f"{channel}:{ts}"
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return self._known[place]


def _addresses(posted: str) -> list[tuple[Address, str]]:
    """Channel and moment of each message; one for each workspace it was posted in."""
    parts = [one.rpartition(":") for one in posted.split(" ")]
    return [(Address.parse(channel), ts) for channel, _, ts in parts]

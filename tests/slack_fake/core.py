"""What all parts of the fake share: the world, the faults, and the log of what the app sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.slack_fake.faults import Faults
from tests.slack_fake.workspace import Clock, Installation, Json, World

T = TypeVar("T")


class Refused(Exception):
    """ok: false, with one of Slack's error codes and whatever goes with it."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


@dataclass(frozen=True)
class Request:
    """Something the app sent. method is of the Web API, or "response_url" or "ack".

    raw holds the query string and the body, byte for byte, but no headers. error is "" if Slack took it.
    """

    method: str
    args: Json
    at: float
    raw: bytes
    error: str = ""


@dataclass
class Core:
    """ack_s and retry_after_s are real seconds. Slack itself tries an event again after 0, 60 and 300."""

    clock: Clock
    world: World
    faults: Faults
    base: str = ""
    ack_s: float = 3.0
    retry_after_s: tuple[float, ...] = (0.0, 0.0, 0.0)
    requests: list[Request] = field(default_factory=list[Request])
    violations: list[str] = field(default_factory=list[str])
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def heard(self, method: str, args: Json, raw: bytes, error: str = "") -> None:
        self.requests.append(Request(method, args, self.clock.now, raw, error))
        self.changed.set()

    def violated(self, what: str, sentences: Iterable[str]) -> list[str]:
        """Keeps what is amiss with a payload; gives the sentences as Slack would send them back."""
        found = list(sentences)
        self.violations += [f"{what}: {one}" for one in found]
        return found

    def must(self, what: str, sentences: Iterable[str], error: str) -> None:
        """Refuses with this error if there is any sentence."""
        if found := self.violated(what, sentences):
            messages = [f"[ERROR] {one}" for one in found]
            raise Refused(error, response_metadata={"messages": messages})

    async def until(self, met: Callable[[], T], within_s: float = 5.0) -> T:
        """Waits for the app, whose work goes on after its acknowledgement; gives what was found.

        Raises AssertionError when it did not come in time.
        """
        try:
            async with asyncio.timeout(within_s):
                while not (found := met()):
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            last = [f"{one.method} {one.error}".strip() for one in self.requests[-5:]]
            raise AssertionError(
                f"it did not come about; the app's last requests: {last}"
            ) from None
        return found

    def bot_sees(self, installation: Installation, channel_id: str) -> bool:
        """Whether the app's bot may know of a channel: it is public there, or it is in it."""
        channel = self.world.channels.get(channel_id)
        if channel is None or installation.team.id not in channel.team_ids:
            return False
        return channel.kind == "public" or installation.bot.id in channel.members

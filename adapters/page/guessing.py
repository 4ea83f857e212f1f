"""Whoever asks for many pages that are not there waits: one at a time, a little longer each.

The address of a page has 256 random bits, so nobody finds one by trying. Its owner is never locked out:
several people of one office may have one address, and a good link of theirs still opens, only later.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from starlette.requests import Request

from bot.ports import Clock
from bot.running.limits import Limits

PAUSE_S: Final = 0.5
MOST_WAITING: Final = 8  # of one address; others are asked to come back in a minute


class TooMany(Exception):
    """Too many wait from there already."""


class Guessing:
    """Beside the limits of the house."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._turns: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncGenerator[None]:
        """Look for a page now, or when one's turn comes. Raises TooMany."""
        if not self._limits.pages.full(address, self._clock.now()):
            yield
            return
        waiting = self._waiting.get(address, 0)
        if waiting >= MOST_WAITING:
            raise TooMany
        self._waiting[address] = waiting + 1
        try:
            async with self._turns.setdefault(address, asyncio.Lock()):
                await asyncio.sleep(PAUSE_S)
                yield
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address], self._turns[address]

    def foreign(self, address: str) -> None:
        """A form came from another site."""
        self._limits.foreign_form(address, self._clock.now())

    def missed(self, address: str) -> None:
        """There was no such page."""
        self._limits.wrong_page(address, self._clock.now())


def is_foreign(request: Request, own: str) -> bool:
    """Whether a browser says that a form stood on another site.

    Our pages send no referrer, so for them Origin is "null" (Fetch standard, 2026); Sec-Fetch-Site is not.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    return request.headers.get("origin", "null") not in {"null", own}

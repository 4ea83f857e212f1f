"""Showing sealed words: once for each link. A press that arrives twice is still one press.

Whoever double-clicks sends a form twice, and the browser shows only the second answer. So the page holds
a random mark, made new each time it is drawn, and what was shown for a mark is shown for it again for some
seconds; somebody else who opened the same link has another mark.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import Final

from adapters.page.turn import Reading
from adapters.whole import whole
from bot.wired import House

AGAIN_S: Final = 10.0


class Showing:
    def __init__(self, house: House, again_s: float = AGAIN_S) -> None:
        self._house = house
        self._again_s = again_s
        self._just: dict[tuple[str, str], Reading] = {}
        self._turn = asyncio.Lock()

    def mark(self) -> str:
        return secrets.token_urlsafe(16)

    async def show(self, reading: Reading, mark: str) -> bool:
        """Whether the words may be shown now. False: the link was used. Raises StoreTrouble."""
        token = reading.turn.token
        async with self._turn:
            if not await whole(self._use(token)):
                return (token, mark) in self._just
            if mark:
                self._just[token, mark] = reading
                loop = asyncio.get_running_loop()
                loop.call_later(self._again_s, self._just.pop, (token, mark), None)
        return True

    async def again(self, token: str, mark: str) -> Reading | None:
        """What was shown for this very press just now, or is about to be."""
        async with self._turn:
            return self._just.get((token, mark))

    async def _use(self, token: str) -> bool:
        async with self._house.unit() as unit:
            if not await unit.links.use(token):
                return False
            await unit.commit()
        return True

"""Taking in what was written on a page: once for each link, together with the end of the link."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from collections import deque
from collections.abc import Mapping
from typing import Final

from adapters.page.links import Pages
from adapters.whole import whole
from bot.disclosure import Sensitive
from bot.ports import Answers, Blank, Heard, Link, PlaceKind

_REMEMBERED: Final = 1_000


class Keeping:
    """Who presses twice, or whose phone sends twice, is told twice that it was kept; it is kept once.

    Of what was kept only a digest is remembered, under a key that lives as long as this process.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._house = pages.house
        self._key = secrets.token_bytes(32)
        self._kept: deque[bytes] = deque(maxlen=_REMEMBERED)
        self._turn = asyncio.Lock()

    async def keep(self, token: str, link: Link, blank: Blank, typed: Mapping[str, str]) -> bool:
        """False: the link was used for something else. Raises StoreTrouble, and nothing was kept."""
        async with self._turn:
            if not await whole(self._store(token, link, blank, typed)):
                return self._digest(token, typed) in self._kept
            self._kept.append(self._digest(token, typed))
        self._pages.heard(link.platform)
        return True

    async def was_kept(self, token: str, typed: Mapping[str, str]) -> bool:
        """Whether exactly this was kept by this link, or is about to be."""
        async with self._turn:
            return self._digest(token, typed) in self._kept

    async def _store(self, token: str, link: Link, blank: Blank, typed: Mapping[str, str]) -> bool:
        heard = Heard(
            key=f"page.{hashlib.sha256(token.encode()).hexdigest()[:32]}",
            platform=link.platform,
            account=link.account,
            place=PlaceKind.PRIVATE,
            room=link.room,
            words=Sensitive(""),
            at=self._house.clock.now(),
            answers=Answers(
                form=blank.id,
                command=blank.command,
                values={name: Sensitive(text.strip()) for name, text in typed.items()},
            ),
        )
        async with self._house.unit() as unit:
            if not await unit.links.use(token):
                return False
            await unit.inbox.put(heard)
            await unit.commit()
        return True

    def _digest(self, token: str, typed: Mapping[str, str]) -> bytes:
        said = json.dumps([token, sorted((name, text.strip()) for name, text in typed.items())])
        return hmac.digest(self._key, said.encode(), "sha256")

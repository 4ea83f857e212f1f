"""Making a link to a page. The token is the only key to it: random, for one person, for ten minutes, once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from adapters.whole import whole
from bot.disclosure import Sensitive
from bot.people import Person
from bot.ports import Blank, Link
from bot.wired import House

LIFE: Final = timedelta(minutes=10)
PATH: Final = "/p"


class Pages:
    """Fits bot.ports.Pages. `heard` is told which platform has something new in the inbox."""

    def __init__(self, house: House, public_url: str, heard: Callable[[str], object]) -> None:
        self.house = house
        self.public_url = public_url
        self.heard = heard

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https:")

    async def write(
        self, person: Person, *, platform: str, account: str, room: str, blank: Blank
    ) -> str:
        link = Link(
            person=person.no,
            platform=platform,
            account=account,
            room=room,
            expires=self.house.clock.now() + LIFE,
            blank=blank,
        )
        return await whole(self._put(link))

    async def show(
        self, person: Person, *, platform: str, account: str, room: str, text: Sensitive[str]
    ) -> str:
        link = Link(
            person=person.no,
            platform=platform,
            account=account,
            room=room,
            expires=self.house.clock.now() + LIFE,
            shows=text,
        )
        return await whole(self._put(link))

    async def _put(self, link: Link) -> str:
        token = secrets.token_urlsafe(32)
        async with self.house.unit() as unit:
            await unit.links.put(token, link)
            await unit.commit()
        return f"{self.public_url}{PATH}/{token}"

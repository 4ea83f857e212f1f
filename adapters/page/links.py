"""Making a link to a page. The token is the only key to it: random, for one person, for ten minutes, once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from adapters.whole import whole
from bot.disclosure import Sensitive
from bot.files import Attachment
from bot.people import Person
from bot.ports import Blank, Link
from bot.wired import House

LINK_LIFE: Final = timedelta(minutes=10)
PATH: Final = "/p"
_BYTES: Final = 32
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 bytes, as token_urlsafe() writes them


class Pages:
    """Fits bot.ports.Pages. `heard` is told which platform has something new in the inbox.

    Raises ValueError for an address that browsers would reach without encryption from elsewhere.
    """

    def __init__(self, house: House, public_url: str, heard: Callable[[str], object]) -> None:
        self.house = house
        self.public_url = _address(public_url)
        self.heard = heard

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https:")

    async def write(
        self, person: Person, *, platform: str, account: str, room: str, blank: Blank
    ) -> str:
        """The address of a page for the own words that this form still asks for. Raises StoreTrouble."""
        link = Link(
            person=person.no,
            platform=platform,
            account=account,
            room=room,
            expires=self.house.clock.now() + LINK_LIFE,
            blank=blank,
        )
        return await whole(self._put(link))

    async def show(
        self,
        person: Person,
        *,
        platform: str,
        account: str,
        room: str,
        text: Sensitive[str],
        file: Attachment | None = None,
    ) -> str:
        """The address of a page that shows this text once. Raises StoreTrouble."""
        link = Link(
            person=person.no,
            platform=platform,
            account=account,
            room=room,
            expires=self.house.clock.now() + LINK_LIFE,
            shows=text,
            file=file,
        )
        return await whole(self._put(link))

    async def _put(self, link: Link) -> str:
        token = secrets.token_urlsafe(_BYTES)
        async with self.house.unit() as unit:
            await unit.links.put(token, link)
            await unit.commit()
        return f"{self.public_url}{PATH}/{token}"


def is_token(text: str) -> bool:
    """Whether it could be one: what could not is not looked up."""
    return _TOKEN.fullmatch(text) is not None


def _address(url: str) -> str:
    """As given, without a slash at its end. Raises ValueError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    bare = not (parts.query or parts.fragment or parts.username or parts.path.strip("/"))
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))
    if not (host and bare and encrypted):
        raise ValueError(
            "Confer's pages carry people's own words: their address is https://HOST, or http:// on this"
            " machine itself, with nothing after it."
        )
    return url.rstrip("/")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

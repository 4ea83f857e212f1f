"""Confer's pages on a real port of this machine, over a whole house, and somebody's browser."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from aiohttp import ClientResponse, ClientSession

from adapters.console.stage import NAME, Spot
from adapters.page import Pages, app
from adapters.page.page import USUAL, Patience
from adapters.page.serve import listen, serve_at
from bot import dispatch, wording
from bot.disclosure import Sensitive
from bot.people import Person
from bot.ports import Blank, Heard, PlaceKind, Telling, Unit
from bot.wired import House
from tests.house import Talks

# All that is needed but one answer, and that one: a line that says all at once is asked nothing more.
ASKED: Final = (
    "/concern new topic:alone urgency:this_week age:12_15 basis:seen_myself sure:fairly strengths:friends",
    "would_not_guess",
)
_AREA: Final = re.compile(r"<textarea[^>]* name=\"([^\"]*)\"[^>]*>\n(.*?)</textarea>", re.DOTALL)
_HIDDEN: Final = re.compile(r"<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">")


class _Slow:
    """A unit whose commit is known late."""

    def __init__(self, unit: Unit, slow_s: float) -> None:
        self._unit = unit
        self._slow_s = slow_s

    def __getattr__(self, name: str) -> object:
        return getattr(self._unit, name)

    async def __aenter__(self) -> _Slow:
        await self._unit.__aenter__()
        return self

    async def __aexit__(self, *about: Any) -> None:
        await self._unit.__aexit__(*about)

    async def commit(self) -> None:
        await self._unit.commit()
        await asyncio.sleep(self._slow_s)


@dataclass(slots=True)
class Store:
    """The house's own store; while there is trouble, that is raised instead. `slow_s`: after each commit."""

    house: House
    trouble: Exception | None = None
    slow_s: float = 0.0

    def unit(self) -> Unit:
        if self.trouble is not None:
            raise self.trouble
        unit = self.house.unit()
        return cast(Unit, _Slow(unit, self.slow_s)) if self.slow_s else unit


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser got."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def areas(self) -> dict[str, str]:
        """What stands in each field to write in."""
        return {html.unescape(k): html.unescape(v) for k, v in _AREA.findall(self.body)}

    @property
    def hidden(self) -> dict[str, str]:
        return {html.unescape(k): html.unescape(v) for k, v in _HIDDEN.findall(self.body)}

    @property
    def text(self) -> str:
        body = self.body.partition("<body>")[2]
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


@dataclass(slots=True, kw_only=True)
class Scene:
    talks: Talks
    store: Store
    pages: Pages
    browser: ClientSession
    heard: list[str]
    here: str
    count: int = 0

    @property
    def house(self) -> House:
        return self.talks.player.house

    # --- the chat ---

    async def person(self, key: str) -> Person:
        async with self.house.unit() as unit:
            found = (await unit.people.directory()).by_key(key)
        assert found is not None
        return found

    async def asked(self, who: str, *lines: str) -> Blank:
        """The form whose question the last of the lines led to."""
        told = [await self._types(who, line) for line in lines][-1]
        blanks = [telling.blank for telling in told if telling.blank]
        assert blanks, [wording.text(telling) for telling in told]
        return blanks[-1]

    async def _types(self, who: str, line: str) -> Sequence[Telling]:
        self.count += 1
        heard = Heard(
            key=f"chat.{self.count}",
            platform=NAME,
            account=who,
            place=PlaceKind.PRIVATE,
            room=who,
            words=Sensitive(line),
            at=self.house.clock.now(),
        )
        async with self.house.unit() as unit:
            await dispatch.hear(unit, heard)
            await unit.commit()
        answered = await dispatch.work(self.house, NAME, heard.key)
        await dispatch.told(self.house, NAME, heard.key)
        return answered.tellings

    async def link(self, who: str = "nurse", *lines: str) -> str:
        """The address of a page for the own words that these lines' form asks for."""
        blank, person = await self.asked(who, *(lines or ASKED)), await self.person(who)
        return await self.pages.write(person, platform=NAME, account=who, room=who, blank=blank)

    async def link_showing(self, text: str, who: str = "nurse") -> str:
        person, sealed = await self.person(who), Sensitive(text)
        return await self.pages.show(person, platform=NAME, account=who, room=who, text=sealed)

    async def waiting(self) -> list[Heard]:
        async with self.house.unit() as unit:
            return list(await unit.inbox.waiting(NAME))

    async def works(self) -> list[str]:
        """Answers what waits in the inbox; gives what was said."""
        before = len(self.talks.stage.lines)
        for heard in await self.waiting():
            answered = await dispatch.work(self.house, NAME, heard.key)
            self.talks.stage.answer(Spot(PlaceKind.PRIVATE), heard.account, answered)
            await dispatch.told(self.house, NAME, heard.key)
        return [line.text for line in self.talks.stage.lines[before:]]

    async def leaves(self, who: str) -> None:
        """Somebody's account is taken out of the partnership."""
        person = await self.person(who)
        async with self.house.unit() as unit:
            await unit.people.change(replace(person, accounts={}))
            await unit.commit()

    # --- the browser ---

    async def opens(self, url: str) -> Seen:
        async with self.browser.get(url) as answer:
            return await _seen(answer)

    async def sends(self, url: str, **typed: str) -> Seen:
        """As a browser does: with what the page says of itself, and its own ends of lines."""
        shown = (await self.opens(url)).hidden
        return await self.posts(url, {**shown, **typed})

    async def posts(self, url: str, fields: Mapping[str, str]) -> Seen:
        body = {name: text.replace("\n", "\r\n") for name, text in fields.items()}
        async with self.browser.post(url, data=body) as answer:
            return await _seen(answer)

    async def asks(self, method: str, url: str, **how: object) -> Seen:
        async with self.browser.request(method, url, **how) as answer:  # type: ignore[arg-type]  # aiohttp's own
            return await _seen(answer)


async def _seen(answer: ClientResponse) -> Seen:
    return Seen(answer.status, answer.headers, await answer.text())


@asynccontextmanager
async def open_scene(
    talks: Talks, *, behind: str = "", patience: Patience = USUAL
) -> AsyncGenerator[Scene]:
    """`behind`: the address of a proxy that browsers are told instead of this machine's."""
    talks.served = True
    here = listen("127.0.0.1", 0)
    base = f"http://127.0.0.1:{here.getsockname()[1]}"
    store, heard = Store(talks.player.house), list[str]()
    pages = Pages(replace(talks.player.house, unit=store.unit), behind or base, heard.append)
    serving = asyncio.ensure_future(serve_at(here, app(pages, patience=patience)))
    try:
        async with ClientSession() as browser:
            yield Scene(
                talks=talks, store=store, pages=pages, browser=browser, heard=heard, here=base
            )
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)

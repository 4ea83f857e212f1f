"""Slack as the courier sees it, and the running of it."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from starlette.routing import Route

from adapters.slack import hometab, words
from adapters.slack.address import Address
from adapters.slack.answering import Answerer
from adapters.slack.api import Api, Refused
from adapters.slack.blocks import sections
from adapters.slack.channels import Channels
from adapters.slack.http import Install, OAuth, events
from adapters.slack.installs import Installs, Secrets, SlackNotSetUp, read_secrets
from adapters.slack.listeners import Ingress
from adapters.slack.names import NAME
from adapters.slack.posting import Poster
from adapters.slack.telling import Teller
from adapters.whole import directory_of, whole
from bot import dispatch, post_wording
from bot.conversation.home import home
from bot.errors import DeliveryFailed
from bot.labels import sentence
from bot.people import Directory, Person
from bot.ports import Clock, NoticeKind, Pages, Partnership, Telling, Unit
from bot.posts import AnyCirclePost, AnyPost, AnySeatsPost
from bot.rounds import lease
from bot.vocabulary.reference import CaseRef
from bot.wired import House
from bot.wording import Ear

log: Final = logging.getLogger("confer.slack")

API_URL: Final = "https://slack.com/api/"
EVENTS_PATH: Final = "/slack/events"
_REFUSED_S: Final = 300.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How Confer is on Slack. `socket`: Slack is called, instead of calling.

    `own_words`: modals take what a person writes. `public_url`: where Slack and browsers reach this program.
    """

    seats: tuple[Address, ...]
    api_url: str = API_URL
    socket: bool = True
    events_path: str = EVENTS_PATH
    own_words: bool = False
    public_url: str | None = None
    workspaces: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Running:
    """What is there while Slack runs."""

    channels: Channels
    poster: Poster
    teller: Teller
    answerer: Answerer
    ingress: Ingress
    app: AsyncApp


class SlackPlatform:
    """Fits bot.ports.Platform. Every verb raises DeliveryFailed, also while Slack is not running yet."""

    def __init__(
        self,
        connection: Connection,
        unit: Callable[[], Unit],
        clock: Clock,
        partnership: Partnership,
        pages: Pages | None = None,
    ) -> None:
        self._connection = connection
        self._unit = unit
        self._clock = clock
        self._partnership = partnership
        self._pages = pages
        self._secrets: Secrets | None = None
        self._installs: Installs | None = None
        self._api: Api | None = None
        self._open: _Running | None = None
        self._socket_client: Any = None  # while it is connected

    @property
    def name(self) -> str:
        return NAME

    @property
    def speaks(self) -> bool:
        return self._open is not None

    @property
    def hears(self) -> bool:
        called = not self._connection.socket or self._socket_client is not None
        return self._open is not None and called

    @property
    def silent_s(self) -> float | None:
        """Of the socket, by its pings; where Slack calls, nothing is waited for."""
        answered = self._socket_client.last_ping_pong_time if self._socket_client else None
        return None if answered is None else max(time.time() - answered, 0.0)

    # --- the courier's verbs ---

    async def post_to_seats(self, post: AnySeatsPost, *, key: UUID) -> str | None:
        running = self._running()
        return await self._post(running, running.channels.seats, post, key)

    async def post_to_circle(self, case: CaseRef, post: AnyCirclePost, *, key: UUID) -> str | None:
        running = self._running()
        return await self._post(running, running.channels.circles(case), post, key)

    async def gather(
        self,
        case: CaseRef,
        people: Sequence[Person],
        *,
        ended: bool,
        key: UUID,  # noqa: ARG002 - gathering twice comes to the same
    ) -> None:
        channels = self._running().channels
        if ended:
            await _tried(channels.clear_out(case))
            return
        accounts = {Address.parse(p.accounts[NAME]) for p in people if NAME in p.accounts}
        await _tried(channels.gather(case, accounts))

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        account = person.accounts.get(NAME)
        if account is None:
            return None
        return await self._running().teller.notice(Address.parse(account), telling, key)

    async def take_back(self, room: str, message: str, *, key: UUID) -> None:
        """One of Confer's own messages; what is gone already is gone."""
        del key
        _running, api = self._running(), self._api
        if api is not None:
            try:
                await api.call("chat.delete", Address.parse(room), ts=message)
            except Refused as why:
                log.warning("a message could not be taken back", extra={"code": why.code})

    async def redraw(self, message: str, post: AnySeatsPost, *, key: UUID) -> None:
        directory = await whole(directory_of(self._unit))
        text = post_wording.post(post, self._ear(directory))
        await self._running().poster.redraw(message, sections(text), text, key=key)

    async def unsay(self, message: str, *, key: UUID) -> bool:
        del key  # removed twice it is gone
        return await self._running().poster.remove(message)

    async def close_circle(self, case: CaseRef, *, key: UUID) -> None:
        del key  # archived twice it is archived
        await _tried(self._running().channels.close(case))

    async def _post(
        self, running: _Running, channels: Sequence[Address], post: AnyPost, key: UUID
    ) -> str | None:
        directory = await whole(directory_of(self._unit))
        text = post_wording.post(post, self._ear(directory))
        said = [
            await _tried(running.poster.post(channel, sections(text), text, key=key))
            for channel in channels
        ]
        return " ".join(said) or None

    def _ear(self, directory: Directory) -> Ear:
        return Ear(
            language=self._partnership.language, zone=self._partnership.zone, directory=directory
        )

    def _running(self) -> _Running:
        if self._open is None:
            raise DeliveryFailed("Slack is not running.", after_s=5)
        return self._open

    @property
    def api(self) -> Api:
        """The Web API; after prepare()."""
        if self._api is None:
            raise DeliveryFailed("Slack is not running.", after_s=5)
        return self._api

    def wake(self) -> None:
        """Something for Slack was put into the inbox from elsewhere: by a page."""
        if self._open is not None:
            self._open.answerer.wake()

    # --- running ---

    async def prepare(self, house: House) -> None:
        """Look who Confer is on Slack, and be ready to be called.

        Raises SlackNotSetUp, Refused, DeliveryFailed, StoreTrouble.
        """
        async with self._unit() as unit:
            secrets = await read_secrets(unit)
        if secrets is None:
            raise SlackNotSetUp
        here = self._connection
        installs = Installs(here.api_url, self._unit, self._clock, secrets)
        await installs.find_home()
        api = Api(here.api_url, installs.token)
        channels = Channels(api, self._unit, installs, here.seats)
        await channels.restore()
        poster = Poster(api)
        teller = Teller(house, api, channels, poster, pages=self._pages, own_words=here.own_words)
        answerer = Answerer(house, teller, others=house.shared and not here.socket)
        ingress = Ingress(
            house, installs, channels, answerer, self._changed, own_words=here.own_words
        )
        self._secrets, self._installs, self._api = secrets, installs, api
        app = ingress.app(api, secrets.signing_secret)
        self._open = _Running(channels, poster, teller, answerer, ingress, app)
        self._house = house

    def routes(self) -> list[Route]:
        """What Slack and browsers call; after prepare(). Socket Mode has none for events."""
        running, secrets, installs = self._running(), self._secrets, self._installs
        here = self._connection
        found: list[Route] = []
        if secrets and not here.socket:
            found.append(events(running.app, here.events_path, secrets.signing_secret))
        if secrets and installs and secrets.client_id and here.public_url:
            oauth = OAuth(
                client_id=secrets.client_id,
                public_url=here.public_url,
                api_url=here.api_url,
                workspaces=here.workspaces,
            )
            found += Install(installs, self._unit, self._clock, oauth).routes()
        return found

    async def run(self) -> None:
        """Answer until cancelled; over a socket of Slack's where that is set up. After prepare()."""
        running = self._running()
        try:
            if self._connection.socket:
                await lease.led(self._house, NAME, lambda: self._answer(running))
            else:
                await self._answer(running)
        finally:
            await self.close()

    async def _answer(self, running: _Running) -> None:
        running.answerer.wake()  # what a crash left is done first
        async with self._socket(running):
            await running.answerer.run()

    async def close(self) -> None:
        running, self._open = self._open, None
        if running is not None:
            await running.ingress.close()
        for one in (self._api, self._installs):
            if one is not None:
                await one.close()

    @asynccontextmanager
    async def _socket(self, running: _Running) -> AsyncGenerator[None]:
        if not self._connection.socket or self._secrets is None or self._api is None:
            yield
            return
        handler: Any = AsyncSocketModeHandler(  # partly untyped
            running.app,
            app_token=self._secrets.app_token,
            web_client=self._api.client(self._secrets.app_token),
        )
        if self._api.is_local:
            handler.client.proxy = None
        await handler.connect_async()
        self._socket_client = handler.client
        try:
            yield
        finally:
            self._socket_client = None
            await handler.close_async()

    # --- what happens to the app itself ---

    async def _changed(self, body: Mapping[str, Any]) -> None:
        """Events that are no messages: the Home tab, channels, installations, people."""
        event: Mapping[str, Any] = body.get("event") or {}
        match event.get("type"):
            case "app_home_opened":
                await self._draw_home(body, event)
            case "app_uninstalled" | "tokens_revoked":
                await self._uninstalled(str(body.get("team_id", "")))
            case "channel_archive" | "channel_left" | "group_archive" | "group_left":
                await self._channel_lost(str(event.get("channel", "")))
            case _:
                pass

    async def _draw_home(self, body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        if event.get("tab") != "home" or self._installs is None or self._api is None:
            return
        mine = self._installs.home
        team = str(body.get("team_id", ""))
        account = Address(str(event["user"]), None if mine and mine.team == team else team)
        found = await home(self._house, NAME, str(account))
        directory = await whole(directory_of(self._unit))
        person = directory.by_account(NAME, str(account))
        if found is None or person is None:
            view = hometab.stranger(sentence(words.STRANGER, self._partnership.language))
        else:
            view = hometab.view(found, person.language.code)
        await self._api.call("views.publish", team=account.team, user_id=account.id, view=view)

    async def _uninstalled(self, team: str) -> None:
        """Nobody is reached there any more: somebody hears, and notices go to people's other places."""
        if self._installs is None:
            return
        if self._installs.home is None or self._installs.home.team != team:
            await self._installs.drop(team)
        log.warning("slack is gone", extra={"team": team})
        await dispatch.lost(self._house, NAME, NoticeKind.PLATFORM_GONE)

    async def _channel_lost(self, channel: str) -> None:
        running = self._running()
        if channel in {address.id for address in running.channels.seats}:
            log.warning("Confer is no longer in the seats' channel")
            await dispatch.lost(self._house, NAME, NoticeKind.CHANNEL_GONE)
        elif running.channels.lost(channel) is not None:
            log.warning("a circle's channel is gone")


async def _tried(doing: Awaitable[T]) -> T:
    """What Slack refuses is tried again later, for channels and permissions can be mended."""
    try:
        return await doing
    except Refused as why:
        raise DeliveryFailed(str(why), after_s=_REFUSED_S) from None

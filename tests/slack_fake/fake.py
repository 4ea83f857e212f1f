"""The fake whole: a server on this machine, the setting up of a world, and the looking at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Self, TypeVar

from aiohttp import ClientSession, DummyCookieJar, web

from tests.slack_fake import answers, api, text
from tests.slack_fake.core import Core, Request
from tests.slack_fake.deliver import Hands
from tests.slack_fake.faults import Faults
from tests.slack_fake.happenings import Happenings
from tests.slack_fake.oauth import Approvals
from tests.slack_fake.wire import Wire
from tests.slack_fake.workspace import (
    App,
    Channel,
    Clock,
    Installation,
    Kind,
    Message,
    Mode,
    Team,
    User,
    View,
    World,
)

T = TypeVar("T")

SCOPES: Final = frozenset(
    [
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:manage",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "groups:write",
        "im:history",
        "im:read",
        "im:write",
        "metadata.message:read",
        "reactions:write",
        "team:read",
        "users:read",
    ]
)


class FakeSlack(Hands, Happenings, Approvals):
    """`async with FakeSlack() as slack:` serves on 127.0.0.1 while it lasts.

    Point slack_sdk at `slack.base_url`. All that the app sends is in `requests`; what Slack's rules forbid
    is in `violations`, a sentence each, and a test ends by asserting that there are none.

    `core.ack_s` and `core.retry_after_s` are the only real waits, and may be set at any time.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.faults = Faults()
        self.world = World(self.clock)
        self.core = Core(self.clock, self.world, self.faults)

    async def __aenter__(self) -> Self:
        site = web.Application(client_max_size=2**22)
        site.router.add_route("*", "/api/{method}", self._call)
        site.router.add_post("/response/{key}", self._respond)
        site.router.add_get("/socket/{app}", self._listen)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.core.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.wire = Wire(self.core, ClientSession(cookie_jar=DummyCookieJar()))
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.wire.close()
        await self.wire.session.close()
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """What AsyncWebClient takes as base_url."""
        return f"{self.core.base}/api/"

    # --- setting up ---

    def team(self, domain: str = "house", *, enterprise: bool = False) -> Team:
        made = Team(self.world.new_id("T"), domain, self.world.new_id("E") if enterprise else None)
        self.world.teams[made.id] = made
        return made

    def user(
        self, team: Team, name: str, *, locale: str = "en-GB", tz: str = "Europe/London"
    ) -> User:
        made = User(self.world.new_id("U"), team.id, name, locale, tz)
        self.world.users[made.id] = made
        return made

    def channel(
        self, team: Team, name: str, members: Iterable[User], *, kind: Kind = "public"
    ) -> Channel:
        """A channel with these people and bots in it. Somebody of another workspace makes it shared."""
        there = list(members)
        teams = dict.fromkeys([team.id, *(one.team_id for one in there)])
        made = Channel(self.world.new_id("C"), kind, name, list(teams), [one.id for one in there])
        self.world.channels[made.id] = made
        return made

    def app(
        self, mode: Mode = "http", *, scopes: Iterable[str] = SCOPES, rotates: bool = False
    ) -> App:
        """An app that is installed nowhere yet. In mode "http" set its request_url before acting."""
        id = self.world.new_id("A")
        made = App(
            id,
            mode,
            frozenset(scopes),
            client_id=f"{id[1:]}.{id[1:]}",
            client_secret=f"client-{id}",
            signing_secret=f"signing-{id}",
            app_token=f"xapp-1-{id}-1-x",
            rotates=rotates,
        )
        self.world.apps[id] = made
        return made

    def install(self, app: App, team: Team) -> Installation:
        """Installs an app as by its settings page; approve() goes the way of OAuth."""
        bot = User(self.world.new_id("U"), team.id, f"bot-of-{app.id.lower()}", is_bot=True)
        self.world.users[bot.id] = bot
        made = Installation(app, team, bot, app.scopes)
        self.world.installations.append(made)
        self.world.issue(made)
        return made

    # --- looking ---

    @property
    def requests(self) -> list[Request]:
        return self.core.requests

    @property
    def violations(self) -> list[str]:
        return self.core.violations

    def calls(self, method: str) -> list[Request]:
        """The calls of one method, those that were refused too."""
        return [one for one in self.requests if one.method == method]

    def messages(self, channel: Channel) -> list[Message]:
        """What everybody in a channel sees, the oldest first."""
        return [
            one
            for one in self.world.messages
            if one.channel_id == channel.id and not one.only_for and not one.deleted
        ]

    def ephemerals(self, user: User, channel: Channel | None = None) -> list[Message]:
        """What one person alone sees, in one channel or in all."""
        return [
            one
            for one in self.world.messages
            if one.only_for == user.id and not one.deleted
            if channel is None or one.channel_id == channel.id
        ]

    def directs(self, user: User, bot: User) -> list[Message]:
        """What a person and a bot wrote to each other."""
        return self.messages(self.world.im(bot.id, user.id))

    def modals(self, user: User) -> list[View]:
        """The modals that a person has before them, the topmost last."""
        return [
            one for key, stack in self.world.stacks.items() if key[0] == user.id for one in stack
        ]

    def modal(self, user: User) -> View | None:
        """The topmost modal."""
        return next(reversed(self.modals(user)), None)

    def home(self, user: User) -> View | None:
        return next((one for key, one in self.world.homes.items() if key[0] == user.id), None)

    def seen_by(self, user: User) -> str:
        """All text that is only for this person: direct and ephemeral messages, modals, the Home tab."""
        ims = [one for one in self.world.channels.values() if one.kind == "im"]
        direct = [m for one in ims if user.id in one.members for m in self.messages(one)]
        home = self.home(user)
        views = [*self.modals(user), *([home] if home else [])]
        said = [text.of_message(one) for one in [*direct, *self.ephemerals(user)]]
        return "\n".join([*said, *map(text.of_view, views)])

    def channel_text(self, channel: Channel) -> str:
        """All text that everybody in a channel sees."""
        return "\n".join(text.of_message(one) for one in self.messages(channel))

    async def until(self, met: Callable[[], T], within_s: float = 5.0) -> T:
        """Waits for what the app does after its acknowledgement; gives what was found."""
        return await self.core.until(met, within_s)

    # --- the person's client, and the connection ---

    def reloads(self, user: User) -> None:
        """A person loads Slack anew: ephemeral messages and modals are gone."""
        for one in self.ephemerals(user):
            one.deleted = True
        for key, stack in self.world.stacks.items():
            if key[0] == user.id:
                stack.clear()

    async def connected(self, app: App) -> None:
        """Waits until the app has a socket open."""
        await self.core.until(lambda: self.wire.sockets.get(app.id))

    async def disconnect(self, app: App, *, warned: bool = True) -> None:
        """Slack ends the app's sockets: with the frame that asks it to come again, or without a word."""
        await self.wire.disconnect(app, warned=warned)

    # --- serving ---

    async def _call(self, request: web.Request) -> web.Response:
        answer = await api.answer(self.core, request)
        self.core.changed.set()
        return answer

    async def _respond(self, request: web.Request) -> web.Response:
        return await answers.respond(self.core, request)

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        if self.faults.everything_down:
            return web.Response(status=503)
        return await self.wire.listen(self.world.apps[request.match_info["app"]], request)

"""A whole Confer on the fake Slack: a real database, the real slack-bolt, and people at their screens."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession
from starlette.applications import Starlette

from adapters.console import cast
from adapters.console.play import REF, MovedClock
from adapters.console.stage import NAME, Stage
from adapters.guard import CaseGuard
from adapters.page import Pages, routes
from adapters.page.serve import serve
from adapters.schedule import courier
from adapters.slack.address import Address
from adapters.slack.installs import Secrets, write_secrets
from adapters.slack.platform import Connection, SlackPlatform
from bot import dispatch
from bot.house import Opened, open_house
from bot.people import Directory
from bot.ports import Platform
from bot.wired import House
from tests.adapters.slack.people import Somebody
from tests.house import CANARY, KEYS, START
from tests.slack_fake import App, Channel, FakeSlack, Installation, Team, User
from tests.slack_fake.workspace import Mode

MODES: tuple[Mode, ...] = ("http", "socket")


@dataclass
class Scene:
    """One partnership on Slack. `people` by key, each at a screen in the seats' channel."""

    slack: FakeSlack
    app: App
    team: Team
    installed: Installation | None
    folder: Path
    port: int
    own_words: bool
    many: bool
    seats: Channel
    people: dict[str, Somebody]
    directory: Directory
    clock: MovedClock
    platforms: dict[str, Platform]
    browser: ClientSession
    workspaces: frozenset[str]
    opened: Opened | None = None
    platform: SlackPlatform | None = None
    running: asyncio.Task[None] | None = None

    @property
    def house(self) -> House:
        assert self.opened is not None
        return self.opened.house

    def __getattr__(self, key: str) -> Somebody:
        try:
            return self.people[key]
        except KeyError:
            raise AttributeError(key) from None

    @property
    def bot(self) -> User:
        assert self.installed is not None
        return self.installed.bot

    @property
    def public_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def starts(self) -> None:
        """Confer runs, from its database, as after a restart."""
        self.platforms.pop("slack", None)
        opened = await open_house(
            f"sqlite:///{self.folder / 'confer.db'}",
            KEYS,
            partnership=replace(cast.partnership(), public_url=self.public_url),
            clock=self.clock,
            platforms=self.platforms,
            founders=self.directory,
        )
        opened = opened.guarded(CaseGuard(cast.COUNTRY))
        self.opened = opened.unlimited()  # some tests type faster than anybody
        await self._secrets()
        pages = Pages(self.house, self.public_url, self._heard)
        connection = Connection(
            seats=(Address(self.seats.id, self.team.id if self.many else None),),
            api_url=self.slack.base_url,
            socket=self.app.mode == "socket",
            own_words=self.own_words,
            public_url=self.public_url,
            workspaces=self.workspaces,
        )
        self.platform = SlackPlatform(
            connection, self.house.unit, self.clock, self.house.partnership, pages
        )
        self.platforms["slack"] = self.platform
        await self.platform.prepare(self.house)
        app = Starlette(routes=[*routes(pages), *self.platform.routes()])
        self.running = asyncio.ensure_future(self._run(app))
        await self._listens()

    def _heard(self, _name: str) -> None:
        assert self.platform is not None
        self.platform.wake()

    def secrets(self) -> Secrets:
        """What Slack gave for this app."""
        app, token = self.app, self.installed.token if self.installed else ""
        many = Secrets(client_id=app.client_id, client_secret=app.client_secret)
        return replace(
            many if self.many else Secrets(bot_token=token),
            app_token=app.app_token,
            signing_secret=app.signing_secret,
        )

    async def _secrets(self) -> None:
        async with self.house.unit() as unit:
            await write_secrets(unit, self.secrets())
            await unit.commit()

    def other_place(self) -> Stage:
        """A second platform, on which everybody has an account too."""
        stage = Stage(self.clock, language="en", zone=cast.ZONE)
        stage.directory = self.directory
        self.platforms[NAME] = stage
        return stage

    async def _run(self, app: Starlette) -> None:
        assert self.platform is not None
        async with asyncio.TaskGroup() as group:
            group.create_task(self.platform.run())
            group.create_task(serve(app, host="127.0.0.1", port=self.port, behind_proxy=False))

    async def _listens(self) -> None:
        async with asyncio.timeout(10):
            while True:
                with suppress(OSError):
                    _reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    await writer.wait_closed()
                    break
                await asyncio.sleep(0.02)
            if self.app.mode == "socket":
                await self.slack.connected(self.app)

    async def ends(self) -> None:
        """Confer stops; what it did not come to stands in its database."""
        if self.running is not None:
            self.running.cancel()
            with suppress(asyncio.CancelledError, BaseExceptionGroup):
                await self.running
        if self.opened is not None:
            await self.opened.close()
        self.running = self.opened = None

    async def restarts(self) -> None:
        await self.ends()
        await self.starts()

    async def delivers(self) -> None:
        """What is due is said."""
        while await dispatch.remind(self.house):
            pass
        await courier(self.house)

    async def waits(self, **span: float) -> None:
        """The clock moves; what falls due on the way is done at its time."""
        target = self.clock.now() + timedelta(**span)
        await self.delivers()
        while True:
            due = await dispatch.next_due(self.house)
            if due is None or due > target:
                break
            self.clock.move_to(max(due, self.clock.now() + timedelta(milliseconds=1)))
            await self.delivers()
        self.clock.move_to(target)
        await self.delivers()

    # --- a page ---

    async def opens(self, one: Somebody) -> tuple[int, str]:
        """The page behind the newest link on somebody's screen."""
        async with self.browser.get(one.link()) as answer:
            return answer.status, await answer.text()

    async def writes_there(self, one: Somebody, **words: str) -> tuple[int, str]:
        async with self.browser.post(one.link(), data=words) as answer:
            return answer.status, await answer.text()

    async def reads_there(self, one: Somebody) -> tuple[int, str]:
        """Open the page, and press what shows the words."""
        _status, page = await self.opens(one)
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        return await self.writes_there(one, **hidden)

    # --- looking ---

    def lines(self, channel: Channel) -> list[str]:
        """What all read in a channel."""
        return [message.text for message in self.slack.messages(channel)]

    @property
    def ref(self) -> str:
        """The newest reference that anybody read."""
        found = [ref for m in self.slack.world.messages for ref in REF.findall(m.text)]
        return str(found[-1])

    def circle(self, ref: str) -> Channel:
        """The channel of a circle; there is one and no more."""
        found = [c for c in self.slack.world.channels.values() if c.name == ref.lower()]
        assert len(found) == 1
        return found[0]

    def members(self, channel: Channel) -> set[str]:
        """Who is in a channel, by key."""
        return {key for key, one in self.people.items() if one.id in channel.members}

    def silent(self) -> None:
        """No request of Confer's carries what somebody wrote, and none broke a rule of Slack's."""
        for request in self.slack.requests:
            assert CANARY.encode() not in request.raw, f"the canary sang in {request.method}"
        for file in self.folder.glob("confer.db*"):
            assert CANARY.encode() not in file.read_bytes(), f"the canary sang in {file.name}"
        assert self.slack.violations == []

    async def raised(self, key: str = "nurse", words: str = "") -> str:
        """One concern: the modal, the page for own words where there are any, the preview, sent."""
        one = self.people[key]
        await one.types("/concern new")
        await one.sees_a_form()
        await one.sends(**ANSWERS)
        await one.hears("[Skip]")
        if words:
            await self.writes_there(one, detail=words)
        else:
            await one.presses("Skip")
        await one.hears("[Send]")
        await one.presses("Send")
        await one.hears("Your concern is")
        await self.delivers()
        return self.newest(one)

    def newest(self, one: Somebody) -> str:
        """The newest reference on somebody's screen."""
        return str([ref for text in one.reads() for ref in REF.findall(text)][-1])

    async def taken(self) -> str:
        """A case that is worked on together."""
        ref = await self.raised()
        one = self.people["coordinator"]
        await one.types(f"/case answer {ref} next:screening by:2d")
        await one.hears("You answered")
        await one.types(f"/case take {ref} why:fits_here circle:social,school police_said:clear")
        await one.hears("is taken up together")
        await self.delivers()
        return ref


ANSWERS = {
    "topic": ["alone", "online"],
    "urgency": "this_week",
    "age": "12_15",
    "basis": "seen_myself",
    "sure": "fairly",
    "strengths": ["activity", "friends"],
    "guessable": "would_not_guess",
}


@asynccontextmanager
async def open_scene(  # noqa: PLR0913  # each is a way to be on Slack
    folder: Path,
    migrated: Path,
    mode: Mode = "http",
    *,
    own_words: bool = False,
    many: bool = False,
    rotates: bool = False,
    workspaces: Collection[str] = (),
    starts: bool = True,
) -> AsyncIterator[Scene]:
    """Everybody of the partnership has an account, and is in the seats' channel with Confer."""
    shutil.copy(migrated, folder / "confer.db")
    async with FakeSlack() as slack, ClientSession() as browser:
        team, app = slack.team(), slack.app(mode, rotates=rotates)
        installed = None if many else slack.install(app, team)
        known = cast.directory("slack")
        users = {p.key: slack.user(team, p.key) for p in known.people.values()}
        there = [*users.values(), *([installed.bot] if installed else [])]
        seats = slack.channel(team, "seats", there)
        prefix = f"{team.id}/" if many else ""
        people = [
            replace(p, accounts={"slack": prefix + users[p.key].id, NAME: p.key})
            for p in known.people.values()
        ]
        port = free_port()
        app.request_url = f"http://127.0.0.1:{port}/slack/events"
        scene = Scene(
            slack=slack,
            app=app,
            team=team,
            installed=installed,
            folder=folder,
            port=port,
            own_words=own_words,
            many=many,
            seats=seats,
            people={key: Somebody(slack, user, seats) for key, user in users.items()},
            directory=Directory.of(people, known.seats.values()),
            clock=MovedClock(START),
            platforms={},
            browser=browser,
            workspaces=frozenset(workspaces),
        )
        if starts:
            await scene.starts()
        try:
            yield scene
        finally:
            await scene.ends()
    scene.silent()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])

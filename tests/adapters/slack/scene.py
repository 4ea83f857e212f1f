"""A whole Confer on the fake Slack: a real database, the real slack-bolt, and people at their screens."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from starlette.applications import Starlette

from adapters.console import cast
from adapters.console.play import REF, MovedClock
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
from tests.house import CANARY, KEYS, START
from tests.slack.fake import (
    APP_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    HOME_TOKEN,
    SIGNING_SECRET,
    FakeSlack,
)
from tests.slack.people import Somebody, Way

MODES = ("http", "socket")


@dataclass
class Scene:
    """One partnership on Slack. `people` by key, each at a screen in the seats' channel."""

    slack: FakeSlack
    folder: Path
    mode: str
    port: int
    own_words: bool
    many: bool
    seats: str
    way: Way
    people: dict[str, Somebody]
    directory: Directory
    clock: MovedClock
    platforms: dict[str, Platform]
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
    def public_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def starts(self) -> None:
        """Confer runs, from its database, as after a restart."""
        self.platforms.pop("slack", None)
        self.opened = await open_house(
            f"sqlite:///{self.folder / 'confer.db'}",
            KEYS,
            partnership=cast.partnership(),
            clock=self.clock,
            platforms=self.platforms,
            founders=self.directory,
        )
        await self._secrets()
        pages = Pages(self.house, self.public_url, self._heard)
        connection = Connection(
            seats=(Address(self.seats, self.slack.team if self.many else None),),
            api_url=self.slack.api_url,
            socket=self.mode == "socket",
            own_words=self.own_words,
            public_url=self.public_url,
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

    async def _secrets(self) -> None:
        async with self.house.unit() as unit:
            many = Secrets(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
            one = Secrets(bot_token=HOME_TOKEN)
            both = replace(
                many if self.many else one, app_token=APP_TOKEN, signing_secret=SIGNING_SECRET
            )
            await write_secrets(unit, both)
            await unit.commit()

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
            if self.mode == "socket":
                await self.slack.connected.wait()

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
        async with self.slack.session.get(one.link()) as answer:
            return answer.status, await answer.text()

    async def writes_there(self, one: Somebody, **words: str) -> tuple[int, str]:
        async with self.slack.session.post(one.link(), data=words) as answer:
            return answer.status, await answer.text()

    # --- looking ---

    def lines(self, channel: str) -> list[str]:
        """What all read in a channel."""
        return [
            m.text
            for m in self.slack.world.messages
            if m.channel == channel and m.only_for is None and not m.deleted
        ]

    @property
    def ref(self) -> str:
        """The newest reference that anybody read."""
        found = [ref for m in self.slack.world.messages for ref in REF.findall(m.text)]
        return str(found[-1])

    def circle(self, ref: str) -> str | None:
        """The channel of a circle."""
        found = [c.id for c in self.slack.world.channels.values() if c.name == ref.lower()]
        return found[-1] if found else None

    def members(self, channel: str) -> set[str]:
        """Who is in a channel, by key."""
        there = self.slack.world.channels[channel].members
        return {key for key, one in self.people.items() if one.id in there}

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
async def open_scene(
    folder: Path,
    migrated: Path,
    mode: str = "http",
    *,
    own_words: bool = False,
    many: bool = False,
    starts: bool = True,
) -> AsyncIterator[Scene]:
    """Everybody of the partnership has an account, and is in the seats' channel with Confer."""
    shutil.copy(migrated, folder / "confer.db")
    async with FakeSlack() as slack:
        world = slack.world
        known = cast.directory("slack")
        users = {p.key: world.user(p.key, slack.team).id for p in known.people.values()}
        seats = world.channel("seats", slack.team, slack.bot, *users.values()).id
        prefix = f"{slack.team}/" if many else ""
        people = [
            replace(p, accounts={"slack": prefix + users[p.key]}) for p in known.people.values()
        ]
        port = free_port()
        way = Way(slack, None if mode == "socket" else f"http://127.0.0.1:{port}/slack/events")
        scene = Scene(
            slack=slack,
            folder=folder,
            mode=mode,
            port=port,
            own_words=own_words,
            many=many,
            seats=seats,
            way=way,
            people={key: Somebody(way, id, seats) for key, id in users.items()},
            directory=Directory.of(people, known.seats.values()),
            clock=MovedClock(START),
            platforms={},
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

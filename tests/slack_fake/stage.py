"""The real slack-bolt and slack-sdk, started against the fake in either of Slack's two modes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_fake import App, Channel, FakeSlack, Installation, Message, User
from tests.slack_fake.workspace import Mode


@dataclass
class Stage:
    """A workspace with Ada and Ben, a channel with both and the bot, and a bolt app without listeners.

    client is an AsyncWebClient, whose annotations are too loose for strict checks.
    """

    slack: FakeSlack
    app: App
    bolt: AsyncApp
    client: Any
    installed: Installation
    ada: User
    ben: User
    room: Channel

    @property
    def bot(self) -> User:
        return self.installed.bot

    async def posts(self, text: str = "Hello", **more: Any) -> Message:
        """A message of the bot in the room."""
        await self.client.chat_postMessage(channel=self.room.id, text=text, **more)
        return self.slack.messages(self.room)[-1]


@asynccontextmanager
async def open_stage(mode: Mode) -> AsyncGenerator[Stage]:
    async with FakeSlack() as slack, ClientSession() as session:
        team = slack.team()
        app = slack.app(mode)
        installed = slack.install(app, team)
        ada, ben = slack.user(team, "ada"), slack.user(team, "ben")
        room = slack.channel(team, "duty", [ada, ben, installed.bot])
        # By default slack_sdk repeats a call whose connection broke, and a post may so stand there twice.
        client = AsyncWebClient(
            token=installed.token, base_url=slack.base_url, session=session, retry_handlers=[]
        )
        bolt = AsyncApp(
            client=client, signing_secret=app.signing_secret, process_before_response=True
        )
        async with _running(bolt, app, slack):
            yield Stage(slack, app, bolt, client, installed, ada, ben, room)


@asynccontextmanager
async def _running(bolt: AsyncApp, app: App, slack: FakeSlack) -> AsyncGenerator[None]:
    if app.mode == "socket":
        handler: Any = AsyncSocketModeHandler(bolt, app.app_token, ping_interval=0.5)
        await handler.connect_async()
        try:
            await slack.connected(app)
            yield
        finally:
            await handler.close_async()
        return
    runner = web.AppRunner(bolt.web_app("/slack/events"), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    app.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield
    finally:
        await runner.cleanup()

"""What Slack remembers: workspaces, people, channels, messages, views, apps and their tokens.

Plain records, and the finding and making of them. Nothing here knows of HTTP.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = dict[str, Any]
Kind: TypeAlias = Literal["public", "private", "im"]
Mode: TypeAlias = Literal["http", "socket"]

TRIGGER_S = 3.0
RESPONSE_URL_S = 30 * 60.0
RESPONSE_URL_USES = 5
TOKEN_S = 12 * 60 * 60.0


class Impossible(AssertionError):
    """No person can do this in Slack: what the test wants to press or fill in is not before them."""


@dataclass
class Clock:
    """Slack's time in seconds since 1970. It stands still until a test moves it."""

    now: float = 1_767_225_600.0

    def passes(self, seconds: float) -> None:
        self.now += seconds


@dataclass(eq=False)
class Team:
    """A workspace. enterprise_id is None outside Enterprise Grid."""

    id: str
    domain: str
    enterprise_id: str | None = None


@dataclass(eq=False)
class User:
    """away: their client is closed, so that ephemeral messages never reach them."""

    id: str
    team_id: str
    name: str
    locale: str = "en-GB"
    tz: str = "Europe/London"
    is_bot: bool = False
    deleted: bool = False
    away: bool = False

    @property
    def email(self) -> str:
        return f"{self.name}@example.org"


@dataclass(eq=False)
class Channel:
    """A conversation. The first of team_ids is its home; more than one makes it a Connect channel."""

    id: str
    kind: Kind
    name: str
    team_ids: list[str]
    members: list[str]
    creator: str = ""
    topic: str = ""
    archived: bool = False

    @property
    def is_ext_shared(self) -> bool:
        return len(self.team_ids) > 1


@dataclass(eq=False)
class Message:
    """A message, or an ephemeral one if only_for names who sees it. app_id is None for a person's."""

    channel_id: str
    ts: str
    user_id: str
    text: str
    blocks: list[Json] = field(default_factory=list[Json])
    metadata: Json | None = None
    thread_ts: str | None = None
    app_id: str | None = None
    only_for: str | None = None
    edited: bool = False
    deleted: bool = False
    state: Json = field(default_factory=dict[str, Any])


@dataclass(eq=False)
class View:
    """A modal or a Home tab before a person: what the app sent, and what is chosen in it so far."""

    id: str
    app_id: str
    team_id: str
    user_id: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    state: Json = field(default_factory=dict[str, Any])

    @property
    def blocks(self) -> list[Json]:
        found: list[Json] = self.content["blocks"]
        return found


@dataclass(eq=False)
class App:
    """An app as its page in Slack's settings shows it. events is None if it subscribes to all."""

    id: str
    mode: Mode
    scopes: frozenset[str]
    client_id: str
    client_secret: str
    signing_secret: str
    app_token: str
    rotates: bool = False
    request_url: str = ""
    events: frozenset[str] | None = None


@dataclass(eq=False)
class Installation:
    """An app in a workspace. token is the newest bot token; refresh_token is "" without rotation."""

    app: App
    team: Team
    bot: User
    scopes: frozenset[str]
    token: str = ""
    refresh_token: str = ""
    active: bool = True


@dataclass(eq=False)
class Token:
    """A bot token. expires_at is None if it does not rotate."""

    installation: Installation
    expires_at: float | None = None
    revoked: bool = False


@dataclass(eq=False)
class Code:
    """What a person's approval gives an app once. redirect_uri must come back as it was sent."""

    installation: Installation
    redirect_uri: str
    expires_at: float


@dataclass(eq=False)
class Trigger:
    """What lets an app open a view for a person. view_id is the modal that it was made in."""

    app_id: str
    user_id: str
    expires_at: float
    view_id: str | None = None
    used: bool = False


@dataclass(eq=False)
class ResponseUrl:
    """A way back to where a person acted. origin is the message acted on, None for a command."""

    installation: Installation
    user_id: str
    channel_id: str
    expires_at: float
    origin: Message | None = None
    uses: int = 0


def _none() -> dict[Any, Any]:
    return {}


@dataclass
class World:
    """All that Slack holds, and the making of new identities."""

    clock: Clock
    teams: dict[str, Team] = field(default_factory=_none)
    users: dict[str, User] = field(default_factory=_none)
    channels: dict[str, Channel] = field(default_factory=_none)
    messages: list[Message] = field(default_factory=list[Message])
    apps: dict[str, App] = field(default_factory=_none)
    installations: list[Installation] = field(default_factory=list[Installation])
    tokens: dict[str, Token] = field(default_factory=_none)
    codes: dict[str, Code] = field(default_factory=_none)
    stacks: dict[tuple[str, str], list[View]] = field(default_factory=_none)
    homes: dict[tuple[str, str], View] = field(default_factory=_none)
    triggers: dict[str, Trigger] = field(default_factory=_none)
    response_urls: dict[str, ResponseUrl] = field(default_factory=_none)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    last_us: int = 0

    def new_id(self, prefix: str) -> str:
        return f"{prefix}0{next(self.numbers):09d}"

    def new_ts(self) -> str:
        """A message's time, unique and rising: "1700000000.000100"."""
        self.last_us = max(int(self.clock.now) * 1_000_000, self.last_us) + 100
        return f"{self.last_us // 1_000_000}.{self.last_us % 1_000_000:06d}"

    def new_hash(self) -> str:
        return f"{int(self.clock.now)}.{self.new_id('h')}"

    # --- people and places ---

    def im(self, *user_ids: str) -> Channel:
        """The direct messages of two people; opened if they had none."""
        for channel in self.channels.values():
            if channel.kind == "im" and set(channel.members) == set(user_ids):
                return channel
        home = self.users[user_ids[0]].team_id
        opened = Channel(self.new_id("D"), "im", "", [home], list(user_ids))
        self.channels[opened.id] = opened
        return opened

    def message(self, channel_id: str, ts: str) -> Message | None:
        """A message that everybody in its channel sees and that was not deleted."""
        for one in self.messages:
            if (one.channel_id, one.ts) == (channel_id, ts) and not one.only_for:
                return None if one.deleted else one
        return None

    # --- views ---

    def trigger(self, app: App, user: User, modal: View | None = None) -> str:
        key = f"{next(self.numbers)}.{int(self.clock.now)}.{self.new_id('h')}"
        expires_at = self.clock.now + TRIGGER_S
        self.triggers[key] = Trigger(app.id, user.id, expires_at, modal.id if modal else None)
        return key

    def stack(self, user_id: str, app_id: str) -> list[View]:
        """The modals of an app that a person has before them, the topmost last."""
        return self.stacks.setdefault((user_id, app_id), [])

    def view(self, installation: Installation, user_id: str, content: Json) -> View:
        """A new view, not yet on any screen."""
        id = self.new_id("V")
        app, team = installation.app, installation.team
        return View(id, app.id, team.id, user_id, self.named(content), self.new_hash(), id)

    def named(self, content: Json) -> Json:
        """The content with the block and action ids that Slack makes up where the app gave none."""
        return content | {"blocks": self.named_blocks(content["blocks"])}

    def named_blocks(self, blocks: list[Json]) -> list[Json]:
        return [{"block_id": self.new_id("b"), **_named_within(one, self)} for one in blocks]

    # --- apps ---

    def installed(self, app: App, team_id: str) -> Installation | None:
        for one in self.installations:
            if one.app is app and one.team.id == team_id and one.active:
                return one
        return None

    def issue(self, installation: Installation) -> None:
        """Gives an installation a fresh bot token, and a refresh token if its app rotates them."""
        tail = self.new_id("")
        rotates = installation.app.rotates
        installation.token = f"xoxe.xoxb-1-{tail}" if rotates else f"xoxb-{tail}"
        installation.refresh_token = f"xoxe-1-{tail}" if rotates else ""
        expires_at = self.clock.now + TOKEN_S if rotates else None
        self.tokens[installation.token] = Token(installation, expires_at)

    def forget(self, installation: Installation) -> None:
        """Ends an installation: all its tokens are revoked."""
        installation.active = False
        for token in self.tokens.values():
            token.revoked |= token.installation is installation


def _named_within(block: Json, world: World) -> Json:
    if block["type"] == "actions":
        return block | {"elements": [_named(one, world) for one in block["elements"]]}
    inside = {"section": "accessory", "input": "element"}.get(block["type"])
    if inside and inside in block:
        return block | {inside: _named(block[inside], world)}
    return block


def _named(element: Json, world: World) -> Json:
    return {"action_id": world.new_id("a"), **element}

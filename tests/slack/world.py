"""What stands in the fake: workspaces, people, channels, messages, open views, tokens."""

from __future__ import annotations

import itertools
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

TRIGGER_S = 3.0
RESPONSES = 5
RESPONSE_S = 30 * 60.0
STACK = 3  # views of one person, one on the other


class SlackError(Exception):
    """Slack answers `ok: false` with this code."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


@dataclass
class User:
    id: str
    name: str
    team: str
    is_bot: bool = False
    deleted: bool = False
    locale: str = "en-GB"


@dataclass
class Message:
    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    only_for: str | None = None  # ephemeral: this user alone sees it
    deleted: bool = False
    edited: bool = False


@dataclass
class Channel:
    id: str
    name: str
    team: str
    members: set[str] = field(default_factory=set)
    creator: str = ""
    private: bool = False
    archived: bool = False
    im_of: str | None = None


@dataclass
class View:
    id: str
    user: str
    body: Json
    hash: str
    state: Json = field(default_factory=dict)


@dataclass
class Token:
    team: str
    scopes: frozenset[str]
    kind: str  # bot or app
    expires: float | None = None
    revoked: bool = False


@dataclass
class Response:
    """A response address: where it answers, and how often it still may."""

    channel: str
    user: str
    born: float
    left: int = RESPONSES


@dataclass
class Trigger:
    user: str
    born: float
    used: bool = False


class World:
    """All state. `now` may be moved on with skip()."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, Json] = {}
        self.tokens: dict[str, Token] = {}
        self.triggers: dict[str, Trigger] = {}
        self.responses: dict[str, Response] = {}
        self.bots: dict[str, str] = {}  # team to the app's bot user
        self.violations: list[str] = []
        self._skipped = 0.0
        self._ids = itertools.count(1)
        self._ts = itertools.count(1_700_000_000)

    @property
    def now(self) -> float:
        return time.monotonic() + self._skipped

    def skip(self, seconds: float) -> None:
        self._skipped += seconds

    def fresh(self, letter: str) -> str:
        return f"{letter}{next(self._ids):08d}X"

    def ts(self) -> str:
        return f"{next(self._ts)}.000100"

    # --- making ---

    def user(self, name: str, team: str, **more: Any) -> User:
        made = User(id=self.fresh("U"), name=name, team=team, **more)
        self.users[made.id] = made
        return made

    def channel(self, name: str, team: str, *members: str, **more: Any) -> Channel:
        made = Channel(id=self.fresh("C"), name=name, team=team, members=set(members), **more)
        self.channels[made.id] = made
        return made

    def im(self, user: str, team: str) -> Channel:
        for one in self.channels.values():
            if one.im_of == user and one.team == team:
                return one
        made = Channel(
            id=self.fresh("D"),
            name="",
            team=team,
            members={user, self.bots[team]},
            private=True,
            im_of=user,
        )
        self.channels[made.id] = made
        return made

    def trigger(self, user: str) -> str:
        id = f"{next(self._ids)}.{secrets.token_hex(8)}"
        self.triggers[id] = Trigger(user, self.now)
        return id

    def use_trigger(self, id: str) -> str:
        """The user it belongs to. Raises SlackError."""
        found = self.triggers.get(id)
        if found is None:
            raise SlackError("invalid_trigger_id")
        if found.used:
            raise SlackError("exchanged_trigger_id")
        if self.now - found.born > TRIGGER_S:
            raise SlackError("expired_trigger_id")
        found.used = True
        return found.user

    def response(self, channel: str, user: str) -> str:
        id = secrets.token_hex(12)
        self.responses[id] = Response(channel, user, self.now)
        return id

    # --- looking ---

    def seen_by(self, user: str) -> list[Message]:
        """Every message this user can read, in order."""
        return [
            one
            for one in self.messages
            if not one.deleted
            and user in self.channels[one.channel].members | {one.only_for}
            and one.only_for in {None, user}
        ]

    def top(self, user: str) -> View | None:
        """The view on top of this user's screen."""
        stack = self.stacks.get(user, [])
        return stack[-1] if stack else None

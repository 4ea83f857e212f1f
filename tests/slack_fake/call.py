"""One call of the Web API: who calls, with which arguments, and what of the world they may touch."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from tests.slack_fake.core import Core, Refused
from tests.slack_fake.shapes import is_object
from tests.slack_fake.workspace import App, Channel, Installation, Json, Token, User, World

_SHAPES: Final = {
    "channel": (r"[CGD][A-Z0-9]{8,}", "channel_not_found"),
    "user": (r"[UW][A-Z0-9]{8,}", "user_not_found"),
    "ts": (r"\d{10}\.\d{6}", "message_not_found"),
}
# The scopes that a conversation of each kind asks for, by what is done with it.
READ: Final = {"public": "channels:read", "private": "groups:read", "im": "im:read"}
HISTORY: Final = {"public": "channels:history", "private": "groups:history", "im": "im:history"}
MANAGE: Final = {"public": "channels:manage", "private": "groups:write", "im": "im:write"}


@dataclass(frozen=True)
class Call:
    """One call. A call with an app's own token or secret has no installation."""

    core: Core
    name: str
    args: Json
    app: App | None = None
    bot: Installation | None = None
    token: Token | None = None

    @property
    def world(self) -> World:
        return self.core.world

    @property
    def installation(self) -> Installation:
        if self.bot is None:
            raise Refused("not_allowed_token_type")
        return self.bot

    def needs(self, *scopes: str) -> None:
        """Raises Refused unless the token has one of these scopes."""
        has = self.installation.scopes
        if not has.intersection(scopes):
            raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(sorted(has)))

    def shaped(self, argument: str, kind: str) -> str:
        """An argument that is written as Slack writes such ids; another shape is a violation."""
        value = self.args[argument]
        shape, error = _SHAPES[kind]
        if not re.fullmatch(shape, value):
            self.core.violated(self.name, [f"{argument} {value!r} is not the id of a {kind}"])
            raise Refused(error)
        return str(value)

    def channel(self, argument: str = "channel") -> Channel:
        """The channel, which the bot may know of."""
        id = self.shaped(argument, "channel")
        if not self.core.bot_sees(self.installation, id):
            raise Refused("channel_not_found")
        return self.world.channels[id]

    def joined(self) -> Channel:
        """The channel, which the bot must be in and which must not be archived."""
        channel = self.channel()
        if self.installation.bot.id not in channel.members:
            raise Refused("not_in_channel")
        if channel.archived:
            raise Refused("is_archived")
        return channel

    def user(self, argument: str = "user") -> User:
        """Somebody of the workspace, or of another that shares a channel with it."""
        found = self.world.users.get(self.shaped(argument, "user"))
        if found is None:
            raise Refused("user_not_found")
        if not self.knows(found):
            raise Refused("user_not_visible")
        return found

    def knows(self, user: User) -> bool:
        team_id = self.installation.team.id
        return user.team_id == team_id or any(
            team_id in one.team_ids and user.id in one.members
            for one in self.world.channels.values()
        )

    def page(self, found: list[Any], default: int = 100) -> tuple[list[Any], Json]:
        """The part of a list that cursor and limit ask for, and where the next part begins."""
        start = self.args.get("cursor") or "0"
        if not start.isdigit() or int(start) > len(found):
            raise Refused("invalid_cursor")
        end = int(start) + self.args.get("limit", default)
        cursor = str(end) if end < len(found) else ""
        return found[int(start) : end], {"response_metadata": {"next_cursor": cursor}}


Run: TypeAlias = Callable[[Call], Json]


@dataclass(frozen=True)
class Method:
    """A row of the Web API.

    arguments names them with blanks between, as "channel! limit:int view:json": ! is for those that must
    be there. scopes are those of which the token needs one; none if the method looks for itself.
    of is whose token it takes: "nobody" for calls with an app's id and secret.
    """

    run: Run
    arguments: str = ""
    scopes: tuple[str, ...] = ()
    of: Literal["bot", "app", "nobody"] = "bot"

    def read(self, sent: Json) -> tuple[Json, list[str]]:
        """The arguments as values, and a sentence for each that is missing, unknown or no value."""
        read, amiss = dict[str, Any](), list[str]()
        # slack_bolt sends a team_id along with every call.
        known = dict(_spelled(one) for one in [*self.arguments.split(), "team_id"])
        for name, (kind, needed) in known.items():
            if name in sent:
                try:
                    read[name] = _READERS[kind](sent[name])
                except ValueError:
                    amiss.append(f"{name} cannot be read as {kind}")
            elif needed:
                amiss.append(f"missing required field: {name}")
        return read, amiss + [f"unknown argument: {name}" for name in sent if name not in known]


def _spelled(argument: str) -> tuple[str, tuple[str, bool]]:
    """ "view:json!" as ("view", ("json", True))."""
    name, _, kind = argument.removesuffix("!").partition(":")
    return name, (kind or "text", argument.endswith("!"))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _whole(value: Any) -> int:
    return int(value)


def _flag(value: Any) -> bool:
    if value in {True, "true", "1"}:
        return True
    if value in {False, "false", "0"}:
        return False
    raise ValueError


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _object(value: Any) -> Json:
    found = _json(value)
    if not is_object(found):
        raise ValueError
    return found


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "text": _text,
    "int": _whole,
    "bool": _flag,
    "json": _json,
    "object": _object,
}

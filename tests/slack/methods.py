"""The Web API: one row a method, with its scopes and what it needs and takes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from tests.slack import checks
from tests.slack.world import Channel, Json, Message, SlackError, Token, View

if TYPE_CHECKING:
    from tests.slack.fake import FakeSlack


@dataclass(frozen=True)
class Call:
    """One call: the arguments as they came, and whose token it was."""

    slack: FakeSlack
    method: str
    args: Json
    token: Token

    @property
    def bot(self) -> str:
        return self.slack.world.bots[self.token.team]

    def channel(self) -> Channel:
        """Raises SlackError where there is none, or the bot cannot see it."""
        id = str(self.args["channel"])
        if not re.fullmatch(r"[CDG][A-Z0-9]{6,}", id):
            raise SlackError("channel_not_found")
        found = self.slack.world.channels.get(id)
        hidden = found is not None and found.private and self.bot not in found.members
        if found is None or hidden or found.team != self.token.team:
            raise SlackError("channel_not_found")
        return found

    def user(self, name: str = "user") -> str:
        id = str(self.args[name])
        found = self.slack.world.users.get(id)
        if found is None or not re.fullmatch(r"[UW][A-Z0-9]{6,}", id):
            raise SlackError("user_not_found")
        return id


Handler: TypeAlias = Callable[[Call], Json]


@dataclass(frozen=True)
class Method:
    run: Handler
    scopes: tuple[str, ...]  # any of them will do
    needs: frozenset[str]
    takes: frozenset[str]
    kind: str


METHODS: Final[dict[str, Method]] = {}


def method(
    name: str, *scopes: str, needs: str = "", takes: str = "", kind: str = "bot"
) -> Callable[[Handler], Handler]:
    def declare(run: Handler) -> Handler:
        needed = frozenset(needs.split())
        METHODS[name] = Method(run, scopes, needed, needed | frozenset(takes.split()), kind)
        return run

    return declare


_SAYS = "text blocks unfurl_links unfurl_media metadata thread_ts mrkdwn parse"


# --- who ---


@method("auth.test")
def auth_test(call: Call) -> Json:
    world = call.slack.world
    bot = world.users[call.bot]
    return {
        "url": "https://example.slack.com/",
        "team": "Example",
        "team_id": call.token.team,
        "user": bot.name,
        "user_id": bot.id,
        "bot_id": call.slack.bot_id,
        "enterprise_id": call.slack.enterprise,
    }


@method("users.info", "users:read", needs="user", takes="include_locale")
def users_info(call: Call) -> Json:
    found = call.slack.world.users[call.user()]
    return {"user": {"id": found.id, "team_id": found.team, "deleted": found.deleted}}


# --- messages ---


def _checked(call: Call) -> None:
    wrong = checks.message(call.args)
    for flag in ("unfurl_links", "unfurl_media"):
        if call.method == "chat.postMessage" and call.args.get(flag) not in {False, True}:
            wrong.append(f"{flag} is not said")
    call.slack.complain(call.method, wrong)
    if wrong:
        code = wrong[0].partition(":")[0]
        raise SlackError(code if code.replace("_", "").isalpha() else "invalid_blocks")


@method("chat.postMessage", "chat:write", needs="channel", takes=_SAYS)
def post_message(call: Call) -> Json:
    channel, world = call.channel(), call.slack.world
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    _checked(call)
    made = Message(
        ts=world.ts(),
        channel=channel.id,
        user=call.bot,
        text=call.args.get("text", ""),
        blocks=call.args.get("blocks", []),
        metadata=call.args.get("metadata"),
        thread_ts=call.args.get("thread_ts"),
    )
    world.messages.append(made)
    return {"channel": channel.id, "ts": made.ts, "message": {"text": made.text}}


@method(
    "chat.postEphemeral",
    "chat:write",
    needs="channel user",
    takes="text blocks thread_ts unfurl_links unfurl_media mrkdwn parse",
)
def post_ephemeral(call: Call) -> Json:
    channel, user, world = call.channel(), call.user(), call.slack.world
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    _checked(call)
    made = Message(
        ts=world.ts(),
        channel=channel.id,
        user=call.bot,
        text=call.args.get("text", ""),
        blocks=call.args.get("blocks", []),
        only_for=user,
        thread_ts=call.args.get("thread_ts"),
    )
    world.messages.append(made)
    return {"message_ts": made.ts}


def _mine(call: Call) -> Message:
    channel = call.channel()
    found = next(
        (
            m
            for m in call.slack.world.messages
            if m.channel == channel.id and m.ts == str(call.args["ts"]) and not m.deleted
        ),
        None,
    )
    if found is None or found.only_for is not None:
        raise SlackError("message_not_found")
    return found


@method("chat.update", "chat:write", needs="channel ts", takes=_SAYS)
def update(call: Call) -> Json:
    found = _mine(call)
    if found.user != call.bot:
        raise SlackError("cant_update_message")
    _checked(call)
    found.text, found.blocks = call.args.get("text", ""), call.args.get("blocks", [])
    found.edited = True
    return {"channel": found.channel, "ts": found.ts, "text": found.text}


@method("chat.delete", "chat:write", needs="channel ts")
def delete(call: Call) -> Json:
    found = _mine(call)
    if found.user != call.bot:
        raise SlackError("cant_delete_message")
    found.deleted = True
    return {"channel": found.channel, "ts": found.ts}


# --- conversations ---


@method("conversations.open", "im:write", needs="users", takes="return_im")
def open_(call: Call) -> Json:
    user = call.user("users")
    if call.slack.world.users[user].deleted:
        raise SlackError("user_disabled")
    return {"channel": {"id": call.slack.world.im(user, call.token.team).id}}


@method("conversations.create", "groups:write", "channels:manage", needs="name", takes="is_private")
def create(call: Call) -> Json:
    name, world = str(call.args["name"]), call.slack.world
    if not re.fullmatch(r"[a-z0-9_-]{1,80}", name):
        raise SlackError("invalid_name_specials")
    if any(c.name == name and c.team == call.token.team for c in world.channels.values()):
        raise SlackError("name_taken")
    made = world.channel(
        name,
        call.token.team,
        call.bot,
        creator=call.bot,
        private=call.args.get("is_private") in {True, "true"},
    )
    return {"channel": {"id": made.id, "name": name}}


@method("conversations.invite", "groups:write", "channels:manage", needs="channel users")
def invite(call: Call) -> Json:
    channel, user = call.channel(), call.user("users")
    if channel.archived:
        raise SlackError("is_archived")
    if user == call.bot:
        raise SlackError("cant_invite_self")
    if user in channel.members:
        raise SlackError("already_in_channel")
    if call.slack.world.users[user].deleted:
        raise SlackError("user_not_found")
    channel.members.add(user)
    return {"channel": {"id": channel.id}}


@method("conversations.kick", "groups:write", "channels:manage", needs="channel user")
def kick(call: Call) -> Json:
    channel, user = call.channel(), call.user()
    if user == call.bot:
        raise SlackError("cant_kick_self")
    if user not in channel.members:
        raise SlackError("not_in_channel")
    channel.members.discard(user)
    return {}


@method("conversations.archive", "groups:write", "channels:manage", needs="channel")
def archive(call: Call) -> Json:
    channel = call.channel()
    if channel.archived:
        raise SlackError("already_archived")
    channel.archived = True
    return {}


@method(
    "conversations.members", "groups:read", "channels:read", needs="channel", takes="limit cursor"
)
def members(call: Call) -> Json:
    channel = call.channel()
    if call.bot not in channel.members and channel.private:
        raise SlackError("channel_not_found")
    everybody = sorted(channel.members)
    first, most = int(call.args.get("cursor", 0)), call.slack.page
    following = str(first + most) if first + most < len(everybody) else ""
    return {
        "members": everybody[first : first + most],
        "response_metadata": {"next_cursor": following},
    }


@method(
    "conversations.history",
    "channels:history",
    "groups:history",
    "im:history",
    needs="channel",
    takes="limit cursor include_all_metadata oldest latest inclusive",
)
def history(call: Call) -> Json:
    channel = call.channel()
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    with_metadata = call.args.get("include_all_metadata") in {True, "true"}
    found = [
        {
            "ts": m.ts,
            "user": m.user,
            "text": m.text,
            **({"metadata": m.metadata} if with_metadata and m.metadata else {}),
        }
        for m in reversed(call.slack.world.messages)
        if m.channel == channel.id and m.only_for is None and not m.deleted
    ]
    return {"messages": found[: int(call.args.get("limit", 100))], "has_more": False}


@method(
    "users.conversations",
    "groups:read",
    "channels:read",
    takes="types exclude_archived user limit cursor",
)
def users_conversations(call: Call) -> Json:
    user = str(call.args.get("user", call.bot))
    kinds = str(call.args.get("types", "public_channel")).split(",")
    found = [
        {"id": c.id, "name": c.name, "creator": c.creator, "is_archived": c.archived}
        for c in call.slack.world.channels.values()
        if user in c.members
        and c.team == call.token.team
        and c.im_of is None
        and ("private_channel" if c.private else "public_channel") in kinds
        and not (c.archived and call.args.get("exclude_archived") in {True, "true"})
    ]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


# --- views ---


def _view(call: Call) -> Json:
    body = call.args["view"]
    wrong = checks.view(body)
    call.slack.complain(call.method, wrong)
    if wrong:
        raise SlackError("invalid_arguments", response_metadata={"messages": wrong})
    return dict(body)


@method("views.open", needs="trigger_id view")
def views_open(call: Call) -> Json:
    return _opened(call, [])


@method("views.push", needs="trigger_id view")
def views_push(call: Call) -> Json:
    return _opened(call, None)


def _opened(call: Call, stack: list[View] | None) -> Json:
    world, body = call.slack.world, _view(call)
    user = world.use_trigger(str(call.args["trigger_id"]))
    stacked = world.stacks.setdefault(user, []) if stack is None else stack
    if len(stacked) >= 3:
        raise SlackError("push_limit_reached")
    made = View(id=world.fresh("V"), user=user, body=body, hash=secrets.token_hex(6))
    stacked.append(made)
    world.stacks[user] = stacked
    return {"view": {"id": made.id, "hash": made.hash, **body}}


@method("views.update", needs="view", takes="view_id external_id hash")
def views_update(call: Call) -> Json:
    world, body = call.slack.world, _view(call)
    for stack in world.stacks.values():
        for found in stack:
            if found.id == call.args.get("view_id"):
                if "hash" in call.args and call.args["hash"] != found.hash:
                    raise SlackError("hash_conflict")
                found.body, found.hash = body, secrets.token_hex(6)
                return {"view": {"id": found.id, "hash": found.hash, **body}}
    raise SlackError("not_found")


@method("views.publish", needs="user_id view", takes="hash")
def views_publish(call: Call) -> Json:
    if call.args["view"].get("type") != "home":
        raise SlackError("invalid_arguments")
    call.slack.world.homes[call.user("user_id")] = _view(call)
    return {"view": {"id": call.slack.world.fresh("V")}}


# --- the app ---


@method("apps.connections.open", "connections:write", kind="app")
def connections_open(call: Call) -> Json:
    return {"url": call.slack.socket_url()}


@method(
    "oauth.v2.access",
    takes="client_id client_secret code redirect_uri grant_type refresh_token",
    kind="none",
)
def oauth_access(call: Call) -> Json:
    return call.slack.oauth(call.args)

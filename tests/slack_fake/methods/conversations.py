"""conversations.*: channels, who is in them, and what was said there."""

from __future__ import annotations

import re

from tests.slack_fake.call import HISTORY, MANAGE, READ, Call
from tests.slack_fake.core import Refused
from tests.slack_fake.methods.chat import as_sent
from tests.slack_fake.workspace import Channel, Json, Kind, User

_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def open_(call: Call) -> Json:
    """Direct messages with one person."""
    if "," in call.args["users"]:
        raise Refused("not_supported")
    user = call.user("users")
    if user.deleted:
        raise Refused("user_disabled")
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    return {"channel": {"id": call.world.im(call.installation.bot.id, user.id).id}}


def create(call: Call) -> Json:
    kind: Kind = "private" if call.args.get("is_private") else "public"
    call.needs(MANAGE[kind])
    name = _free_name(call)
    bot, team = call.installation.bot, call.installation.team
    channel = Channel(call.world.new_id("C"), kind, name, [team.id], [bot.id], bot.id)
    call.world.channels[channel.id] = channel
    return {"channel": as_listed(channel, call)}


def rename(call: Call) -> Json:
    channel = _managed(call)
    channel.name = _free_name(call)
    return {"channel": as_listed(channel, call)}


def invite(call: Call) -> Json:
    channel = _managed(call, ".invites")
    refused = list[Json]()
    welcome = list[str]()
    for id in call.args["users"].split(","):
        if error := _not_invited(call, channel, id):
            refused.append({"user": id, "ok": False, "error": error})
        else:
            welcome.append(id)
    if not refused or call.args.get("force"):
        channel.members += welcome
    if refused and not (call.args.get("force") and welcome):
        raise Refused(refused[0]["error"], errors=refused)
    return {"channel": as_listed(channel, call)}


def kick(call: Call) -> Json:
    channel, user = _managed(call), call.user()
    if user is call.installation.bot:
        raise Refused("cant_kick_self")
    if user.id not in channel.members:
        raise Refused("not_in_channel")
    channel.members.remove(user.id)
    return {}


def archive(call: Call) -> Json:
    channel = call.channel()
    if channel.archived:
        raise Refused("already_archived")
    _managed(call).archived = True
    return {}


def set_topic(call: Call) -> Json:
    channel = _managed(call, ".topic")
    if len(call.args["topic"]) > 250:
        raise Refused("too_long")
    channel.topic = call.args["topic"]
    return {"channel": as_listed(channel, call)}


def join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    if call.installation.bot.id not in channel.members:
        channel.members.append(call.installation.bot.id)
    return {"channel": as_listed(channel, call)}


def leave(call: Call) -> Json:
    channel = call.channel()
    call.needs(MANAGE[channel.kind])
    if call.installation.bot.id not in channel.members:
        return {"not_in_channel": True}
    channel.members.remove(call.installation.bot.id)
    return {}


def info(call: Call) -> Json:
    channel = call.channel()
    call.needs(READ[channel.kind])
    listed = as_listed(channel, call)
    if call.args.get("include_num_members"):
        listed["num_members"] = len(channel.members)
    return {"channel": listed}


def members(call: Call) -> Json:
    channel = call.channel()
    call.needs(READ[channel.kind])
    found, more = call.page(channel.members)
    return {"members": found} | more


def list_(call: Call) -> Json:
    found, more = call.page([as_listed(one, call) for one in _of_types(call)])
    return {"channels": found} | more


def of_user(call: Call) -> Json:
    """The channels that a person (else the bot) is in, and that the bot may know of."""
    user = call.user() if "user" in call.args else call.installation.bot
    there = [one for one in _of_types(call) if user.id in one.members]
    found, more = call.page([as_listed(one, call) for one in there])
    return {"channels": found} | more


def history(call: Call) -> Json:
    """The newest first. Metadata only when asked for, and with its own scope."""
    channel = call.channel()
    call.needs(HISTORY[channel.kind])
    if call.installation.bot.id not in channel.members:
        raise Refused("not_in_channel")
    shown = bool(call.args.get("include_all_metadata"))
    shown &= "metadata.message:read" in call.installation.scopes
    said = [
        as_sent(one, with_metadata=shown)
        for one in reversed(call.world.messages)
        if one.channel_id == channel.id and not one.only_for and not one.deleted
        if one.thread_ts in {None, one.ts} and _between(call, one.ts)
    ]
    found, more = call.page(said)
    return {"messages": found, "has_more": bool(more["response_metadata"]["next_cursor"])} | more


def as_listed(channel: Channel, call: Call) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_private": channel.kind != "public",
        "is_archived": channel.archived,
        "is_member": call.installation.bot.id in channel.members,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "creator": channel.creator,
        "context_team_id": call.installation.team.id,
        "shared_team_ids": channel.team_ids,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
    }


def _managed(call: Call, narrower: str = "") -> Channel:
    """The channel, which the bot is in and may change. narrower: the end of a scope that does as well."""
    channel = call.joined()
    if channel.kind == "im":
        raise Refused("method_not_supported_for_channel_type")
    write = "channels:write" if channel.kind == "public" else "groups:write"
    call.needs(MANAGE[channel.kind], *([write + narrower] if narrower else []))
    return channel


def _free_name(call: Call) -> str:
    """Raises Refused for a name that Slack's rules forbid or that a channel of the workspace has."""
    name: str = call.args["name"]
    if not name:
        raise Refused("invalid_name_required")
    if len(name) > 80:
        raise Refused("invalid_name_maxlength")
    if name != name.lower() or not re.fullmatch(r"[\w-]+", name):
        raise Refused("invalid_name_specials")
    home = call.installation.team.id
    taken = {
        one.name
        for one in call.world.channels.values()
        if home in one.team_ids and one.id != call.args.get("channel")
    }
    if name in taken:
        raise Refused("name_taken")
    return name


def _not_invited(call: Call, channel: Channel, id: str) -> str:
    """Why somebody cannot be invited; "" if they can."""
    user: User | None = call.world.users.get(id)
    if user is None or not re.fullmatch(r"[UW][A-Z0-9]{8,}", id):
        return "user_not_found"
    if user is call.installation.bot:
        return "cant_invite_self"
    if user.id in channel.members:
        return "already_in_channel"
    return "cant_invite" if user.deleted or user.team_id not in channel.team_ids else ""


def _of_types(call: Call) -> list[Channel]:
    asked = call.args.get("types", "public_channel").split(",")
    if unknown := set(asked) - set(_KINDS):
        raise Refused("invalid_types", response_metadata={"messages": sorted(unknown)})
    kinds = {_KINDS[one] for one in asked}
    for kind in kinds - {"mpim"}:
        call.needs(READ[kind])
    return [
        one
        for one in call.world.channels.values()
        if one.kind in kinds and call.core.bot_sees(call.installation, one.id)
        if not (one.archived and call.args.get("exclude_archived"))
    ]


def _between(call: Call, ts: str) -> bool:
    oldest, latest = call.args.get("oldest", "0"), call.args.get("latest", "9" * 10)
    if call.args.get("inclusive"):
        return float(oldest) <= float(ts) <= float(latest)
    return float(oldest) < float(ts) < float(latest)

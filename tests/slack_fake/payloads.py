"""What Slack sends to an app when somebody acts, or when something happens."""

from __future__ import annotations

from tests.slack_fake import forms
from tests.slack_fake.core import Core
from tests.slack_fake.methods.chat import as_sent
from tests.slack_fake.methods.views import as_sent as view_as_sent
from tests.slack_fake.workspace import (
    RESPONSE_URL_S,
    Channel,
    Installation,
    Json,
    Message,
    ResponseUrl,
    User,
    View,
)


def response_url(
    core: Core, installation: Installation, user: User, channel: Channel, origin: Message | None
) -> str:
    """A fresh address to answer to: five times, for half an hour."""
    key = core.world.new_id("r")
    expires_at = core.clock.now + RESPONSE_URL_S
    core.world.response_urls[key] = ResponseUrl(
        installation, user.id, channel.id, expires_at, origin
    )
    return f"{core.base}/response/{key}"


def slash(
    core: Core, installation: Installation, user: User, channel: Channel, typed: tuple[str, str]
) -> Json:
    """A slash command, (command, text), as form fields."""
    team = installation.team
    enterprise = {"enterprise_id": team.enterprise_id} if team.enterprise_id else {}
    return enterprise | {
        "token": "deprecated",
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": {"im": "directmessage", "private": "privategroup"}.get(
            channel.kind, channel.name
        ),
        "user_id": user.id,
        "user_name": user.name,
        "command": typed[0],
        "text": typed[1],
        "api_app_id": installation.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url(core, installation, user, channel, None),
        "trigger_id": core.world.trigger(installation.app, user),
    }


def acted(core: Core, kind: str, installation: Installation, user: User) -> Json:
    """What all interactions have in common."""
    team = installation.team
    enterprise = {"id": team.enterprise_id, "name": team.domain} if team.enterprise_id else None
    return {
        "type": kind,
        "token": "deprecated",
        "api_app_id": installation.app.id,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": enterprise,
        "is_enterprise_install": False,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
    }


def in_message(core: Core, installation: Installation, user: User, message: Message) -> Json:
    """Where a button of a message was pressed. An ephemeral message is not sent along."""
    channel = core.world.channels[message.channel_id]
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    place: Json = {
        "container": container | {"is_ephemeral": bool(message.only_for)},
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
        "state": {"values": forms.state(message.blocks, message.state)},
        "response_url": response_url(core, installation, user, channel, message),
        "trigger_id": core.world.trigger(installation.app, user),
    }
    return place if message.only_for else place | {"message": as_sent(message)}


def in_view(core: Core, installation: Installation, user: User, view: View) -> Json:
    modal = view if view.content["type"] == "modal" else None
    return {
        "container": {"type": "view", "view_id": view.id},
        "view": view_as_sent(view, installation),
        "trigger_id": core.world.trigger(installation.app, user, modal),
    }


def event(core: Core, installation: Installation, happened: Json) -> Json:
    """An event in its envelope, with an id by which a repeat is known."""
    team, channel_id = installation.team, happened.get("channel")
    channel = core.world.channels.get(channel_id) if isinstance(channel_id, str) else None
    authorization: Json = {
        "enterprise_id": team.enterprise_id,
        "team_id": team.id,
        "user_id": installation.bot.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": "deprecated",
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": team.enterprise_id,
        "api_app_id": installation.app.id,
        "type": "event_callback",
        "event": happened,
        "event_id": core.world.new_id("Ev"),
        "event_time": int(core.clock.now),
        "authorizations": [authorization],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": core.world.new_id("4-"),
    }

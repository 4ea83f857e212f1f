"""The app's manifest, derived from the commands; and the permissions Confer asks for, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from adapters.slack.names import MESSAGE_SHORTCUTS, SHORTCUTS
from bot.command import AnyCommand

# The least that works. A test holds the README's table against this one.
SCOPES: Final[Mapping[str, str]] = {
    "app_mentions:read": "to hear a line that names Confer, also in a thread, where no slash command works",
    "channels:history": "to find a line of Confer's own again, and to stop at what may describe a person",
    "channels:read": "to see that the seats' channel is there and that Confer is in it",
    "chat:write": "to post lines and to answer",
    "commands": "for the slash commands and the shortcuts",
    "groups:history": "the same as channels:history, in private channels",
    "groups:read": "to see who is in a circle's channel",
    "groups:write": "to make a circle's private channel, invite, remove and archive",
    "im:history": "to hear what a person writes to Confer directly",
    "im:write": "to open the conversation with one person",
    "metadata.message:read": "to know Confer's own lines by their random id",
    "users:read": "to see that somebody left, and who comes from another workspace",
}
EVENTS: Final = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_left",
    "channel_rename",
    "group_archive",
    "group_left",
    "group_rename",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "tokens_revoked",
    "user_change",
)
_TITLES: Final = {
    "confer_raise": "Raise a concern",
    "confer_progress": "Log progress",
    "confer_raise_here": "Raise a concern",
    "confer_progress_here": "Log progress",
}
# What somebody reads who types the beginning of a name.
GROUPS: Final[Mapping[str, str]] = {
    "concern": "Think a worry through and, if you choose, raise it; add to it, or see where it stands.",
    "case": "A case on its way: list, show, answer, take up, pause, close, look back.",
    "assess": "Look at a case together: ask, answer, judge, adopt.",
    "guest": "Somebody who helps with one case, for a reason and until a day.",
    "owner": "Who coordinates a case: name, agree, accept, reply, give back.",
    "plan": "Who does what until when: write, start, log progress, review.",
    "consent": "What the person agreed to, was told, or takes back.",
    "share": "Whether something may be shared; share it; take it back.",
    "meeting": "Find a date, record who came, see what is next.",
    "stats": "Counts of a quarter that is over; small numbers hidden.",
    "agency": "Agencies and seats: who can do what, who holds which.",
    "my": "Yours: settings, being away, who opened what you gave, linking accounts.",
    "confer": "Help, the long form of every command, rights, logs, settings.",
}
# Limits of Slack (docs.slack.dev, 2026), in characters.
DESCRIPTION: Final = 2000
USAGE: Final = 1000


def manifest(
    commands: Iterable[AnyCommand],
    *,
    public_url: str | None,
    socket: bool,
    events_path: str,
    oauth: bool,
    rotation: bool,
) -> dict[str, Any]:
    """As Slack's own page takes it. In Socket Mode Slack needs no address to call."""
    url = None if socket or public_url is None else f"{public_url}{events_path}"
    where = {} if url is None else {"request_url": url}
    auth: dict[str, Any] = {"scopes": {"bot": sorted(SCOPES)}}
    if oauth and public_url:
        auth["redirect_urls"] = [f"{public_url}/slack/oauth"]
    return {
        "display_information": {
            "name": "Confer",
            "description": "Helps several agencies keep one case in hand.",
            "background_color": "#1f3a4d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Confer", "always_online": True},
            "shortcuts": _shortcuts(),
            "slash_commands": _slash(commands, url),
        },
        "oauth_config": auth,
        "settings": {
            "event_subscriptions": {**where, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **where},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": rotation,
        },
    }


def _shortcuts() -> list[dict[str, str]]:
    kinds = {"global": SHORTCUTS, "message": MESSAGE_SHORTCUTS}
    return [
        {
            "name": _TITLES[callback],
            "type": kind,
            "callback_id": callback,
            "description": f"Begins /{command}",
        }
        for kind, found in kinds.items()
        for callback, command in found.items()
    ]


def _slash(commands: Iterable[AnyCommand], url: str | None) -> list[dict[str, Any]]:
    """One for each group; what follows it is a word behind."""
    groups: dict[str, list[AnyCommand]] = {}
    for one in commands:
        if not one.hidden:
            groups.setdefault(one.group, []).append(one)
    made: list[dict[str, Any]] = []
    for group, members in groups.items():
        subs = " | ".join(dict.fromkeys(one.sub for one in members if one.sub))
        made.append(
            {
                "command": f"/{group}",
                "description": GROUPS.get(group, members[0].summary)[:DESCRIPTION],
                "usage_hint": subs[:USAGE] or group,
                "should_escape": False,
                **({} if url is None else {"url": url}),
            }
        )
    return made

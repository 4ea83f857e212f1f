"""What Slack delivers, as the core hears it; and what is needed for a moment to answer it where it was said.

The address to answer at and the trigger of a modal die within minutes and seconds. They are kept in
memory, never stored: after a crash the answer finds another way.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from adapters.slack import modals
from adapters.slack.address import Address
from adapters.slack.names import FORM, MESSAGE_SHORTCUTS, NAME, PRESS, SHORTCUTS, begun, is_action
from adapters.slack.payload import Json, part, text
from bot.disclosure import Sensitive
from bot.ports import Answers, Heard, PlaceKind
from bot.vocabulary.reference import CaseRef

TRIGGER_S: Final = 2.5  # a trigger lives 3 s; a little is left for the way
RESPONSES: Final = 5  # of one response address, within 30 minutes
RESPONSE_S: Final = 29 * 60
_SAID: Final = frozenset({None, "file_share", "me_message", "thread_broadcast"})
_LINK: Final = re.compile(r"<(?:mailto:|tel:|#)?(?P<to>[^<>|]+)(?:\|(?P<shown>[^<>]*))?>")
_MENTION: Final = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>[\s,:]*")


@dataclass(slots=True, kw_only=True)
class Live:
    """How something can be answered while it is fresh. `born`: seconds of the loop's clock."""

    born: float
    trigger: str | None = None
    response: str | None = None
    left: int = RESPONSES
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message for the core, and how to answer it now."""

    heard: Heard
    live: Live


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """Who hears: this workspace's own team, and the channels that stand for circles."""

    team: str | None  # the one workspace that is set up; None where there are several
    circles: Mapping[str, CaseRef] = field(default_factory=dict[str, CaseRef])
    own_words: bool = False  # modals take them


def who(body: Json, ears: Ears) -> Address:
    """The person, with the workspace where it is not the one that is set up."""
    if "event" in body:
        event = part(body, "event")
        id = text(event, "user")
        team = text(event, "user_team") or text(event, "team") or text(body, "team_id")
    elif "user" in body:
        id = text(body, "user", "id")
        team = text(body, "user", "team_id") or text(body, "team", "id")
    else:
        id, team = text(body, "user_id"), text(body, "team_id")
    return Address(id, None if team == ears.team else team)


def command(body: Json, ears: Ears, at: datetime, born: float) -> Incoming:
    """A slash command. What was typed behind it is Slack's too, so it takes nobody's own words."""
    group = str(body["command"]).removeprefix("/").casefold()
    typed = str(body.get("text", ""))
    line = f"{group} {typed}"
    heard = _heard(f"c.{_short(body['trigger_id'])}", body, ears, at, str(body["channel_id"]))
    return Incoming(
        heard=_with(heard, words=f"/{line.strip()}"),
        live=Live(born=born, trigger=body["trigger_id"], response=body.get("response_url")),
    )


def action(body: Json, pressed: Json, ears: Ears, at: datetime, born: float) -> Incoming | None:
    """A button. None: nothing is to be done, as for a page's address."""
    channel = text(body, "container", "channel_id") or text(body, "channel", "id")
    name = text(pressed, "action_id")
    key = f"a.{_short(text(body, 'trigger_id') + text(pressed, 'action_ts'))}"
    heard = _heard(key, body, ears, at, channel)
    live = Live(
        born=born,
        trigger=text(body, "trigger_id") or None,
        response=text(body, "response_url") or None,
        thread=text(body, "container", "thread_ts") or None,
    )
    if is_action(name, PRESS):
        return Incoming(heard=_with(heard, pressed=text(pressed, "value")), live=live)
    command = begun(name)
    if command is not None:
        return Incoming(heard=_with(heard, words=f"/{command}"), live=live)
    return None


def shortcut(body: Json, ears: Ears, at: datetime, born: float) -> Incoming | None:
    """A shortcut begins a command. Of the message it was called on nothing is taken."""
    begins = {**SHORTCUTS, **MESSAGE_SHORTCUTS}.get(str(body.get("callback_id")))
    if begins is None:
        return None
    channel = text(body, "channel", "id")
    heard = _heard(f"s.{_short(str(body['trigger_id']))}", body, ears, at, channel)
    return Incoming(
        heard=_with(heard, words=f"/{begins}"),
        live=Live(born=born, trigger=body["trigger_id"], response=body.get("response_url")),
    )


def submission(body: Json, ears: Ears, at: datetime, born: float) -> Incoming:
    """A modal that was sent in."""
    view: Json = body["view"]
    sent = Answers(
        form=str(view.get("private_metadata", "")),
        command=str(view["callback_id"]).removeprefix(f"{FORM}:"),
        values=modals.values(view["state"]),
    )
    heard = _heard(f"v.{view['id']}.{view.get('hash', '')}", body, ears, at, "")
    heard = _with(heard, answers=sent, kept_open=not ears.own_words)
    return Incoming(heard=heard, live=Live(born=born, trigger=body.get("trigger_id")))


def message(body: Json, ears: Ears, at: datetime, born: float) -> Incoming:
    """A line in the direct conversation, or one that names Confer in a channel or a thread."""
    event: Json = body["event"]
    typed = _unescaped(_MENTION.sub("", str(event.get("text", ""))).strip())
    aloud = event.get("type") == "app_mention"
    line = f"/{typed}" if aloud and not typed.startswith(("/", "!", "=")) else typed
    heard = _heard(f"e.{body['event_id']}", body, ears, at, str(event["channel"]))
    if aloud:
        heard = _with(heard, place=PlaceKind.CIRCLE if heard.case else PlaceKind.SEATS)
    return Incoming(
        heard=_with(heard, words=line), live=Live(born=born, thread=event.get("thread_ts"))
    )


def overheard(body: Json, ears: Ears, at: datetime, born: float) -> Incoming | None:
    """What people say to each other in a shared channel. None: of an app, or something else than new words."""
    event: Json = body["event"]
    if event.get("subtype") == "message_changed":
        event = {**part(event, "message"), "channel": event["channel"]}
    elif event.get("subtype") not in _SAID:
        return None
    if event.get("bot_id") or not event.get("user"):
        return None
    typed = _shown(str(event.get("text", "")))
    files = [str(one.get("name", "")) for one in event.get("files", ())]
    heard = _heard(
        f"o.{body['event_id']}", {**body, "event": event}, ears, at, str(event["channel"])
    )
    place = PlaceKind.CIRCLE if heard.case else PlaceKind.SEATS
    return Incoming(
        heard=_with(heard, place=place, words="\n".join((typed, *files))),
        live=Live(born=born, thread=event.get("thread_ts")),
    )


def _shown(typed: str) -> str:
    """As people see it: Slack writes links, people and channels between `<` and `>`."""
    return _unescaped(_LINK.sub(lambda link: link["shown"] or link["to"], _MENTION.sub("", typed)))


def _heard(key: str, body: Json, ears: Ears, at: datetime, channel: str) -> Heard:
    person = who(body, ears)
    team = text(body, "team_id") or text(body, "team", "id")
    room = Address(channel, None if team in {ears.team, ""} else team)
    return Heard(
        key=key,
        platform=NAME,
        account=str(person),
        # Only the person sees a command, a button or a modal: on Slack every way in is private, and what
        # is typed is kept by Slack all the same.
        place=PlaceKind.PRIVATE,
        room=str(room) if channel else "",
        words=Sensitive(""),
        at=at,
        case=ears.circles.get(channel),
        kept_open=True,
    )


def _with(heard: Heard, *, words: str | None = None, **more: Any) -> Heard:
    if words is not None:
        more["words"] = Sensitive(words)
    return replace(heard, **more)


def _short(secret: str) -> str:
    """A key that names without telling: triggers are secrets while they live."""
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def _unescaped(typed: str) -> str:
    return typed.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

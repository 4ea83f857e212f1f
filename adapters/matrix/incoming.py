"""What a person said, out of an event: which ones count, and how a command looks.

There is no agreed form of commands on Matrix. Element Web keeps `/x` for itself, and sends `//x` as `/x`;
Element X sends it raw. So `!concern`, `/concern`, `//concern` and the bot's name in front are one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.matrix.batch import Event, listed, mapping

_COMMAND: Final = re.compile(r"\s*(?://|/|!)\s*(?=[^\W\d_])")
_QUOTE: Final = re.compile(r"(?:>[^\n]*\n)+\n?")
_INVOKED: Final = "org.matrix.msc4391.command"
_NAME: Final = re.compile(r"[a-z][a-z_]*(?: [a-z][a-z_]*)?")
_CLOSES: Final = re.compile(r"\"(?=\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text of another person. `mentions`: whether their client named the bot as meant."""

    event: Event
    text: str = field(repr=False)
    mentions: bool


def said(event: Event, me: str) -> Said | None:
    """None for what is no new text of another person: edits, removed ones, notices, files, our own."""
    content = event.content
    if event.sender == me or event.kind != "m.room.message" or is_passed_over(event, me):
        return None
    text = content.get("body")
    if content.get("msgtype") != "m.text" or not isinstance(text, str):
        return None
    mentioned = mapping(content.get("m.mentions")).get("user_ids")
    if "m.in_reply_to" in mapping(content.get("m.relates_to")):
        text = _QUOTE.sub("", text, count=1) if text.startswith(">") else text
    mentions = isinstance(mentioned, list) and me in mentioned
    invoked = _invoked(mapping(content.get(_INVOKED))) if mentions else None
    return Said(event=event, text=invoked or text, mentions=mentions)


def _invoked(content: Mapping[str, Any]) -> str | None:
    """A command that the person's client put together (MSC4391), as a line; what it shows may be anything."""
    name = content.get("command")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return None
    given = {key: _value(value) for key, value in mapping(content.get("arguments")).items()}
    named = [f"{key}:{value}" for key, value in given.items() if value and _NAME.fullmatch(key)]
    return " ".join([f"/{name}", *named])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ",".join(map(str, listed(value))) if listed(value) else str(value or "")
    return text if text.isalnum() or not text else '"' + _CLOSES.sub("\u201d", text) + '"'


def overheard(event: Event, me: str) -> str | None:
    """What a message of somebody else shows to a room: its words, an edit's new words, a file's name.

    None for our own, for what is no message, and for what was removed already.
    """
    content = event.content
    if event.sender == me or event.kind != "m.room.message" or "redacted_because" in event.unsigned:
        return None
    newest = mapping(content.get("m.new_content"))
    shown = [
        newest.get("body", content.get("body")),
        newest.get("filename", content.get("filename")),
    ]
    return "\n".join(dict.fromkeys(one for one in shown if isinstance(one, str) and one)) or None


def is_passed_over(event: Event, me: str) -> bool:
    """Our own, an edit of an earlier one, or one that was removed already; this much a locked one shows."""
    content: Mapping[str, Any] = event.content
    edits = mapping(content.get("m.relates_to")).get("rel_type") == "m.replace"
    removed = "redacted_because" in event.unsigned or not content
    return event.sender == me or edits or removed or "m.new_content" in content


def line(one: Said, names: Sequence[str], *, private: bool) -> str | None:
    """The words as the core reads them, a command with `/` in front; None: in a shared room, not for Confer.

    `names`: the bot's user id first, then what else it is called.
    """
    sign = _COMMAND.match(one.text)
    if sign:
        return f"/{one.text[sign.end() :]}"
    rest = _called(one, names, private=private)
    if rest is not None:
        sign = _COMMAND.match(rest)
        return f"/{rest[sign.end() :]}" if sign else f"/confer {rest.strip()}".rstrip()
    return one.text if private else None


def _called(one: Said, names: Sequence[str], *, private: bool) -> str | None:
    """What follows the bot's name. A bare name counts where the person's client says that it is a mention."""
    text = one.text.lstrip()
    for name in names:
        head, rest = text[: len(name)], text[len(name) :]
        if head.casefold() != name.casefold() or (rest and rest[0] not in " \n\t:,"):
            continue
        bare = not rest.lstrip().startswith((":", ","))
        if bare and not one.mentions and (name != names[0]) and (private or rest.strip()):
            return None
        return rest.lstrip().removeprefix(":").removeprefix(",")
    return None


def names(me: str, shown: str | None) -> tuple[str, ...]:
    """How the bot may be called in front of a command, the longest first after the whole user id."""
    local = me[1:].partition(":")[0]
    others = {f"@{local}", local, "Confer", *([shown] if shown else [])}
    return (me, *sorted(others, key=len, reverse=True))

"""Confer's words as Matrix messages: plain, with the same as simple escaped HTML, pinging nobody.

One event may hold 65,536 bytes, and encryption makes four of three, so long texts go in several.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from adapters.matrix.rest import Json
from bot import wording
from bot.files import PNG, Attachment
from bot.ports import Telling

MOST_BYTES: Final = 16_000  # of one message's text, as JSON
MOST_HTML: Final = 24_000  # where escaping makes more of it, the plain text goes alone
_COMMAND: Final = re.compile(r"(?<!\S)/(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Message:
    content: Json = field(repr=False)
    passing: bool = False
    file: Attachment | None = None  # to be sent up first; then `content` names where it lies


def text(words: str) -> list[Json]:
    """The contents of the events that say this, in order."""
    return [_content(piece) for piece in pieces(words)]


def tellings(said: Sequence[Telling], language: str) -> list[Message]:
    """One answer. All its buttons stand in one list at the end, for a number counts through all of them."""
    buttons = [button for telling in said for button in telling.buttons]
    bodies = [(_typed_here(telling), telling.passing) for telling in said]
    if buttons:
        words, passing = bodies[-1]
        listed = _COMMAND.sub("!", wording.numbered(buttons, language))
        bodies[-1] = (f"{words}\n\n{listed}", passing)
    files = [Message({}, telling.passing, telling.file) for telling in said if telling.file]
    return [*(Message(one, passing) for words, passing in bodies for one in text(words)), *files]


def _typed_here(telling: Telling) -> str:
    """Clients keep `/help` and the like for themselves, so a command is shown as it is typed here: `!help`.

    What somebody wrote, which passes, stays as it was written.
    """
    words = wording.text(telling)
    return words if telling.passing else _COMMAND.sub("!", words)


def picture(file: Attachment, lies: Json) -> Json:
    """A file that was sent up encrypted: `lies` says where, and holds its key."""
    image = file.kind == PNG
    return {
        "msgtype": "m.image" if image else "m.file",
        "body": wording.alt(file),
        "filename": file.name,
        "info": {
            "mimetype": file.kind,
            "size": len(wording.content(file)),
            **(_size_of(file) if image else {}),
        },
        "file": lies,
        "m.mentions": {},
    }


def _size_of(file: Attachment) -> Json:
    """Width and height, as they stand at the head of every PNG."""
    head = wording.content(file)[16:24]
    return {"w": int.from_bytes(head[:4]), "h": int.from_bytes(head[4:])}


def answer_key(event: str, n: int) -> str:
    """The same answer after a crash has the same key, so the server says it once."""
    return f"c.{event}.{n}"


def parcel_key(parcel: UUID, n: int = 0) -> str:
    return f"p.{parcel}.{n}"


def handle(room: str, events: Sequence[str]) -> str:
    """One name for what was posted, for a later edit or removal."""
    return " ".join(f"{room}/{event}" for event in events)


def events(handle: str) -> list[tuple[str, str]]:
    """Room and event of each message that a handle names. An event's name begins with `$`."""
    parts = [one.rpartition("/$") for one in handle.split(" ")]
    return [(room, f"${event}") for room, _, event in parts]


def edit(words: str, event: str) -> Json:
    """A message that stands in an earlier one's place."""
    content = _content(words)
    return {
        **content,
        "body": f"* {words}",
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    }


def pieces(words: str) -> list[str]:
    """Cut at line ends where possible."""
    found: list[str] = []
    while _size(words) > MOST_BYTES:
        most = _fitting(words)
        end = words.rfind("\n", 0, most) + 1 or most
        found.append(words[:end])
        words = words[end:]
    return [*found, words]


def _fitting(words: str) -> int:
    """How many characters go into one message; at worst one takes twelve bytes of JSON."""
    size = 0
    for n, character in enumerate(words):
        size += len(json.dumps(character)) - 2
        if size > MOST_BYTES:
            return n
    return len(words)


def _size(words: str) -> int:
    return len(json.dumps(words))


def _content(words: str) -> Json:
    content: Json = {"msgtype": "m.text", "body": words, "m.mentions": {}}
    shown = html.escape(words).replace("\n", "<br>")
    if _size(shown) <= MOST_HTML:
        content |= {"format": "org.matrix.custom.html", "formatted_body": shown}
    return content

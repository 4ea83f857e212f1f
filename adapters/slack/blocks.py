"""Tellings and posts as Slack's blocks. All text is plain: nothing of it can name somebody or notify all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias
from uuid import UUID

from adapters.slack.names import LINK, PARCEL, PRESS, begins, placed
from adapters.slack.payload import Json, text
from bot.ports import Button, button_name

Block: TypeAlias = Mapping[str, Any]

# Limits of Slack (docs.slack.dev, 2026), in characters or pieces.
SECTION: Final = 3000
BUTTON: Final = 75
ROW: Final = 5  # buttons side by side that a phone shows well; Slack takes 25
MOST_BLOCKS: Final = 50
FALLBACK: Final = 3000


def plain(words: str, most: int = SECTION) -> Block:
    """A text object; Slack refuses an empty one."""
    shown = words if len(words) <= most else f"{words[: most - 1]}…"
    return {"type": "plain_text", "text": shown or " ", "emoji": False}


def escaped(words: str) -> str:
    """For the one field that Slack reads as markup: `<!channel>` stays words."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def sections(words: str) -> list[Block]:
    """A text in pieces that fit, broken at line ends where there are some."""
    pieces: list[str] = []
    for line in words.split("\n"):
        if pieces and len(pieces[-1]) + 1 + len(line) <= SECTION:
            pieces[-1] += f"\n{line}"
        else:
            pieces += [line[start : start + SECTION] for start in range(0, len(line), SECTION)] or [
                ""
            ]
    return [{"type": "section", "text": plain(piece)} for piece in pieces if piece.strip()]


def buttons(offered: str, all_buttons: Sequence[Button], first: int = 0) -> list[Block]:
    """Rows of buttons. `first`: the place of the first one among all that were offered."""
    made = [
        _button(one.label, placed(PRESS, place), button_name(offered, place))
        for place, one in enumerate(all_buttons, start=first)
    ]
    return rows(made)


def rows(elements: Sequence[Block]) -> list[Block]:
    return [
        {"type": "actions", "elements": list(elements[start : start + ROW])}
        for start in range(0, len(elements), ROW)
    ]


def _button(label: str, action: str, value: str) -> Block:
    return {"type": "button", "text": plain(label, BUTTON), "action_id": action, "value": value}


def begin_button(label: str, command: str, place: int = 0) -> Block:
    """Begins a command, or goes on with its open form."""
    return _button(label, begins(command, place), "begin")


def link_button(label: str, url: str) -> Block:
    return {**_button(label, LINK, "page"), "url": url, "style": "primary"}


def message(blocks: Iterable[Block], fallback: str) -> dict[str, Any]:
    """What a message for one person has: nothing in it is markup. Slack unfolds nothing in it."""
    return {"text": escaped(fallback)[:FALLBACK] or " ", "blocks": list(blocks)[:MOST_BLOCKS]}


def lasting(blocks: Iterable[Block], fallback: str) -> dict[str, Any]:
    """What a message that stays has besides: nothing is unfolded."""
    return {**message(blocks, fallback), "unfurl_links": False, "unfurl_media": False}


def marked(key: UUID) -> Block:
    """Metadata by which a message of ours is found again: a random id and nothing else."""
    return {"event_type": PARCEL, "event_payload": {"id": key.hex}}


def mark_of(found: Json) -> str | None:
    """The id in a message's metadata; None where it is no parcel of ours."""
    if text(found, "metadata", "event_type") != PARCEL:
        return None
    return text(found, "metadata", "event_payload", "id")

"""The App Home tab: one person's own page, and the ways in."""

from __future__ import annotations

from typing import Any, Final

from adapters.slack import blocks
from adapters.slack.blocks import Block, plain
from bot import wording
from bot.conversation.home import Home
from bot.labels import sentence

HEADER: Final = 150
# The four commands that most people need on most days, and help.
WAYS: Final = (
    ("Raise a concern", "concern new"),
    ("Cases", "case list"),
    ("Log progress", "plan progress"),
    ("Call a meeting", "meeting call"),
    ("Help", "confer help"),
)


def view(home: Home, language: str) -> dict[str, Any]:
    """The tab as Slack draws it: buttons to begin with, then a section for each part."""
    ways = [
        blocks.begin_button(sentence(label, language), command, place)
        for place, (label, command) in enumerate(WAYS)
    ]
    made: list[Block] = [*blocks.rows(ways), {"type": "divider"}]
    place = 0
    for title, telling in home.sections:
        made.append({"type": "header", "text": plain(sentence(title, language), HEADER)})
        made += blocks.sections(wording.text(telling))
        made += blocks.buttons(home.offered, telling.buttons, place)
        place += len(telling.buttons)
    return {"type": "home", "blocks": made[:100]}


def stranger(said: str) -> dict[str, Any]:
    return {"type": "home", "blocks": blocks.sections(said)}

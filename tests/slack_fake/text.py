"""The words that a person can read in a message or a view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.slack_fake.shapes import is_list, is_object
from tests.slack_fake.workspace import Message, View

_SHOWN = {"text", "alt_text", "initial_value", "image_url"}


def of_message(message: Message) -> str:
    return "\n".join([message.text, *words(message.blocks)]).strip()


def of_view(view: View) -> str:
    return "\n".join(words(view.content))


def words(value: Any) -> Iterator[str]:
    """Every string under a key that Slack shows, in the order it was sent."""
    if is_list(value):
        for one in value:
            yield from words(one)
    elif is_object(value):
        for key, inner in value.items():
            if key in _SHOWN and isinstance(inner, str):
                yield inner
            else:
                yield from words(inner)

"""Whether Slack would take a payload: its shape, and what only the whole of it shows.

Every function yields sentences; none means that Slack would take it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.slack_fake.blockkit import BLOCKS, plain
from tests.slack_fake.shapes import (
    Check,
    anything,
    boolean,
    is_list,
    is_object,
    many,
    shape,
    string,
    typed,
)
from tests.slack_fake.workspace import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_TEXT = 40_000
METADATA_BYTES = 16_000
VIEW_BYTES = 250_000

_ANY_VIEW: dict[str, Check] = {
    "type": anything,
    "blocks": many(typed(BLOCKS), VIEW_BLOCKS, least=0),
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_MODAL: dict[str, Check] = {
    "title": plain(24),
    "submit": plain(24),
    "close": plain(24),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
}
_VIEWS = {"modal": shape("title blocks", _ANY_VIEW | _MODAL), "home": shape("blocks", _ANY_VIEW)}
_METADATA = shape(
    "event_type event_payload", {"event_type": string(255), "event_payload": anything}
)


def blocks(value: Any, at: str = "blocks") -> Iterator[str]:
    """The blocks of a message."""
    yield from many(typed(BLOCKS), MESSAGE_BLOCKS, least=0)(value, at)
    yield from _ids(value, at)


def view(value: Any, kind: str, at: str = "view") -> Iterator[str]:
    """A whole view, which must be a "modal" or a "home"."""
    yield from typed(_VIEWS, {kind})(value, at)
    if not is_object(value):
        return
    inside = value.get("blocks", [])
    yield from _ids(inside, f"{at}.blocks")
    if kind == "modal" and "submit" not in value and any(_inputs(inside)):
        yield f"{at} has an input and no submit"
    if len(json.dumps(value)) > VIEW_BYTES:
        yield f"{at} is larger than {VIEW_BYTES} bytes"


def metadata(value: Any, at: str = "metadata") -> Iterator[str]:
    yield from _METADATA(value, at)
    if is_object(value) and not is_object(value.get("event_payload", {})):
        yield f"{at}.event_payload is not an object"


def elements(block: Json) -> list[Json]:
    """What can be pressed, chosen or filled in within a block."""
    match block.get("type"):
        case "actions":
            found = block.get("elements", [])
        case "section":
            found = [block.get("accessory")]
        case "input":
            found = [block.get("element")]
        case _:
            found = []
    return [one for one in found if is_object(one)]


def _inputs(found: Any) -> Iterator[bool]:
    yield from (is_object(one) and one.get("type") == "input" for one in found)


def _ids(found: Any, at: str) -> Iterator[str]:
    """Doubled ids, and a focus that two elements ask for."""
    if not is_list(found):
        return
    listed = [one for one in found if is_object(one)]
    yield from _doubled([one.get("block_id") for one in listed], f"{at} has the block_id")
    inside = [elements(one) for one in listed]
    for one in inside:
        yield from _doubled([each.get("action_id") for each in one], f"{at} has the action_id")
    if sum(bool(each.get("focus_on_load")) for one in inside for each in one) > 1:
        yield f"{at} gives the focus to more than one element"


def _doubled(ids: list[Any], of: str) -> Iterator[str]:
    for one, times in Counter(each for each in ids if isinstance(each, str)).items():
        if times > 1:
            yield f"{of} {one!r} {times} times"

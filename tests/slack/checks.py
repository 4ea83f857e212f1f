"""Slack's rules for blocks, views and messages: what is wrong with a payload, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from tests.slack.world import Json

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100


def message(args: Json) -> list[str]:
    """A message's text and blocks."""
    text, blocks = args.get("text", ""), args.get("blocks", [])
    found = []
    if not text and not blocks:
        found.append("no_text: neither text nor blocks")
    if len(text) > 40_000:
        found.append("msg_too_long: the text is longer than 40,000 characters")
    if len(blocks) > MESSAGE_BLOCKS:
        found.append(f"invalid_blocks: more than {MESSAGE_BLOCKS} blocks")
    found += _blocks(blocks, in_view=False)
    metadata = args.get("metadata")
    if metadata is not None and set(metadata) != {"event_type", "event_payload"}:
        found.append("invalid_metadata_format: a type and a payload are needed, and nothing else")
    return found


def view(body: Json) -> list[str]:
    """A modal or a Home tab."""
    kind, blocks = body.get("type"), body.get("blocks")
    if kind not in {"modal", "home"} or not isinstance(blocks, list):
        return ["a view is a modal or a home tab with blocks"]
    known = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    if kind == "modal":
        known |= {"title", "submit", "close", "clear_on_close", "notify_on_close"}
    found = [f"a {kind} view has no {name}" for name in set(body) - known]
    if len(blocks) > VIEW_BLOCKS:
        found.append("more than 100 blocks in a view")
    if not blocks:
        found.append("a view without blocks")
    found += _too_long("private_metadata", body.get("private_metadata", ""), 3000)
    found += _too_long("callback_id", body.get("callback_id", ""), 255)
    if kind == "modal":
        if "title" not in body:
            found.append("a modal without a title")
        for name in ("title", "submit", "close"):
            if name in body:
                found += _plain(body[name], 24, name)
        if any(block.get("type") == "input" for block in blocks) and "submit" not in body:
            found.append("a modal with inputs and no submit")
    return found + _blocks(blocks, in_view=True)


def _blocks(blocks: list[Json], *, in_view: bool) -> list[str]:
    found: list[str] = []
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        found.append("two blocks of one id")
    actions: list[str] = []
    for block in blocks:
        check = _BLOCKS.get(str(block.get("type")))
        if check is None:
            found.append(f"an unknown block: {block.get('type')}")
            continue
        known, rule = check
        found += [f"a {block['type']} block has no {name}" for name in set(block) - known]
        found += _too_long("block_id", block.get("block_id", ""), 255)
        found += rule(block)
        if block["type"] == "input" and not in_view:
            found.append("an input in a message")
        if block["type"] == "actions":
            actions += [str(one.get("action_id")) for one in block.get("elements", [])]
    if len(actions) != len(set(actions)):
        found.append("two actions of one id")
    return found


def _plain(found: Any, most: int, name: str) -> list[str]:
    if not isinstance(found, dict) or found.get("type") != "plain_text":
        return [f"{name} is plain text"]
    return _text(found, most, name)


def _text(found: Any, most: int, name: str) -> list[str]:
    if not isinstance(found, dict) or found.get("type") not in {"plain_text", "mrkdwn"}:
        return [f"{name} is no text object"]
    if set(found) - {"type", "text", "emoji", "verbatim"}:
        return [f"{name} has keys that a text object has not"]
    text = found.get("text")
    if not isinstance(text, str) or not text:
        return [f"{name} is empty"]
    return _too_long(name, text, most)


def _too_long(name: str, text: Any, most: int) -> list[str]:
    if not isinstance(text, str):
        return [f"{name} is no text"]
    return [f"{name} is longer than {most} characters"] if len(text) > most else []


def _section(block: Json) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "a section of nothing"
    if "text" in block:
        yield from _text(block["text"], 3000, "a section's text")
    fields = block.get("fields", [])
    if len(fields) > 10:
        yield "more than ten fields"
    for one in fields:
        yield from _text(one, 2000, "a field")


def _header(block: Json) -> Iterator[str]:
    yield from _plain(block.get("text"), 150, "a header")


def _nothing(_block: Json) -> Iterator[str]:
    yield from ()


def _context(block: Json) -> Iterator[str]:
    if not 1 <= len(block.get("elements", [])) <= 10:
        yield "a context of one to ten elements"


def _actions(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 25:
        yield "one to 25 elements in a row of actions"
    for one in elements:
        if one.get("type") != "button":
            yield "only buttons are expected in a row of actions"
        yield from _button(one)


def _button(one: Json) -> Iterator[str]:
    for name in set(one) - {"type", "text", "action_id", "value", "url", "style", "confirm"}:
        yield f"a button has no {name}"
    yield from _plain(one.get("text"), 75, "a button's text")
    yield from _too_long("a button's value", one.get("value", ""), 2000)
    yield from _too_long("a button's url", one.get("url", ""), 3000)
    yield from _action(one)
    if one.get("style", "primary") not in {"primary", "danger"}:
        yield "a style is primary or danger"


def _action(one: Json) -> Iterator[str]:
    yield from _too_long("action_id", one.get("action_id", ""), 255)
    if not one.get("action_id"):
        yield "an element without an action_id"


def _input(block: Json) -> Iterator[str]:
    yield from _plain(block.get("label"), 2000, "a label")
    if "hint" in block:
        yield from _plain(block["hint"], 2000, "a hint")
    if not isinstance(block.get("optional", False), bool):
        yield "optional is true or false"
    element = block.get("element", {})
    rule = _ELEMENTS.get(str(element.get("type")))
    if rule is None:
        yield f"an unknown element: {element.get('type')}"
        return
    known, check = rule
    for name in set(element) - known - {"type", "action_id", "placeholder", "focus_on_load"}:
        yield f"a {element['type']} has no {name}"
    if "placeholder" in element:
        yield from _plain(element["placeholder"], 150, "a placeholder")
    yield from _action(element)
    yield from check(element)


def _typed(element: Json) -> Iterator[str]:
    most = element.get("max_length", 3000)
    if not isinstance(most, int) or not 1 <= most <= 3000:
        yield "max_length is 1 to 3000"
    yield from _too_long("an initial value", element.get("initial_value", ""), 3000)


def _options(most: int) -> Callable[[Json], Iterator[str]]:
    def check(element: Json) -> Iterator[str]:
        options = element.get("options", [])
        if not 1 <= len(options) <= most:
            yield f"one to {most} options"
        values = [one.get("value") for one in options]
        if len(values) != len(set(values)):
            yield "two options of one value"
        for one in options:
            if set(one) - {"text", "value", "description"}:
                yield "an option has keys that it has not"
            yield from _text(one.get("text"), 75, "an option's text")
            yield from _too_long("an option's value", one.get("value"), 150)

    return check


def _number(element: Json) -> Iterator[str]:
    if not isinstance(element.get("is_decimal_allowed"), bool):
        yield "is_decimal_allowed is needed"
    if not isinstance(element.get("min_value", ""), str):
        yield "min_value is a text"


_CHOICES = {"options", "initial_option", "initial_options", "max_selected_items"}
_ELEMENTS: Final[dict[str, tuple[set[str], Callable[[Json], Iterator[str]]]]] = {
    "plain_text_input": ({"multiline", "min_length", "max_length", "initial_value"}, _typed),
    "number_input": ({"is_decimal_allowed", "min_value", "max_value", "initial_value"}, _number),
    "static_select": (_CHOICES, _options(100)),
    "multi_static_select": (_CHOICES, _options(100)),
    "radio_buttons": (_CHOICES, _options(10)),
    "checkboxes": (_CHOICES, _options(10)),
    "datepicker": ({"initial_date"}, _nothing),
}
_ID = {"type", "block_id"}
_BLOCKS: Final[dict[str, tuple[set[str], Callable[[Json], Iterator[str]]]]] = {
    "section": (_ID | {"text", "fields", "accessory", "expand"}, _section),
    "header": (_ID | {"text"}, _header),
    "divider": (_ID, _nothing),
    "context": (_ID | {"elements"}, _context),
    "actions": (_ID | {"elements"}, _actions),
    "input": (_ID | {"label", "element", "hint", "optional", "dispatch_action"}, _input),
}

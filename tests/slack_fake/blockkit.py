"""Block Kit as tables: every block and element, its keys and its limits (docs.slack.dev, read 2026)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.slack_fake.shapes import (
    Check,
    anything,
    boolean,
    both,
    many,
    number,
    one_of,
    pattern,
    shape,
    string,
    typed,
)

_ID = string(255)
_DATE = pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "2026-01-31")
_TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "09:30")
_USER = pattern(r"[UW][A-Z0-9]{8,}", "U012345678")
_CHANNEL = pattern(r"[CGD][A-Z0-9]{8,}", "C012345678")
_KIND: dict[str, Check] = {"type": anything}


# --- text, options and the question before an action ---


def _plain(limit: int) -> Check:
    keys: dict[str, Check] = {"text": string(limit), "emoji": boolean}
    return shape("text", _KIND | keys)


def plain(limit: int) -> Check:
    return typed({"plain_text": _plain(limit)})


def words(limit: int) -> Check:
    """A text object, plain or with mark-up."""
    mrkdwn = shape("text", _KIND | {"text": string(limit), "verbatim": boolean})
    return typed({"plain_text": _plain(limit), "mrkdwn": mrkdwn})


_CONFIRM = shape(
    "title text confirm deny",
    {
        "title": plain(100),
        "text": words(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": one_of("primary", "danger"),
    },
)


def _option(text: Check, **more: Check) -> Check:
    return shape(
        "text value", {"text": text, "value": string(150), "description": words(75)} | more
    )


_OPTION = _option(plain(75))
_GROUP = shape("label options", {"label": plain(75), "options": many(_OPTION, 100)})
_CONFIRMED: dict[str, Check] = {"action_id": _ID, "confirm": _CONFIRM}
_FOCUSED: dict[str, Check] = {"action_id": _ID, "focus_on_load": boolean}
_MENU: dict[str, Check] = _CONFIRMED | _FOCUSED | {"placeholder": plain(150)}
_DISPATCH = shape(
    "trigger_actions_on",
    {"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 2)},
)
_TYPED: dict[str, Check] = _FOCUSED | {
    "placeholder": plain(150),
    "initial_value": string(3000),
    "dispatch_action_config": _DISPATCH,
}


# --- elements ---


def offered_by(element: Any) -> list[Any]:
    """All options of a menu, those in groups too."""
    groups = [one["options"] for one in element.get("option_groups", [])]
    return [*element.get("options", []), *[option for group in groups for option in group]]


def _has_options(value: Any, at: str) -> Iterator[str]:
    if ("options" in value) == ("option_groups" in value):
        yield f"{at} needs either options or option_groups"


def _starts_among_options(value: Any, at: str) -> Iterator[str]:
    alone = [value["initial_option"]] if "initial_option" in value else []
    offered = offered_by(value)
    if any(one not in offered for one in [*alone, *value.get("initial_options", [])]):
        yield f"{at} starts with an option that it does not offer"
    values = [one["value"] for one in offered]
    if len(set(values)) < len(values):
        yield f"{at} offers one value twice"


def _lengths_agree(value: Any, at: str) -> Iterator[str]:
    longest = value.get("max_length", 3000)
    if value.get("min_length", 0) > longest:
        yield f"{at}.min_length is more than its max_length"
    if len(value.get("initial_value", "")) > longest:
        yield f"{at}.initial_value is longer than its max_length"


def _element(needed: str, /, **keys: Check) -> Check:
    return shape(needed, _KIND | keys)


def _static(**more: Check) -> Check:
    options: dict[str, Check] = {"options": many(_OPTION, 100), "option_groups": many(_GROUP, 100)}
    return both(_element("", **_MENU, **options, **more), _has_options, _starts_among_options)


def _listed(**more: Check) -> Check:
    keys = _CONFIRMED | _FOCUSED | {"options": many(_option(words(75)), 10)} | more
    return both(_element("options", **keys), _starts_among_options)


_STYLE = one_of("primary", "danger")
_MULTI: dict[str, Check] = {"max_selected_items": number(1, 100)}
_CONVERSATIONS: dict[str, Check] = {"default_to_current_conversation": boolean, "filter": anything}

ELEMENTS: dict[str, Check] = {
    "button": _element(
        "text",
        **_CONFIRMED,
        text=plain(75),
        value=string(2000),
        url=string(3000),
        style=_STYLE,
        accessibility_label=string(75),
    ),
    "overflow": _element(
        "options", **_CONFIRMED, options=many(_option(plain(75), url=string(3000)), 5)
    ),
    "checkboxes": _listed(initial_options=many(anything, 10)),
    "radio_buttons": _listed(initial_option=anything),
    "datepicker": _element("", **_MENU, initial_date=_DATE),
    "timepicker": _element("", **_MENU, initial_time=_TIME, timezone=string(100)),
    "datetimepicker": _element(
        "", **_CONFIRMED, focus_on_load=boolean, initial_date_time=number(10**9, 10**10 - 1)
    ),
    "static_select": _static(initial_option=anything),
    "multi_static_select": _static(initial_options=many(anything, 100), **_MULTI),
    "users_select": _element("", **_MENU, initial_user=_USER),
    "multi_users_select": _element("", **_MENU, **_MULTI, initial_users=many(_USER, 100)),
    "conversations_select": _element(
        "", **_MENU, **_CONVERSATIONS, initial_conversation=_CHANNEL, response_url_enabled=boolean
    ),
    "multi_conversations_select": _element(
        "", **_MENU, **_CONVERSATIONS, **_MULTI, initial_conversations=many(_CHANNEL, 100)
    ),
    "channels_select": _element(
        "", **_MENU, initial_channel=_CHANNEL, response_url_enabled=boolean
    ),
    "multi_channels_select": _element("", **_MENU, **_MULTI, initial_channels=many(_CHANNEL, 100)),
    "plain_text_input": both(
        _element(
            "", **_TYPED, multiline=boolean, min_length=number(0, 3000), max_length=number(1, 3000)
        ),
        _lengths_agree,
    ),
    "number_input": _element(
        "is_decimal_allowed",
        **_TYPED,
        is_decimal_allowed=boolean,
        min_value=string(100),
        max_value=string(100),
    ),
    "email_text_input": _element("", **_TYPED),
    "url_text_input": _element("", **_TYPED),
    "image": _element("image_url alt_text", image_url=string(3000), alt_text=string(2000)),
}

TYPED_IN = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
_MULTIPLE = {one for one in ELEMENTS if one.startswith("multi_")}
_CLICKED = {"button", "overflow"}
_CHOSEN = set(ELEMENTS) - TYPED_IN - _CLICKED - {"image"}


# --- blocks ---


def _block(needed: str, /, **keys: Check) -> Check:
    return shape(needed, _KIND | {"block_id": _ID} | keys)


def _says_something(value: Any, at: str) -> Iterator[str]:
    if "text" not in value and "fields" not in value:
        yield f"{at} needs text or fields"


_IN_CONTEXT: dict[str, Check] = {
    "plain_text": plain(3000),
    "mrkdwn": words(3000),
    "image": ELEMENTS["image"],
}

BLOCKS: dict[str, Check] = {
    "section": both(
        _block(
            "",
            text=words(3000),
            fields=many(words(2000), 10),
            accessory=typed(ELEMENTS, set(ELEMENTS) - TYPED_IN),
            expand=boolean,
        ),
        _says_something,
    ),
    "header": _block("text", text=plain(150)),
    "divider": _block(""),
    "image": _block(
        "image_url alt_text", image_url=string(3000), alt_text=string(2000), title=plain(2000)
    ),
    "context": _block("elements", elements=many(typed(_IN_CONTEXT), 10)),
    "actions": _block(
        "elements", elements=many(typed(ELEMENTS, (_CHOSEN | _CLICKED) - _MULTIPLE), 25)
    ),
    "input": _block(
        "label element",
        label=plain(2000),
        element=typed(ELEMENTS, _CHOSEN | TYPED_IN),
        dispatch_action=boolean,
        hint=plain(2000),
        optional=boolean,
    ),
    "rich_text": _block("elements", elements=many(anything, 1000)),
}

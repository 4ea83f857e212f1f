"""Every rule of the fake's for what an app may send: a payload that breaks it, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.slack_fake import checks
from tests.slack_fake.workspace import Json


def plain(length: int = 2) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def section(**more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}} | more


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements)} | more


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain()} | more


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": element} | more


def typed(**more: Any) -> Json:
    return {"type": "plain_text_input"} | more


def options(number: int, **more: Any) -> list[Json]:
    return [{"text": plain(), "value": str(i)} | more for i in range(number)]


def menu(kind: str = "static_select", number: int = 2, **more: Any) -> Json:
    return {"type": kind, "options": options(number)} | more


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks)} | more


def without(view: Json, key: str) -> Json:
    return {name: value for name, value in view.items() if name != key}


BLOCKS = {
    "3001 characters": section(text=plain(3001)),
    "text is empty": section(text=plain(0)),
    "fields has 11 entries": section(fields=[plain()] * 11),
    "2001 characters": section(fields=[plain(2001)]),
    "needs text or fields": {"type": "section"},
    "is a plain_text_input, which is not allowed": section(accessory=typed()),
    "151 characters": {"type": "header", "text": plain(151)},
    "unknown type 'mrkdwn'": {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
    "unknown type 'marquee'": {"type": "marquee"},
    "unknown type None": {},
    "colour is unknown": section(colour="red"),
    "block_id is 256 characters": section(block_id="x" * 256),
    "elements has 26 entries": actions(*[button(action_id=str(i)) for i in range(26)]),
    "elements has 0 entries": actions(),
    "elements has 11 entries": {"type": "context", "elements": [plain()] * 11},
    "unknown type 'sparkle'": actions({"type": "sparkle"}),
    "is a multi_static_select, which is not allowed": actions(menu("multi_static_select")),
    "is a button, which is not allowed": field(button()),
    "element is missing": {"type": "input", "label": plain()},
    "alt_text is missing": {"type": "image", "image_url": "https://example.org/x.png"},
    "text.text is 76 characters": actions(button(text=plain(76))),
    "value is 2001 characters": actions(button(value="x" * 2001)),
    "action_id is 256 characters": actions(button(action_id="x" * 256)),
    "style is none of primary, danger": actions(button(style="loud")),
    "has the action_id 'a' 2 times": actions(button(action_id="a"), button(action_id="a")),
    "confirm.deny is missing": actions(
        button(confirm={"title": plain(), "text": plain(), "confirm": plain()})
    ),
    "options[0].text.text is 76 characters": actions(menu(options=options(1, text=plain(76)))),
    "options[0].value is 151 characters": actions(menu(options=options(1, value="x" * 151))),
    "options has 101 entries": actions(menu(number=101)),
    "needs either options or option_groups": actions({"type": "static_select"}),
    "offers one value twice": actions(menu(options=options(2, value="x"))),
    "starts with an option that it does not offer": actions(
        menu(initial_option={"text": plain(), "value": "9"})
    ),
    "placeholder.text is 151 characters": actions(menu(placeholder=plain(151))),
    "options has 11 entries": actions(menu("radio_buttons", 11)),
    "options has 12 entries": actions(menu("checkboxes", 12)),
    "options has 6 entries": actions(menu("overflow", 6)),
    "not written like 2026-01-31": actions({"type": "datepicker", "initial_date": "31.1.2026"}),
    "not written like 09:30": actions({"type": "timepicker", "initial_time": "9.30"}),
    "not written like U012345678": actions({"type": "users_select", "initial_user": "ada"}),
    "label.text is 2001 characters": field(typed(), label=plain(2001)),
    "hint.text is 2001 characters": field(typed(), hint=plain(2001)),
    "max_length is not a whole number from 1 to 3000": field(typed(max_length=3001)),
    "initial_value is longer than its max_length": field(typed(max_length=1, initial_value="xx")),
    "min_length is more than its max_length": field(typed(max_length=1, min_length=2)),
    "is_decimal_allowed is missing": field({"type": "number_input"}),
    "optional is neither true nor false": field(typed(), optional="yes"),
}
VIEWS = {
    "title.text is 25 characters": modal(title=plain(25)),
    "submit.text is 25 characters": modal(submit=plain(25)),
    "close.text is 25 characters": modal(close=plain(25)),
    "title is missing": without(modal(), "title"),
    "an input and no submit": without(modal(field(typed())), "submit"),
    "private_metadata is 3001 characters": modal(private_metadata="x" * 3001),
    "callback_id is 256 characters": modal(callback_id="x" * 256),
    "external_id is 256 characters": modal(external_id="x" * 256),
    "blocks has 101 entries": modal(*[{"type": "divider"}] * 101),
    "has the block_id 'b' 2 times": modal(section(block_id="b"), section(block_id="b")),
    "gives the focus to more than one": modal(*[field(typed(focus_on_load=True))] * 2),
    "larger than 250000 bytes": modal(*[section(text=plain(3000))] * 90),
    "is a home, which is not allowed": {"type": "home", "blocks": []},
    "colour is unknown": modal(colour="red"),
}


@pytest.mark.parametrize(("sentence", "block"), BLOCKS.items())
def test_a_block_that_breaks_a_rule_is_told_of(sentence: str, block: Json) -> None:
    assert [one for one in checks.blocks([block]) if sentence in one]


@pytest.mark.parametrize(("sentence", "view"), VIEWS.items())
def test_a_view_that_breaks_a_rule_is_told_of(sentence: str, view: Json) -> None:
    assert [one for one in checks.view(view, "modal") if sentence in one]


@pytest.mark.parametrize("key", ["title", "submit", "close", "notify_on_close"])
def test_a_home_tab_has_nothing_of_a_modal(key: str) -> None:
    home: Json = {"type": "home", "blocks": [field(typed())]}
    assert list(checks.view(home, "home")) == []
    assert list(checks.view(home | {key: plain()}, "home")) == [f"view.{key} is unknown"]


def test_a_message_has_at_most_fifty_blocks() -> None:
    assert list(checks.blocks([section()] * 50)) == []
    assert list(checks.blocks([section()] * 51)) == [
        "blocks has 51 entries, and 0 to 50 are allowed"
    ]


def test_metadata_have_a_type_and_an_object() -> None:
    assert list(checks.metadata({"event_type": "x", "event_payload": {}})) == []
    assert list(checks.metadata({"event_type": "x"})) == ["metadata.event_payload is missing"]
    assert list(checks.metadata({"event_type": "x", "event_payload": "y"})) == [
        "metadata.event_payload is not an object"
    ]


@pytest.mark.parametrize(
    "block",
    [
        section(accessory=menu(), fields=[plain(2000)] * 10),
        actions(button(value="x" * 2000, url="https://example.org"), menu("radio_buttons", 10)),
        actions(menu(options=options(2), initial_option=options(2)[1])),
        field(menu("multi_static_select", max_selected_items=2), optional=True),
        field({"type": "datepicker", "initial_date": "2026-01-31", "placeholder": plain(150)}),
        field(typed(multiline=True, max_length=3000, initial_value="x"), hint=plain()),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x", "verbatim": True}]},
        {"type": "header", "text": plain(150), "block_id": "h"},
    ],
)
def test_what_slack_documents_is_taken(block: Json) -> None:
    assert list(checks.blocks([block])) == []

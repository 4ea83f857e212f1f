"""What a person's own Slack does with a form: it fills in, offers, and holds back what cannot be sent."""

from __future__ import annotations

from typing import Any, Final

from tests.slack_fake.blockkit import TYPED_IN, offered_by
from tests.slack_fake.checks import elements
from tests.slack_fake.workspace import Impossible, Json

# Where the state of an element holds its value, and where its definition holds the first one.
_KEPT: Final = {
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
} | dict.fromkeys(TYPED_IN, ("value", "initial_value"))
_MANY: Final = {"checkboxes"} | {one for one in _KEPT if one.startswith("multi_")}


def state(blocks: list[Json], filled: Json) -> Json:
    """The values of all fields by block and action id: what was filled in, else what was there first."""
    values: Json = {}
    for block in blocks:
        for element in elements(block):
            if element["type"] in _KEPT:
                mine = values.setdefault(block["block_id"], {})
                before = filled.get(block["block_id"], {})
                mine[element["action_id"]] = before.get(element["action_id"]) or _first(element)
    return values


def fill(blocks: list[Json], filled: Json, answers: dict[str, Any]) -> None:
    """Writes answers, by block id, into the fields of a form. An answer of None empties a field.

    A choice is named by its value or by its text. Raises Impossible.
    """
    by_id = {one["block_id"]: one for one in blocks}
    for block_id, answer in answers.items():
        fields = [one for one in elements(by_id.get(block_id, {})) if one["type"] in _KEPT]
        if len(fields) != 1:
            raise Impossible(f"{block_id} is no field before this person; {sorted(by_id)} are")
        filled[block_id] = {fields[0]["action_id"]: entry(fields[0], answer)}


def must_be_whole(blocks: list[Json], values: Json) -> None:
    """Raises Impossible where Slack itself asks for more before it sends a form."""
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        said = values[block["block_id"]][element["action_id"]][_KEPT[element["type"]][0]]
        if said in (None, "", []) and not block.get("optional"):
            raise Impossible(f"{block['block_id']} must be filled in")


def entry(element: Json, answer: Any) -> Json:
    """The state of a field that somebody answered so. Raises Impossible."""
    kind = element["type"]
    if kind in _MANY:
        wanted: list[Any] = answer or []
        chosen: Any = [_one(element, one) for one in wanted]
        if len(chosen) > element.get("max_selected_items", 100):
            raise Impossible("Slack lets nobody choose so many")
    else:
        chosen = None if answer is None else _one(element, answer)
    return {"type": kind, _KEPT[kind][0]: chosen}


def _first(element: Json) -> Json:
    key, initial = _KEPT[element["type"]]
    empty: Any = [] if element["type"] in _MANY else None
    return {"type": element["type"], key: element.get(initial, empty)}


def _one(element: Json, answer: Any) -> Any:
    if element["type"] in TYPED_IN:
        return _typed(element, answer)
    offered = offered_by(element)
    if not offered:
        return answer
    for option in offered:
        if answer in {option["value"], option["text"]["text"]}:
            return option
    raise Impossible(f"{answer!r} is not offered; {[one['value'] for one in offered]} are")


def _typed(element: Json, answer: str) -> str:
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if not shortest <= len(answer) <= longest:
        raise Impossible(f"Slack takes {shortest} to {longest} characters here")
    return answer

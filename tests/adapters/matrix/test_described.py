"""Commands are described where clients look for them, as far as Confer has the power to."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.matrix.described import EVENT, descriptions
from adapters.matrix.rest import path
from bot.form import form
from commands import ALL, BY_NAME
from tests.adapters.matrix.scene import Scene
from tests.adapters.matrix.somebody import Somebody
from tests.house import CANARY

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]


async def _described(one: Somebody, room: str) -> dict[str, dict[str, Any]]:
    """By command; without those that were blanked."""
    found = await one.client.room_get_state(room)
    events = [event["content"] for event in found.events if event["type"] == EVENT]
    return {content["command"]: content for content in events if content}


def _keys(content: dict[str, Any]) -> list[str]:
    return [one["key"] for one in content["parameters"]]


async def test_commands_are_described_once_in_each_room_and_kept_up_to_date(scene: Scene) -> None:
    nurse = scene.nurse
    await scene.stops()
    await scene.starts(describes=True)
    room = await scene.direct(nurse)
    names = {name for name, command in BY_NAME.items() if not command.hidden}

    while set(await _described(nurse, room)) != names:
        await nurse.turn(50)
    new = (await _described(nurse, room))["concern new"]
    assert "detail" in _keys(new)
    assert new["parameters"][1]["schema"]["variants"][0] == {
        "schema_type": "literal",
        "literal_type": "string",
        "value": "now",
    }
    while set(await _described(nurse, scene.seats)) != names:
        await nurse.turn(50)
    aloud = (await _described(nurse, scene.seats))["concern new"]
    assert "topic" in _keys(aloud)
    assert "detail" not in _keys(aloud)

    # A client that knows of them sends a command in parts.
    await nurse.say(
        room,
        f"@confer concern new {CANARY}",
        **{
            "m.mentions": {"user_ids": [scene.confer]},
            "org.matrix.msc4391.command": {
                "command": "concern new",
                "arguments": {"topic": ["alone", "online"], "urgency": "today"},
            },
        },
    )
    await nurse.hears("How old is the person?", room=room)

    # What Confer no longer does is blanked by the next version of it.
    await scene.stops()
    less = {name: command for name, command in BY_NAME.items() if name != "guest renew"}
    await scene.starts(commands=less, describes=True)
    while set(await _described(nurse, room)) != names - {"guest renew"}:
        await nurse.turn(50)


async def test_without_the_power_nothing_is_described_and_the_rest_works(scene: Scene) -> None:
    nurse = scene.nurse
    where = path("rooms", scene.seats, "state", "m.room.power_levels", "")
    found = await nurse.client.room_get_state_event(scene.seats, "m.room.power_levels")
    await nurse.raw("PUT", where, {**found.content, "events": {EVENT: 100}})
    await scene.stops()
    await scene.starts(describes=True)

    room = await scene.direct(nurse)
    while not await _described(nurse, room):  # that room comes after the seats'
        await nurse.turn(50)

    assert await _described(nurse, scene.seats) == {}
    await nurse.say(room, "!my settings")
    await nurse.until(lambda: [e for e in nurse.read if e.room == room])


def test_no_parameter_is_doubled_and_each_schema_is_one_of_the_proposal(scene: Scene) -> None:
    partnership = scene.house.partnership
    for aloud in (False, True):
        found = descriptions(ALL, partnership, "@confer:example.org", aloud=aloud)
        by_name = {content["command"]: content for content in found.values()}
        for command in (one for one in ALL if not one.hidden):
            keys = _keys(by_name[command.name])
            assert len(set(keys)) == len(keys)
            shown = {f.name for f in form(command) if not (aloud and f.sealed)}
            assert set(keys) == shown
            for parameter in by_name[command.name]["parameters"]:
                assert parameter["schema"]["schema_type"] in {"primitive", "union", "array"}
                assert "{" not in parameter["description"]["m.text"][0]["body"]

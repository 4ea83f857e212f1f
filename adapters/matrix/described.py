"""Commands as Matrix clients may offer them while somebody types: MSC4391, which few clients know yet.

A description is a state event, so it stands where Confer has the power to set one, and in the clear: it
names commands and set words and nothing of anybody. Where others read along it offers no place for a
person's own words.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from adapters.backoff import wait_s
from adapters.matrix import kept
from adapters.matrix.batch import mapping
from adapters.matrix.client import Client
from adapters.matrix.rest import Json, Refused, path
from adapters.matrix.rooms import Rooms
from adapters.whole import whole
from bot.command import AnyCommand
from bot.errors import DeliveryFailed, StoreTrouble
from bot.form import Field, Kind, form
from bot.labels import sentence
from bot.ports import Partnership
from bot.wired import House

log: Final = logging.getLogger("confer.matrix")

EVENT: Final = "org.matrix.msc4391.command_description"
_AT_LEAST_S: Final = 60.0  # a server that asks to wait needs its patience for answers

_STRING: Final[Json] = {"schema_type": "primitive", "type": "string"}
_PLAIN: Final[Mapping[Kind, Json]] = {
    Kind.YES_NO: {"schema_type": "primitive", "type": "boolean"},
    Kind.NUMBER: {"schema_type": "primitive", "type": "integer"},
}


def descriptions(
    commands: Iterable[AnyCommand], partnership: Partnership, me: str, *, aloud: bool
) -> dict[str, Json]:
    """State key to content. `aloud`: others read along in the room."""
    return {
        _state_key(command.name, me): _description(command, partnership, aloud=aloud)
        for command in commands
        if not command.hidden
    }


def _state_key(name: str, me: str) -> str:
    return base64.b64encode(hashlib.sha256(f"{name}{me}".encode()).digest()).decode()


def _description(command: AnyCommand, partnership: Partnership, *, aloud: bool) -> Json:
    fields = [field for field in form(command) if not (aloud and field.sealed)]
    return {
        "command": command.name,
        "description": _text(command.summary, partnership),
        "parameters": [_parameter(field, partnership) for field in fields],
    }


def _parameter(field: Field, partnership: Partnership) -> Json:
    found: Json = {
        "key": field.name,
        "schema": _schema(field),
        "description": _text(field.label, partnership),
    }
    return found if field.required else found | {"optional": True}


def _schema(field: Field) -> Json:
    if field.words is None:
        return _PLAIN.get(field.kind, _STRING)
    codes = [
        {"schema_type": "literal", "literal_type": "string", "value": word.code}
        for word in field.words
    ]
    one: Json = {"schema_type": "union", "variants": codes}
    return one if field.kind is Kind.CHOICE else {"schema_type": "array", "items": one}


def _text(words: str, partnership: Partnership) -> Json:
    said = sentence(words, partnership.language)
    return {"m.text": [{"body": said.replace("{emergency_number}", partnership.emergency_number)}]}


class Describer:
    """Keeps the descriptions of every room up to date, after the answers in importance."""

    def __init__(self, house: House, client: Client, rooms: Rooms) -> None:
        self._house = house
        self._client = client
        self._rooms = rooms
        self._private = self._wanted(aloud=False)
        self._aloud = self._wanted(aloud=True)
        self._done: set[str] = set()  # rooms, in this program's time

    def _wanted(self, *, aloud: bool) -> dict[str, Json]:
        house = self._house
        commands = house.commands.values()
        return descriptions(commands, house.partnership, self._client.me, aloud=aloud)

    async def run(self) -> None:
        """Until cancelled. Raises MatrixSignedOut."""
        failures = 0
        while True:
            self._rooms.grown.clear()
            try:
                for room in self._rooms.all():
                    if room not in self._done:
                        await self._describe(room)
            except (DeliveryFailed, StoreTrouble) as failed:
                asked = failed.after_s if isinstance(failed, DeliveryFailed) else None
                await asyncio.sleep(max(_AT_LEAST_S, wait_s(failures, asked)))
                failures += 1
            else:
                failures = 0
                await self._rooms.grown.wait()

    async def _describe(self, room: str) -> None:
        wanted = self._aloud if self._rooms.is_shared(room) else self._private
        digest = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()
        try:
            if await whole(self._rooms.recall(f"{kept.DESCRIBED}{room}")) != digest:
                await self._put(room, wanted)
                await whole(self._rooms.remember(f"{kept.DESCRIBED}{room}", digest))
        except (
            Refused
        ) as why:  # without the power it is left at that; `!confer help` works everywhere
            log.info("commands are not described in a room", extra={"code": why.code})
        self._done.add(room)

    async def _put(self, room: str, wanted: Mapping[str, Json]) -> None:
        """What is new or has changed; and what Confer does not do any more is blanked."""
        there = await self._there(room)
        gone: dict[str, Json] = {key: {} for key, content in there.items() if content}
        for key, content in {**gone, **wanted}.items():
            if there.get(key) != content:
                await self._client.rest.call(
                    "PUT", path("rooms", room, "state", EVENT, key), content
                )

    async def _there(self, room: str) -> dict[str, Mapping[str, Any]]:
        """What Confer described there before, by state key."""
        found = await self._client.rest.listing(path("rooms", room, "state"))
        return {
            str(event.get("state_key")): mapping(event.get("content"))
            for event in map(mapping, found)
            if event.get("type") == EVENT and event.get("sender") == self._client.me
        }

"""A message may come before its key: it is kept, opened late, or asked for again."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from adapters.matrix import kept
from tests.adapters.matrix.scene import Scene

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]


async def is_locked(scene: Scene) -> bool:
    async with scene.store.unit() as unit:
        return bool(await unit.marks.names(kept.LOCKED))


async def until_locked(scene: Scene) -> None:
    while not await is_locked(scene):
        await scene.nurse.turn(100)


async def test_a_message_is_worked_once_its_late_key_has_come(scene: Scene) -> None:
    nurse = scene.nurse
    room = await scene.direct(nurse)
    await nurse.say(room, "!my settings")
    await nurse.until(lambda: nurse.read)
    olm = nurse.client.olm
    olm.create_outbound_group_session(room)
    users = list(nurse.client.rooms[room].users)
    held = list(olm.share_group_session_parallel(room, users, ignore_unverified_devices=True))
    olm.outbound_group_sessions[room].shared = True

    await nurse.say(room, "!case list")
    await until_locked(scene)
    assert len(nurse.read) == 1
    for _shared_with, keys in held:
        where = f"/_matrix/client/v3/sendToDevice/m.room.encrypted/{uuid4().hex}"
        await nurse.raw("PUT", where, json.loads(json.dumps(keys)))

    await nurse.until(lambda: len(nurse.read) == 2)
    assert not await is_locked(scene)


async def test_a_message_whose_key_never_comes_is_asked_for_again(scene: Scene) -> None:
    nurse = scene.nurse
    room = await scene.direct(nurse)
    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": "AwgAEoABzSJ5",
        "device_id": nurse.client.device_id,
        "sender_key": "a" * 43,
        "session_id": "b" * 43,
    }
    where = f"/_matrix/client/v3/rooms/{room}/send/m.room.encrypted/{uuid4().hex}"
    await nurse.raw("PUT", where, content)

    await until_locked(scene)
    scene.clock.ahead = timedelta(minutes=2)
    await nurse.say(scene.seats, "whatever ends the long poll")

    await nurse.hears("Please send it once more.", room=room)
    assert not await is_locked(scene)

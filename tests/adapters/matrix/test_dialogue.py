"""A person talks with Confer on a real homeserver."""

from __future__ import annotations

import pytest

from tests.adapters.matrix.scene import Scene
from tests.house import CANARY

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse")]

WHOLE = (
    "!concern new topic:alone,online urgency:this_week age:12_15 basis:seen_myself sure:fairly"
    " strengths:activity,friends guessable:would_not_guess setting:school"
    " needs:someone_to_talk,safe_online detail:sits alone every day " + CANARY
)


async def test_a_concern_typed_in_a_direct_room_is_previewed_and_sent(scene: Scene) -> None:
    nurse = scene.nurse
    room = await scene.direct(nurse)

    await nurse.say(room, WHOLE)
    preview = await nurse.hears("This is all that others will read.", room=room)
    assert "1. Send" in preview.body
    assert preview.source["content"]["m.mentions"] == {}
    assert preview.decrypted
    await nurse.say(room, "1")
    await nurse.hears("", room=room)

    await scene.delivers()
    shared = await scene.teacher.until(
        lambda: [e for e in scene.teacher.read if e.room == scene.seats]
    )
    assert CANARY not in shared[0].body

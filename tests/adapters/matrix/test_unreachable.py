"""On a real homeserver: who cannot be reached any more is said to those who can do something about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ports import NoticeKind
from bot.wording import NOTICES
from tests.adapters.matrix.scene import Scene

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]

# Nobody answers at this address, so nobody there can be invited into a room.
GONE = "@teacher:127.0.0.1:9"
LOST = NOTICES[NoticeKind.UNREACHABLE]


async def test_an_account_that_cannot_be_invited_is_said_to_the_coordinator_once(
    scene: Scene,
) -> None:
    scene.clock.to_tuesday()
    coordinator = await scene.comes("coordinator")
    room = await scene.direct(coordinator)
    async with scene.store.unit() as unit:
        teacher = (await unit.people.directory()).by_key("teacher")
        assert teacher is not None
        await unit.people.change(replace(teacher, accounts={"matrix": GONE}))
        await unit.commit()

    await coordinator.say(room, "!meeting call kind:non_case dates:friday-10:00")
    await coordinator.hears("Meeting 1, without cases", room=room)
    for _ in range(6):
        await scene.delivers()
        scene.clock.ahead += timedelta(minutes=10)

    told = await coordinator.hears(LOST, room=room)
    assert "teacher" not in told.body
    await coordinator.say(room, "1")
    shown = await coordinator.hears("Schools (education): teacher", room=room)
    assert "Leads the process: coordinator" in shown.body
    scene.clock.ahead += timedelta(minutes=10)
    await scene.delivers()
    await coordinator.say(room, "!my settings")
    await coordinator.hears("Quiet:", room=room)
    assert not [event for event in coordinator.read if LOST in event.body]

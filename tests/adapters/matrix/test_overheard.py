"""On a real homeserver: a name typed where all read is gone, its writer reads why, the others read nothing."""

from __future__ import annotations

import pytest

from tests.adapters.matrix.scene import Scene
from tests.house import CANARY

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]

NUDGE = "That message may describe a person."
CASE = (
    "concern new topic:alone urgency:this_week age:12_15 basis:seen_myself sure:fairly strengths:friends"
    f" guessable:would_not_guess detail:often alone who:Mia Lindqvist, born 3.2.2011 {CANARY}"
)


async def test_a_name_of_a_case_is_removed_and_goes_on_in_private(scene: Scene) -> None:
    nurse, teacher = scene.nurse, await scene.comes("teacher")
    mine = await scene.direct(nurse)
    await nurse.say(mine, f"!{CASE}")
    await nurse.hears("This is all that others will read.", room=mine)
    await nurse.say(mine, "1")
    await nurse.hears("Thank you.", room=mine)

    harmless = await teacher.say(scene.seats, "We meet on Monday at 10:00")
    event = await teacher.say(scene.seats, f"Lindquist, Mia was away again {CANARY}")
    edited = await teacher.edit(scene.seats, harmless, "We meet Mia Lindqvist on Monday")

    told = await teacher.hears(NUDGE)
    assert told.room != scene.seats
    assert "1. Help\n2. It is harmless" in told.body
    await nurse.until(lambda: {event, edited} <= nurse.redacted)
    assert harmless not in nurse.redacted
    assert not [e for e in nurse.read if e.sender == scene.confer and e.room == scene.seats]

    await teacher.hears(NUDGE, room=told.room)  # of the edit
    await teacher.say(told.room, "1")
    await teacher.hears("Your words stand in the private form now", room=told.room)
    await teacher.hears("What is the worry about?", room=told.room)


async def test_without_the_power_to_remove_it_the_writer_is_asked_to(scene: Scene) -> None:
    await scene.nurse.client.room_put_state(
        scene.seats, "m.room.power_levels", {"users": {}, "events_default": 0, "redact": 50}
    )

    await scene.nurse.say(scene.seats, f"Call +45 22 33 44 55 {CANARY}")

    told = await scene.nurse.hears("I may not remove your message there.")
    await scene.nurse.hears(NUDGE, room=told.room)

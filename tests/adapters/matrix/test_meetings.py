"""A meeting on a real homeserver: its dates are numbers to answer with."""

from __future__ import annotations

import pytest

from tests.adapters.matrix.scene import Scene

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]

ASKED = "A meeting is planned. Which dates suit you?"
DATES = "friday-10:00,tuesday-14:00"


async def test_dates_are_chosen_by_number_and_the_picked_one_is_told(scene: Scene) -> None:
    scene.clock.to_tuesday()
    nurse, coordinator = scene.nurse, await scene.comes("coordinator")
    mine, theirs = await scene.direct(nurse), await scene.direct(coordinator)

    await coordinator.say(theirs, f"!meeting call kind:non_case dates:{DATES}")
    await coordinator.hears("Seats that are asked: 8", room=theirs)
    await scene.delivers()
    asked = await nurse.hears(ASKED, room=mine)
    assert asked.decrypted
    assert _listed(asked.body) == ["10:00", "14:00", "None of them", "Open"]

    await nurse.say(mine, "2")
    assert "14:00" in (await nurse.hears("You can come:", room=mine)).body
    await nurse.say(mine, "1")
    told = await nurse.hears("You can come:", room=mine)
    assert ["10:00" in told.body, "14:00" in told.body] == [True, True]

    await coordinator.say(theirs, "!meeting open 1")
    shown = await coordinator.hears("1 of 8 seats answered.", room=theirs)
    await coordinator.say(theirs, _number(shown.body, "Pick", "14:00"))
    await coordinator.hears("stands:", room=theirs)
    await scene.delivers()

    assert "14:00" in (await nurse.hears("The date of a meeting stands:", room=mine)).body
    line = await nurse.hears("Meeting 1, without cases, stands:", room=scene.seats)
    assert "14:00" in line.body


def _listed(body: str) -> list[str]:
    """The numbered answers; of a date its time."""
    rows = [row.partition(". ")[2] for row in body.splitlines() if row[:1].isdecimal()]
    return [row.rpartition(" ")[2] if ":" in row else row for row in rows]


def _number(body: str, *words: str) -> str:
    """The number of the answer that holds these words."""
    row = next(row for row in body.splitlines() if all(word in row for word in words))
    return row.partition(".")[0]


async def test_a_calendar_needs_no_page_to_be_kept_by_hand(scene: Scene) -> None:
    scene.clock.to_tuesday()
    nurse = scene.nurse
    mine = await scene.direct(nurse)

    await nurse.say(mine, "!meeting call kind:ordinary dates:friday-10:00")
    await nurse.hears("stands:", room=mine)
    await nurse.say(mine, "!meeting calendar meeting:1")

    told = await nurse.hears("For your calendar:", room=mine)
    assert "Partnership meeting" in told.body
    assert "10:00" in told.body

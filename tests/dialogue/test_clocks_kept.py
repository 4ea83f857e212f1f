"""Clocks that random walks found lost: each stays, whatever else is done to the case."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.house import Talks


def rings(house: Talks, clock: str) -> int:
    """How many rungs of a clock are still to come."""
    with closing(sqlite3.connect(house.file)) as raw:
        query = "select count(*) from rungs where name = ? and waiting"
        return int(raw.execute(query, (clock,)).fetchone()[0])


async def test_a_decision_that_is_late_still_rings_once_the_case_becomes_urgent(
    house: Talks,
) -> None:
    ref = await house.answered()
    await house.waits(days=5)
    before = len(house.reads("coordinator", "notice"))

    await house.says("nurse", f"/concern urgent {ref} called:not_needed ground:danger_to_self")

    assert rings(house, "screening_decision") > 0
    assert len(house.reads("coordinator", "notice")) > before


async def test_the_police_still_owe_their_answer_after_an_urgent_case_was_paused(
    house: Talks,
) -> None:
    ref = await house.raised(urgency="now")
    await house.says("coordinator", f"/case pause {ref} why:waiting_for_service")
    assert rings(house, "police_answer") == 0

    await house.says("coordinator", f"/case pause {ref} lift:yes")

    assert rings(house, "police_answer") > 0

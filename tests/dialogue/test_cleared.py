"""Lines of a case in shared places: the newest tells, and thirty days after the end none is left."""

from __future__ import annotations

from adapters.console.stage import SEATS
from tests.house import Talks, texts


async def _ended(house: Talks) -> str:
    ref = await house.closing()
    await house.says("coordinator", f"/case close {ref} step:finish")
    await house.waits(days=1)
    return ref


async def test_only_the_newest_line_tells_anything(house: Talks) -> None:
    ref = await house.answered()
    await house.waits(days=1)

    first, second = house.stage.stands(SEATS)
    assert first == f"{ref} · a newer line stands below."
    assert second == f"{ref} · relations, online · child · this week · being looked at"


async def test_lines_stay_thirty_days_after_the_end_and_go_then(house: Talks) -> None:
    ref = await _ended(house)
    await house.waits(days=28)
    assert house.stage.stands(SEATS)
    assert house.stage.stands(f"circle:{ref}")

    await house.waits(days=2)
    assert house.stage.stands(SEATS) == []
    assert house.stage.stands(f"circle:{ref}") == []
    assert texts(await house.says("auditor", "/confer logs")) == [
        "No unusual openings in the last thirty days.\n"
        "Every line that was to be removed from a shared place is gone."
    ]


async def test_lines_of_another_case_stay(house: Talks) -> None:
    await _ended(house)
    other = await house.raised("teacher")
    await house.says("coordinator", f"/case answer {other} next:screening by:2d")
    await house.waits(days=31)

    standing = [line.partition(" · ")[0] for line in house.stage.stands(SEATS) if " · " in line]
    assert set(standing) == {other}


async def test_a_concern_pointed_on_has_its_line_removed_too(house: Talks) -> None:
    ref = await house.answered()
    await house.says(
        "coordinator", f"/case point {ref} why:other_help_fits to:family-advice second:@deputy"
    )
    await house.says("deputy", "1")
    await house.waits(days=32)

    assert not any(ref in line for line in house.stage.stands(SEATS))


async def test_logs_are_for_the_auditor(house: Talks) -> None:
    assert texts(await house.says("nurse", "/confer logs")) == [
        "There is nothing here for you under that name."
    ]

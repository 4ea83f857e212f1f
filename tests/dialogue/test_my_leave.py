"""Mirrors commands/my_leave.py."""

from __future__ import annotations

from tests.house import Talks, texts


async def test_who_is_away_is_replaced_by_the_deputy_to_the_end_of_that_day(house: Talks) -> None:
    told = await house.says("coordinator", "/my leave until:tuesday")
    assert told[-1].text.splitlines() == [
        "You are away to the end of Tue 3 Mar, and back on Wed 4 Mar.",
        "deputy stands in for you.",
    ]

    await house.raised()
    assert house.reads("coordinator", "notice") == []
    assert any(
        line.startswith("(You stand in.) Something new is waiting for a first answer.")
        for line in house.reads("deputy", "notice")
    )
    await house.waits(days=2)
    await house.raised("teacher")

    assert any("first answer" in line for line in house.reads("coordinator", "notice"))


async def test_deputy_and_coordinator_hear_of_an_absence_in_a_bare_word(house: Talks) -> None:
    await house.says("nurse", "/my leave until:2w")

    for who in ("health_deputy", "coordinator"):
        assert house.reads(who, "notice") == [
            "Somebody is away, or will not hold a seat much longer. Open to see who stands in."
        ]
        shown = await house.says(who, "[Open]")
        assert texts(shown) == ["nurse is away to the end of Mon 16 Mar. Stands in: health deputy"]
    assert texts(await house.says("teacher", "/my cover")) == ["Everybody is here."]


async def test_one_is_back_by_a_button(house: Talks) -> None:
    await house.says("coordinator", "/my leave until:2w", "[I am here again]")
    await house.raised()

    assert any("first answer" in line for line in house.reads("coordinator", "notice"))


async def test_a_day_that_is_past_is_asked_for_again(house: Talks) -> None:
    told = await house.says("nurse", "/my leave until:2026-03-01")

    assert told[0].text.startswith("That day is past.")
    assert (
        "You are away to the end of Thu 5 Mar" in (await house.says("nurse", "thursday"))[-1].text
    )


async def test_weekends_that_nobody_covers_any_more_are_said(house: Talks) -> None:
    await house.says("deputy", "/my leave until:1w")

    told = await house.says("coordinator", "/my leave until:1w")

    assert "deputy stands in for you, and is away too." in told[-1].text
    assert "Nobody who runs the process is on call at weekends now." in told[-1].text

"""Mirrors commands/stats.py: figures that tell of nobody, and stay when the cases are gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.people import Duty
from bot.ports import Figure
from tests.house import WHOLE, Talks, texts

NOTHING = "There is nothing here for you under that name."
LINE = WHOLE.format(urgency="this_week", guessable="would_not_guess").replace(
    " called:not_needed ground:danger_to_self", ""
)
HOLDERS = ("nurse", "teacher", "social")


@pytest.fixture
async def busy(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    """A quarter in which twelve concerns were raised, nine by health, and each was answered."""
    talks = Talks(tmp_path, migrated, unlimited=True)
    await talks.open()
    for number in range(12):
        who = "nurse" if number < 9 else "teacher"
        await talks.says(who, f"/{LINE}", "= send")
        await talks.waits(hours=3 if number < 9 else 30)
        await talks.says("coordinator", f"/case answer {talks.ref} next:screening by:2d")
    yield talks
    await talks.close()


async def _over(talks: Talks) -> None:
    """The quarter ends; nothing is worked meanwhile."""
    talks.clock.move_to(talks.clock.now() + timedelta(days=92))


async def test_a_quarter_that_is_not_over_is_not_shown(busy: Talks) -> None:
    told = await busy.says("coordinator", "/stats show table:raises quarter:2026-Q1")

    assert "That quarter is not over. Which one before it?" in texts(told)


async def test_small_cells_are_hidden_a_second_one_with_them_and_the_rest_is_rounded(
    busy: Talks,
) -> None:
    await _over(busy)

    (told, *_) = texts(await busy.says("coordinator", "/stats show table:raises quarter:Q1"))

    assert told.splitlines() == [
        "concerns raised, 2026-Q1",
        "How far cases came",
        "· waiting for a first answer: 10",
        "· being looked at: 10",
        "Concerns, by who raised them",
        "· health: *",
        "· education: *",
        "all together: 10",
        "* hides fewer than eight and what would give them away; the rest is rounded to five.",
    ]


async def test_response_times_tell_how_soon_and_a_seat_alone_its_own(busy: Talks) -> None:
    await _over(busy)

    (coordinator, *_) = texts(await busy.says("coordinator", "/stats show response_times Q1"))
    (nurse, *_) = texts(await busy.says("nurse", "/stats show response_times Q1"))

    assert "Half of the first answers came within 4 hours." in coordinator
    assert "Your seat answered within the agreed time: *" in coordinator
    assert "Your seat answered" not in nurse
    assert "· within 4 hours: *" in nurse  # three came later: told alone, it would tell of those


async def test_h75_give_and_take_are_shown_for_the_own_seat_and_all_together(busy: Talks) -> None:
    await _over(busy)

    (told, *_) = texts(await busy.says("nurse", "/stats show give_and_receive quarter:2026-Q1"))

    assert "All seats together\n· given: 10" in told
    assert "Your seat\n· given: 10" in told


async def test_how_cases_ended_is_for_the_strategic_level_by_the_year(busy: Talks) -> None:
    async with busy.player.house.unit() as unit:
        for _ in range(9):
            await unit.figures.count("2025", Figure.OUTCOME, "goals_met")
        directory = await unit.people.directory()
        auditor = directory.people[
            next(n for n, p in directory.people.items() if p.key == "auditor")
        ]
        await unit.people.change(replace(auditor, duties=frozenset({Duty.STRATEGIC})))
        await unit.commit()
    await _over(busy)

    (member, *_) = texts(await busy.says("teacher", "/stats show outcomes Q1"))
    (strategic, *_) = texts(await busy.says("auditor", "/stats show outcomes Q1"))

    assert "How cases ended is for the strategic level, by the year." in member
    assert "goals met" not in member
    assert "How cases ended\n· goals met: 10\nall together: 10" in strategic


async def test_with_few_concerns_a_year_there_are_no_quarters(house: Talks) -> None:
    await house.raised()
    house.clock.move_to(house.clock.now() + timedelta(days=92))

    told = await house.says("coordinator", "/stats show raises Q1")

    assert any(
        said.startswith("With so few concerns figures are shown by the year")
        for said in texts(told)
    )
    house.clock.move_to(house.clock.now() + timedelta(days=300))
    told = await house.says("coordinator", "= stop", "/stats show raises quarter:2026-Q1")
    assert any(
        said.startswith(
            "concerns raised, 2026\nHow far cases came\n· waiting for a first answer: *"
        )
        for said in texts(told)
    )


@pytest.mark.parametrize("who", ["admin", "mentor", "youth"])
async def test_who_has_no_part_in_the_partnership_reads_no_figures(house: Talks, who: str) -> None:
    assert texts(await house.says(who, "/stats show table:raises")) == [NOTHING]


async def test_figures_as_a_picture_say_the_same_in_words(busy: Talks) -> None:
    await _over(busy)

    told = await busy.says("coordinator", "/stats show raises quarter:2026-Q1", "[As a picture]")

    assert told[-1].text.splitlines()[:3] == [
        "concerns raised, 2026-Q1, as a picture:",
        "How far cases came · 2026-Q1",
        "waiting for a first answer: 10",
    ]
    path = Path(told[-1].text.splitlines()[-1])
    assert path.name.endswith("overview.png")
    assert path.read_bytes().startswith(b"\x89PNG")


async def test_a_hold_changes_no_figure(busy: Talks) -> None:
    before = await _counts(busy)
    await busy.says("officer", f"/case pause {busy.ref}")

    assert await _counts(busy) == before


async def _counts(talks: Talks) -> object:
    async with talks.player.house.unit() as unit:
        return [await unit.figures.of(("2026-Q1", "2026"), figure) for figure in Figure]


@pytest.mark.parametrize("typed", ["2026-Q5", "spring", "Q1-Q2", "1"])
async def test_what_is_no_quarter_is_asked_for_again(house: Talks, typed: str) -> None:
    told = await house.says("coordinator", f"/stats show table:raises quarter:{typed}")

    assert "Which quarter?" in told[-1].text

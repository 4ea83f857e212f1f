"""Hours that a year has once or twice, and a leap day: promises count hours, mornings the wall clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from adapters.console.stage import Said
from bot.ports import Rhythms
from tests.house import Talks

LIST = "Your list for today is ready in Confer."


@pytest.fixture
async def house(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    talks = Talks(tmp_path, migrated, rhythms=Rhythms())
    await talks.open()
    yield talks
    await talks.close()


def heard(lines: Sequence[Said], who: str, text: str) -> list[str]:
    return [f"{s.at:%d %H:%M}" for s in lines if s.place == who and s.text.startswith(text)]


@pytest.mark.parametrize(
    ("raised", "soon", "over", "lists"),
    [
        # Saturday evening, 21:00 in the zone before each change; the night after has 23 or 25 hours.
        ("2026-03-28T20:00", "29 14:00", "29 20:00", ["30 06:30", "31 06:30"]),
        ("2026-10-24T19:00", "25 13:00", "25 19:00", ["26 07:30", "27 07:30"]),
        # The day before a leap day, a Monday; the day itself has its list and its hours like any other.
        ("2028-02-28T12:00", "29 06:00", "29 12:00", ["29 07:30", "01 07:30"]),
    ],
)
async def test_a_day_is_24_hours_for_a_promise_and_half_past_eight_for_a_list(
    house: Talks, raised: str, soon: str, over: str, lists: list[str]
) -> None:
    house.clock.move_to(datetime.fromisoformat(f"{raised}:00+00:00"))
    await house.crashes()  # as a program that starts on that day, which also looks up its holidays
    await house.raised()
    told = await house.waits(hours=61)

    assert heard(told, "coordinator", "A first answer is due in 6 hours.") == [soon]
    assert heard(told, "coordinator", "A first answer is overdue.")[0] == over
    assert heard(told, "nurse", LIST)[:2] == lists

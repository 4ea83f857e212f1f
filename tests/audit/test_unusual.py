"""Many openings by one person, or at night: the auditor hears one bare word the next morning."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from adapters.console import cast
from bot.policies.unusual import MANY, unusual
from bot.ports import Opening, Rhythms
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef
from tests.house import CANARY, Talks, texts

DIRECTORY = cast.directory("console")
WORTH = "Something was opened that is worth a look."


def who(key: str) -> PersonNo:
    person = DIRECTORY.by_key(key)
    assert person is not None
    return person.no


def openings(count: int, at: datetime, by: str = "social") -> list[Opening]:
    ref = CaseRef.parse("amber-harbour-47-K")
    return [
        Opening(case=ref, item=n, by=who(by), at=at + timedelta(minutes=n), why="prepare_visit")
        for n in range(count)
    ]


NOON = datetime(2026, 3, 3, 11, tzinfo=UTC)
NIGHT = datetime(2026, 3, 3, 22, tzinfo=UTC)  # 23:00 in Copenhagen


def test_ten_in_one_day_are_many_and_nine_are_not() -> None:
    none = unusual(openings(MANY - 1, NOON), DIRECTORY, frozenset())
    (found,) = unusual(openings(MANY, NOON), DIRECTORY, frozenset())

    assert none == ()
    assert (found.by, found.day, found.items, found.at_night) == (
        who("social"),
        date(2026, 3, 3),
        MANY,
        0,
    )


def test_nine_on_each_side_of_midnight_are_two_days() -> None:
    evening = datetime(2026, 3, 3, 20, tzinfo=UTC)
    both = [*openings(9, evening), *openings(9, evening + timedelta(hours=10))]
    assert unusual(both, DIRECTORY, frozenset()) == ()


def test_one_at_night_is_worth_a_look_but_not_of_somebody_on_call() -> None:
    (found,) = unusual(openings(1, NIGHT), DIRECTORY, frozenset())
    assert found.at_night == 1
    assert unusual(openings(1, NIGHT, "officer"), DIRECTORY, frozenset()) == ()


@pytest.fixture
async def house(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    talks = Talks(tmp_path, migrated, rhythms=Rhythms(list_always=False))
    await talks.open()
    yield talks
    await talks.close()


async def test_many_openings_by_one_person_are_told_to_the_auditor_the_next_morning(
    house: Talks,
) -> None:
    ref = await house.started()
    for _ in range(MANY):
        await house.says("social", f"/case open {ref} what:detail why:prepare_visit")
    assert WORTH not in house.reads("auditor", "notice")

    await house.waits(days=2)

    assert house.reads("auditor", "notice").count(WORTH) == 1
    assert not any(WORTH in house.reads(other, "notice") for other in ("coordinator", "admin"))
    (said, *_rest) = texts(await house.says("auditor", "[Open]"), "reply")
    assert "10 sealed items, 0 of them at night, in" in said
    assert ref in said
    assert CANARY not in said
    counts = texts(await house.says("admin", "/confer logs"))[0]
    assert ref not in counts


async def test_an_ordinary_day_is_told_to_nobody(house: Talks) -> None:
    ref = await house.started()
    await house.says("social", f"/case open {ref} what:detail why:prepare_visit")
    await house.waits(days=2)

    assert WORTH not in house.reads("auditor", "notice")
    assert "No unusual openings" in texts(await house.says("auditor", "/confer logs"))[0]

"""Rows of nudges.md that say more than one person hears: the circle's place, silence, who cannot be reached."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.console.stage import Said, Stage
from bot.errors import DeliveryFailed
from bot.people import Person
from bot.ports import Rhythms, Telling
from tests.house import Talks, texts

LOOK_NEAR = "The joint look at this case is due soon. Open it to find the date."
LOOK_MISSED = "The joint look at this case has not taken place in time."
OWNER_LACKS = "This case needs an owner. Who could it be?"
NO_ENTRY = "Nothing was noted here for three weeks. How is it going?"
SILENT = "Nothing was noted on one thing for three weeks. How is it going?"
UNREACHABLE = "A notice could not be delivered. Please look at who is reachable."
WAITING = "Something is waiting for you in Confer."


def said_in_circle(lines: Sequence[Said], ref: str, *those: str) -> list[str]:
    """The days on which the circle's place hears one of these."""
    lines = [line for line in lines if line.place == f"circle:{ref}"]
    return [f"{line.at:%m-%d %H:%M}" for line in lines if line.text.partition(" · ")[2] in those]


def heard(lines: Sequence[Said], who: str, text: str) -> list[str]:
    return [f"{said.at:%m-%d %H:%M}" for said in lines if (said.place, said.text) == (who, text)]


async def test_a_joint_look_is_said_in_the_circles_place_before_and_once_it_is_missed(
    full: Talks,
) -> None:
    ref = await full.taken()
    told = await full.waits(days=29)

    # Twenty working days from Monday the 2nd end on the 30th; in summer time by then.
    assert said_in_circle(told, ref, LOOK_NEAR) == ["03-23 12:00", "03-27 12:00"]
    assert said_in_circle(told, ref, LOOK_MISSED) == ["03-30 11:00"]


async def test_that_an_owner_lacks_is_said_in_the_circles_place_and_not_day_after_day(
    house: Talks,
) -> None:
    ref = await house.taken()
    told = await house.waits(days=9)

    assert len(said_in_circle(told, ref, OWNER_LACKS)) == 2
    assert len({said.at.date() for said in told if "takes something on" in said.text}) >= 5


async def test_three_weeks_without_any_entry_are_said_and_an_entry_ends_it(house: Talks) -> None:
    ref = await house.started()
    told = await house.waits(days=22)
    assert heard(told, "social", SILENT) == ["03-23 08:00"]
    assert said_in_circle(told, ref, NO_ENTRY) == ["03-23 12:00"]
    button = next(said.buttons for said in told if said.text == SILENT)
    assert button[:2] == ("Open", "Note how it goes")

    await house.says("social", f"/plan progress {ref} action:1 status:started")
    told = await house.waits(days=20)
    assert heard(told, "social", SILENT) == []
    told = await house.waits(days=12)
    assert len(heard(told, "social", SILENT)) == 2
    assert len(heard(told, "coordinator", SILENT)) == 1  # five working days after the first


# --- who cannot be reached ---


class Unreached(Stage):
    """A console on which nothing reaches some people."""

    lost: frozenset[str] = frozenset()

    async def tell(self, person: Person, telling: Telling, *, key: object) -> str | None:
        if person.key in self.lost:
            raise DeliveryFailed("This person is not there.")
        return await super().tell(person, telling, key=key)  # type: ignore[arg-type]


class DeafTalks(Talks):
    on = Unreached

    def loses(self, *people: str) -> None:
        assert isinstance(self.stage, Unreached)
        self.stage.lost = frozenset(people)
        self.furnished(f"without {people}")


@pytest.fixture
async def deaf(tmp_path: Path, migrated: Path) -> AsyncIterator[DeafTalks]:
    folder = tmp_path / "deaf"
    folder.mkdir()
    talks = DeafTalks(folder, migrated, rhythms=Rhythms(list_always=False))
    await talks.open()
    yield talks
    await talks.close()


async def test_a_lost_ping_calls_its_next_rung_at_once_and_the_manager_hears_then_the_coordinator(
    deaf: DeafTalks,
) -> None:
    deaf.loses("nurse")
    ref = await deaf.raised()
    await deaf.says("coordinator", f"/case answer {ref} next:screening by:2d")
    told = await deaf.waits(hours=1)

    assert heard(told, "manager", UNREACHABLE) == ["03-02 08:00"]
    assert heard(told, "coordinator", UNREACHABLE) == []
    deaf.clock.move_to(datetime(2026, 3, 3, 8, 0, tzinfo=UTC))
    told = await deaf.waits(minutes=1)
    assert heard(told, "coordinator", UNREACHABLE) == ["03-03 08:00"]
    assert heard(told, "manager", UNREACHABLE) == []


async def test_a_first_answer_that_reaches_nobody_climbs_until_somebody_hears(
    deaf: DeafTalks,
) -> None:
    deaf.loses("coordinator")
    await deaf.raised()
    await deaf.waits(hours=1)
    told = deaf.stage.lines

    pings = [said for said in told if said.text.startswith("Something new is waiting")]
    assert {said.place for said in pings} == {"deputy"}
    assert all(said.at < datetime(2026, 3, 2, 8, 1, tzinfo=UTC) for said in pings)
    assert not any("overdue" in said.text for said in told)  # no row says so before it is
    # The municipality's seat has no manager: who runs the process hears at once.
    assert heard(told, "deputy", UNREACHABLE) == ["03-02 08:00"]


async def test_who_was_reached_again_is_no_more_spoken_of(deaf: DeafTalks) -> None:
    deaf.loses("nurse")
    ref = await deaf.raised()
    await deaf.says("coordinator", f"/case answer {ref} next:screening by:2d")
    await deaf.waits(minutes=30)
    deaf.loses()
    told = await deaf.waits(days=2)

    assert WAITING in texts([said for said in told if said.place == "nurse"])
    assert heard(told, "coordinator", UNREACHABLE) == []

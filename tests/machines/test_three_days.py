"""Nobody ran for three days: of each clock the newest rung goes, marked late, and no older one."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from adapters.console.play import MovedClock
from adapters.schedule import sweep
from bot.people import Person
from bot.policies.access import listening
from bot.ports import Telling
from tests.house import START
from tests.machines.due import Null, Times, opened, put_due, seat_people

CLOCKS = 60
DAYS = 3


class Reads(Null):
    """Keeps what was said to whom."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        self.texts.append((person.key, listening().open(telling.text)))
        return await super().tell(person, telling, key=key)


async def test_after_three_days_only_the_newest_rung_of_each_clock_goes_and_says_that_it_is_late(
    tmp_path: Path, migrated: Path
) -> None:
    (tmp_path / "confer.db").write_bytes(migrated.read_bytes())
    clock, reads = MovedClock(START), Reads()
    house = await opened(f"sqlite:///{tmp_path / 'confer.db'}", clock, reads)
    await seat_people(house)
    await put_due(house, CLOCKS, steps=CLOCKS, times=Times(rungs=DAYS, every=timedelta(days=1)))
    clock.move_to(START + timedelta(days=DAYS))
    await sweep(house.house)
    told = Counter(who for who, _text in reads.texts if who.startswith("p"))
    assert set(told.values()) == {1}
    assert len(told) == CLOCKS
    late = [text for who, text in reads.texts if who.startswith("p") and text.startswith("(late)")]
    assert len(late) == CLOCKS
    assert house.house.tally.late >= CLOCKS
    await house.close()

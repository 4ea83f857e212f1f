"""A small partnership over a real SQLite store, for the tests on a real homeserver."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.disclosure import Sensitive
from bot.people import Duty, Person, Seat, SeatState
from bot.ports import Partnership, Platform
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.people import Sector
from bot.wired import House
from commands import BY_NAME
from storage import MasterKeys, Store, migrate, open_store

KEYS = MasterKeys.of(b"k" * 32)


@dataclass
class TestClock:
    """The real time, that can be moved on."""

    __test__ = False
    ahead: timedelta = field(default=timedelta())

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'confer.db'}"


async def new_store(folder: Path, empty: Path) -> Store:
    shutil.copy(empty, folder / "confer.db")
    return await open_store(url_of(folder), KEYS)


async def empty_store(folder: Path) -> Path:
    await migrate(url_of(folder))
    return folder / "confer.db"


async def settle_in(store: Store, accounts: dict[str, str]) -> None:
    """Two seats; the first account named coordinates, the others hold a seat."""
    seats = [
        Seat(
            no=SeatNo(1),
            key="municipality",
            name="Municipality",
            sector=Sector.MUNICIPALITY,
            state=SeatState.LIVE,
            agreed_on=date(2026, 1, 5),
        ),
        Seat(
            no=SeatNo(2),
            key="school",
            name="School",
            sector=Sector.EDUCATION,
            state=SeatState.LIVE,
            agreed_on=date(2026, 1, 5),
        ),
    ]
    async with store.unit() as unit:
        for seat in seats:
            await unit.people.add_seat(seat)
        for n, (key, account) in enumerate(accounts.items(), start=1):
            duties = frozenset([Duty.COORDINATOR, Duty.HOLDER] if n == 1 else [Duty.HOLDER])
            await unit.people.add(
                Person(
                    no=PersonNo(n),
                    key=key,
                    name=Sensitive(key.title()),
                    seat=SeatNo(1 + n % 2),
                    duties=duties,
                    accounts={"matrix": account},
                )
            )
        await unit.commit()


def house_of(store: Store, platforms: dict[str, Platform], clock: TestClock | None = None) -> House:
    return House(
        unit=store.unit,
        clock=clock or TestClock(),
        partnership=Partnership(footing=None),
        commands=BY_NAME,
        platforms=platforms,
    )

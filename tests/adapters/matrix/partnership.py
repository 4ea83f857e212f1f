"""The embedded partnership over a real SQLite store, with accounts of a real homeserver."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.console import cast
from adapters.drawing import Making
from adapters.guard import CaseGuard
from bot.command import AnyCommand
from bot.house import seat
from bot.people import Directory, Person
from bot.ports import Platform
from bot.running.limits import Limits
from bot.wired import House
from commands import BY_NAME
from storage import MasterKeys, Store, open_store

KEYS = MasterKeys.of(bytes(range(32)))


@dataclass
class LaterClock:
    """The real time, that can be moved on."""

    ahead: timedelta = field(default=timedelta())

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def to_tuesday(self) -> None:
        """On to the forenoon of a Tuesday, when nobody rests, whatever day the test is run."""
        now = datetime.now(UTC)
        day = now + timedelta(days=(1 - now.weekday()) % 7 + 7)
        self.ahead = day.replace(hour=10, minute=0, second=0) - now


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'confer.db'}"


async def new_store(folder: Path, migrated: Path) -> Store:
    shutil.copy(migrated, folder / "confer.db")
    return await open_store(url_of(folder), KEYS)


async def settle_in(store: Store, accounts: Mapping[str, str]) -> None:
    """Give these people of the cast their accounts; the others have none."""
    whole = cast.directory("matrix")
    people = {no: _with_account(person, accounts) for no, person in whole.people.items()}
    await seat(store, Directory(people, whole.seats))


def _with_account(person: Person, accounts: Mapping[str, str]) -> Person:
    account = accounts.get(person.key)
    return replace(person, accounts={"matrix": account} if account else {})


def house_of(
    store: Store,
    platforms: Mapping[str, Platform],
    clock: LaterClock | None = None,
    commands: Mapping[str, AnyCommand] = BY_NAME,
    *,
    profile: str = "light",
) -> House:
    return House(
        unit=store.unit,
        lately=store.lately,
        hear=store.hear,
        fed=store.fed,
        clock=clock or LaterClock(),
        founded=cast.partnership(profile),
        commands=commands,
        platforms=platforms,
        guard=CaseGuard(cast.COUNTRY),
        limits=Limits.unlimited(),  # some tests type faster than anybody
        makes=Making(),
    )

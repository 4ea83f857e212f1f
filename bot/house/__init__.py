"""The composition root: settings in, a running house out. One of two files that know all the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from adapters.calendar import closed_days
from adapters.console import cast
from adapters.console.play import MovedClock, Player
from adapters.console.stage import NAME, Stage
from adapters.drawing import Making
from adapters.guard import CaseGuard
from bot.events import Event
from bot.partnership import agreements
from bot.people import Directory
from bot.policies import legal
from bot.ports import Clock, Partnership, Platform, Rhythms, TextGuard, Unit
from bot.rounds import carrying
from bot.running.limits import Limits
from bot.vocabulary.numbers import Number
from bot.vocabulary.process import Act
from bot.wired import House
from commands import BY_NAME
from storage import FileWitness, MasterKeys, Store, migrate, open_store
from storage.keysources import KeySource

YEARS_AHEAD: Final = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """A house with its store open."""

    house: House
    store: Store

    def unlimited(self) -> Opened:
        """The same, for a stage: however much is typed is taken in at once, and nobody counts the time."""
        return replace(self, house=replace(self.house, limits=Limits.unlimited(), even_s=0.0))

    def guarded(self, guard: TextGuard) -> Opened:
        """The same, with somebody who looks at what people say in shared places."""
        return replace(self, house=replace(self.house, guard=guard))

    def watched(self, heads: Path) -> Opened:
        """The same, with the heads of its audit kept in a file."""
        witness = FileWitness(heads, self.store.unit, self.house.partnership.no)
        return replace(self, house=replace(self.house, witness=witness))

    async def close(self) -> None:
        await self.store.close()


async def open_house(
    url: str,
    keys: MasterKeys | KeySource,
    *,
    partnership: Partnership,
    clock: Clock,
    platforms: Mapping[str, Platform],
    founders: Directory | None = None,
) -> Opened:
    """Open a migrated store and wire everything to it. Founders sit down where nobody does yet.

    Raises StoreTrouble.
    """
    store = await open_store(url, keys, partnership=partnership.no, clock=clock.now)
    if founders is not None:
        await seat(store, founders)
    async with store.unit() as unit:
        await unit.handovers.announce(carrying.card(partnership))
        await unit.commit()
    house = House(
        unit=store.unit,
        lately=store.lately,
        hear=store.hear,
        fed=store.fed,
        shared=store.shared,
        clock=clock,
        founded=partnership,
        commands=BY_NAME,
        platforms=platforms,
        holidays=holidays(partnership, clock),
        makes=Making(),
    )
    async with store.unit() as unit:
        await house.refresh(unit)
        await _agreed(house, unit)
        await unit.commit()
    return Opened(house, store)


async def _agreed(house: House, unit: Unit) -> None:
    """What config.toml says of the agreement now, with what was changed by command, goes into the register; a
    change stands in the audit as well.
    """
    now, here = house.clock.now(), house.partnership
    directory = await unit.people.directory()
    if directory.seats and await agreements.note(unit, here, directory, now.date()):
        facts = {"agreement": Number(here.agreement), "kind": legal.agreement_kind(here)}
        event = Event(act=Act.CHANGE_SETTINGS, by=None, at=now, facts=facts)
        await unit.audit.record(None, event)


async def seat(store: Store, founders: Directory) -> None:
    """Add the people and seats that are not there yet; what was changed by command stays.

    When a seat works no command says, so that follows the settings.
    """
    async with store.unit() as unit:
        there = await unit.people.directory()
        for one in founders.seats.values():
            known = there.seat_by_key(one.key)
            if known is None:
                await unit.people.add_seat(one)
            elif (known.week, known.days_off) != (one.week, one.days_off):
                kept = replace(known, week=one.week, days_off=one.days_off)
                await unit.people.change_seat(kept)
        for person in founders.people.values():
            if there.by_key(person.key) is None:
                await unit.people.add(person)
        await unit.commit()


def holidays(partnership: Partnership, clock: Clock) -> frozenset[date]:
    """Public holidays and the partnership's own closed days, this year and the next ones."""
    year = clock.now().year
    years = range(year - 1, year + YEARS_AHEAD)
    return closed_days(partnership.country, partnership.region, years, partnership.closed_days)


async def open_player(
    folder: Path,
    stage: Stage,
    clock: MovedClock,
    *,
    profile: str = "light",
    rhythms: Rhythms | None = None,
) -> Player:
    """The embedded partnership over a SQLite file in this folder."""
    url = f"sqlite:///{folder / 'confer.db'}"
    keys = MasterKeys.of(bytes(range(32)))  # the demo's file is thrown away with its folder
    await migrate(url)

    async def reopen() -> Opened:
        opened = await open_house(
            url,
            keys,
            partnership=replace(cast.partnership(profile), rhythms=rhythms),
            clock=clock,
            platforms={NAME: stage},
            founders=cast.directory(NAME),
        )
        return opened.guarded(CaseGuard(cast.COUNTRY)).unlimited()

    async def beside() -> Player:
        """A second partnership in the same file."""
        other = stage.beside()
        here = replace(cast.partnership(profile), no=2, key="north-coast", name="North coast")

        async def again() -> Opened:
            opened = await open_house(
                url,
                keys,
                partnership=here,
                clock=clock,
                platforms={NAME: other},
                founders=cast.directory(NAME),
            )
            return opened.unlimited()

        return Player(other, clock, await again(), again)

    return Player(stage, clock, await reopen(), reopen, beside)


def demo_folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="confer-")

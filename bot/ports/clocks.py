"""Clocks and their rungs, as they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.parts import CaseId
from bot.ports.parcels import ClockKey
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import ClockName


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A clock that runs."""

    key: ClockKey
    started: datetime
    due: datetime
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One due moment of a running clock. Rungs are frozen when the clock starts."""

    clock: ClockKey
    number: int
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRung:
    """A rung whose time has come. `newest`: the number of the newest such rung of its clock.

    `running`: its clock; None where it has stopped.
    """

    rung: Rung
    running: Running | None
    newest: int


class Clocks(Protocol):
    async def start(self, running: Running, rungs: Sequence[Rung]) -> None:
        """A running clock of the same name and subject is stopped first; the round must be new."""
        ...

    async def stop(self, case: CaseId, name: ClockName, subject: int | None = None) -> None:
        """Stopping what does not run changes nothing. None: every subject."""
        ...

    async def running(self, case: CaseId) -> Sequence[Running]: ...
    async def find(self, key: ClockKey) -> Running | None:
        """This run of the clock while it runs; else None. Holds the row until the unit ends."""
        ...

    async def newest(self, keys: Sequence[ClockKey], now: datetime) -> Mapping[ClockKey, int]:
        """Of these runs those that still run, each with the number of its newest rung whose time has come.

        Holds their rows until the unit ends.
        """
        ...

    async def rounds(self, case: CaseId, name: ClockName) -> int:
        """How often this clock was started, for the next round's number."""
        ...

    async def claim(self, now: datetime, *, most: int) -> Sequence[DueRung]:
        """The oldest due rungs, held by this unit with their clocks; none is handed to two units at once.

        One whose clock somebody is changing right now is left for the next time.
        """
        ...

    async def done(self, rung: Rung) -> None: ...
    async def put_off(self, rung: Rung, until: datetime) -> None:
        """It cannot be rung now; it stays due, only later."""
        ...

    async def add(self, rung: Rung) -> None: ...
    async def latest_due(self, key: ClockKey, now: datetime) -> int:
        """The number of the newest rung of this run whose time has come; 0 where none."""
        ...

    async def rung_so_far(self, case: CaseId, names: Sequence[ClockName]) -> Sequence[Rung]:
        """Of each of these clocks that runs the newest rung that was worked.

        Number 0, due when the clock started, where none was yet.
        """
        ...

    async def snooze(self, key: ClockKey, person: PersonNo, until: datetime, why: str) -> bool:
        """This person is reminded later. False where it was so once before: it stays as it was."""
        ...

    async def snoozed(self, key: ClockKey) -> Mapping[PersonNo, datetime]:
        """Who is reminded of this run no earlier than when."""
        ...

    async def hasten(self, key: ClockKey, now: datetime) -> None:
        """The next waiting rung of this run falls due now: the one before reached nobody."""
        ...

    async def next_due(self, after: datetime | None = None) -> datetime | None:
        """When the earliest waiting rung falls due; with `after`, of those that fall due later than that."""
        ...

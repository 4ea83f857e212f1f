"""The wired program: what every loop needs. Built once, in bot/house.py."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from bot import wording
from bot.command import AnyCommand
from bot.files import Makes
from bot.partnership.choices import InForce, refresh
from bot.parts import CaseId
from bot.people import Directory, Person
from bot.ports import Clock, Heard, Partnership, Platform, TextGuard, Unit, Witness
from bot.running.limits import Limits
from bot.running.watching import Tally
from bot.scene import Context


@dataclass(slots=True)
class Beats:
    """When something comes round next, as far as this program knows; None: it has to look."""

    next: datetime | None = None
    looked: datetime | None = None
    passed: date | None = None  # the day whose ends were looked through


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything a loop touches, by its port."""

    unit: Callable[[], Unit]
    lately: Callable[[], Directory | None]  # the people, as a unit of this program saw them last
    hear: Callable[[Heard], Awaitable[bool]]  # keep one message at once; False where it was known
    fed: Callable[[], bool]  # whether anything that falls due was stored since this was asked last
    clock: Clock
    founded: Partnership  # as config.toml says
    commands: Mapping[str, AnyCommand]
    platforms: Mapping[str, Platform] = field(default_factory=dict[str, Platform])
    holidays: frozenset[date] = frozenset()
    witness: Witness | None = None
    makes: Makes | None = None  # draws pictures and writes papers
    guard: TextGuard | None = None
    opened: list[CaseId] = field(
        default_factory=list[CaseId]
    )  # by the guard, and not in the audit yet
    limits: Limits = field(default_factory=Limits)
    even_s: float = (
        0.05  # a refusal takes this long or a multiple, whether there is such a case or not
    )
    wakes: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    shared: bool = False  # whether other programs work on the same database
    program: str = field(default_factory=lambda: uuid4().hex)  # this one, among them
    tally: Tally = field(default_factory=Tally)
    beats: Beats = field(default_factory=Beats)
    in_force: InForce = field(default_factory=InForce)  # what was changed by command
    turn: asyncio.Lock = field(
        default_factory=asyncio.Lock
    )  # an act and a ping of its clock exclude each other

    @property
    def partnership(self) -> Partnership:
        """How it runs now."""
        return self.in_force.partnership or self.founded

    async def refresh(self, unit: Unit) -> None:
        """Look whether a setting was changed by command."""
        await refresh(unit, self.founded, self.in_force, shared=self.shared)

    def wake(self) -> None:
        """Something was stored that may be due: whoever watches the clock looks at once."""
        for one in self.wakes:
            one()

    def context(
        self, unit: Unit, directory: Directory, actor: Person, *, account: str = ""
    ) -> Context:
        """What a command may touch when this person asks for it now, in this transaction."""
        return Context(
            actor=actor,
            now=self.clock.now(),
            unit=unit,
            directory=directory,
            partnership=self.partnership,
            holidays=self.holidays,
            commands=self.commands,
            limits=self.limits,
            guard=self.guard,
            opened=self.opened,
            account=account,
        )

    def ear(self, directory: Directory, person: Person | None = None) -> wording.Ear:
        """Who reads: this person, or everybody in the partnership's own language."""
        return wording.Ear(
            language=person.language.code if person else self.partnership.language,
            zone=person.zone if person else self.partnership.zone,
            directory=directory,
        )

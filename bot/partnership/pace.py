"""How soon a seat acts after a word of Confer: counted when an act stops a clock, shown to that seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.case import Case
from bot.command import Reply
from bot.people import Person
from bot.policies import small_numbers
from bot.policies.nudge_table import NUDGES
from bot.ports import Pace, Rung, Unit
from bot.scene import Context
from bot.vocabulary.numbers import Quarter, SeatNo
from bot.vocabulary.process import ClockName, NudgeName

_MOST_RUNGS: Final = 9
# What ends by itself, what is private, and what would tell that a case was paused, is not counted.
_NOT: Final = frozenset(
    {
        NudgeName.GUEST_END,
        NudgeName.LADDER_QUIET,
        NudgeName.LESSON_DUE,
        NudgeName.PAUSE_RENEWAL,
        NudgeName.RETENTION_END,
    }
)
_OF: Final = {
    clock: nudge for nudge, clocks in NUDGES.items() if nudge not in _NOT for clock in clocks
}


def quarter(moment: datetime, zone: str) -> str:
    return str(Quarter.of(moment.astimezone(ZoneInfo(zone)).date()))


@dataclass(frozen=True, slots=True)
class Doing:
    """Who acts, when, and in which zone quarters are counted."""

    by: Person | None
    at: datetime
    zone: str


async def note(
    unit: Unit, case: Case, doing: Doing, clocks: Sequence[ClockName], subject: int | None = None
) -> None:
    """An act is about to stop these clocks, where they run."""
    counted = [name for name in clocks if name in _OF]
    by = doing.by
    if not counted or by is None or by.seat is None:
        return
    for rung in await unit.clocks.rung_so_far(case.id, counted):
        if subject in {None, rung.clock.subject}:
            await unit.paces.add(_pace(rung, by.seat, doing))


async def done(ctx: Context, case: Case, name: ClockName, subject: int) -> None:
    """What this clock of one thing inside a case was about is done: it is counted, and stops."""
    doing = Doing(ctx.actor, ctx.now, ctx.partnership.zone)
    await note(ctx.unit, case, doing, [name], subject)
    await ctx.unit.clocks.stop(case.id, name, subject)


def _pace(rung: Rung, seat: SeatNo, doing: Doing) -> Pace:
    return Pace(
        seat=seat,
        quarter=quarter(doing.at, doing.zone),
        nudge=_OF[rung.clock.name],
        rung=min(rung.number, _MOST_RUNGS),
        count=1,
        took=max(doing.at - rung.due, timedelta()),
    )


async def shown(ctx: Context) -> Reply:
    """This quarter of the actor's own seat, in three lines; nothing under eight, for times tell of cases."""
    said = Reply(())
    if ctx.actor.seat is None:
        return said
    paces = await ctx.unit.paces.of(ctx.actor.seat, str(ctx.quarter))
    total = sum(pace.count for pace in paces)
    if total < small_numbers.TIMES_FROM:
        return said
    by_first = sum(pace.count for pace in paces if pace.rung <= 1)
    took = sum((pace.took for pace in paces), timedelta()) / total
    said = said.then("What your seat did of what was due, this quarter: {n}", n=total)
    if total > by_first:
        said = said.then("Of these after a second word or a later one: {n}", n=total - by_first)
    hours = max(1, round(took / timedelta(hours=1)))
    return said.then("Hours from the last word to the act, on average: {n}", n=hours)

"""What whoever runs the process reads at the beginning of a week: which cases are late, or lack somebody.

References only, through the same access as /case list; on a quiet week it says that nothing is.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, LiteralString

from bot.case import Case
from bot.command import Reply
from bot.people import Duty, SeatState
from bot.policies import access
from bot.ports import Running
from bot.rounds import daily
from bot.scene import Context
from bot.vocabulary.process import ClockName, State
from bot.vocabulary.roles import Permission

_MOST: Final = 500
_SHOWN: Final = 10  # references in a line; how many more there are is said
_NEAR: Final = timedelta(days=14)
_WORKED_ON: Final = frozenset({State.PREPARING, State.SUPPORTING, State.CLOSING})
# What ends by itself is late for nobody; what a narrow path left unchecked is counted, and not named.
_UNNAMED: Final = frozenset(
    {
        ClockName.GUEST_UNTIL,
        ClockName.URGENT_LAPSE,
        ClockName.DRAFT_LIFE,
        ClockName.KEEP_NOT_TAKEN,
        ClockName.KEEP_ARCHIVED,
        ClockName.OVERRIDE_CHECKED,
    }
)


@dataclass(frozen=True, slots=True)
class _Look:
    ctx: Context
    case: Case
    running: Sequence[Running]


def _late(look: _Look) -> bool:
    now = look.ctx.now
    return any(one.due < now and one.key.name not in _UNNAMED for one in look.running)


def _no_owner(look: _Look) -> bool:
    return look.case.state in _WORKED_ON and look.case.owner is None


def _orphaned(look: _Look) -> bool:
    """Its owner is gone, or away with nobody who stands in, or of a seat that is not live any more."""
    ctx, owner = look.ctx, look.case.owner
    if owner is None:
        return False
    person = ctx.directory.people.get(owner)
    if person is None or not person.accounts:
        return True
    seat = ctx.directory.seat_of(person)
    if seat is not None and seat.state is not SeatState.LIVE:
        return True
    deputy = ctx.directory.deputy_of(person)
    return person.away(ctx.now) and (deputy is None or deputy.away(ctx.now))


def _review_due(look: _Look) -> bool:
    until = look.ctx.now + _NEAR
    return any(one.key.name is ClockName.REVIEW_BY and one.due <= until for one in look.running)


def _unchecked(look: _Look) -> int:
    late = ClockName.OVERRIDE_CHECKED
    return sum(one.key.name is late and one.due < look.ctx.now for one in look.running)


_LINES: Final[Mapping[LiteralString, Callable[[_Look], bool]]] = {
    "Late: {cases}": _late,
    "Without an owner: {cases}": _no_owner,
    "Owner gone or away, nobody stands in: {cases}": _orphaned,
    "Joint look due within two weeks: {cases}": _review_due,
}


async def shown(ctx: Context) -> Reply:
    """The week of whoever runs the process, before what is their own; for others only the latter."""
    said = Reply(())
    if Duty.COORDINATOR in ctx.actor.duties or ctx.runs_the_process:
        said = await _of_all(ctx)
    return said.join(await daily.shown(ctx))


async def _of_all(ctx: Context) -> Reply:
    looks = [look async for look in _looks(ctx)]
    said = Reply(())
    for line, holds in _LINES.items():
        found = [look.case.name for look in looks if holds(look)]
        if found:
            said = said.then(line, cases=found[:_SHOWN])
        if len(found) > _SHOWN:
            said = said.then("… and {n} more:  /case list", n=len(found) - _SHOWN)
    unchecked = sum(map(_unchecked, looks))
    if unchecked:
        said = said.then("Shared without consent, and not checked in time: {n}", n=unchecked)
    return said if said.lines else Reply.of("Nothing is late, and every case has its owner.")


async def _looks(ctx: Context) -> AsyncGenerator[_Look]:
    for row in await ctx.unit.cases.lines(party=None, limit=_MOST):
        case = await ctx.unit.cases.get(row.ref)
        if access.allowed(ctx.actor, Permission.LIST_CASES, case, ctx.scene):
            yield _Look(ctx, case, await ctx.unit.clocks.running(case.id))

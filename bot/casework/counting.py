"""What is shown of the partnership's work later is counted in the act's own transaction.

So a figure never needs the cases again, and stands when they are erased. Nothing counted names a case, a
person or a pause; a hold could be read from none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.case import Case
from bot.events import Event
from bot.people import Directory
from bot.policies import clocks
from bot.ports import Figure, Partnership, Unit
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import Quarter
from bot.vocabulary.process import Act, ClockName, State

REACHES: Final[Mapping[Act, Status]] = {
    Act.RAISE: Status.WAITING,
    Act.RE_RAISE: Status.WAITING,
    Act.ANSWER: Status.LOOKED_AT,
    Act.ADOPT: Status.TOGETHER,
    Act.START: Status.SUPPORT,
    Act.CLOSE: Status.ENDED,
    Act.POINT_ON: Status.ELSEWHERE,
    Act.DECLINED_BY_PERSON: Status.ELSEWHERE,
}
MOST_HOURS: Final = 99
MOST_DAYS: Final = 199
_ANSWERS: Final = frozenset({Act.ANSWER, Act.POINT_ON, Act.FOLD_IN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Where and when it is counted."""

    unit: Unit
    directory: Directory
    partnership: Partnership
    holidays: frozenset[date]
    now: datetime
    quarter: Quarter

    async def one(self, figure: Figure, key: str) -> None:
        await self.unit.figures.count(str(self.quarter), figure, key)

    async def of_the_year(self, figure: Figure, key: str) -> None:
        await self.unit.figures.count(str(self.quarter.year), figure, key)


async def count(case: Case, at: Count) -> None:
    """Count what a case's new events did."""
    for event in case.events:
        if event.act in REACHES and _is_here(case, event):
            await at.one(Figure.REACHED, REACHES[event.act].code)
        if event.act in {Act.RAISE, Act.RE_RAISE}:
            await _raised(case, at)
        if event.act in _ANSWERS and _first(case, event):
            await _answered(case, event, at)
        if event.act is Act.START and case.facts.raised is not None:
            days = min((at.now - case.facts.raised).days, MOST_DAYS)
            await at.one(Figure.SUPPORT_DAYS, f"{days:03}")
        if event.act is Act.CLOSE and case.hidden.outcome is not None:
            await at.of_the_year(Figure.OUTCOME, case.hidden.outcome.code)
            for action in case.facts.plan.actions:
                if action.helped is not None:
                    await at.one(Figure.HELPED, action.helped.code)


def _is_here(case: Case, event: Event) -> bool:
    """A concern that is folded in moves another case, which goes on as it was."""
    return event.act is not Act.POINT_ON or case.state is State.NOT_TAKEN


def _first(case: Case, event: Event) -> bool:
    if event.act is Act.ANSWER:
        return True
    return case.state is State.NOT_TAKEN and case.facts.answer is None


async def _raised(case: Case, at: Count) -> None:
    number = case.facts.referrer_seat
    seat = at.directory.seats.get(number) if number is not None else None
    if seat is not None:
        await at.one(Figure.RAISED_BY, seat.sector.code)


async def _answered(case: Case, event: Event, at: Count) -> None:
    raised = case.facts.raised
    if raised is None:
        return
    took = max(at.now - raised, timedelta())
    await at.one(Figure.ANSWER_HOURS, f"{min(int(took / timedelta(hours=1)), MOST_HOURS):02}")
    due = clocks.due(
        ClockName.FIRST_ANSWER,
        started=raised,
        urgent=case.facts.urgent is not None,
        partnership=at.partnership,
        holidays=at.holidays,
        given=None,
    )
    by = at.directory.people.get(event.by) if event.by else None
    if by is not None and by.seat is not None and due is not None:
        await at.one(Figure.ANSWER_IN_TIME, f"{by.seat.value}:{'in' if at.now <= due else 'out'}")

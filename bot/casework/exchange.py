"""Reciprocity, counted: who gave, who received, who heard back, by seat and quarter.

It is counted in the act's own transaction, so that a figure never needs the cases again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.case import Case
from bot.events import Event
from bot.people import Directory
from bot.ports import Exchanged, Unit
from bot.vocabulary.numbers import ItemNo, PersonNo, SeatNo
from bot.vocabulary.process import Act

_GIVES: Final = frozenset(
    {
        Act.RAISE,
        Act.RE_RAISE,
        Act.ADD_DETAIL,
        Act.ANSWER_INFO,
        Act.GIVE_JUDGEMENT,
        Act.RELEASE,
        Act.GIVE_OVERRIDE,
    }
)
_REACHES: Final = frozenset({Act.RELEASE, Act.GIVE_OVERRIDE})


async def count(unit: Unit, case: Case, directory: Directory, quarter: str) -> None:
    """Count what a case's new events gave, and to whom."""
    for event in case.events:
        for seat, kind in _counted(event, case, directory):
            await unit.exchanges.count(quarter, seat, kind)


def _counted(event: Event, case: Case, directory: Directory) -> Iterator[tuple[SeatNo, Exchanged]]:
    giver = _seat(event.by, directory)
    if event.act in _GIVES and giver is not None:
        yield giver, Exchanged.GAVE
    if event.act is Act.GIVE_OVERRIDE and giver is not None:
        yield giver, Exchanged.OVERRODE
    if event.act in _REACHES:
        number = event.facts.get("share")
        shares = (
            s for s in case.hidden.shares if isinstance(number, ItemNo) and s.no == number.value
        )
        for share in shares:
            yield from ((seat, Exchanged.RECEIVED) for seat in share.to)
    if (
        event.act is Act.SEND_FEEDBACK and "until" not in event.facts
    ):  # a day promised is no word back
        heard = _seat(event.whom, directory) or case.facts.referrer_seat
        if heard is not None:
            yield heard, Exchanged.HEARD_BACK


def _seat(person: PersonNo | None, directory: Directory) -> SeatNo | None:
    found = directory.people.get(person) if person else None
    return found.seat if found else None

"""What is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from bot.vocabulary.numbers import SeatNo
from bot.vocabulary.process import NudgeName


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a seat acted after the n-th word of a nudge (0: before the first), and how long it took.

    `quarter`: as 2026Q1.
    """

    seat: SeatNo
    quarter: str
    nudge: NudgeName
    rung: int
    count: int
    took: timedelta


class Paces(Protocol):
    """Tallies of how soon seats act. No case, no person."""

    async def add(self, pace: Pace) -> None:
        """On top of what was counted before."""
        ...

    async def of(self, seat: SeatNo, quarter: str) -> Sequence[Pace]: ...


class Exchanged(StrEnum):
    """What is counted of give and take, by seat and quarter; no case stands in it."""

    GAVE = "gave"
    RECEIVED = "received"
    HEARD_BACK = "heard_back"
    OVERRODE = "overrode"


class Figure(StrEnum):
    """What is counted by period, in the transaction of the act; no case stands in it."""

    REACHED = "reached"  # how far cases came, by status word
    RAISED_BY = "raised_by"  # by the sector of the seat
    ANSWER_HOURS = "answer_hours"  # whole hours from a concern to its first answer
    ANSWER_IN_TIME = "answer_in_time"  # by seat, "seat:in" and "seat:out"
    SUPPORT_DAYS = "support_days"  # whole days from a concern to the start of its plan
    OUTCOME = "outcome"  # by the year only
    HELPED = "helped"  # by the year only
    MET = "met"  # meetings by kind
    FACE_TO_FACE = "face_to_face"


class Figures(Protocol):
    """Anonymous tallies, which outlive the cases."""

    async def count(self, period: str, figure: Figure, key: str) -> None:
        """One more. `period`: such as 2026-Q1, or 2026 for what is counted by the year."""
        ...

    async def of(self, periods: Sequence[str], figure: Figure) -> Mapping[str, int]:
        """The sums of these periods by key; keys that never were are left out."""
        ...


class Exchanges(Protocol):
    """Tallies of who gives and who receives, kept in the transaction of the act."""

    async def count(self, quarter: str, seat: SeatNo, kind: Exchanged) -> None:
        """One more. `quarter`: such as 2026-Q1."""
        ...

    async def of(self, quarter: str) -> Mapping[tuple[SeatNo, Exchanged], int]: ...

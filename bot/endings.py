"""The parts of an end: the closing round, words back to those who gave, looks back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.vocabulary.numbers import Day, PersonNo, SeatNo
from bot.vocabulary.plan import RoundAnswer, WaiveWhy
from bot.vocabulary.sharing import Footing
from bot.vocabulary.work import CloseWhy, FeedbackLine, HandoverWhy, Helped, LookBack


@dataclass(slots=True, kw_only=True)
class Offered:
    """A hand-over that is open: to which partnership, why, since when. `key` names it in both."""

    key: str
    to: int
    why: HandoverWhy
    by: PersonNo
    at: datetime
    accepted: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Handed:
    """The case went to another partnership, or came from one."""

    partnership: int
    at: datetime
    came: bool = False
    met: bool = False  # the person knows a face in the other partnership


@dataclass(slots=True, kw_only=True)
class Exported:
    """A file that two people agreed on: for whom, on what footing, until when."""

    by: PersonNo
    second: PersonNo
    to: SeatNo
    at: datetime
    footing: Footing
    until: Day


@dataclass(slots=True, kw_only=True)
class Closing:
    by: PersonNo
    at: datetime
    why: CloseWhy
    answers: list[PersonNo] = field(default_factory=list[PersonNo])
    feedback_ready: bool = False


@dataclass(slots=True, kw_only=True)
class RoundSaid:
    """What one seat said in the closing round."""

    by: PersonNo
    seat: SeatNo | None
    at: datetime
    helped: Helped
    together: RoundAnswer
    shared: RoundAnswer
    heard: RoundAnswer
    again: RoundAnswer


@dataclass(slots=True, kw_only=True)
class Feedback:
    """A word back to somebody who gave: which set lines. `ending`: at the end, else at the decision."""

    to: PersonNo
    by: PersonNo | None
    at: datetime
    lines: tuple[FeedbackLine, ...]
    ending: bool = False


@dataclass(slots=True, kw_only=True)
class LookedBack:
    """What a look back found."""

    by: PersonNo
    at: datetime
    trend: LookBack
    why: WaiveWhy | None = None
    last: bool = False

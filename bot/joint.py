"""What a joint assessment is made of: questions to seats, own judgements, the conference's decision.

Set words, numbers and moments only, as in bot/parts.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.vocabulary.concern import Need
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.sharing import Approach, Footing, Known, Question, Reply, WhyNot
from bot.vocabulary.work import ExpertAsked, Judgement


@dataclass(slots=True, kw_only=True)
class Replied:
    """What a seat answered. `footing`: on which it shares, where it shares anything."""

    by: PersonNo
    at: datetime
    reply: Reply
    known: Known | None = None
    approach: Approach | None = None
    why_not: WhyNot | None = None
    needs: tuple[Need, ...] = ()
    footing: Footing | None = None


@dataclass(slots=True, kw_only=True)
class Asked:
    """One question to one seat. `without`: the conference went on without the answer."""

    no: int
    seat: SeatNo
    question: Question
    by: PersonNo
    at: datetime
    footing: Footing
    replied: Replied | None = None
    without: bool = False
    to: PersonNo | None = None  # the contact of the department that was chosen

    @property
    def open(self) -> bool:
        """Still owed: a seat that needs time has said so, and owes it still."""
        said = self.replied
        return not self.without and (said is None or said.reply is Reply.NEED_TIME)


@dataclass(slots=True, kw_only=True)
class View:
    """One own judgement. `seat`: None for somebody from outside."""

    by: PersonNo
    seat: SeatNo | None
    judgement: Judgement
    at: datetime


@dataclass(slots=True, kw_only=True)
class Adoption:
    """What the conference decided with: who was there, whether an expert was asked, what was left open.

    `short`: a short conference on the urgent path; it agreed first safety steps only, until a full one
    confirms it.
    """

    by: PersonNo
    at: datetime
    present: tuple[SeatNo, ...]
    expert: ExpertAsked | None
    without: int = 0  # how many answers were still open
    dissent: bool = False
    short: bool = False

"""Every nudge as one row: what starts it (a clock or a round), what stops it, where and in which class of text.

Ladders, receivers and quiet hours stand in the two tables that this one joins. A nudge is here once an act
that stops it can be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.policies.nudge_table import NUDGES, Ladder
from bot.process import CLOCKS
from bot.rounds.round_table import ROUNDS, Round
from bot.vocabulary.process import Act, ClockName, NudgeName


class TextClass(StrEnum):
    """What a line of a nudge may hold; none holds sealed text."""

    PUBLIC = "public"
    BARE = "bare"
    ABSTRACT = "abstract"  # the circle's own place hears it as well; a notice stays bare


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    text: TextClass
    clocks: Mapping[ClockName, Ladder]
    rounds: tuple[Round, ...]
    stops: frozenset[Act]


_N: Final = NudgeName
_CLASSES: Final[Mapping[TextClass, tuple[NudgeName, ...]]] = {
    TextClass.PUBLIC: (
        _N.MONTHLY_NETWORKING,
        _N.MEETING_RHYTHM,
        _N.EXPIRY,
        _N.LESSON_DUE,
        _N.WORDING_HIT,
    ),
    TextClass.ABSTRACT: (
        _N.CONFERENCE_DUE,
        _N.OWNER_AND_PLAN,
        _N.REVIEW_DUE,
        _N.COORDINATOR_DIGEST,
    ),
}
# What stops a round; what stops a clock stands beside its length in bot/process.py.
_STOPS: Final[Mapping[NudgeName, frozenset[Act]]] = {
    _N.MONTHLY_NETWORKING: frozenset({Act.PLAN_MEETING, Act.RECORD_MEETING, Act.SKIP_MONTH}),
    _N.MEETING_RHYTHM: frozenset({Act.PLAN_MEETING, Act.RECORD_MEETING, Act.LOG_CONTACT}),
    _N.COORDINATOR_DIGEST: frozenset({Act.CHANGE_SETTINGS}),
    _N.SEAT_LEAVING: frozenset({Act.NAME_HOLDER, Act.EDIT_CARD}),
    _N.EXPIRY: frozenset({Act.ADMIT_SEAT, Act.EDIT_CARD, Act.TICK_ONBOARDING}),
    _N.WORDING_HIT: frozenset({Act.FIX_WORDING}),
    _N.UNUSUAL_OPENING: frozenset({Act.LOOK_AT_OPENING}),
    _N.UNREACHABLE: frozenset({Act.LINK_ACCOUNT, Act.SET_PREFERENCES, Act.NAME_HOLDER}),
}


def _row(name: NudgeName) -> Row:
    found = (text for text, names in _CLASSES.items() if name in names)
    clocks = NUDGES.get(name, {})
    stops = {act for clock in clocks for act in CLOCKS[clock].stops} if clocks else set[Act]()
    return Row(
        text=next(found, TextClass.BARE),
        clocks=clocks,
        rounds=ROUNDS.get(name, ()),
        stops=_STOPS.get(name, frozenset()) | stops,
    )


ROWS: Final[Mapping[NudgeName, Row]] = {
    name: _row(name) for name in NudgeName if name in NUDGES or name in ROUNDS
}

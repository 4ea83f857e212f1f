"""Every nudge that hangs on no case, as rows: what it is about, when, whom it calls, and where it is said.

The rows are the domain's nudges (nudges.md, 2026-11): rhythms, care of the structure, guard. Those of a case
are in bot/policies/nudge_table.py, and what an act stops stands in bot/rounds/nudge_rows.py for both.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final, TypeAlias

from bot.people import Person
from bot.ports import Notice, NoticeKind, Rhythms
from bot.rounds import hearers, networking, standing
from bot.rounds.drum import Drum, Matter
from bot.vocabulary.process import NudgeName

Hearers: TypeAlias = Callable[[Drum, Matter], Iterable[Person]]


@dataclass(frozen=True, slots=True)
class Call:
    """One rung. `when`: a length after the matter began (@5wd), before (-30d) or after (+0d) its end, or a
    share of the time between (50%).

    `does`: what happens beside a notice, such as a line in the seats' channel. `unless`: it is not called
    for. `words`: what the notice takes from the matter.
    """

    when: str
    kind: NoticeKind | None = None
    to: tuple[Hearers, ...] = ()
    does: Callable[[Drum, Matter, str], Awaitable[None]] | None = None
    unless: Callable[[Drum, Matter], Awaitable[bool]] | None = None
    words: Callable[[Drum, Matter, Notice], Awaitable[Notice]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The rungs of whatever is a matter now. The last rung comes `every` so often.

    `in_hours`: a line in the seats' channel, never in quiet hours nor on a holiday. Notices let their
    reader rest in any case. `hour`: the hour at which its rungs are due.
    """

    matters: Callable[[Drum], Awaitable[Sequence[Matter]]]
    calls: tuple[Call, ...]
    every: timedelta | None = None
    opens: str = "case list"
    in_hours: bool = False
    hour: Callable[[Rhythms], time] | None = None


_K: Final = NoticeKind
_RUN: Final = (hearers.coordinators,)
_SEAT: Final = (hearers.managers, hearers.coordinators)
_WEEK: Final = timedelta(days=7)


def _networking_at(rhythms: Rhythms) -> time:
    return rhythms.networking_at


ROUNDS: Final[Mapping[NudgeName, tuple[Round, ...]]] = {
    NudgeName.MONTHLY_NETWORKING: (
        Round(
            matters=networking.months, calls=(Call("@0d", does=networking.invite),), in_hours=True
        ),
        Round(
            matters=networking.open_questions,
            calls=(
                Call("@5wd", does=networking.remind, unless=networking.half_answered),
                Call("@10wd", _K.NO_DATE_YET, _RUN, words=networking.best),
            ),
            in_hours=True,
            hour=_networking_at,
        ),
        Round(
            matters=networking.eves,
            calls=(Call("-1wd", does=networking.eve),),
            in_hours=True,
            hour=_networking_at,
        ),
    ),
    NudgeName.MEETING_RHYTHM: (
        Round(
            matters=standing.gap,
            calls=(
                Call("@28d", _K.NO_MEETING_LATELY, _RUN),
                Call("@35d", _K.NO_MEETING_LATELY, _RUN),
            ),
            every=_WEEK,
            opens="meeting call",
        ),
    ),
    NudgeName.COORDINATOR_DIGEST: (
        Round(
            matters=standing.weeks, calls=(Call("@0d", _K.WEEK_BEGINS, _RUN),), opens="confer week"
        ),
    ),
    NudgeName.HANDOVER_DUE: (
        # At the side that was offered it; where it was offered from, it is a clock of the case.
        Round(
            matters=standing.offers,
            calls=(
                Call("50%", _K.HANDOVER, _RUN),
                Call("100%", _K.HANDOVER, (*_RUN, hearers.deputies)),
            ),
        ),
    ),
    NudgeName.SEAT_LEAVING: (
        Round(
            matters=standing.leaving,
            calls=(
                Call("@0d", _K.SEAT_LEFT, _SEAT),
                Call("@5wd", _K.SEAT_LEFT, _SEAT, does=standing.suspend),
            ),
            every=_WEEK,
            opens="my cover",
        ),
        Round(
            matters=standing.lacking,
            calls=(Call("@0d", _K.SEAT_LEFT, _SEAT),),
            every=_WEEK,
            opens="agency map",
        ),
        Round(
            matters=standing.silent,
            calls=(Call("@0d", _K.SEAT_LEFT, (hearers.managers,)),),
            every=_WEEK,
            opens="my cover",
        ),
        Round(matters=standing.silence, calls=(Call("@0d", _K.SEAT_LEFT, _RUN),), opens="my cover"),
    ),
    NudgeName.EXPIRY: (
        Round(
            matters=standing.agreements,
            calls=tuple(
                Call(when, _K.AGREEMENT_ENDS, (hearers.holders, *_SEAT))
                for when in ("-90d", "-30d", "-7d", "+0d")
            ),
            opens="agency seat",
        ),
        Round(
            matters=standing.cards,
            calls=tuple(
                Call(when, _K.CARD_ENDS, (hearers.holders, *_SEAT))
                for when in ("-90d", "-30d", "-7d", "+0d")
            ),
            opens="agency seat",
        ),
    ),
    NudgeName.UNUSUAL_OPENING: (
        Round(
            matters=standing.mornings,
            calls=(
                Call(
                    "@0d", _K.UNUSUAL_OPENING, (hearers.auditors,), unless=standing.nothing_unusual
                ),
            ),
            opens="confer logs",
        ),
    ),
    NudgeName.WORDING_HIT: (
        # The writer hears in the act itself (bot/conversation/overheard.py); this is the count of a month.
        Round(
            matters=standing.stopped_month,
            calls=(
                Call("@0d", _K.STOPPED_LATELY, (hearers.auditors,), does=standing.forget_counts),
            ),
            opens="confer logs",
        ),
    ),
    NudgeName.UNREACHABLE: (
        # At once the delivery itself tells the seat's manager; it must not wait for a round.
        Round(
            matters=standing.unreachable,
            calls=(Call("@1wd", _K.UNREACHABLE, _RUN),),
            opens="agency map",
        ),
    ),
}

# The list of each morning is no nudge of its own: it carries the others.
LISTS: Final = Round(
    matters=standing.lists,
    calls=(
        Call(
            "@0d",
            _K.DAY_BEGINS,
            (hearers.themselves,),
            does=standing.overload,
            unless=standing.no_list,
        ),
    ),
    opens="confer day",
)
EVERY_ROUND: Final = (*(row for rows in ROUNDS.values() for row in rows), LISTS)

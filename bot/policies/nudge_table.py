"""Every nudge of a case as rows: when, whom, in which words, and what it makes of quiet hours.

The rows are the domain's nudges (nudges.md, 2026-11). What starts and stops a clock stands beside its length
in bot/process.py. Texts are bare: they name no case and no topic. Those of the partnership as a whole, which
hang on a calendar and on no case, are in bot/policies/rhythms.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from bot.policies import receivers as to
from bot.policies.receivers import Receivers
from bot.ports import NoticeKind
from bot.posts import News
from bot.vocabulary.process import ClockName, NudgeName


class Rest(Enum):
    """What a rung makes of quiet hours. Urgent breaks them in every row, for people on call."""

    KEPT = auto()
    BROKEN = auto()
    BROKEN_BY_DAY = auto()  # for people on call at any hour, for others from 07:00 to 22:00


@dataclass(frozen=True, slots=True)
class Also:
    """Others who hear of the same rung, in other words, and what [Open] leads to for them."""

    kind: NoticeKind
    to: tuple[Receivers, ...]
    opens: str = "case show {ref}"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung. `when`: a share of the clock (25%), a length after its start (@5wd), before its end (-3d) or
    after its end (+1wd). `channel`: one line in the seats' channel goes out as well. `news`: said in the
    place of the case's circle as well, but not when the rung comes round again.
    """

    when: str
    kind: NoticeKind
    to: tuple[Receivers, ...]
    rest: Rest = Rest.KEPT
    channel: bool = False
    also: tuple[Also, ...] = ()
    news: News | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The rungs of one clock; `after` stands for every later one, `every` so often (urgent: another beat)."""

    steps: tuple[Step, ...]
    after: Step | None = None
    every: timedelta | None = None
    urgent_every: timedelta | None = None
    opens: str = "case show {ref}"  # what [Open] leads to
    later: bool = True  # whether it may wait once, for half of the time that is left

    def step(self, number: int) -> tuple[Step, ...]:
        """The rung of a number, counted from 1, and those that follow it."""
        last = self.after or self.steps[-1]
        return (*self.steps[number - 1 :], last) if number <= len(self.steps) else (last,)


_K: Final = NoticeKind
_RUN: Final = (to.coordinator, to.deputy_coordinator)
_OWN: Final = (to.owner, to.owners_deputy)
_ALL: Final = (*_RUN, to.duty_members)
_POLICE: Final = (to.police_contact, to.polices_deputy)
_WATCH: Final = (to.auditor, to.coordinator)
_TABLE: Final = (to.coordinator, to.circle)
_CHECKS: Final = (to.auditor, to.auditors_deputy)
_DAILY: Final = timedelta(days=1)
_WEEKLY: Final = timedelta(days=7)
_HEADLINE: Final = (timedelta(hours=2), timedelta(minutes=30))  # and while it is urgent

# The author's manager, while the fourth step waits for an answer.
_MANAGER: Final = (Also(_K.ANSWER_AWAITED, (to.asked_by_author,), "concern agree"),)

# Who brought a guest in, and may let them stay.
_HOSTS: Final = (Also(_K.GUEST_LEAVES, (to.hosts,)),)
# How many are unchecked, and not which.
_COUNTED: Final = (Also(_K.CHECKS_OPEN, (to.coordinator,), "confer week"),)

NUDGES: Final[Mapping[NudgeName, Mapping[ClockName, Ladder]]] = {
    NudgeName.FIRST_ANSWER: {
        ClockName.FIRST_ANSWER: Ladder(
            steps=(
                Step("0%", _K.NEW_CONCERN, (to.coordinator_on_call,)),
                Step("25%", _K.NEW_CONCERN, (to.coordinator_on_call,)),
                Step("50%", _K.NEW_CONCERN, _RUN),
                Step("75%", _K.DUE_SOON, _RUN, Rest.BROKEN),
                Step("100%", _K.OVERDUE, _ALL, Rest.BROKEN, channel=True),
            ),
            after=Step("", _K.OVERDUE, _ALL, Rest.BROKEN_BY_DAY),
            every=_HEADLINE[0],
            urgent_every=_HEADLINE[1],
            later=False,
        ),
        ClockName.OWNER_RESPONSE: Ladder(
            steps=(
                Step("0%", _K.OWNER_WORD, (to.owner,)),
                Step("25%", _K.OWNER_WORD, (to.owner,)),
                Step("50%", _K.OWNER_WORD, _OWN),
                Step("75%", _K.OWNER_WORD_SOON, (*_OWN, to.coordinator), Rest.BROKEN),
                Step("100%", _K.OWNER_WORD_OVERDUE, (*_OWN, *_RUN), Rest.BROKEN),
            ),
            after=Step("", _K.OWNER_WORD_OVERDUE, (*_OWN, *_RUN), Rest.BROKEN_BY_DAY),
            every=_HEADLINE[0],
            urgent_every=_HEADLINE[1],
            later=False,
        ),
    },
    NudgeName.POLICE_CHECK: {
        ClockName.POLICE_ANSWER: Ladder(
            steps=(
                Step("0%", _K.ANSWER_AWAITED, (to.police_contact,)),
                Step("50%", _K.ANSWER_AWAITED, _POLICE),
                Step("100%", _K.ANSWER_AWAITED, (*_POLICE, to.coordinator)),
            ),
            every=_DAILY,
            later=False,
        )
    },
    # The same words and buttons as a police check and a screening, so that none of them tells of a pause.
    NudgeName.PAUSE_RENEWAL: {
        ClockName.PAUSE_RENEWAL: Ladder(
            steps=(
                Step("-7d", _K.ANSWER_AWAITED, (to.who_paused,)),
                Step("100%", _K.ANSWER_AWAITED, (to.who_paused, to.coordinator)),
                # After two silent periods; how many stand is counted, of whichever kind.
                Step(
                    "+30d",
                    _K.ANSWER_AWAITED,
                    (to.coordinator,),
                    also=(Also(_K.PAUSES_STAND, (to.auditor,), "confer logs"),),
                ),
            ),
            later=False,
        )
    },
    NudgeName.SCREENING_DUE: {
        ClockName.SCREENING_DECISION: Ladder(
            steps=(
                Step("80%", _K.ANSWER_AWAITED, (to.coordinator,)),
                Step("100%", _K.ANSWER_AWAITED, _RUN),
            ),
            every=_DAILY,
            later=False,
        )
    },
    NudgeName.INFO_REQUEST: {
        ClockName.INFO_ANSWERS: Ladder(
            steps=(
                Step("0%", _K.ANSWER_OWED, (to.asked_seat,)),
                Step("50%", _K.ANSWER_OWED, (to.asked_seat, to.asked_deputy)),
                Step(
                    "100%",
                    _K.ANSWER_OWED,
                    (to.asked_seat, to.asked_deputy),
                    also=(
                        Also(_K.AGENCY_OWES, (to.asked_manager,)),
                        Also(_K.ANSWERS_OPEN, (to.coordinator,)),
                    ),
                ),
            )
        )
    },
    NudgeName.CONFERENCE_DUE: {
        ClockName.ASSESSMENT_HELD: Ladder(
            steps=(
                Step("-5wd", _K.ASSESSMENT_NEAR, _TABLE, news=News.LOOK_NEAR),
                Step("-1wd", _K.ASSESSMENT_NEAR, _TABLE, news=News.LOOK_NEAR),
                Step("100%", _K.ASSESSMENT_MISSED, _RUN, news=News.LOOK_MISSED),
            )
        )
    },
    NudgeName.OWNER_AND_PLAN: {
        ClockName.OWNER_FOUND: Ladder(
            steps=(
                Step("80%", _K.OWNER_LACKS, (to.coordinator,), news=News.OWNER_LACKS),
                Step("100%", _K.OWNER_LACKS, _RUN, news=News.OWNER_LACKS),
            ),
            every=_DAILY,
        ),
        ClockName.FIRST_PLAN: Ladder(
            steps=(
                Step("80%", _K.PLAN_LACKS, (to.owner, to.coordinator), news=News.PLAN_LACKS),
                Step("100%", _K.PLAN_LACKS, (to.owner, *_RUN), news=News.PLAN_LACKS),
            ),
            every=_DAILY,
            opens="plan show {ref}",
        ),
    },
    NudgeName.CONSENT_CARE: {
        ClockName.PERSON_ASKED: Ladder(
            steps=(
                Step("50%", _K.WORD_WITH_PERSON, (to.owner,)),
                Step("100%", _K.WORD_WITH_PERSON, (to.owner, to.coordinator)),
            )
        ),
        ClockName.CONSENT_RENEWAL: Ladder(
            steps=(
                Step("-14d", _K.WORD_WITH_PERSON, (to.owner,)),
                Step("100%", _K.WORD_WITH_PERSON, (to.owner, to.coordinator)),
            )
        ),
    },
    NudgeName.ACTION_DUE: {
        ClockName.ACTION_DUE: Ladder(
            steps=(
                Step("-3wd", _K.STEP_DUE, (to.holder,)),
                Step("100%", _K.STEP_DUE, (to.holder,)),
                Step("+1wd", _K.STEP_LATE, (to.holder, to.owner)),
                Step("+5wd", _K.STEP_LATE, (to.holder, to.owner, to.coordinator)),
                Step(
                    "+10wd", _K.STEP_LATE, (to.holder, to.holders_deputy, to.owner, to.coordinator)
                ),
            ),
            opens="plan show {ref}",
        )
    },
    NudgeName.REVIEW_DUE: {
        ClockName.REVIEW_BY: Ladder(
            steps=(
                Step("-14d", _K.REVIEW_NEAR, (to.owner,)),
                Step("-3d", _K.REVIEW_NEAR, (to.owner, to.circle), news=News.REVIEW_NEAR),
                Step("100%", _K.REVIEW_NEAR, (to.owner, to.circle), news=News.REVIEW_NEAR),
                Step("+1wd", _K.REVIEW_MISSED, (to.owner, to.coordinator), news=News.REVIEW_MISSED),
            )
        ),
        ClockName.NO_ENTRY: Ladder(
            steps=(
                Step("100%", _K.NO_ENTRY, (to.owner,), news=News.NO_ENTRY),
                Step("+5wd", _K.NO_ENTRY, (to.owner, to.coordinator)),
            )
        ),
    },
    NudgeName.VISIT_CARE: {
        ClockName.VISIT_BACK: Ladder(
            steps=(
                Step("-1wd", _K.VISIT_NEAR, (to.visitors,)),
                Step("100%", _K.BACK_SAFE, (to.visitors,), Rest.BROKEN),
                Step("+30min", _K.NOT_BACK, (to.visitors, to.owner), Rest.BROKEN),
            ),
            after=Step("", _K.NOT_BACK, (to.visitors, to.owner, *_RUN), Rest.BROKEN),
            every=timedelta(hours=1),
            opens="plan show {ref}",
        ),
        ClockName.VISIT_DEBRIEF: Ladder(
            steps=(
                Step("100%", _K.DEBRIEF, (to.visitors,)),
                Step("+1wd", _K.DEBRIEF, (to.visitors, to.owner)),
                Step("+3wd", _K.DEBRIEF, (to.owner, to.coordinator)),
            ),
            opens="plan show {ref}",
        ),
    },
    NudgeName.FEEDBACK_OWED: {
        # At the decision itself whoever decides is offered it in the answer.
        ClockName.FEEDBACK: Ladder(
            steps=(
                Step("100%", _K.FEEDBACK_OWED, (to.owner, to.coordinator)),
                Step("+5wd", _K.FEEDBACK_OWED, (to.coordinator,)),
            ),
            opens="case feedback {ref}",
        )
    },
    NudgeName.LOOK_BACK_DUE: {
        ClockName.LOOK_BACKS: Ladder(
            steps=(
                Step("-14d", _K.LOOK_BACK, (to.owner,)),
                Step("100%", _K.LOOK_BACK, (to.owner, to.coordinator)),
                Step("+14d", _K.LOOK_BACK, (to.coordinator,)),
            ),
            opens="case lookback {ref}",
        )
    },
    NudgeName.HANDOVER_DUE: {
        # Whoever was offered it hears as well: bot/rounds/round_table.py, for it is another partnership.
        ClockName.HANDOVER_REPLY: Ladder(
            steps=(Step("50%", _K.OFFER_OPEN, (to.coordinator,)), Step("100%", _K.OFFER_OPEN, _RUN))
        )
    },
    NudgeName.CLOSING_ROUND: {
        ClockName.CLOSING_ANSWERS: Ladder(
            steps=(
                Step("0%", _K.CLOSING_WORD, (to.owing_a_closing_word,)),
                Step("50%", _K.CLOSING_WORD, (to.owing_a_closing_word, to.owner)),
                Step("100%", _K.CLOSING_WORD, (to.owner, to.coordinator)),
            )
        )
    },
    NudgeName.GUEST_END: {
        ClockName.GUEST_UNTIL: Ladder(
            # At the end itself the access ends, and the guest hears that.
            steps=(
                Step("-3wd", _K.GUEST_ENDS, (to.guest,), also=_HOSTS),
                Step("100%", _K.GUEST_ENDS, ()),
            )
        )
    },
    NudgeName.OVERRIDE_CHECK: {
        ClockName.OVERRIDE_CHECKED: Ladder(
            steps=(
                Step("0%", _K.TO_BE_CHECKED, (to.auditor,)),
                Step("@24h", _K.TO_BE_CHECKED, (to.auditor,)),
                Step("@48h", _K.TO_BE_CHECKED, _CHECKS),
                Step("100%", _K.TO_BE_CHECKED, _CHECKS, also=_COUNTED),
            ),
            after=Step("", _K.TO_BE_CHECKED, _CHECKS),
            every=_DAILY,
            later=False,
            opens="consent check {subject}",
        )
    },
    NudgeName.LADDER_QUIET: {
        ClockName.DRAFT_LIFE: Ladder(
            steps=(
                *(
                    Step(when, _K.DRAFT_WAITS, (to.author,), also=_MANAGER)
                    for when in ("@5wd", "@14d", "@21d", "-14d", "-3d")
                ),
                Step("100%", _K.DRAFT_WAITS, ()),  # it is erased
            ),
            opens="concern ladder",
        ),
        # Steps that were skipped in an emergency, until they are done.
        ClockName.LADDER_CATCH_UP: Ladder(
            steps=(
                Step("50%", _K.STEPS_LEFT, (to.author_in_debt,)),
                Step("100%", _K.STEPS_LEFT, (to.author_in_debt,)),
            ),
            every=_DAILY,
            opens="concern ladder ref:{ref}",
        ),
    },
    NudgeName.LESSON_DUE: {
        ClockName.URGENT_LAPSE: Ladder(steps=(Step("100%", _K.WAITING, ()),))  # it lapses
    },
    NudgeName.RETENTION_END: {
        name: Ladder(
            steps=(
                Step("-30d", _K.KEEPING_ENDS, (to.auditor, to.coordinator)),
                Step("-7d", _K.KEEPING_ENDS, (to.auditor, to.coordinator)),
                Step("100%", _K.KEEPING_ENDS, ()),
            ),
            opens="confer logs",
        )
        for name in (ClockName.KEEP_NOT_TAKEN, ClockName.KEEP_ARCHIVED)
    },
    NudgeName.BREACH_CLOCK: {
        ClockName.BREACH_REPORT: Ladder(
            steps=(
                Step("0%", _K.BREACH_REPORTED, _WATCH, Rest.BROKEN),
                Step("@24h", _K.BREACH_DUE, _WATCH, Rest.BROKEN),
                Step("@48h", _K.BREACH_DUE, (*_WATCH, to.managers), Rest.BROKEN),
                Step("@60h", _K.BREACH_DUE, (*_WATCH, to.managers), Rest.BROKEN),
                Step("@70h", _K.BREACH_DUE, (*_WATCH, to.managers), Rest.BROKEN),
                Step("100%", _K.BREACH_LATE, (*_WATCH, to.managers), Rest.BROKEN),
            ),
            every=_DAILY,
            later=False,
            opens="confer matters",
        )
    },
    NudgeName.RIGHTS_CLOCK: {
        ClockName.RIGHTS_REPLY: Ladder(
            steps=(
                Step("@1d", _K.RIGHTS_WAIT, (to.auditor, to.owner)),
                Step("@14d", _K.RIGHTS_WAIT, (to.auditor, to.owner)),
                Step("@25d", _K.RIGHTS_WAIT, (to.auditor, to.owner, to.coordinator)),
                Step("@29d", _K.RIGHTS_WAIT, (to.auditor, to.owner, to.coordinator)),
                Step("100%", _K.RIGHTS_WAIT, (to.auditor, to.owner, to.coordinator)),
            ),
            every=_WEEKLY,
            opens="confer matters",
        )
    },
}

LADDERS: Final[Mapping[ClockName, Ladder]] = {
    name: ladder for clocks in NUDGES.values() for name, ladder in clocks.items()
}

"""What waits to be said, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from bot.parts import CaseId
from bot.posts import AnyCirclePost, AnySeatsPost
from bot.vocabulary.numbers import PersonNo, Slot
from bot.vocabulary.process import ClockName
from bot.vocabulary.reference import CaseRef


class NoticeKind(StrEnum):
    """Which fixed sentence a notice says; the sentences are in bot/wording.py. All bare."""

    WAITING = "waiting"
    NEW_CONCERN = "new_concern"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    OWNER_WORD = "owner_word"
    OWNER_WORD_SOON = "owner_word_soon"
    OWNER_WORD_OVERDUE = "owner_word_overdue"
    ANSWER_AWAITED = "answer_awaited"
    ANSWER_OWED = "answer_owed"
    AGENCY_OWES = "agency_owes"
    ANSWERS_OPEN = "answers_open"
    ADVICE_ASKED = "advice_asked"
    STEPS_LEFT = "steps_left"
    PAUSES_STAND = "pauses_stand"
    ASSESSMENT_NEAR = "assessment_near"
    ASSESSMENT_MISSED = "assessment_missed"
    OWNER_LACKS = "owner_lacks"
    PLAN_LACKS = "plan_lacks"
    WORD_WITH_PERSON = "word_with_person"
    STEP_DUE = "step_due"
    STEP_LATE = "step_late"
    REVIEW_NEAR = "review_near"
    REVIEW_MISSED = "review_missed"
    NO_ENTRY = "no_entry"
    CLOSING_WORD = "closing_word"
    DRAFT_WAITS = "draft_waits"
    KEEPING_ENDS = "keeping_ends"
    NO_MEETING_LATELY = "no_meeting_lately"
    WEEK_BEGINS = "week_begins"
    GUEST_INVITED = "guest_invited"
    GUEST_ENDS = "guest_ends"
    GUEST_LEAVES = "guest_leaves"
    GUEST_ENDED = "guest_ended"
    THANKS = "thanks"
    MANY_CONTACTS = "many_contacts"
    VISIT_NEAR = "visit_near"
    BACK_SAFE = "back_safe"
    NOT_BACK = "not_back"
    DEBRIEF = "debrief"
    FEEDBACK_OWED = "feedback_owed"
    LOOK_BACK = "look_back"
    HANDOVER = "handover"
    OFFER_OPEN = "offer_open"
    RELEASED = "released"
    TAKEN_BACK = "taken_back"
    MIND_CHANGED = "mind_changed"
    OWN_DUTY = "own_duty"
    SECOND_ASKED = "second_asked"
    TO_BE_CHECKED = "to_be_checked"
    CHECKS_OPEN = "checks_open"
    WAS_CHECKED = "was_checked"
    NOT_WATCHED = "not_watched"
    UNREACHABLE = "unreachable"
    DAY_BEGINS = "day_begins"
    OVERLOAD = "overload"
    STANDS_IN = "stands_in"
    SEAT_LEFT = "seat_left"
    AGREEMENT_ENDS = "agreement_ends"
    CARD_ENDS = "card_ends"
    NO_DATE_YET = "no_date_yet"
    PLATFORM_GONE = "platform_gone"
    CHANNEL_GONE = "channel_gone"
    WHICH_DATE = "which_date"
    MEETING_STANDS = "meeting_stands"
    MEETING_MOVED = "meeting_moved"
    MEETING_OFF = "meeting_off"
    LINES_LEFT = "lines_left"
    AUDIT_DOUBT = "audit_doubt"
    UNUSUAL_OPENING = "unusual_opening"
    GUESSES = "guesses"
    CLOCK_BACK = "clock_back"
    SHARES_USED = "shares_used"
    ERASED = "erased"
    UNSOUND = "unsound"
    ERASURE_WAITS = "erasure_waits"
    HOLD_LOOK = "hold_look"
    RIGHTS_WAIT = "rights_wait"
    BREACH_REPORTED = "breach_reported"
    BREACH_DUE = "breach_due"
    BREACH_LATE = "breach_late"
    STOPPED_LATELY = "stopped_lately"
    NUDGES_STAND = "nudges_stand"
    MANY_STOPPED = "many_stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockKey:
    """One run of one clock. `subject`: the guest's or action's number, 0 where the clock is the case's."""

    case: CaseId
    name: ClockName
    subject: int = 0
    round: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A bare word to one person: which sentence, and what [Open] leads to (a command line, no text)."""

    to: PersonNo
    kind: NoticeKind
    opens: str = "case list"
    left_s: int | None = None  # seconds left of the clock, where the sentence says so
    late: bool = False
    clock: ClockKey | None = None  # the notice is dropped once this clock has stopped
    rung: int = 0
    slots: tuple[Slot, ...] = ()  # of a meeting: the dates to choose from, or the one that stands
    answers: tuple[str, ...] = ()  # the lines behind the buttons of such a choice
    at_once: bool = False  # somebody waits for it, or it is urgent: neither counted nor held
    instead: bool = False  # the reader stands in for somebody who is away
    whose: PersonNo | None = None  # for whom; the morning's list says so, the notice itself is bare
    waited: bool = False  # for the end of somebody's rest: it is for the morning's list
    later: str = ""  # the line behind [Later], where it may wait once


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSeats:
    post: AnySeatsPost


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCircle:
    case: CaseRef
    post: AnyCirclePost


@dataclass(frozen=True, slots=True, kw_only=True)
class GatherCircle:
    """Make the circle's place fit the circle: make it, invite, remove; close it once the case has ended."""

    case: CaseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """Remove one message of a private place: what a form took in, what an opened view showed."""

    room: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdate:
    """Edit an older line of a case in the seats' channel: a newer one stands below."""

    case: CaseRef
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearLines:
    """Remove the lines of a case that ended long enough ago, and close the circle's place."""

    case: CaseRef


Body: TypeAlias = ToSeats | ToCircle | Notice | GatherCircle | TakeBack | Outdate | ClearLines


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Something on its way to one platform. The id is the idempotency key."""

    id: UUID
    platform: str
    body: Body
    tries: int = 0
    due: datetime
    lane: str = field(default="", compare=False)  # parcels of one lane leave in order
    row: int = field(default=0, compare=False)  # where the store keeps it

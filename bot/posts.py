"""Every line Confer can say in a shared place. Nothing else can be said there.

Seats posts stand where all seats read: no person, no date of a case. Circle posts stand where the circle
of one case reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias, final

from bot.disclosure import CirclePost, SeatsPost
from bot.vocabulary.base import CircleWord, PublicWord
from bot.vocabulary.concern import (
    AgeBand,
    AgeCoarse,
    Need,
    Setting,
    Since,
    Status,
    Strength,
    Topic,
    TopicFamily,
    Trend,
    Urgency,
)
from bot.vocabulary.law import AgreementKind
from bot.vocabulary.numbers import ActionNo, Day, MeetingNo, Number, SeatNo, Slot
from bot.vocabulary.people import GuestBrings, GuestWhy, Sector
from bot.vocabulary.public import MeetingKind, SeatStep, SettingName, SkipMonthWhy
from bot.vocabulary.reference import CaseRef, Fingerprint
from bot.vocabulary.sharing import (
    Approach,
    ConsentKind,
    ConsentSupport,
    Footing,
    Known,
    Participation,
    Purpose,
    Question,
    Reply,
    WhyNot,
)
from bot.vocabulary.work import ActionKind, ActionStatus, Helped, Judgement, Level, NextStep


class News(CircleWord):
    """What the circle hears in one fixed sentence; the rest is opened in private."""

    TAKEN_UP = "taken_up", "This concern is taken up together."
    DETAIL_ADDED = "detail_added", "Something was added. Open the case to read it."
    JUDGEMENTS_SHOWN = (
        "judgements_shown",
        "All own judgements are in. Where they differ, that is the agenda.",
    )
    TAKEN_ON = "taken_on", "This case is taken on together. An owner is to be found."
    AT_THE_TABLE = "at_the_table", "This case is back at the table."
    DETAIL_WITHDRAWN = "detail_withdrawn", "Something was taken back."
    URGENT = "urgent", "This is urgent now."
    NOT_URGENT = "not_urgent", "This is no longer urgent."
    PAUSED = "paused", "This case is paused."
    WENT_ON = "went_on", "This case goes on."
    LIMITS_CHANGED = "limits_changed", "What is possible has changed. Open the case before you act."
    OWNER_NAMED = "owner_named", "A case owner is named; the answer is awaited."
    OWNER_ACCEPTED = "owner_accepted", "This case has an owner."
    OWNER_DECLINED = "owner_declined", "Whoever was asked to own this case does not take it on."
    OWNER_GAVE_BACK = (
        "owner_gave_back",
        "The owner gave the case back; the coordinator holds it meanwhile.",
    )
    PLAN_CHANGED = "plan_changed", "The plan has changed. Open it to see."
    SUPPORT_STARTED = "support_started", "Support has started."
    ESCALATED = "escalated", "The owner is asked for an answer within 24 hours."
    CONFERENCE_CALLED = (
        "conference_called",
        "A meeting on this case is called. Open it for the dates.",
    )
    MEETING_STANDS = (
        "meeting_stands",
        "The date of a meeting on this case stands. Open it to see when.",
    )
    MEETING_OFF = "meeting_off", "A meeting on this case is called off."
    MEETING_RECORDED = "meeting_recorded", "A meeting on this case was recorded."
    CLOSING_PROPOSED = "closing_proposed", "An end is proposed."
    MIND_CHANGED = (
        "mind_changed",
        "The person changed their mind. Voluntary steps stop now; open the case to see.",
    )
    DECLINED = (
        "declined",
        "The person does not want support. Voluntary support ends here. Thank you.",
    )
    NOT_YET = "not_yet", "Not yet: support goes on."
    ENDED = "ended", "This case has ended. Thank you."
    OWNER_AGREED = "owner_agreed", "One more seat agrees to the owner who is named."
    REVIEWED = "reviewed", "The plan was looked at together. Open it to see."
    LIGHTER = "lighter", "This gets lighter: fewer agencies from now on."
    FULLER = "fuller", "More is needed again: the circle is restored."
    HANDOVER_OFFERED = "handover_offered", "This case is offered to another partnership."
    HANDOVER_OFF = "handover_off", "This case stays here."
    HANDED_OVER = "handed_over", "Another partnership carries this on. Thank you."
    EXPORTED = "exported", "A file of this case was made for a named recipient."
    GUEST_STAYS = "guest_stays", "A guest stays on. Open the case to see why, and until when."
    GUEST_ENDED = "guest_ended", "A guest's part has ended. Thank you."
    LEFT = "left", "Somebody left the circle."
    DETAILS_CHANGED = "details_changed", "Details changed, open to see."
    LOOK_NEAR = "look_near", "The joint look at this case is due soon. Open it to find the date."
    LOOK_MISSED = "look_missed", "The joint look at this case has not taken place in time."
    OWNER_LACKS = "owner_lacks", "This case needs an owner. Who could it be?"
    PLAN_LACKS = "plan_lacks", "A first plan for this case is awaited."
    REVIEW_NEAR = "review_near", "A look together at how this goes is due."
    REVIEW_MISSED = "review_missed", "The look together at how this goes has not taken place yet."
    NO_ENTRY = "no_entry", "Nothing was noted here for three weeks. How is it going?"


class Manner(PublicWord):
    """How a meeting was held."""

    FACE_TO_FACE = "face_to_face", "face to face"
    APART = "apart", "not face to face"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine(SeatsPost):
    """The coarse abstract of a case whose status word changed."""

    case: CaseRef
    families: tuple[TopicFamily, ...]
    age: AgeCoarse | None
    urgency: Urgency
    status: Status


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LineMoved(SeatsPost):
    """What an older line of a case is edited to, so that only the newest one tells anything."""

    case: CaseRef


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAnswerOverdue(SeatsPost):
    """The only time-critical line in the seats' channel: no case, no person, once per clock."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCalled(SeatsPost):
    """A meeting without a case, and the dates proposed."""

    number: MeetingNo
    kind: MeetingKind
    slots: tuple[Slot, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingStands(SeatsPost):
    """The date of a meeting without a case."""

    number: MeetingNo
    kind: MeetingKind
    slot: Slot


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingOff(SeatsPost):
    """A meeting without a case will not be."""

    number: MeetingNo
    kind: MeetingKind


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld(SeatsPost):
    """Which seats came to a meeting without a case, and how they met."""

    number: MeetingNo
    kind: MeetingKind
    present: tuple[SeatNo, ...]
    manner: Manner | None = None  # None: of a line that was waiting before this was said


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyInvitation(SeatsPost):
    """Meet without a case on the table: three dates."""

    slots: tuple[Slot, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyReminder(SeatsPost):
    """Fewer than half of the seats have said which of the dates suit."""

    slots: tuple[Slot, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEve(SeatsPost):
    """The working day before a meeting without a case."""

    slot: Slot


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSkipped(SeatsPost):
    """No meeting without a case this month, and why."""

    why: SkipMonthWhy


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SeatChanged(SeatsPost):
    """A seat was asked for, admitted, suspended, ended, or has a new holder."""

    seat: SeatNo
    step: SeatStep


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanged(SeatsPost):
    """How the partnership runs was changed, by two people; which version it is."""

    setting: SettingName
    version: Number


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFingerprint(SeatsPost):
    """Where the audit ends this week. Whoever keeps this line can tell later that nobody wrote it anew."""

    fingerprint: Fingerprint


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CircleAbstract(CirclePost):
    """The set words of a case after the small-cell check; what failed the check is left out."""

    case: CaseRef
    topics: tuple[Topic, ...]
    families: tuple[TopicFamily, ...]
    urgency: Urgency
    age: AgeBand | AgeCoarse | None
    setting: Setting | None
    sector: Sector | None
    since: Since | None
    trend: Trend | None
    strengths: tuple[Strength, ...]
    needs: tuple[Need, ...]
    status: Status


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CircleNews(CirclePost):
    case: CaseRef
    news: News


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(CirclePost):
    """Somebody joined the circle, or a guest a case: why, what they bring, until when."""

    case: CaseRef
    seat: SeatNo | None  # None: somebody without a seat, that is a guest
    why: GuestWhy
    brings: GuestBrings
    until: Day


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanned(CirclePost):
    case: CaseRef
    action: ActionNo
    kind: ActionKind
    level: Level
    mode: Participation
    holder: SeatNo | None
    due: Day


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressMade(CirclePost):
    case: CaseRef
    action: ActionNo
    kind: ActionKind
    status: ActionStatus
    helped: Helped | None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerSaid(CirclePost):
    """The owner's first word: what happens next and by when."""

    case: CaseRef
    next: NextStep
    by: Day


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentNoted(CirclePost):
    case: CaseRef
    kind: ConsentKind
    given: ConsentSupport
    mode: Participation


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SeatAnswered(CirclePost):
    """What a seat answered to a question."""

    case: CaseRef
    seat: SeatNo
    question: Question
    reply: Reply
    known: Known | None
    approach: Approach | None
    why_not: WhyNot | None
    needs: tuple[Need, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementsShown(CirclePost):
    """Own judgements, all together: as many words as seats gave one; who gave which is not said."""

    case: CaseRef
    judgements: tuple[Judgement, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Released(CirclePost):
    """Something was shared with named seats: on which footing, under which agreement, until when."""

    case: CaseRef
    to: tuple[SeatNo, ...]  # empty: with a guest
    purpose: Purpose
    footing: Footing
    agreement: Number
    kind: AgreementKind
    until: Day


AnySeatsPost: TypeAlias = (
    ChannelLine
    | LineMoved
    | FirstAnswerOverdue
    | MeetingCalled
    | MeetingStands
    | MeetingOff
    | MeetingHeld
    | MonthlyInvitation
    | MonthlyReminder
    | MeetingEve
    | MonthSkipped
    | SeatChanged
    | SettingChanged
    | AuditFingerprint
)
AnyCirclePost: TypeAlias = (
    CircleAbstract
    | CircleNews
    | Joined
    | ActionPlanned
    | ProgressMade
    | OwnerSaid
    | ConsentNoted
    | SeatAnswered
    | JudgementsShown
    | Released
)
AnyPost: TypeAlias = AnySeatsPost | AnyCirclePost

ALL: Final[tuple[type[AnyPost], ...]] = (
    ChannelLine,
    LineMoved,
    FirstAnswerOverdue,
    MeetingCalled,
    MeetingStands,
    MeetingOff,
    MeetingHeld,
    MonthlyInvitation,
    MonthlyReminder,
    MeetingEve,
    MonthSkipped,
    SeatChanged,
    SettingChanged,
    AuditFingerprint,
    CircleAbstract,
    CircleNews,
    Joined,
    ActionPlanned,
    ProgressMade,
    OwnerSaid,
    ConsentNoted,
    SeatAnswered,
    JudgementsShown,
    Released,
)

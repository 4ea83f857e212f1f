"""The parts a case is made of.

Facts hold set words, numbers and days only: what is stored in the clear and can be asked for. Hidden holds
the set words that only few may see (police answer, the kind of a pause, limits, ladder, outcome): it is
stored sealed. What a person wrote is neither; it goes to the vault as a Text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import TypeAlias
from uuid import UUID

from bot.disclosure import Sensitive
from bot.endings import Closing, Exported, Feedback, Handed, LookedBack, Offered, RoundSaid
from bot.joint import Adoption, Asked, View
from bot.plans import Plan, Visit
from bot.vocabulary.concern import (
    AgeBand,
    Area,
    BasisSeen,
    Called,
    Guessable,
    Need,
    Setting,
    Since,
    Status,
    Strength,
    Sure,
    Topic,
    TopicFamily,
    Trend,
    Urgency,
    UrgentGround,
)
from bot.vocabulary.guests import GuestKind
from bot.vocabulary.law import AgreementKind
from bot.vocabulary.numbers import Day, PersonNo, SeatNo
from bot.vocabulary.people import GuestBrings, GuestMay, GuestWhy, OwnerBecause, Sector
from bot.vocabulary.plan import Authority, LegalBasis
from bot.vocabulary.process import ClockName
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.sharing import (
    Approach,
    ConsentHow,
    ConsentKind,
    ConsentSupport,
    DataClass,
    Footing,
    Participation,
)
from bot.vocabulary.sharing import Purpose as SharingPurpose
from bot.vocabulary.view import (
    CheckResult,
    HoldWhy,
    LadderResult,
    LadderStep,
    Limit,
    Outcome,
    OverrideGround,
    PauseWhy,
    PoliceAnswer,
    SkipWhy,
    Told,
    Tool,
    ToolBand,
    WhyNotAsked,
)
from bot.vocabulary.work import ExpertAsked, Judgement, LighterWhy, NextStep, TakeWhy

CaseId: TypeAlias = UUID


@dataclass(slots=True, kw_only=True)
class Abstraction:
    """A concern in set words, as its author gave it; what of it may be read where is decided elsewhere."""

    topics: tuple[Topic, ...]
    urgency: Urgency
    age: AgeBand
    basis: BasisSeen
    sure: Sure
    strengths: tuple[Strength, ...]
    guessable: Guessable
    setting: Setting | None = None
    area: Area = Area.PARTNERSHIP
    since: Since | None = None
    trend: Trend | None = None
    needs: tuple[Need, ...] = ()


class Grain(IntEnum):
    """How finely a field is shown. Coarse: the whole area, child or adult, the topic's family."""

    HIDDEN = 0
    COARSE = 1
    FINE = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """How finely each field stands in a place."""

    area: Grain
    sector: Grain
    setting: Grain
    age: Grain
    topic: Grain


@dataclass(slots=True, kw_only=True)
class Release:
    """On what footing a thing was shared: recorded with every release."""

    by: PersonNo
    at: datetime
    footing: Footing
    purpose: SharingPurpose
    agreement: int  # the version in force


@dataclass(slots=True, kw_only=True)
class Answer:
    """The first human answer: who, what happens next, by when."""

    by: PersonNo
    at: datetime
    next: NextStep
    until: Day


@dataclass(slots=True, kw_only=True)
class Urgent:
    ground: UrgentGround
    called: Called
    since: datetime


@dataclass(slots=True, kw_only=True)
class Member:
    """Somebody in the circle: why, what they bring, until when."""

    person: PersonNo
    seat: SeatNo | None
    why: GuestWhy
    brings: GuestBrings
    since: datetime
    until: Day
    accepted: datetime | None = None  # what the seat's card says of its offer and its limits


@dataclass(slots=True, kw_only=True)
class Guest:
    """Somebody from outside, for one case, until a moment; kept after the end, for the record."""

    no: int
    person: PersonNo
    sponsor: PersonNo
    why: GuestWhy
    brings: GuestBrings
    may: tuple[GuestMay, ...]
    since: datetime
    until: datetime
    ended: datetime | None = None
    kind: GuestKind | None = None
    supervisor: PersonNo | None = None  # of a mentor
    data: tuple[DataClass, ...] = ()  # what may be released to this guest
    visible: bool = False  # to other guests who are visible too
    meeting: int | None = None  # for this meeting only


@dataclass(slots=True, kw_only=True)
class Assent:
    """Somebody agreed, for an agency, to who is to own a case."""

    by: PersonNo
    seat: SeatNo
    at: datetime


@dataclass(slots=True, kw_only=True)
class Owner:
    """Nominated, until `accepted` is set. `interim`: held meanwhile by who runs the process."""

    person: PersonNo
    because: tuple[OwnerBecause, ...]
    nominated_by: PersonNo
    assents: list[Assent] = field(default_factory=list[Assent])
    interim: bool = False
    accepted: datetime | None = None
    said: NextStep | None = None
    until: Day | None = None
    owed: bool = False  # a first word; then the deputy may give it too


@dataclass(slots=True, kw_only=True)
class Face:
    """Who was the one recognisable contact for person and family, from when until when."""

    person: PersonNo
    since: datetime
    until: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Consent:
    kind: ConsentKind
    given: ConsentSupport
    mode: Participation
    how: ConsentHow | None
    scope: tuple[DataClass, ...]
    until: Day | None
    by: PersonNo
    at: datetime
    to: tuple[SeatNo, ...] = ()  # whom it names; empty: nobody was left out
    basis: LegalBasis | None = None  # of what is compulsory: the legal basis, and who decided it
    authority: Authority | None = None
    told: Told | None = None  # whether the person knows
    sector: Sector | None = None  # of whoever wrote it down: a waiver frees one profession


@dataclass(slots=True, kw_only=True)
class Lighter:
    """Fewer agencies: since when, and who left the circle for it."""

    since: datetime
    why: LighterWhy
    left: list[Member] = field(default_factory=list[Member])


@dataclass(slots=True, kw_only=True)
class Item:
    """One sealed text of a case: who gave it and when. The words themselves are in the vault."""

    no: int
    kind: TextKind
    by: PersonNo
    at: datetime
    withdrawn: datetime | None = None
    own_words: bool = False  # of the person it is about, not of who wrote it down
    seat: SeatNo | None = None  # for which the giver spoke: it keeps a say when the person has left
    first: CaseRef | None = None  # the concern it was given to, before that was folded in
    was: int | None = None  # its number there
    moved: int | None = None  # its number in the case that took it in


class TextKind(StrEnum):
    """What a sealed text is. Identities are kept under a key apart from the rest."""

    DETAIL = "detail"
    IDENTITY = "identity"
    NOTE = "note"
    REASONS = "reasons"
    LINE = "line"
    LADDER = "ladder"
    WORDS = "words"
    NECESSITY = "necessity"  # why sharing without consent is needed; its second person and the auditor read it
    HELP = "help"  # which other help is named; only the one who raised it reads it
    BECAUSE = "because"  # behind an own judgement; nobody else reads it before all are shown
    DISSENT = "dissent"
    ADVICE = "advice"  # an answer to a question without names; only the one who asked reads it


@dataclass(frozen=True, slots=True)
class Text:
    """New words on their way to the vault; the item with this number says whose they are."""

    item: Item
    words: Sensitive[str]


@dataclass(slots=True, kw_only=True)
class Facts:
    """All that may stand in the clear."""

    referrer: PersonNo
    referrer_seat: SeatNo | None = None
    abstract: Abstraction | None = None
    raised: datetime | None = None
    release: Release | None = None
    answer: Answer | None = None
    urgent: Urgent | None = None
    wished: tuple[SeatNo, ...] = ()  # whom the author would share it with: the sixth step
    take_why: TakeWhy | None = None
    expert: ExpertAsked | None = None
    asked: list[Asked] = field(default_factory=list[Asked])
    judged: list[View] = field(default_factory=list[View])  # own judgements, once shown together
    more: int = 0  # how often a conference asked for more information
    assessing: datetime | None = None  # since when it is assessed, for the newest time
    adopted: Adoption | None = None
    circle: list[Member] = field(default_factory=list[Member])
    guests: list[Guest] = field(default_factory=list[Guest])
    owner: Owner | None = None  # accepted
    nominee: Owner | None = None  # asked to own it; the owner stays until they accept
    consents: list[Consent] = field(default_factory=list[Consent])
    plan: Plan = field(default_factory=Plan)
    closing: Closing | None = None
    items: list[Item] = field(default_factory=list[Item])
    folded: bool = False  # it belonged to an open case
    into: CaseRef | None = None
    earlier: int = 0  # how often it was raised before
    recused: list[PersonNo] = field(default_factory=list[PersonNo])
    ended: datetime | None = None
    supported: datetime | None = None  # support began
    faces: list[Face] = field(default_factory=list[Face])
    feedback: list[Feedback] = field(default_factory=list[Feedback])
    looked_back: list[LookedBack] = field(default_factory=list[LookedBack])
    lighter: Lighter | None = None
    offered: Offered | None = None
    handed: Handed | None = None
    exported: list[Exported] = field(default_factory=list[Exported])
    reopened: datetime | None = None
    police_asked: datetime | None = None  # anew, before an ended case is opened again
    shown_circle: Shown | None = None  # how finely each place read it; never finer later
    shown_seats: Shown | None = None
    said: Status | None = None  # the status word the seats' channel heard last
    changed_by: PersonNo | None = None

    def __post_init__(self) -> None:
        """What was written when a nominee took the owner's place at once is read as it was meant."""
        if self.owner is not None and self.owner.accepted is None:
            self.owner, self.nominee = None, self.owner


class PauseKind(StrEnum):
    """Sealed: only coordinator and police contact may tell the two apart."""

    ORDINARY = "ordinary"
    HOLD = "hold"


@dataclass(slots=True, kw_only=True)
class Pause:
    by: PersonNo
    kind: PauseKind
    why: PauseWhy | None
    since: datetime


@dataclass(slots=True, kw_only=True)
class Stopped:
    """A clock that a pause stopped, and how many seconds it had left."""

    name: ClockName
    subject: int
    left_s: int


@dataclass(slots=True, kw_only=True)
class PoliceWord:
    """One answer of the police check. `on_behalf`: who said it, where the coordinator wrote it down."""

    answer: PoliceAnswer
    by: PersonNo
    at: datetime
    on_behalf: PersonNo | None = None


@dataclass(slots=True, kw_only=True)
class LadderEntry:
    """One step, with what it records (states.md, "The six-step ladder"); of an instrument its name only.

    `note`: the number of the sealed text that belongs to it.
    """

    step: LadderStep
    result: LadderResult
    skip_why: SkipWhy | None
    at: datetime
    basis: BasisSeen | None = None
    sure: Sure | None = None
    since: Since | None = None
    wish: ConsentSupport | None = None  # what the person says to sharing it
    tool: Tool | None = None
    trained: bool | None = None  # whether a trained assessor used it
    on: Day | None = None
    band: ToolBand | None = None
    to: tuple[SeatNo, ...] = ()
    data: tuple[DataClass, ...] = ()
    told: Told | None = None
    note: int | None = None


@dataclass(slots=True, kw_only=True)
class Consult:
    """A question without names to one person, and the answer. `ladder`: the manager's, who sees the steps.

    `topics` or, for whom the theme is not, `families`. `words`: the number of the sealed answer. `off`: whoever
    was asked is gone, and nobody answers.
    """

    no: int
    to: PersonNo
    by: PersonNo
    at: datetime
    of_case: bool = False  # put on a case, by somebody who works on it; else on a draft
    topics: tuple[Topic, ...] = ()
    families: tuple[TopicFamily, ...] = ()
    needs: tuple[Need, ...] = ()
    ladder: bool = False
    answered: datetime | None = None
    view: Judgement | None = None
    helps: tuple[Need, ...] = ()
    words: int | None = None
    off: bool = False

    @property
    def open(self) -> bool:
        return self.answered is None and not self.off


@dataclass(slots=True, kw_only=True)
class ToolUsed:
    """That an instrument was used in a case: name, day, band. Items and scores stay with the specialist."""

    tool: Tool
    trained: bool | None
    on: Day
    band: ToolBand
    by: PersonNo


@dataclass(slots=True, kw_only=True)
class LegalHold:
    """Nothing of the case is erased while it stands; it stands until somebody lifts it."""

    why: HoldWhy
    by: PersonNo
    at: datetime
    until: Day  # when it is to be looked at again


@dataclass(slots=True, kw_only=True)
class RightsRequest:
    """What the person asked for: access, correction, erasure, or a complaint. Open until answered."""

    no: int
    why: HoldWhy
    by: PersonNo
    at: datetime
    answered: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Share:
    """One release: named seats, or one guest, may open these until a day. `apart`: the item written for it."""

    no: int
    by: PersonNo
    seat: SeatNo | None
    to: tuple[SeatNo, ...]
    data: tuple[DataClass, ...]
    items: tuple[int, ...]
    purpose: SharingPurpose
    footing: Footing
    agreement: int
    kind: AgreementKind
    helps: Need | None
    at: datetime
    until: Day
    guest: PersonNo | None = None
    apart: int | None = None
    ended: datetime | None = None
    without_consent: OverrideGround | None = None  # stands on every recipient's copy


@dataclass(slots=True, kw_only=True)
class Override:
    """Sharing without consent: one form, one release. `necessity` and `words` are items of the vault."""

    no: int
    by: PersonNo
    seat: SeatNo | None
    second: PersonNo
    ground: OverrideGround
    why_not_asked: WhyNotAsked
    necessity: int
    words: int
    data: tuple[DataClass, ...]
    to: tuple[SeatNo, ...]
    until: Day
    told: Told
    told_on: Day | None
    asked: datetime
    refused: datetime | None = None
    released: datetime | None = None
    emergency: bool = False  # nobody confirmed it
    checked: datetime | None = None
    result: CheckResult | None = None

    @property
    def waits(self) -> bool:
        return self.refused is None and self.released is None


@dataclass(slots=True, kw_only=True)
class HealthOnly:
    """An item that the owner and named health seats read; the rest reads what stands here."""

    item: int
    seats: tuple[SeatNo, ...]
    approach: Approach | None
    needs: tuple[Need, ...] = ()


@dataclass(slots=True, kw_only=True)
class Hidden:
    """Set words that are stored sealed."""

    police: list[PoliceWord] = field(default_factory=list[PoliceWord])
    pauses: list[Pause] = field(default_factory=list[Pause])
    stopped: list[Stopped] = field(default_factory=list[Stopped])
    limits: tuple[Limit, ...] = ()
    views: list[View] = field(default_factory=list[View])  # own judgements, until they are shown
    ladder: list[LadderEntry] = field(default_factory=list[LadderEntry])
    consults: list[Consult] = field(default_factory=list[Consult])
    tools: list[ToolUsed] = field(default_factory=list[ToolUsed])
    outcome: Outcome | None = None
    hold: LegalHold | None = None
    requests: list[RightsRequest] = field(default_factory=list[RightsRequest])
    visits: list[Visit] = field(default_factory=list[Visit])
    round: list[RoundSaid] = field(default_factory=list[RoundSaid])
    shares: list[Share] = field(default_factory=list[Share])
    overrides: list[Override] = field(default_factory=list[Override])
    health_only: list[HealthOnly] = field(default_factory=list[HealthOnly])

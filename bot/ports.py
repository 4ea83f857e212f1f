"""What the core needs of the world, each in a few verbs; storage and adapters fit them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self, TypeAlias
from uuid import UUID

from bot.case import Case
from bot.disclosure import Grant, Sensitive
from bot.events import Event
from bot.files import Attachment
from bot.handover import Handovers
from bot.parts import CaseId, Item, TextKind
from bot.people import Directory, Person, Seat
from bot.posts import AnyCirclePost, AnySeatsPost
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import MeetingNo, PersonNo, SeatNo, Slot
from bot.vocabulary.process import ClockName, NudgeName, State
from bot.vocabulary.public import MeetingKind
from bot.vocabulary.reference import CaseRef, Fingerprint
from bot.vocabulary.work import Decision


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, UTC, aware."""
        ...


# --- what was heard, and what is told -------------------------------------------------------------


class PlaceKind(StrEnum):
    PRIVATE = "private"
    CIRCLE = "circle"
    SEATS = "seats"


class Finding(StrEnum):
    """What the guard makes of a text. It never says why: a name of a case and a telephone number are one."""

    CLEAN = "clean"
    PERHAPS = "perhaps"  # worth a word to whoever wrote it
    STOPPED = "stopped"  # it may describe a person, and cannot stand where others read


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers that were given together, in a form that a platform drew. `form`: the id of its Blank."""

    form: str
    command: str
    values: Mapping[str, Sensitive[str]]  # argument to what was chosen or typed; empty: left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message of a person, as a platform delivered it.

    `key` names the message on its platform (an event id): the same key is worked once. `room` is the
    platform's own address to answer at. `case` is set in the place of a circle. Instead of words there may
    be the answers of a form, or the name of a button that was pressed. `kept_open`: the platform keeps
    what was typed where others may come to read it, so nobody's own words are taken in this way.
    """

    key: str
    platform: str
    account: str
    place: PlaceKind
    room: str
    words: Sensitive[str]
    at: datetime
    case: CaseRef | None = None
    answers: Answers | None = None
    pressed: str | None = None
    kept_open: bool = False
    overheard: Finding | None = (
        None  # no line for Confer: what people say to each other, and was looked at
    )


@dataclass(frozen=True, slots=True)
class Button:
    """A likely next answer: what it says, and the line it stands for. The line never holds typed text."""

    label: str
    line: str


class TellingKind(StrEnum):
    REPLY = "reply"
    REFUSAL = "refusal"
    QUESTION = "question"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """An open form, for a platform that draws it whole instead of asking question by question.

    `id` is random. `given` holds the answers in set words; of sealed ones only that they are there.
    `asked`: the argument the form stands at. `brief`: what is not needed is left out. `refs`: the cases
    to choose from, where one is asked for. `above`: set words to be read before it is filled in.
    """

    id: str
    command: str
    given: Mapping[str, str]
    asked: str
    brief: bool = False
    refs: tuple[str, ...] = ()
    above: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Something said to one person in private, already in that person's language.

    `passing`: it shows sealed words; the platform takes it back after a short time. `blank`: the form
    whose question this is. `url`: an address that stands in the text, for a platform that draws links.
    `file`: a picture or a paper that comes with the words.
    """

    kind: TellingKind
    text: Sensitive[str]
    buttons: tuple[Button, ...] = ()
    passing: bool = False
    blank: Blank | None = None
    url: str | None = None
    file: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a message led to.

    `hide`: the message itself is to be removed now, for others read along. `passing`: it answered a form
    and is to be taken back after a short time. `offered` names its buttons, which are counted from 0
    through all tellings: see Offers.
    """

    to: PersonNo | None
    tellings: tuple[Telling, ...] = ()
    hide: bool = False
    passing: bool = False
    offered: str = ""


# --- parcels --------------------------------------------------------------------------------------


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


# --- the store ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case in a list: abstract only."""

    ref: CaseRef
    status: Status
    raised: datetime


class ErasedWhy(StrEnum):
    """Its keeping time ended, its author let it rest, or somebody's request was granted."""

    TIME = "time"
    AUTHOR = "author"
    REQUEST = "request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What stays of an erased case. `state`: before. `keys`, `texts`: how many were destroyed.

    `epoch`: of the master key that wrapped its data keys then.
    """

    case: CaseId
    at: datetime
    state: State
    why: ErasedWhy
    keys: int
    texts: int
    epoch: int


class Cases(Protocol):
    async def fetch(self, cases: Collection[CaseId]) -> None:
        """Read these at once, for by_id() to hand out: a statement costs more than a row."""
        ...

    async def let_go(self, case: CaseId) -> None:
        """It was only looked at: it is not held against its row at the commit, and not to be changed."""
        ...

    async def add(self, case: Case) -> None:
        """A new draft. Its reference is drawn at the raise."""
        ...

    async def get(self, ref: CaseRef) -> Case:
        """Raises NotFound. The same object for the same case within one unit."""
        ...

    async def by_id(self, case: CaseId) -> Case:
        """Raises NotFound."""
        ...

    async def draft_of(self, person: PersonNo) -> Case | None:
        """The newest draft of its author."""
        ...

    async def free_ref(self) -> CaseRef:
        """A reference that was never used."""
        ...

    async def active(self) -> Mapping[CaseId, int]:
        """The cases that others than their authors know of and that have not ended, each with its version."""
        ...

    async def touched(self) -> Sequence[Case]:
        """The cases this unit handed out or took in."""
        ...

    async def lines(
        self,
        *,
        party: PersonNo | None,
        status: Status | None = None,
        limit: int = 50,
        after: Case | None = None,
    ) -> Sequence[CaseLine]:
        """Cases past the draft, newest first; only those this person has part in, unless None.

        `after`: the one that a page ended with.
        """
        ...

    async def read(
        self, case: Case, kind: TextKind, grant: Grant
    ) -> Sequence[tuple[Item, Sensitive[str]]]:
        """The sealed texts of one kind that were not withdrawn, oldest first."""
        ...

    async def turn_keys(self, case: Case) -> None:
        """New data keys for what is sealed from now on; what is sealed already opens as before."""
        ...

    async def erase(self, case: Case, why: ErasedWhy = ErasedWhy.TIME) -> None:
        """Destroy the data keys, then the rows; a stone and a tally stay."""
        ...

    async def erased(self) -> Sequence[Erasure]:
        """What was erased, newest first."""
        ...


class People(Protocol):
    async def directory(self) -> Directory: ...
    async def add(self, person: Person) -> None: ...
    async def change(self, person: Person) -> None:
        """Store a person's changed settings, duties, seat or accounts."""
        ...

    async def add_seat(self, seat: Seat) -> None: ...
    async def change_seat(self, seat: Seat) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A clock that runs."""

    key: ClockKey
    started: datetime
    due: datetime
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One due moment of a running clock. Rungs are frozen when the clock starts."""

    clock: ClockKey
    number: int
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRung:
    """A rung whose time has come. `newest`: the number of the newest such rung of its clock.

    `running`: its clock; None where it has stopped.
    """

    rung: Rung
    running: Running | None
    newest: int


class Clocks(Protocol):
    async def start(self, running: Running, rungs: Sequence[Rung]) -> None:
        """A running clock of the same name and subject is stopped first; the round must be new."""
        ...

    async def stop(self, case: CaseId, name: ClockName, subject: int | None = None) -> None:
        """Stopping what does not run changes nothing. None: every subject."""
        ...

    async def running(self, case: CaseId) -> Sequence[Running]: ...
    async def find(self, key: ClockKey) -> Running | None:
        """This run of the clock while it runs; else None. Holds the row until the unit ends."""
        ...

    async def newest(self, keys: Sequence[ClockKey], now: datetime) -> Mapping[ClockKey, int]:
        """Of these runs those that still run, each with the number of its newest rung whose time has come.

        Holds their rows until the unit ends.
        """
        ...

    async def rounds(self, case: CaseId, name: ClockName) -> int:
        """How often this clock was started, for the next round's number."""
        ...

    async def claim(self, now: datetime, *, most: int) -> Sequence[DueRung]:
        """The oldest due rungs, held by this unit with their clocks; none is handed to two units at once.

        One whose clock somebody is changing right now is left for the next time.
        """
        ...

    async def done(self, rung: Rung) -> None: ...
    async def put_off(self, rung: Rung, until: datetime) -> None:
        """It cannot be rung now; it stays due, only later."""
        ...

    async def add(self, rung: Rung) -> None: ...
    async def latest_due(self, key: ClockKey, now: datetime) -> int:
        """The number of the newest rung of this run whose time has come; 0 where none."""
        ...

    async def rung_so_far(self, case: CaseId, names: Sequence[ClockName]) -> Sequence[Rung]:
        """Of each of these clocks that runs the newest rung that was worked.

        Number 0, due when the clock started, where none was yet.
        """
        ...

    async def snooze(self, key: ClockKey, person: PersonNo, until: datetime, why: str) -> bool:
        """This person is reminded later. False where it was so once before: it stays as it was."""
        ...

    async def snoozed(self, key: ClockKey) -> Mapping[PersonNo, datetime]:
        """Who is reminded of this run no earlier than when."""
        ...

    async def hasten(self, key: ClockKey, now: datetime) -> None:
        """The next waiting rung of this run falls due now: the one before reached nobody."""
        ...

    async def next_due(self, after: datetime | None = None) -> datetime | None:
        """When the earliest waiting rung falls due; with `after`, of those that fall due later than that."""
        ...


class Outbox(Protocol):
    async def put(
        self, body: Body, *, platform: str, due: datetime, id: UUID | None = None
    ) -> None:
        """Putting the same id twice keeps the first."""
        ...

    async def claim(self, platform: str, now: datetime, *, most: int) -> Sequence[Parcel]:
        """The oldest due parcels that nobody holds, in the order in which they are to leave.

        Until the unit ends nobody else is given any of their lanes; they begin with the first that waits there.
        """
        ...

    async def hold(self, parcels: Sequence[Parcel], until: datetime) -> None:
        """Keep what was claimed beyond the unit; a program that dies has it no longer than this."""
        ...

    async def release(self, parcels: Sequence[Parcel]) -> None:
        """They were held and not sent: whoever comes first takes them."""
        ...

    async def sent(
        self, parcel: Parcel, message: str | None, at: datetime, *, counts: bool = False
    ) -> None:
        """`message`: the platform's id of what was posted, for a later edit or removal.

        `counts`: it is one of the messages a person hears in a day.
        """
        ...

    async def counted(self, person: PersonNo, since: datetime) -> int:
        """How many of those this person heard from this moment on."""
        ...

    async def heard(self, person: PersonNo, since: datetime) -> bool:
        """Whether anything reached this person after this moment."""
        ...

    async def keep_for_list(self, parcel: Parcel) -> None:
        """It is not said by itself, but waits for the person's next list."""
        ...

    async def held(self, person: PersonNo) -> Sequence[Notice]:
        """What waits for a person's next list, the oldest duty first."""
        ...

    async def shown(self, person: PersonNo) -> None:
        """The list was read: nothing waits for the next one."""
        ...

    async def postpone(self, parcel: Parcel, until: datetime) -> None: ...
    async def drop(self, parcel: Parcel) -> None: ...
    async def next_due(self, after: datetime | None = None) -> datetime | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a case that stands in a shared place. `message`: the platform's own name of it."""

    case: CaseRef
    platform: str
    message: str
    posted: datetime
    seats: bool  # else in the circle's place
    outdated: bool = False  # edited: a newer one stands below
    left: datetime | None = None  # when it was to be removed, and the platform did not let it go


class Lines(Protocol):
    """What stands in shared places about which case, for later edits and removal. No words of it."""

    async def put(self, line: Line) -> None:
        """Keep it, or what changed of it."""
        ...

    async def of(self, case: CaseRef, platform: str) -> Sequence[Line]:
        """Oldest first; those that could not be removed are not among them."""
        ...

    async def drop(self, line: Line) -> None: ...
    async def left(self) -> Sequence[Line]:
        """What could not be removed, oldest first."""
        ...


class Inbox(Protocol):
    async def put(self, heard: Heard) -> bool:
        """Keep a message, sealed. False where the key was known already."""
        ...

    async def waiting(self, platform: str) -> Sequence[Heard]:
        """Messages not worked yet, oldest first."""
        ...

    async def get(self, platform: str, key: str) -> Heard | None:
        """None: unknown, or its words were dropped already."""
        ...

    async def worked(self, heard: Heard, answered: Answered) -> None:
        """Keep the answer, sealed, until it was told; the words are dropped now."""
        ...

    async def untold(self, platform: str) -> Sequence[tuple[Heard, Answered]]:
        """Answers that were not told yet, oldest first; the words of each Heard are empty."""
        ...

    async def told(self, platform: str, key: str) -> None: ...
    async def oldest(self, platform: str) -> datetime | None:
        """When the oldest message was heard that was not answered, or whose answer was not told."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """An open form of one person: which command, what was given so far, what is asked.

    `given` may hold sealed words; it is stored under a key of its own that is shredded at the end.
    """

    person: PersonNo
    command: str
    given: Mapping[str, str]
    asked: str | None
    expires: datetime
    version: int | None = None  # of the case when the form was opened
    case: CaseRef | None = None
    id: str = ""  # random; what a drawn form is sent back with


class Dialogues(Protocol):
    async def get(self, person: PersonNo) -> Dialogue | None: ...
    async def put(self, dialogue: Dialogue) -> None: ...
    async def end(self, person: PersonNo) -> None: ...
    async def expired(self, now: datetime) -> int:
        """Shred what is too old; how many."""
        ...


class Offers(Protocol):
    """The buttons a person was last shown, so that a label, a number or a name presses one."""

    async def put(self, person: PersonNo, buttons: Sequence[Button], name: str) -> None:
        """`name` is random; with a button's place in the list it names that button."""
        ...

    async def find(self, person: PersonNo, label: str) -> Button | None:
        """The newest button of that label, or of that number in the newest list."""
        ...

    async def pressed(self, person: PersonNo, name: str) -> Button | None:
        """The button `LIST.PLACE`, as button_name() writes it; None where it is too old or not theirs."""
        ...


def button_name(offered: str, place: int) -> str:
    """What a platform keeps on a button: random, and no word of it."""
    return f"{offered}.{place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A one-time page for one person: a form's own words to write, or sealed words to read.

    Platform, account and room say where the answer to it is told.
    """

    person: PersonNo
    platform: str
    account: str
    room: str
    expires: datetime
    blank: Blank | None = None
    shows: Sensitive[str] | None = None
    file: Attachment | None = None  # shown with the words


class Links(Protocol):
    """One-time pages, by a random token of which only the hash is kept."""

    async def put(self, token: str, link: Link) -> None: ...
    async def get(self, token: str, now: datetime) -> Link | None:
        """None: unknown, used or too old."""
        ...

    async def use(self, token: str) -> bool:
        """Shred it. False where somebody else used it first."""
        ...

    async def expired(self, now: datetime) -> int:
        """Shred what is too old; how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting, from its proposed dates to who was there. bot/meetings/dates.py says how it moves on.

    `asked`: who is asked which dates suit. `round` counts how often dates were proposed, so that a button
    of an earlier round chooses nothing. `stood`: the date that calendars were told last. `uid` is random;
    `sequence` counts what calendars were told anew (RFC 5545, 3.8.7.4).
    """

    no: MeetingNo
    kind: MeetingKind
    called_by: PersonNo
    slots: tuple[Slot, ...]
    cases: tuple[CaseRef, ...] = ()
    seats: tuple[SeatNo, ...] = ()
    present: tuple[SeatNo, ...] = ()
    face_to_face: bool | None = None
    held: datetime | None = None
    asked: tuple[PersonNo, ...] = ()
    round: int = 1
    stands: Slot | None = None
    stood: Slot | None = None
    off: bool = False
    uid: str = ""
    sequence: int = 0
    decision: Decision | None = None


class Meetings(Protocol):
    async def next_no(self) -> MeetingNo: ...
    async def put(self, meeting: Meeting) -> None: ...
    async def get(self, no: MeetingNo, *, hold: bool = False) -> Meeting:
        """Raises NotFound. `hold`: nobody else may read it so until the unit ends."""
        ...

    async def all(self) -> Sequence[Meeting]: ...
    async def vote(self, no: MeetingNo, person: PersonNo, slots: Sequence[Slot]) -> None:
        """The dates that suit a person, in place of what was said before; none: no date does."""
        ...

    async def votes(self, no: MeetingNo) -> Mapping[PersonNo, tuple[Slot, ...]]:
        """What everybody said who said something."""
        ...

    async def forget_votes(self, no: MeetingNo) -> None:
        """Other dates are asked for now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A calendar somebody may fetch: all their meetings, or one of them."""

    person: PersonNo
    meeting: MeetingNo | None = None


class Calendars(Protocol):
    """Calendar addresses, by a random token of which only a keyed hash is kept."""

    async def put(self, token: str, subscription: Subscription) -> None:
        """A new address; the one that this person had for the same thing opens nothing any more."""
        ...

    async def get(self, token: str) -> Subscription | None:
        """None: unknown, replaced or revoked, all the same."""
        ...

    async def has(self, subscription: Subscription) -> bool: ...
    async def revoke(self, subscription: Subscription) -> None: ...


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Somebody opened a sealed text."""

    case: CaseRef
    item: int
    by: PersonNo
    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """Where the audit ended at a moment: how many entries, the last one's hash, the key that signs (hex)."""

    at: datetime
    count: int
    hash: str
    public: str
    fingerprint: Fingerprint


class Audit(Protocol):
    """Append-only, hash-chained and signed."""

    async def record(self, case: CaseId | None, event: Event) -> None: ...
    async def opened(
        self, case: Case, items: Sequence[Item], by: PersonNo, why: str, at: datetime
    ) -> None: ...
    async def openings_of(self, giver: PersonNo) -> Sequence[Opening]:
        """Who opened what this person gave, newest first."""
        ...

    async def openings_in(self, case: CaseId) -> Sequence[Opening]: ...
    async def openings_since(self, moment: datetime) -> Sequence[Opening]:
        """Who opened what others gave, from this moment on, newest first."""
        ...

    async def head(self, at: datetime) -> AuditHead:
        """Where it ends. `at`: now, for whoever keeps it."""
        ...

    async def verify(self) -> int:
        """How many entries follow one from the other. Raises StoreTrouble where one does not."""
        ...


class Witness(Protocol):
    """Whoever keeps heads of the audit outside its database, and holds it against them."""

    async def keep(self, head: AuditHead) -> None:
        """Raises StoreTrouble."""
        ...

    async def verify(self, seek: Fingerprint | None = None) -> AuditHead:
        """Walk the whole audit; gives its end. `seek`: a fingerprint that must be one of it.

        Raises StoreTrouble where anything was changed, cut off, or written anew.
        """
        ...


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


class Marks(Protocol):
    """Small sealed facts an adapter must find again: a sync token, a room, a device's secrets."""

    async def get(self, name: str, *, hold: bool = False) -> Sensitive[str] | None:
        """`hold`: nobody else may read it so until the unit ends."""
        ...

    async def put(self, name: str, value: Sensitive[str]) -> None: ...
    async def drop(self, name: str) -> None: ...
    async def names(self, prefix: str) -> Sequence[str]: ...


class Unit(Protocol):
    """One transaction: what is not committed did not happen."""

    @property
    def cases(self) -> Cases: ...
    @property
    def people(self) -> People: ...
    @property
    def clocks(self) -> Clocks: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def lines(self) -> Lines: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def dialogues(self) -> Dialogues: ...
    @property
    def offers(self) -> Offers: ...
    @property
    def links(self) -> Links: ...
    @property
    def meetings(self) -> Meetings: ...
    @property
    def calendars(self) -> Calendars: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def handovers(self) -> Handovers: ...
    @property
    def paces(self) -> Paces: ...
    @property
    def exchanges(self) -> Exchanges: ...

    @property
    def figures(self) -> Figures: ...

    async def commit(self) -> None:
        """Save every touched case and end the transaction. Raises StaleCase, StoreTrouble."""
        ...

    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


# --- the guard ------------------------------------------------------------------------------------


class TextGuard(Protocol):
    """Looks at texts that others will read. What it knows of cases stands in its memory alone."""

    async def ready(self) -> None:
        """Load what takes long. Asked again it does nothing."""
        ...

    def known(self) -> Mapping[CaseId, int]:
        """The cases whose people it knows, each with the version it learnt them at."""
        ...

    async def learn(
        self, case: CaseId, version: int, who: Sequence[Sensitive[str]], grant: Grant
    ) -> None:
        """Take in who a case is about, in place of what was known of it."""
        ...

    def forget(self, cases: Collection[CaseId]) -> None: ...
    async def look(
        self, words: Sensitive[str], grant: Grant, *, today: date, circle: CaseId | None = None
    ) -> Finding:
        """`circle`: the case in whose place it was said; of other cases only what is beyond doubt counts."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits, in numbers. `heard`: messages by platform that were not answered and told yet."""

    rungs: int
    oldest_rung: datetime | None
    parcels: int
    oldest_parcel: datetime | None
    failing: int  # parcels that failed and wait
    heard: Mapping[str, int]


class Peek(Protocol):
    """A look at what waits, which does not wait for whoever works."""

    async def look(self, now: datetime) -> Backlog:
        """Raises StoreTrouble: no answer, or another schema."""
        ...


# --- the platforms --------------------------------------------------------------------------------


class Pages(Protocol):
    """One-time pages of Confer, for what must not pass through a chat. Each verb gives the address."""

    async def write(
        self, person: Person, *, platform: str, account: str, room: str, blank: Blank
    ) -> str:
        """A page where the own words of an open form are written."""
        ...

    async def show(
        self,
        person: Person,
        *,
        platform: str,
        account: str,
        room: str,
        text: Sensitive[str],
        file: Attachment | None = None,
    ) -> str:
        """A page that shows a text once, and a file with it."""
        ...


class Platform(Protocol):
    """One chat platform, as the courier sees it. Every verb raises DeliveryFailed; same key, same message."""

    @property
    def name(self) -> str: ...

    @property
    def speaks(self) -> bool:
        """Whether this program can speak there now: it is connected, and leads where only one may."""
        ...

    @property
    def hears(self) -> bool:
        """Whether this program hears there now; of several, one may be enough."""
        ...

    @property
    def silent_s(self) -> float | None:
        """Seconds since the platform answered this program; None where it is not waited for."""
        ...

    async def post_to_seats(self, post: AnySeatsPost, *, key: UUID) -> str | None:
        """Say it where all seats read. Gives the platform's id of the message."""
        ...

    async def post_to_circle(
        self, case: CaseRef, post: AnyCirclePost, *, key: UUID
    ) -> str | None: ...

    async def gather(
        self, case: CaseRef, people: Sequence[Person], *, ended: bool, key: UUID
    ) -> None:
        """Make the circle's place hold exactly these people; once ended, Confer alone."""
        ...

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        """Say it to one person in private."""
        ...

    async def take_back(self, room: str, message: str, *, key: UUID) -> None: ...
    async def redraw(self, message: str, post: AnySeatsPost, *, key: UUID) -> None:
        """Edit a line of the seats' channel; one that is gone stays gone."""
        ...

    async def unsay(self, message: str, *, key: UUID) -> bool:
        """Remove a line of a shared place. False where the platform does not let it go."""
        ...

    async def close_circle(self, case: CaseRef, *, key: UUID) -> None:
        """Give the circle's place up, where there is one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythms:
    """When what comes round comes round: 1 for Monday to 7 for Sunday, and a local hour."""

    networking_weekday: int = 2  # the first such day of a month
    networking_at: time = time(10)
    digest_weekday: int = 1
    digest_at: time = time(8, 30)
    list_at: time = time(8, 30)  # each working day, by each person's own clock
    list_always: bool = True  # on empty days too


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """How this partnership runs: the part of the settings that the rules look at."""

    no: int = 1
    key: str = "partnership"
    name: str = "Partnership"
    language: str = "en"
    zone: str = "UTC"
    country: str = "DK"
    region: str | None = None
    profile: str = "light"
    emergency_number: str = "112"
    legal_profile: str = "generic_eu"
    agreement: int = 1
    agreement_kind: str | None = None  # None: as the legal profile says
    agreement_review: date | None = None  # from that day on nothing is shared under it
    agreement_purposes: tuple[str, ...] = ()  # empty: every purpose
    agreement_data: tuple[str, ...] = ()  # empty: every kind of data
    footing: str | None = None
    purpose: str = "support"
    channel_line: bool = True
    batches: tuple[str, ...] = ("08:30", "13:00", "16:00")
    residents: Mapping[str, int] = field(
        default_factory=dict[str, int]
    )  # age band code, "all", "part_of"
    first_answer_h: int = 24
    owner_response_h: int = 24
    keeping_not_taken_months: int = 6
    keeping_archived_months: int = 12
    coordinator_until: date | None = None
    agreement_months: int | None = (
        None  # how long a signed agreement holds; None: until it is ended
    )
    closed_days: tuple[str, ...] = ()
    rhythms: Rhythms | None = None  # None: nothing comes round by itself
    public_url: str | None = None  # where Confer's own pages are; None: it has none

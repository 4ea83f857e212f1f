"""What is around: the time, the guard, the platforms, the partnership that runs here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol
from uuid import UUID

from bot.disclosure import Grant, Sensitive
from bot.files import Attachment
from bot.parts import CaseId
from bot.people import Person
from bot.ports.heard import Blank, Finding, Telling
from bot.posts import AnyCirclePost, AnySeatsPost
from bot.vocabulary.reference import CaseRef


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, UTC, aware."""
        ...


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
    # More contacts with one family than these, by more agencies, within so many days: the owner hears.
    crowd_contacts: int = 3
    crowd_agencies: int = 2
    crowd_days: int = 14
    keeping_not_taken_months: int = 6
    keeping_archived_months: int = 12
    coordinator_until: date | None = None
    agreement_months: int | None = (
        None  # how long a signed agreement holds; None: until it is ended
    )
    closed_days: tuple[str, ...] = ()
    rhythms: Rhythms | None = None  # None: nothing comes round by itself
    public_url: str | None = None  # where Confer's own pages are; None: it has none

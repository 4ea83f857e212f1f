"""What goes out and comes in, and what is open between: parcels, lines, messages, forms, buttons, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.disclosure import Sensitive
from bot.files import Attachment
from bot.ports.heard import Answered, Blank, Button, Heard
from bot.ports.parcels import Body, Notice, Parcel
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef


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

"""Meetings, and the calendars that people fetch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.vocabulary.numbers import MeetingNo, PersonNo, SeatNo, Slot
from bot.vocabulary.public import MeetingKind
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.work import Decision


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

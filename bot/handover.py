"""A case goes from one partnership to another that shares the database: what both sides see of it.

The other side reads set words only until it has accepted. Then the words are sealed anew, under a key that
opens there alone; nobody reads them on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.disclosure import Sensitive
from bot.parts import Abstraction, CaseId, Item, TextKind
from bot.vocabulary.work import HandoverWhy


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a partnership tells its neighbours of itself."""

    no: int
    key: str
    name: str
    agreement: int
    footing: str | None
    purpose: str


class HandState(StrEnum):
    """Whose turn it is: the receiver's, the sender's, the receiver's, nobody's."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    HANDED = "handed"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One case on its way. `met`: the person knows a face here, who brings the next one along.

    `case` is the sender's; `by` whoever accepted, a number of the receiver's directory.
    """

    key: str
    source: int
    target: int
    state: HandState
    case: CaseId
    why: HandoverWhy
    abstract: Abstraction
    at: datetime
    met: bool = False
    by: int | None = None


def fits(ours: Card, theirs: Card) -> bool:
    """Whether the other side's agreement carries what ours does: in force, with a footing, for one purpose."""
    return theirs.agreement >= 1 and theirs.footing is not None and theirs.purpose == ours.purpose


class Handovers(Protocol):
    """Between the partnerships of one database; each sees only those that come from it or go to it."""

    async def announce(self, card: Card) -> None: ...
    async def neighbours(self) -> Sequence[Card]:
        """The other partnerships of this database."""
        ...

    async def put(self, handover: Handover, *, told: bool = False) -> None:
        """Keep it, or what changed of it."""
        ...

    async def get(self, key: str) -> Handover | None: ...
    async def to_tell(self) -> Sequence[Handover]:
        """Those that wait for this partnership to take notice, oldest first."""
        ...

    async def offered(self) -> Sequence[Handover]:
        """Those that this partnership was offered and has not answered, oldest first."""
        ...

    async def pack(self, handover: Handover, items: Sequence[Item]) -> None:
        """Seal these words of the case anew, for the receiver alone."""
        ...

    async def unpack(self, handover: Handover) -> Sequence[tuple[TextKind, Sensitive[str]]]:
        """The receiver takes them out; the key they came under is destroyed."""
        ...

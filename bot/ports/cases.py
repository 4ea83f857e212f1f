"""Cases and people, as they are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.case import Case
from bot.disclosure import Grant, Sensitive
from bot.parts import CaseId, Item, TextKind
from bot.people import Directory, Person, Seat
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import State
from bot.vocabulary.reference import CaseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case in a list: abstract only. `id`: to read those of a list at once."""

    id: CaseId
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
        """Read these at once, for by_id() and get() to hand out: a statement costs more than a row."""
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

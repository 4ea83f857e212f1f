"""The audit, what was opened, and where its end is kept besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.case import Case
from bot.events import Event
from bot.parts import CaseId, Item
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef, Fingerprint


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

"""The audit: append-only, each entry bound to the one before by a hash. No words, no sealed values.

The chain shows a changed entry. Its head, how many entries there are and the last hash, is kept sealed, so
that whoever lacks the master key can neither cut entries off the end nor add one there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.case import Case
from bot.errors import StoreTrouble
from bot.events import Event
from bot.parts import CaseId, Item, TextKind
from bot.ports import Opening
from bot.vocabulary.base import Abstract, Word
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import Act
from bot.vocabulary.reference import CaseRef
from storage.keyring import AUDIT, KeyRing
from storage.tables import audit, audit_heads, openings

FIRST: Final = "0" * 64
_LOCK: Final = 7_264_100  # with the partnership's number added, the advisory lock of its audit


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends. `sealed`: as it stands in its row; None where there is none yet."""

    count: int = 0
    hash: str = FIRST
    sealed: bytes | None = None


@dataclass(slots=True)
class Newest:
    """The head as this program last wrote it, shared by all units of a store."""

    head: Head | None = None


class SqlAudit:
    def __init__(
        self, connection: AsyncConnection, ring: KeyRing, partnership: int, newest: Newest
    ) -> None:
        self._connection = connection
        self._ring = ring
        self._partnership = partnership
        self._newest = newest
        self._written: Head | None = None
        self._new: list[dict[str, Any]] = []

    async def record(self, case: CaseId | None, event: Event) -> None:
        facts = {name: _fact(value) for name, value in sorted(event.facts.items())}
        self._new.append(
            {
                "at": event.at,
                "case_id": case,
                "actor": event.by.value if event.by else None,
                "act": event.act.value,
                "whom": event.whom.value if event.whom else None,
                "facts": json.dumps(facts, sort_keys=True),
            }
        )

    async def save(self) -> None:
        """Write what was recorded, at once and last: until the commit nobody else may add an entry."""
        entries, self._new = self._new, []
        if not entries:
            return
        await self._alone()
        known = self._written or self._newest.head
        if known is None or not await self._write(entries, known):
            await self._write(entries, await self._head())

    async def _write(self, entries: Sequence[dict[str, Any]], head: Head) -> bool:
        """False where the chain does not end here: another program wrote on."""
        count, before = head.count + len(entries), head.hash
        rows: list[dict[str, Any]] = []
        for entry in entries:
            hash = _hash(before, entry)
            rows.append({"partnership": self._partnership, **entry, "before": before, "hash": hash})
            before = hash
        if not await self._move_head(head, count, before):
            return False
        await self._connection.execute(insert(audit), rows)
        return True

    def committed(self) -> None:
        """What this unit wrote stands."""
        self._newest.head = self._written or self._newest.head

    async def _alone(self) -> None:
        """Until this unit ends nobody else adds an entry; on SQLite a unit is alone from its start."""
        if self._connection.dialect.name == "postgresql":
            lock = text("select pg_advisory_xact_lock(:place)")
            await self._connection.execute(lock, {"place": _LOCK + self._partnership})

    async def _head(self) -> Head:
        """How many entries there are, and the hash of the last one. Raises StoreTrouble."""
        found = await self._connection.execute(
            select(audit_heads.c.head).where(audit_heads.c.partnership == self._partnership)
        )
        sealed = found.scalar_one_or_none()
        if sealed is None:
            return Head()
        key = await self._ring.get(AUDIT)
        row = str(self._partnership)
        count, hash = json.loads(
            key.open_bytes(sealed, table="audit_heads", row=row, column="head")
        )
        return Head(count, hash, sealed)

    async def _move_head(self, old: Head, count: int, hash: str) -> bool:
        """From the old one to this; False where the old one does not stand there."""
        key = await self._ring.get(AUDIT)
        text = json.dumps([count, hash]).encode()
        row = str(self._partnership)
        sealed = key.seal_bytes(text, table="audit_heads", row=row, column="head")
        here = audit_heads.c.partnership == self._partnership
        if old.sealed is None:
            new: dict[str, object] = {"partnership": self._partnership, "head": sealed}
            await self._connection.execute(insert(audit_heads).values(**new))
        else:
            moved = await self._connection.execute(
                update(audit_heads)
                .where(here, audit_heads.c.head == old.sealed)
                .values(head=sealed)
            )
            if moved.rowcount != 1:
                return False
        self._written = Head(count, hash, sealed)
        return True

    async def opened(
        self, case: Case, items: Sequence[Item], by: PersonNo, why: str, at: datetime
    ) -> None:
        if not items:
            return
        identity = any(item.kind is TextKind.IDENTITY for item in items)
        act = Act.OPEN_IDENTITY if identity else Act.OPEN_SEALED
        await self.record(case.id, Event(act=act, by=by, at=at))
        await self._connection.execute(
            insert(openings),
            [
                {
                    "partnership": self._partnership,
                    "case_id": case.id,
                    "ref": case.name.serial,
                    "item": item.no,
                    "giver": item.by.value,
                    "by": by.value,
                    "at": at,
                    "why": why,
                }
                for item in items
            ],
        )

    async def openings_of(self, giver: PersonNo) -> Sequence[Opening]:
        return await self._openings(openings.c.giver == giver.value)

    async def openings_in(self, case: CaseId) -> Sequence[Opening]:
        return await self._openings(openings.c.case_id == case)

    async def _openings(self, condition: Any) -> Sequence[Opening]:
        found = await self._connection.execute(
            select(openings)
            .where(openings.c.partnership == self._partnership, condition)
            .order_by(openings.c.seq.desc())
        )
        return [
            Opening(case=CaseRef(r.ref), item=r.item, by=PersonNo(r.by), at=r.at, why=r.why)
            for r in found
        ]

    async def verify(self) -> int:
        await self.save()
        await self._alone()
        before, count = FIRST, 0
        rows = await self._connection.stream(
            select(audit).where(audit.c.partnership == self._partnership).order_by(audit.c.seq)
        )
        async for row in rows:
            entry = {n: getattr(row, n) for n in ("at", "case_id", "actor", "act", "whom", "facts")}
            if row.before != before or row.hash != _hash(before, entry):
                raise StoreTrouble(f"The audit does not follow on at entry {count + 1}.")
            before, count = row.hash, count + 1
        head = await self._head()
        if (count, before) != (head.count, head.hash):
            raise StoreTrouble(f"The audit does not end where it should, after entry {count}.")
        return count


def _fact(value: Abstract) -> str:
    return value.code if isinstance(value, Word) else str(value)


def _hash(before: str, entry: dict[str, Any]) -> str:
    at: datetime = entry["at"]
    plain = [
        at.isoformat(),
        str(entry["case_id"] or ""),
        entry["actor"],
        entry["act"],
        entry["whom"],
        entry["facts"],
    ]
    return hashlib.sha256((before + json.dumps(plain)).encode()).hexdigest()

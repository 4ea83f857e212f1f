"""The audit: append-only, each entry bound to the one before by a hash. No words, no sealed values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, text
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
from storage.tables import audit, openings

FIRST: Final = "0" * 64


class SqlAudit:
    def __init__(self, connection: AsyncConnection, partnership: int, *, postgres: bool) -> None:
        self._connection = connection
        self._partnership = partnership
        self._postgres = postgres
        self._last: str | None = None

    async def record(self, case: CaseId | None, event: Event) -> None:
        facts = {name: _fact(value) for name, value in sorted(event.facts.items())}
        entry = {
            "at": event.at,
            "case_id": case,
            "actor": event.by.value if event.by else None,
            "act": event.act.value,
            "whom": event.whom.value if event.whom else None,
            "facts": json.dumps(facts, sort_keys=True),
        }
        before = await self._newest()
        self._last = _hash(before, entry)
        await self._connection.execute(
            insert(audit).values(
                partnership=self._partnership, **entry, before=before, hash=self._last
            )
        )

    async def _newest(self) -> str:
        """The hash to build on. On PostgreSQL one writer at a time, or two entries would share a parent."""
        if self._last is not None:
            return self._last
        if self._postgres:
            lock = text("select pg_advisory_xact_lock(:place)")
            await self._connection.execute(lock, {"place": 7_264_100 + self._partnership})
        found = await self._connection.execute(
            select(audit.c.hash)
            .where(audit.c.partnership == self._partnership)
            .order_by(audit.c.seq.desc())
            .limit(1)
        )
        return found.scalar_one_or_none() or FIRST

    async def opened(
        self, case: Case, items: Sequence[Item], by: PersonNo, why: str, at: datetime
    ) -> None:
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
            select(openings).where(condition).order_by(openings.c.seq.desc())
        )
        return [
            Opening(case=CaseRef(r.ref), item=r.item, by=PersonNo(r.by), at=r.at, why=r.why)
            for r in found
        ]

    async def verify(self) -> int:
        before, count = FIRST, 0
        found = await self._connection.execute(
            select(audit).where(audit.c.partnership == self._partnership).order_by(audit.c.seq)
        )
        for row in found:
            entry = {n: getattr(row, n) for n in ("at", "case_id", "actor", "act", "whom", "facts")}
            if row.before != before or row.hash != _hash(before, entry):
                raise StoreTrouble(f"The audit does not follow on at entry {count + 1}.")
            before, count = row.hash, count + 1
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

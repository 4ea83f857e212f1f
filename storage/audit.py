"""The audit: append-only, each entry bound to the one before by a hash and signed. No words, no sealed values.

The chain shows a changed entry, the signature one that Confer did not write. The head, how many entries
there are and the last hash, is kept sealed, so that whoever lacks the master key can neither cut entries
off the end nor add one there. Against whoever has that key too, heads are kept elsewhere: storage/witness.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.case import Case
from bot.errors import StoreTrouble
from bot.events import Event
from bot.parts import CaseId, Item, TextKind
from bot.ports import AuditHead, Opening
from bot.vocabulary.base import Abstract, Word
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import Act
from bot.vocabulary.reference import CaseRef
from storage import audit_walk, signing
from storage.entries import FIRST, ITEMS, fingerprint, hash_of
from storage.keyring import AUDIT, KeyRing
from storage.signing import Signer
from storage.tables import audit, audit_heads, openings
from storage.writing import add

_LOCK: Final = 7_264_100  # with the partnership's number added, the advisory lock of its audit

_MOVE: Final = (
    update(audit_heads)
    .where(audit_heads.c.partnership == bindparam("here"), audit_heads.c.head == bindparam("old"))
    .values(head=bindparam("new"))
)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends. `sealed`: as it stands in its row; None where there is none yet.

    `public`: the key that entries are signed with; empty where none was signed yet.
    """

    count: int = 0
    hash: str = FIRST
    public: str = ""
    sealed: bytes | None = None


@dataclass(slots=True)
class Newest:
    """The head as this program last wrote it, and what it signs with; shared by all units of a store."""

    head: Head | None = None
    signer: Signer | None = None


class SqlAudit:
    def __init__(
        self, connection: AsyncConnection, ring: KeyRing, partnership: int, newest: Newest
    ) -> None:
        self._connection = connection
        self._ring = ring
        self._partnership = partnership
        self._newest = newest
        self._written: Head | None = None
        self._signer: Signer | None = None
        self._new: list[dict[str, Any]] = []
        self._opened: list[dict[str, Any]] = []

    async def record(self, case: CaseId | None, event: Event) -> None:
        self._note(case, event, {name: _fact(value) for name, value in event.facts.items()})

    def _note(self, case: CaseId | None, event: Event, facts: Mapping[str, object]) -> None:
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
        signer = await self._signs()
        known = self._written or self._newest.head
        if known is None or not await self._write(entries, known, signer):
            await self._write(entries, await self._head(), signer)
        self._opened.clear()

    async def _write(self, entries: Sequence[dict[str, Any]], head: Head, signer: Signer) -> bool:
        """False where the chain does not end here: another program wrote on."""
        count, before = head.count + len(entries), head.hash
        rows: list[dict[str, Any]] = []
        for entry in entries:
            hash = hash_of(before, entry)
            bound = {"before": before, "hash": hash, "signature": signer.entry(hash)}
            rows.append({"partnership": self._partnership, **entry, **bound})
            before = hash
        new = await self._sealed(Head(count, before, signer.public))
        # All of it without going back and forth between SQLAlchemy and the loop for each.
        if not await self._connection.run_sync(self._lay_down, head, new, rows):
            return False
        self._written = new
        return True

    def _lay_down(
        self, here: Connection, old: Head, new: Head, rows: Sequence[dict[str, Any]]
    ) -> bool:
        """From the old head to the new one; False where the old one does not stand there."""
        if old.sealed is None:
            first = {"partnership": self._partnership, "head": new.sealed}
            here.execute(add(audit_heads), first)
        else:
            where = {"here": self._partnership, "old": old.sealed, "new": new.sealed}
            if here.execute(_MOVE, where).rowcount != 1:
                return False
        here.execute(add(audit), rows)
        if self._opened:
            here.execute(add(openings), self._opened)
        return True

    def committed(self) -> None:
        """What this unit wrote stands."""
        self._newest.head = self._written or self._newest.head
        self._newest.signer = self._signer or self._newest.signer

    async def _alone(self) -> None:
        """Until this unit ends nobody else adds an entry; on SQLite a unit is alone from its start."""
        if self._connection.dialect.name == "postgresql":
            lock = text("select pg_advisory_xact_lock(:place)")
            await self._connection.execute(lock, {"place": _LOCK + self._partnership})

    async def _signs(self) -> Signer:
        """What entries are signed with; made where there is nothing yet. Raises StoreTrouble."""
        found = self._signer or self._newest.signer
        if found is None:
            found = await signing.load(self._connection, self._ring, self._partnership)
        if found is None:
            head = await self._head()
            _none_before(head)
            found = await signing.make(self._connection, self._ring, self._partnership, head.count)
        self._signer = found
        return found

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
        count, hash, *signed = json.loads(
            key.open_bytes(sealed, table="audit_heads", row=row, column="head")
        )
        return Head(count, hash, "".join(signed), sealed)

    async def _sealed(self, head: Head) -> Head:
        key = await self._ring.get(AUDIT)
        plain = json.dumps([head.count, head.hash, head.public]).encode()
        row = str(self._partnership)
        sealed = key.seal_bytes(plain, table="audit_heads", row=row, column="head")
        return replace(head, sealed=sealed)

    async def opened(
        self, case: Case, items: Sequence[Item], by: PersonNo, why: str, at: datetime
    ) -> None:
        if not items:
            return
        await self._alone()
        signer = await self._signs()
        identity = any(item.kind is TextKind.IDENTITY for item in items)
        act = Act.OPEN_IDENTITY if identity else Act.OPEN_SEALED
        self._note(case.id, Event(act=act, by=by, at=at), {ITEMS: len(items)})
        rows: list[dict[str, Any]] = [
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
        ]
        signed = [{**row, "signature": signer.opening(row)} for row in rows]
        self._opened += signed

    async def openings_of(self, giver: PersonNo) -> Sequence[Opening]:
        return await self._openings(openings.c.giver == giver.value)

    async def openings_in(self, case: CaseId) -> Sequence[Opening]:
        return await self._openings(openings.c.case_id == case)

    async def openings_since(self, moment: datetime) -> Sequence[Opening]:
        of_others = openings.c.giver != openings.c.by
        return await self._openings(and_(openings.c.at >= moment, of_others))

    async def _openings(self, condition: Any) -> Sequence[Opening]:
        await self.save()
        found = await self._connection.execute(
            select(openings)
            .where(openings.c.partnership == self._partnership, condition)
            .order_by(openings.c.seq.desc())
        )
        return [
            Opening(case=CaseRef(r.ref), item=r.item, by=PersonNo(r.by), at=r.at, why=r.why)
            for r in found
        ]

    async def head(self, at: datetime) -> AuditHead:
        """Raises StoreTrouble."""
        head = await self._head()
        return AuditHead(
            at=at,
            count=head.count,
            hash=head.hash,
            public=head.public,
            fingerprint=fingerprint(self._partnership, head.public, head.hash),
        )

    async def verify(self) -> int:
        await self.save()
        walk = await self.walk()
        while await self.on(walk):
            pass
        return walk.count

    async def walk(self) -> audit_walk.Along:
        """A walk along the audit, at its beginning. Raises StoreTrouble."""
        await self._alone()
        signer = await signing.load(self._connection, self._ring, self._partnership)
        if signer is None:
            _none_before(await self._head())
        return audit_walk.Along(
            partnership=self._partnership,
            public=signer.public if signer else None,
            since=signer.since if signer else 0,
        )

    async def on(self, walk: audit_walk.Along) -> Sequence[Mapping[str, Any]]:
        """A page further, and its entries; none where the end is reached, and holds. Raises StoreTrouble."""
        page = await audit_walk.page(self._connection, walk)
        if not page:
            await self._alone()  # what somebody wrote meanwhile is walked too
            page = await audit_walk.page(self._connection, walk)
        if not page:
            await self._ends(walk)
        return page

    async def _ends(self, walk: audit_walk.Along) -> None:
        """Hold the end of a walk against the sealed head, what is kept elsewhere, and the openings."""
        head = await self._head()
        if (walk.count, walk.before) != (head.count, head.hash):
            raise StoreTrouble(f"The audit does not end where it should, after entry {walk.count}.")
        if head.public != (walk.public or ""):
            raise StoreTrouble("The key that the audit is signed with was exchanged.")
        walk.end()
        await audit_walk.openings_hold(self._connection, walk)


def _none_before(head: Head) -> None:
    """A key that is gone must not be made anew: what it signed would go unchecked."""
    if head.public:
        raise StoreTrouble("The key that the audit is signed with is gone from the database.")


def _fact(value: Abstract) -> str:
    return value.code if isinstance(value, Word) else str(value)

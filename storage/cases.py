"""Cases: set words in a row, hidden words sealed in it, texts sealed one by one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.case import ACTIVE, Case
from bot.disclosure import Grant, LeakError, Sensitive
from bot.errors import NotFound, StaleCase, StoreTrouble, Unsound
from bot.parts import CaseId, Item, TextKind
from bot.ports import CaseLine, ErasedWhy, Erasure
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import State
from bot.vocabulary.reference import CaseRef
from storage import codec, erasures, tables
from storage.clocks import SqlClocks
from storage.keyring import KeyRing, of_case, with_key
from storage.texts import DETAIL, IDENTITY, SqlTexts
from storage.writing import add
from storage.writing import insert as insert_or

_THESE: Final = select(tables.cases).where(
    tables.cases.c.id.in_(bindparam("wanted", expanding=True)),
    tables.cases.c.partnership == bindparam("here"),
)


def _one(*which: ColumnElement[bool]) -> Select[Any]:
    """The newest such case, with its key. Built once: building it takes as long as asking."""
    here = tables.cases.c.partnership == bindparam("here")
    found = with_key(tables.cases, DETAIL).where(*which, here)
    return found.order_by(tables.cases.c.made.desc()).limit(1)


_BY_REF: Final = _one(tables.cases.c.ref == bindparam("named"))
_BY_ID: Final = _one(tables.cases.c.id == bindparam("named"))
_DRAFT: Final = _one(
    tables.cases.c.referrer == bindparam("named"), tables.cases.c.state == State.DRAFT.value
)


@dataclass(frozen=True, slots=True)
class _Look:
    """All of a case that its row holds."""

    ref: CaseRef | None
    state: State
    body: str
    hidden: bytes

    @classmethod
    def at(cls, case: Case) -> _Look:
        body = codec.FACTS.dump_json(case.facts).decode()
        return cls(case.ref, case.state, body, codec.HIDDEN.dump_json(case.hidden))


@dataclass(slots=True)
class _Held:
    """A case this unit handed out, and how it looked then. `saved` is False for a new one."""

    case: Case
    look: _Look | None
    parties: frozenset[PersonNo]
    saved: bool


class SqlCases:
    def __init__(
        self,
        connection: AsyncConnection,
        ring: KeyRing,
        clocks: SqlClocks,
        partnership: int,
        now: datetime,
    ) -> None:
        self._connection = connection
        self._ring = ring
        self._clocks = clocks
        self._partnership = partnership
        self._now = now
        self._texts = SqlTexts(connection, ring, partnership)
        self._held: dict[CaseId, _Held] = {}
        self.any_erased = False

    async def add(self, case: Case) -> None:
        self._held[case.id] = _Held(case, None, frozenset(), saved=False)
        self._clocks.begins(case.id)

    async def get(self, ref: CaseRef) -> Case:
        for held in self._held.values():
            if held.case.ref == ref:
                return held.case
        return await self._load(_BY_REF, ref.serial)

    async def by_id(self, case: CaseId) -> Case:
        held = self._held.get(case)
        return held.case if held else await self._load(_BY_ID, case)

    async def fetch(self, cases: Collection[CaseId]) -> None:
        wanted = [case for case in dict.fromkeys(cases) if case not in self._held]
        if not wanted:
            return
        asked = {"wanted": wanted, "here": self._partnership}
        rows = list(await self._connection.execute(_THESE, asked))
        await self._ring.fetch([(of_case(row.id, DETAIL), row.key_version) for row in rows])
        for one in rows:
            with suppress(StoreTrouble):  # by_id() says it, of the one case
                await self._take(one)

    async def let_go(self, case: CaseId) -> None:
        self._held.pop(case, None)

    async def draft_of(self, person: PersonNo) -> Case | None:
        try:
            return await self._load(_DRAFT, person.value)
        except NotFound:
            return None

    async def _load(self, query: Select[Any], named: object) -> Case:
        asked = {"named": named, "here": self._partnership}
        row = (await self._connection.execute(query, asked)).one_or_none()
        if row is None:
            raise NotFound
        if row.id in self._held:
            return self._held[row.id].case
        self._ring.take_older(of_case(row.id, DETAIL), row)
        return await self._take(row)

    async def _take(self, row: Any) -> Case:
        try:
            return await self._held_of(row)
        except Unsound as why:
            raise Unsound(str(why), early=True) from None

    async def _held_of(self, row: Any) -> Case:
        key = await self._ring.version(of_case(row.id, DETAIL), row.key_version)
        hidden = key.open_bytes(row.hidden, table="cases", row=str(row.id), column="hidden")
        case = Case(
            id=row.id,
            ref=None if row.ref is None else CaseRef(row.ref),
            state=State(row.state),
            facts=codec.read(codec.FACTS, row.body, "case"),
            hidden=codec.read(codec.HIDDEN, hidden, "case"),
            version=row.version,
        )
        look = _Look(case.ref, case.state, row.body, hidden)
        self._held[case.id] = _Held(case, look, case.parties(), saved=True)
        return case

    async def free_ref(self) -> CaseRef:
        """Taken at once, in this transaction, so that nobody else draws it."""
        taken = tables.used_refs
        while True:
            ref = CaseRef.mint()
            new = insert_or(self._connection, taken).values(
                partnership=self._partnership, ref=ref.serial
            )
            done = await self._connection.execute(
                new.on_conflict_do_nothing().returning(taken.c.ref)
            )
            if done.scalar_one_or_none() is not None:
                return ref

    async def active(self) -> Mapping[CaseId, int]:
        row = tables.cases.c
        found = await self._connection.execute(
            select(row.id, row.version).where(
                row.partnership == self._partnership,
                row.state.in_([state.value for state in ACTIVE]),
            )
        )
        return {one.id: one.version for one in found}

    async def touched(self) -> Sequence[Case]:
        return [held.case for held in self._held.values()]

    async def lines(
        self,
        *,
        party: PersonNo | None,
        status: Status | None = None,
        limit: int = 50,
        after: Case | None = None,
    ) -> Sequence[CaseLine]:
        row = tables.cases.c
        query = select(row.id, row.ref, row.status, row.raised).where(
            row.partnership == self._partnership,
            row.ref.is_not(None),
            row.status.is_not(None),
            row.raised.is_not(None),
        )
        if status is not None:
            query = query.where(row.status == status.code)
        if party is not None:
            mine = select(tables.parties.c.case_id).where(tables.parties.c.person == party.value)
            query = query.where(row.id.in_(mine))
        if after is not None:
            same = and_(row.raised == after.facts.raised, row.id < after.id)
            query = query.where(
                row.raised <= after.facts.raised, or_(row.raised < after.facts.raised, same)
            )
        query = query.order_by(row.raised.desc(), row.id.desc())
        found = await self._connection.execute(query.limit(limit))
        return [
            CaseLine(id=r.id, ref=CaseRef(r.ref), status=Status.of(r.status), raised=r.raised)
            for r in found
        ]

    async def read(
        self, case: Case, kind: TextKind, grant: Grant
    ) -> Sequence[tuple[Item, Sensitive[str]]]:
        if type(grant) is not Grant:
            raise LeakError("sealed words were asked for without a grant")
        items = {i.no: i for i in case.facts.items if i.kind is kind and i.withdrawn is None}
        fresh = {text.item.no: text.words for text in case.texts if text.item.kind is kind}
        found = await self._texts.read(case.id, kind, items)
        return [
            (items[no], words) for no, words in sorted({**found, **fresh}.items()) if no in items
        ]

    async def turn_keys(self, case: Case) -> None:
        await self._ring.turn(of_case(case.id, DETAIL), of_case(case.id, IDENTITY))

    async def erase(self, case: Case, why: ErasedWhy = ErasedWhy.TIME) -> None:
        keys = await self._ring.destroy(of_case(case.id, DETAIL), of_case(case.id, IDENTITY))
        for table in (
            tables.texts,
            tables.parties,
            tables.clocks,
            tables.rungs,
            tables.snoozes,
            tables.openings,
        ):
            await self._connection.execute(delete(table).where(table.c.case_id == case.id))
        await self._connection.execute(delete(tables.cases).where(tables.cases.c.id == case.id))
        held = self._held.get(case.id)
        if held is not None and held.look is not None:
            stone = Erasure(
                case=case.id,
                at=self._now,
                state=held.look.state,
                why=why,
                keys=keys,
                texts=len(case.facts.items),
                epoch=self._ring.epoch,
            )
            await erasures.write(self._connection, self._partnership, stone)
        case.state = State.ERASED
        case.texts.clear()
        self.any_erased = True

    async def erased(self) -> Sequence[Erasure]:
        return await erasures.read(self._connection, self._partnership)

    async def save(self) -> None:
        """Write what changed. Raises StaleCase where somebody else was first."""
        for held in self._held.values():
            case = held.case
            if case.state is State.ERASED:
                continue
            look = _Look.at(case)
            if held.saved and look == held.look and not case.texts:
                continue
            await self._write(held, look)
            await self._texts.write(case)
            await self._write_parties(held)
            held.look, held.saved = look, True

    async def _write(self, held: _Held, look: _Look) -> None:
        case, row = held.case, tables.cases.c
        find = self._ring.need if held.saved else self._ring.fresh
        key = await find(of_case(case.id, DETAIL))
        values = {
            "ref": case.ref.serial if case.ref else None,
            "state": case.state.value,
            "status": case.status.code if case.status else None,
            "referrer": case.facts.referrer.value,
            "raised": case.facts.raised,
            "version": case.version + 1,
            "body": look.body,
            "hidden": key.seal_bytes(look.hidden, table="cases", row=str(case.id), column="hidden"),
            "key_version": key.version,
        }
        if not held.saved:
            new = {"partnership": self._partnership, "id": case.id, "made": self._now}
            await self._connection.execute(add(tables.cases), [{**new, **values}])
        else:
            done = await self._connection.execute(
                update(tables.cases)
                .where(row.id == case.id, row.version == case.version)
                .values(**values)
            )
            if done.rowcount != 1:
                raise StaleCase
        case.version += 1

    async def _write_parties(self, held: _Held) -> None:
        case, table = held.case, tables.parties
        now = case.parties()
        gone, new = held.parties - now, now - held.parties
        if gone:
            await self._connection.execute(
                delete(table).where(
                    table.c.case_id == case.id, table.c.person.in_([p.value for p in gone])
                )
            )
        if new:
            await self._connection.execute(
                add(table),
                [
                    {"partnership": self._partnership, "case_id": case.id, "person": p.value}
                    for p in sorted(new)
                ],
            )
        held.parties = now

"""The audit holds, and shows whoever changed it past Confer."""

from __future__ import annotations

import asyncio
import json

import pytest
from sqlalchemy import select

from bot.errors import StoreTrouble
from bot.parts import TextKind
from bot.ports import Opening
from bot.vocabulary.process import Act
from storage import Store
from storage.engine import open_engine
from storage.entries import PLAIN, hash_of
from storage.keyring import AUDIT
from storage.signing import entry_text, is_signed
from storage.tables import audit, openings
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import COORDINATOR, HOUR, NOW, NURSE, SOCIAL

TRIGGERS = {
    "sqlite": ("drop trigger audit_no_update", "drop trigger audit_no_delete"),
    "postgresql": ("drop trigger audit_append_only on audit",),
}


async def _recorded(store: Store, units: int = 4, each: int = 3) -> None:
    for _ in range(units):
        async with store.unit() as unit:
            for act in list(Act)[:each]:
                await unit.audit.record(samples.somewhere(), samples.event(act))
            await unit.commit()


async def _verify(store: Store) -> int:
    async with store.unit() as unit:
        return await unit.audit.verify()


async def _tamper(base: Base, *statements: str) -> None:
    await base.raw(*TRIGGERS[base.url.partition(":")[0]], *statements)


async def test_the_chain_holds_across_many_commits_and_stores(store: Store, base: Base) -> None:
    other = await base.open()
    async with asyncio.TaskGroup() as group:
        for here in (store, other, store, other):
            group.create_task(_recorded(here))
    await other.close()
    assert await _verify(store) == 48
    entries = await base.raw("select before, hash from audit order by seq")
    assert [before for before, _ in entries[1:]] == [hash for _, hash in entries[:-1]]


async def test_an_empty_audit_holds(store: Store) -> None:
    assert await _verify(store) == 0


async def test_what_was_recorded_in_this_unit_counts(store: Store) -> None:
    async with store.unit() as unit:
        await unit.audit.record(None, samples.event())
        assert await unit.audit.verify() == 1
        await unit.audit.record(None, samples.event(by=None))
        assert await unit.audit.verify() == 2


async def test_a_unit_that_was_not_committed_leaves_no_entry(store: Store) -> None:
    await _recorded(store)
    async with store.unit() as unit:
        await unit.audit.record(None, samples.event())
        await unit.audit.save()
    assert await _verify(store) == 12


@pytest.mark.parametrize(
    "change",
    [
        "update audit set actor = 2 where seq = 5",
        "update audit set facts = '{}' where seq = 5",
        "update audit set at = at + 1 where seq = 5",
        "update audit set whom = null where seq = 12",
        "delete from audit where seq = 1",
        "delete from audit where seq = 5",
        "delete from audit where seq = 12",
        "delete from audit",
        "insert into audit select partnership, 99, at, case_id, actor, act, whom, facts, before,"
        " hash, signature from audit where seq = 12",
        "insert into audit select partnership, 99, at, case_id, actor, act, whom, facts, hash,"
        " hash, signature from audit where seq = 12",
        "update audit set seq = 99 where seq = 5",
        "delete from audit_heads",
    ],
)
async def test_an_entry_edited_deleted_or_inserted_is_found(
    store: Store, base: Base, change: str
) -> None:
    await _recorded(store)
    await _tamper(base, change)
    with pytest.raises(StoreTrouble, match=r"The audit does not (follow on|end where)"):
        await _verify(store)


@pytest.mark.parametrize("change", ["update audit set actor = 2", "delete from audit"])
async def test_the_database_itself_refuses_to_change_an_entry(
    store: Store, base: Base, change: str
) -> None:
    await _recorded(store)
    with pytest.raises(Exception, match="the audit is append-only"):
        await base.raw(change)
    assert await _verify(store) == 12


async def test_openings_are_shown_to_who_gave_the_words(store: Store) -> None:
    async with store.unit() as unit:
        case = samples.case(await unit.cases.free_ref())
        await unit.cases.add(case)
        detail = [item for item in case.facts.items if item.kind is TextKind.DETAIL]
        identity = [item for item in case.facts.items if item.kind is TextKind.IDENTITY]
        await unit.audit.opened(case, detail, COORDINATOR, "screening", NOW)
        await unit.audit.opened(case, identity, SOCIAL, "contact", NOW + HOUR)
        await unit.commit()
    expected = [
        Opening(case=case.name, item=identity[0].no, by=SOCIAL, at=NOW + HOUR, why="contact"),
        Opening(case=case.name, item=detail[0].no, by=COORDINATOR, at=NOW, why="screening"),
    ]
    async with store.unit() as unit:
        assert await unit.audit.openings_of(NURSE) == expected
        assert await unit.audit.openings_in(case.id) == expected
        assert await unit.audit.openings_of(SOCIAL) == []
        assert await unit.audit.verify() == 2


async def test_opening_nothing_is_no_opening(store: Store, base: Base) -> None:
    async with store.unit() as unit:
        case = samples.case(await unit.cases.free_ref())
        await unit.audit.opened(case, [], COORDINATOR, "screening", NOW)
        await unit.commit()
    assert await base.count("openings") == await base.count("audit") == 0


async def _openings(store: Store) -> None:
    async with store.unit() as unit:
        case = samples.case(await unit.cases.free_ref())
        await unit.cases.add(case)
        await unit.audit.opened(case, case.facts.items, COORDINATOR, "screening", NOW)
        await unit.audit.opened(case, case.facts.items, SOCIAL, "contact", NOW + HOUR)
        await unit.commit()


@pytest.mark.parametrize(
    "change",
    [
        "update openings set by = 3 where seq = 1",
        "update openings set giver = 3 where seq = 1",
        "update openings set why = 'contact' where seq = 1",
        "delete from openings where seq = 1",
        "delete from openings",
        "replay",
    ],
)
async def test_who_opened_what_cannot_be_changed_unseen(
    store: Store, base: Base, change: str
) -> None:
    await _openings(store)
    assert await _verify(store) == 2
    names = ", ".join(column.name for column in openings.columns)
    values = names.replace("seq", "seq + 90")
    insert = f"insert into openings ({names}) select {values} from openings where seq = 1"  # noqa: S608  # names of ours
    await base.raw(insert if change == "replay" else change)
    with pytest.raises(StoreTrouble, match="who opened what"):
        await _verify(store)


async def test_the_openings_of_an_erased_case_are_gone_with_it(store: Store) -> None:
    async with store.unit() as unit:
        case = samples.case(await unit.cases.free_ref())
        await unit.cases.add(case)
        await unit.audit.opened(case, case.facts.items, COORDINATOR, "screening", NOW)
        await unit.commit()
    async with store.unit() as unit:
        await unit.audit.record(case.id, samples.event(Act.ERASE))
        await unit.cases.erase(await unit.cases.by_id(case.id))
        await unit.commit()
    assert await _verify(store) == 2


async def test_an_entry_hashed_anew_is_found_by_its_signature(store: Store, base: Base) -> None:
    await _recorded(store)
    await _tamper(base, *await _rehashed(base, actor=2, since=5))
    with pytest.raises(StoreTrouble, match="Entry 5 of the audit was not signed by Confer"):
        await _verify(store)


@pytest.mark.parametrize(
    "changes",
    [
        ("delete from audit_keys",),
        ("update audit_keys set public = 'ab'",),
        ("delete from audit_keys", "update audit set signature = null"),
    ],
)
async def test_a_signing_key_that_is_gone_or_exchanged_is_found_and_never_made_anew(
    store: Store, base: Base, changes: tuple[str, ...]
) -> None:
    await _recorded(store)
    await _tamper(base, *changes)
    fresh = await base.open()
    with pytest.raises(StoreTrouble, match="key that the audit is signed with"):
        await _verify(fresh)
    async with fresh.unit() as unit:
        await unit.audit.record(None, samples.event())
        with pytest.raises(StoreTrouble, match="key that the audit is signed with"):
            await unit.commit()
    await fresh.close()


async def test_a_signature_moved_to_another_partnership_does_not_fit(
    store: Store, base: Base
) -> None:
    await _recorded(store)
    async with store.unit() as unit:
        walk = await unit.audit.walk()
    assert walk.public is not None
    ((hash, signature),) = await base.raw("select hash, signature from audit where seq = 1")
    assert isinstance(signature, bytes)
    assert is_signed(walk.public, entry_text(1, str(hash)), signature)
    assert not is_signed(walk.public, entry_text(2, str(hash)), signature)


async def test_what_an_older_confer_wrote_unsigned_still_holds_and_what_follows_is_signed(
    store: Store, base: Base
) -> None:
    await _recorded(store, units=1)
    async with store.unit() as unit:
        head = await unit.audit.head(NOW)
        key = await unit.audit._ring.get(AUDIT)
        old = key.seal_bytes(
            json.dumps([head.count, head.hash]).encode(),
            table="audit_heads",
            row="1",
            column="head",
        )
    await _tamper(
        base,
        "update audit set signature = null",
        "delete from audit_keys",
        f"update audit_heads set head = {_literal(base, old)}",  # noqa: S608  # a test's own bytes
    )
    fresh = await base.open()
    assert await _verify(fresh) == 3
    await _recorded(fresh, units=1)
    assert await _verify(fresh) == 6
    await base.raw("update audit set signature = null where seq = 4")
    with pytest.raises(StoreTrouble, match="Entry 4 of the audit was not signed"):
        await _verify(fresh)
    await fresh.close()


def _literal(base: Base, value: bytes) -> str:
    return f"x'{value.hex()}'" if base.file else f"'\\x{value.hex()}'::bytea"


async def _rehashed(base: Base, *, actor: int, since: int) -> list[str]:
    """What somebody writes who changes an entry and binds all that follow to it again, without keys."""
    engine = open_engine(base.url)
    async with engine.connect() as connection:
        found = await connection.execute(select(audit).order_by(audit.c.seq))
        rows = [dict(row) for row in found.mappings()][since - 1 :]
    await engine.dispose()
    rows[0]["actor"], before = actor, rows[0]["before"]
    changes = "update audit set actor = {}, before = '{}', hash = '{}' where seq = {}"
    statements: list[str] = []
    for row in rows:
        hash = hash_of(before, {name: row[name] for name in PLAIN})
        statements.append(changes.format(row["actor"], before, hash, row["seq"]))
        before = hash
    return statements

"""The audit holds, and shows whoever changed it past Confer."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import StoreTrouble
from bot.parts import TextKind
from bot.ports import Opening
from bot.vocabulary.process import Act
from storage import Store
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
        " hash from audit where seq = 12",
        "insert into audit select partnership, 99, at, case_id, actor, act, whom, facts, hash,"
        " hash from audit where seq = 12",
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

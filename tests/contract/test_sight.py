"""What is looked at many at once is read at once, and looks as if it was read one by one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from bot.errors import Unsound
from storage import Store
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import HOUR, NOW, NURSE

MANY = 40


async def _raised(store: Store, many: int) -> None:
    async with store.unit() as unit:
        for number in range(many):
            case = samples.case(await unit.cases.free_ref(), by=NURSE)
            case.facts.raised = NOW + number * HOUR
            await unit.cases.add(case)
        await unit.commit()


async def test_the_cases_of_a_list_are_read_in_two_statements_however_many_they_are(
    store: Store,
) -> None:
    await _raised(store, MANY)
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    async with store.unit() as unit:
        rows = await unit.cases.lines(party=NURSE, limit=MANY)
        event.listen(store._engine.sync_engine, "before_cursor_execute", note)
        await unit.cases.fetch([row.id for row in rows])
        fetched = [await unit.cases.by_id(row.id) for row in rows]
        named = [await unit.cases.get(row.ref) for row in rows]
        event.remove(store._engine.sync_engine, "before_cursor_execute", note)

    assert len(asked) == 2  # the rows, and the keys that open them
    assert [case.ref for case in fetched] == [row.ref for row in rows]
    assert all(one is other for one, other in zip(fetched, named, strict=True))
    async with store.unit() as unit:
        alone = [await unit.cases.get(row.ref) for row in rows]
    assert alone == fetched


async def test_a_damaged_case_is_said_of_itself_and_not_of_those_read_beside_it(
    store: Store, base: Base
) -> None:
    await _raised(store, 3)
    async with store.unit() as unit:
        rows = await unit.cases.lines(party=NURSE)
    await base.raw(
        f"update cases set hidden = '\\x00' where ref = {rows[1].ref.serial}"  # noqa: S608
        if base.file is None
        else f"update cases set hidden = x'00' where ref = {rows[1].ref.serial}"  # noqa: S608
    )

    async with store.unit() as unit:
        await unit.cases.fetch([row.id for row in rows])
        whole = [await unit.cases.by_id(row.id) for row in (rows[0], rows[2])]
        with pytest.raises(Unsound):
            await unit.cases.by_id(rows[1].id)

    assert [case.ref for case in whole] == [rows[0].ref, rows[2].ref]

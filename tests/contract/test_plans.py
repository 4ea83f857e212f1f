"""A sweep looks at what waits, by an index, and never through all that ever was."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from storage import Store
from tests.contract.conftest import Base
from tests.contract.samples import NOW

STATEMENTS = ("rung claimed", "rung next", "parcel claimed", "parcel next", "heard", "untold")


async def _sweep(store: Store) -> list[tuple[str, Any]]:
    """What a sweep that finds nothing asks of the database, in the order of STATEMENTS."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if statement.startswith("SELECT") and " data_keys" not in statement:
            asked.append((statement, values))

    async with store.unit() as unit:
        await unit.inbox.waiting("matrix")  # makes the key
        await unit.commit()
    event.listen(store._engine.sync_engine, "before_cursor_execute", note)
    async with store.unit() as unit:
        await unit.clocks.claim(NOW, most=9)
        await unit.clocks.next_due()
        await unit.outbox.claim("matrix", NOW, most=9)
        await unit.outbox.next_due()
        await unit.inbox.waiting("matrix")
        await unit.inbox.untold("matrix")
    event.remove(store._engine.sync_engine, "before_cursor_execute", note)
    return asked


@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
async def test_a_sweep_reads_nothing_but_what_waits(store: Store, base: Base) -> None:
    asked = await _sweep(store)
    assert len(asked) == len(STATEMENTS)
    async with store._engine.connect() as connection:
        for name, (statement, values) in zip(STATEMENTS, asked, strict=True):
            found = await connection.exec_driver_sql(f"explain query plan {statement}", values)
            plan = [row.detail for row in found]
            assert not [step for step in plan if step.startswith("SCAN")], (name, plan)
            if name.endswith("next"):
                assert not [step for step in plan if "TEMP" in step], (
                    name,
                    plan,
                )  # nothing is sorted
                assert "waiting=?" in plan[0], (name, plan)

"""Killed at any moment: every commit that was acknowledged is there, whole, and the audit holds."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage import open_store
from tests.contract.samples import NOW
from tests.house import KEYS

WRITER = """
import asyncio, sys
from storage import open_store
from tests.contract import samples
from tests.contract.samples import NOW
from tests.house import KEYS

async def main():
    store = await open_store(f"sqlite:///{sys.argv[1]}", KEYS, clock=lambda: NOW)
    for number in range(200):
        async with store.unit() as unit:
            case = samples.case(await unit.cases.free_ref())
            await unit.cases.add(case)
            await unit.audit.record(case.id, samples.event())
            await unit.outbox.put(samples.notice(), platform="matrix", due=NOW)
            await unit.commit()
        print(case.id.hex, flush=True)

asyncio.run(main())
"""


def _write_and_kill(file: Path, after: int) -> list[str]:
    """The ids whose commit was acknowledged before the kill, and what came while it was on its way."""
    command = [sys.executable, "-c", WRITER, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        seen = [writer.stdout.readline().strip() for _ in range(after)]
        writer.kill()
        seen += writer.stdout.read().split()
    assert writer.returncode == -9
    return seen


@pytest.mark.parametrize("after", [1, 40, 117])
async def test_what_was_acknowledged_before_a_kill_is_there(
    tmp_path: Path, migrated: Path, after: int
) -> None:
    file = Path(shutil.copy(migrated, tmp_path / "confer.db"))
    seen = _write_and_kill(file, after)
    assert after <= len(seen) < 200
    connection = sqlite3.connect(file)
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    there = {id for (id,) in connection.execute("select id from cases")}
    sums = {
        connection.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608  # names of ours
        for table in ("cases", "audit", "outbox", "used_refs")
    }
    connection.close()
    assert set(seen) <= there
    assert sums == {len(there)}
    assert len(there) - len(seen) <= 1  # the one that was on its way
    store = await open_store(f"sqlite:///{file}", KEYS, clock=lambda: NOW)
    async with store.unit() as unit:
        assert await unit.audit.verify() == len(there)
    await store.close()

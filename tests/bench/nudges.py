"""Nudges: claimed, rung, rendered, handed to a platform that takes everything, and marked.

A nudge is a row of `rungs` and, once it was rung, one of `outbox`. The floor is a bare loop over as many rows
of both, by the same engine and in batches of the same size: it claims rungs and marks them, claims parcels
under a lease, and marks those in a transaction of their own. It reads no case and renders nothing.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import courier, dispatch
from bot.house import Opened
from bot.house.serving import WallClock
from storage import tables
from storage.engine import open_engine
from tests.machines.due import Null, opened, put_due, seat_people

COUNT: Final = 4_000
BATCH: Final = courier.AT_ONCE


async def ours_per_s(url: str, *, count: int = COUNT, steps: int = 10) -> float:
    """Of a migrated database, until nothing is due any more."""
    null = Null()
    house = await opened(url, WallClock(), null)
    await seat_people(house)
    await put_due(house, 2 * BATCH, steps=steps)
    await work_off(house)  # warm
    null.told.clear()
    await put_due(house, count, steps=steps)
    begun = time.perf_counter()
    await work_off(house)
    took = time.perf_counter() - begun
    assert len(set(null.told)) == len(null.told) == count
    await house.close()
    return count / took


async def work_off(opened: Opened) -> None:
    """What a sweep does of it."""
    house = opened.house
    while await dispatch.remind(house):
        pass
    while await dispatch.deliver(house, Null.name):
        pass


async def floor_per_s(url: str, *, count: int = COUNT) -> float:
    """Claim and mark as many rows of both tables."""
    engine = open_engine(url)
    await _fill(engine, count)
    begun = time.perf_counter()
    done = 0
    while rung := await _rungs(engine):
        done += rung
        await _parcels(engine)
    took = time.perf_counter() - begun
    assert done == count
    await engine.dispose()
    return count / took


async def _rungs(engine: AsyncEngine) -> int:
    row = tables.rungs.c
    key = (row.case_id, row.name, row.subject, row.round, row.number)
    async with engine.begin() as connection:
        found = await connection.execute(
            select(*key)
            .where(row.partnership == 2, row.waiting.is_(True), row.due <= datetime.now(UTC))
            .order_by(row.due)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        keys = [tuple(one) for one in found]
        if keys:
            mark = update(tables.rungs).where(tuple_(*key).in_(keys)).values(waiting=False)
            await connection.execute(mark)
    return len(keys)


async def _parcels(engine: AsyncEngine) -> None:
    row, now = tables.outbox.c, datetime.now(UTC)
    async with engine.begin() as connection:
        found = await connection.execute(
            select(row.seq)
            .where(row.partnership == 2, row.waiting.is_(True), row.due <= now)
            .order_by(row.due)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        seqs = list(found.scalars())
        held = now + timedelta(minutes=1)
        await connection.execute(
            update(tables.outbox).where(row.seq.in_(seqs)).values(held_until=held)
        )
    async with engine.begin() as connection:
        done = update(tables.outbox).where(row.seq.in_(seqs)).values(waiting=False, sent=now)
        await connection.execute(done)


async def _fill(engine: AsyncEngine, count: int) -> None:
    now = datetime.now(UTC)
    rungs, parcels = [], []
    for n in range(count):
        due = now + timedelta(microseconds=n)
        key = {"case_id": uuid4(), "name": "floor", "subject": 0, "round": 1, "number": 1}
        rungs.append({"partnership": 2, **key, "due": due, "waiting": True})
        body = {"platform": "floor", "lane": str(n), "kind": "floor", "body": "{}"}
        more = {"due": due, "tries": 0, "waiting": True}
        parcels.append({"partnership": 2, "id": uuid4(), **body, **more})
    async with engine.begin() as connection:
        await connection.execute(insert(tables.rungs), rungs)
        await connection.execute(insert(tables.outbox), parcels)

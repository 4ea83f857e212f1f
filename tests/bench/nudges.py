"""Nudges: claimed, rung, rendered, handed to a platform that takes everything, and marked.

A nudge is a row of `rungs` and, once it was rung, one of `outbox`. The floor is a bare loop over as many rows
of both, by the same engine and in batches of the same size: it claims rungs and marks them, claims parcels
under a lease, and marks those in a transaction of their own. It reads no case and renders nothing.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from procrastinate import App, PsycopgConnector
from sqlalchemy import insert, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.schedule import Ticker, sweep
from bot import dispatch
from bot.house import Opened
from bot.house.serving import WallClock
from bot.rounds import courier
from storage import tables
from storage.engine import open_engine
from tests.machines.due import Null, Times, opened, put_due, seat_people

COUNT: Final = 4_000
BATCH: Final = courier.AT_ONCE
STEPS: Final = 10  # of one case that are due together
JOBS: Final = 1_000
TICKS: Final = 50


async def ours_per_s(url: str, *, count: int = COUNT, steps: int = STEPS) -> float:
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


async def processes_per_s(url: str, processes: int, *, count: int = COUNT) -> float:
    """Several processes on one database; none twice, none lost."""
    house = await opened(url, WallClock(), Null())
    await seat_people(house)
    await put_due(house, count, steps=STEPS)
    await house.close()
    workers = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.worker", url), stdin=PIPE, stdout=PIPE
        )
        for _ in range(processes)
    ]
    pipes = [(w.stdin, w.stdout) for w in workers if w.stdin is not None and w.stdout is not None]
    for _, says in pipes:
        assert await says.readline() == b"ready\n"
    begun = time.perf_counter()
    for begin, _ in pipes:
        begin.write(b"\n")
    told = [int(await says.readline()) for _, says in pipes]
    took = time.perf_counter() - begun
    for worker in workers:
        await worker.wait()
    assert sum(told) == count
    return count / took


async def procrastinate_per_s(url: str, *, count: int = JOBS) -> float:
    """Its worker on the same server: jobs that do nothing, ten at a time."""
    app = App(connector=PsycopgConnector(conninfo=url))

    @app.task(name="nothing")  # type: ignore[untyped-decorator]  # its own types are loose
    async def nothing(number: int) -> None:
        del number

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await nothing.batch_defer_async(*({"number": n} for n in range(count)))
        begun = time.perf_counter()
        await app.run_worker_async(
            wait=False, concurrency=10, listen_notify=False, install_signal_handlers=False
        )
        return count / (time.perf_counter() - begun)


async def ticks_ms(urls: Mapping[int, str]) -> list[float]:
    """Sweeps that find nothing due, of databases with so many rungs that wait: in turns, median of each."""
    houses = [await _waiting(url, rows) for rows, url in urls.items()]
    took: list[list[float]] = [[] for _ in houses]
    for _ in range(TICKS):
        for house, those in zip(houses, took, strict=True):
            begun = time.perf_counter()
            await sweep(house.house)
            those.append(time.perf_counter() - begun)
    for house in houses:
        await house.close()
    return [statistics.median(those) * 1000 for those in took]


async def _waiting(url: str, rows: int) -> Opened:
    house = await opened(url, WallClock(), Null())
    engine = open_engine(url)
    async with engine.begin() as connection:
        kind = connection.dialect.name
        due = int((datetime.now(UTC) + timedelta(days=30)).timestamp() * 1e6)
        series = _SERIES[kind].format(count=rows)
        await connection.execute(text(_WAITING.format(id=_ID[kind], due=due, rows=series)))
        await connection.execute(text("analyze rungs"))
    await engine.dispose()
    return house


_SERIES: Final = {
    "sqlite": "(with recursive s(n) as (select 1 union all select n + 1 from s where n < {count})"
    " select n from s)",
    "postgresql": "generate_series(1, {count}) as s(n)",
}
_ID: Final = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
_WAITING: Final = (
    "insert into rungs (partnership, case_id, name, subject, round, number, due, waiting)"
    " select 1, {id}, 'review_by', 0, 1, 1, {due} + n, true from {rows}"
)


async def lateness_ms(url: str, *, a_second: int = 100, seconds: int = 10) -> float:
    """From due to told, of the slowest in a hundred, while the ticker runs as it does in `confer run`."""
    null = Null()
    house = await opened(url, WallClock(), null)
    await seat_people(house)
    count = a_second * seconds
    expected = await put_due(
        house,
        count,
        steps=STEPS,
        times=Times(apart=timedelta(seconds=1) / a_second, begins=timedelta(seconds=20)),
    )
    ticker = Ticker(house.house)
    ticker.start()
    while len(null.told) < count:  # noqa: ASYNC110  # the platform tells nobody
        await asyncio.sleep(0.5)
    await ticker.stop()
    await house.close()
    late = sorted(at - expected[key] for key, at in zip(null.told, null.at, strict=True))
    return late[int(count * 0.99)].total_seconds() * 1000


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

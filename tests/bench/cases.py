"""Raising and showing cases over a real SQLite file, beside a bare transaction of as many rows."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot import dispatch
from bot.ports import Figure
from storage import migrate, tables
from storage.engine import SETTINGS, open_engine
from storage.keyring import of_case
from tests.bench.measure import median_s
from tests.house import KEYS, WHOLE, Talks, kept

RUNS = 60


async def _talks(folder: Path) -> Talks:
    folder.mkdir()
    empty = folder / "empty.db"
    await migrate(f"sqlite:///{empty}")
    talks = Talks(folder, empty, unlimited=True)
    await talks.open()
    return talks


async def _work(talks: Talks, who: str, words: str, key: str) -> None:
    house = talks.player.house
    await kept(house, who, words, key)
    await dispatch.work(house, "console", key)


async def raise_ms(folder: Path) -> tuple[float, float]:
    """The press that raises a concern, and one bare transaction writing as many rows, in turns."""
    talks = await _talks(folder / "raise")
    line = "/" + WHOLE.format(urgency="this_week", guessable="would_not_guess").replace(
        " called:not_needed ground:danger_to_self", ""
    )
    engine = await bare(folder / "floor.db")
    took: list[float] = []
    floor: list[float] = []
    for number in range(RUNS):
        await _work(talks, "nurse", line, f"a{number}")
        before = await rows_of(talks)
        begun = time.perf_counter()
        await _work(talks, "nurse", "= send", f"b{number}")
        took.append(time.perf_counter() - begun)
        rows = await rows_of(talks) - before
        begun = time.perf_counter()
        await write(engine, rows)
        floor.append(time.perf_counter() - begun)
    await engine.dispose()
    await talks.close()
    return statistics.median(took) * 1000, statistics.median(floor) * 1000


async def rows_of(talks: Talks) -> int:
    """Rows of all tables; what a raise adds is what the floor writes too."""
    engine = open_engine(f"sqlite:///{talks.file}")
    async with engine.begin() as connection:
        counts = [
            (await connection.execute(text(f"select count(*) from {name}"))).scalar_one()  # noqa: S608  # our own table names
            for name in tables.metadata.tables
        ]
    await engine.dispose()
    return sum(counts)


async def bare(file: Path) -> AsyncEngine:
    """One table and nothing else, by SQLAlchemy and aiosqlite as they come, as durable as Confer's own file."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}", pool_size=1, max_overflow=0)
    async with engine.connect() as connection:
        for setting in SETTINGS:
            await connection.exec_driver_sql(f"PRAGMA {setting}")
        await connection.execute(text("create table floor (id integer primary key, body text)"))
        await connection.commit()
    return engine


async def write(engine: AsyncEngine, rows: int) -> None:
    async with engine.begin() as connection:
        for _ in range(rows):
            await connection.execute(text("insert into floor (body) values ('x')"))


async def show_ms(folder: Path) -> tuple[float, float]:
    """`/case show` with 100,000 cases in the store, and with 100."""
    talks = await _talks(folder / "show")
    ref = await talks.raised()
    count = 0

    async def once() -> None:
        nonlocal count
        count += 1
        await _work(talks, "coordinator", f"/case show {ref}", f"s{count}")

    engine = open_engine(f"sqlite:///{talks.file}")
    await _fill(engine, 100)
    few = await median_s(once, RUNS)
    await _fill(engine, 100_000)
    many = await median_s(once, RUNS)
    await engine.dispose()
    await talks.close()
    return many * 1000, few * 1000


async def list_ms(folder: Path) -> tuple[float, float]:
    """`/case list` with 100,000 cases in the store, and with 1,000."""
    return await _many_and_few(folder / "list", "/case list")


async def stats_ms(folder: Path) -> tuple[float, float]:
    """`/stats show` of response times with 100,000 cases in the store and in its tallies, and with 1,000."""
    return await _many_and_few(folder / "stats", "/stats show table:response_times", counted=True)


async def _many_and_few(folder: Path, line: str, *, counted: bool = False) -> tuple[float, float]:
    talks = await _talks(folder)
    await talks.raised()
    count = 0

    async def once() -> None:
        nonlocal count
        count += 1
        await _work(talks, "coordinator", line, f"n{count}")

    engine = open_engine(f"sqlite:///{talks.file}")
    took: list[float] = []
    for wanted in (1_000, 100_000):
        await _fill(engine, wanted)
        if counted:
            await _count(talks, wanted // 100)
        took.append(await median_s(once, RUNS))
    await engine.dispose()
    await talks.close()
    return took[1] * 1000, took[0] * 1000


async def _count(talks: Talks, times: int) -> None:
    """What a quarter would have counted, in every hour and for every seat."""
    async with talks.player.house.unit() as unit:
        for hour in range(30):
            for _ in range(max(1, times // 30)):
                await unit.figures.count("2025-Q4", Figure.ANSWER_HOURS, f"{hour:02}")
        for seat in range(1, 9):
            await unit.figures.count("2025-Q4", Figure.ANSWER_IN_TIME, f"{seat}:in")
        for _ in range(max(times, 20)):
            await unit.figures.count("2025-Q4", Figure.REACHED, "waiting")
        await unit.commit()


async def _fill(engine: AsyncEngine, wanted: int) -> None:
    """Copies of the one case under other references, with parties and keys of their own."""
    import uuid

    from sqlalchemy import select

    async with engine.begin() as connection:
        row = (await connection.execute(select(tables.cases).limit(1))).one()._asdict()
        there = (await connection.execute(text("select count(*) from cases"))).scalar_one()
        rows, parties, keys = [], [], []
        for number in range(there, wanted):
            id = uuid.uuid4()
            rows.append({**row, "id": id, "ref": (row["ref"] + number) % 1_500_000})
            parties.append({"partnership": 1, "case_id": id, "person": row["referrer"]})
            keys.append(
                {
                    "partnership": 1,
                    "owner": of_case(id, "detail"),
                    "version": 1,
                    "epoch": KEYS.newest,
                    "wrapped": b"x" * 60,
                }
            )
        await connection.execute(insert(tables.cases), rows)
        await connection.execute(insert(tables.parties), parties)
        await connection.execute(insert(tables.data_keys), keys)

"""Opening what is sealed, turning the master key, and the vault beside a database that is encrypted whole."""

from __future__ import annotations

import os
import secrets
import sqlite3
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlcipher3
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.parts import TextKind
from bot.policies import access
from bot.scene import Scene
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.wired import House
from storage import MasterKeys, migrate, open_store
from storage.engine import open_engine
from storage.tables import data_keys, texts
from storage.vault import DataKey, Vault
from tests.bench.measure import median_s, medians_s
from tests.house import KEYS, Talks

RUNS: Final = 200
KEYS_TURNED: Final = 10_000
ROWS: Final = 10_000
SECOND: Final = KEYS.plus(2, bytes(range(50, 82)))


@dataclass(frozen=True, slots=True)
class Opening:
    """Milliseconds. `durable`: a sealed text opened through the ports, access asked, audit kept. `bare`: a read
    of the row in a transaction of its own, by SQLAlchemy and aiosqlite as they come; `quick`: the same by
    storage/hops.py, and `written`: that and a bare write. `command`: all that somebody waits for who types.
    """

    durable: float
    bare: float
    quick: float
    written: float
    command: float


async def open_detail_ms(folder: Path) -> Opening:
    talks = await _talks(folder / "open")
    ref = CaseRef.parse(await talks.taken())
    engine = open_engine(f"sqlite:///{talks.file}")

    plain = create_async_engine(f"sqlite+aiosqlite:///{talks.file}")

    async def bare() -> None:
        async with plain.begin() as connection:
            (await connection.execute(select(texts).limit(1))).one()

    async def quick() -> None:
        async with engine.begin() as connection:
            (await connection.execute(select(texts).limit(1))).one()

    async def written() -> None:
        async with engine.begin() as connection:
            (await connection.execute(select(texts).limit(1))).one()
            await connection.exec_driver_sql("update used_refs set ref = ref")

    house = talks.player.house
    runs = (lambda: _open_one(house, ref), bare, quick, written)
    line = f"/case open {ref} what:detail why:screening"
    took = await medians_s(runs, RUNS) + [await median_s(lambda: talks.says("social", line), RUNS)]
    await engine.dispose()
    await plain.dispose()
    await talks.close()
    return Opening(*(each * 1000 for each in took))


async def _talks(folder: Path) -> Talks:
    folder.mkdir()
    empty = folder / "empty.db"
    await migrate(f"sqlite:///{empty}")
    talks = Talks(folder, empty, unlimited=True)
    await talks.open()
    return talks


async def _open_one(house: House, ref: CaseRef) -> None:
    """What /case open does between the question and the answer. The key of a case is never kept in memory."""
    now = house.clock.now()
    async with house.unit() as unit:
        directory = await unit.people.directory()
        actor = directory.by_key("social")
        assert actor is not None
        scene = Scene(directory=directory, partnership=house.partnership, now=now)
        case = await unit.cases.get(ref)
        grant = access.reading(actor, Permission.OPEN_SEALED, case, scene)
        found = await unit.cases.read(case, TextKind.DETAIL, grant)
        assert found
        items = [item for item, _words in found]
        await unit.audit.opened(case, items, actor.no, "screening", now)
        await unit.commit()


async def rewrap_per_s(folder: Path) -> float:
    """Data keys that come under a new master key in a second, in batches, on disk."""
    file = folder / "turned.db"
    url = f"sqlite:///{file}"
    await migrate(url)
    store = await open_store(url, SECOND)
    await store.turning.begin(1)
    vault = Vault(KEYS)
    engine = open_engine(url)
    made: list[dict[str, Any]] = []
    for number in range(KEYS_TURNED):
        owner = f"case:{number}:detail"
        _key, wrapped = vault.make(f"1/{owner}")
        made.append(
            {"partnership": 1, "owner": owner, "version": 1, "epoch": 1, "wrapped": wrapped}
        )
    async with engine.begin() as connection:
        await connection.execute(insert(data_keys), made)
    await engine.dispose()
    await store.turning.begin(2)
    begun = time.perf_counter()
    assert await store.turning.rewrap() == KEYS_TURNED
    took = time.perf_counter() - begun
    await store.close()
    return KEYS_TURNED / took


def beside_sqlcipher(folder: Path) -> tuple[tuple[float, float], tuple[float, float]]:
    """Seconds to write, and to read, 10,000 texts of 1 KB: sealed by the vault, and in SQLCipher."""
    key, _wrapped = Vault(MasterKeys.of(os.urandom(32))).make("bench")
    plain = [os.urandom(1024) for _ in range(ROWS)]
    writes: list[tuple[float, float]] = []
    reads: list[tuple[float, float]] = []
    for turn in range(5):
        ours = _open(sqlite3, folder / f"ours{turn}.db")
        theirs = _open(sqlcipher3, folder / f"theirs{turn}.db", secrets.token_hex(32))
        writes.append((_write(ours, _sealed(key, plain)), _write(theirs, enumerate(plain))))
        reads.append((_read(ours, key), _read(theirs, None)))
        ours.close()
        theirs.close()
    return _medians(writes), _medians(reads)


def _medians(took: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(a for a, _ in took), statistics.median(b for _, b in took)


def _open(driver: Any, file: Path, key: str | None = None) -> Any:
    connection = driver.connect(str(file), isolation_level=None)
    if key is not None:
        connection.execute(f"pragma key = \"x'{key}'\"")
    for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"pragma {setting}")
    connection.execute("create table texts (id integer primary key, words blob not null)")
    return connection


def _sealed(key: DataKey, plain: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, words in enumerate(plain):
        yield number, key.seal_bytes(words, table="texts", row=str(number), column="words")


def _write(connection: Any, rows: Iterable[tuple[int, bytes]]) -> float:
    begun = time.perf_counter()
    connection.execute("begin immediate")
    connection.executemany("insert into texts values (?, ?)", rows)
    connection.execute("commit")
    return time.perf_counter() - begun


def _read(connection: Any, key: DataKey | None) -> float:
    begun = time.perf_counter()
    for number, words in connection.execute("select id, words from texts"):
        if key is not None:
            key.open_bytes(words, table="texts", row=str(number), column="words")
    return time.perf_counter() - begun

"""Mirrors storage/hops.py: SQLite with one hop a statement is what SQLAlchemy expects of a driver."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import open_engine
from storage.hops import CHUNK, LATER

MANY = 2 * CHUNK + 3
ADD = text(f"insert {LATER} into rows (id, body) values (:id, 'late')")  # noqa: S608  # a comment of ours
COUNT = text("select count(*) from rows")


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'hops.db'}?timeout=0")
    async with engine.begin() as connection:
        await connection.execute(text("create table rows (id integer primary key, body text)"))
        await connection.execute(
            text("insert into rows (body) values (:body)"), [{"body": str(n)} for n in range(MANY)]
        )
    yield engine
    await engine.dispose()


@pytest.mark.parametrize("most", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, MANY])
async def test_every_row_comes_once_and_in_order(engine: AsyncEngine, most: int) -> None:
    query = text(f"select id from rows order by id limit {most}")  # noqa: S608  # a number of ours
    async with engine.connect() as connection:
        at_once = (await connection.execute(query)).scalars().all()
        one_by_one = [row.id async for row in await connection.stream(query)]

    assert at_once == one_by_one == list(range(1, most + 1))


async def test_a_statement_says_how_many_rows_it_changed_and_gives_them(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as connection:
        changed = await connection.execute(text("update rows set body = 'x' where id <= 5"))
        given = await connection.execute(text("delete from rows where id <= 3 returning id"))
        added = await connection.execute(text("insert into rows (body) values ('y')"))

    assert (changed.rowcount, given.scalars().all(), added.lastrowid) == (5, [1, 2, 3], MANY + 1)


async def test_where_a_transaction_cannot_begin_nothing_is_written_outside_of_one(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "hops.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        async with engine.connect() as connection:
            await connection.begin()
            for _ in range(2):
                with pytest.raises(OperationalError, match="locked"):
                    await connection.execute(text("delete from rows"))
            other.execute("rollback")
            await connection.execute(text("delete from rows"))
            await connection.rollback()
        (left,) = other.execute("select count(*) from rows").fetchone()
    assert left == MANY


async def test_what_was_begun_and_asked_nothing_holds_up_nobody(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    async with engine.begin():
        with closing(sqlite3.connect(tmp_path / "hops.db", timeout=0)) as other, other:
            other.execute("delete from rows where id = 1")

    async with engine.begin() as connection:
        found = await connection.execute(text("select count(*) from rows"))
        assert found.scalar_one() == MANY - 1


async def test_a_wrong_statement_ends_with_its_transaction_and_the_next_one_works(
    engine: AsyncEngine,
) -> None:
    with pytest.raises(OperationalError):
        async with engine.begin() as connection:
            await connection.execute(text("delete from rows"))
            await connection.execute(text("delete from nowhere"))

    async with engine.begin() as connection:
        found = await connection.execute(text("select count(*) from rows"))
        assert found.scalar_one() == MANY


@pytest.mark.parametrize("many", [[{"id": MANY + 1}], [{"id": MANY + 1}, {"id": MANY + 2}]])
async def test_what_answers_nothing_is_there_for_the_next_statement_and_after_the_commit(
    engine: AsyncEngine, many: list[dict[str, int]]
) -> None:
    async with engine.begin() as connection:
        await connection.execute(ADD, many)
        assert (await connection.execute(COUNT)).scalar_one() == MANY + len(many)
        await connection.execute(ADD, {"id": MANY + 9})

    async with engine.begin() as connection:
        assert (await connection.execute(COUNT)).scalar_one() == MANY + len(many) + 1


async def test_what_answers_nothing_goes_with_a_rollback(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.begin()
        await connection.execute(ADD, {"id": MANY + 1})
        await connection.rollback()
        assert (await connection.execute(COUNT)).scalar_one() == MANY


async def test_nothing_is_committed_past_a_late_write_that_fails(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.begin()
        await connection.execute(ADD, {"id": MANY + 1})
        await connection.execute(ADD, {"id": 1})
        for _ in range(2):
            with pytest.raises(IntegrityError):
                await connection.execute(text("delete from rows"))
        with pytest.raises(IntegrityError):
            await connection.commit()

    async with engine.begin() as connection:
        assert (await connection.execute(COUNT)).scalar_one() == MANY


async def test_a_late_write_is_done_once_the_lock_is_free(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "hops.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        async with engine.connect() as connection:
            await connection.begin()
            await connection.execute(ADD, {"id": MANY + 1})
            with pytest.raises(OperationalError, match="locked"):
                await connection.execute(COUNT)
            other.execute("rollback")
            assert (await connection.execute(COUNT)).scalar_one() == MANY + 1

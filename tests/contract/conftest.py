"""Every test of the contract runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import MasterKeys, Store, open_store
from storage.engine import open_engine
from tests import postgres
from tests.contract.samples import NOW
from tests.house import KEYS


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    with postgres.running() as running:
        yield running


@dataclass(frozen=True)
class Base:
    """A database of a test's own. `file` is set for SQLite."""

    url: str
    file: Path | None = None

    async def open(self, keys: MasterKeys = KEYS) -> Store:
        return await open_store(self.url, keys, clock=lambda: NOW)

    async def count(self, table: str) -> int:
        ((found,),) = await self.raw(f"select count(*) from {table}")  # noqa: S608  # a name of ours
        return int(str(found))

    async def raw(self, *statements: str) -> list[tuple[object, ...]]:
        """Statements past all of Confer, as somebody with the database's password; rows of the last."""
        engine: AsyncEngine = open_engine(self.url)
        rows: list[tuple[object, ...]] = []
        try:
            async with engine.begin() as connection:
                for statement in statements:
                    found = await connection.execute(text(statement))
                    rows = [tuple(row) for row in found] if found.returns_rows else []
        finally:
            await engine.dispose()
        return rows


def _make(request: pytest.FixtureRequest, tmp_path: Path, *, migrated: bool) -> Iterator[Base]:
    if request.param == "sqlite":
        file = tmp_path / "confer.db"
        if migrated:
            shutil.copy(request.getfixturevalue("migrated"), file)
        yield Base(f"sqlite:///{file}", file)
        return
    server: postgres.Server = request.getfixturevalue("server")
    name = server.fresh(migrated=migrated)
    yield Base(server.url(name))
    server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Base]:
    yield from _make(request, tmp_path, migrated=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare_base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Base]:
    """Without tables."""
    yield from _make(request, tmp_path, migrated=False)


@pytest.fixture
async def store(base: Base) -> AsyncIterator[Store]:
    opened = await base.open()
    yield opened
    await opened.close()

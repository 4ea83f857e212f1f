"""The schema is the newest one, or the operator reads what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from bot.errors import StoreTrouble
from storage import migrate, schema
from storage.engine import open_engine
from storage.tables import metadata
from tests.contract.conftest import Base

BROKEN = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9998_broken", "NEWEST", None, None


def upgrade() -> None:
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("insert into half (id) values (1)")
    op.execute("insert into half (id) values (1)")
""".replace("NEWEST", schema.newest())


async def _tables(base: Base) -> set[str]:
    engine = open_engine(base.url)
    try:
        async with engine.connect() as connection:
            return set(await connection.run_sync(lambda c: inspect(c).get_table_names()))
    finally:
        await engine.dispose()


def _scripts(folder: Path, **more: str) -> Path:
    """The migrations and some more."""
    scripts = folder / "migrations"
    shutil.copytree(Path(schema.__file__).parent / "migrations", scripts)
    for name, text in more.items():
        (scripts / "versions" / f"{name}.py").write_text(text)
    return scripts


async def test_a_database_without_tables_says_to_migrate(bare_base: Base) -> None:
    with pytest.raises(StoreTrouble, match=r"has no tables yet\. Run: confer migrate"):
        await bare_base.open()


def test_each_migration_is_named_as_its_file_and_follows_the_one_before() -> None:
    walked = [one.revision for one in ScriptDirectory.from_config(schema.config()).walk_revisions()]
    assert walked == sorted(schema.known(), reverse=True)
    assert walked[0] == schema.newest()


async def test_migrating_makes_every_table_and_may_be_done_twice(bare_base: Base) -> None:
    assert await migrate(bare_base.url) == await migrate(bare_base.url) == schema.newest()
    assert await _tables(bare_base) == {*metadata.tables, "confer_schema"}
    store = await bare_base.open()
    await store.close()


async def test_the_migrations_make_what_the_tables_say(base: Base) -> None:
    def differences(connection: Connection) -> list[object]:
        settings = {"version_table": "confer_schema"}
        context = MigrationContext.configure(connection, opts=settings)
        return list(compare_metadata(context, metadata))

    engine = open_engine(base.url)
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    assert found == []


async def test_a_newer_database_is_refused_and_left_alone(base: Base) -> None:
    await base.raw("update confer_schema set version_num = '9999_future'")
    for opening in (base.open(), migrate(base.url)):
        with pytest.raises(StoreTrouble, match="written by a newer Confer"):
            await opening
    assert await base.raw("select version_num from confer_schema") == [("9999_future",)]


async def test_an_older_database_says_to_back_up_and_migrate(base: Base, tmp_path: Path) -> None:
    newer = _scripts(tmp_path, **{"9998_broken": BROKEN})
    engine = open_engine(base.url)
    with pytest.raises(StoreTrouble, match=r"older schema\. Back it up, then run: confer migrate"):
        await schema.check(engine, newer)
    await engine.dispose()


async def test_a_migration_that_fails_half_way_leaves_nothing(base: Base, tmp_path: Path) -> None:
    before = await _tables(base)
    with pytest.raises(StoreTrouble, match="could not be brought to the new schema"):
        await migrate(base.url, _scripts(tmp_path, **{"9998_broken": BROKEN}))
    assert await _tables(base) == before
    assert await base.raw("select version_num from confer_schema") == [(schema.newest(),)]


async def test_a_first_migration_that_fails_half_way_leaves_nothing(
    bare_base: Base, tmp_path: Path
) -> None:
    with pytest.raises(StoreTrouble, match="could not be brought to the new schema"):
        await migrate(bare_base.url, _scripts(tmp_path, **{"9998_broken": BROKEN}))
    assert await _tables(bare_base) == set()


@pytest.mark.parametrize(
    "url",
    ["mysql://host/name", "sqlite+pysqlite:///file", "not a url", "", "postgresql+psycopg://"],
)
async def test_an_address_of_another_kind_says_what_is_wanted(url: str) -> None:
    with pytest.raises(StoreTrouble, match=r"\[storage\] url is to be sqlite"):
        await migrate(url)

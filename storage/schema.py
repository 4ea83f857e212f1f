"""The schema's version: moved on by Alembic, and refused where this Confer does not know it.

Alembic is read in only where something is moved: a program that looks asks the migrations' file names.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StoreTrouble
from storage.engine import open_engine
from storage.trouble import DATABASE_ERRORS, translate

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS: Final = Path(__file__).parent / "migrations"
_VERSIONS: Final = "confer_schema"
_ONE_MIGRATES: Final = 0x636F6E66  # a number nobody else locks


def config(scripts: Path = SCRIPTS) -> Config:
    from alembic.config import Config  # noqa: PLC0415  # as the head of this file says

    settings = Config()
    settings.set_main_option("script_location", str(scripts))
    settings.set_main_option("path_separator", "os")
    return settings


def newest(scripts: Path = SCRIPTS) -> str:
    """Migrations are numbered, and a migration's file is named as it is. Raises StoreTrouble."""
    head = max(known(scripts), default=None)
    if head is None:
        raise StoreTrouble("This Confer carries no schema; install it again.")
    return head


async def migrate(url: str, scripts: Path = SCRIPTS) -> str:
    """Bring a database to the newest schema, whole or not at all; gives its version. Raises StoreTrouble."""
    engine = open_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(upgrade, scripts)
            await connection.commit()
    except IntegrityError:
        raise StoreTrouble(
            "The database could not be brought to the new schema. Nothing was changed."
        ) from None
    except DATABASE_ERRORS as error:
        raise translate(error) from None
    finally:
        await engine.dispose()
    return newest(scripts)


def upgrade(connection: Connection, scripts: Path = SCRIPTS) -> None:
    """To the newest schema, within the transaction of this connection. Raises StoreTrouble."""
    from alembic import command  # noqa: PLC0415  # as above

    if connection.dialect.name == "postgresql":
        # Of several programs that begin together one migrates, and the others find it done.
        connection.execute(text(f"select pg_advisory_xact_lock({_ONE_MIGRATES})"))
    if found_in(connection) not in {None, *known(scripts)}:
        raise StoreTrouble(_NEWER)
    settings = config(scripts)
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


_NEWER: Final = (
    "This database was written by a newer Confer. Run that version; nothing was changed."
)


def known(scripts: Path = SCRIPTS) -> set[str]:
    """Every version that this Confer has heard of."""
    return {script.stem for script in (scripts / "versions").glob("[0-9]*.py")}


def found_in(connection: Connection) -> str | None:
    """The version of a database; None where it has no tables."""
    if not inspect(connection).has_table(_VERSIONS):
        return None
    return connection.execute(text(f"select version_num from {_VERSIONS}")).scalar()  # noqa: S608  # our own name


async def check(engine: AsyncEngine, scripts: Path = SCRIPTS) -> None:
    """Raises StoreTrouble unless the schema is exactly the newest."""
    async with engine.connect() as connection:
        found = await connection.run_sync(found_in)
    heard_of = await asyncio.to_thread(known, scripts)
    if found is None:
        raise StoreTrouble("The database has no tables yet. Run: confer migrate")
    if found not in heard_of:
        raise StoreTrouble(_NEWER)
    if found != await asyncio.to_thread(newest, scripts):
        raise StoreTrouble(
            "The database is of an older schema. Back it up, then run: confer migrate"
        )

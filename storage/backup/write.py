"""Writing a backup while Confer runs: one moment of the database, by a transaction that only reads."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreTrouble
from storage import schema
from storage.backup import rows
from storage.backup.sealing import part, sealed
from storage.engine import open_reading
from storage.keysources.file import sync_folder
from storage.trouble import DATABASE_ERRORS, translate

BACKUP = "confer backup"
KEY_RING = "confer key ring"
_NO_ROOM = "{name} cannot be written. Look at its folder and its space."


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is not in its place yet, for it is to be verified first. `rows`: how many of each table."""

    file: Path
    rows: dict[str, int]

    def keep(self, path: Path) -> None:
        self.file.replace(path)
        sync_folder(path.parent)


@asynccontextmanager
async def _moment(url: str) -> AsyncGenerator[AsyncConnection]:
    """The database at one moment; nobody waits for this reader."""
    engine = open_reading(url)
    try:
        await schema.check(engine)
        async with engine.connect() as connection, connection.begin():
            yield connection
    except DATABASE_ERRORS as error:
        raise translate(error) from None
    finally:
        await engine.dispose()


async def write(url: str, path: Path, to: Sequence[Any], now: datetime) -> Written:
    """Everything but keys, sealed to these recipients, beside its place. Raises StoreTrouble."""
    new = part(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        async with _moment(url) as connection, sealed(new, to) as sink:
            counts = await rows.put(connection, rows.DATA, sink, _about(BACKUP, now))
    except OSError:
        raise StoreTrouble(
            f"{path.name} cannot be written. Look at its folder and its space."
        ) from None
    return Written(new, counts)


async def write_ring(url: str, path: Path, to: Sequence[Any], now: datetime) -> None:
    """The data keys as they are now, in place of those that stood in this file. Raises StoreTrouble.

    Of two programs that write it the later one looks at the database later, so an erased key never comes back.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        async with _alone(path), _moment(url) as connection:
            async with sealed(part(path), to) as sink:
                await rows.put(connection, rows.RING, sink, _about(KEY_RING, now))
            part(path).replace(path)
            sync_folder(path.parent)
    except OSError:
        raise StoreTrouble(
            f"{path.name} cannot be written. Look at its folder and its space."
        ) from None


def _about(kind: str, now: datetime) -> dict[str, object]:
    return {"kind": kind, "schema": schema.newest(), "made": now.isoformat()}


@asynccontextmanager
async def _alone(path: Path) -> AsyncGenerator[None]:
    handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        await asyncio.to_thread(fcntl.flock, handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)

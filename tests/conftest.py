"""The house fixture, and the canary that sings in every test."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import pytest

from storage import migrate
from tests.house import CANARY, Talks

MEMORY: Final = Path("/dev/shm")  # noqa: S108  # a file system, not a name that somebody could guess
ROOM: Final = 3 << 30
LONG: Final = frozenset({"live", "machines", "walks"})


def pytest_configure() -> None:
    """Files of tests lie in memory where the system has room for them there: they are written by the thousand,
    each to the disk and not only to its cache, and no test pulls the plug of the machine."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest goes first, so that all workers come to their end together."""
    items.sort(key=lambda item: item.path.parent.name not in LONG)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end; to look through it for garbage again and again takes
    a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest schema, to copy from."""
    file = tmp_path_factory.mktemp("schema") / "empty.db"
    asyncio.run(migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture
async def house(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    talks = Talks(tmp_path, migrated)
    await talks.open()
    yield talks
    await talks.close()
    _silent_in_shared_places(talks)
    _silent_on_disk(tmp_path)


def _silent_in_shared_places(talks: Talks) -> None:
    for said in talks.stage.lines:
        if said.kind in {"post", "notice", "removed"}:
            assert CANARY not in said.text, f"the canary sang in {said.place}"


def _silent_on_disk(folder: Path) -> None:
    for file in folder.glob("confer.db*"):
        assert CANARY.encode() not in file.read_bytes(), f"the canary sang in {file.name}"


@pytest.fixture(autouse=True)
def _no_canary_in_logs() -> Iterator[None]:
    """After every test: nothing of a sensitive fixture in any log.

    A handler of its own, for caplog forgets the call phase when teardown begins. aiosqlite is held at
    WARNING as in production: at DEBUG it prints bound parameters.
    """
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    for name in ("aiosqlite", "sqlalchemy", "nio", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.setLevel(level)
    root.removeHandler(handler)
    assert CANARY not in log.getvalue()

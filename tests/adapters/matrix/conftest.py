"""What the Matrix tests share: a store, Confer on a fresh account, and a nurse and a coordinator."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage import Store
from tests.adapters.matrix.partnership import new_store
from tests.adapters.matrix.scene import Scene, open_scene
from tests.synapse import Synapse, synapse

__all__ = ["synapse"]


@pytest_asyncio.fixture
async def store(tmp_path: Path, migrated: Path) -> AsyncIterator[Store]:
    opened = await new_store(tmp_path, migrated)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def scene(synapse: Synapse, store: Store, tmp_path: Path) -> AsyncIterator[Scene]:
    """Confer runs; the nurse, a teacher and the coordinator are in the seats' room with it."""
    opened = await open_scene(synapse, store, tmp_path)
    yield opened
    await opened.close()


@pytest.fixture(autouse=True)
def _quiet() -> None:
    """Held at WARNING as bot.running.logs does; peewee prints what it stores at DEBUG."""
    logging.getLogger("peewee").setLevel(logging.WARNING)

"""What the Matrix tests share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage import Store
from tests.adapters.matrix.partnership import empty_store, new_store
from tests.synapse import synapse

__all__ = ["synapse"]


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows, to be copied."""
    return asyncio.run(empty_store(tmp_path_factory.mktemp("empty")))


@pytest_asyncio.fixture
async def store(tmp_path: Path, empty: Path) -> AsyncIterator[Store]:
    opened = await new_store(tmp_path, empty)
    yield opened
    await opened.close()

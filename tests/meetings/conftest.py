"""A house of the full profile, beside the light one of every test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.page.scene import Scene, open_scene
from tests.house import Talks


@pytest.fixture
async def full(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    talks = Talks(tmp_path, migrated, profile="full")
    await talks.open()
    yield talks
    await talks.close()


@pytest.fixture
async def paged(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    """A house whose pages are reached at an address of its own."""
    talks = Talks(tmp_path, migrated, public_url="https://confer.example")
    await talks.open()
    yield talks
    await talks.close()


@pytest.fixture
async def scene(paged: Talks) -> AsyncIterator[Scene]:
    """Its pages, really served."""
    async with open_scene(paged) as opened:
        yield opened

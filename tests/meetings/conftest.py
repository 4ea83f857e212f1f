"""A house of the full profile, beside the light one of every test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import Talks


@pytest.fixture
async def full(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    talks = Talks(tmp_path, migrated, profile="full")
    await talks.open()
    yield talks
    await talks.close()

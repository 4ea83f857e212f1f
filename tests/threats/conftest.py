"""Confer's pages over the house of the test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.page.scene import Scene, open_scene
from tests.house import Talks


@pytest.fixture
async def scene(house: Talks) -> AsyncIterator[Scene]:
    async with open_scene(house) as opened:
        yield opened

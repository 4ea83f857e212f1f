"""A scene in each of Slack's two ways of calling an app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.slack.scene import MODES, Scene, open_scene


@pytest.fixture(params=MODES)
async def scene(
    request: pytest.FixtureRequest, tmp_path: Path, migrated: Path
) -> AsyncIterator[Scene]:
    async with open_scene(tmp_path, migrated, request.param) as opened:
        yield opened

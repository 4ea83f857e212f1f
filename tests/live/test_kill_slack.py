"""Confer on Slack is killed again and again while it is talked to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.adapters.slack.people import until
from tests.adapters.slack.scene import Scene, open_scene
from tests.live.test_kill import born

pytestmark = [pytest.mark.live, pytest.mark.timeout(300)]

COMMANDS = 200
KILLS = 20
ROUND = ("/case list", "/my settings", "/agency map")


def _answers(scene: Scene) -> list[str]:
    nurse = scene.people["nurse"]
    return [m.text for m in scene.slack.messages(nurse.direct) if m.user_id != nurse.id]


async def test_twenty_kills_lose_and_double_nothing(  # noqa: PLR0915 - one story
    tmp_path: Path, migrated: Path
) -> None:
    """Slack sends an event again until it is acknowledged; a double is found by the parcel's id."""
    async with open_scene(tmp_path, migrated) as scene:
        nurse = scene.people["nurse"]
        for count, command in enumerate(ROUND, start=1):
            await nurse.writes(command)
            await until(lambda known=count: len(_answers(scene)) == known, "an answer")
        expected = _answers(scene)
        assert len(set(expected)) == len(ROUND)
        await scene.ends()
        scene.slack.core.retry_after_s = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0)
        parent = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.live.one_confer_slack",
            str(tmp_path),
            scene.slack.base_url,
            scene.seats.id,
            str(scene.port),
            stdin=PIPE,
            stdout=PIPE,
            cwd=Path(__file__).parents[2],
        )
        try:
            pid = await born(parent)

            async def types() -> None:
                for n in range(COMMANDS):
                    assert (await nurse.writes(ROUND[n % len(ROUND)])).acked

            typing = asyncio.create_task(types())
            for kill in range(1, KILLS + 1):
                reached = len(ROUND) + kill * COMMANDS // (KILLS + 5)
                await until(lambda known=reached: len(_answers(scene)) >= known, "answers", 60)
                os.kill(pid, signal.SIGKILL)
                pid = await born(parent)
            await typing
            await until(lambda: len(_answers(scene)) >= COMMANDS + len(ROUND), "all answers", 60)
            await asyncio.sleep(0.5)
            told = _answers(scene)[len(ROUND) :]
            assert told == [expected[n % len(ROUND)] for n in range(COMMANDS)]
        finally:
            parent.kill()
            await parent.wait()

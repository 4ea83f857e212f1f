"""Confer is killed again and again while it is talked to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from functools import partial
from pathlib import Path

import pytest

from tests.adapters.matrix.scene import Scene

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]

COMMANDS = 200
KILLS = 20
ROUND = ("!case list", "!my settings", "!agency map")


async def nursery(scene: Scene) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.live.one_confer",
        str(scene.folder),
        scene.synapse.url,
        scene.seats,
        stdin=PIPE,
        stdout=PIPE,
        cwd=Path(__file__).parents[2],
    )


async def born(nursery: Process) -> int:
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(b"\n")
    await nursery.stdin.drain()
    return int(await nursery.stdout.readline())


async def fingerprints(scene: Scene, room: str) -> list[str]:
    """How each command of the round is answered; they differ, so an answer too many or too few is seen."""
    found: list[str] = []
    for command in ROUND:
        await scene.nurse.say(room, command)
        said = await scene.nurse.hears("", room=room)
        found.append(said.body)
    assert len(set(found)) == len(ROUND)
    return found


async def test_twenty_kills_during_two_hundred_commands_lose_and_double_nothing(
    scene: Scene,
) -> None:
    nurse = scene.nurse
    room = await scene.direct(nurse)
    expected = await fingerprints(scene, room)
    await scene.stops()
    parent = await nursery(scene)
    try:
        pid = await born(parent)

        async def types() -> None:
            for n in range(COMMANDS):
                await nurse.say(room, ROUND[n % len(ROUND)])

        typing = asyncio.create_task(types())
        for kill in range(1, KILLS + 1):
            reached = kill * COMMANDS // (KILLS + 5)
            await nurse.until(partial(nurse.has_read, reached))
            os.kill(pid, signal.SIGKILL)
            pid = await born(parent)
        await typing
        await nurse.until(lambda: len(nurse.read) >= COMMANDS)
        await nurse.say(room, "!case list")
        await nurse.until(lambda: len(nurse.read) > COMMANDS)

        told = [e.body for e in nurse.read][:COMMANDS]
        assert told == [expected[n % len(ROUND)] for n in range(COMMANDS)]
        assert len(nurse.read) == COMMANDS + 1
    finally:
        parent.kill()
        await parent.wait()

"""Slack: how soon a command is acknowledged and answered, beside a bare bolt app and the console."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from storage import migrate
from storage.engine import open_engine
from tests.adapters.slack.scene import Scene, open_scene
from tests.bench.cases import _talks, _work
from tests.slack_fake import Answer
from tests.slack_fake.stage import open_stage
from tests.slack_fake.workspace import Mode

MODES: tuple[Mode, ...] = ("http", "socket")
RUNS = 200
FLIGHT = 500


@dataclass(frozen=True)
class Acks:
    """Milliseconds. `bare`: a bolt app whose command does nothing. `durable`: one bare transaction."""

    p50: float
    p99: float
    bare: float
    bare_p99: float
    durable: float


async def acks(folder: Path, mode: Mode) -> Acks:
    """A command that is kept before it is acknowledged, and one that is not kept at all."""
    place = folder / f"acks-{mode}"
    place.mkdir()
    empty = place / "empty.db"
    await migrate(f"sqlite:///{empty}")
    async with open_scene(place, empty, mode) as scene:
        nurse = scene.people["nurse"]
        ours = await _latencies(lambda: nurse.types("/confer help"))
    async with open_stage(mode) as stage:

        async def nothing(ack: Callable[[], Awaitable[object]]) -> None:
            await ack()

        stage.bolt.command("/confer")(nothing)
        bare = await _latencies(lambda: stage.slack.slash(stage.ada, stage.room, "/confer", "help"))
    durable = await _durable(place)
    return Acks(_p(ours, 50), _p(ours, 99), _p(bare, 50), _p(bare, 99), durable)


async def _latencies(act: Callable[[], Awaitable[Answer]]) -> list[float]:
    found: list[float] = []
    for number in range(RUNS + 10):
        answer = await act()
        assert answer.acked
        if number >= 10:
            found.append(answer.latency_s * 1000)
        await asyncio.sleep(0.03)  # the work after the acknowledgement has its own figure
    return found


def _p(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


async def _durable(place: Path) -> float:
    """One row in one transaction through the same driver: what keeping something costs at least."""
    engine = open_engine(f"sqlite:///{place / 'floor.db'}")
    async with engine.begin() as connection:
        await connection.execute(text("create table floor (id integer primary key, body text)"))
    took: list[float] = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        async with engine.begin() as connection:
            await connection.execute(text("insert into floor (body) values ('x')"))
        took.append((time.perf_counter() - begun) * 1000)
    await engine.dispose()
    return statistics.median(took)


async def in_flight_ms(folder: Path) -> float:
    """The slowest acknowledgement of many commands at once."""
    place = folder / "flight"
    place.mkdir()
    await migrate(f"sqlite:///{place / 'empty.db'}")
    async with open_scene(place, place / "empty.db", "socket") as scene:
        nurse = scene.people["nurse"]
        found = await asyncio.gather(*(nurse.types("/confer help") for _ in range(FLIGHT)))
    assert all(one.acked for one in found)
    return max(one.latency_s for one in found) * 1000


async def command_ms(folder: Path) -> tuple[float, float]:
    """From a command to its private answer; and the same on the console, with two calls of the Web API."""
    place = folder / "command"
    place.mkdir()
    await migrate(f"sqlite:///{place / 'empty.db'}")
    async with open_scene(place, place / "empty.db", "http") as scene:
        took = await _answers(scene)
        calls = await _calls(scene)
    talks = await _talks(folder / "console")
    plain: list[float] = []
    for number in range(RUNS):
        begun = time.perf_counter()
        await _work(talks, "nurse", "/case list", f"l{number}")
        plain.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.03)
    await talks.close()
    return took, statistics.median(plain) + 2 * calls


async def _answers(scene: Scene) -> float:
    nurse = scene.people["nurse"]
    took: list[float] = []
    for _ in range(RUNS):
        before = len(scene.slack.calls("response_url"))
        begun = time.perf_counter()
        await nurse.types("/case list")
        await scene.slack.until(lambda known=before: len(scene.slack.calls("response_url")) > known)
        took.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.03)  # that it was said is noted after the reply
    return statistics.median(took)


async def _calls(scene: Scene) -> float:
    """One call of the Web API by the adapter's own client."""
    assert scene.platform is not None
    api = scene.platform.api
    took: list[float] = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        await api.call("auth.test")
        took.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.03)
    return statistics.median(took)

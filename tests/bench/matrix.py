"""A command and its answer in an encrypted room of a real Synapse, beside two bare messages."""

from __future__ import annotations

import shutil
import statistics
import time
from pathlib import Path

from storage import migrate, open_store
from tests.adapters.matrix.partnership import KEYS, url_of
from tests.adapters.matrix.scene import Scene, open_scene
from tests.adapters.matrix.somebody import Somebody
from tests.synapse import running

RUNS = 40
LONG_POLL_MS = 10_000


async def roundtrip_ms(folder: Path) -> tuple[float, float]:
    """Milliseconds from a typed command to its answer, and of a bare message there and one back."""
    (folder / "server").mkdir()
    (folder / "confer").mkdir()
    empty = folder / "empty.db"
    await migrate(f"sqlite:///{empty}")
    shutil.copy(empty, folder / "confer" / "confer.db")
    store = await open_store(url_of(folder / "confer"), KEYS)
    with running(folder / "server") as server:
        scene = await open_scene(server, store, folder)
        room = await scene.direct(scene.nurse)
        took = await _commands(scene, room)
        bare = await _bare(scene.nurse, await scene.comes("coordinator"))
        await scene.close()
    await store.close()
    return took * 1000, bare * 1000


async def _commands(scene: Scene, room: str) -> float:
    took: list[float] = []
    for number in range(RUNS + 5):
        begun = time.perf_counter()
        await scene.nurse.say(room, "!confer help topic:guest")
        await _reads(scene.nurse, "/guest invite")
        if number >= 5:
            took.append(time.perf_counter() - begun)
    return statistics.median(took)


async def _bare(one: Somebody, other: Somebody) -> float:
    """The same way without Confer: a message, a sync that wakes, a message back, a sync that wakes."""
    room = await one.opens(other.account, encrypted=False)
    await other.until(lambda: room in other.client.rooms)
    took: list[float] = []
    for number in range(RUNS + 5):
        begun = time.perf_counter()
        await one.say(room, f"there {number}")
        await _reads(other, f"there {number}")
        await other.say(room, f"back {number}")
        await _reads(one, f"back {number}")
        if number >= 5:
            took.append(time.perf_counter() - begun)
    return statistics.median(took)


async def _reads(somebody: Somebody, words: str) -> None:
    while True:
        for event in list(somebody.read):
            somebody.read.remove(event)
            if words in event.body:
                return
        await somebody.turn(LONG_POLL_MS)

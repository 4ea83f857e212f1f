"""Of several programs one leads at a time, and another where that one is frozen."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.machines.programs import nursery, put

pytestmark = [pytest.mark.postgres, pytest.mark.live, pytest.mark.timeout(300)]

MOVES_WITHIN_S = 15.0


def _led(folder: Path) -> list[tuple[int, float]]:
    file = folder / "led"
    rows = file.read_text("utf-8").splitlines() if file.exists() else []
    return [(int(pid), float(moment)) for pid, moment in map(str.split, rows)]


def _one_at_a_time(led: list[tuple[int, float]]) -> None:
    """Whoever led and was followed by another never leads again in between."""
    spans: dict[int, tuple[float, float]] = {}
    for pid, moment in led:
        first, _ = spans.get(pid, (moment, moment))
        spans[pid] = first, moment
    ordered = sorted(spans.values())
    for (_, ended), (begun, _) in pairwise(ordered):
        assert ended <= begun, "two programs led at once"


async def test_another_leads_within_seconds_and_never_beside_one_that_was_frozen(
    url: str, tmp_path: Path
) -> None:
    await put(url, 1)
    async with nursery(url, tmp_path) as made:
        for _ in range(2):
            await made.born()
        leader = await _leader(tmp_path, other_than=0, within_s=20)
        async with made.frozen(leader):
            frozen = time.monotonic()
            await _leader(tmp_path, other_than=leader, within_s=MOVES_WITHIN_S)
        await asyncio.sleep(4)
        # One line at most leaves before it looks at its clock.
        woken = [moment for pid, moment in _led(tmp_path) if pid == leader and moment > frozen]
        assert len(woken) <= 1
    _one_at_a_time([row for row in _led(tmp_path) if row[0] != leader])


async def _leader(folder: Path, *, other_than: int, within_s: float) -> int:
    """Who led within the last half second, once it is somebody else."""
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        rows = _led(folder)
        if rows and rows[-1][0] != other_than and time.monotonic() - rows[-1][1] < 0.5:
            return rows[-1][0]
        await asyncio.sleep(0.1)
    raise AssertionError("nobody leads")

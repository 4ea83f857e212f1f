"""Medians of repeated runs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable, Sequence


async def median_s(run: Callable[[], Awaitable[object]], times: int, warm: int = 3) -> float:
    """Seconds of one run, the median of many after a few to warm up."""
    for _ in range(warm):
        await run()
    took: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        await run()
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


async def medians_s(
    runs: Sequence[Callable[[], Awaitable[object]]], times: int, warm: int = 3
) -> list[float]:
    """The same for each of several, in turns, so that what else the machine does meets all of them alike."""
    took: list[list[float]] = [[] for _ in runs]
    for turn in range(warm + times):
        for mine, run in zip(took, runs, strict=True):
            begun = time.perf_counter()
            await run()
            if turn >= warm:
                mine.append(time.perf_counter() - begun)
    return [statistics.median(mine) for mine in took]

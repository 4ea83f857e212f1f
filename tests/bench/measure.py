"""Medians of repeated runs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable


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

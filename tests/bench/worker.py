"""One of several that work off what is due: `python -m tests.bench.worker URL`, then a line to begin."""

from __future__ import annotations

import asyncio
import sys

from bot.house.serving import WallClock
from tests.bench.nudges import work_off
from tests.machines.due import Null, opened


async def _works(url: str) -> None:
    null = Null()
    house = await opened(url, WallClock(), null)
    async with house.house.unit() as unit:
        await unit.people.directory()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    await work_off(house)
    sys.stdout.write(f"{len(null.told)}\n")
    sys.stdout.flush()
    await house.close()


if __name__ == "__main__":
    asyncio.run(_works(sys.argv[1]))

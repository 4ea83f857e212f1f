"""A process that starts Confers on Slack to be killed, as one_confer.py does for Matrix.

Run by test_kill_slack.py as `python -m tests.live.one_confer_slack FOLDER API SEATS PORT`.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import os
import signal
import sys
from pathlib import Path

from starlette.applications import Starlette

from adapters.console import cast
from adapters.page.serve import serve
from adapters.slack.address import Address
from adapters.slack.platform import Connection, SlackPlatform
from bot.house import open_house
from bot.house.serving import WallClock
from bot.ports import Platform
from tests.house import KEYS

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)


async def confer(folder: Path, api: str, seats: str, port: int) -> None:
    platforms: dict[str, Platform] = {}
    opened = await open_house(
        f"sqlite:///{folder / 'confer.db'}",
        KEYS,
        partnership=cast.partnership(),
        clock=WallClock(),
        platforms=platforms,
    )
    house = opened.unlimited().house  # the test types faster than anybody
    connection = Connection(seats=(Address(seats),), api_url=api, socket=False)
    platform = SlackPlatform(connection, house.unit, house.clock, house.partnership)
    platforms["slack"] = platform
    await platform.prepare(house)
    app = Starlette(routes=platform.routes())
    async with asyncio.TaskGroup() as group:
        group.create_task(platform.run())
        group.create_task(serve(app, host="127.0.0.1", port=port, behind_proxy=False))


def main() -> None:
    folder, api, seats, port = sys.argv[1:]
    logging.basicConfig(level=logging.WARNING)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            # Where the tests are broken off, nothing of them lives on.
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            asyncio.run(confer(Path(folder), api, seats, int(port)))
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

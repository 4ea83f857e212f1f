"""A process that starts programs on a shared PostgreSQL, to be killed.

Run by test_killed_programs.py as `python -m tests.machines.one_program URL FOLDER`. What it says goes to
FOLDER/said, one key a line; while it leads it writes its pid and a moment to FOLDER/led; its clock is ahead by
as many seconds as FOLDER/ahead says.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from adapters.console import cast
from adapters.console.stage import NAME, Stage
from bot import dispatch, lease
from bot.errors import StoreTrouble
from bot.house import open_house
from bot.people import Person
from bot.ports import Telling
from tests.house import KEYS

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)


class Ahead:
    """The machine's clock, and how far the test says it is ahead."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._file.read_text("utf-8")))


class Written(Stage):
    """Appends each parcel's id to a file in one write, so that no kill leaves half a line."""

    def __init__(self, clock: Ahead, folder: Path) -> None:
        super().__init__(clock, language="en", zone=cast.ZONE)
        self._said = os.open(folder / "said", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        del person, telling
        os.write(self._said, f"{key}\n".encode())
        await asyncio.sleep(0.001)
        return str(key)


async def leads(folder: Path) -> None:
    out = os.open(folder / "led", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    while True:
        os.write(out, f"{os.getpid()} {time.monotonic()}\n".encode())
        await asyncio.sleep(0.1)


async def works(url: str, folder: Path) -> None:
    clock = Ahead(folder / "ahead")
    opened = await open_house(
        url,
        KEYS,
        partnership=cast.partnership(),
        clock=clock,
        platforms={NAME: Written(clock, folder)},
    )
    leading = asyncio.ensure_future(lease.led(opened.house, "test", lambda: leads(folder)))
    while not leading.done():
        try:
            while await dispatch.remind(opened.house) or await dispatch.deliver(opened.house, NAME):
                pass
        except StoreTrouble:
            pass  # it is tried again, as a sweep is
        await asyncio.sleep(0.05)
    leading.result()


def main() -> None:
    """A parent that starts one program for each line it reads, and says its process id."""
    url, folder = sys.argv[1], Path(sys.argv[2])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            # Where the tests are broken off, nothing of them lives on.
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            asyncio.run(works(url, folder))
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""A process that starts programs on a shared PostgreSQL, to be killed, frozen and cut off.

Run by test_faults.py and test_killed_programs.py as `python -m tests.machines.one_program FOLDER`; each line it
reads is the address of the database for one more program. What a program says goes to FOLDER/said, a parcel's
key and its own pid a line; while it leads it writes pid and moment to FOLDER/led; its clock is ahead by as many
seconds as FOLDER/ahead says.
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

from bot import dispatch
from bot.errors import StoreTrouble
from bot.people import Person
from bot.ports import Telling
from bot.rounds import lease
from tests.machines.due import Null, opened

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)


class Ahead:
    """The machine's clock, and how far the test says it is ahead."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._file.read_text("utf-8")))


class Written(Null):
    """Appends each parcel's id to a file in one write, so that no kill leaves half a line."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._said = os.open(folder / "said", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        os.write(self._said, f"{key} {os.getpid()}\n".encode())
        await asyncio.sleep(0.001)  # as a network takes a moment
        return await super().tell(person, telling, key=key)


async def leads(folder: Path) -> None:
    out = os.open(folder / "led", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    while True:
        os.write(out, f"{os.getpid()} {time.monotonic()}\n".encode())
        await asyncio.sleep(0.1)


async def works(url: str, folder: Path) -> None:
    platform = Written(folder)
    house = (await opened(url, Ahead(folder / "ahead"), platform)).house
    leading = asyncio.ensure_future(lease.led(house, "test", lambda: leads(folder)))
    while not leading.done():
        try:
            while await dispatch.remind(house) or await dispatch.deliver(house, platform.name):
                pass
        except StoreTrouble:
            pass  # it is tried again, as a sweep is
        await asyncio.sleep(0.05)
    leading.result()


def main() -> None:
    """Says the process id of each."""
    folder = Path(sys.argv[1])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            # Where the tests are broken off, nothing of them lives on.
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            asyncio.run(works(line.strip(), folder))
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

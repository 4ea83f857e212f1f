"""Programs on a shared PostgreSQL, as a test handles them: born, killed, frozen, cut off; and their words."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters.console.play import MovedClock
from tests.machines.due import PEOPLE, Null, opened, put_due, seat_people


@dataclass
class Nursery:
    """Starts programs, and reads what all of them said."""

    folder: Path
    url: str
    parent: Process

    async def born(self, url: str | None = None) -> int:
        assert self.parent.stdin is not None
        assert self.parent.stdout is not None
        self.parent.stdin.write(f"{url or self.url}\n".encode())
        await self.parent.stdin.drain()
        return int(await self.parent.stdout.readline())

    def lines(self) -> list[tuple[str, int]]:
        """Key and pid of each word, in order."""
        file = self.folder / "said"
        rows = file.read_text("utf-8").splitlines() if file.exists() else []
        return [(key, int(pid)) for key, pid in map(str.split, rows)]

    def said(self) -> Counter[str]:
        return Counter(key for key, _pid in self.lines())

    def ahead(self, seconds: float) -> None:
        """Move the programs' clock; in one step, for it may be read at any moment."""
        (self.folder / "next").write_text(str(seconds), "utf-8")
        (self.folder / "next").rename(self.folder / "ahead")

    async def until_said(self, count: int, within_s: float) -> None:
        """Of different keys."""
        ends = time.monotonic() + within_s
        while (known := len(self.said())) < count:
            assert time.monotonic() < ends, f"{known} of {count} were said in time"
            await asyncio.sleep(0.1)

    async def settled(self) -> None:
        """Until nothing more is said for a moment."""
        known = -1
        while known < len(self.lines()):  # a file tells nobody
            known = len(self.lines())
            await asyncio.sleep(1)

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)

    @asynccontextmanager
    async def frozen(self, pid: int) -> AsyncGenerator[None]:
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def nursery(url: str, folder: Path) -> AsyncGenerator[Nursery]:
    """Ends all that it gave birth to with itself."""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.machines.one_program", str(folder)),
        stdin=PIPE,
        stdout=PIPE,
        cwd=Path(__file__).parents[2],
    )
    made = Nursery(folder, url, parent)
    made.ahead(0)
    try:
        yield made
    finally:
        parent.kill()
        await parent.wait()


async def put(url: str, count: int) -> None:
    """So many rungs that are due now, each for one person alone."""
    house = await opened(url, MovedClock(datetime.now(UTC)), Null())
    await seat_people(house)
    await put_due(house, count, steps=min(count, len(PEOPLE)))
    await house.close()


class Line:
    """A wire between a program and its database, which can be cut. What is on it then comes late, or never."""

    def __init__(self) -> None:
        self._whole = asyncio.Event()
        self._whole.set()
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()

    async def open(self, port: int) -> int:
        """To this port of this machine; gives its own."""

        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there, here = await asyncio.open_connection("127.0.0.1", port)
            self._ends |= {writer, here}
            await asyncio.gather(self._carry(reader, here), self._carry(there, writer))

        self._server = await asyncio.start_server(meet, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                await self._whole.wait()
                writer.write(data)
                await writer.drain()
            writer.close()

    def cut(self) -> None:
        """Nothing passes, and nobody is told: the worst way in which a network breaks."""
        self._whole.clear()

    def mend(self) -> None:
        self._whole.set()

    async def close(self) -> None:
        self.mend()
        if self._server is not None:
            self._server.close()
        for end in self._ends:
            end.close()

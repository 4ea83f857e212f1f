"""A wire before the server of the test session, on which what the server says can be kept waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Line:
    """`waits`: the server said something that its client has not read."""

    spoke: asyncio.Event = field(default_factory=asyncio.Event)
    waits: asyncio.Event = field(default_factory=asyncio.Event)


class Wire:
    def __init__(self, host: str, port: int) -> None:
        self.url = ""
        self._there = (host, port)
        self._lines: list[Line] = []
        self._held = False
        self._breaks = False

    def holds_back(self) -> int:
        """What the server says arrives once its client has spoken again; on how many lines."""
        self._held = True
        for line in self._lines:
            line.spoke.clear()
        return len(self._lines)

    async def unread(self) -> None:
        """The server has spoken on every line, and nobody read it."""
        await asyncio.gather(*(line.waits.wait() for line in self._lines))

    def breaks(self) -> None:
        """A line breaks where a transaction is to begin on it, a new one as well."""
        self._breaks = True

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_connection(*self._there)
        line = Line()
        self._lines.append(line)
        await asyncio.gather(self._up(line, reader, here), self._down(line, there, writer))

    async def _up(
        self, line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                line.spoke.set()
                if self._breaks and b"BEGIN" in data:
                    break
                writer.write(data)
        writer.close()

    async def _down(
        self, line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if self._held:
                    line.waits.set()
                    await line.spoke.wait()
                writer.write(data)
        writer.close()


@asynccontextmanager
async def wired(url: str) -> AsyncGenerator[Wire]:
    """Before the server of `url`; the wire's own address is in `url` of what is given."""
    parts = urlsplit(url)
    wire = Wire(str(parts.hostname), int(str(parts.port)))
    server = await asyncio.start_server(wire.meet, "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    wire.url = url.replace(f":{parts.port}/", f":{port}/")
    async with server:
        yield wire

"""Reading what a browser sends in: one kind of body, so long at most, and a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.conversation import line

# Two fields of the longest text that a page lets type, percent-encoded, fit several times: a browser never
# meets this end, and whoever does is not a person at our page.
MOST_BODY: Final = 1_000_000
MOST_AT_ONCE: Final = 16  # bodies being read
READ_S: Final = 30.0
FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 50


class TooLong(Exception):
    """More than a page takes."""


class NoForm(Exception):
    """A body that no form of ours sends."""


class Unclear(Exception):
    """A form that is broken, or not in UTF-8."""


class Bodies:
    """Reads forms; while many are being read at once, the next ones wait."""

    def __init__(self, read_s: float = READ_S) -> None:
        self._read_s = read_s
        self._room = asyncio.Semaphore(MOST_AT_ONCE)

    async def read(self, request: Request) -> Mapping[str, str]:
        """The fields, lines ended by \\n alone. Raises TooLong, NoForm, Unclear, TimeoutError."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != FORM:
            raise NoForm
        said = request.headers.get("content-length", "")
        if said.isdecimal() and int(said[:12]) > MOST_BODY:
            raise TooLong
        async with asyncio.timeout(self._read_s), self._room:
            return _fields(await _bytes(request))


async def _bytes(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            raise TooLong
    return bytes(body)


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise Unclear from None  # its message quotes what was typed
    return {line.clean(name): _text(typed) for name, typed in pairs}


def _text(typed: str) -> str:
    """As the core keeps it: browsers end a line with two characters."""
    return line.clean(typed.replace("\r\n", "\n").replace("\r", "\n"))

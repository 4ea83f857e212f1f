"""The ways in by HTTP, as whoever writes the bytes by hand sees them: nothing opens, nothing stays held."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette

from adapters import watch
from adapters.page import app
from adapters.page.serve import listen, serve_at
from bot.errors import StoreTrouble
from bot.ports import Backlog
from tests.adapters.page.scene import Scene
from tests.house import CANARY, Talks

EVIL: Final = "evil.example"
FORM: Final = "Content-Type: application/x-www-form-urlencoded"
PIECES: Final = f"{FORM}\r\nTransfer-Encoding: chunked"


@asynccontextmanager
async def served(app: Starlette, arrives_s: float = 40) -> AsyncGenerator[str]:
    here = listen("127.0.0.1", 0)
    serving = asyncio.ensure_future(serve_at(here, app, arrives_s=arrives_s))
    try:
        yield f"http://127.0.0.1:{here.getsockname()[1]}"
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def said(here: str, *parts: bytes, every_s: float = 0) -> bytes:
    """All that is answered until the other side hangs up, or has been silent for a while.

    Raises TimeoutError where it neither answers nor hangs up.
    """
    parsed, answer = urlsplit(here), b""
    reader, writer = await asyncio.open_connection(parsed.hostname, parsed.port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(every_s)
        async with asyncio.timeout(2):
            while more := await reader.read(65_536):
                answer += more
    except ConnectionError:
        pass
    except TimeoutError:
        if not answer:
            raise
    finally:
        writer.close()
    return answer


def head(line: str, *headers: str) -> bytes:
    return "\r\n".join([f"{line} HTTP/1.1", *headers, "", ""]).encode()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


# --- paths, methods, hosts ---

PATHS: Final = (
    ("GET /p/{token}/", 404),
    ("GET //p/{token}", 404),
    ("GET /p/%2e%2e/p/{token}", 404),
    ("GET /p/x/../{token}", 404),
    ("GET /p/{token}%00", 404),
    ("GET /p/{token};a", 404),
    ("GET /p/{token}%0d%0aSet-Cookie:a", 404),
    ("GET /feed/{token}.ics/", 404),
    ("GET /p", 404),
    ("GET /healthz", 404),
    ("OPTIONS *", 404),
    ("TRACE /p/{token}", 405),
    ("DELETE /p/{token}", 405),
    ("get /p/{token}", 400),
    ("FOO /p/{token}", 400),
    ("CONNECT evil.example:443", 400),
    ("PRI * HTTP/2.0", 400),
)


@pytest.mark.parametrize(("line", "expected"), PATHS)
async def test_a_path_or_a_method_of_ones_own_opens_nothing_and_names_no_host(
    scene: Scene, line: str, expected: int
) -> None:
    url = await scene.link_showing(CANARY)
    asked = head(line.format(token=url.rpartition("/")[2]), f"Host: {EVIL}", "Content-Length: 0")
    answer = await said(scene.here, asked + head("GET /x", "Host: x", "Connection: close"))

    assert status(answer) == expected
    assert _words(answer) == []
    assert CANARY in (await scene.posts(url, {})).body  # and the link is still good


def _words(answer: bytes) -> Sequence[str]:
    """What no answer may hold."""
    text = answer.decode().lower()
    return [one for one in (CANARY, EVIL, "\nlocation:", "set-cookie") if one in text]


async def test_another_method_in_a_header_and_another_host_change_nothing(scene: Scene) -> None:
    url = await scene.link_showing(CANARY)
    answer = await said(
        scene.here,
        head(
            f"GET /p/{url.rpartition('/')[2]}",
            f"Host: {EVIL}",
            "X-HTTP-Method-Override: POST",
            f"X-Forwarded-Host: {EVIL}",
            "X-Original-URL: /metrics",
            "Connection: close",
        ),
    )
    assert status(answer) == 200
    assert _words(answer) == []


# --- bodies ---

LENGTHS: Final = (
    "Content-Length: 3\r\nContent-Length: 4",
    "Content-Length: 3\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 3",
    "Transfer-Encoding: chunked, gzip",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "Content-Length: -1",
    "Content-Length: +3",
    "Content-Length: 3, 4",
    "Content-Length: 99999999999999999999",
)


@pytest.mark.parametrize("length", LENGTHS)
async def test_a_body_of_two_lengths_is_one_refusal_and_what_is_hidden_behind_it_is_not_heard(
    scene: Scene, length: str
) -> None:
    url = await scene.link_showing(CANARY)
    hidden = head(f"POST /p/{url.rpartition('/')[2]}", "Host: x", FORM, "Content-Length: 0")
    answer = await said(
        scene.here, head("POST /p/x", "Host: x", FORM, length) + b"0\r\n\r\n" + hidden
    )

    assert status(answer) == 400
    assert answer.count(b"HTTP/1.1") == 1
    assert CANARY in (await scene.posts(url, {})).body


ENDLESS: Final = (
    ("a head", head("GET /x", "Host: x")[:-2] + b"X-Long: ", b"x"),
    ("a line", b"GET /", b"x"),
    ("many headers", head("GET /x", "Host: x")[:-2], b"a:b\r\n"),
    ("a trailer", head("POST /p/x", "Host: x", PIECES) + b"0\r\nX-Long: ", b"x"),
    ("many trailers", head("POST /p/x", "Host: x", PIECES) + b"0\r\n", b"a:b\r\n"),
    ("a note to a piece", head("POST /p/x", "Host: x", PIECES) + b"1;", b"x"),
    ("pieces", head("POST /p/x", "Host: x", PIECES), b"1;aaaaaaaaaaaaaaaaaaaa\r\nx\r\n"),
)


@pytest.mark.parametrize(("what", "begin", "more"), ENDLESS, ids=[one[0] for one in ENDLESS])
async def test_what_does_not_end_is_cut_off_before_it_fills_the_memory(
    scene: Scene, what: str, begin: bytes, more: bytes
) -> None:
    answer = await said(scene.here, begin, *[more * (8_192 // len(more))] * 40, every_s=0.001)
    assert answer == b"" or status(answer) == 400, what
    assert (await scene.opens(await scene.link())).status == 200


async def test_a_body_in_the_smallest_pieces_is_taken(scene: Scene) -> None:
    url = await scene.link()
    typed = b"detail=" + b"x" * 2_000
    pieces = b"".join(b"1\r\n%c\r\n" % letter for letter in typed) + b"0\r\n\r\n"
    asked = head(f"POST /p/{url.rpartition('/')[2]}", "Host: x", PIECES, "Connection: close")
    assert status(await said(scene.here, asked, pieces[:100], pieces[100:], every_s=0.1)) == 200


# --- slowly ---

SLOW: Final = (
    ("nothing", b""),
    ("a head", b"GET /p/x HTTP/1.1\r\nHost: x\r\nX-Slow: "),
    ("empty lines", b"\r\n"),
    ("a body", head("POST /p/x", "Host: x", FORM, "Content-Length: 1000")),
    ("a body that nobody reads", head("GET /p/x", "Host: x", "Content-Length: 1000")),
    ("pieces", head("POST /p/x", "Host: x", PIECES) + b"3e8\r\n"),
    ("a second request", head("GET /p/x", "Host: x") + b"GET /p/x HTTP/1.1\r\nX-Slow: "),
)


@pytest.mark.parametrize(("what", "begin"), SLOW, ids=[one[0] for one in SLOW])
async def test_who_sends_a_byte_now_and_then_keeps_no_place(
    scene: Scene, what: str, begin: bytes
) -> None:
    async with served(app(scene.pages), arrives_s=0.5) as here:
        parsed = urlsplit(here)
        reader, writer = await asyncio.open_connection(parsed.hostname, parsed.port)
        writer.write(begin)
        with pytest.raises((ConnectionError, EOFError)):
            for _ in range(40):
                await asyncio.sleep(0.1)
                if what != "nothing":
                    writer.write(b"\r\n" if what == "empty lines" else b"x")
                    await writer.drain()
                if reader.at_eof():
                    raise EOFError
        writer.close()


# --- the listener for whoever runs the machine ---


class Gone:
    """A database that does not answer."""

    async def look(self, now: datetime) -> Backlog:
        del now
        raise StoreTrouble


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("GET /healthz", 200),
        ("GET /healthz/", 404),
        ("GET /metrics/", 404),
        ("GET //metrics", 404),
        ("GET /healthz/../metrics", 404),
        ("GET /metrics%00", 404),
        ("POST /metrics", 405),
        ("DELETE /healthz", 405),
        ("TRACE /healthz", 405),
    ],
)
async def test_the_listener_of_the_machine_takes_in_nothing_and_repeats_nothing(
    house: Talks, line: str, expected: int
) -> None:
    async with served(watch.app(house.player.house, Gone())) as here:
        answer = await said(here, head(line, f"Host: {EVIL}", "Connection: close"))
    assert status(answer) == expected
    assert EVIL.encode() not in answer

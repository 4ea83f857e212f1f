"""The server itself: it ends when it is told to, and says plainly when it cannot begin."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket

import pytest
from aiohttp import ClientSession
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from adapters.page.serve import listen, serve, serve_at


async def _says_who(request: Request) -> PlainTextResponse:
    assert request.client is not None
    return PlainTextResponse(f"{request.client.host} {request.url.scheme}")


APP = Starlette(routes=[Route("/", _says_who)])
FORWARDED = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}


async def _says(here: socket.socket) -> str:
    port = here.getsockname()[1]
    async with (
        ClientSession() as browser,
        browser.get(f"http://127.0.0.1:{port}/", headers=FORWARDED) as answer,
    ):
        return await answer.text()


async def _ended(serving: asyncio.Task[None]) -> None:
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(serving, 5)


@pytest.mark.parametrize(
    ("behind_proxy", "said"), [(False, "127.0.0.1 http"), (True, "192.0.2.7 https")]
)
async def test_who_called_is_believed_of_a_proxy_only_where_there_is_one(
    behind_proxy: bool, said: str
) -> None:
    here = listen("127.0.0.1", 0)
    serving = asyncio.ensure_future(serve_at(here, APP, behind_proxy=behind_proxy))
    assert await _says(here) == said
    await _ended(serving)


async def test_it_ends_when_it_is_cancelled_and_frees_its_port() -> None:
    here = listen("127.0.0.1", 0)
    port = here.getsockname()[1]
    serving = asyncio.ensure_future(serve_at(here, APP))
    await _says(here)

    await _ended(serving)

    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_it_ends_even_before_it_began() -> None:
    serving = asyncio.ensure_future(serve_at(listen("127.0.0.1", 0), APP))
    await asyncio.sleep(0)
    await _ended(serving)


async def test_what_is_being_answered_is_answered_before_it_ends() -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_request: Request) -> PlainTextResponse:
        asked.set()
        await go_on.wait()
        return PlainTextResponse("done")

    here = listen("127.0.0.1", 0)
    serving = asyncio.ensure_future(serve_at(here, Starlette(routes=[Route("/", slowly)])))
    asking = asyncio.ensure_future(_says(here))
    await asked.wait()
    serving.cancel()
    await asyncio.sleep(0.2)
    go_on.set()

    assert await asking == "done"
    await _ended(serving)


async def test_a_port_that_is_taken_is_an_error_and_no_silent_end() -> None:
    here = listen("127.0.0.1", 0)
    with contextlib.closing(here), pytest.raises(OSError, match=r"[Aa]ddress"):
        await serve(APP, host="127.0.0.1", port=here.getsockname()[1])


async def test_signals_are_left_to_the_program() -> None:
    before = signal.getsignal(signal.SIGINT)
    here = listen("127.0.0.1", 0)
    serving = asyncio.ensure_future(serve_at(here, APP))
    await _says(here)
    assert signal.getsignal(signal.SIGINT) is before
    await _ended(serving)

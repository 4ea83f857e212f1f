"""Serving Confer's pages and whatever a platform is called at, by uvicorn."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Final, cast

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_STOP_S: Final = 5
_IDLE_S: Final = 10
_MOST_REQUESTS: Final = 200  # at the same moment
_MOST_HEAD: Final = (
    16_384  # bytes of a request's first line and headers, and of what follows its body
)
_ARRIVES_S: Final = 40.0  # a request is here within, or is not waited for; a form has 30 s of it
_AROUND: Final = 8  # bytes around each of a body, at most: one in a piece of its own has five
_TOO_LONG: Final = "The head of this request is too long."


async def serve(
    app: Starlette, *, host: str = "127.0.0.1", port: int, behind_proxy: bool = False
) -> None:
    """Until cancelled. No line is logged of any request: addresses of pages are secrets.

    `behind_proxy`: a proxy on this machine says who called. Raises OSError where the port is taken.
    """
    await serve_at(listen(host, port), app, behind_proxy=behind_proxy)


def listen(host: str, port: int) -> socket.socket:
    """Raises OSError; left to uvicorn, a port that is taken would end the whole program without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


async def serve_at(
    here: socket.socket,
    app: Starlette,
    *,
    behind_proxy: bool = False,
    arrives_s: float = _ARRIVES_S,
) -> None:
    """The same, at a socket that listens already and is closed in the end."""
    logging.getLogger("uvicorn.access").disabled = True  # whatever handlers somebody adds
    app.router.redirect_slashes = False  # it would lead to whatever host the asker names
    server = _Server(
        uvicorn.Config(
            app,
            http=_within(arrives_s),
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=behind_proxy,
            forwarded_allow_ips="127.0.0.1",
            lifespan="off",
            ws="none",
            limit_concurrency=_MOST_REQUESTS,
            timeout_keep_alive=_IDLE_S,
            timeout_graceful_shutdown=_STOP_S,
        )
    )
    task = asyncio.ensure_future(server.serve(sockets=[here]))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await task
        raise
    finally:
        here.close()


class _Bounded(HttpToolsProtocol):
    """A head may be so long and no longer, and names one host; httptools would take in one that never ends.

    So it is with what stands around the pieces of a body and behind it, and with the time a request takes to
    arrive: whoever sends a byte now and then would keep a place for ever.
    """

    arrives_s = _ARRIVES_S
    _late: asyncio.TimerHandle | None = None
    _in_head = True
    _heads = 0  # so many ended
    _head = 0  # bytes of this one, which came in pieces
    _body = 0  # bytes of a body that came at once
    _around = 0  # bytes since that were none of it

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._late is None:
            self._wait()
        within, before, self._body = self._in_head, self._heads, 0
        super().data_received(data)
        if self.transport.is_closing():
            return
        if within and self._heads == before:
            self._head += len(data)
        elif not within and not self._in_head:
            self._around = max(0, self._around + len(data) - self._body * (1 + _AROUND))
        if max(self._head, self._around) > _MOST_HEAD:
            self.send_400_response(_TOO_LONG)

    def on_headers_complete(self) -> None:
        self._in_head, self._heads, self._head = False, self._heads + 1, 0
        length = sum(len(name) + len(value) for name, value in self.headers)
        hosts = sum(name == b"host" for name, _value in self.headers)
        codings = [value for name, value in self.headers if name == b"transfer-encoding"]
        if length > _MOST_HEAD or hosts > 1 or codings not in ([], [b"chunked"]):
            raise ValueError  # httptools takes it for a broken request: 400
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_head, self._around = True, 0
        self._arrived()
        super().on_message_complete()

    def _wait(self) -> None:
        self._late = self.loop.call_later(self.arrives_s, self.transport.abort)

    def _arrived(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


def _within(s: float) -> type[HttpToolsProtocol]:
    class Bounded(_Bounded):
        arrives_s = s

    return Bounded


class _Server(uvicorn.Server):
    """Leaves the signals to the program, which ends everything together."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

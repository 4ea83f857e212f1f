"""Serving Confer's pages and whatever a platform is called at, by uvicorn."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Final

import uvicorn
from starlette.applications import Starlette

_STOP_S: Final = 5


async def serve(app: Starlette, *, host: str, port: int, behind_proxy: bool) -> None:
    """Until cancelled. No line is logged of any request: addresses of pages are secrets."""
    server = _Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=True,
            proxy_headers=behind_proxy,
            forwarded_allow_ips="127.0.0.1",
            lifespan="off",
            ws="none",
            limit_concurrency=200,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=_STOP_S,
        )
    )
    task = asyncio.ensure_future(server.serve())
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await task
        raise


class _Server(uvicorn.Server):
    """Leaves the signals to the program, which ends everything together."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

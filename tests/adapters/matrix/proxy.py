"""A proxy before the homeserver that can fail in the ways real ones do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

Answer = Callable[[], web.Response]
_DROPPED = {"Transfer-Encoding", "Content-Encoding", "Content-Length", "Connection", "Host"}


def bad_gateway() -> web.Response:
    return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")


def slow_down() -> web.Response:
    body = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 300}
    return web.json_response(body, status=429)


def signed_out() -> web.Response:
    return web.json_response({"errcode": "M_UNKNOWN_TOKEN", "error": "gone"}, status=401)


@dataclass
class Proxy:
    """`fails`: what to answer instead of asking the server, and for which part of a path."""

    upstream: str
    url: str = ""
    fails: Answer | None = None
    part: str = ""
    hits: list[str] = field(default_factory=list[str])  # the paths that were failed

    def breaks(self, answer: Answer | None, part: str = "") -> None:
        self.fails, self.part = answer, part
        self.hits.clear()

    async def handle(self, request: web.Request) -> web.Response:
        if self.fails is not None and self.part in request.path:
            self.hits.append(request.path)
            return self.fails()
        headers = {k: v for k, v in request.headers.items() if k not in _DROPPED}
        timeout = aiohttp.ClientTimeout(total=60)
        async with (
            aiohttp.ClientSession(auto_decompress=True, timeout=timeout) as session,
            session.request(
                request.method,
                f"{self.upstream}{request.raw_path}",
                data=await request.read(),
                headers=headers,
            ) as answer,
        ):
            if self.fails is not None and self.part in request.path:
                self.hits.append(request.path)
                return self.fails()
            kept = {k: v for k, v in answer.headers.items() if k not in _DROPPED}
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)


@asynccontextmanager
async def proxy_to(upstream: str) -> AsyncIterator[Proxy]:
    one = Proxy(upstream)
    app = web.Application(client_max_size=2**22)
    app.router.add_route("*", "/{tail:.*}", one.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield one
    finally:
        await runner.cleanup()

"""The way from Slack to the app: signed HTTP or Socket Mode, with the wait for its acknowledgement."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
import uuid
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, WSMsgType, web

from tests.slack_fake.core import Core
from tests.slack_fake.shapes import is_object
from tests.slack_fake.workspace import App, Json

Form: TypeAlias = Literal["slash_commands", "interactive", "events_api"]
SOCKETS = 10


@dataclass(frozen=True)
class Answer:
    """How the app acknowledged. status is 0 if it did not, in time; then body is "".

    latency_s is real time from sending to the answer, of the last try. body is an object where the app
    answered JSON, and text elsewhere.
    """

    status: int
    body: Json | str = ""
    latency_s: float = 0.0
    tries: int = 1

    @property
    def acked(self) -> bool:
        return 200 <= self.status < 300

    @property
    def errors(self) -> dict[str, str]:
        """What stands beside the fields of a form that was sent back, by block id."""
        found: dict[str, str] = self.body.get("errors", {}) if is_object(self.body) else {}
        return found


@dataclass
class Socket:
    """One connection of an app. answers holds the envelopes that wait for their acknowledgement."""

    ws: web.WebSocketResponse
    answers: dict[str, asyncio.Future[Json | str]]


@dataclass
class Wire:
    """All connections out to apps."""

    core: Core
    session: ClientSession
    sockets: dict[str, list[Socket]] = field(default_factory=dict[str, list[Socket]])
    turns: itertools.count[int] = field(default_factory=lambda: itertools.count())

    async def send(self, app: App, form: Form, payload: Json, retry: int = 0) -> Answer:
        """One delivery, once."""
        if app.mode == "socket":
            answer = await self._by_socket(app, form, payload, retry)
        else:
            body, content_type = _written(form, payload)
            headers = {"Content-Type": content_type, **_retried(retry)}
            answer = await self.post(app, body, headers | signature(app.signing_secret, body))
        if self.core.faults.loses_this_ack():
            return replace(answer, status=0, body="")
        return answer

    async def event(self, app: App, payload: Json) -> Answer:
        """An event, tried again until it is acknowledged or all tries are used up."""
        if self.core.faults.doubles_this_event():
            await self.send(app, "events_api", payload)
        answer = await self.send(app, "events_api", payload)
        for retry, wait_s in enumerate(self.core.retry_after_s, start=1):
            if answer.acked:
                break
            await asyncio.sleep(wait_s)
            answer = replace(await self.send(app, "events_api", payload, retry), tries=retry + 1)
        return answer

    async def post(self, app: App, body: bytes, headers: dict[str, str]) -> Answer:
        """Any bytes with any headers to the app's address, as somebody else might send them, too."""
        began = time.perf_counter()
        try:
            timeout = ClientTimeout(total=self.core.ack_s)
            async with self.session.post(
                app.request_url, data=body, headers=headers, timeout=timeout
            ) as got:
                raw = await got.read()
        except (ClientError, TimeoutError):
            return Answer(0, "", time.perf_counter() - began)
        answer = Answer(got.status, _read(got.content_type, raw), time.perf_counter() - began)
        self.core.heard("ack", _object(answer.body), raw, "" if answer.acked else str(got.status))
        return answer

    async def visit(self, address: str, query: dict[str, str], cookies: dict[str, str]) -> Answer:
        """A person's browser at an address of the app; it follows no redirect."""
        began = time.perf_counter()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        async with self.session.get(
            address, params=query, headers=headers if cookies else {}, allow_redirects=False
        ) as got:
            raw = await got.read()
        return Answer(got.status, _read(got.content_type, raw), time.perf_counter() - began)

    # --- Socket Mode ---

    async def listen(self, app: App, request: web.Request) -> web.WebSocketResponse:
        """Holds a connection of the app open until either side ends it."""
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        mine = Socket(ws, {})
        own = self.sockets.setdefault(app.id, [])
        own.append(mine)
        if len(own) > SOCKETS:
            await self._bye(own[0], "too_many_websockets")
        info: Json = {"num_connections": len(own), "connection_info": {"app_id": app.id}}
        await ws.send_json({"type": "hello", **info, "debug_info": {"host": "127.0.0.1"}})
        self.core.changed.set()
        try:
            await self._hear(mine)
        finally:
            own.remove(mine)
            self.core.changed.set()
        return ws

    async def disconnect(self, app: App, *, warned: bool) -> None:
        """Ends all connections of an app: with the frame that asks it to come again, or without a word."""
        for socket in list(self.sockets.get(app.id, [])):
            if warned:
                await self._bye(socket, "refresh_requested")
            else:
                await socket.ws.close()

    async def close(self) -> None:
        for own in self.sockets.values():
            for socket in list(own):
                await socket.ws.close()

    async def _bye(self, socket: Socket, reason: str) -> None:
        await socket.ws.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})

    async def _by_socket(self, app: App, form: Form, payload: Json, retry: int) -> Answer:
        open_now = self.sockets.get(app.id, [])
        if not open_now:
            return Answer(0)
        socket = open_now[next(self.turns) % len(open_now)]
        id = str(uuid.uuid4())
        envelope: Json = {"envelope_id": id, "type": form, "payload": payload}
        envelope["accepts_response_payload"] = form != "events_api"
        if form == "events_api":
            reason = "timeout" if retry else ""
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        acked = socket.answers[id] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self.core.ack_s):
                await socket.ws.send_json(envelope)
                body = await acked
        except (TimeoutError, ConnectionError):
            return Answer(0, "", time.perf_counter() - began)
        finally:
            socket.answers.pop(id, None)
        return Answer(200, body, time.perf_counter() - began)

    async def _hear(self, socket: Socket) -> None:
        async for frame in socket.ws:
            if frame.type is not WSMsgType.TEXT:
                continue
            said: Json = json.loads(frame.data)
            payload: Any = said.get("payload") or ""
            self.core.heard("ack", _object(payload), str(frame.data).encode())
            waiting = socket.answers.get(said["envelope_id"])
            if waiting and not waiting.done():
                waiting.set_result(payload)


def signature(secret: str, body: bytes, at: int | None = None) -> dict[str, str]:
    """The headers by which an app knows Slack. By the machine's clock, which slack_bolt looks at."""
    moment = str(int(time.time()) if at is None else at)
    signed = hmac.new(secret.encode(), b"v0:%s:%s" % (moment.encode(), body), hashlib.sha256)
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={signed.hexdigest()}"}


def _written(form: Form, payload: Json) -> tuple[bytes, str]:
    """A payload as HTTP carries it, and its content type."""
    if form == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if form == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _retried(retry: int) -> dict[str, str]:
    if not retry:
        return {}
    return {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}


def _read(content_type: str, raw: bytes) -> Json | str:
    found: Any = json.loads(raw) if content_type == "application/json" and raw else None
    return found if is_object(found) else raw.decode()


def _object(body: Json | str) -> Json:
    return body if is_object(body) else {"text": body}

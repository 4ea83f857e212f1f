"""The Web API over HTTP: reads a call as slack_sdk sends it, lets it run, and answers as Slack does."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.slack_fake.call import Call, Method
from tests.slack_fake.core import Core, Refused
from tests.slack_fake.faults import Fault
from tests.slack_fake.methods import METHODS
from tests.slack_fake.shapes import is_object
from tests.slack_fake.workspace import App, Json, Token


async def answer(core: Core, request: web.Request) -> web.Response:
    """Handles POST and GET /api/{method}."""
    name, raw = request.match_info["method"], await request.read()
    sent = _arguments(request, raw)
    bearer = _bearer(request, sent)
    fault = core.faults.next(name, sent)
    if fault and fault.slow_s:
        await asyncio.sleep(fault.slow_s)
    body: Json = {"ok": False, "error": "unanswered"}
    if not stops(fault):
        body = _run(core, name, sent, bearer)
    core.heard(name, sent, request.query_string.encode() + raw, body.get("error", ""))
    return broken(request, fault) or web.json_response(body)


def stops(fault: Fault | None) -> bool:
    """Whether a call has no effect. An error code of Slack's is an answer without effect, too."""
    harms = fault is not None and (fault.status or fault.reset or fault.error)
    return bool(harms) and not (fault and fault.after_effect)


def broken(request: web.Request, fault: Fault | None) -> web.Response | None:
    """What the app gets instead of its answer; None where the answer goes out as it is."""
    if fault is None or not (fault.status or fault.reset or fault.error):
        return None
    if fault.reset:
        if request.transport:
            request.transport.abort()
        return web.Response()
    headers = {"Retry-After": str(fault.retry_after_s)} if fault.retry_after_s else {}
    if fault.error:
        body = {"ok": False, "error": fault.error}
        return web.json_response(body, status=fault.status or 200, headers=headers)
    return web.Response(
        status=fault.status, headers=headers, text="<html>", content_type="text/html"
    )


def _run(core: Core, name: str, sent: Json, bearer: str) -> Json:
    try:
        method = METHODS.get(name)
        if method is None:
            core.violated(name, ["there is no such method"])
            raise Refused("unknown_method")
        call = _call(core, name, method, sent, bearer)
        if method.scopes:
            call.needs(*method.scopes)
        return {"ok": True, **method.run(call)}
    except Refused as refused:
        return {"ok": False, "error": refused.error, **refused.more}


def _call(core: Core, name: str, method: Method, sent: Json, bearer: str) -> Call:
    """The call, its token and arguments read. Raises Refused."""
    token: Token | None = None
    app: App | None = None
    if method.of == "bot":
        token = _token(core, bearer)
    elif method.of == "app":
        app = _app(core, bearer)
    args, amiss = method.read(sent)
    core.must(name, amiss, "invalid_arguments")
    return Call(core, name, args, app, token.installation if token else None, token)


def _token(core: Core, bearer: str) -> Token:
    if not bearer:
        raise Refused("not_authed")
    if bearer.startswith("xapp-"):
        raise Refused("not_allowed_token_type")
    token = core.world.tokens.get(bearer)
    if token is None:
        raise Refused("invalid_auth")
    if token.revoked:
        raise Refused("token_revoked" if token.installation.active else "account_inactive")
    if token.expires_at is not None and token.expires_at <= core.clock.now:
        raise Refused("token_expired")
    return token


def _app(core: Core, bearer: str) -> App:
    if not bearer:
        raise Refused("not_authed")
    for app in core.world.apps.values():
        if app.app_token == bearer:
            return app
    raise Refused("not_allowed_token_type" if bearer.startswith("xox") else "invalid_auth")


def _arguments(request: web.Request, raw: bytes) -> Json:
    """The arguments of the query and of a body in either of the two forms that Slack takes."""
    sent: Json = dict(request.query)
    if request.content_type == "application/json":
        found: Any = json.loads(raw or b"{}")
        return sent | (found if is_object(found) else {})
    return sent | dict(parse_qsl(raw.decode(), keep_blank_values=True))


def _bearer(request: web.Request, sent: Json) -> str:
    """The token, from the header or the body. Basic credentials become arguments, as for OAuth."""
    said = request.headers.get("Authorization", "")
    if said.startswith("Basic "):
        id, _, secret = base64.b64decode(said.removeprefix("Basic ")).decode().partition(":")
        sent |= {"client_id": id, "client_secret": secret}
    return str(sent.pop("token", "") or said.removeprefix("Bearer ").strip())

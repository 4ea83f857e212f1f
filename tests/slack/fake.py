"""The fake as a server on this machine: the Web API, response addresses, the socket, and OAuth."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit

from aiohttp import ClientSession, ClientTimeout, web

from tests.slack import checks
from tests.slack.methods import METHODS, Call
from tests.slack.world import RESPONSE_S, Json, Message, SlackError, Token, World

SCOPES: Final = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "groups:write",
        "im:history",
        "im:write",
        "metadata.message:read",
        "users:read",
    }
)
HOME_TOKEN: Final = "xoxb-home"  # noqa: S105  # of a server that is not real
APP_TOKEN: Final = "xapp-1-home"  # noqa: S105  # of a server that is not real
CLIENT_ID: Final = "111.222"
CLIENT_SECRET: Final = "client-secret"  # noqa: S105  # of a server that is not real
SIGNING_SECRET: Final = "signing-secret"  # noqa: S105  # of a server that is not real
_LISTS: Final = frozenset({"blocks", "metadata", "view"})
_FLAGS: Final = {"true": True, "false": False}


@dataclass(frozen=True)
class Request:
    """What an app sent: as it was understood, and every byte of it."""

    method: str
    args: Json
    raw: bytes


@dataclass
class Fault:
    """What goes wrong with the next calls of a method. `lost`: it is done, and the answer is lost."""

    status: int = 0
    retry_after: float = 0.0
    lost: bool = False
    times: int = 1
    channel: str | None = None


class FakeSlack:
    """`async with FakeSlack() as slack`: one app, installed in one workspace, until others are added."""

    bot_id = "B00000001"
    enterprise = ""
    page = 100  # members a page of a list has

    def __init__(self) -> None:
        self.world = World()
        self.team = "T00000001"
        self.requests: list[Request] = []
        self.violations: list[str] = self.world.violations
        self.faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self.down = False
        self.rotates = False
        self.refreshed = 0
        self._codes: dict[str, str] = {}  # code to team
        self._refresh: dict[str, str] = {}  # refresh token to team
        self.sockets: list[web.WebSocketResponse] = []
        self.acks: dict[str, asyncio.Future[Json]] = {}
        self.connected = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.url = ""
        self.session: ClientSession
        self.bot_in(self.team)
        self.world.tokens[HOME_TOKEN] = Token(self.team, SCOPES, "bot")
        self.world.tokens[APP_TOKEN] = Token(self.team, frozenset({"connections:write"}), "app")

    def bot_in(self, team: str) -> str:
        """A workspace that has the app's bot user."""
        if team not in self.world.bots:
            self.world.bots[team] = self.world.user("confer", team, is_bot=True).id
        return self.world.bots[team]

    @property
    def bot(self) -> str:
        return self.world.bots[self.team]

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_post("/api/{method}", self._call)
        app.router.add_post("/response/{id}", self._respond)
        app.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        self.session = ClientSession(timeout=ClientTimeout(total=20))
        return self

    async def __aexit__(self, *_error: object) -> None:
        for socket in list(self.sockets):
            await socket.close()
        await self.session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def complain(self, where: str, wrong: list[str]) -> None:
        self.violations.extend(f"{where}: {one}" for one in wrong)

    def calls(self, method: str) -> list[Json]:
        return [one.args for one in self.requests if one.method == method]

    # --- the Web API ---

    async def _call(self, request: web.Request) -> web.Response:
        name, raw = request.match_info["method"], await request.read()
        args = _arguments(request, raw)
        self.requests.append(Request(name, args, raw + request.query_string.encode()))
        if request.query_string:
            self.complain(name, ["arguments stand in the address, which proxies write down"])
        fault = self._fault(name, args)
        if fault is not None and not fault.lost:
            return _failed(fault)
        if self.down:
            return web.Response(status=503)
        try:
            answer = {"ok": True, **self._run(name, args, _bearer(request, args))}
        except SlackError as refused:
            answer = {"ok": False, "error": refused.code, **refused.more}
        if fault is not None:
            return web.Response(status=502)
        return web.json_response(answer)

    def _fault(self, name: str, args: Json) -> Fault | None:
        for fault in self.faults[name]:
            if fault.channel in {None, args.get("channel")}:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults[name].remove(fault)
                return fault
        return None

    def _run(self, name: str, args: Json, bearer: str) -> Json:
        method = METHODS.get(name)
        if method is None:
            self.complain(name, ["there is no such method"])
            raise SlackError("unknown_method")
        token = self._token(bearer) if method.kind != "none" else Token("", frozenset(), "none")
        if method.kind not in {token.kind, "none"}:
            raise SlackError("not_allowed_token_type")
        if method.scopes and not token.scopes.intersection(method.scopes):
            raise SlackError("missing_scope", needed=method.scopes[0], provided="")
        missing, unknown = method.needs - set(args), set(args) - method.takes - {"token"}
        if missing or unknown:
            wrong = [f"missing {one}" for one in missing] + [f"unknown {one}" for one in unknown]
            self.complain(name, wrong)
            raise SlackError("invalid_arguments", response_metadata={"messages": wrong})
        return method.run(Call(self, name, args, token))

    def _token(self, bearer: str) -> Token:
        found = self.world.tokens.get(bearer)
        if not bearer:
            raise SlackError("not_authed")
        if found is None:
            raise SlackError("invalid_auth")
        if found.revoked:
            raise SlackError("token_revoked")
        if found.expires is not None and self.world.now > found.expires:
            raise SlackError("token_expired")
        return found

    # --- response addresses ---

    def response_url(self, channel: str, user: str) -> str:
        return f"{self.url}/response/{self.world.response(channel, user)}"

    async def _respond(self, request: web.Request) -> web.Response:
        raw = await request.read()
        args: Json = json.loads(raw)
        self.requests.append(Request("response_url", args, raw))
        found = self.world.responses.get(request.match_info["id"])
        if self.down or found is None:
            return web.Response(status=503 if self.down else 404)
        if self.world.now - found.born > RESPONSE_S or found.left <= 0:
            return web.Response(status=404, text="used_url")
        found.left -= 1
        wrong = checks.message(args)
        if args.get("response_type", "ephemeral") != "ephemeral":
            wrong.append("answered in the channel, where the words that were typed would show")
        self.complain("response_url", wrong)
        if wrong:
            return web.Response(status=400, text="invalid_payload")
        self.world.messages.append(
            Message(
                ts=self.world.ts(),
                channel=found.channel,
                user=self.bot,
                text=args.get("text", ""),
                blocks=args.get("blocks", []),
                only_for=found.user,
            )
        )
        return web.Response(text="ok")

    # --- the socket ---

    def socket_url(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/socket"

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=None)
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets)})
        self.connected.set()
        try:
            async for message in socket:
                body: Json = json.loads(message.data)
                waiting = self.acks.pop(str(body.get("envelope_id")), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(body.get("payload") or {})
        finally:
            self.sockets.remove(socket)
            if not self.sockets:
                self.connected.clear()
        return socket

    # --- OAuth ---

    def approve(self, install_url: str, team: str) -> tuple[str, str]:
        """A person approves; gives the code and the state that Slack sends back with."""
        address = urlsplit(install_url)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        if set(query) != {"client_id", "scope", "state", "redirect_uri"}:
            self.complain("oauth", [f"the address asks {sorted(query)}"])
        if query.get("client_id") != CLIENT_ID:
            self.complain("oauth", ["another app's id"])
        if extra := set(query.get("scope", "").split(",")) - SCOPES:
            self.complain("oauth", [f"unknown scopes {sorted(extra)}"])
        self.bot_in(team)
        code = secrets.token_hex(8)
        self._codes[code] = team
        return code, query.get("state", "")

    def oauth(self, args: Json) -> Json:
        if (args.get("client_id"), args.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise SlackError("bad_client_secret")
        if args.get("grant_type") == "refresh_token":
            team = self._refresh.pop(str(args.get("refresh_token")), "")
            if not team:
                raise SlackError("invalid_refresh_token")
            self.refreshed += 1
        else:
            team = self._codes.pop(str(args.get("code")), "")
            if not team:
                raise SlackError("invalid_code")
        return self._granted(team)

    def _granted(self, team: str) -> Json:
        token = (
            f"xoxe.xoxb-{secrets.token_hex(6)}" if self.rotates else f"xoxb-{secrets.token_hex(6)}"
        )
        answer: Json = {
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(sorted(SCOPES)),
            "bot_user_id": self.bot_in(team),
            "app_id": "A00000001",
            "team": {"id": team, "name": team},
            "enterprise": None,
        }
        expires = None
        if self.rotates:
            refresh = f"xoxe-1-{secrets.token_hex(6)}"
            self._refresh[refresh] = team
            answer |= {"refresh_token": refresh, "expires_in": 43_200}
            expires = self.world.now + 43_200
        self.world.tokens[token] = Token(team, SCOPES, "bot", expires)
        return answer


def _arguments(request: web.Request, raw: bytes) -> Json:
    if request.content_type == "application/json":
        return dict(json.loads(raw)) if raw else {}
    args: Json = dict(parse_qsl(raw.decode(), keep_blank_values=True))
    for name in _LISTS & set(args):
        args[name] = json.loads(args[name])
    return {
        name: _FLAGS.get(value, value) if isinstance(value, str) else value
        for name, value in args.items()
    }


def _bearer(request: web.Request, args: Json) -> str:
    said = request.headers.get("Authorization", "")
    if said.startswith("Basic "):
        id, _, secret = base64.b64decode(said[6:]).decode().partition(":")
        args |= {"client_id": id, "client_secret": secret}
    return str(args.get("token") or said.removeprefix("Bearer ").strip())


def _failed(fault: Fault) -> web.Response:
    headers = {"Retry-After": str(int(fault.retry_after))} if fault.retry_after else {}
    body: Any = {"ok": False, "error": "ratelimited"} if fault.status == 429 else None
    if body is None:
        return web.Response(status=fault.status or 500, headers=headers)
    return web.json_response(body, status=429, headers=headers)

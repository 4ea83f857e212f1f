"""The way in by signed HTTP: a guard before bolt, and the pages of the installation by OAuth."""

from __future__ import annotations

import hashlib
import hmac
import html
import logging
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode, urlsplit

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.slack import kept
from adapters.slack.installs import Installs, NotInstalled
from adapters.slack.manifest import SCOPES
from bot.errors import DeliveryFailed
from bot.ports import Clock, Unit

log: Final = logging.getLogger("confer.slack")

MOST_BODY: Final = 1_000_000  # bytes; Slack's own payloads stay well below
FRESH_S: Final = 300  # as bolt counts
AGAIN_S: Final = 600
STATE_LIFE: Final = timedelta(minutes=10)
MOST_STATES: Final = 50  # at the same moment
_STATE: Final = "slack.state."
_COOKIE: Final = "confer-slack-state"
_SIGNATURE: Final = re.compile(r"v0=[0-9a-f]{64}")
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def events(app: AsyncApp, path: str, secret: str) -> Route:
    """Where Slack sends commands, presses and events. What is not signed as Slack signs gets 401."""
    handler = AsyncSlackRequestHandler(app)
    signed = _Signed(secret)

    async def handle(request: Request) -> Response:
        if not await _is_sound(request):
            return PlainTextResponse("", status_code=401)
        signed.look(await request.body(), request)
        try:
            return await handler.handle(request)
        except Exception as failed:  # noqa: BLE001  # whatever bolt raises
            # What Slack signed and bolt cannot read. Nothing of it is printed.
            log.warning("a request could not be read", extra={"error": type(failed).__name__})
            return PlainTextResponse("", status_code=400)

    return Route(path, handle, methods=["POST"])


class _Signed:
    """bolt refuses what is five minutes from now in silence. Where Slack signed it, somebody has to hear why
    nothing is answered: said once in ten minutes, and nothing is let in by it."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._said: float | None = None

    def look(self, body: bytes, request: Request) -> None:
        stamp = request.headers["x-slack-request-timestamp"]
        off = time.time() - int(stamp)
        if abs(off) <= FRESH_S or not self._is_due():
            return
        made = SignatureVerifier(self._secret).generate_signature(timestamp=stamp, body=body) or ""
        if hmac.compare_digest(made, request.headers["x-slack-signature"]):
            self._said = time.monotonic()
            log.warning(
                "what Slack signs is refused, for its time and this machine's differ: set the clock by NTP."
                " If the clock is right, somebody sends an old request again",
                extra={"seconds": round(off)},
            )

    def _is_due(self) -> bool:
        return self._said is None or time.monotonic() - self._said > AGAIN_S


async def _is_sound(request: Request) -> bool:
    """bolt answers 500 to what is malformed (measured 2026); its signature check comes after this."""
    size = request.headers.get("content-length", "")
    if not size.isdecimal() or int(size) > MOST_BODY:
        return False
    body = await request.body()
    stamp, signature = (
        request.headers.get(name, "") for name in ("x-slack-request-timestamp", "x-slack-signature")
    )
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 16):
        return False
    if not _SIGNATURE.fullmatch(signature):
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """How Confer is installed in many workspaces. `workspaces`: the only ones that may; empty: any."""

    client_id: str
    public_url: str
    api_url: str
    workspaces: frozenset[str] = frozenset()

    @property
    def redirect(self) -> str:
        return f"{self.public_url}/slack/oauth"

    @property
    def authorize(self) -> str:
        """Beside the Web API's address, as on slack.com and on GovSlack."""
        address = urlsplit(self.api_url)
        return f"{address.scheme}://{address.netloc}/oauth/v2/authorize"


class Install:
    """`/slack/install` and where Slack sends the person back to. A state is given once and taken once."""

    def __init__(
        self, installs: Installs, unit: Callable[[], Unit], clock: Clock, oauth: OAuth
    ) -> None:
        self._installs = installs
        self._unit = unit
        self._clock = clock
        self._oauth = oauth

    def routes(self) -> list[Route]:
        return [
            Route("/slack/install", self._begin, methods=["GET"]),
            Route("/slack/oauth", self._back, methods=["GET"]),
        ]

    async def _begin(self, _request: Request) -> Response:
        state = secrets.token_urlsafe(32)
        until = (self._clock.now() + STATE_LIFE).isoformat()
        async with self._unit() as unit:
            if await self._open(unit) >= MOST_STATES:
                return _page("Too many are installing just now. Try again in ten minutes.", 429)
            await kept.write(unit, _STATE + _hash(state), until)
            await unit.commit()
        query = {
            "client_id": self._oauth.client_id,
            "scope": ",".join(SCOPES),
            "state": state,
            "redirect_uri": self._oauth.redirect,
        }
        response = RedirectResponse(f"{self._oauth.authorize}?{urlencode(query)}", headers=_HEADERS)
        response.set_cookie(
            _COOKIE,
            state,
            max_age=int(STATE_LIFE.total_seconds()),
            path="/slack",
            secure=self._oauth.redirect.startswith("https:"),
            httponly=True,
            samesite="lax",
        )
        return response

    async def _open(self, unit: Unit) -> int:
        """How many were given and not taken. Anybody may ask for one, so old ones are cleared away here."""
        count = 0
        for name in await unit.marks.names(_STATE):
            until = await kept.read(unit, name)
            if until is not None and self._clock.now() < datetime.fromisoformat(until):
                count += 1
            else:
                await unit.marks.drop(name)
        return count

    async def _back(self, request: Request) -> Response:
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        mine = hmac.compare_digest(state.encode(), request.cookies.get(_COOKIE, "").encode())
        if not (state and mine and await self._take(state)):
            return _page("This link is too old or was used. Start again from the beginning.", 400)
        if not code:
            return _page("Nothing was installed.", 200)
        try:
            found = await self._installs.install(code, self._oauth.redirect)
        except (NotInstalled, DeliveryFailed):
            return _page("Slack gave no permission. Please start again from the beginning.", 502)
        if self._oauth.workspaces and found.team not in self._oauth.workspaces:
            await self._installs.drop(found.team)
            return _page("This workspace is not one of the partnership's. Nothing was kept.", 403)
        return _page("Confer is installed. You can close this page.", 200)

    async def _take(self, state: str) -> bool:
        """Whether it was given, not taken before, and not too long ago."""
        async with self._unit() as unit:
            until = await kept.read(unit, _STATE + _hash(state), hold=True)
            if until is None:
                return False
            await unit.marks.drop(_STATE + _hash(state))
            await unit.commit()
        return self._clock.now() < datetime.fromisoformat(until)


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _page(said: str, status: int) -> Response:
    body = f'<!doctype html><html lang="en"><title>Confer</title><p>{html.escape(said)}</p></html>'
    response = HTMLResponse(body, status_code=status, headers=_HEADERS)
    response.delete_cookie(_COOKIE, path="/slack")
    return response

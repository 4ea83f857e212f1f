"""Slack's Web API as this adapter uses it: each verb says what it needs, and fails in two ways only.

Refused: Slack understood and says no, by a code. DeliveryFailed: it could not be asked, or asks to wait.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias, cast
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.address import Address
from adapters.slack.payload import Json, text
from bot.errors import DeliveryFailed, Trouble

log: Final = logging.getLogger("confer.slack")

TIMEOUT_S: Final = 15
_AGAIN_S: Final = 30.0  # where Slack asks to wait and does not say how long
_REVOKED_S: Final = 300.0
_TOO_MANY: Final = 429
_BROKEN: Final = 500
# Codes of a token that is no good any more; only a new installation mends that.
SIGNED_OUT: Final = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
)
# Codes that pass: Slack's own trouble, said with status 200.
_PASSING: Final = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"}
)


class Refused(Trouble):
    """Slack refused. `code` is Slack's own word for it, which repeats nothing that was sent."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack refused: {code}")
        self.code = code


class Pace:
    """What Slack asked to wait with, by method and channel, so that nothing else is held back."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], float] = {}

    def hold(self, method: str, channel: str, seconds: float) -> None:
        self._until[method, channel] = time.monotonic() + seconds

    def ask(self, method: str, channel: str) -> None:
        """Raises DeliveryFailed while it is too early."""
        left = self._until.get((method, channel), 0.0) - time.monotonic()
        if left > 0:
            raise DeliveryFailed("Slack asked to wait.", after_s=left)
        self._until.pop((method, channel), None)


Tokens: TypeAlias = Callable[[str | None], Awaitable[str]]


class Api:
    """One session for all calls: without it each call opens a connection of its own (measured 2026)."""

    def __init__(self, url: str, tokens: Tokens) -> None:
        self.url = url
        self._tokens = tokens
        self._session: ClientSession | None = None
        self._pace = Pace()

    @property
    def session(self) -> ClientSession:
        if self._session is None or self._session.closed:
            self._session = ClientSession(timeout=ClientTimeout(total=TIMEOUT_S))
        return self._session

    @property
    def is_local(self) -> bool:
        return urlsplit(self.url).hostname in {"127.0.0.1", "localhost", "::1"}

    def client(self, token: str | None) -> AsyncWebClient:
        """A client for one token, over the shared session."""
        found = AsyncWebClient(
            token=token,
            base_url=self.url,
            session=self.session,
            timeout=TIMEOUT_S,
            retry_handlers=[],  # a retry of its own could post twice
        )
        if self.is_local:
            found.proxy = None  # it takes HTTPS_PROXY from the environment and knows no NO_PROXY
        return found

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(
        self, method: str, where: Address | None = None, /, *, team: str | None = None, **args: Any
    ) -> Json:
        """One call; empty arguments are left out. Raises Refused, DeliveryFailed."""
        channel = where.id if where else ""
        self._pace.ask(method, channel)
        token = await self._tokens(where.team if where else team)
        given = {name: value for name, value in args.items() if value is not None}
        if where is not None:
            given["channel"] = channel
        return await self._send(method, channel, self.client(token), given)

    async def _send(
        self, method: str, channel: str, client: AsyncWebClient, given: dict[str, Any]
    ) -> Json:
        try:
            # In the body, never in the address, which proxies write down.
            answer: Any = await client.api_call(method, data=_flat(given))  # pyright: ignore[reportUnknownMemberType]
        except SlackApiError as refused:
            raise self._why(method, channel, refused) from None
        except (ClientError, SlackClientError, TimeoutError, asyncio.IncompleteReadError, OSError):
            # Slack may have done it and lost the answer: whoever posts looks before it posts again.
            raise DeliveryFailed("Slack could not be reached.") from None
        return cast("Json", answer.data)

    def _why(self, method: str, channel: str, refused: SlackApiError) -> Trouble:
        response: Any = refused.response
        if response.status_code == _TOO_MANY:
            after = _seconds(response.headers.get("Retry-After"))
            self._pace.hold(method, channel, after)
            return DeliveryFailed("Slack asked to wait.", after_s=after)
        code = str(response.get("error", "unknown")) if isinstance(response.data, dict) else ""
        if response.status_code >= _BROKEN or code in _PASSING or not code:
            return DeliveryFailed("Slack has trouble of its own.")
        log.info("slack refused", extra={"method": method, "code": code})
        if code in SIGNED_OUT:
            return DeliveryFailed(
                "Slack knows Confer's token no more.", after_s=_REVOKED_S, gone=True
            )
        return Refused(code)

    async def pages(
        self,
        method: str,
        key: str,
        where: Address | None = None,
        team: str | None = None,
        **args: Any,
    ) -> Sequence[Any]:
        """A whole list, page by page. Raises Refused, DeliveryFailed."""
        found: list[Any] = []
        cursor: str | None = None
        while True:
            answer = await self.call(method, where, team=team, cursor=cursor, **args)
            found += answer.get(key, [])
            cursor = text(answer, "response_metadata", "next_cursor") or None
            if cursor is None:
                return found


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    """Form fields, which every method takes: lists and objects as JSON, as Slack asks."""
    return {
        name: value if isinstance(value, (str, int, float)) else json.dumps(value)
        for name, value in ((n, _flag(v)) for n, v in given.items())
    }


def _flag(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _seconds(text: object) -> float:
    try:
        return max(float(str(text)), 0.0)
    except ValueError:
        return _AGAIN_S

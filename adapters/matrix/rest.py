"""Plain requests to the homeserver, and what their failures mean.

A request that may succeed later raises DeliveryFailed; one that will not, Refused. Neither repeats
anything of the request or the answer but Matrix's own error code.
"""

from __future__ import annotations

import json
from typing import Any, Final, TypeAlias, cast
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from bot.errors import DeliveryFailed, Trouble

Json: TypeAlias = dict[str, Any]

V3: Final = "/_matrix/client/v3"
WAIT_S: Final = 30.0


class MatrixSignedOut(Trouble):
    """The Matrix server has signed Confer's device out. Run: confer matrix-login --again"""


class Refused(Trouble):
    """The Matrix server said no, and would say it again. `code`: Matrix's own word for why."""

    def __init__(self, status: int, code: str, body: Json | None = None) -> None:
        super().__init__(f"The Matrix server refused: {code}, status {status}.")
        self.status = status
        self.code = code
        self.body = body or {}


def path(*parts: str) -> str:
    """A path of the client API, every part quoted."""
    return "/".join([V3, *(quote(part, safe="") for part in parts)])


class Rest:
    """Requests with one access token, or with none before the login."""

    def __init__(self, homeserver: str, token: str | None = None) -> None:
        self._base = homeserver.rstrip("/")
        self._session: aiohttp.ClientSession | None = None
        self.token = token

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(
        self,
        method: str,
        where: str,
        body: Json | None = None,
        *,
        query: dict[str, str] | None = None,
        wait_s: float = WAIT_S,
    ) -> Json:
        """The answer's body. Raises DeliveryFailed, Refused, MatrixSignedOut."""
        status, raw = await self._ask(method, where, body, query=query, wait_s=wait_s)
        return _judged(status, _parsed(raw))

    async def listing(self, where: str) -> list[Any]:
        """What is answered with a list. Raises DeliveryFailed, Refused, MatrixSignedOut."""
        status, raw = await self._ask("GET", where)
        found = _json(raw)
        if status < 300 and isinstance(found, list):
            return found  # pyright: ignore[reportUnknownVariableType]
        _judged(status, _parsed(raw))
        raise DeliveryFailed("The Matrix server gave no readable list.")

    async def _ask(
        self,
        method: str,
        where: str,
        body: Json | None = None,
        *,
        query: dict[str, str] | None = None,
        wait_s: float = WAIT_S,
    ) -> tuple[int, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        question = f"?{urlencode(query)}" if query else ""
        url = URL(f"{self._base}{where}{question}", encoded=True)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        limit = aiohttp.ClientTimeout(total=wait_s)
        try:
            async with self._session.request(
                method, url, json=body, headers=headers, timeout=limit
            ) as answer:
                return answer.status, await answer.read()
        except (TimeoutError, aiohttp.ClientError, OSError):
            raise DeliveryFailed("The Matrix server cannot be reached.") from None


def _parsed(raw: bytes) -> Json | None:
    """None where it is not a JSON object, as a proxy's error page."""
    found = _json(raw)
    return cast("Json", found) if isinstance(found, dict) else None


def _json(raw: bytes) -> object:
    try:
        return cast("object", json.loads(raw))
    except ValueError:
        return None


def _judged(status: int, body: Json | None) -> Json:
    if status < 300 and body is not None:
        return body
    code = str((body or {}).get("errcode", "M_UNKNOWN"))
    if status == 401 and code in {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"}:
        raise MatrixSignedOut
    if status == 429 or code == "M_LIMIT_EXCEEDED":
        asked = (body or {}).get("retry_after_ms", 5000)
        raise DeliveryFailed("The Matrix server asks to wait.", after_s=float(asked) / 1000)
    if status >= 500 or status < 300 or body is None:
        raise DeliveryFailed(f"The Matrix server failed with status {status}.")
    raise Refused(status, code, body)

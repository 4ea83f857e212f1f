"""Whether Confer reaches what it leans on: the homeserver, Slack, its own page. For `confer doctor`.

Each gives pairs of ok, look or mend and what is the case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.matrix import kept
from adapters.matrix.batch import mapping
from adapters.matrix.rest import MatrixSignedOut, Refused, Rest, path
from adapters.slack.address import Address
from adapters.slack.installs import read_secrets
from bot.config import Matrix, Settings, SlackMode
from bot.errors import DeliveryFailed
from bot.ports import Unit

WITHIN_S: Final = 10

Found: TypeAlias = Sequence[tuple[str, str]]
Units: TypeAlias = Callable[[], Unit]


async def matrix(settings: Settings, unit: Units) -> Found:
    if settings.matrix is None:
        return []
    async with unit() as one:
        device = await kept.device(one)
    if device is None:
        return [("mend", "Confer has no device yet. Run: confer matrix-login")]
    if not settings.matrix.store.is_dir():
        says = "the device's keys are not in [matrix] store. Bring them, or run: confer matrix-login --again"
        return [("mend", says)]
    rest = Rest(settings.matrix.homeserver, device.token)
    try:
        return await _matrix(rest, settings.matrix)
    except MatrixSignedOut as gone:
        return [("mend", str(gone))]
    except DeliveryFailed:
        return [("mend", "the homeserver does not answer. Look at homeserver, and at its machine")]
    except Refused as why:
        return [("mend", f"the homeserver refuses: {why.code}")]
    finally:
        await rest.close()


async def _matrix(rest: Rest, table: Matrix) -> Found:
    who = await rest.call("GET", path("account", "whoami"))
    if who.get("user_id") != table.user:
        return [("mend", "the device belongs to another user than [matrix] user says")]
    joined = (await rest.call("GET", path("joined_rooms"))).get("joined_rooms", [])
    room: object = table.seats_room
    if table.seats_room.startswith("#"):
        try:
            room = (await rest.call("GET", path("directory", "room", table.seats_room)))["room_id"]
        except Refused:
            return [("mend", "the server knows no room by the name in seats_room")]
    if room not in joined:
        return [("mend", "Confer is not in the seats' room. Invite it there")]
    return [("ok", "signed in, and in the seats' room")]


async def slack(settings: Settings, unit: Units) -> Found:
    table = settings.slack
    if table is None:
        return []
    async with unit() as one:
        secrets = await read_secrets(one)
    if secrets is None:
        return [("mend", "Slack's secrets are not set up. Run: confer slack-login")]
    if table.workspaces:
        return [("look", "several workspaces: each brings its own token by /slack/install")]
    client: Any = AsyncWebClient(  # partly untyped
        secrets.bot_token, base_url=table.api_url, timeout=WITHIN_S
    )
    try:
        await client.auth_test()
        said = [await _channel(client, Address.parse(one)) for one in table.seats_channels]
        if table.mode is SlackMode.SOCKET:
            await client.apps_connections_open(app_token=secrets.app_token)
    except SlackApiError as refused:
        response: Any = refused.response
        code = str(response.get("error", "no reason"))
        return [
            ("mend", f"Slack refuses: {code}. Run confer slack-login again if the token changed")
        ]
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError):
        return [("mend", "Slack does not answer. Look at api_url and the way out of this machine")]
    return [one for one in said if one[0] != "ok"] or [
        ("ok", "signed in, and in the seats' channel")
    ]


async def _channel(client: Any, channel: Address) -> tuple[str, str]:
    found: Any = await client.conversations_info(channel=channel.id)
    if not mapping(found.get("channel")).get("is_member"):
        return "mend", "Confer is not in a seats' channel. Type there: /invite @Confer"
    return "ok", ""


async def page(settings: Settings) -> Found:
    """Whatever the page answers: its path of nothing is a page not found."""
    if settings.web is None:
        return []
    timeout = aiohttp.ClientTimeout(total=WITHIN_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(settings.web.public_url, allow_redirects=False) as answer,
        ):
            status = answer.status
    except aiohttp.ClientConnectorCertificateError:
        return [("mend", "the certificate of public_url is not valid. Look at the proxy")]
    except (aiohttp.ClientError, TimeoutError, OSError):
        return [
            ("mend", "public_url does not answer from here. Look at the name, the proxy, the port")
        ]
    if status >= 500:
        return [("mend", f"the proxy at public_url answers {status}. Is confer run running?")]
    return [("ok", "public_url answers")]

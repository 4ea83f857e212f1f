"""Where Confer is installed: one workspace by a token, or many by OAuth. Tokens stand sealed, and nowhere else.

A rotated token's refresh token works once (measured 2026: ten requests at once refreshed ten times), so one
refreshes, in one program, and the others wait for what it stores.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from slack_bolt.authorization import AuthorizeResult

from adapters.slack import kept
from adapters.slack.api import Api, Refused
from adapters.slack.payload import text
from bot.errors import DeliveryFailed, Trouble
from bot.ports import Clock, Unit

log: Final = logging.getLogger("confer.slack")

SECRETS: Final = "slack.secrets"
INSTALL: Final = "slack.install."
EARLY: Final = timedelta(minutes=30)  # before its end a token is refreshed
_CLAIM: Final = timedelta(seconds=30)
_LOOK_AGAIN_S: Final = 0.2


class NotInstalled(Trouble):
    """Confer is not installed in this workspace."""


class SlackNotSetUp(Trouble):
    """Confer has no token for Slack yet. Run: confer slack-login"""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Secrets:
    """What Slack gave the app. Which of them are needed follows from how Confer is run there."""

    bot_token: str = ""
    app_token: str = ""
    signing_secret: str = ""
    client_id: str = ""
    client_secret: str = ""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Installation:
    """Confer in one workspace. `enterprise`: the organisation's id on Enterprise Grid. Times are ISO."""

    team: str
    token: str
    bot_user: str
    bot_id: str = ""
    enterprise: str = ""
    app: str = ""
    refresh: str = ""
    expires: str = ""
    claimed: str = ""  # until when somebody refreshes it

    def ends(self) -> datetime | None:
        return datetime.fromisoformat(self.expires) if self.expires else None

    def is_claimed(self, now: datetime) -> bool:
        return bool(self.claimed) and now < datetime.fromisoformat(self.claimed)


async def read_secrets(unit: Unit) -> Secrets | None:
    found = await kept.read(unit, SECRETS)
    return None if found is None else Secrets(**json.loads(found))


async def write_secrets(unit: Unit, secrets: Secrets) -> None:
    await kept.write(unit, SECRETS, json.dumps(asdict(secrets)))


async def read(unit: Unit, team: str, *, hold: bool = False) -> Installation | None:
    found = await kept.read(unit, INSTALL + team, hold=hold)
    return None if found is None else Installation(**json.loads(found))


async def write(unit: Unit, found: Installation) -> None:
    await kept.write(unit, INSTALL + found.team, json.dumps(asdict(found)))


class Installs:
    """Tokens by workspace. `home`: the one workspace that is set up by a token; None where OAuth rules."""

    def __init__(
        self, api_url: str, unit: Callable[[], Unit], clock: Clock, secrets: Secrets
    ) -> None:
        self._unit = unit
        self._clock = clock
        self._secrets = secrets
        self._known: dict[str, Installation] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._plain = Api(api_url, self._no_token)
        self.home: Installation | None = None

    async def close(self) -> None:
        await self._plain.close()

    async def _no_token(self, _team: str | None) -> str:
        return ""

    async def find_home(self) -> None:
        """Look whose token this is. Raises Refused, DeliveryFailed; SlackNotSetUp where there is none."""
        if self._secrets.client_id:
            return
        if not self._secrets.bot_token:
            raise SlackNotSetUp
        mine = Api(self._plain.url, self._home_token)
        try:
            said = await mine.call("auth.test")
        finally:
            await mine.close()
        self.home = Installation(
            team=str(said["team_id"]),
            token=self._secrets.bot_token,
            bot_user=str(said["user_id"]),
            bot_id=str(said.get("bot_id", "")),
            enterprise=str(said.get("enterprise_id") or ""),
        )

    async def _home_token(self, _team: str | None) -> str:
        return self._secrets.bot_token

    # --- which token ---

    async def token(self, team: str | None) -> str:
        """Raises DeliveryFailed where Confer is not installed there any more."""
        try:
            return (await self.of(team)).token
        except NotInstalled as gone:
            raise DeliveryFailed(str(gone), after_s=300, gone=True) from None

    async def of(self, team: str | None) -> Installation:
        """A workspace's installation, its token fresh. Raises NotInstalled, DeliveryFailed."""
        if self.home is not None and team in {None, self.home.team, self.home.enterprise or None}:
            return self.home
        if team is None:
            raise NotInstalled
        found = self._known.get(team)
        if found is None or self._is_old(found):
            async with self._locks[team]:
                found = await self._fresh(team)
            self._known[team] = found
        return found

    def _is_old(self, found: Installation) -> bool:
        ends = found.ends()
        return ends is not None and self._clock.now() >= ends - EARLY

    async def _fresh(self, team: str) -> Installation:
        """From the store; refreshed where need be, by one program while the others wait."""
        while True:
            now = self._clock.now()
            async with self._unit() as unit:
                found = await read(unit, team, hold=True)
                if found is None:
                    raise NotInstalled
                if not self._is_old(found):
                    return found
                if not found.is_claimed(now):
                    await write(unit, replace(found, claimed=(now + _CLAIM).isoformat()))
                    await unit.commit()
                    break
            ends = found.ends()
            if ends is not None and now < ends:
                return found  # it works a while yet, and another program is at it
            await asyncio.sleep(_LOOK_AGAIN_S)
        return await self._refresh(found)

    async def _refresh(self, old: Installation) -> Installation:
        said = await self._access(grant_type="refresh_token", refresh_token=old.refresh)
        new = replace(
            old,
            token=str(said["access_token"]),
            refresh=str(said.get("refresh_token", "")),
            expires=self._end(said),
            claimed="",
        )
        async with self._unit() as unit:
            await write(unit, new)
            await unit.commit()
        log.info("a token of slack was refreshed", extra={"team": new.team})
        return new

    def _end(self, said: Mapping[str, Any]) -> str:
        seconds = said.get("expires_in")
        return (self._clock.now() + timedelta(seconds=int(seconds))).isoformat() if seconds else ""

    async def _access(self, **args: Any) -> Mapping[str, Any]:
        """Raises DeliveryFailed, and NotInstalled where Slack knows the old token no more."""
        secrets = {
            "client_id": self._secrets.client_id,
            "client_secret": self._secrets.client_secret,
        }
        try:
            return await self._plain.call("oauth.v2.access", **secrets, **args)
        except Refused as refused:
            log.warning("slack gave no token", extra={"code": refused.code})
            raise NotInstalled from None

    # --- installing ---

    async def install(self, code: str, redirect: str) -> Installation:
        """Exchange a code for tokens, and keep them. Raises NotInstalled, DeliveryFailed."""
        said = await self._access(code=code, redirect_uri=redirect)
        enterprise = text(said, "enterprise", "id")
        found = Installation(
            team=text(said, "team", "id") or enterprise,
            token=text(said, "access_token"),
            bot_user=text(said, "bot_user_id"),
            enterprise=enterprise,
            app=text(said, "app_id"),
            refresh=text(said, "refresh_token"),
            expires=self._end(said),
        )
        async with self._unit() as unit:
            await write(unit, found)
            await unit.commit()
        self._known[found.team] = found
        log.info("slack was installed", extra={"team": found.team})
        return found

    async def drop(self, team: str) -> None:
        """Forget a workspace: it was uninstalled, or its token revoked."""
        self._known.pop(team, None)
        async with self._unit() as unit:
            await unit.marks.drop(INSTALL + team)
            await unit.commit()
        log.warning("slack was uninstalled", extra={"team": team})

    async def teams(self) -> list[str]:
        """All workspaces, by id."""
        if self.home is not None:
            return [self.home.team]
        async with self._unit() as unit:
            return [name.removeprefix(INSTALL) for name in await unit.marks.names(INSTALL)]

    async def authorize(
        self, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        """For slack-bolt, which would call Slack on every request. None: not installed there. Raises
        DeliveryFailed, StoreTrouble: then nobody is to be told that they are strangers here."""
        try:
            found = await self.of(team_id or enterprise_id)
        except NotInstalled:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=found.team,
            bot_token=found.token,
            bot_user_id=found.bot_user,
            bot_id=found.bot_id,
        )

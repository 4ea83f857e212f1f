"""Where Confer speaks on Slack: the seats' channels, a direct conversation with each person, circles.

A circle's channel is private and named by the reference. Confer makes it, invites and removes people as
the circle changes, and archives it once its lines were removed: Slack lets nobody delete a channel this way.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from adapters.slack import kept
from adapters.slack.address import Address
from adapters.slack.api import Api, Refused
from adapters.slack.installs import Installs
from bot.errors import DeliveryFailed
from bot.ports import Unit
from bot.vocabulary.reference import CaseRef

log: Final = logging.getLogger("confer.slack")

_DONE: Final = frozenset(
    {"already_in_channel", "not_in_channel", "already_archived", "channel_not_found"}
)
_LATER_S: Final = 300.0


class Channels:
    def __init__(
        self, api: Api, unit: Callable[[], Unit], installs: Installs, seats: Sequence[Address]
    ) -> None:
        self._api = api
        self._unit = unit
        self._installs = installs
        self.seats = tuple(seats)
        self._directs: dict[Address, Address] = {}
        self._circles: dict[tuple[CaseRef, str], Address] = {}
        self._making = asyncio.Lock()

    async def restore(self) -> None:
        async with self._unit() as unit:
            self._circles = dict(await kept.circles(unit))

    def by_channel(self) -> Mapping[str, CaseRef]:
        """Channel to the case whose circle it is."""
        return {channel.id: case for (case, _team), channel in self._circles.items()}

    def circles(self, case: CaseRef) -> list[Address]:
        """A circle's channels: one for each workspace that has people in it."""
        return [channel for (found, _team), channel in self._circles.items() if found == case]

    async def direct(self, account: Address) -> Address:
        """The conversation of this person and Confer. Raises DeliveryFailed."""
        found = self._directs.get(account)
        if found is None:
            try:
                said = await self._api.call(
                    "conversations.open", team=account.team, users=account.id
                )
            except Refused as why:
                raise DeliveryFailed(str(why), after_s=_LATER_S, gone=True) from None
            found = self._directs[account] = account.beside(str(said["channel"]["id"]))
        return found

    def forget_direct(self, account: Address) -> None:
        self._directs.pop(account, None)

    # --- circles ---

    async def gather(self, case: CaseRef, accounts: Collection[Address]) -> None:
        """Make the circle's channels hold exactly these and Confer. Raises Refused, DeliveryFailed."""
        by_team: defaultdict[str, set[str]] = defaultdict(set)
        for account in accounts:
            by_team[await self._team(account)].add(account.id)
        async with self._making:
            for team in {*by_team, *(team for found, team in self._circles if found == case)}:
                await self._gather(case, team, by_team[team])

    async def _team(self, account: Address) -> str:
        return (await self._installs.of(account.team)).team

    async def _gather(self, case: CaseRef, team: str, people: set[str]) -> None:
        channel = self._circles.get((case, team))
        if channel is None:
            channel = await self._own(case, team) or await self._make(case, team)
            await kept.keep(self._unit, kept.circle_name(case, team), channel)
            self._circles[case, team] = channel
        there = set(await self._api.pages("conversations.members", "members", channel))
        bot = (await self._installs.of(channel.team)).bot_user
        for user in sorted(there - people - {bot}):
            await self._unless_done("conversations.kick", channel, user=user)
        for user in sorted(people - there):
            await self._invite(channel, user)

    async def _invite(self, channel: Address, user: str) -> None:
        """Somebody who cannot be invited, such as one who left, holds up nobody else."""
        try:
            await self._unless_done("conversations.invite", channel, users=user)
        except Refused as why:
            log.warning("somebody could not be invited to a circle", extra={"code": why.code})

    def _address(self, id: str, team: str) -> Address:
        home = self._installs.home
        return Address(id, None if home is not None and home.team == team else team)

    async def _make(self, case: CaseRef, team: str) -> Address:
        where = self._address("", team).team
        said = await self._api.call(
            "conversations.create", team=where, name=str(case).lower(), is_private=True
        )
        return self._address(str(said["channel"]["id"]), team)

    async def _own(self, case: CaseRef, team: str) -> Address | None:
        """A channel that Confer made for this before a crash, and did not come to keep."""
        installation = await self._installs.of(self._address("", team).team)
        mine = await self._api.pages(
            "users.conversations",
            "channels",
            team=self._address("", team).team,
            types="private_channel",
            exclude_archived=True,
            user=installation.bot_user,
        )
        found = (one for one in mine if _is_made(one, str(case).lower(), installation.bot_user))
        one = next(found, None)
        return None if one is None else self._address(str(one["id"]), team)

    async def clear_out(self, case: CaseRef) -> None:
        """Everybody is removed but Confer, which has to remove its lines later.

        Raises Refused, DeliveryFailed.
        """
        async with self._making:
            for channel in self.circles(case):
                await self._empty(channel)

    async def close(self, case: CaseRef) -> None:
        """The channel is archived. Raises Refused, DeliveryFailed."""
        async with self._making:
            for (found, team), channel in list(self._circles.items()):
                if found == case:
                    await self._unless_done("conversations.archive", channel)
                    await kept.keep(self._unit, kept.circle_name(case, team), None)
                    self._circles.pop((found, team))

    async def _empty(self, channel: Address) -> None:
        try:
            there = await self._api.pages("conversations.members", "members", channel)
        except Refused:
            there = ()  # it was archived or left already
        bot = (await self._installs.of(channel.team)).bot_user
        for user in there:
            if user != bot:
                await self._unless_done("conversations.kick", channel, user=user)

    async def _unless_done(self, method: str, channel: Address, **args: Any) -> None:
        try:
            await self._api.call(method, channel, **args)
        except Refused as why:
            if why.code not in _DONE | {"is_archived"}:
                raise

    def lost(self, channel: str) -> CaseRef | None:
        """Forget a circle's channel that was archived, or that Confer was removed from."""
        for (case, team), found in list(self._circles.items()):
            if found.id == channel:
                self._circles.pop((case, team))
                return case
        return None


def _is_made(found: Mapping[str, Any], name: str, bot: str) -> bool:
    return found.get("name") == name and found.get("creator") == bot

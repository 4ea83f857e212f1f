"""Answering what was heard on Slack, while it is fresh where the person is, and later directly."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from adapters.slack import words
from adapters.slack.address import Address
from adapters.slack.incoming import Live
from adapters.slack.names import NAME
from adapters.slack.telling import Teller, Turn
from adapters.whole import directory_of, whole
from adapters.worker import Worker
from bot import dispatch
from bot.errors import DeliveryFailed
from bot.ports import Answered, Heard
from bot.wired import House

MOST_LIVE: Final = 5000


class Answerer(Worker):
    """Works the inbox of Slack."""

    def __init__(self, house: House, teller: Teller, *, others: bool = False) -> None:
        super().__init__(house, NAME, others=others)
        self._teller = teller
        self._live: OrderedDict[str, Live] = OrderedDict()

    def hear(self, heard: Heard, live: Live) -> None:
        """Something is in the inbox; this is how it can be answered now. go() once it is acknowledged."""
        self._live[heard.key] = live
        self.take(heard)
        while len(self._live) > MOST_LIVE:
            self._live.popitem(last=False)

    async def tell(self, heard: Heard, answered: Answered) -> None:
        # Working the message has just looked at the people; looking again would hold up the answer.
        directory = self._house.lately()
        if directory is None:
            directory = await whole(directory_of(self._house.unit))
        person = directory.people.get(answered.to) if answered.to else None
        live = self._live.get(heard.key)
        if person is not None:
            draw = self._teller.draw(person, directory)
            if answered.hide:
                await self._teller.fixed(heard, words.NOT_REMOVED, draw.language, live)
            await self._teller.answer(
                Turn(heard=heard, answered=answered, person=person, draw=draw, live=live)
            )
        elif directory.by_account(NAME, heard.account) is None:
            said = words.OUTSIDER if Address.parse(heard.account).team else words.STRANGER
            with suppress(DeliveryFailed):  # somebody from elsewhere cannot be reached by every way
                await self._teller.fixed(heard, said, self._house.partnership.language, live)
        self._live.pop(heard.key, None)
        await whole(dispatch.told(self._house, NAME, heard.key))

    async def failed(self, heard: Heard) -> None:
        live = self._live.pop(heard.key, None)
        await self._teller.fixed(heard, words.FAILED, self._house.partnership.language, live)

    async def after(self, waiting: Sequence[Heard]) -> None:
        del waiting  # Slack shows no sign that somebody has read

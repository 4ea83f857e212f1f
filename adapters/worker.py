"""Working the inbox of one platform: each message is answered once, and one that fails holds up no other.

What a crash left, a message not worked or an answer not told, is found in the inbox and done first.
"""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Final

from adapters.backoff import Patience
from adapters.whole import whole
from bot import dispatch
from bot.errors import DeliveryFailed, StoreTrouble
from bot.ports import Answered, Heard
from bot.wired import House

log: Final = logging.getLogger("confer.worker")

TRIES: Final = 3  # of a message whose command fails by an error of ours
_STORE: Final = "the store"
OTHERS_S: Final = 30.0  # what another program took in is left to it for so long
_LOOK_EVERY_S: Final = 60.0  # for what a program that died had taken in


class Worker(ABC):
    """Works while a platform listens; one message at a time, oldest first."""

    ends: type[Exception] = StoreTrouble  # an error of the platform that ends the work for good

    def __init__(self, house: House, platform: str, *, others: bool = False) -> None:
        """`others`: whether other programs take in messages of this platform at the same time."""
        self._house = house
        self._platform = platform
        self._heard_some = asyncio.Event()
        self._look = True  # into the inbox, for what is not known to wait
        self._fresh: list[Heard] = []
        self._others = others
        self._mine: set[str] = set()  # keys that this program took in, among others
        self._failed: Counter[str] = Counter()
        self._patience = Patience()

    def wake(self) -> None:
        """Something was heard, or failed before: the inbox tells what."""
        self._look = True
        self._heard_some.set()

    def take(self, heard: Heard) -> None:
        """This was heard and stands in the inbox; it is worked once go() is called."""
        self._fresh.append(heard)
        if self._others:
            self._mine.add(heard.key)

    def go(self) -> None:
        """Work what was taken, without looking for it."""
        self._heard_some.set()

    async def run(self) -> None:
        """Until cancelled. Raises what `ends`."""
        while True:
            await self._something()
            try:
                await self._work_all()
            except StoreTrouble:
                log.warning("the store failed while answering")
                self._wake_in(self._patience.put_off(_STORE))
            else:
                self._patience.over(_STORE)

    async def _something(self) -> None:
        """Until something was heard, or it is time to look for what nobody answers."""
        try:
            await asyncio.wait_for(self._heard_some.wait(), _LOOK_EVERY_S if self._others else None)
        except TimeoutError:
            self._look = True
        self._heard_some.clear()

    def _wake_in(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self.wake)

    async def _work_all(self) -> None:
        """Raises StoreTrouble."""
        fresh, self._fresh = self._fresh, []
        untold: Sequence[tuple[Heard, Answered]] = ()
        waiting: Sequence[Heard] = fresh
        if self._look:
            self._look = False
            untold, waiting = await whole(self._inbox())
        for heard, answered in untold:
            await self._patiently(heard, self.tell(heard, answered))
        for heard in waiting:
            await self._patiently(heard, self._answer(heard))
        await self.after(waiting)

    async def _inbox(self) -> tuple[Sequence[tuple[Heard, Answered]], Sequence[Heard]]:
        async with self._house.unit() as unit:
            untold = await unit.inbox.untold(self._platform)
            waiting = await unit.inbox.waiting(self._platform)
        if not self._others:
            return untold, waiting
        mine = [(heard, said) for heard, said in untold if self._is_mine(heard)]
        ours = [heard for heard in waiting if self._is_mine(heard)]
        if len(mine) + len(ours) < len(untold) + len(waiting):
            self._wake_in(OTHERS_S)
        return mine, ours

    def _is_mine(self, heard: Heard) -> bool:
        """Taken in here, or so long ago that whoever took it in is gone."""
        age = self._house.clock.now() - heard.at
        return heard.key in self._mine or age >= timedelta(seconds=OTHERS_S)

    async def _answer(self, heard: Heard) -> None:
        """Raises StoreTrouble, DeliveryFailed, what `ends`, and errors of ours."""
        await self.tell(heard, await self.work(heard))

    async def work(self, heard: Heard) -> Answered:
        return await whole(dispatch.work(self._house, self._platform, heard.key))

    @abstractmethod
    async def tell(self, heard: Heard, answered: Answered) -> None:
        """Say the answer, and call dispatch.told(). Raises DeliveryFailed, StoreTrouble, what `ends`."""

    @abstractmethod
    async def failed(self, heard: Heard) -> None:
        """Say that it did not work."""

    @abstractmethod
    async def after(self, waiting: Sequence[Heard]) -> None:
        """What may wait until every message is answered."""

    async def _patiently(self, heard: Heard, doing: Coroutine[object, object, None]) -> None:
        """One message after the other; one that cannot be answered now is put off alone."""
        if self._patience.waits(heard.key):
            doing.close()
            return
        try:
            await doing
        except (StoreTrouble, self.ends):
            raise
        except DeliveryFailed as failed:
            log.warning("an answer could not be told yet")
            self._wake_in(self._patience.put_off(heard.key, failed.after_s))
        except Exception:
            log.exception("a message could not be worked")
            await self._again(heard)
        else:
            self._patience.over(heard.key)
            self._mine.discard(heard.key)

    async def _again(self, heard: Heard) -> None:
        """Try after an error of ours a few times; in the end the person hears that it did not work."""
        self._failed[heard.key] += 1
        if self._failed[heard.key] < TRIES:
            self._wake_in(self._patience.put_off(heard.key))
            return
        del self._failed[heard.key]
        self._patience.over(heard.key)
        await whole(self.drop(heard))
        await self.failed(heard)

    async def drop(self, heard: Heard) -> None:
        """It is worked no more, and nothing is told. Raises StoreTrouble."""
        async with self._house.unit() as unit:
            await unit.inbox.worked(heard, Answered(to=None))
            await unit.inbox.told(self._platform, heard.key)
            await unit.commit()

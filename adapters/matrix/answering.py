"""Working the inbox: each message is answered in private, then taken back where it should not stand.

What a crash left, a message not worked or an answer not told, is found in the inbox and done first.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Coroutine, Sequence
from datetime import datetime
from typing import Final, TypeVar

from adapters.matrix import outgoing, words
from adapters.matrix.backoff import Patience
from adapters.matrix.chores import Chore, Chores, Why
from adapters.matrix.client import Client
from adapters.matrix.outgoing import Message
from adapters.matrix.rest import MatrixSignedOut, Refused
from adapters.matrix.rooms import Rooms
from adapters.matrix.whole import directory_of, whole
from bot import dispatch
from bot.errors import DeliveryFailed, StoreTrouble
from bot.labels import sentence
from bot.people import Directory, Person
from bot.ports import Answered, Heard, PlaceKind, TakeBack
from bot.wired import House

log: Final = logging.getLogger("confer.matrix")

NAME: Final = "matrix"
TRIES: Final = 3  # of a message whose command fails by an error of ours
_TYPING_AFTER_S: Final = 0.3
_STORE: Final = "the store"

Later = list[tuple[TakeBack, datetime]]
T = TypeVar("T")


class Answerer:
    """Works while the listener listens; one message at a time, oldest first."""

    def __init__(self, house: House, client: Client, rooms: Rooms) -> None:
        self._house = house
        self._client = client
        self._rooms = rooms
        self._chores = Chores(house, client, rooms)
        self._waiting: list[Chore] = []
        self._wake = asyncio.Event()
        self._failed: Counter[str] = Counter()
        self._patience = Patience()

    def wake(self, chores: list[Chore]) -> None:
        """Something was heard."""
        self._waiting += chores
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled. Raises MatrixSignedOut."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._work_all()
            except StoreTrouble:
                log.warning("the store failed while answering")
                self._wake_in(self._patience.put_off(_STORE))
            else:
                self._patience.over(_STORE)

    def _wake_in(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._wake.set)

    async def _work_all(self) -> None:
        """Raises StoreTrouble."""
        untold, waiting = await whole(self._inbox())
        for heard, answered in untold:
            await self._patiently(heard, self._tell(heard, answered))
        for heard in waiting:
            await self._patiently(heard, self._answer(heard))
        newest = {heard.room: heard for heard in waiting if heard.place is PlaceKind.PRIVATE}
        for room, heard in newest.items():
            await self._client.mark_read(
                room, heard.key
            )  # after the answer: it would only delay it
        while self._waiting:
            chore = self._waiting.pop(0)
            try:
                await self._chores.do(chore)
            except DeliveryFailed:
                log.warning("a chore failed", extra={"chore": chore.why.value})

    async def _inbox(self) -> tuple[Sequence[tuple[Heard, Answered]], Sequence[Heard]]:
        async with self._house.unit() as unit:
            return await unit.inbox.untold(NAME), await unit.inbox.waiting(NAME)

    async def _patiently(self, heard: Heard, doing: Coroutine[object, object, None]) -> None:
        """One message after the other; one that cannot be answered now is put off alone."""
        if self._patience.waits(heard.key):
            doing.close()
            return
        try:
            await doing
        except (StoreTrouble, MatrixSignedOut):
            raise
        except DeliveryFailed as failed:
            log.warning("an answer could not be told yet")
            self._wake_in(self._patience.put_off(heard.key, failed.after_s))
        except Exception:
            log.exception("a message could not be worked")
            await self._again(heard)
        else:
            self._patience.over(heard.key)

    async def _answer(self, heard: Heard) -> None:
        """Raises StoreTrouble, DeliveryFailed, MatrixSignedOut, and errors of ours."""
        work = dispatch.work(self._house, NAME, heard.key)
        await self._tell(heard, await self._typing(heard, work))

    async def _again(self, heard: Heard) -> None:
        """Try after an error of ours a few times; in the end the person hears that it did not work."""
        self._failed[heard.key] += 1
        if self._failed[heard.key] < TRIES:
            self._wake_in(self._patience.put_off(heard.key))
            return
        del self._failed[heard.key]
        self._patience.over(heard.key)
        await whole(self._drop(heard))
        self._waiting.append(Chore(Why.FAILED, heard.room, heard.account))

    async def _drop(self, heard: Heard) -> None:
        async with self._house.unit() as unit:
            await unit.inbox.worked(heard, Answered(to=None))
            await unit.inbox.told(NAME, heard.key)
            await unit.commit()

    async def _typing(self, heard: Heard, work: Awaitable[T]) -> T:
        """Show that Confer writes where the work takes longer."""
        if heard.place is not PlaceKind.PRIVATE:
            return await whole(work)
        task = asyncio.ensure_future(whole(work))
        try:
            quick, _ = await asyncio.wait([task], timeout=_TYPING_AFTER_S)
            if quick:
                return task.result()
            await self._client.typing(heard.room, writes=True)
            try:
                return await task
            finally:
                await self._client.typing(heard.room, writes=False)
        finally:
            task.cancel()  # where it is at its end already, that changes nothing
            await asyncio.wait([task])

    # --- telling ---

    async def _tell(self, heard: Heard, answered: Answered) -> None:
        """The answer to the person; the message itself is removed first where others read along."""
        later: Later = []
        removed = True
        if answered.hide:
            removed = await self._rooms.doors.redact(heard.room, heard.key, f"r.{heard.key}")
        elif answered.passing:
            removed = await self._rooms.doors.can_remove(heard.room)
        directory = await whole(directory_of(self._house.unit))
        person = directory.people.get(answered.to) if answered.to else None
        if person is not None:
            messages = self._messages(answered, directory, person, removed=removed)
            await self._deliver(heard, messages, later)
        if answered.passing and removed and not answered.hide:
            later.append(self._take_back(heard.room, heard.key))
        await whole(dispatch.told(self._house, NAME, heard.key, later=later))

    def _messages(
        self, answered: Answered, directory: Directory, person: Person, *, removed: bool
    ) -> list[Message]:
        language = self._house.ear(directory, person).language
        found = outgoing.tellings(answered.tellings, language)
        if not removed:
            line = sentence(words.NOT_REMOVED, language)
            found = [*map(Message, outgoing.text(line)), *found]
        return found

    async def _deliver(self, heard: Heard, messages: list[Message], later: Later) -> None:
        """A room that takes nothing any more is left for a new one, once."""
        for room_of in (self._where, self._anew):
            try:
                room = await room_of(heard)
                await self._send(room, heard, messages, later)
            except Refused as why:
                log.warning("an answer was refused", extra={"code": why.code})
            else:
                return

    async def _send(self, room: str, heard: Heard, messages: list[Message], later: Later) -> None:
        for n, message in enumerate(messages):
            key = outgoing.answer_key(heard.key, n)
            event = await self._client.send(room, message.content, key)
            if message.passing:
                later.append(self._take_back(room, event))

    async def _where(self, heard: Heard) -> str:
        return await self._rooms.direct(heard.account)

    async def _anew(self, heard: Heard) -> str:
        await self._rooms.drop_direct(heard.account)
        return await self._rooms.direct(heard.account)

    def _take_back(self, room: str, message: str) -> tuple[TakeBack, datetime]:
        due = self._house.clock.now() + dispatch.PASSING
        return TakeBack(room=room, message=message), due

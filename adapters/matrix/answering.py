"""Answering: each message in private, then taken back where it should not stand."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import Final, TypeVar

from adapters.matrix import outgoing, words
from adapters.matrix.chores import Chore, Chores, Why
from adapters.matrix.client import Client
from adapters.matrix.outgoing import Message
from adapters.matrix.rest import MatrixSignedOut, Refused
from adapters.matrix.rooms import Rooms
from adapters.whole import directory_of, whole
from adapters.worker import Worker
from bot import dispatch, wording
from bot.errors import DeliveryFailed
from bot.labels import sentence
from bot.people import Directory, Person
from bot.ports import Answered, Heard, PlaceKind, TakeBack
from bot.wired import House

log: Final = logging.getLogger("confer.matrix")

NAME: Final = "matrix"
_TYPING_AFTER_S: Final = 0.3

Later = list[tuple[TakeBack, datetime]]
T = TypeVar("T")


class Answerer(Worker):
    """Works while the listener listens; what else is to be done comes after the answers."""

    ends = MatrixSignedOut

    def __init__(self, house: House, client: Client, rooms: Rooms) -> None:
        super().__init__(house, NAME)
        self._client = client
        self._rooms = rooms
        self._chores = Chores(house, client, rooms)
        self._waiting: list[Chore] = []

    def hear(self, chores: list[Chore], fresh: Sequence[Heard]) -> None:
        """A batch is in the inbox; these of it are new."""
        self._waiting += chores
        for heard in fresh:
            self.take(heard)
        self.go()

    async def after(self, waiting: Sequence[Heard]) -> None:
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

    async def work(self, heard: Heard) -> Answered:
        return await self._typing(heard, dispatch.work(self._house, NAME, heard.key))

    async def failed(self, heard: Heard) -> None:
        self._waiting.append(Chore(Why.FAILED, heard.room, heard.account))

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

    async def tell(self, heard: Heard, answered: Answered) -> None:
        """The answer to the person; the message itself is removed first where others read along."""
        later: Later = []
        removed = True
        if answered.hide:
            removed = await self._rooms.doors.redact(heard.room, heard.key, f"r.{heard.key}")
        elif answered.passing:
            removed = await self._rooms.doors.can_remove(heard.room)
        # Working the message has just looked at the people; looking again would hold up the answer.
        directory = self._house.lately()
        if directory is None:
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
            content = message.content
            if message.file is not None:
                lies = await self._client.send_up(room, wording.content(message.file))
                content = outgoing.picture(message.file, lies)
            event = await self._client.send(room, content, key)
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

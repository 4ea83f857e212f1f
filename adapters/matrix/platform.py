"""Matrix as the courier sees it, and the running of it."""

from __future__ import annotations

import asyncio
import fcntl
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO, TypeVar
from uuid import UUID

from adapters.matrix import kept, outgoing
from adapters.matrix.answering import Answerer
from adapters.matrix.chores import NAME
from adapters.matrix.client import Client
from adapters.matrix.described import Describer
from adapters.matrix.rest import Json, MatrixSignedOut, Refused
from adapters.matrix.rooms import Rooms
from adapters.matrix.sync import Listener
from adapters.whole import directory_of, whole
from bot import post_wording
from bot.errors import DeliveryFailed, Trouble
from bot.people import Directory, Person
from bot.ports import Partnership, Telling, Unit
from bot.posts import AnyCirclePost, AnyPost, AnySeatsPost
from bot.rounds import lease
from bot.vocabulary.reference import CaseRef
from bot.wired import House
from bot.wording import Ear

log: Final = logging.getLogger("confer.matrix")

_LOCK: Final = "one-confer.lock"
_LOCK_EVERY_S: Final = 0.5
_REFUSED_S: Final = 300.0

T = TypeVar("T")


class NotProvisioned(Trouble):
    """Confer has no device on the Matrix server yet. Run: confer matrix-login"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Where the homeserver is, which room the seats share, and the folder of the device's keys."""

    homeserver: str
    seats_room: str
    folder: Path
    describes: bool = False  # commands, for clients that offer them while somebody types


class MatrixPlatform:
    """Fits bot.ports.Platform. Every verb raises DeliveryFailed, also while Matrix is not running yet."""

    def __init__(
        self, connection: Connection, unit: Callable[[], Unit], partnership: Partnership
    ) -> None:
        self._connection = connection
        self._unit = unit
        self._partnership = partnership
        self._open: tuple[Client, Rooms] | None = None

    @property
    def name(self) -> str:
        return NAME

    @property
    def speaks(self) -> bool:
        return self._open is not None

    @property
    def hears(self) -> bool:
        return self._open is not None

    @property
    def silent_s(self) -> float | None:
        answered = self._open[0].answered_at if self._open else None
        return None if answered is None else asyncio.get_running_loop().time() - answered

    # --- the courier's verbs ---

    async def post_to_seats(self, post: AnySeatsPost, *, key: UUID) -> str | None:
        client, rooms = self._running()
        if not client.knows(rooms.seats) and not await _tried(rooms.find_seats()):
            raise DeliveryFailed("Confer is not in the seats' room.", after_s=60)
        return await self._post(client, rooms.seats, post, key)

    async def post_to_circle(self, case: CaseRef, post: AnyCirclePost, *, key: UUID) -> str | None:
        client, rooms = self._running()
        room = rooms.circle(case)
        if room is None:
            raise DeliveryFailed("The circle has no room yet.", after_s=5)
        return await self._post(client, room, post, key)

    async def gather(
        self,
        case: CaseRef,
        people: Sequence[Person],
        *,
        ended: bool,
        key: UUID,  # noqa: ARG002 - gathering twice comes to the same
    ) -> None:
        _client, rooms = self._running()
        if ended:
            await _tried(rooms.clear_out(case))
        else:
            accounts = {p.accounts[NAME] for p in people if NAME in p.accounts}
            await _tried(rooms.gather(case, accounts))

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        client, rooms = self._running()
        account = person.accounts.get(NAME)
        if account is None:
            return None
        room = await _tried(rooms.direct(account))
        language = person.language.code
        contents = [message.content for message in outgoing.tellings([telling], language)]
        return (await _say(client, room, contents, key))[0]

    async def take_back(self, room: str, message: str, *, key: UUID) -> None:
        _client, rooms = self._running()
        if not await _tried(rooms.doors.redact(room, message, outgoing.parcel_key(key))):
            log.warning("a message could not be taken back")

    async def redraw(self, message: str, post: AnySeatsPost, *, key: UUID) -> None:
        client, _rooms = self._running()
        directory = await whole(directory_of(self._unit))
        words = post_wording.post(post, self._ear(directory))
        for n, (room, event) in enumerate(outgoing.events(message)):
            edit = outgoing.edit(words, event)
            await _tried(client.send(room, edit, outgoing.parcel_key(key, n)))

    async def unsay(self, message: str, *, key: UUID) -> bool:
        _client, rooms = self._running()
        gone = True
        for n, (room, event) in enumerate(outgoing.events(message)):
            gone &= await _tried(rooms.doors.redact(room, event, outgoing.parcel_key(key, n)))
        return gone

    async def close_circle(self, case: CaseRef, *, key: UUID) -> None:
        del key  # left twice it is left
        _client, rooms = self._running()
        await _tried(rooms.close(case))

    @property
    def listening(self) -> bool:
        """Whether the rooms are known, as they are after the first sync."""
        return self._open is not None and bool(self._open[0].rooms())

    def direct_room(self, account: str) -> str | None:
        """The person's direct room, where there is one; for the operator and the tests."""
        return self._open[1].direct_now(account) if self._open else None

    async def _device(self) -> kept.Device | None:
        async with self._unit() as unit:
            return await kept.device(unit)

    def _running(self) -> tuple[Client, Rooms]:
        if self._open is None:
            raise DeliveryFailed("Matrix is not running.", after_s=5)
        return self._open

    async def _post(self, client: Client, room: str, post: AnyPost, key: UUID) -> str:
        directory = await whole(directory_of(self._unit))
        words = post_wording.post(post, self._ear(directory))
        said = await _say(client, room, outgoing.text(words), key)
        return outgoing.handle(room, said)

    def _ear(self, directory: Directory) -> Ear:
        return Ear(
            language=self._partnership.language, zone=self._partnership.zone, directory=directory
        )

    # --- running ---

    async def run(self, house: House) -> None:
        """Listen and answer until cancelled. Raises NotProvisioned, MatrixSignedOut, StoreTrouble."""
        if await whole(self._device()) is None:
            raise NotProvisioned
        await lease.led(house, NAME, lambda: self._lead(house))

    async def _lead(self, house: House) -> None:
        device = await whole(self._device())
        if device is None:
            raise NotProvisioned
        async with _alone(self._connection.folder):
            client = Client(self._connection.homeserver, device, self._connection.folder)
            rooms = Rooms(client, self._unit, self._connection.seats_room)
            try:
                await whole(rooms.restore())
                self._open = client, rooms
                await self._all(house, client, rooms)
            finally:
                self._open = None
                await client.close()

    async def _all(self, house: House, client: Client, rooms: Rooms) -> None:
        """Whichever loop ends first ends all, with its error."""
        answerer = Answerer(house, client, rooms)
        listener = Listener(house, client, rooms, answerer.hear)
        doing = [listener.run(), answerer.run()]
        if self._connection.describes:
            doing.append(Describer(house, client, rooms).run())
        tasks = [asyncio.ensure_future(one) for one in doing]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def _alone(folder: Path) -> AsyncGenerator[None]:
    """One process a device, for two would both answer. The system frees the lock of one that was killed."""
    with _lock_file(folder) as lock:
        said = False
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not said:
                    log.warning("another Confer runs on this device; waiting for it to end")
                said = True
                await asyncio.sleep(_LOCK_EVERY_S)
        yield


def _lock_file(folder: Path) -> TextIO:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return (folder / _LOCK).open("w")


async def _say(client: Client, room: str, contents: Sequence[Json], key: UUID) -> list[str]:
    return [
        await _tried(client.send(room, content, outgoing.parcel_key(key, n)))
        for n, content in enumerate(contents)
    ]


async def _tried(doing: Awaitable[T]) -> T:
    """What the server refuses is tried again later, for rooms and powers can be mended."""
    try:
        return await doing
    except Refused as why:
        raise DeliveryFailed(str(why), after_s=_REFUSED_S) from None
    except MatrixSignedOut as gone:
        raise DeliveryFailed(str(gone), after_s=_REFUSED_S) from None

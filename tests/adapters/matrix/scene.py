"""A running Confer on a fresh account, among people in a seats' room."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nio import RoomPreset  # type: ignore[import-untyped]

from adapters.console import cast
from adapters.matrix import kept
from adapters.matrix.platform import Connection, MatrixPlatform
from adapters.matrix.provision import Login, matrix_login
from bot import dispatch
from bot.command import AnyCommand
from bot.policies.access import listening
from bot.wired import House
from commands import BY_NAME
from storage import Store
from tests.adapters.matrix.partnership import LaterClock, house_of, settle_in
from tests.adapters.matrix.somebody import Somebody, ends
from tests.synapse import PASSWORD, Synapse

KEYS = ("nurse", "teacher", "coordinator")


@dataclass
class Scene:
    synapse: Synapse
    store: Store
    folder: Path
    confer: str
    accounts: dict[str, str]
    people: dict[str, Somebody]
    seats: str
    clock: LaterClock
    house: House
    platform: MatrixPlatform
    running: asyncio.Task[None] | None = None
    early: str = ""  # the sync token of the beginning
    profile: str = "light"  # from the next start on

    @property
    def nurse(self) -> Somebody:
        return self.people["nurse"]

    async def comes(self, key: str) -> Somebody:
        """One more person of the partnership enters the seats' room."""
        one = await Somebody.of(self.synapse, self.folder, key, self.accounts[key])
        self.people[key] = one
        await self.nurse.client.room_invite(self.seats, one.account)
        await one.until(lambda: self.seats in one.client.rooms)
        return one

    async def starts(
        self,
        url: str | None = None,
        commands: Mapping[str, AnyCommand] = BY_NAME,
        *,
        describes: bool = False,
    ) -> None:
        """Confer runs, by way of this address, from a new platform object as after a restart."""
        connection = Connection(
            homeserver=url or self.synapse.url,
            seats_room=self.seats,
            folder=self.folder / "m",
            describes=describes,
        )
        here = cast.partnership(self.profile)
        self.platform = MatrixPlatform(connection, self.store.unit, here)
        platforms = {"matrix": self.platform}
        self.house = house_of(self.store, platforms, self.clock, commands, profile=self.profile)
        self.running = asyncio.create_task(self.platform.run(self.house))

    async def stops(self) -> None:
        if self.running is not None:
            await ends([self.running])

    async def close(self) -> None:
        await self.stops()
        for one in self.people.values():
            await one.close()

    async def direct(self, one: Somebody) -> str:
        """An encrypted room of their own, made as Element makes one, taken as the direct one."""
        room = await one.opens(self.confer, is_direct=True, preset=RoomPreset.trusted_private_chat)
        await one.joined_by(room, self.confer)
        await one.until(lambda: self.is_direct(one, room))
        return room

    def is_direct(self, one: Somebody, room: str) -> bool:
        return self.platform.direct_room(one.account) == room

    async def rewinds(self) -> None:
        """Confer ends, and forgets the last batches that it took in."""
        await self.stops()
        async with self.store.unit() as unit:
            await kept.write(unit, kept.SINCE, self.early)
            await unit.commit()

    async def forgets(self) -> None:
        """Confer ends, and no longer knows how far it had listened, nor what it heard."""
        await self.stops()
        async with self.store.unit() as unit:
            await unit.marks.drop(kept.SINCE)
            await unit.commit()

    async def heard_something(self) -> None:
        """Wait until a sync was taken in."""
        while not await self.since():
            await self.nurse.turn(50)

    async def since(self) -> str | None:
        async with self.store.unit() as unit:
            return await kept.read(unit, kept.SINCE)

    async def takes_in(self, count: int) -> list[str]:
        """The words that wait in the inbox, once there are so many."""
        while True:
            async with self.store.unit() as unit:
                waiting = await unit.inbox.waiting("matrix")
            if len(waiting) >= count:
                return [listening().open(heard.words) for heard in waiting]
            await self.nurse.turn(50)

    async def delivers(self) -> None:
        """The courier says everything that is due."""
        while await dispatch.remind(self.house):
            pass
        while await dispatch.deliver(self.house, "matrix"):
            pass


async def open_scene(synapse: Synapse, store: Store, folder: Path) -> Scene:
    """Everybody has an account; the nurse is there, and the others come when a test asks them to."""
    accounts = {key: synapse.register(key) for key in KEYS}
    await settle_in(store, accounts)
    confer = synapse.register("confer")
    login = Login(homeserver=synapse.url, user=confer, password=PASSWORD)
    await matrix_login(login, store.unit, folder / "m")
    nurse = await Somebody.of(synapse, folder, "nurse", accounts["nurse"])
    seats = await nurse.opens(confer, name="Seats", power_level_override={"users": {confer: 50}})
    clock = LaterClock()
    connection = Connection(homeserver=synapse.url, seats_room=seats, folder=folder / "m")
    platform = MatrixPlatform(connection, store.unit, cast.partnership())
    house = house_of(store, {"matrix": platform}, clock)
    people = {"nurse": nurse}
    scene = Scene(synapse, store, folder, confer, accounts, people, seats, clock, house, platform)
    await scene.starts()
    await nurse.joined_by(seats, confer)
    await scene.heard_something()
    scene.early = await scene.since() or ""
    return scene


async def kept_of_inbox(scene: Scene) -> int:
    async with scene.store.unit() as unit:
        return len(await unit.inbox.waiting("matrix")) + len(await unit.inbox.untold("matrix"))

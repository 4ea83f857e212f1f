"""Several programs on one PostgreSQL, each with a platform that writes down what it says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from adapters.console import cast
from adapters.console.play import MovedClock, Player
from adapters.console.stage import NAME, Stage
from bot.house import Opened, open_house
from bot.people import Person
from bot.ports import Telling
from tests import postgres
from tests.house import KEYS, START


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    with postgres.running() as running:
        yield running


@pytest.fixture
def url(server: postgres.Server) -> Iterator[str]:
    name = server.fresh(migrated=True)
    yield server.url(name)
    server.drop(name)


@dataclass
class Log:
    """What was said to whom, in order, by which parcel; and what else the test writes between."""

    lines: list[tuple[str, UUID]] = field(default_factory=list[tuple[str, UUID]])


class Spoken(Stage):
    """A stage that takes a moment to speak, as a network does, and writes down when it did."""

    def __init__(self, clock: MovedClock, log: Log, *, slow_s: float = 0.0) -> None:
        super().__init__(clock, language="en", zone=cast.ZONE)
        self.log = log
        self._slow_s = slow_s

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        await asyncio.sleep(self._slow_s)
        self.log.lines.append((person.key, key))
        return await super().tell(person, telling, key=key)


async def program(url: str, clock: MovedClock, stage: Stage) -> Opened:
    return await open_house(
        url,
        KEYS,
        partnership=cast.partnership(),
        clock=clock,
        platforms={NAME: stage},
        founders=cast.directory(NAME),
    )


@dataclass
class Two:
    """Two programs; `log` is common to both."""

    clock: MovedClock
    log: Log
    players: list[Player]


@pytest.fixture
async def two(url: str, tmp_path: Path) -> AsyncIterator[Two]:
    del tmp_path
    clock, log = MovedClock(START), Log()
    players: list[Player] = []
    for _ in range(2):
        stage = Spoken(clock, log, slow_s=0.002)
        opened = await program(url, clock, stage)

        async def reopen(stage: Stage = stage) -> Opened:
            return await program(url, clock, stage)

        players.append(Player(stage, clock, opened, reopen))
    yield Two(clock, log, players)
    for player in players:
        await player.close()

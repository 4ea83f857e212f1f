"""Many nudges that are due, over a real store, and a platform that takes whatever it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from adapters.console import cast
from adapters.console.stage import NAME
from bot.disclosure import Sensitive
from bot.house import Opened, open_house
from bot.people import OnCall, Person
from bot.plans import Action
from bot.ports import Clock, ClockKey, Platform, Rung, Running, Telling
from bot.rounds.ringing import PARCELS
from bot.vocabulary.numbers import ActionNo, Day, PersonNo
from bot.vocabulary.process import ClockName
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.sharing import Participation
from bot.vocabulary.work import ActionKind, Level
from tests.contract import samples
from tests.house import KEYS

PEOPLE: Final = range(101, 251)
FIRST: Final = 1  # of the holder's step; it goes to the holder alone (nudge_table.LADDERS)


class Null:
    """Fits bot.ports.Platform. Keeps which parcels it was told, and when."""

    name = NAME
    speaks = True
    hears = True
    silent_s = None

    def __init__(self) -> None:
        self.told: list[UUID] = []
        self.at: list[datetime] = []

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        del person, telling
        self.told.append(key)
        self.at.append(datetime.now(UTC))
        return key.hex

    async def post_to_seats(self, post: object, *, key: UUID) -> str | None:
        del post
        return key.hex

    async def post_to_circle(self, case: CaseRef, post: object, *, key: UUID) -> str | None:
        del case, post
        return key.hex

    async def gather(
        self, case: CaseRef, people: Sequence[Person], *, ended: bool, key: UUID
    ) -> None: ...
    async def take_back(self, room: str, message: str, *, key: UUID) -> None: ...
    async def redraw(self, message: str, post: object, *, key: UUID) -> None: ...
    async def unsay(self, message: str, *, key: UUID) -> bool:
        del message, key
        return True

    async def close_circle(self, case: CaseRef, *, key: UUID) -> None: ...


async def opened(url: str, clock: Clock, platform: Platform) -> Opened:
    return await open_house(
        url,
        KEYS,
        partnership=cast.partnership(),
        clock=clock,
        platforms={platform.name: platform},
        founders=cast.directory(NAME),
    )


def _somebody(number: int) -> Person:
    """On call, and the clocks are urgent: no quiet hour of the machine's clock holds anything up."""
    key = f"p{number}"
    return Person(
        no=PersonNo(number),
        key=key,
        name=Sensitive(key),
        on_call=frozenset(OnCall),
        accounts={NAME: key},
    )


def _step(person: int, due: datetime) -> Action:
    """A step of the plan that this person holds, and is the only one to hear of."""
    return Action(
        no=ActionNo(person),
        kind=ActionKind.COUNSELLING,
        level=Level.PERSON,
        mode=Participation.VOLUNTARY,
        holder=PersonNo(person),
        due=Day.of(due.date()),
    )


async def seat_people(house: Opened) -> None:
    async with house.house.unit() as unit:
        there = (await unit.people.directory()).people
        for number in PEOPLE:
            if PersonNo(number) not in there:
                await unit.people.add(_somebody(number))
        await unit.commit()


@dataclass(frozen=True)
class Times:
    """When the first rung of the first clock is due, of each further clock, and when its further rungs are."""

    begins: timedelta = timedelta()
    apart: timedelta = timedelta()
    rungs: int = 1
    every: timedelta = timedelta()


async def put_due(
    house: Opened, count: int, *, steps: int = len(PEOPLE), times: Times = Times()
) -> dict[UUID, datetime]:
    """Gives the parcel of each first rung, and when it is due."""
    put = await put_clocks(house, count, steps=steps, times=times)
    return {key: rung.due for key, rung in put.items()}


async def put_clocks(
    house: Opened, count: int, *, steps: int = len(PEOPLE), times: Times = Times()
) -> dict[UUID, Rung]:
    """Clocks of steps, `steps` of them a case. Gives the first rung of each, in order, by its parcel."""
    now = house.house.clock.now()
    expected: dict[UUID, Rung] = {}
    for begin in range(0, count, steps):
        people = [PEOPLE[(begin + n) % len(PEOPLE)] for n in range(min(steps, count - begin))]
        due = now + timedelta(days=3)
        async with house.house.unit() as unit:
            case = samples.case()
            case.facts.plan.actions = [_step(person, due) for person in people]
            await unit.cases.add(case)
            for n, person in enumerate(people):
                key = ClockKey(case=case.id, name=ClockName.ACTION_DUE, subject=person)
                running = Running(key=key, started=now - timedelta(days=1), due=due, urgent=True)
                first = now + times.begins + times.apart * (begin + n)
                run = f"{key.case}/{key.name}/{key.subject}/{key.round}"
                ladder = [
                    Rung(clock=key, number=FIRST + m, due=first + times.every * m)
                    for m in range(times.rungs)
                ]
                expected[uuid5(PARCELS, f"{run}/{FIRST}/{person}")] = ladder[0]
                await unit.clocks.start(running, ladder)
            await unit.commit()
    return expected

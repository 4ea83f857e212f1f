"""Many nudges that are due, over a real store, and a platform that takes whatever it is given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from adapters.console import cast
from adapters.console.stage import NAME
from bot.disclosure import Sensitive
from bot.house import Opened, open_house
from bot.people import OnCall, Person
from bot.plans import Action
from bot.ports import Clock, ClockKey, Platform, Rung, Running, Telling
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
    """Fits bot.ports.Platform. Counts what it was told, by the parcel's id."""

    name = NAME
    speaks = True
    hears = True
    silent_s = None

    def __init__(self) -> None:
        self.told: list[UUID] = []

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        del person, telling
        self.told.append(key)
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


async def put_due(
    house: Opened, count: int, *, steps: int = len(PEOPLE), apart: timedelta = timedelta()
) -> None:
    """Rungs of steps of many cases, `steps` a case; due now and each `apart` later than the one before."""
    now = house.house.clock.now()
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
                rung = Rung(clock=key, number=FIRST, due=now + apart * (begin + n))
                await unit.clocks.start(running, [rung])
            await unit.commit()

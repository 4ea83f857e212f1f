"""Two programs share the work: each thing once, and no ping after the act that stops it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from adapters.console.play import MovedClock, Player
from adapters.console.stage import NAME, Spot
from bot import dispatch
from bot.errors import StaleCase
from bot.people import Person
from bot.ports import ClockKey, PlaceKind, Rung, Running, Telling
from bot.rounds import lease
from bot.vocabulary.process import ClockName
from tests.house import START, WHOLE
from tests.machines.conftest import Two
from tests.machines.due import Null, Times, opened, put_clocks, seat_people

pytestmark = pytest.mark.postgres
PRIVATE = Spot(PlaceKind.PRIVATE)
RACES = 100
ALL_RACES = 2_000
RUNGS = 200
SECOND = timedelta(seconds=1)


class Slow(Null):
    """Takes a moment to speak, as a network does."""

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        await asyncio.sleep(0.002)
        return await super().tell(person, telling, key=key)


async def _raised(player: Player) -> str:
    line = WHOLE.format(urgency="today", guessable="would_not_guess")
    await player.says(
        "nurse", f"/{line.replace(' called:not_needed ground:danger_to_self', '')}", PRIVATE
    )
    await player.says("nurse", "= send", PRIVATE)
    return player.refs[-1]


async def _work_off(player: Player) -> None:
    while await dispatch.remind(player.house) or await dispatch.deliver(player.house, NAME):
        pass


async def _timed(doing: Coroutine[object, object, None]) -> float:
    begun = time.monotonic()
    await doing
    return time.monotonic() - begun


async def _put_rungs(player: Player, count: int) -> None:
    """Clocks of one case, each with a rung that is due now."""
    ref = await _raised(player)
    async with player.house.unit() as unit:
        case = next(line for line in await unit.cases.lines(party=None, limit=1))
        found = await unit.cases.get(case.ref)
        assert str(case.ref) == ref
        now = player.clock.now()
        for number in range(1, count + 1):
            key = ClockKey(case=found.id, name=ClockName.SCREENING_DECISION, subject=number)
            running = Running(
                key=key, started=now - timedelta(days=1), due=now + timedelta(hours=1), urgent=True
            )
            await unit.clocks.start(running, [Rung(clock=key, number=1, due=now)])
        await unit.commit()


async def test_two_share_due_rungs_and_each_is_said_once(two: Two) -> None:
    one, other = two.players
    await _put_rungs(one, RUNGS)
    await asyncio.gather(_work_off(one), _work_off(other))
    await asyncio.gather(_work_off(one), _work_off(other))

    said = Counter(key for _who, key in two.log.lines)
    assert set(said.values()) == {1}
    told = Counter(who for who, _key in two.log.lines)
    assert told["coordinator"] >= RUNGS


@pytest.mark.parametrize(
    "races", [RACES, pytest.param(ALL_RACES, marks=[pytest.mark.soak, pytest.mark.timeout(900)])]
)
async def test_no_ping_leaves_after_the_commit_of_the_act_that_stops_it(  # noqa: PLR0915  # one story
    url: str, races: int
) -> None:
    """The act in one program and the rung in the other, in the same moment, again and again."""
    clock, speaks = MovedClock(START), Slow()
    one, other = await opened(url, clock, Null()), await opened(url, clock, speaks)
    await seat_people(one)
    put = await put_clocks(one, races, steps=1, times=Times(begins=SECOND, apart=SECOND))
    stood: dict[UUID, int] = {}  # how much had been said when the act stood
    takes_s = 0.02

    async def acts(key: UUID, stops: ClockKey, within_s: float) -> None:
        await asyncio.sleep(random.uniform(0, within_s))  # noqa: S311  # no secret
        while (
            key not in stood
        ):  # as dispatch.work() does, where the database ends one of two that met
            with contextlib.suppress(StaleCase):
                async with one.house.unit() as unit:
                    await unit.clocks.stop(stops.case, stops.name, stops.subject)
                    await unit.commit()
                stood[key] = len(speaks.told)

    async def rings() -> None:
        await dispatch.remind(other.house)
        await dispatch.deliver(other.house, NAME)

    for key, rung in put.items():
        clock.move_to(rung.due)
        _, took_s = await asyncio.gather(acts(key, rung.clock, 1.5 * takes_s), _timed(rings()))
        takes_s += (took_s - takes_s) / 8  # however loaded the machine is, both come first in turns
    while await dispatch.remind(other.house) or await dispatch.deliver(other.house, NAME):
        pass
    late = [key for at, key in enumerate(speaks.told) if at >= stood[key]]
    assert not late, "a ping left after the act stood"
    assert 0 < len(speaks.told) < races  # both orders were met
    for program in (one, other):
        await program.close()


async def test_a_lease_has_one_holder_and_moves_once_it_is_over(two: Two) -> None:
    one, other = (player.house for player in two.players)
    names = [uuid4().hex for _ in range(2)]

    async def takes(n: int) -> bool:
        house = (one, other)[n]
        async with house.unit() as unit:
            took = await lease.take(unit, "matrix", names[n], two.clock.now())
            await unit.commit()
        return took

    assert await takes(0)
    assert not await takes(1)
    two.clock.move_to(two.clock.now() + timedelta(seconds=lease.LASTS_S - 1))
    assert await takes(0)  # renewed
    two.clock.move_to(two.clock.now() + timedelta(seconds=lease.LASTS_S - 1))
    assert not await takes(1)
    two.clock.move_to(two.clock.now() + timedelta(seconds=2))
    assert await takes(1)
    assert not await takes(0)
    async with other.unit() as unit:
        await lease.give_back(unit, "matrix", names[0])  # not theirs any more
        await unit.commit()
    assert not await takes(0)
    async with other.unit() as unit:
        await lease.give_back(unit, "matrix", names[1])
        await unit.commit()
    assert await takes(0)


async def test_two_that_take_a_lease_for_the_first_time_lead_one_after_the_other(two: Two) -> None:
    async def lead(name: str) -> None:
        leading: list[str] = []
        led: list[str] = []

        async def leads(player: Player) -> None:
            async def doing() -> None:
                leading.append(player.house.program)
                assert len(leading) == 1
                await asyncio.sleep(0.05)
                led.append(leading.pop())

            await lease.led(player.house, name, doing)

        await asyncio.gather(*(leads(player) for player in two.players))
        assert len(set(led)) == 2

    await asyncio.gather(lead("a"), lead("b"))

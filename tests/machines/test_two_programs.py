"""Two programs share the work: each thing once, and no ping after the act that stops it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from uuid import uuid4

import pytest

from adapters.console.play import Player
from adapters.console.stage import NAME, Spot
from bot import dispatch
from bot.errors import StaleCase
from bot.ports import ClockKey, PlaceKind, Rung, Running
from bot.rounds import lease
from bot.vocabulary.process import ClockName
from tests.house import WHOLE
from tests.machines.conftest import Two

pytestmark = pytest.mark.postgres
PRIVATE = Spot(PlaceKind.PRIVATE)
RACES = 100
ALL_RACES = 2_000
RUNGS = 200


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
    two: Two, races: int
) -> None:
    """The act in one program and the rung in the other, in the same moment, again and again."""
    one, other = two.players
    await _raised(one)
    await _work_off(one)
    async with one.house.unit() as unit:
        (line,) = await unit.cases.lines(party=None, limit=1)
        case = (await unit.cases.get(line.ref)).id
    pings, takes_s = 0, 0.02
    for number in range(1, races + 1):
        now = two.clock.now()
        key = ClockKey(case=case, name=ClockName.SCREENING_DECISION, subject=number)
        due = now + timedelta(hours=1)
        running = Running(key=key, started=now - timedelta(days=1), due=due, urgent=True)
        async with one.house.unit() as unit:
            await unit.clocks.start(running, [Rung(clock=key, number=1, due=now)])
            await unit.commit()

        async def acts(number: int = number, within_s: float = 2 * takes_s) -> int:
            """How much had been said when the act stood."""
            await asyncio.sleep(random.uniform(0, within_s))  # noqa: S311  # no secret
            while True:  # as dispatch.work() does, where the database ends one of two that met
                with contextlib.suppress(StaleCase):
                    async with one.house.unit() as unit:
                        await unit.clocks.stop(case, ClockName.SCREENING_DECISION, number)
                        await unit.commit()
                    return len(two.log.lines)

        before = len(two.log.lines)
        said, took_s = await asyncio.gather(acts(), _timed(_work_off(other)))
        assert len(two.log.lines) == said, "a ping left after the act stood"
        pings += said > before
        takes_s += (took_s - takes_s) / 8  # however loaded the machine is, both come first in turns
    assert 0 < pings < races  # both orders were met


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
    for name in ("a", "b"):
        leading: list[str] = []
        led: list[str] = []

        async def leads(player: Player, leading: list[str], led: list[str], name: str) -> None:
            async def doing() -> None:
                leading.append(player.house.program)
                assert len(leading) == 1
                await asyncio.sleep(0.05)
                led.append(leading.pop())

            await lease.led(player.house, name, doing)

        await asyncio.gather(*(leads(player, leading, led, name) for player in two.players))
        assert len(set(led)) == 2

"""A machine's clock set back revives nobody, delays no ping, and is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import dispatch
from bot.house.serving import keep_steady
from bot.rounds import auditing as rounds
from bot.running.steady import SteadyClock
from bot.wired import House
from tests.house import START, Talks, kept

HOUR = timedelta(hours=1)
NOTHING = "There is nothing here for you under that name."


@dataclass
class Machine:
    """A machine whose clock can be set; `passed` seconds really passed."""

    wall: datetime = START
    passed: float = 0.0

    def clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.passed)

    def passes(self, span: timedelta) -> None:
        self.wall += span
        self.passed += span.total_seconds()


def test_time_goes_on_as_fast_as_it_passes_while_the_machine_is_behind() -> None:
    machine, told = Machine(), list[datetime]()
    clock = machine.clock()
    clock.told_back = told.append
    machine.passes(5 * HOUR)
    machine.wall = START
    assert clock.now() == START + 5 * HOUR
    machine.passes(HOUR)
    assert clock.now() == START + 6 * HOUR
    machine.wall = START + 8 * HOUR
    assert clock.now() == START + 8 * HOUR
    assert told == [START + 5 * HOUR]


def test_a_small_correction_is_told_nobody_and_never_goes_back() -> None:
    machine, told = Machine(), list[datetime]()
    clock = machine.clock()
    clock.told_back = told.append
    machine.passes(HOUR)
    before = clock.now()
    machine.wall -= timedelta(seconds=90)
    assert clock.now() >= before
    assert told == []


def test_after_a_sleep_of_the_machine_the_clock_on_the_wall_counts() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += 9 * HOUR  # nothing was counted meanwhile
    assert clock.now() == START + 9 * HOUR


async def test_a_guest_is_not_revived_by_a_clock_set_back_while_confer_was_down(
    house: Talks,
) -> None:
    ref = await house.owned()
    await house.says(
        "social",
        f"/guest invite {ref} @mentor why:community_trust brings:relationship may:add until:2d",
    )
    await house.waits(days=3)
    await dispatch.watch(house.player.house)
    machine = Machine(wall=START)  # three days back, before the guest's end
    clock = machine.clock()
    again = replace(house.player.house, clock=clock)

    await keep_steady(again, clock)
    await rounds.go(again)

    assert clock.now() >= house.clock.now()
    assert await asks(again, "mentor", f"/case show {ref}") == NOTHING
    await house.waits(days=1)
    for who in ("auditor", "coordinator", "admin"):
        assert any("was set back" in text for text in house.reads(who, "notice"))
    async with again.unit() as unit:
        assert await unit.audit.verify() > 0


async def asks(house: House, who: str, words: str) -> str:
    heard = await kept(house, who, words)
    answered = await dispatch.work(house, "console", heard.key)
    from bot import wording

    return wording.text(answered.tellings[0])

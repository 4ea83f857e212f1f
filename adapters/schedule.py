"""APScheduler ticks; what is due stands in the database. No case and no word is in a job.

A sweep wakes at the next due moment and at least every 30 seconds; the courier goes with it. Measured
(2026): a job store blocks the loop for seconds and drops late jobs, so jobs live in memory and carry nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # it ships no types

from bot import dispatch
from bot.conversation import overheard
from bot.errors import ConferError
from bot.rounds import auditing as rounds
from bot.rounds import beats, carrying, passing
from bot.wired import House

log: Final = logging.getLogger("confer.schedule")

AT_LEAST: Final = timedelta(seconds=30)
STEP: Final = timedelta(milliseconds=100)  # between sweeps, however much falls due
STUCK: Final = timedelta(seconds=1)  # until what is due and could not be said now is tried again
FAILED: Final = timedelta(seconds=5)  # after a sweep in which the store failed
OVERSLEPT: Final = timedelta(milliseconds=500)  # after the moment at which a sweep was to begin
SOON: Final = timedelta(milliseconds=50)
RINGS_S: Final = 0.1  # then the courier has its turn: no ping waits until the last is rung
ROUNDS_EVERY: Final = timedelta(minutes=5)


async def sweep(house: House) -> None:
    """Everything that is due now: rungs, parcels of every platform, forms that are too old.

    What falls due meanwhile is for the next one: where something always does, this one ends all the same.
    """
    now = house.clock.now()
    await dispatch.watch(house)
    while await _ring_some(house, now):
        await courier(house)
    await beats.go(house)
    await carrying.go(house)
    await passing.go(house)
    await courier(house)
    async with house.unit() as unit:
        gone = await unit.dialogues.expired(now) + await unit.links.expired(now)
        if gone + await overheard.expired(unit, now):
            await unit.commit()


async def _ring_some(house: House, until: datetime) -> bool:
    """False where nothing was due."""
    loop = asyncio.get_running_loop()
    ends, some = loop.time() + RINGS_S, False
    while loop.time() < ends and await dispatch.remind(house, until=until):
        some = True
    return some


async def courier(house: House) -> None:
    """Say what waits to be said, platform by platform."""
    for name, platform in house.platforms.items():
        while platform.speaks and await dispatch.deliver(house, name):
            pass


async def rest(house: House, began: datetime) -> timedelta:
    """How long a sweep that began then is over until the next: until something falls due.

    What was due before could not be said now. It is tried soon, and holds up nothing that falls due meanwhile.
    """
    due, most = await dispatch.next_due(house), AT_LEAST
    if due is not None and due <= began:
        due, most = await dispatch.next_due(house, after=began), STUCK
    if due is None:
        return most
    return min(most, max(due - house.clock.now(), STEP))


class Ticker:
    """Runs the sweep: at the next due moment, at least every 30 s, and when woken."""

    def __init__(self, house: House, tell: Callable[[], Awaitable[None]] | None = None) -> None:
        """`tell`: wakes the other programs, for what only they can say."""
        self._house = house
        self._tell = tell
        self._acted = True  # something was put out since the others were told
        self.scheduler: Any = AsyncIOScheduler(timezone=UTC)  # it ships no types
        self._turn = asyncio.Lock()
        self._woken = False
        self._ended = False
        self._rounds: asyncio.Task[None] | None = None
        self._overslept: asyncio.TimerHandle | None = None

    def start(self) -> None:
        self.scheduler.add_job(
            self._tick,
            "interval",
            seconds=AT_LEAST.total_seconds(),
            id="sweep",
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        self.scheduler.add_job(
            self._go_rounds,
            "interval",
            seconds=ROUNDS_EVERY.total_seconds(),
            id="rounds",
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        self.scheduler.start()
        self._oversleeps_after(timedelta())

    def wake(self) -> None:
        """Something was put into the outbox or a clock was started: look at once."""
        self._acted = True
        self.look()

    def look(self) -> None:
        """Another program says that something is due here."""
        self._woken = True
        if not self._turn.locked():
            self._next(SOON)

    async def _tick(self) -> None:
        """One at a time; whatever came in meanwhile is looked at right after."""
        async with self._turn:
            if self._ended:
                return
            self._woken = False
            wait = await self._sweep()
        self._next(SOON if self._woken else wait)

    async def _go_rounds(self) -> None:
        """Beside the sweep: verifying a long audit takes its time, and no ping waits for that."""
        self._rounds = asyncio.ensure_future(rounds.go(self._house))
        try:
            await self._rounds
        except ConferError as failed:
            log.warning("round failed", extra={"error": type(failed).__name__})
        except asyncio.CancelledError:
            if not self._ended:
                raise

    async def _sweep(self) -> timedelta:
        """Gives how long it is until the next one."""
        swept, rung, began = False, self._house.tally.rung, self._house.clock.now()
        try:
            await sweep(self._house)
            self._acted |= self._house.tally.rung > rung
            await self._tell_others()
            wait = await rest(self._house, began)
            swept = True
        except ConferError as failed:
            log.warning("sweep failed", extra={"error": type(failed).__name__})
            return FAILED
        finally:
            self._house.tally.ticks(swept=swept)
        return wait

    async def _tell_others(self) -> None:
        """Only of what began here: two that woke each other without end would never rest."""
        elsewhere = [one for one in self._house.platforms.values() if not one.speaks]
        if self._tell is not None and self._acted and elsewhere:
            await self._tell()
        self._acted = False

    def _next(self, wait: timedelta) -> None:
        if not self._ended:
            self._set("sweep", wait)
            self._oversleeps_after(wait)

    def _set(self, job: str, wait: timedelta) -> None:
        moment = datetime.now(UTC) + wait
        self.scheduler.modify_job(job, next_run_time=moment)

    def _oversleeps_after(self, wait: timedelta) -> None:
        """APScheduler goes by the machine's clock: where that is set back by an hour it would sleep so long."""
        if self._overslept is not None:
            self._overslept.cancel()
        after_s = (wait + OVERSLEPT).total_seconds()
        self._overslept = asyncio.get_running_loop().call_later(after_s, self._wake_up)

    def _wake_up(self) -> None:
        job = self.scheduler.get_job("sweep")
        # Else a sweep runs, which sets the next, or begins in an instant.
        if not self._turn.locked() and job.next_run_time > datetime.now(UTC):
            self._next(timedelta())
            self._set("rounds", timedelta())

    async def stop(self) -> None:
        """End after the sweep that runs; none begins after it."""
        self._ended = True
        self.scheduler.pause()
        if self._overslept is not None:
            self._overslept.cancel()
        await asyncio.sleep(0)  # a sweep that was just begun takes its turn first
        if self._rounds is not None:
            self._rounds.cancel()
            await asyncio.wait([self._rounds])
        async with self._turn:  # the scheduler's own end would cut a sweep off in the middle
            self.scheduler.shutdown(wait=False)

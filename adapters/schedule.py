"""APScheduler ticks; what is due stands in the database. No case and no word is in a job.

A sweep wakes at the next due moment and at least every 30 seconds; the courier goes with it. Measured
(2026): a job store blocks the loop for seconds and drops late jobs, so jobs live in memory and carry nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # it ships no types

from bot import dispatch
from bot.conversation import overheard
from bot.errors import ConferError
from bot.rounds import auditing as rounds
from bot.rounds import beats, carrying, passing
from bot.wired import House

log: Final = logging.getLogger("confer.schedule")

AT_LEAST: Final = timedelta(seconds=30)
STEP: Final = timedelta(milliseconds=250)  # between sweeps, however much falls due
STUCK: Final = timedelta(seconds=1)  # where what is due cannot be said now
SOON: Final = timedelta(milliseconds=50)
AT_A_TIME: Final = 20  # batches of rungs before the courier has its turn
ROUNDS_EVERY: Final = timedelta(minutes=5)


async def sweep(house: House) -> None:
    """Everything that is due now: rungs, parcels of every platform, forms that are too old."""
    await dispatch.watch(house)
    while await _ring_some(house):
        await courier(house)
    await beats.go(house)
    await carrying.go(house)
    await passing.go(house)
    await courier(house)
    async with house.unit() as unit:
        now = house.clock.now()
        gone = await unit.dialogues.expired(now) + await unit.links.expired(now)
        if gone + await overheard.expired(unit, now):
            await unit.commit()


async def _ring_some(house: House) -> bool:
    """After a long time off so many are due that the first pings do not wait until the last are rung."""
    for rung in range(AT_A_TIME):
        if not await dispatch.remind(house):
            return rung > 0
    return True


async def courier(house: House) -> None:
    """Say what waits to be said, platform by platform."""
    for name, platform in house.platforms.items():
        while platform.speaks and await dispatch.deliver(house, name):
            pass


class Ticker:
    """Runs the sweep: at the next due moment, at least every 30 s, and when woken."""

    def __init__(self, house: House, tell: Callable[[], Awaitable[None]] | None = None) -> None:
        """`tell`: wakes the other programs, for what only they can say."""
        self._house = house
        self._tell = tell
        self._acted = True  # something was put out since the others were told
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._turn = asyncio.Lock()
        self._woken = False
        self._ended = False
        self._rounds: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._scheduler.add_job(  # pyright: ignore[reportUnknownMemberType]
            self._tick,
            "interval",
            seconds=AT_LEAST.total_seconds(),
            id="sweep",
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        self._scheduler.add_job(  # pyright: ignore[reportUnknownMemberType]
            self._go_rounds,
            "interval",
            seconds=ROUNDS_EVERY.total_seconds(),
            id="rounds",
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        self._scheduler.start()

    def wake(self) -> None:
        """Something was put into the outbox or a clock was started: look at once."""
        self._acted = True
        self.look()

    def look(self) -> None:
        """Another program says that something is due here."""
        self._woken = True
        if not self._turn.locked():
            self._next(datetime.now(UTC) + SOON)

    async def _tick(self) -> None:
        """One at a time; whatever came in meanwhile is looked at right after."""
        async with self._turn:
            if self._ended:
                return
            self._woken = False
            due = await self._sweep()
        now = datetime.now(UTC)
        soonest = now + AT_LEAST
        if due is not None:
            soonest = min(soonest, max(due, now + (STEP if due > now else STUCK)))
        self._next(now + SOON if self._woken else soonest)

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

    async def _sweep(self) -> datetime | None:
        swept, rung = False, self._house.tally.rung
        try:
            await sweep(self._house)
            self._acted |= self._house.tally.rung > rung
            await self._tell_others()
            due = await dispatch.next_due(self._house)
            swept = True
        except ConferError as failed:
            log.warning("sweep failed", extra={"error": type(failed).__name__})
            return None
        finally:
            self._house.tally.ticks(swept=swept)
        return due

    async def _tell_others(self) -> None:
        """Only of what began here: two that woke each other without end would never rest."""
        elsewhere = [one for one in self._house.platforms.values() if not one.speaks]
        if self._tell is not None and self._acted and elsewhere:
            await self._tell()
        self._acted = False

    def _next(self, moment: datetime) -> None:
        if not self._ended:
            self._scheduler.modify_job("sweep", next_run_time=moment)  # pyright: ignore[reportUnknownMemberType]

    async def stop(self) -> None:
        """End after the sweep that runs; none begins after it."""
        self._ended = True
        self._scheduler.pause()
        await asyncio.sleep(0)  # a sweep that was just begun takes its turn first
        if self._rounds is not None:
            self._rounds.cancel()
            await asyncio.wait([self._rounds])
        async with self._turn:  # the scheduler's own end would cut a sweep off in the middle
            self._scheduler.shutdown(wait=False)

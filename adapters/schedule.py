"""APScheduler ticks; what is due stands in the database. No case and no word is in a job.

A sweep wakes at the next due moment and at least every 30 seconds; the courier goes with it. Measured
(2026): a job store blocks the loop for seconds and drops late jobs, so jobs live in memory and carry nothing.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # it ships no types

from bot import beats, carrying, dispatch, overheard, rounds
from bot.errors import ConferError
from bot.wired import House

log: Final = logging.getLogger("confer.schedule")

AT_LEAST: Final = timedelta(seconds=30)
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

    def __init__(self, house: House) -> None:
        self._house = house
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
            soonest = min(soonest, max(due, now + timedelta(seconds=1)))
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
        try:
            await sweep(self._house)
            return await dispatch.next_due(self._house)
        except ConferError as failed:
            log.warning("sweep failed", extra={"error": type(failed).__name__})
            return None

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

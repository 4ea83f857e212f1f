"""APScheduler ticks; what is due stands in the database. No case and no word is in a job.

A sweep wakes at the next due moment and at least every 30 seconds; the courier goes with it. Measured
(2026): a job store blocks the loop for seconds and drops late jobs, so jobs live in memory and carry nothing.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # it ships no types

from bot import dispatch
from bot.errors import ConferError
from bot.wired import House

log: Final = logging.getLogger("confer.schedule")

AT_LEAST: Final = timedelta(seconds=30)
SOON: Final = timedelta(milliseconds=50)


async def sweep(house: House) -> None:
    """Everything that is due now: rungs, parcels of every platform, forms that are too old."""
    await dispatch.watch(house)
    while await dispatch.remind(house):
        pass
    await courier(house)
    async with house.unit() as unit:
        if await unit.dialogues.expired(house.clock.now()):
            await unit.commit()


async def courier(house: House) -> None:
    """Say what waits to be said, platform by platform."""
    for platform in house.platforms:
        while await dispatch.deliver(house, platform):
            pass


class Ticker:
    """Runs the sweep: at the next due moment, at least every 30 s, and when woken."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._running = False
        self._woken = False

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
        self._scheduler.start()

    def wake(self) -> None:
        """Something was put into the outbox or a clock was started: look at once."""
        self._woken = True
        if not self._running:
            self._next(datetime.now(UTC) + SOON)

    async def _tick(self) -> None:
        """Runs one at a time; whatever came in meanwhile is looked at right after."""
        self._running, self._woken = True, False
        try:
            await sweep(self._house)
            due = await dispatch.next_due(self._house)
        except ConferError as failed:
            log.warning("sweep failed", extra={"error": type(failed).__name__})
            due = None
        finally:
            self._running = False
        soonest = datetime.now(UTC) + AT_LEAST
        if due is not None:
            soonest = min(soonest, max(due, datetime.now(UTC) + timedelta(seconds=1)))
        if self._woken:
            soonest = datetime.now(UTC) + SOON
        self._next(soonest)

    def _next(self, moment: datetime) -> None:
        self._scheduler.modify_job("sweep", next_run_time=moment)  # pyright: ignore[reportUnknownMemberType]

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

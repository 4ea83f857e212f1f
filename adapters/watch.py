"""/healthz, /readyz and /metrics, on a listener of their own: for whoever runs the machine, not for people.

Healthy: this program's sweep still turns; else it is to be started anew. Ready: the database answers with the
right schema, a sweep ended well, and each platform answers here or is led by another program. The figures are
counts and spans. No name, no reference and no case is in them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import StoreTrouble
from bot.ports import Backlog, Peek, Platform
from bot.rounds import lease
from bot.running.watching import BOUNDS_S, Delays
from bot.wired import House

TURNS_WITHIN_S: Final = 180.0  # a sweep begins at least every 30 s; a long one has its time
SWEPT_WITHIN_S: Final = 120.0
ANSWERS_WITHIN_S: Final = 120.0  # Matrix keeps a request open for 30 s
ASKED_WITHIN_S: Final = 3.0


def app(house: House, peek: Peek) -> Starlette:
    watch = Watch(house, peek)
    return Starlette(
        routes=[
            Route("/healthz", watch.healthz),
            Route("/readyz", watch.readyz),
            Route("/metrics", watch.metrics),
        ]
    )


@dataclass(frozen=True, slots=True)
class Watch:
    house: House
    peek: Peek

    async def healthz(self, _request: Request) -> Response:
        return _said({"sweep": self.stuck()})

    def stuck(self) -> str | None:
        """How long no sweep ended. None: it turns, or the first one is under way and may have much to do."""
        age = self.house.tally.ticked_s
        return None if age is None or age < TURNS_WITHIN_S else _since(age)

    async def readyz(self, _request: Request) -> Response:
        return _said(await self.lacks())

    async def lacks(self) -> Mapping[str, str | None]:
        """What is looked at, and what is wrong with it; None: nothing."""
        found: dict[str, str | None] = {"database": None, "sweep": None}
        try:
            await self.peek.look(self.house.clock.now())
        except StoreTrouble as trouble:
            found["database"] = str(trouble)
        age = self.house.tally.swept_s
        if age is None:
            found["sweep"] = "none ended yet"
        elif age > SWEPT_WITHIN_S:
            found["sweep"] = _since(age)
        for name, platform in self.house.platforms.items():
            found[name] = await self._platform(name, platform)
        return found

    async def _platform(self, name: str, platform: Platform) -> str | None:
        silent = platform.silent_s
        if platform.hears:
            return _since(silent) if silent is not None and silent > ANSWERS_WITHIN_S else None
        if not self.house.shared:
            return "not connected"
        try:
            async with asyncio.timeout(ASKED_WITHIN_S), self.house.unit() as unit:
                led = await lease.led_by(unit, name, self.house.clock.now())
        except (StoreTrouble, TimeoutError):
            return "the database does not say who leads"
        return None if led not in {None, self.house.program} else "not connected, and nobody leads"

    async def metrics(self, _request: Request) -> Response:
        return Response(await self.figures(), media_type=CONTENT_TYPE_LATEST)

    async def figures(self) -> str:
        """In Prometheus' text."""
        backlog, ages = await self._backlog()
        registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=registry)
        registry.register(_Figures(list(_families(self.house, backlog, ages))))
        return generate_latest(registry).decode()

    async def _backlog(self) -> tuple[Backlog | None, Mapping[str, float]]:
        """None where the database does not answer: then that is what the figures say."""
        now = self.house.clock.now()
        try:
            backlog = await self.peek.look(now)
            ages: dict[str, float] = {}
            async with asyncio.timeout(ASKED_WITHIN_S), self.house.unit() as unit:
                for name in self.house.platforms:
                    oldest = await unit.inbox.oldest(name)
                    ages[name] = (now - oldest).total_seconds() if oldest else 0.0
        except (StoreTrouble, TimeoutError):
            return None, {}
        return backlog, ages


def _since(seconds: float) -> str:
    return f"nothing for {seconds:.0f} s"


def _said(found: Mapping[str, str | None]) -> Response:
    lines = [f"{what}: {wrong or 'ok'}" for what, wrong in found.items()]
    status = 503 if any(found.values()) else 200
    return PlainTextResponse("\n".join(lines) + "\n", status_code=status)


class _Figures(Collector):
    """Figures that were taken already: prometheus_client asks without waiting."""

    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        return iter(self._families)


def _families(house: House, backlog: Backlog | None, ages: Mapping[str, float]) -> Iterator[Metric]:
    tally = house.tally
    yield _count("confer_rungs_rung", "Due moments of clocks that were worked.", tally.rung)
    yield _count("confer_rungs_late", "Of these, later than five minutes.", tally.late)
    yield _count("confer_pings_dropped", "Pings that nobody needed any more.", tally.dropped)
    yield _per("confer_parcels_sent", "Messages that left.", tally.sent, house)
    yield _per("confer_parcels_failed", "Attempts that failed.", tally.failed, house)
    yield _delays("confer_rung_delay_seconds", "From due to worked.", tally.rung_after)
    yield _delays("confer_parcel_delay_seconds", "From due to sent.", tally.sent_after)
    yield _gauge("confer_nudges_overdue", "1 where due nudges stand unsent.", float(tally.overdue))
    if tally.swept_s is not None:
        yield _gauge("confer_sweep_age_seconds", "Since a sweep ended well.", tally.swept_s)
    yield from _connections(house)
    yield _gauge("confer_database_up", "1 where the database answers.", float(bool(backlog)))
    if backlog is not None:
        yield from _waiting(house, backlog, ages)


def _connections(house: House) -> Iterator[Metric]:
    hears = GaugeMetricFamily(
        "confer_platform_up", "1 where this program hears there.", labels=["platform"]
    )
    age = GaugeMetricFamily(
        "confer_sync_age_seconds", "Since the platform answered.", labels=["platform"]
    )
    for name, platform in house.platforms.items():
        hears.add_metric([name], float(platform.hears))
        if (silent := platform.silent_s) is not None:
            age.add_metric([name], silent)
    yield hears
    yield age


def _waiting(house: House, backlog: Backlog, ages: Mapping[str, float]) -> Iterator[Metric]:
    now = house.clock.now()
    rung, parcel = backlog.oldest_rung or now, backlog.oldest_parcel or now
    yield _gauge("confer_rungs_due", "Due and not worked.", backlog.rungs)
    yield _gauge("confer_rungs_age_seconds", "Of the oldest of these.", _age(now, rung))
    yield _gauge("confer_outbox_due", "Messages due and not sent.", backlog.parcels)
    yield _gauge("confer_outbox_age_seconds", "Of the oldest of these.", _age(now, parcel))
    yield _gauge("confer_outbox_failing", "Messages that failed and wait.", backlog.failing)
    inbox = GaugeMetricFamily(
        "confer_inbox_waiting", "Heard and not answered.", labels=["platform"]
    )
    age = GaugeMetricFamily(
        "confer_inbox_age_seconds", "Of the oldest of these.", labels=["platform"]
    )
    for name in house.platforms:
        inbox.add_metric([name], backlog.heard.get(name, 0))
        age.add_metric([name], ages.get(name, 0.0))
    yield inbox
    yield age


def _age(now: datetime, then: datetime) -> float:
    return max((now - then).total_seconds(), 0.0)


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)


def _count(name: str, says: str, value: float) -> Metric:
    return CounterMetricFamily(name, says, value=value)


def _per(name: str, says: str, counts: Mapping[str, int], house: House) -> Metric:
    family = CounterMetricFamily(name, says, labels=["platform"])
    for platform in house.platforms:
        family.add_metric([platform], counts.get(platform, 0))
    return family


def _delays(name: str, says: str, delays: Delays) -> Metric:
    within = accumulate(delays.counts)
    bounds = [*(str(bound) for bound in BOUNDS_S), "+Inf"]
    buckets = list(zip(bounds, (float(count) for count in within), strict=True))
    return HistogramMetricFamily(name, says, buckets=buckets, sum_value=delays.sum_s)

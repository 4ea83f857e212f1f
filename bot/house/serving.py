"""The servers' side of the composition: settings in, Confer listening on its platforms.

Matrix, Slack and the web server bring large libraries, so each is read in where the settings name it.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.guard import CaseGuard
from adapters.schedule import Ticker
from bot import dispatch
from bot.config import ConfigWrong, Matrix, SealedEntry, Settings, Slack, SlackMode, Web, load
from bot.conversation import overheard
from bot.house import Opened, open_house
from bot.house.keyroom import key_source
from bot.house.ringkeeper import keep_ring
from bot.people import Directory, Person, Seat, SeatState
from bot.ports import Partnership, Platform, Rhythms
from bot.rounds import overdue
from bot.running import logs
from bot.running.hardening import harden
from bot.running.steady import SteadyClock
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.wired import House
from commands import ALL
from storage import alone, open_store
from storage import migrate as migrate_schema
from storage.peek import Peek
from storage.wakeups import Wakeups

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from adapters.matrix.platform import MatrixPlatform
    from adapters.page import Pages
    from adapters.slack.installs import Secrets
    from adapters.slack.platform import SlackPlatform


class WallClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def partnership(settings: Settings) -> Partnership:
    """What the rules look at, of the settings."""
    said = settings.partnership
    return Partnership(
        no=said.number,
        key=said.key,
        name=said.name,
        language=said.language.code,
        zone=said.zone,
        country=said.country,
        region=said.region,
        profile=said.process_profile.value,
        emergency_number=said.emergency_number,
        legal_profile=said.legal_profile.value,
        agreement=said.agreement_version,
        agreement_kind=said.agreement_kind.code if said.agreement_kind else None,
        agreement_review=said.agreement_review,
        agreement_purposes=tuple(one.code for one in said.agreement_purposes),
        agreement_data=tuple(one.code for one in said.agreement_data),
        footing=said.footing.code if said.footing else None,
        purpose=said.purpose.code,
        channel_line=said.channel_line,
        batches=tuple(f"{one:%H:%M}" for one in said.batches),
        residents=said.resident_counts,
        first_answer_h=settings.clocks.first_answer_hours,
        owner_response_h=settings.clocks.owner_response_hours,
        crowd_contacts=settings.crowding.contacts,
        crowd_agencies=settings.crowding.agencies,
        crowd_days=settings.crowding.days,
        keeping_not_taken_months=said.keeping_not_taken_months,
        keeping_archived_months=said.keeping_archived_months,
        agreement_months=said.agreement_months,
        closed_days=tuple(day.isoformat() for day in said.closed_days),
        rhythms=Rhythms(
            networking_weekday=settings.rhythms.networking_weekday.number,
            networking_at=settings.rhythms.networking_at,
            digest_weekday=settings.rhythms.digest_weekday.number,
            digest_at=settings.rhythms.digest_at,
            list_at=settings.rhythms.list_at,
            list_always=settings.rhythms.list_always,
        ),
        public_url=settings.web.public_url if settings.web else None,
    )


def founders(settings: Settings) -> Directory:
    """The people and seats of the settings; what commands changed later stays as it is in the store."""
    seats = [
        Seat(
            no=SeatNo(number),
            key=entry.key,
            name=entry.name,
            sector=entry.sector,
            permanent=entry.permanent,
            state=SeatState.ASKED if settings.lacking(entry) else SeatState.LIVE,
            agreed_on=entry.agreement,
            agreement=settings.partnership.agreement_version if entry.agreement else None,
            week=tuple(sorted({day.number for day in entry.working_days})),
            days_off=tuple(sorted(entry.closed_days)),
        )
        for number, entry in enumerate(settings.seats, start=1)
    ]
    numbers = {seat.key: seat.no for seat in seats}
    people = [
        Person(
            no=PersonNo(number),
            key=entry.key,
            name=entry.name,
            seat=numbers[entry.seat] if entry.seat else None,
            duties=entry.duties,
            language=entry.language or settings.partnership.language,
            zone=entry.zone or settings.partnership.zone,
            quiet_from=entry.quiet_from,
            quiet_to=entry.quiet_to,
            on_call=entry.on_call,
            accounts=entry.accounts,
            expert_on=entry.expert_on,
            speaks=entry.speaks,
            covers=entry.covers,
        )
        for number, entry in enumerate(settings.people, start=1)
    ]
    return Directory.of(people, seats)


async def migrate(config: Path) -> None:
    """Raises ConfigWrong, StoreTrouble."""
    settings = load(config)
    key_source(settings).load()
    version = await migrate_schema(settings.storage.url)
    sys.stdout.write(f"The database is at schema {version}.\n")


async def matrix_login(config: Path, secret: str, *, by_token: bool, again: bool) -> None:
    """Raises ConfigWrong, StoreTrouble, and what the server refuses."""
    from adapters.matrix.provision import Done, Login  # noqa: PLC0415  # as the head of this file says
    from adapters.matrix.provision import matrix_login as provision  # noqa: PLC0415  # as above

    settings = load(config)
    logs.setup(settings.logs.level)
    matrix = _matrix(settings)
    login = Login(
        homeserver=matrix.homeserver,
        user=matrix.user,
        password=None if by_token else secret,
        token=secret if by_token else None,
    )
    here = settings.partnership.number
    store = await open_store(settings.storage.url, key_source(settings), partnership=here)
    try:
        done = await provision(login, store.unit, matrix.store, again=again)
    finally:
        await store.close()
    ready = "Confer's device is made and vouched for."
    there = "Confer has its device already. To make a new one: confer matrix-login --again"
    sys.stdout.write((there if done is Done.ALREADY else ready) + "\n")


async def slack_login(config: Path, ask: Callable[[str], str]) -> None:
    """Take in what Slack gave the app, and seal it. Raises ConfigWrong, StoreTrouble, Refused."""
    from adapters.slack.installs import Installs, write_secrets  # noqa: PLC0415  # as above

    settings = load(config)
    logs.setup(settings.logs.level)
    slack = _slack(settings)
    secrets = ask_secrets(slack, ask)
    here = settings.partnership.number
    store = await open_store(settings.storage.url, key_source(settings), partnership=here)
    try:
        installs = Installs(slack.api_url, store.unit, WallClock(), secrets)
        try:
            await installs.find_home()
        finally:
            await installs.close()
        async with store.unit() as unit:
            await write_secrets(unit, secrets)
            await unit.commit()
    finally:
        await store.close()
    sys.stdout.write("What Slack gave is sealed in the database.\n")


def ask_secrets(slack: Slack, ask: Callable[[str], str]) -> Secrets:
    """Only what this way of running needs. Many workspaces: no token yet, for each brings its own."""
    from adapters.slack.installs import Secrets  # noqa: PLC0415  # as above

    many = bool(slack.workspaces)
    return Secrets(
        bot_token="" if many else _fit(ask("Bot token (xoxb-...)"), "xoxb-"),
        client_id=ask("Client ID") if many else "",
        client_secret=ask("Client secret") if many else "",
        app_token=_fit(ask("App-level token (xapp-...)"), "xapp-")
        if slack.mode is SlackMode.SOCKET
        else "",
        signing_secret=ask("Signing secret") if slack.mode is SlackMode.HTTP else "",
    )


def _fit(given: str, mark: str) -> str:
    """What was meant, or it is said at once: two tokens are easily taken for each other. Raises ConfigWrong."""
    if mark not in given:
        raise ConfigWrong(
            f"That is not the right one: it begins with {mark}, and Slack's page has several. Nothing was kept."
        )
    return given


def slack_manifest(config: Path) -> str:
    """The app's manifest as JSON. Raises ConfigWrong."""
    from adapters.slack.manifest import manifest  # noqa: PLC0415  # as above

    settings = load(config)
    slack = _slack(settings)
    public = settings.web.public_url if settings.web else None
    made = manifest(
        ALL,
        public_url=public,
        socket=slack.mode is SlackMode.SOCKET,
        events_path=slack.events_path,
        oauth=bool(slack.workspaces),
        rotation=slack.token_rotation,
    )
    return json.dumps(made, indent=2)


async def run(config: Path) -> None:
    """Until stopped. Raises ConfigWrong, StoreTrouble, and what ends a connection for good."""
    settings = load(config)
    logs.setup(settings.logs.level)
    harden()
    with alone(settings.storage.url):
        await _run(settings)


async def _run(settings: Settings) -> None:
    serving = await open_serving(settings)
    house = serving.opened.house
    others = Wakeups(settings.storage.url) if house.shared else None
    ticker = Ticker(house, others.tell if others else None)
    house.wakes.append(ticker.wake)
    doing = [serving.run(), _watched(settings, house)]
    doing += [others.listen(ticker.look)] if others else []
    running = asyncio.ensure_future(first_of(doing))
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, running.cancel)
    ticker.start()
    try:
        await running
    except asyncio.CancelledError:
        sys.stdout.write("Stopped.\n")
    finally:
        await ticker.stop()
        if others is not None:
            await others.close()
        await serving.opened.close()


async def _watched(settings: Settings, house: House) -> None:
    """Apart from all that works: the auditor of nudges, and the listener for whoever runs the machine."""
    peek, table = Peek(settings.storage.url, house.partnership.no), settings.watch
    doing = [overdue.watch(house, peek)]
    if table is not None:
        from adapters import watch  # noqa: PLC0415  # as above
        from adapters.page.serve import serve  # noqa: PLC0415  # as above

        doing.append(serve(watch.app(house, peek), host=table.host, port=table.port))
    try:
        await first_of(doing)
    finally:
        await peek.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A house with its platforms and its web server, where it has them."""

    opened: Opened
    matrix: MatrixPlatform | None = None
    slack: SlackPlatform | None = None
    pages: Pages | None = None
    web: Web | None = None

    async def run(self) -> None:
        """Until one of them ends, with its error, or until cancelled."""
        await overheard.ready(self.opened.house)
        if self.slack is not None:
            await self.slack.prepare(self.opened.house)
        doing: list[Coroutine[object, object, None]] = []
        if self.matrix is not None:
            doing.append(self.matrix.run(self.opened.house))
        if self.slack is not None:
            doing.append(self.slack.run())
        if self.web is not None:
            from adapters.page.serve import serve  # noqa: PLC0415  # as above

            app, web = self._web_app(), self.web
            doing.append(serve(app, host=web.host, port=web.port, behind_proxy=web.behind_proxy))
        await first_of(doing)

    def _web_app(self) -> Starlette:
        from starlette.applications import Starlette  # noqa: PLC0415  # as above

        from adapters.page import app as web_app  # noqa: PLC0415  # as above

        found = self.slack.routes() if self.slack else []
        return web_app(self.pages, found) if self.pages else Starlette(routes=found)


async def first_of(doing: Sequence[Coroutine[object, object, None]]) -> None:
    """Whichever ends first ends all, with its error."""
    tasks = [asyncio.ensure_future(one) for one in doing]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def open_serving(settings: Settings) -> Serving:
    """Open the store and wire the platforms of the settings. Raises ConfigWrong, StoreTrouble."""
    if settings.matrix is None and settings.slack is None:
        raise ConfigWrong(
            "There is neither a [matrix] nor a [slack] table in the configuration; Confer has nowhere to"
            " listen."
        )
    platforms: dict[str, Platform] = {}
    opened = await _open(settings, platforms)
    house = opened.house
    matrix: MatrixPlatform | None = None
    slack: SlackPlatform | None = None
    pages: Pages | None = None
    wakes: dict[str, Callable[[], None]] = {}
    if settings.matrix is not None:
        matrix = _matrix_platform(settings.matrix, house)
        platforms[matrix.name] = matrix
    if settings.web is not None:
        from adapters.page import Pages  # noqa: PLC0415  # as above

        pages = Pages(house, settings.web.public_url, lambda name: wakes[name]())
    if settings.slack is not None:
        slack = _slack_platform(settings.slack, house, pages)
        platforms[slack.name] = slack
        wakes[slack.name] = slack.wake
    return Serving(opened=opened, matrix=matrix, slack=slack, pages=pages, web=settings.web)


async def _open(settings: Settings, platforms: Mapping[str, Platform]) -> Opened:
    """The store and the house, with what is kept outside the database: the audit's heads, the key ring."""
    clock = SteadyClock(WallClock().now, time.monotonic)
    opened = await open_house(
        settings.storage.url,
        key_source(settings),
        partnership=partnership(settings),
        clock=clock,
        platforms=platforms,
        founders=founders(settings),
    )
    guard = CaseGuard(settings.partnership.country, ner_model=settings.guard.ner_model)
    opened = opened.watched(settings.storage.audit_heads).guarded(guard)
    await keep_ring(opened.store, settings)
    await keep_steady(opened.house, clock)
    return opened


async def keep_steady(house: House, clock: SteadyClock) -> None:
    """Go on from where an earlier program was, and tell when the machine's clock was set back."""
    clock.told_back = house.limits.clock_back
    seen = await dispatch.last_watched(house)
    if seen is not None:
        clock.not_before(seen)


async def accept_clock(config: Path) -> None:
    """The machine's clock is right, though a later time was seen. Raises ConfigWrong, StoreTrouble."""
    settings = load(config)
    logs.setup(settings.logs.level)
    clock = WallClock()
    opened = await open_house(
        settings.storage.url,
        key_source(settings),
        partnership=partnership(settings),
        clock=clock,
        platforms={},
    )
    try:
        await dispatch.set_watched(opened.house, clock.now())
    finally:
        await opened.close()
    sys.stdout.write("Confer goes by the machine's clock from its next start on.\n")


def _matrix_platform(matrix: Matrix, house: House) -> MatrixPlatform:
    from adapters.matrix.platform import Connection, MatrixPlatform  # noqa: PLC0415  # as above

    connection = Connection(
        homeserver=matrix.homeserver,
        seats_room=matrix.seats_room,
        folder=matrix.store,
        describes=matrix.describe_commands,
    )
    return MatrixPlatform(connection, house.unit, house.partnership)


def _slack_platform(slack: Slack, house: House, pages: Pages | None) -> SlackPlatform:
    from adapters.slack.address import Address  # noqa: PLC0415  # as above
    from adapters.slack.platform import Connection, SlackPlatform  # noqa: PLC0415  # as above

    connection = Connection(
        seats=tuple(Address.parse(channel) for channel in slack.seats_channels),
        api_url=slack.api_url,
        socket=slack.mode is SlackMode.SOCKET,
        events_path=slack.events_path,
        own_words=slack.sealed_entry is SealedEntry.MODAL,
        public_url=house.partnership.public_url,
        workspaces=slack.workspaces,
    )
    return SlackPlatform(connection, house.unit, house.clock, house.partnership, pages)


def _matrix(settings: Settings) -> Matrix:
    if settings.matrix is None:
        raise ConfigWrong("There is no [matrix] table in the configuration.")
    return settings.matrix


def _slack(settings: Settings) -> Slack:
    if settings.slack is None:
        raise ConfigWrong("There is no [slack] table in the configuration.")
    return settings.slack

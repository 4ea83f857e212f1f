"""The servers' side of the composition: settings in, Confer listening on its platforms."""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from adapters.matrix.platform import Connection, MatrixPlatform
from adapters.matrix.provision import Done, Login
from adapters.matrix.provision import matrix_login as provision
from adapters.schedule import Ticker
from bot import logs
from bot.config import ConfigWrong, Matrix, Settings, load
from bot.house import Opened, open_house
from bot.people import Directory, Person, Seat, SeatState
from bot.ports import Partnership, Platform
from bot.vocabulary.numbers import PersonNo, SeatNo
from storage import MasterKeys, open_store
from storage import migrate as migrate_schema


class WallClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def partnership(settings: Settings) -> Partnership:
    """What the rules look at, of the settings."""
    said = settings.partnership
    return Partnership(
        key=said.key,
        name=said.name,
        language=said.language.code,
        zone=said.zone,
        country=said.country,
        region=said.region,
        profile=said.process_profile.value,
        emergency_number=said.emergency_number,
        agreement=said.agreement_version,
        footing=said.footing.code if said.footing else None,
        purpose=said.purpose.code,
        channel_line=said.channel_line,
        batches=tuple(f"{one:%H:%M}" for one in said.batches),
        residents=said.resident_counts,
        first_answer_h=settings.clocks.first_answer_hours,
        owner_response_h=settings.clocks.owner_response_hours,
        keeping_not_taken_months=said.keeping_not_taken_months,
        keeping_archived_months=said.keeping_archived_months,
        closed_days=tuple(day.isoformat() for day in said.closed_days),
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
        )
        for number, entry in enumerate(settings.people, start=1)
    ]
    return Directory.of(people, seats)


def master_keys(settings: Settings) -> MasterKeys:
    """Raises StoreTrouble."""
    given = settings.storage.master_key
    if given is not None:
        return MasterKeys.parse(given.get_secret_value())
    return MasterKeys.read(settings.storage.master_key_file)


async def migrate(config: Path) -> None:
    """Raises ConfigWrong, StoreTrouble."""
    settings = load(config)
    master_keys(settings)
    version = await migrate_schema(settings.storage.url)
    sys.stdout.write(f"The database is at schema {version}.\n")


async def matrix_login(config: Path, secret: str, *, by_token: bool, again: bool) -> None:
    """Raises ConfigWrong, StoreTrouble, and what the server refuses."""
    settings = load(config)
    logs.setup(settings.logs.level)
    matrix = _matrix(settings)
    login = Login(
        homeserver=matrix.homeserver,
        user=matrix.user,
        password=None if by_token else secret,
        token=secret if by_token else None,
    )
    store = await open_store(settings.storage.url, master_keys(settings))
    try:
        done = await provision(login, store.unit, matrix.store, again=again)
    finally:
        await store.close()
    ready = "Confer's device is made and vouched for."
    there = "Confer has its device already. To make a new one: confer matrix-login --again"
    sys.stdout.write((there if done is Done.ALREADY else ready) + "\n")


async def run(config: Path) -> None:
    """Until stopped. Raises ConfigWrong, StoreTrouble, and what ends a connection for good."""
    settings = load(config)
    logs.setup(settings.logs.level)
    opened, matrix = await _open(settings)
    ticker = Ticker(opened.house)
    opened.house.wakes.append(ticker.wake)
    listening = asyncio.ensure_future(matrix.run(opened.house))
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, listening.cancel)
    ticker.start()
    try:
        await listening
    except asyncio.CancelledError:
        sys.stdout.write("Stopped.\n")
    finally:
        await ticker.stop()
        await opened.close()


async def _open(settings: Settings) -> tuple[Opened, MatrixPlatform]:
    matrix = _matrix(settings)
    here = partnership(settings)
    connection = Connection(
        homeserver=matrix.homeserver, seats_room=matrix.seats_room, folder=matrix.store
    )
    keys = master_keys(settings)
    platforms: dict[str, Platform] = {}
    opened = await open_house(
        settings.storage.url,
        keys,
        partnership=here,
        clock=WallClock(),
        platforms=platforms,
        founders=founders(settings),
    )
    platform = MatrixPlatform(connection, opened.house.unit, here)
    platforms[platform.name] = platform
    return opened, platform


def _matrix(settings: Settings) -> Matrix:
    if settings.matrix is None:
        raise ConfigWrong(
            "There is no [matrix] table in the configuration; Confer has nowhere to listen."
        )
    return settings.matrix

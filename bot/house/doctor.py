"""`confer doctor`: what an operator would look at one by one, a line each: ok, or what to mend.

Nothing is changed, and no line holds a name, an address with a password in it, a key or a token.
"""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from adapters.calendar import closed_days
from bot import dispatch
from bot.config import KeyPlace, Settings, load
from bot.errors import ConferError
from bot.house import Opened, open_house
from bot.house.connections import matrix, page, slack
from bot.house.keyroom import key_source
from bot.house.serving import WallClock, founders, partnership
from bot.people import Directory, Duty, OnCall
from bot.rounds import overdue
from storage.health import OLDEST_SERVER, health
from storage.peek import Peek

APART_S: Final = 5.0  # of two clocks; a ping may be late by as much
UNWATCHED: Final = timedelta(minutes=5)
BACKUP_AGE: Final = timedelta(hours=36)  # one a day, and half a day to be late
HEAD_AGE: Final = timedelta(hours=3)  # one an hour, where anything happened
FREE_BYTES: Final = 500_000_000
_SQLITE: Final = "sqlite:///"


class Is(StrEnum):
    OK = "ok"
    LOOK = "look"  # it may be meant so
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Line:
    state: Is
    what: str
    says: str


async def doctor(config: Path) -> bool:
    """Print a line for each thing; whether nothing is to be mended. Raises ConfigWrong."""
    settings = load(config)
    fine = True
    async for line in lines(settings, config):
        sys.stdout.write(f"{line.state.value:5} {line.what:10} {line.says}\n")
        sys.stdout.flush()  # the next may wait for a network
        fine &= line.state is not Is.MEND
    sys.stdout.write(
        "Nothing is to be mended.\n" if fine else "Mend what is marked, and look again.\n"
    )
    return fine


async def lines(settings: Settings, config: Path) -> AsyncGenerator[Line]:
    yield _config(settings)
    for line in _files(settings, config):
        yield line
    base = [_key(settings), *await _database(settings)]
    for line in [*base, *_calendar(settings), *_backups(settings)]:
        yield line
    try:
        opened = await _open(settings)
    except ConferError as trouble:
        if all(line.state is not Is.MEND for line in base):
            yield Line(Is.MEND, "key", str(trouble))  # each is well, and they do not fit
        yield Line(Is.LOOK, "the rest", "is looked at once the key and the database are in order")
    else:
        async for line in _inside(settings, opened):
            yield line
    for state, says in await page(settings):
        yield Line(Is(state), "page", says)


async def _inside(settings: Settings, opened: Opened) -> AsyncGenerator[Line]:
    """What only a house with its key can tell."""
    try:
        async with opened.house.unit() as unit:
            directory = await unit.people.directory()
        directory = directory if directory.people else founders(settings)
        looks: Sequence[Callable[[], Awaitable[Iterator[Line]]]] = (
            lambda: _clock(opened),
            lambda: _nudges(settings, opened),
            lambda: _people(settings, directory),
        )
        for look in looks:
            for line in await look():
                yield line
        for what, asking in (("matrix", matrix), ("slack", slack)):
            for state, says in await asking(settings, opened.house.unit):
                yield Line(Is(state), what, says)
    except ConferError as trouble:
        yield Line(Is.MEND, "database", str(trouble))
    finally:
        await opened.close()


async def _open(settings: Settings) -> Opened:
    """Nobody is seated: the doctor changes nothing."""
    return await open_house(
        settings.storage.url,
        key_source(settings),
        partnership=partnership(settings),
        clock=WallClock(),
        platforms={},
    )


def _config(settings: Settings) -> Line:
    here = settings.partnership
    seats, people = len(settings.seats), len(settings.people)
    profile = here.process_profile.value
    return Line(Is.OK, "config", f"{profile} profile, {seats} seats, {people} people")


# --- files ----------------------------------------------------------------------------------------


def _files(settings: Settings, config: Path) -> Iterator[Line]:
    if _mode(config) & 0o022:
        yield Line(
            Is.MEND, "config", f"others may change {config.name}. Run: chmod 644 {config.name}"
        )
    token = settings.vault.token_file if settings.vault else None
    for file in (settings.storage.password_file, token):
        if file is not None and _mode(file) & 0o007:
            yield Line(Is.MEND, "key", f"others may read {file.name}. Run: chmod 600 {file.name}")
    if settings.matrix is not None and settings.matrix.store.exists():
        folder = settings.matrix.store
        if _mode(folder) & 0o077:
            yield Line(
                Is.MEND,
                "matrix",
                f"others may look into {folder.name}. Run: chmod 700 {folder.name}",
            )
    yield from _space(settings)


def _space(settings: Settings) -> Iterator[Line]:
    url = settings.storage.url
    places = [Path(url.removeprefix(_SQLITE)).parent] if url.startswith(_SQLITE) else []
    places += [settings.backup.folder] if settings.backup else []
    for place in {place for place in places if place.is_dir()}:
        if shutil.disk_usage(place).free < FREE_BYTES:
            yield Line(
                Is.MEND, "disk", f"less than 500 MB are free where {place.name or place} lies"
            )


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0


def _key(settings: Settings) -> Line:
    try:
        source = key_source(settings)
        source.load()
    except ConferError as trouble:
        return Line(Is.MEND, "key", str(trouble))
    given = settings.storage.master_key is not None
    if given and settings.storage.master_key_from is not KeyPlace.ENVIRONMENT:
        return Line(Is.LOOK, "key", "CONFER_MASTER_KEY is set and goes before master_key_from")
    return Line(Is.OK, "key", f"from {source.name}")


def _backups(settings: Settings) -> Iterator[Line]:
    table = settings.backup
    if table is None:
        yield Line(Is.LOOK, "backup", "there is no [backup] table: Confer makes no backups")
        return
    made = [file.stat().st_mtime for file in table.folder.glob("confer-*.age")]
    if not made:
        yield Line(Is.MEND, "backup", "none was made yet. Run: confer backup, each day")
        return
    age = datetime.now(UTC) - datetime.fromtimestamp(max(made), UTC)
    if age > BACKUP_AGE:
        yield Line(Is.MEND, "backup", f"the newest is {_span(age)} old. Run confer backup each day")
    else:
        yield Line(Is.OK, "backup", f"the newest is {_span(age)} old, of {len(made)}")
    if not table.key_ring.exists():
        yield Line(
            Is.MEND, "backup", "the key ring is not where key_ring says; without it none opens"
        )


# --- the database and time ------------------------------------------------------------------------


async def _database(settings: Settings) -> list[Line]:
    try:
        found = await health(settings.storage.url)
    except ConferError as trouble:
        return [Line(Is.MEND, "database", str(trouble))]
    said = [Line(Is.OK, "database", f"{found.kind}, schema {found.schema}")]
    if found.kind.startswith("PostgreSQL") and found.major < OLDEST_SERVER:
        said = [Line(Is.MEND, "database", f"{found.kind} is too old; take 15 or newer")]
    if abs(found.ahead_s) > APART_S:
        side = "ahead of" if found.ahead_s > 0 else "behind"
        says = f"the database's clock is {abs(found.ahead_s):.0f} s {side} this machine's. Set both by NTP"
        return [*said, Line(Is.MEND, "clock", says)]
    return said


async def _clock(opened: Opened) -> Iterator[Line]:
    """Against the last moment that any program of this database saw."""
    now, seen = opened.house.clock.now(), await dispatch.last_watched(opened.house)
    if seen is None:
        return iter([Line(Is.LOOK, "clock", "Confer has not run on this database yet")])
    if seen - now > timedelta(seconds=APART_S):
        says = f"a time {_span(seen - now)} later than now was seen already. Set the clock; if it is right"
        return iter([Line(Is.MEND, "clock", f"{says}: confer audit accept-clock")])
    if now - seen > UNWATCHED:
        says = f"no Confer has watched the clocks for {_span(now - seen)}. Is confer run running?"
        return iter([Line(Is.MEND, "clock", says)])
    return iter([Line(Is.OK, "clock", f"watched {_span(now - seen)} ago")])


async def _nudges(settings: Settings, opened: Opened) -> Iterator[Line]:
    house = opened.house
    peek, now = Peek(settings.storage.url, house.partnership.no), house.clock.now()
    try:
        backlog = await peek.look(now)
    finally:
        await peek.close()
    what = f"{backlog.rungs} due and not worked, {backlog.parcels} messages due and not sent"
    if overdue.stands(backlog, now):
        oldest = min(one for one in (backlog.oldest_rung, backlog.oldest_parcel) if one)
        return iter([Line(Is.MEND, "nudges", f"{what}, the oldest for {_span(now - oldest)}")])
    if backlog.failing:
        return iter(
            [Line(Is.LOOK, "nudges", f"{what}; {backlog.failing} failed and are tried again")]
        )
    return iter([Line(Is.OK, "nudges", what)])


def _calendar(settings: Settings) -> Iterator[Line]:
    here, year = settings.partnership, datetime.now(UTC).year
    where = f"{here.country} {here.region}" if here.region else here.country
    for one in (year, year + 1):
        try:
            days = closed_days(here.country, here.region, [one], ())
        except ValueError:
            yield Line(
                Is.MEND, "holidays", f"none are known for {where}. Look at country and region"
            )
            return
        known = len([day for day in days if day.year == one])
        if not known:
            yield Line(
                Is.MEND, "holidays", f"none are known for {where} in {one}. Write closed_days"
            )
        else:
            yield Line(Is.OK, "holidays", f"{known} known for {where} in {one}")


# --- people ---------------------------------------------------------------------------------------


async def _people(settings: Settings, directory: Directory) -> Iterator[Line]:
    return iter([*_weekend(directory), *_seats(settings), *_reached(settings, directory)])


def _weekend(directory: Directory) -> Iterator[Line]:
    """Who runs the process is called at weekends; on the next one somebody is there."""
    run_it = directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR)
    now = datetime.now(UTC)
    saturday = now + timedelta(days=(6 - now.isoweekday()) % 7)
    on_call = [one for one in run_it if OnCall.WEEKENDS in one.on_call]
    there = [one for one in on_call if one.away_until is None or one.away_until <= saturday]
    if not on_call:
        says = 'neither coordinator nor deputy is on call. Write on_call = ["weekends"]'
        yield Line(Is.MEND, "weekend", says)
    elif not there:
        yield Line(Is.MEND, "weekend", "whoever is on call is away on the next one")
    else:
        yield Line(Is.OK, "weekend", f"{len(there)} on call")


def _seats(settings: Settings) -> Iterator[Line]:
    for seat in settings.seats:
        if lacks := settings.lacking(seat):
            yield Line(Is.LOOK, "seats", f"{seat.key} is not live: it lacks {', '.join(lacks)}")


def _reached(settings: Settings, directory: Directory) -> Iterator[Line]:
    """Everybody has an account where Confer is."""
    places = {name for name, table in _places(settings) if table is not None}
    if not places:
        yield Line(
            Is.MEND, "people", "nobody is reached: write a [matrix] or a [slack] table, or both"
        )
        return
    nowhere = [one for one in directory.people.values() if places.isdisjoint(one.accounts)]
    for one in nowhere:
        yield Line(Is.MEND, "people", f"{one.key} has no account on {' or '.join(sorted(places))}")
    if not nowhere:
        yield Line(Is.OK, "people", f"{len(directory.people)}, each with an account")


def _places(settings: Settings) -> Sequence[tuple[str, object]]:
    return ("matrix", settings.matrix), ("slack", settings.slack)


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} seconds"

"""The operator's side of keys: settings in, the master key looked at, turned and destroyed."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.config import ConfigWrong, KeyPlace, Settings, load
from bot.errors import StoreTrouble
from bot.events import Event
from bot.house.ringkeeper import keep_ring, write_ring
from bot.vocabulary.process import Act
from storage import MasterKeys, Store, open_store
from storage.keys import KEY_BYTES
from storage.keysources import (
    KeyCredential,
    KeyFile,
    KeyGiven,
    KeySource,
    Transit,
    TransitKeys,
    write_private,
)


def key_source(settings: Settings) -> KeySource:
    """Who keeps the master key, by the settings. Raises ConfigWrong, StoreTrouble."""
    given = settings.storage.master_key
    if given is not None:
        return KeyGiven(given.get_secret_value())
    match settings.storage.master_key_from:
        case KeyPlace.FILE:
            return KeyFile(settings.storage.master_key_file)
        case KeyPlace.CREDENTIAL:
            return KeyCredential(os.environ)
        case KeyPlace.ENVIRONMENT:
            raise StoreTrouble(
                "CONFER_MASTER_KEY is not set, and the master key is to come from it."
            )
        case KeyPlace.VAULT:
            return _transit(settings)


def _transit(settings: Settings) -> TransitKeys:
    vault = settings.vault
    if vault is None:
        raise ConfigWrong("There is no [vault] table in the configuration.")
    place = Transit(
        address=vault.address,
        mount=vault.mount,
        key=vault.key,
        token=vault.token_file,
        wrapped=vault.wrapped_file,
    )
    return TransitKeys(place)


def wall_clock() -> datetime:
    return datetime.now(UTC)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[Store]:
    here = settings.partnership.number
    store = await open_store(
        settings.storage.url, key_source(settings), partnership=here, clock=wall_clock
    )
    await keep_ring(store, settings)
    try:
        yield store
    finally:
        await store.close()


def platforms(settings: Settings) -> list[str]:
    """Where people are told something."""
    tables = (("matrix", settings.matrix), ("slack", settings.slack))
    return [name for name, table in tables if table is not None]


async def noted(store: Store, act: Act) -> None:
    """Into the audit: who runs Confer is not known to it by name."""
    async with store.unit() as unit:
        await unit.audit.record(None, Event(act=act, by=None, at=wall_clock()))
        await unit.commit()


async def status(config: Path) -> None:
    """Raises ConfigWrong, StoreTrouble, as all of these do."""
    settings = load(config)
    source = key_source(settings)
    there = source.load()
    async with opened(settings) as store:
        wrapped = await store.turning.wrapped()
    say(f"The master key is kept in {source.name}; it fits this database.")
    for epoch in sorted({*there.epochs, *wrapped.keys}):
        marks = ["wraps now"] if epoch == wrapped.epoch else []
        marks += [] if epoch in there.epochs else ["destroyed or missing"]
        marks.append(f"{wrapped.keys.get(epoch, 0)} data keys")
        say(f"epoch {epoch}: {', '.join(marks)}")
    if wrapped.waiting:
        say(f"{wrapped.waiting} data keys are under an older one still. Run: confer keys rewrap")
    elif len(there.epochs) > 1:
        old = min(there.epochs)
        say(f"Nothing needs epoch {old} any more. To be rid of it: confer keys destroy {old}")


async def rotate(config: Path, out: Path | None) -> None:
    """Resumable: a key that was added already and does not wrap yet is taken, not made again."""
    settings = load(config)
    source = key_source(settings)
    there = source.load()
    async with opened(settings) as store:
        now = (await store.turning.wrapped()).epoch
        if there.newest <= now:
            key = secrets.token_bytes(KEY_BYTES)
            if out is not None:
                _hand_over(there.plus(now + 1, key), out, source)
                return
            source.add(now + 1, key)
            there = there.plus(now + 1, key)
        await store.turning.begin(there.newest)
        say(f"Epoch {there.newest} of the master key wraps from now on.")
        await noted(store, Act.KEEP_RUNNING)
        await _bring(store, settings)


def _hand_over(keys: MasterKeys, out: Path, source: KeySource) -> None:
    write_private(out, keys.text())
    say(f"The keys are in {out.name}. Put its whole text into {source.name}, delete the file,")
    say("start Confer anew, and run: confer keys rotate")


async def rewrap(config: Path) -> None:
    settings = load(config)
    async with opened(settings) as store:
        await _bring(store, settings)


async def _bring(store: Store, settings: Settings) -> None:
    brought = await store.turning.rewrap()
    say(f"{brought} data keys were brought under it. No data was touched.")
    await _ring(settings)


async def _ring(settings: Settings) -> None:
    """The key ring beside the backups holds the keys as they are wrapped now."""
    if await write_ring(settings) and settings.backup is not None:
        say(
            f"The key ring is written anew. Copy {settings.backup.key_ring.name} over its older copy."
        )


async def destroy(config: Path, epoch: int) -> None:
    settings = load(config)
    source = key_source(settings)
    async with opened(settings) as store:
        newest = max(source.load().newest, (await store.turning.wrapped()).epoch)
        if not 1 <= epoch <= newest:
            raise StoreTrouble(
                f"There is no epoch {epoch} of the master key. To see which there are: confer keys status"
            )
        await _ring(settings)  # first, or no ring would open any more
        await store.turning.retire(epoch, source.destroy)
        await noted(store, Act.KEEP_RUNNING)
    say(
        f"Epoch {epoch} of the master key is destroyed. Shares of it are worth nothing now: burn them,"
    )
    say("and hand out new ones: confer keys split")


async def adopt(config: Path, file: Path) -> None:
    source, keys = key_source(load(config)), MasterKeys.read(file)
    if isinstance(source, KeyFile) and source.is_at(file):
        raise StoreTrouble(
            f"{file.name} is where the configuration has the keys already. Write first where they are to go:"
            " master_key_from."
        )
    for epoch, key in sorted(keys.epochs.items()):
        source.add(epoch, key)
    if source.load().epochs.items() >= keys.epochs.items():
        say(
            f"The keys of {file.name} are in {source.name} now. When Confer runs with them, delete the file."
        )

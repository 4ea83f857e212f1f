"""The master key in shares, one an agency: printed, and put together again. Every use is told to every seat."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.casework import keeping
from bot.config import Settings, load
from bot.errors import StoreTrouble
from bot.house.keyroom import key_source, opened, platforms, say, wall_clock
from bot.people import Directory, Seat, SeatState
from bot.ports import NoticeKind
from bot.vocabulary.process import Act
from storage import MasterKeys, Store, open_store, shares
from storage.epoch import named
from storage.keysources import KeySource, write_private

PAGE = "\f"


async def split(config: Path, seats: Sequence[str], needed: int, count: int) -> None:
    """Pages on standard output, one a share, for a printer. Raises ConfigWrong, StoreTrouble."""
    settings = load(config)
    async with opened(settings) as store:
        wrapped = await store.turning.wrapped()
        if wrapped.waiting:
            raise StoreTrouble(
                "Data keys are under an older master key still. Run: confer keys rewrap"
            )
        key = key_source(settings).load().epochs[wrapped.epoch]
        chosen = _chosen(await _directory(store), seats, count)
        made = shares.split(key, needed=needed, count=len(chosen))
        await _told(store, settings)
    for seat, share in zip(chosen, made, strict=True):
        sys.stdout.write(_page(settings.partnership.name, seat, share, wrapped.epoch, needed))


async def _directory(store: Store) -> Directory:
    async with store.unit() as unit:
        return await unit.people.directory()


def _chosen(directory: Directory, keys: Sequence[str], count: int) -> list[Seat]:
    live = [seat for seat in directory.seats.values() if seat.state is SeatState.LIVE]
    if not keys:
        live = live[:count]
    else:
        named = {seat.key: seat for seat in live}
        if len(set(keys)) < len(keys) or not named.keys() >= set(keys):
            raise StoreTrouble("Each --seat is the key of another live seat.")
        live = [named[key] for key in keys]
    if len(live) < shares.AGENCIES:
        raise StoreTrouble(
            f"Shares go to at least {shares.AGENCIES} agencies, and fewer seats are live: a seat is once it has"
            " an agreement, a holder and a deputy in the configuration, and Confer has run."
        )
    return live


def _page(partnership: str, seat: Seat, share: str, epoch: int, needed: int) -> str:
    words = share.split()
    rows = [
        "   ".join(f"{n + 1:2} {words[n]:10}" for n in range(start, min(start + 3, len(words))))
        for start in range(0, len(words), 3)
    ]
    text = [
        f"Confer, {partnership}: a share of the master key, epoch {epoch}",
        "",
        f"For: {seat.name}",
        f"{needed} agencies with such a page can open what is sealed. Keep it locked away, apart from any",
        "backup. Show it to nobody; type it only where `confer keys recover` asks. Every seat hears of it.",
        "",
        *(row.rstrip() for row in rows),
        "",
    ]
    return "\n".join(text) + PAGE


async def recover(config: Path, ask: Callable[[int | None], str], out: Path | None) -> None:
    """Put shares together and keep the key where the configuration says, or in the file `out`.

    `ask` gives one share; it is told how many are missing, once that is known.
    Raises ConfigWrong, StoreTrouble.
    """
    settings = load(config)
    gathered = shares.Gathered()
    while gathered.missing:
        try:
            gathered.add(ask(gathered.missing if gathered.begun else None))
        except StoreTrouble as trouble:
            say(str(trouble))
    key, epoch = gathered.key(), await named(settings.storage.url)
    if out is None:
        _free(key_source(settings), epoch, key)
    # It must fit before it is kept, so that a wrong one never stands in the way of the right one.
    store = await open_store(settings.storage.url, MasterKeys({epoch: key}), clock=wall_clock)
    try:
        await _told(store, settings)
        if out is None:
            key_source(settings).add(epoch, key)
        else:
            write_private(out, MasterKeys({epoch: key}).text())
    finally:
        await store.close()
    say("The master key is back. Every seat's log says so, and every holder of a seat hears of it.")


def _free(source: KeySource, epoch: int, key: bytes) -> None:
    """Before anybody is told: no other key stands where this one belongs. Raises StoreTrouble."""
    try:
        there = source.load().epochs
    except StoreTrouble:
        return  # lost, or no key at all: adding says so
    if there.get(epoch, key) != key:
        raise StoreTrouble(
            f"Another key stands in {source.name} under the number {epoch}. Move it away, and type the shares"
            " again; nothing was changed."
        )


async def _told(store: Store, settings: Settings) -> None:
    """Before the key or a share is out: whoever breaks it off here has told and got nothing."""
    async with store.unit() as unit:
        await keeping.tell_seats(
            unit, Act.USE_RECOVERY_SHARE, NoticeKind.SHARES_USED, wall_clock(), platforms(settings)
        )
        await unit.commit()

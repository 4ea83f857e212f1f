"""The operator's side of backups and erasure: settings in, files out, or a database back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from bot.casework import keeping
from bot.config import Backup, ConfigWrong, Settings, load
from bot.errors import NotFound, StoreTrouble
from bot.events import Event
from bot.house.keyroom import key_source, opened, platforms, say, wall_clock
from bot.ports import ErasedWhy, Erasure
from bot.settle import ENDED
from bot.vocabulary.process import Act, State
from bot.vocabulary.reference import CaseRef
from storage import MasterKeys, Store, backup
from storage.backup import sealing
from storage.keys import private_text
from storage.keysources import write_private


def _table(settings: Settings) -> Backup:
    if settings.backup is None:
        raise ConfigWrong(
            "There is no [backup] table in the configuration. Run: confer backup-key FILE; it prints what to"
            " write there."
        )
    return settings.backup


async def make(config: Path) -> None:
    """One backup and the key ring to it, verified before it takes its place. Raises ConfigWrong, StoreTrouble.

    Who verifies is a key of this run alone, which is forgotten at its end.
    """
    settings = load(config)
    table, keys, now = _table(settings), key_source(settings).load(), wall_clock()
    witness: Any = sealing.new_identity()
    to = [*sealing.recipients(table.recipients), witness.to_public()]
    path = table.folder / f"confer-{now:%Y%m%dT%H%M%S}.age"
    written = await backup.write(settings.storage.url, path, to, now)
    try:
        await backup.write_ring(settings.storage.url, table.key_ring, to, now)
        found = await backup.verified(backup.Kept(written.file, table.key_ring, [witness]), keys)
    except BaseException:
        written.file.unlink(missing_ok=True)
        raise
    written.keep(path)
    say(f"Written and verified by restoring: {path.name}, {sum(written.rows.values())} rows.")
    say(
        f"{found.opened} sealed values opened. Copy it away, and {table.key_ring.name} over its older copy."
    )
    if found.unsound:
        raise StoreTrouble(
            "The backup is kept, and the database it was made of is not sound: "
            + " ".join(found.unsound)
            + " Have whoever audits run  confer audit verify  and keep older backups."
        )


def new_key(file: Path) -> None:
    """Raises StoreTrouble."""
    identity: Any = sealing.new_identity()
    write_private(file, f"# public key: {identity.to_public()}\n{identity}\n")
    say(f'recipients = ["{identity.to_public()}"]')


async def restore(config: Path, kept: tuple[Path, Path], identity: Path, *, keyless: bool) -> None:
    """`kept`: the backup and the key ring. Raises ConfigWrong, StoreTrouble; then nothing was written."""
    settings = load(config)
    keys: MasterKeys | None = None if keyless else key_source(settings).load()
    lost = "It is the file that confer backup-key wrote."
    secret = sealing.identities(private_text(identity, "secret key of age", lost))
    done = await backup.restore(settings.storage.url, backup.Kept(*kept, secret), keys)
    say(
        f"{done.rows} rows came back. Cases that did not, for they were erased since: {done.erased}."
    )
    if keyless:
        say("Now put the master key back: confer keys recover")


async def erase(config: Path, text: str, again: str) -> None:
    """One case whose erasure was granted, typed twice. Raises ConfigWrong, StoreTrouble, NotFound."""
    settings = load(config)
    try:
        ref = CaseRef.parse(text)
    except ValueError:
        raise NotFound from None
    if text.strip() != again.strip():
        raise StoreTrouble("The two references differ. Nothing was erased.")
    async with opened(settings) as store:
        await _erase(store, ref, wall_clock(), settings)
    say("Erased: keys first, then rows. Its certificate: confer certificates")


async def _erase(store: Store, ref: CaseRef, now: datetime, settings: Settings) -> None:
    async with store.unit() as unit:
        case = await unit.cases.get(ref)
        if case.state not in ENDED:
            raise StoreTrouble("This case goes on. End it first; nothing was erased.")
        if case.kept:
            raise StoreTrouble(
                "Erasure waits: a hold or an open request stands. Whoever audits answers or lifts it, with"
                " /confer rights. Nothing was erased."
            )
        granted = Event(act=Act.ANSWER_RIGHTS_REQUEST, by=None, at=now)
        await unit.audit.record(case.id, granted)
        await keeping.erase(unit, case, now, ErasedWhy.REQUEST, platforms(settings))
        for event in case.events:
            await unit.audit.record(case.id, event)
        await unit.commit()


async def certificates(config: Path) -> None:
    """For whoever audits: a paragraph for each case. Raises ConfigWrong, StoreTrouble."""
    settings = load(config)
    async with opened(settings) as store:
        there = key_source(settings).load().epochs
        async with store.unit() as unit:
            found = [one for one in await unit.cases.erased() if one.state is not State.DRAFT]
    for one in found:
        for line in _certificate(one, destroyed=one.epoch not in there):
            say(line)
    if not found:
        say("No case was erased yet.")


def _certificate(one: Erasure, *, destroyed: bool) -> tuple[str, ...]:
    copies = (
        f"Epoch {one.epoch} of the master key, which wrapped them, is destroyed: no copy of them opens."
        if destroyed
        else f"Copies of the key ring from before that moment still hold them, under epoch {one.epoch} of the"
        f" master key. To end that: confer keys rotate, then confer keys destroy {one.epoch}"
    )
    return (
        f"Certificate of erasure {one.case}",
        f"  {one.at:%Y-%m-%d %H:%M} UTC, state before: {one.state}, because: {one.why}.",
        f"  {one.keys} data keys were destroyed, then {one.texts} sealed texts and every row of the case.",
        "  The database's free space is cleared right after. Backups never held the keys.",
        f"  {copies}",
        "",
    )

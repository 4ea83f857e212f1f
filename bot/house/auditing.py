"""`confer audit`: hold the audit against itself, its sealed head and the heads kept outside; write it out."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.config import Settings, load
from bot.errors import ConferError
from bot.house.keyroom import key_source
from bot.house.serving import partnership
from bot.ports import AuditHead
from bot.running import logs
from bot.vocabulary.reference import Fingerprint
from storage import FileWitness, Store, check_export, export_audit, open_store


class NoFingerprint(ConferError):
    """A fingerprint is ten words, as they stand in the seats' channel."""


async def verify(config: Path, fingerprint: str | None) -> None:
    """Raises ConfigWrong, StoreTrouble, NoFingerprint."""
    seek = _fingerprint(fingerprint)
    settings, store = await _open(config)
    try:
        here = partnership(settings).no
        witness = FileWitness(settings.storage.audit_heads, store.unit, here)
        head = await witness.verify(seek)
        kept = len(await witness.kept())
    finally:
        await store.close()
    _say(head)
    if kept:
        where = settings.storage.audit_heads.name
        sys.stdout.write(f"It fits the {kept} heads that were kept in {where}.\n")
    else:
        sys.stdout.write("No head is kept outside the database yet.\n")


async def verify_file(file: Path, fingerprint: str | None) -> None:
    """An export, without database or key. Raises StoreTrouble, NoFingerprint."""
    head = await asyncio.to_thread(check_export, file, _fingerprint(fingerprint))
    _say(head)
    if fingerprint is None:
        sys.stdout.write("Compare the fingerprint with the line in the seats' channel.\n")


async def export(config: Path, to: Path) -> None:
    """Raises ConfigWrong, StoreTrouble."""
    _settings, store = await _open(config)
    try:
        head = await export_audit(store.unit, to)
    finally:
        await store.close()
    _say(head)
    sys.stdout.write(f"Written: {to.name}\n")


async def _open(config: Path) -> tuple[Settings, Store]:
    settings = load(config)
    logs.setup(settings.logs.level)
    keys, here = key_source(settings), partnership(settings)
    return settings, await open_store(settings.storage.url, keys, partnership=here.no)


def _fingerprint(text: str | None) -> Fingerprint | None:
    if text is None:
        return None
    try:
        return Fingerprint.parse(text)
    except ValueError:
        raise NoFingerprint from None


def _say(head: AuditHead) -> None:
    if not head.count:
        sys.stdout.write("The audit holds. It has no entries yet.\n")
        return
    sys.stdout.write(f"The audit holds: {head.count} entries, the last of {head.at:%Y-%m-%d}.\n")
    sys.stdout.write(f"Fingerprint: {head.fingerprint}\n")

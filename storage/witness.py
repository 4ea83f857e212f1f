"""Heads of the audit, kept in a file outside its database: a line says when, how many, last hash and key.

Whoever may write the database and holds the master key could write the whole audit anew, signed and sealed.
Not so that it fits the lines of a file that lies elsewhere: on another machine, or one that can only be
added to.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.errors import StoreTrouble
from bot.ports import AuditHead
from bot.vocabulary.reference import Fingerprint
from storage.entries import fingerprint
from storage.unit import SqlUnit

_LINE: Final = re.compile(r"(\S{20,40}) (\d{1,12}) ([0-9a-f]{64}) ([0-9a-f]{64})")


class FileWitness:
    """Fits bot.ports.Witness. `file`: None where no head is kept outside."""

    def __init__(self, file: Path | None, unit: Callable[[], SqlUnit], partnership: int) -> None:
        self._file = file
        self._unit = unit
        self._partnership = partnership
        self._last = 0

    async def keep(self, head: AuditHead) -> None:
        """Once for each head; an audit without entries has none."""
        if self._file is None or head.count == self._last or not head.public:
            return
        line = f"{head.at.isoformat(timespec='seconds')} {head.count} {head.hash} {head.public}\n"
        await asyncio.to_thread(_append, self._file, line)
        self._last = head.count

    async def kept(self) -> Mapping[int, AuditHead]:
        """By their count. Raises StoreTrouble."""
        if self._file is None:
            return {}
        return await asyncio.to_thread(_read, self._file, self._partnership)

    async def verify(self, seek: Fingerprint | None = None) -> AuditHead:
        """A page in each transaction, so that nobody waits for the whole."""
        kept = await self.kept()
        async with self._unit() as unit:
            walk = await unit.audit.walk()
        walk.kept, walk.seek = kept, seek
        more = True
        while more:
            async with self._unit() as unit:
                more = bool(await unit.audit.on(walk))
        return walk.head()


def _append(file: Path, line: str) -> None:
    try:
        to = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(to, line.encode())
            os.fsync(to)
        finally:
            os.close(to)
    except OSError:
        raise StoreTrouble(f"The head of the audit could not be written to {file.name}.") from None


def _read(file: Path, partnership: int) -> dict[int, AuditHead]:
    try:
        lines = file.read_text("ascii").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        raise StoreTrouble(f"The heads of the audit in {file.name} cannot be read.") from None
    kept: dict[int, AuditHead] = {}
    for number, line in enumerate(lines, start=1):
        head = _head(line, partnership)
        if head is None:
            raise StoreTrouble(f"Line {number} of {file.name} is no head of an audit.")
        if kept.setdefault(head.count, head).hash != head.hash:
            raise StoreTrouble(
                f"Line {number} of {file.name} names another head than a line above: the audit was"
                " written anew."
            )
    return kept


def _head(line: str, partnership: int) -> AuditHead | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    at, count, hash, public = found.groups()
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return None
    print_ = fingerprint(partnership, public, hash)
    return AuditHead(at=when, count=int(count), hash=hash, public=public, fingerprint=print_)

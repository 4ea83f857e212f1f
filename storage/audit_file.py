"""The audit as a file for whoever checks it elsewhere: JSON, one object a line, without a key to read it.

The first line names the key that signs, the last one where the audit ends; between them stand the entries,
with their signatures in base64. There are no words in it and nothing sealed: numbers of people, random ids
of cases, acts and set words.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TextIO
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import StoreTrouble
from bot.ports import AuditHead
from bot.vocabulary.reference import Fingerprint
from storage.entries import PLAIN, Walk
from storage.unit import SqlUnit

_FORMAT: Final = 1
_LONGEST: Final = 100_000  # characters of a line


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class _First(_Line):
    confer_audit: int
    partnership: int
    public: str | None
    since: int


class _Entry(_Line):
    at: datetime
    case_id: UUID | None
    actor: int | None
    act: str
    whom: int | None
    facts: str
    before: str
    hash: str
    signature: str | None


class _Last(_Line):
    count: int
    hash: str
    fingerprint: str


async def export(unit: Callable[[], SqlUnit], to: Path) -> AuditHead:
    """Verify the audit while writing it to a new file that its owner alone may read. Raises StoreTrouble."""
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        raise StoreTrouble(f"{to.name} cannot be written here, or is there already.") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            return await _write(unit, file)
    except OSError:
        raise StoreTrouble(f"{to.name} could not be written to its end.") from None


async def _write(unit: Callable[[], SqlUnit], file: TextIO) -> AuditHead:
    async with unit() as here:
        walk = await here.audit.walk()
    first = {"public": walk.public, "since": walk.since, "partnership": walk.partnership}
    _put(file, {"confer_audit": _FORMAT, **first})
    more = True
    while more:
        async with unit() as here:
            page = await here.audit.on(walk)
        for entry in page:
            _put(file, {name: _plain(entry[name]) for name in _Entry.model_fields})
        more = bool(page)
    head = walk.head()
    last = {"count": head.count, "hash": head.hash, "fingerprint": str(head.fingerprint)}
    _put(file, last)
    return head


def _plain(value: Any) -> object:
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            return value


def _put(file: TextIO, line: Mapping[str, object]) -> None:
    file.write(json.dumps(line) + "\n")


def check(file: Path, seek: Fingerprint | None = None) -> AuditHead:
    """Walk an export; gives its end. Raises StoreTrouble, which names the line that is wrong."""
    try:
        with file.open(encoding="utf-8") as text:
            return _walk(_lines(text), seek)
    except (OSError, UnicodeDecodeError):
        raise StoreTrouble("This export of an audit cannot be read.") from None


def _lines(text: TextIO) -> Iterator[tuple[int, str]]:
    number = 0
    while line := text.readline(_LONGEST):
        number += 1
        yield number, line


def _walk(lines: Iterator[tuple[int, str]], seek: Fingerprint | None) -> AuditHead:
    first: _First = _read(_First, next(lines, (1, "")))
    if first.confer_audit != _FORMAT:
        raise StoreTrouble("This export was written by a newer Confer.")
    walk = Walk(partnership=first.partnership, public=first.public, since=first.since, seek=seek)
    ahead = next(lines, (2, ""))
    for following in lines:
        entry: _Entry = _read(_Entry, ahead)
        signature = base64.b64decode(entry.signature or "")
        plain = {name: getattr(entry, name) for name in (*PLAIN, "before", "hash")}
        walk.step({**plain, "signature": signature})
        ahead = following
    last: _Last = _read(_Last, ahead)
    if (last.count, last.hash) != (walk.count, walk.before):
        raise StoreTrouble("This export does not end where it should.")
    walk.end()
    return walk.head()


def _read(kind: type[Any], line: tuple[int, str]) -> Any:
    try:
        return kind.model_validate_json(line[1])
    except ValidationError:
        raise StoreTrouble(f"Line {line[0]} is not one of an exported audit.") from None

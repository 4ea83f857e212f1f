"""What people say to each other in shared places, and every text meant for all, goes past the guard.

Nothing of a clean message is kept. The guard knows active cases' people in its memory only; that it opened them
stands in the audit, by nobody's name. What it finds is told in one sentence, whatever it was: see
docs/decisions/what-the-guard-knows.md.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.events import Event
from bot.parts import CaseId, TextKind
from bot.people import Person
from bot.policies import words
from bot.policies.access import guarding, listening
from bot.policies.wording_check import sounds_personal
from bot.ports import Finding, Heard, TextGuard, Unit
from bot.vocabulary.base import PublicWord
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import Act
from bot.vocabulary.reference import CaseRef
from bot.wired import House

log: Final = logging.getLogger("confer.guard")

KEPT: Final = timedelta(minutes=30)  # what was stopped, for whoever wrote it
AGAIN: Final = timedelta(minutes=10)  # within which it may be sent once more
_STOPPED: Final = "stopped."
_AGAIN: Final = "again."
_COUNTS: Final = "stops."


class By(PublicWord):
    """Who opened something where it was no person; a fact of an entry of the audit."""

    GUARD = "guard", "the guard, in memory"


async def ready(house: House) -> None:
    """Before a transaction: loading takes seconds, and nobody's message is to wait for that."""
    if house.guard is not None:
        await house.guard.ready()


async def look(house: House, unit: Unit, heard: Heard, person: Person | None) -> Finding:
    """What the guard makes of a message that is no command. What it opened is in the audit after report()."""
    here = house.partnership
    languages = {here.language, person.language.code} if person else {here.language}
    text = listening().open(heard.words)
    circle = await _circle(unit, heard.case)
    found = await _guarded(house, unit, heard.words, circle)
    if found is Finding.CLEAN and words.find(text, languages):
        found = Finding.PERHAPS
    if found is Finding.CLEAN or person is None:
        return found
    return Finding.CLEAN if await _may_again(unit, person.no, text, house.clock.now()) else found


async def _circle(unit: Unit, ref: CaseRef | None) -> CaseId | None:
    try:
        return None if ref is None else (await unit.cases.get(ref)).id
    except NotFound:
        return None


async def _guarded(
    house: House, unit: Unit, said: Sensitive[str], circle: CaseId | None
) -> Finding:
    zone = ZoneInfo(house.partnership.zone)
    today = house.clock.now().astimezone(zone).date()
    if house.guard is not None:
        try:
            await learn(unit, house.guard, house.opened)
            return await house.guard.look(said, guarding(), today=today, circle=circle)
        except Exception as failed:  # noqa: BLE001 - a fault of the guard keeps nobody from being heard
            log.error("the guard failed", extra={"error": type(failed).__name__})
    plain = sounds_personal(listening().open(said))
    return Finding.STOPPED if plain else Finding.CLEAN


async def learn(unit: Unit, guard: TextGuard, opened: list[CaseId]) -> None:
    """Bring what the guard knows up to date. `opened` takes the cases whose people it had not known."""
    active, known = await unit.cases.active(), guard.known()
    guard.forget(known.keys() - active.keys())
    for id, version in active.items():
        if known.get(id) == version:
            continue
        case = await unit.cases.by_id(id)
        found = await unit.cases.read(case, TextKind.IDENTITY, guarding())
        await guard.learn(id, version, [who for _item, who in found], guarding())
        if found and id not in known:
            opened.append(id)


async def report(house: House) -> None:
    """Write into the audit what the guard opened, in a transaction of its own. Raises StoreTrouble."""
    waiting = list(house.opened)
    if not waiting:
        return
    now = house.clock.now()
    async with house.unit() as unit:
        for case in waiting:
            event = Event(act=Act.OPEN_IDENTITY, by=None, at=now, facts={"by": By.GUARD})
            await unit.audit.record(case, event)
        await unit.commit()
    del house.opened[: len(waiting)]


# --- what was stopped, for a while ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Words of a message that was stopped, kept sealed for the person who wrote it."""

    words: Sensitive[str]
    case: CaseRef | None
    until: datetime


async def keep(unit: Unit, heard: Heard, person: PersonNo, now: datetime) -> None:
    """Another one that still waits is kept with it, so that nothing typed is lost."""
    earlier = await kept(unit, person, now)
    text = listening().open(heard.words)
    if earlier is not None and earlier.case == heard.case:
        text = f"{listening().open(earlier.words)}\n{text}"
    fields = {
        "words": text,
        "case": str(heard.case) if heard.case else None,
        "until": (now + KEPT).isoformat(),
    }
    await unit.marks.put(f"{_STOPPED}{person.value}", Sensitive(json.dumps(fields)))


async def kept(unit: Unit, person: PersonNo, now: datetime) -> Stopped | None:
    fields = await _mark(unit, f"{_STOPPED}{person.value}")
    if not fields or datetime.fromisoformat(fields["until"]) <= now:
        return None
    return Stopped(
        words=Sensitive(fields["words"]),
        case=CaseRef.parse(fields["case"]) if fields["case"] else None,
        until=datetime.fromisoformat(fields["until"]),
    )


async def drop(unit: Unit, person: PersonNo) -> None:
    await unit.marks.drop(f"{_STOPPED}{person.value}")


async def expired(unit: Unit, now: datetime) -> int:
    """Drop what waited too long; how many."""
    count = 0
    for prefix in (_STOPPED, _AGAIN):
        for name in await unit.marks.names(prefix):
            fields = await _mark(unit, name)
            if not fields or datetime.fromisoformat(fields["until"]) <= now:
                await unit.marks.drop(name)
                count += 1
    return count


async def let_again(unit: Unit, person: PersonNo, said: Sensitive[str], now: datetime) -> None:
    """This person may say these very words once more."""
    fields = {"hash": digest(listening().open(said)), "until": (now + AGAIN).isoformat()}
    await unit.marks.put(f"{_AGAIN}{person.value}", Sensitive(json.dumps(fields)))


async def _may_again(unit: Unit, person: PersonNo, text: str, now: datetime) -> bool:
    name = f"{_AGAIN}{person.value}"
    fields = await _mark(unit, name)
    if fields.get("hash") != digest(text) or datetime.fromisoformat(fields["until"]) <= now:
        return False
    await unit.marks.drop(name)
    return True


def digest(text: str) -> str:
    """Two texts that differ in blanks and capitals alone have one."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()


async def _mark(unit: Unit, name: str, *, hold: bool = False) -> Mapping[str, Any]:
    found = await unit.marks.get(name, hold=hold)
    return json.loads(listening().open(found)) if found else {}


# --- how often, and no more ------------------------------------------------------------------------


async def count(unit: Unit, what: str, month: str) -> None:
    """One more of a month. No word of it, no place and nobody's name."""
    name = f"{_COUNTS}{month}"
    fields = dict(await _mark(unit, name, hold=True))
    fields[what] = fields.get(what, 0) + 1
    await unit.marks.put(name, Sensitive(json.dumps(fields)))


async def counts(unit: Unit, month: str) -> Mapping[str, int]:
    """How many were stopped, warned of and called harmless."""
    return await _mark(unit, f"{_COUNTS}{month}")


async def forget_months(unit: Unit, last: str) -> None:
    """Counts older than a year before `last` are of no use."""
    year, _, month = last.partition("-")
    for found in await months(unit):
        if found < f"{int(year) - 1:04}-{month}":
            await unit.marks.drop(f"{_COUNTS}{found}")


async def months(unit: Unit) -> list[str]:
    """The months that have a count, the newest first."""
    names = await unit.marks.names(_COUNTS)
    return sorted((name.removeprefix(_COUNTS) for name in names), reverse=True)

"""What is open beside the work on cases: reports of a breach, which are no case's, and which cases have a
request of the person or a legal hold.

A report is one sealed mark. It holds what an authority needs (GDPR, art. 33) and no content of a case, and it
stays after it was settled: the record of breaches must be kept (art. 33, 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from bot.case import Case
from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.parts import CaseId, Facts
from bot.policies.access import listening
from bot.ports import Unit
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import ClockName
from bot.vocabulary.view import BreachKind

_BREACH: Final = "breach."
_CASE: Final = "matter."


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """`facts` and `reason` are what somebody wrote. `told`: whether the authority was told, once settled."""

    id: UUID
    kind: BreachKind
    by: PersonNo
    at: datetime
    due: datetime
    facts: str = ""
    settled: datetime | None = None
    told: bool | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        """What a button names it by."""
        return self.id.hex


_KEPT: Final = TypeAdapter(Breach)


def nobodys(id: UUID) -> Case:
    """What a clock that hangs on no case rings for: a case with nobody in it, which is never stored."""
    return Case(id=id, facts=Facts(referrer=PersonNo(0)))


def reported(
    kind: BreachKind, facts: Sensitive[str] | None, by: PersonNo, at: datetime, due: datetime
) -> Breach:
    words = listening().open(facts) if facts is not None else ""
    return Breach(id=uuid4(), kind=kind, by=by, at=at, due=due, facts=words)


async def put(unit: Unit, breach: Breach) -> None:
    text = _KEPT.dump_json(breach).decode()
    await unit.marks.put(f"{_BREACH}{breach.key}", Sensitive(text))


async def get(unit: Unit, key: str) -> Breach:
    """Raises NotFound."""
    kept = await unit.marks.get(f"{_BREACH}{key}")
    if kept is None:
        raise NotFound
    return _KEPT.validate_json(listening().open(kept))


async def breaches(unit: Unit) -> Sequence[Breach]:
    """All that were ever reported, oldest first."""
    names = await unit.marks.names(_BREACH)
    found = [await get(unit, name.removeprefix(_BREACH)) for name in names]
    return sorted(found, key=lambda one: one.at)


async def settle(
    unit: Unit, breach: Breach, at: datetime, *, told: bool, reason: Sensitive[str]
) -> None:
    """Its clock stops."""
    words = listening().open(reason)
    await put(unit, replace(breach, settled=at, told=told, reason=words))
    await unit.clocks.stop(breach.id, ClockName.BREACH_REPORT)


async def note(unit: Unit, case: Case) -> None:
    """Remember that this case has a request or a hold, or that it has none any more."""
    name = f"{_CASE}{case.id.hex}"
    if case.kept:
        await unit.marks.put(name, Sensitive("kept"))
    else:
        await unit.marks.drop(name)


async def kept(unit: Unit) -> Sequence[CaseId]:
    """Cases with an open request or a hold, ended ones too."""
    names = await unit.marks.names(_CASE)
    return [CaseId(name.removeprefix(_CASE)) for name in names]


async def cases(unit: Unit) -> Sequence[Case]:
    """The same, read."""
    return [await unit.cases.by_id(one) for one in await kept(unit)]

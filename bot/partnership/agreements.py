"""The register of agreements: every version that was ever in force, what it named, who signed it and when.

The version in force stands in config.toml, its kind there or with the legal profile, which two people change by
command; the newest signature stands with the seat. The rows here stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pydantic import TypeAdapter

from bot.disclosure import Sensitive
from bot.errors import StoreTrouble
from bot.people import Directory
from bot.policies import legal
from bot.policies.access import listening
from bot.ports import Partnership, Unit
from bot.vocabulary.law import AgreementKind
from bot.vocabulary.numbers import SeatNo

_MARK: Final = "agreements"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    seat: SeatNo
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One version. No purposes or kinds of data: every one. `since`: when Confer first ran with it."""

    version: int
    kind: AgreementKind
    purposes: tuple[str, ...]
    data: tuple[str, ...]
    review: date | None
    since: date
    signed: tuple[Signed, ...] = ()


_ROWS: Final = TypeAdapter(tuple[Row, ...])


async def read(unit: Unit, *, hold: bool = False) -> Sequence[Row]:
    """All versions, oldest first."""
    kept = await unit.marks.get(_MARK, hold=hold)
    if kept is None:
        return ()
    try:
        return _ROWS.validate_json(listening().open(kept))
    except ValueError:
        raise StoreTrouble("The stored register of agreements is damaged.") from None


async def note(unit: Unit, here: Partnership, directory: Directory, today: date) -> bool:
    """A row for what is in force now, where the newest row says something else. Whether it took an older one's
    place.
    """
    rows = await read(unit, hold=True)
    now = Row(
        version=here.agreement,
        kind=legal.agreement_kind(here),
        purposes=here.agreement_purposes,
        data=here.agreement_data,
        review=here.agreement_review,
        since=today,
        signed=tuple(
            Signed(seat=seat.no, on=seat.agreed_on)
            for seat in directory.seats.values()
            if seat.agreed_on is not None and seat.agreement in {None, here.agreement}
        ),
    )
    if rows and replace(rows[-1], since=today, signed=()) == replace(now, signed=()):
        return False
    await _put(unit, (*rows, now))
    return bool(rows)


async def sign(unit: Unit, seat: SeatNo, version: int, today: date) -> None:
    """A seat signed the version in force. What it signed before stays."""
    rows = await read(unit, hold=True)
    if rows and rows[-1].version == version:
        signed = (*rows[-1].signed, Signed(seat=seat, on=today))
        await _put(unit, (*rows[:-1], replace(rows[-1], signed=signed)))


async def _put(unit: Unit, rows: Sequence[Row]) -> None:
    await unit.marks.put(_MARK, Sensitive(_ROWS.dump_json(tuple(rows)).decode()))

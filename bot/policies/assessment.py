"""What a joint assessment needs: how many own judgements, of whom; which seats may decide; which themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bot.case import Case
from bot.joint import View
from bot.people import Directory, Duty, Person, SeatState
from bot.vocabulary.concern import PROPOSED
from bot.vocabulary.numbers import SeatNo
from bot.vocabulary.people import Sector

LEAST_SEATS: Final = 3  # the domain's guard `judgements_in`: three seats of two sectors
LEAST_SECTORS: Final = 2


def judgements_lacking(views: Iterable[View], directory: Directory) -> int:
    """How many more own judgements are needed before they may be shown together; 0 where enough."""
    seats = {view.seat for view in views if view.seat is not None}
    sectors = {directory.seats[seat].sector for seat in seats if seat in directory.seats}
    lacks = max(LEAST_SEATS - len(seats), 0)
    return lacks or max(LEAST_SECTORS - len(sectors), 0)


def awaited(case: Case, directory: Directory) -> tuple[SeatNo, ...]:
    """The seats of the circle that have not given their own judgement yet."""
    gave = {view.seat for view in case.hidden.views}
    circle = [m for m in case.facts.circle if m.person not in case.facts.recused]
    seats = dict.fromkeys(
        m.seat for m in circle if m.seat is not None and m.seat in directory.seats
    )
    return tuple(seat for seat in seats if seat not in gave)


def proposed(case: Case, directory: Directory) -> list[SeatNo]:
    """Live seats whose sector the needs propose, and those that the author would share with."""
    sectors = sectors_proposed(case)
    live = [seat for seat in directory.seats.values() if seat.state is SeatState.LIVE]
    return [s.no for s in live if s.sector in sectors or s.no in case.facts.wished]


def sectors_proposed(case: Case) -> list[Sector]:
    needs = case.facts.abstract.needs if case.facts.abstract else ()
    return list(dict.fromkeys(sector for need in needs for sector in PROPOSED[need]))


def of_seat(seat: SeatNo, case: Case, directory: Directory) -> tuple[Person, ...]:
    """Holder and deputies of a seat, those left out who stepped aside from the case."""
    people = (*directory.of_seat(seat, Duty.HOLDER), *directory.of_seat(seat, Duty.DEPUTY))
    found = {person.no: person for person in people if person.no not in case.facts.recused}
    return tuple(found.values())


def able(seats: Sequence[SeatNo], case: Case, directory: Directory) -> tuple[SeatNo, ...]:
    """Those that may decide: permanent and live, with somebody who has not stepped aside."""
    return tuple(no for no in seats if _may_decide(no, case, directory))


def _may_decide(no: SeatNo, case: Case, directory: Directory) -> bool:
    seat = directory.seats.get(no)
    live = seat is not None and seat.permanent and seat.state is SeatState.LIVE
    return live and bool(of_seat(no, case, directory))

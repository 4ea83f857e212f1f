"""Who may own a case: how many seats agree, who was the face before, who comes into question."""

from __future__ import annotations

from dataclasses import dataclass

from bot.case import Case
from bot.parts import Face
from bot.people import Directory, Person
from bot.policies.access import Scene
from bot.vocabulary.concern import PROPOSED
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.people import GuestBrings, GuestWhy, OwnerBecause
from bot.vocabulary.process import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """How a nomination stands: the seats of the circle, those that agree, and how many lack."""

    seats: frozenset[SeatNo]
    agree: frozenset[SeatNo]
    lacking: int
    own_lacks: bool  # somebody else of the nominee's agency is in the circle and has not agreed


def agreed(case: Case, scene: Scene) -> Agreed:
    """Most seats of the circle, the nominee's own among them.

    Where the nominee alone stands for an agency, accepting is that agency's word.
    """
    nominee, today = case.facts.nominee, scene.now.date()
    members = [m for m in case.facts.circle if m.until.date >= today and m.seat is not None]
    there = [m for m in members if m.person not in case.facts.recused]
    seats = frozenset(m.seat for m in there if m.seat)
    if nominee is None:
        return Agreed(seats=seats, agree=frozenset(), lacking=0, own_lacks=False)
    said = {one.seat for one in nominee.assents} & seats
    own = _seat(scene.directory, nominee.person)
    others = [m for m in there if m.seat == own and m.person != nominee.person]
    own_lacks = bool(others) and own not in said
    if own is not None and own in seats and not own_lacks:
        said.add(own)
    return Agreed(
        seats=seats,
        agree=frozenset(said),
        lacking=max(0, len(seats) // 2 + 1 - len(said)),
        own_lacks=own_lacks,
    )


def _seat(directory: Directory, person: PersonNo) -> SeatNo | None:
    found = directory.people.get(person)
    return found.seat if found else None


def face(case: Case) -> Face | None:
    """Who is the face to person and family, or was it last."""
    return case.facts.faces[-1] if case.facts.faces else None


def was_met(case: Case) -> bool:
    """Whether the person has met the last face: support runs, or was asked for while they held the case."""
    last = face(case)
    if last is None:
        return False
    since_then = any(one.at >= last.since for one in case.facts.consents)
    return since_then or case.state in {State.SUPPORTING, State.CLOSING}


def changes(case: Case) -> int:
    """How often the face changed."""
    return max(0, len(case.facts.faces) - 1)


def speaks_for(person: Person, case: Case, scene: Scene) -> tuple[OwnerBecause, ...]:
    """What of relationship, competence and time a member of the circle has, as far as Confer can tell."""
    member = case.member(person.no)
    found: list[OwnerBecause] = []
    knows = member is not None and (
        member.why is GuestWhy.KNOWS_THE_PERSON or member.brings is GuestBrings.RELATIONSHIP
    )
    if knows or case.facts.referrer == person.no:
        found.append(OwnerBecause.RELATIONSHIP)
    seat = scene.directory.seat_of(person)
    needs = case.facts.abstract.needs if case.facts.abstract else ()
    if seat is not None and any(seat.sector in PROPOSED[need] for need in needs):
        found.append(OwnerBecause.COMPETENCE)
    return tuple(found)

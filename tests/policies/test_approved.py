"""What rows say, as pages a reviewer can read: mirrors tables of bot/policies.

A changed row is approved by:  APPROVE=1 pytest tests/policies/test_approved.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Final

import pytest

from bot.disclosure import Sensitive
from bot.people import Directory, Duty, Person, Seat, SeatState
from bot.policies.announce import HAS_CIRCLE, MADE, NEWS
from bot.policies.budget import UNCOUNTED
from bot.policies.guards import FORBIDS
from bot.policies.ladder import FITS, SKIPS
from bot.policies.legal import WITHOUT_WAIVER, gives_under, may_share
from bot.policies.quorum import missing, missing_short
from bot.policies.smallcell import _STEPS, COARSE, LADDER
from bot.ports import Partnership
from bot.vocabulary.base import Word
from bot.vocabulary.concern import AgeBand
from bot.vocabulary.law import GivesUnder, LegalProfile, MayShare
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.people import Sector
from bot.vocabulary.process import Act
from bot.vocabulary.public import Danger
from bot.vocabulary.sharing import ConsentSupport, DataClass
from bot.vocabulary.view import LadderStep, Limit
from bot.wording import NOTICES

FOLDER: Final = Path(__file__).parent / "approved"


def _news() -> Iterator[str]:
    yield "What the circle reads of an act, once a case has a circle:"
    yield ", ".join(sorted(state.value for state in HAS_CIRCLE))
    for act in Act:
        if act in NEWS:
            yield f"{act.value}: {NEWS[act].label}"
        elif act in MADE:
            yield f"{act.value}: made by {MADE[act].__name__.removeprefix('_')}"


def _at_once() -> Iterator[str]:
    yield "Said at once, however much was said that day:"
    yield from sorted(f"{kind.value}: {NOTICES[kind]}" for kind in UNCOUNTED)


def _answers(card: GivesUnder, to: Sector, data: DataClass, danger: Danger) -> str:
    said = (may_share(card, to, data, one, danger) for one in ConsentSupport)
    return " ".join(one.value for one in said)


def _cards() -> Iterator[str]:
    """The answers of a card for data that no rule is about; then what is otherwise for each kind of data."""
    yield "The person said: " + " ".join(one.value for one in ConsentSupport)
    for card in GivesUnder:
        for danger in Danger:
            answers = _answers(card, Sector.SOCIAL, DataClass.ATTENDANCE, danger)
            yield f"{card.value}, danger {danger.value}: {answers}"
    for data in DataClass:
        told = [to.value for to in Sector if _given(data, to) is MayShare.YES]
        yield f"{data.value}, given: yes to {_all(told)}"
        answers = _answers(GivesUnder.CONFIDENCE, Sector.SOCIAL, data, Danger.POSSIBLE)
        yield f"{data.value}, in confidence, danger possible: {answers}"


def _given(data: DataClass, to: Sector) -> MayShare:
    return may_share(GivesUnder.TASK, to, data, ConsentSupport.GIVEN, Danger.NONE_SEEN)


def _givers() -> Iterator[str]:
    """Which card somebody reads: by the law, the giver's sector, and to whom it is to be given."""
    free = ", ".join(sorted(one.value for one in WITHOUT_WAIVER))
    yield f"Who keeps confidences speaks unfreed on: {free}"
    for profile in LegalProfile:
        here = Partnership(legal_profile=profile.value)
        givers: dict[str, list[str]] = {}
        for giver in (None, *Sector):
            found: dict[GivesUnder, list[str]] = {}
            for to in Sector:
                found.setdefault(gives_under(giver, to, here), []).append(to.value)
            cards = "; ".join(f"{card.value} to {_all(tos)}" for card, tos in found.items())
            givers.setdefault(cards, []).append(giver.value if giver else "nobody")
        yield from (f"{profile.value}, {', '.join(who)}: {cards}" for cards, who in givers.items())


def _all(sectors: Sequence[str]) -> str:
    return "all" if len(sectors) == len(Sector) else ", ".join(sectors)


def _quorum() -> Iterator[str]:
    """What a conference lacks at which only the coordinator's seat and one of a sector sit."""
    coordinator = replace(_person(Duty.COORDINATOR), seat=SeatNo(1))
    for sector in Sector:
        seats = [_seat(1, Sector.NATIONAL), _seat(2, sector)]
        directory = Directory.of([coordinator], seats)
        there = [seat.no for seat in seats]
        said = {
            "full": missing(there, directory, "full"),
            "light": missing(there, directory, "light"),
            "urgent": missing_short(there, directory),
            "without the coordinator": missing_short(there[1:], directory),
        }
        for what, lacks in said.items():
            yield f"{sector.value}, {what}: {', '.join(one.value for one in lacks) or 'nothing'}"


def _person(*duties: Duty) -> Person:
    return Person(no=PersonNo(1), key="x", name=Sensitive("X"), duties=frozenset(duties))


def _seat(number: int, sector: Sector) -> Seat:
    key = f"s{number}"
    return Seat(no=SeatNo(number), key=key, name=key, sector=sector, state=SeatState.LIVE)


def _steps() -> Iterator[str]:
    """What may be said of a step of the concern ladder, and why it may be skipped; what a limit forbids."""
    for step in LadderStep:
        yield f"{step.value}: {_sorted(FITS[step])}; skipped for {_sorted(SKIPS.get(step, ()))}"
    for limit in Limit:
        yield f"{limit.value} forbids {_sorted(FORBIDS.get(limit, ()))}"


def _cells() -> Iterator[str]:
    """How finely a concern is shown, from the finest; and what its sender may ask to be left coarser."""
    yield from (f"{age.value} is coarsely {COARSE[age].value}" for age in AgeBand if age in COARSE)
    for number, shown in enumerate(LADDER, 1):
        grains = (f"{f.name} {getattr(shown, f.name).name.lower()}" for f in fields(shown))
        yield f"{number}: {', '.join(grains)}"
    for asked, field, grain in _STEPS:
        yield f"{asked.value}: {field} {grain.name.lower()}"


def _sorted(words: Iterable[Word]) -> str:
    return ", ".join(sorted(word.code for word in words)) or "nothing"


PAGES: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "news": _news,
    "at_once": _at_once,
    "cards": _cards,
    "givers": _givers,
    "quorum": _quorum,
    "steps": _steps,
    "cells": _cells,
}


@pytest.mark.parametrize("name", PAGES)
def test_rows_say_what_was_approved(name: str) -> None:
    file, page = FOLDER / f"{name}.txt", "\n".join(PAGES[name]()) + "\n"
    if os.environ.get("APPROVE"):
        file.write_text(page, "utf-8")
    assert page == file.read_text("utf-8")

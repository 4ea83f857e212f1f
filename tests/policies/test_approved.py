"""What rows say, as pages a reviewer can read: mirrors announce.py, budget.py and legal.py of bot/policies.

A changed row is approved by:  APPROVE=1 pytest tests/policies/test_approved.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest

from bot.policies.announce import HAS_CIRCLE, MADE, NEWS
from bot.policies.budget import UNCOUNTED
from bot.policies.legal import WITHOUT_WAIVER, gives_under, may_share
from bot.ports import Partnership
from bot.vocabulary.law import GivesUnder, LegalProfile, MayShare
from bot.vocabulary.people import Sector
from bot.vocabulary.process import Act
from bot.vocabulary.public import Danger
from bot.vocabulary.sharing import ConsentSupport, DataClass
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


PAGES: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "news": _news,
    "at_once": _at_once,
    "cards": _cards,
    "givers": _givers,
}


@pytest.mark.parametrize("name", PAGES)
def test_rows_say_what_was_approved(name: str) -> None:
    file, page = FOLDER / f"{name}.txt", "\n".join(PAGES[name]()) + "\n"
    if os.environ.get("APPROVE"):
        file.write_text(page, "utf-8")
    assert page == file.read_text("utf-8")

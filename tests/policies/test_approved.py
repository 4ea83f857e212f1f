"""What rows say, as pages a reviewer can read: mirrors announce.py, budget.py and legal.py of bot/policies.

A changed row is approved by:  APPROVE=1 pytest tests/policies/test_approved.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from bot.policies.announce import HAS_CIRCLE, MADE, NEWS
from bot.policies.budget import UNCOUNTED
from bot.policies.legal import may_share
from bot.vocabulary.law import GivesUnder, MayShare
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
        yield f"{data.value}, given: yes to {'all' if len(told) == len(Sector) else ', '.join(told)}"
        answers = _answers(GivesUnder.CONFIDENCE, Sector.SOCIAL, data, Danger.POSSIBLE)
        yield f"{data.value}, in confidence, danger possible: {answers}"


def _given(data: DataClass, to: Sector) -> MayShare:
    return may_share(GivesUnder.TASK, to, data, ConsentSupport.GIVEN, Danger.NONE_SEEN)


PAGES: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "news": _news,
    "at_once": _at_once,
    "cards": _cards,
}


@pytest.mark.parametrize("name", PAGES)
def test_rows_say_what_was_approved(name: str) -> None:
    file, page = FOLDER / f"{name}.txt", "\n".join(PAGES[name]()) + "\n"
    if os.environ.get("APPROVE"):
        file.write_text(page, "utf-8")
    assert page == file.read_text("utf-8")

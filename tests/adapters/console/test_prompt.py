"""Mirrors adapters/console/prompt.py: what Tab offers at the cursor."""

from __future__ import annotations

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from adapters.console.prompt import Words
from bot.house.showing import NAMES
from commands import BY_NAME

REFS = ["amber-harbour-47-K", "sunny-orchard-94-G"]


def offered(text: str) -> list[str]:
    words = Words(BY_NAME, NAMES, REFS)
    return [one.text for one in words.get_completions(Document(text), CompleteEvent())]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", "as "),
        ("w", "wait 24h"),
        ("as te", "teacher"),
        ("/concern n", "new"),
        ("/concern new top", "topic:"),
        ("/concern new topic:al", "alone"),
        ("/concern new topic:alone,onl", "online"),
        ("/concern new topic:alone urgency:tod", "today"),
        ("/case show sun", "sunny-orchard-94-G"),
        ("/case show ref:am", "amber-harbour-47-K"),
        ("/owner name amber-harbour-47-K who:@so", "@social"),
    ],
)
def test_the_word_that_fits_the_cursor_comes_first(text: str, first: str) -> None:
    assert offered(text)[0] == first


def test_the_newest_case_is_offered_first() -> None:
    assert offered("/case show ")[:2] == ["sunny-orchard-94-G", "amber-harbour-47-K"]


def test_a_day_or_own_words_are_not_guessed() -> None:
    assert offered("/concern new detail:") == []
    assert offered("/case answer amber-harbour-47-K by:") == []


def test_an_unknown_command_offers_nothing() -> None:
    assert offered("/nothing of it") == []

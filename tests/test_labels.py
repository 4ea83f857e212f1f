"""Every word has a label; the drafts in four languages are those of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import posts
from bot.labels import label, sentence
from bot.vocabulary import (
    concern,
    guests,
    law,
    people,
    plan,
    process,
    public,
    roles,
    sharing,
    view,
    work,
)
from bot.vocabulary.base import Word
from bot.vocabulary.concern import AgeCoarse, Setting, Status, Topic, TopicFamily, Urgency
from bot.vocabulary.public import Language, LessonKind

VOCABULARY = Path(__file__).parents[2] / "shared" / "domain" / "vocabulary.md"
MODULES = (concern, people, process, public, roles, sharing, view, work, posts)
LISTS: list[type[Word]] = sorted(
    {
        one
        for module in MODULES
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Word) and len(one)
    },
    key=lambda one: (one.__module__, one.__name__),
)
OTHERS = ("da", "nl", "de", "fr")
TABLES: dict[str, type[Word]] = {
    "### Topic:": Topic,
    "### Topic family": TopicFamily,
    "### Setting": Setting,
    "### Urgency": Urgency,
    "### Age, coarse": AgeCoarse,
    "### Status words": Status,
}


def given() -> Iterator[tuple[type[Word], str, list[str]]]:
    """Each row of the vocabulary's five-language tables: list, code, the five labels."""
    words: type[Word] | None = None
    for line in VOCABULARY.read_text("utf-8").splitlines():
        if line.startswith("#"):
            words = next((w for head, w in TABLES.items() if line.startswith(head)), None)
            if line.startswith("### Topic family"):
                words = TopicFamily
        row = re.fullmatch(r"\| `(\w+)` \|(.*)\|", line)
        if words is not None and row:
            yield words, row[1], [cell.strip() for cell in row[2].split("|")][-5:]


@pytest.mark.skipif(not VOCABULARY.exists(), reason="the domain's documents are not here")
def test_every_label_of_the_vocabulary_comes_out_in_its_language() -> None:
    rows = list(given())

    assert len(rows) == sum(len(words) for words in TABLES.values())
    for words, code, (english, *others) in rows:
        word = words(code)
        assert word.label == english
        assert [label(word, language) for language in OTHERS] == others


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("words", TABLES.values())
def test_what_a_shared_place_may_show_has_a_label_in_every_language(
    language: str, words: type[Word]
) -> None:
    labels = [label(word, language) for word in words]

    assert all(labels)
    assert len(set(labels)) == len(words)
    assert labels != [word.label for word in words]


@pytest.mark.parametrize("words", LISTS)
def test_every_word_has_an_english_label_of_its_own(words: type[Word]) -> None:
    labels = [label(word, Language.EN) for word in words]

    assert all(text == text.strip() and text for text in labels)
    assert len(set(labels)) == len(labels)


def test_a_word_without_a_translation_stays_english() -> None:
    assert label(LessonKind.CHANGE, Language.DA) == "change"
    assert label(TopicFamily.CHANGE, Language.DA) == "forandring"


def test_a_sentence_nobody_translated_stays_english() -> None:
    assert sentence("Nobody ever said this.", "da") == "Nobody ever said this."


@pytest.mark.parametrize("language", ["en", "sv", "", "../de", "de/../de"])
def test_a_language_confer_does_not_speak_is_english(language: str) -> None:
    assert label(TopicFamily.CHANGE, language) == "change"


def test_a_language_may_be_named_by_word_or_by_code() -> None:
    assert label(Status.PAUSED, Language.FR) == label(Status.PAUSED, "fr") == "en pause"


@pytest.mark.parametrize("language", OTHERS)
def test_lists_of_plans_guests_law_and_first_answers_are_translated_whole(language: str) -> None:
    """No English word between the others: each label has an entry under its list, and stays its own."""
    lists = [
        one
        for module in (plan, guests, law)
        for one in vars(module).values()
        if isinstance(one, type)
        and issubclass(one, Word)
        and len(one)
        and one.__module__ == module.__name__
    ]
    lists += [work.Level, work.ActionStatus, work.Helped, work.NextStep]
    assert len(lists) > 15
    for words in lists:
        labels = [label(word, language) for word in words]
        assert len(set(labels)) == len(labels), words
        same = {word.label for word in words if label(word, language) == word.label}
        assert same <= {"mentor", "expert", "later"}, (words, same)

"""Every word has a label; the drafts in four languages are those of the vocabulary."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import bot
from bot.form import Field, Kind, Reader, read
from bot.labels import label, sentence
from bot.people import Directory
from bot.policies import words as wording
from bot.policies.figures import Cell
from bot.policies.quorum import Needed
from bot.vocabulary.base import Word
from bot.vocabulary.concern import AgeCoarse, Setting, Status, Topic, TopicFamily, Urgency
from bot.vocabulary.guests import GuestKind
from bot.vocabulary.numbers import Day
from bot.vocabulary.people import Sector
from bot.vocabulary.plan import NotNeeded
from bot.vocabulary.public import Language, LessonKind
from bot.vocabulary.work import TakeWhy

VOCABULARY = Path(__file__).parents[2] / "shared" / "domain" / "vocabulary.md"


def _every_list(of: type[Word] = Word) -> Iterator[type[Word]]:
    for one in of.__subclasses__():
        yield from _every_list(one)
        if len(one):
            yield one


for module in pkgutil.walk_packages(bot.__path__, "bot."):
    if module.name != "bot.__main__":
        importlib.import_module(module.name)
LISTS: list[type[Word]] = sorted(_every_list(), key=lambda one: (one.__module__, one.__name__))
OTHERS = ("da", "nl", "de", "fr")
# What a language says with the same word as English. A language goes by its own name in all.
SAME: dict[str, set[Word]] = {
    "da": {TopicFamily.ONLINE, Setting.ONLINE_PLACE, GuestKind.MENTOR},
    "nl": {TopicFamily.ONLINE, Setting.ONLINE_PLACE, GuestKind.MENTOR, NotNeeded.LATER},
    "de": {TopicFamily.ONLINE, Setting.ONLINE_PLACE},
    "fr": {TopicFamily.RELATIONS, Sector.POLICE, Needed.POLICE, TakeWhy.URGENT},
}
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


@pytest.mark.parametrize("words", LISTS)
def test_every_word_has_an_english_label_of_its_own(words: type[Word]) -> None:
    labels = [label(word, Language.EN) for word in words]

    assert all(text == text.strip() and text for text in labels)
    assert len(set(labels)) == len(labels)


def test_a_word_is_translated_as_a_word_of_its_list() -> None:
    assert label(LessonKind.CHANGE, Language.DA) == "ændre"
    assert label(TopicFamily.CHANGE, Language.DA) == "forandring"


def test_a_word_without_a_translation_stays_english() -> None:
    class New(Word):
        WORD = "word", "a word of tomorrow"

    assert label(New.WORD, Language.DA) == "a word of tomorrow"


def test_a_sentence_nobody_translated_stays_english() -> None:
    assert sentence("Nobody ever said this.", "da") == "Nobody ever said this."


@pytest.mark.parametrize("language", ["en", "sv", "", "../de", "de/../de"])
def test_a_language_confer_does_not_speak_is_english(language: str) -> None:
    assert label(TopicFamily.CHANGE, language) == "change"


def test_a_language_may_be_named_by_word_or_by_code() -> None:
    assert label(Status.PAUSED, Language.FR) == label(Status.PAUSED, "fr") == "en pause"


@pytest.mark.parametrize("words", LISTS)
def test_every_list_is_translated_whole(words: type[Word]) -> None:
    """No English word between the others; each stays its own, and is one that may be said of people."""
    for language in OTHERS:
        labels = [label(word, language) for word in words]
        same = {word for word in words if label(word, language) == word.label}

        assert same == (set(words) if words in {Language, Cell} else SAME[language] & set(words))
        assert all(text == text.strip() and text for text in labels)
        assert len({text.casefold() for text in labels}) == len(labels)
        assert [hit for text in labels for hit in wording.find(text, [language])] == []


@pytest.mark.parametrize("words", LISTS)
def test_a_word_is_understood_by_its_label_in_either_language_and_by_its_code(
    words: type[Word],
) -> None:
    field = Field(
        name="word", label="", hint="", kind=Kind.CHOICE, required=True, asked=True, words=words
    )
    for language in OTHERS:
        reader = Reader(language=language, directory=Directory({}, {}), today=Day(0), zone="UTC")
        for word in words:
            for typed in (word.code, word.label, label(word, language)):
                assert read(field, typed, reader) == word.code


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_holds_what_confer_says_and_nothing_else(language: str) -> None:
    """A label that was reworded leaves no translation of the old one behind."""
    said = {(words.__name__, word.label) for words in LISTS for word in words}
    held = {(str(one.context), str(one.id)) for one in entries(language) if one.context}

    assert held <= said


@pytest.mark.parametrize("language", OTHERS)
def test_a_translated_sentence_keeps_its_gaps(language: str) -> None:
    for one in entries(language):
        assert gaps(str(one.string)) == gaps(str(one.id)), one.id


def entries(language: str) -> list[Message]:
    place = Path(bot.__path__[0]) / "locale" / language / "LC_MESSAGES" / "confer.po"
    with place.open("rb") as file:
        return [one for one in read_po(file) if one.id]


def gaps(text: str) -> list[str]:
    return sorted(name for _text, name, _spec, _conversion in Formatter().parse(text) if name)

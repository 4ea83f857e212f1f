"""Set words and fixed sentences in the reader's language; what nobody translated stays English.

The catalogues are bot/locale/<language>/LC_MESSAGES/confer.po, read as they are. The context of a
word is the name of its list: "change" as a family of topics is not "change" as a kind of lesson.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from babel.messages.pofile import read_po

from bot.vocabulary.base import Word
from bot.vocabulary.public import Language

_CODES: Final = frozenset(language.code for language in Language)


def label(word: Word, language: Language | str) -> str:
    """A set word as people read it."""
    return _in(language).get((type(word).__name__, word.label), word.label)


def sentence(text: str, language: Language | str) -> str:
    """A fixed English sentence, gaps and all, in another language."""
    return _in(language).get((None, text), text)


def _in(language: Language | str) -> Mapping[tuple[str | None, str], str]:
    return _catalogue(language.code if isinstance(language, Language) else language)


@cache
def _catalogue(code: str) -> Mapping[tuple[str | None, str], str]:
    """Context and English to the other language; empty for one that Confer does not speak."""
    place = files("bot") / "locale" / code / "LC_MESSAGES" / "confer.po"
    if code not in _CODES or not place.is_file():
        return {}
    with place.open("rb") as file:
        found = read_po(file, locale=code)
    return {
        (one.context, one.id): one.string
        for one in found
        if isinstance(one.id, str) and isinstance(one.string, str) and one.id and one.string
    }

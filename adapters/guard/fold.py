"""Words as they are compared: small letters without diacritics, whatever way they were typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\u0131": "i",
    }
)
_LONG: Final = str.maketrans({"ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue"})
_PAIRS: Final = re.compile(r"aa|ae|oe|ue")
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’`\u00b4][^\W\d_]+)*")
_QUOTES: Final = re.compile(r"['’`\u00b4]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text. `capital`: there is one in it; `glued`: a hyphen joins it to the one before."""

    word: str
    written: str
    capital: bool
    begin: int
    end: int
    glued: bool = False


def fold(word: str) -> str:
    """A word as it is compared: small, without marks and apostrophes."""
    if word.isascii():
        return _QUOTES.sub("", word.lower())
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _QUOTES.sub("", bare)


def spellings(word: str) -> frozenset[str]:
    """A name in the ways it is spelt where a keyboard lacks a letter: Møller, Moller and Moeller."""
    small = unicodedata.normalize("NFC", word.casefold())
    bare = fold(small)
    return frozenset({bare, fold(small.translate(_LONG)), _PAIRS.sub(lambda two: two[0][0], bare)})


def tokens(text: str) -> list[Token]:
    """The words of a text, in order; numbers are none."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        begin, end = match.span()
        glued = (
            begin > 1
            and text[begin - 1] in "-\u2010\u2011"
            and bool(found)
            and found[-1].end == begin - 1
        )
        word = match.group(0)
        capital = word != word.lower()
        found.append(Token(fold(word), word, capital, begin, end, glued))
    return found

"""Words to leave, and other ways to say it: lists in five languages, with endings and exceptions.

Whole words and their inflections, looked for without a network. It advises and never stops anything: in chat
and in texts for all as one private word, in sealed text as a suggestion. The lists are bot/wordlists/*.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

_BOUND: Final = r"(?<![\w'’-])(?:{})(?![\w-])"
_GAP: Final = r"[\s\-\u2010\u2011]+"
# Behind a word that stands for somebody comes no noun that it describes.
_ENDS: Final = (
    r"(?=\s*(?:[.,;:!?)\n]|$|\b(?:and|or|who|og|eller|som|en|of|die|und|oder|der|et|ou|qui)\b))"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of a text that may be said otherwise. `term`: as it was written; `say`: the other way."""

    term: str
    say: str


@dataclass(frozen=True, slots=True)
class _Row:
    looks: re.Pattern[str]
    say: str


@dataclass(frozen=True, slots=True)
class _List:
    rows: tuple[_Row, ...]
    exceptions: re.Pattern[str]


def find(text: str, languages: Iterable[str]) -> tuple[Hit, ...]:
    """What may be said otherwise, in the order of the lists; each word once."""
    found = {
        hit.term.casefold(): hit
        for language in sorted(languages)
        for hit in _in(text, _list(language))
    }
    return tuple(found.values())


def _in(text: str, listed: _List) -> Iterable[Hit]:
    spared = [one.span() for one in listed.exceptions.finditer(text)]
    for row in listed.rows:
        for match in row.looks.finditer(text):
            begin, end = match.span("term")
            if not any(a <= begin and end <= b for a, b in spared):
                yield Hit(match["term"], row.say)


@cache
def _list(language: str) -> _List:
    place = files("bot") / "wordlists" / f"{language}.toml"
    kept: dict[str, Any] = tomllib.loads(place.read_text("utf-8"))
    ending = rf"(?:{'|'.join(map(re.escape, kept['endings']))})?"
    before = _before(kept["is"], kept["between"])
    rows = tuple(one for row in kept["leave"] for one in _row(row, ending, before))
    exceptions = "|".join(_spelt(one, ending) for one in kept["exceptions"])
    return _List(rows, re.compile(_BOUND.format(exceptions), re.IGNORECASE))


def _row(row: dict[str, Any], ending: str, before: str) -> Iterable[_Row]:
    """A word wherever it stands, or only where it stands for somebody."""
    shown = [one.partition(" (")[0] for one in row["words"]]
    always = "|".join(_spelt(one, ending) for one in row.get("match", shown))
    person = "|".join(_spelt(one, ending) for one in row.get("person", ()))
    looks = [_BOUND.format(rf"(?P<term>{always})")] if always else []
    looks += [rf"(?<![\w'’]){before}(?P<term>{person}){_ENDS}"] if person else []
    return (_Row(re.compile(one, re.IGNORECASE), row["say"]) for one in looks)


def _before(verbs: Iterable[str], between: Iterable[str]) -> str:
    is_one = "|".join(map(re.escape, verbs))
    small = "|".join(map(re.escape, between))
    return rf"(?:{is_one})\s+(?:(?:{small})\s+){{0,3}}"


def _spelt(term: str, ending: str) -> str:
    """A term with the endings its words may have, and whatever stands between them."""
    parts = re.split(r"[\s-]+", term.replace("’", "'"))
    return _GAP.join(rf"{re.escape(part)}{ending}" for part in parts)

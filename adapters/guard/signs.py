"""What stands in a text besides words: days, addresses, numbers; each as it is compared."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from adapters.guard.fold import Token, fold
from adapters.guard.lexicon import words

# Blanks and hyphens that word processors put in, and zero-width signs that hide a number.
_PLAIN: Final = (
    dict.fromkeys((0x00A0, 0x202F, 0x2009, 0x2007), " ")
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-")
    | dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD), None)
    | {0x2019: "'", 0xFF20: "@"}
)
_NAMES: Final = (
    ("jan",),
    ("feb", "fev"),
    ("mar", "mrt", "maa"),
    ("apr", "avr"),
    ("may", "mai", "maj", "mei"),
    ("jun", "juin"),
    ("jul", "juil"),
    ("aug", "aou"),
    ("sep",),
    ("oct", "okt"),
    ("nov",),
    ("dec", "dez"),
)
_MONTHS: Final = {name: n for n, names in enumerate(_NAMES, start=1) for name in names}
_MONTH: Final = r"([^\W\d_]{3,9})\.?"
_DAY_FIRST: Final = re.compile(
    r"(?<![\d.,/-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-])"
)
_YEAR_FIRST: Final = re.compile(r"(?<![\d.,/-])(\d{4})([./-])(\d{1,2})\2(\d{1,2})(?![\d/-])")
_DAY_NAMED: Final = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:er|st|nd|rd|th|e|\.)?(?:\s+(?:of|de)\b)?\s*{_MONTH},?\s+(\d{{4}}|'?\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_NAMED: Final = re.compile(
    rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th|\.)?,?\s+(\d{{4}})(?!\d)", re.IGNORECASE
)
_MAIL: Final = re.compile(r"[^\s@<>,;:()\"]{1,64}@[^\s@<>,;:()\"]{1,190}\.[^\W\d_]{2,24}")
_DIGITS: Final = re.compile(r"(?<![\w])\(?\+?\d(?:[ ./()-]{0,3}\d){5,19}(?!\w)")
_STREET_NUMBER: Final = re.compile(
    r"(?<![\w.,:/-])(\d{1,4})\s?[a-zA-Z]?(?![\w:%€$£])(?![.,]\d)", re.UNICODE
)
_NAME: Final = r"[^\W\d_a-zà-öø-ÿ][\w'.-]*"
# A house number, and nothing that makes it a time, an amount or an age.
_HOUSE: Final = (
    r"\d{1,4}(?:\s?[a-zA-Z])?(?![\w:%€$£])(?![.,]\d)(?!\s?(?:[Hh]|[Uu]hr|[Uu]ur|min\w*|[Ss]tunden|timer|hours?|Jahre?|jaar"
    r"|år|ans|years?|dage?|Tage?|days?|kr|EUR|km)\b)"
)
_ADDRESSES: Final = (
    # Nørregade 12, Kerkstraat 3b, Hauptstraße 7
    re.compile(
        r"\b[^\W\d_a-zà-öø-ÿ][\w.'-]*(?:gade|vej|all[ée]|stræde|plads|torv|vænge|toft|straat|laan|weg|plein|gracht|kade|"
        r"singel|dreef|steeg|dijk|baan|hof|pad|boulevard|stra(?:ß|ss)e|str\.|gasse|platz|damm|ufer|stieg|chaussee|ring|"
        rf"-(?:Weg|Stra(?:ß|ss)e|Platz|Ring|Gasse|Allee|Ufer))\s{_HOUSE}"
    ),
    # Am alten Markt 3, H.C. Andersens Boulevard 27, Prins Hendrik Kade 4
    re.compile(
        rf"\b{_NAME}\s(?:{_NAME}\s){{0,3}}(?:Gade|Vej|All[ée]|Stræde|Plads|Torv|Vænge|Boulevard|Straat|Laan|Weg|Plein|"
        rf"Gracht|Kade|Singel|Hof|Stra(?:ß|ss)e|Gasse|Platz|Allee|Damm|Ufer|Markt|Ring)\s{_HOUSE}"
    ),
    # 12 High Street, 4 St John's Road
    re.compile(
        rf"(?<![\w.,:/-])\d{{1,4}}[a-zA-Z]?,?\s(?:{_NAME}\s){{1,3}}(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Dr|Close"
        r"|Court|Ct|Way|Place|Square|Terrace|Crescent|Gardens|Grove|Mews|Row|Walk|Hill|Park|Green|View|Rise)\b"
    ),
    # 12 rue de la Paix, 3 bis, avenue Foch
    re.compile(
        r"(?<![\w.,:/-])\d{1,4}(?:\s?(?:bis|ter|[a-d]))?,?\s(?i:rue|avenue|av\.|boulevard|bd|chemin|place|impasse|all[ée]e|"
        rf"quai|cours|square|route|passage|sentier)\s(?:(?:de|du|des|la|le|les|aux?)\s|[dl]'){{0,3}}{_NAME}"
    ),
)


_BEHIND: Final = 25  # letters between a number and the name of its street


@dataclass(frozen=True, slots=True)
class Day:
    """A day that stands in a text, in every way it may be meant."""

    meant: frozenset[date]
    begin: int
    end: int


def plain(text: str) -> str:
    """The text without what hides a number from a pattern."""
    return text.translate(_PLAIN)


def days(text: str, today: date) -> list[Day]:
    """Days with their year, written in whatever way."""
    found: list[Day] = []
    for match in _DAY_FIRST.finditer(text):
        a, b, year = int(match[1]), int(match[3]), match[4]
        found.append(_day(match, [(year, b, a), (year, a, b)], today))
    for match in _YEAR_FIRST.finditer(text):
        found.append(_day(match, [(match[1], int(match[3]), int(match[4]))], today))
    for match in _DAY_NAMED.finditer(text):
        month = _month(match[2])
        found.append(_day(match, [(match[3], month, int(match[1]))] if month else [], today))
    for match in _MONTH_NAMED.finditer(text):
        month = _month(match[1])
        found.append(_day(match, [(match[3], month, int(match[2]))] if month else [], today))
    return [day for day in found if day.meant]


def _month(name: str) -> int | None:
    folded = fold(name)
    return _MONTHS.get(folded[:4]) or _MONTHS.get(folded[:3])


def _day(match: re.Match[str], ways: list[tuple[str, int, int]], today: date) -> Day:
    meant: set[date] = set()
    for year, month, day in ways:
        for full in _years(year.strip("'"), today):
            with contextlib.suppress(ValueError):
                meant.add(date(full, month, day))
    return Day(frozenset(meant), *match.span())


def _years(year: str, today: date) -> Iterator[int]:
    if len(year) == 4:
        yield int(year)
        return
    century = today.year - today.year % 100
    yield from (century + int(year), century - 100 + int(year))


def mails(text: str) -> list[tuple[str, int, int]]:
    """E-mail addresses in small letters."""
    return [(m[0].casefold().strip("."), *m.span()) for m in _MAIL.finditer(text)]


def runs(text: str) -> list[tuple[str, int, int]]:
    """Runs of six digits and more, whatever stands between them."""
    return [(re.sub(r"\D", "", m[0]), *m.span()) for m in _DIGITS.finditer(text)]


def codes(text: str) -> set[str]:
    """Letters and digits mixed and put together: an IBAN, a number of a paper."""
    pieces = re.finditer(r"(?<!\w)(?=[A-Za-z]{0,4}\d)(?:[A-Za-z0-9]{2,}[ -]?){1,10}", text)
    return {re.sub(r"[ -]", "", piece[0]).casefold() for piece in pieces}


def tail(digits: str) -> str:
    """What is left of a telephone number whatever stands before it: its last eight digits, or all."""
    return digits[-8:]


def streets(text: str, every: list[Token]) -> set[tuple[str, str]]:
    """A street and the number next to it: `Nørregade 12`, `Am Markt 3`, `12 rue de la Paix`.

    A word that many streets have in their name counts only with the one in front of it.
    """
    names, kinds = _compounds(every), words("streets")
    found: set[tuple[str, str]] = set()
    for match in _STREET_NUMBER.finditer(text):
        number = match[1].lstrip("0") or "0"
        for n, (word, begin, end, capital) in enumerate(names):
            if 0 <= match.start() - end <= 2 and word not in kinds:
                found.add((word, number))
            elif 0 <= match.start() - end <= 2 and n:
                found.add((names[n - 1][0] + word, number))
            elif -1 <= begin - match.end() <= _BEHIND and capital and word not in kinds:
                found.add((word, number))
    return {(word, number) for word, number in found if len(word) > 3}


def _compounds(every: list[Token]) -> list[tuple[str, int, int, bool]]:
    """Words with their places; what hyphens join is one: Anna-Seghers-Straße."""
    found: list[tuple[str, int, int, bool]] = []
    for token in every:
        if token.glued and found:
            word, begin, _end, capital = found[-1]
            found[-1] = word + token.word, begin, token.end, capital
        else:
            found.append((token.word, token.begin, token.end, token.capital))
    return found


def addresses(text: str) -> list[tuple[int, int]]:
    """Where a street stands in it with a number, as five languages write it."""
    return [found.span() for shape in _ADDRESSES for found in shape.finditer(text)]

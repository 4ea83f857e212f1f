"""Whether a text names somebody of a case: strictly, or perhaps.

Strict: a given and a family name of one person near each other, one of them misspelt at most by one letter;
or a day of birth, a number, an address. Loose: one name alone, initials, a name cut short.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from adapters.guard import signs
from adapters.guard.fold import Token, tokens
from adapters.guard.identity import Named, Signs, read
from adapters.guard.lexicon import words

NEAR: Final = 3  # names between a given and a family name at most
FUZZY: Final = 3  # letters that a misspelt name has at least
_JOINED: Final = 6  # letters of two names written as one word; misspelt it has more
_JOINED_FUZZY: Final = 8
_LONG: Final = 5  # letters of a name that may be misspelt even where it stands alone
_BOTH: Final = 2


class Place(NamedTuple):
    """Which name of which person: the case, the person's number there, whether it is a family name."""

    case: Hashable
    person: int
    family: bool


class Hit(NamedTuple):
    """A name found in a text, by the words it takes up."""

    place: Place
    first: int
    last: int
    off: int  # letters it is misspelt by
    capital: bool
    size: int


@dataclass(slots=True)
class Index:
    """The signs of many cases, ready to be looked for."""

    signs: dict[Hashable, Signs] = field(default_factory=dict[Hashable, Signs])
    _names: dict[str, set[Place]] = field(default_factory=dict[str, set[Place]])
    _joined: list[str] = field(default_factory=list[str])
    _stale: bool = False

    def put(self, case: Hashable, texts: Iterable[str], today: date | None = None) -> None:
        """Take in what was written of a case's people, in place of what was known of it."""
        day = today or datetime.now(UTC).date()
        self.signs[case] = _together([read(text, day) for text in texts])
        self._stale = True

    def drop(self, case: Hashable) -> None:
        if self.signs.pop(case, None) is not None:
            self._stale = True

    def _build(self) -> None:
        """Once before the next text is looked at, however many cases came and went."""
        if not self._stale:
            return
        names: defaultdict[str, set[Place]] = defaultdict(set)
        joined: set[str] = set()
        for case, known in self.signs.items():
            for number, person in enumerate(known.people):
                for family, units in ((False, person.given), (True, person.family)):
                    for form in {form for unit in units for form in unit.forms}:
                        names[form].add(Place(case, number, family))
                joined |= person.joined
        self._names, self._joined, self._stale = dict(names), sorted(joined), False

    # --- looking ---

    def strict(self, text: str, today: date) -> bool:
        """Whether the text names somebody of some case beyond doubt."""
        return self.look(text, today, None)[0]

    def look(self, text: str, today: date, case: Hashable | None) -> tuple[bool, bool]:
        """Whether it names somebody of some case beyond doubt, and whether perhaps of this one case."""
        self._build()
        clean = signs.plain(text)
        every = tokens(clean)
        named, signed = self._named(every), self._signed(clean, every, today)
        known = self.signs.get(case) if case is not None else None
        like = [_perhaps(one, every, clean) for one in known.people] if known else []
        return named or signed, any(like)

    def _signed(self, text: str, every: list[Token], today: date) -> bool:
        if not any(c.isdecimal() or c == "@" for c in text):
            return False
        days = {day for one in signs.days(text, today) for day in one.meant}
        mails = {mail for mail, _begin, _end in signs.mails(text)}
        tails = {signs.tail(run) for run, _begin, _end in signs.runs(text)}
        streets, codes = signs.streets(text, every), signs.codes(text)
        found = [
            bool(
                days & known.days
                or mails & known.mails
                or tails & known.tails
                or streets & known.streets
                or codes & known.codes
            )
            for known in self.signs.values()
        ]
        return any(found)

    def _named(self, text: list[Token]) -> bool:
        by_person: defaultdict[tuple[Hashable, int], list[Hit]] = defaultdict(list)
        for hit in self._hits(text):
            by_person[hit.place.case, hit.place.person].append(hit)
        found = [_is_full(hits, text) for hits in by_person.values()]
        return any(found) or self._is_joined(text)

    def _hits(self, text: list[Token]) -> Iterator[Hit]:
        for n, token in enumerate(text):
            for place in self._names.get(token.word, ()):
                yield Hit(place, n, n, 0, token.capital, len(token.word))
            if len(token.word) >= FUZZY - 1:
                yield from self._misspelt(n, token)
        for n, (one, two) in enumerate(pairwise(text)):
            if two.begin - one.end <= 1:
                for place in self._names.get(one.word + two.word, ()):
                    yield Hit(place, n, n + 1, 0, one.capital, len(one.word))

    def _misspelt(self, n: int, token: Token) -> Iterator[Hit]:
        """Names one letter away. Another name that many people have is no misspelling of a given name."""
        if token.word in words("plain"):
            return
        other = token.word in words("given")
        for form, off, _n in process.extract(
            token.word, self._names.keys(), scorer=OSA.distance, score_cutoff=1, limit=None
        ):
            if off and len(form) >= FUZZY:
                for place in self._names[form]:
                    if place.family or not other:
                        yield Hit(place, n, n, 1, token.capital, len(token.word))

    def _is_joined(self, text: list[Token]) -> bool:
        """Given and family name written as one word, in either order."""
        found = False
        halves = [one.word + two.word for one, two in pairwise(text) if two.glued]
        for word in (*(token.word for token in text), *halves):
            if len(word) < _JOINED:
                continue
            most = 1 if len(word) >= _JOINED_FUZZY else 0
            near = process.extractOne(word, self._joined, scorer=OSA.distance, score_cutoff=most)
            found = found or near is not None
        return found


def _together(found: Iterable[Signs]) -> Signs:
    """What several texts of one case say."""
    every = list(found)
    return Signs(
        people=tuple(person for one in every for person in one.people),
        days=frozenset(day for one in every for day in one.days),
        mails=frozenset(mail for one in every for mail in one.mails),
        tails=frozenset(tail for one in every for tail in one.tails),
        codes=frozenset(code for one in every for code in one.codes),
        streets=frozenset(street for one in every for street in one.streets),
    )


def _is_full(hits: list[Hit], text: list[Token]) -> bool:
    given = [hit for hit in hits if not hit.place.family]
    family = [hit for hit in hits if hit.place.family]
    return any(_beside(a, b, text) for a in given for b in family)


def _beside(given: Hit, family: Hit, text: list[Token]) -> bool:
    """As the names of one person stand: with middle names between them, or the family's name first."""
    if given.off + family.off > 1:
        return False
    off = given if given.off else family
    if off.off and given.capital != family.capital and off.size <= FUZZY:
        return False  # a short word between others is hardly a name
    if family.last < given.first:
        between = text[family.last + 1 : given.first]
        return all(map(_is_small, between)) and not _is_list(family, given, text)
    if given.last >= family.first:
        return False
    between = text[given.last + 1 : family.first]
    names = [token for token in between if not _is_small(token)]
    middle = given.capital and family.capital and not off.off and len(names) <= NEAR
    return not names or (middle and all(token.capital for token in names))


def _is_small(token: Token) -> bool:
    return token.word in words("particles") or token.word in words("titles")


def _is_list(family: Hit, given: Hit, text: list[Token]) -> bool:
    """Johan Holm, Anna Berg: the one's family name and the other's given name."""
    before, after = text[family.first - 1 : family.first], text[given.last + 1 : given.last + 2]
    return any(
        t.capital and t.end + 1 == text[family.first].begin and t.word in words("given")
        for t in before
    ) and any(t.capital and text[given.last].end + 1 == t.begin for t in after)


def _perhaps(person: Named, text: list[Token], written: str) -> bool:
    """One name of it alone, an initial beside the family's name, a given name cut short, or both initials."""
    given = [form for unit in person.given for form in unit.forms]
    family = [form for unit in person.family for form in unit.forms]
    found = [
        any(_like(token.word, form) for token in text for form in (*given, *family)),
        any(_cut(token.word, form) for token in text for form in given),
        _initials(person, written),
    ]
    return any(found)


def _like(word: str, form: str) -> bool:
    most = 1 if len(form) >= _LONG else 0
    return len(form) >= FUZZY and OSA.distance(word, form, score_cutoff=most) <= most


def _cut(word: str, form: str) -> bool:
    return len(word) >= FUZZY and len(form) > len(word) + 1 and form.startswith(word)


def _initials(person: Named, written: str) -> bool:
    """`A. H.`, `A.H.` or `AH`, in the order of the names."""
    units = (*person.given, *person.family)
    firsts = [unit.whole[0].upper() for unit in units if unit.whole]
    if len(firsts) < _BOTH:
        return False
    ends = {"".join((firsts[0], firsts[-1])), "".join(firsts)}
    return any(re.search(_initial_pattern(letters), written) for letters in ends)


def _initial_pattern(letters: str) -> str:
    return rf"(?<!\w)(?:{letters}|{'[. ]{1,2}'.join(letters)}\.)(?!\w)"

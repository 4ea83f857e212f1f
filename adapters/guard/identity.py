"""What somebody wrote about who a person is, as the things that would give that person away."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from adapters.guard import signs
from adapters.guard.fold import Token, spellings, tokens
from adapters.guard.lexicon import is_plain, short_forms, words

_LONGEST_NAME: Final = 6
_JOINED: Final = 6  # letters of two names written as one word
_BARE: Final = 5  # words of a text in small letters that is taken for a name as a whole
_APART: Final = re.compile(r"[.;:!?\n()\"„“”«»|]")


@dataclass(frozen=True, slots=True)
class Unit:
    """One name of a person, as it may be written. `other`: short forms and halves of it."""

    whole: str
    other: frozenset[str] = frozenset()

    @property
    def forms(self) -> frozenset[str]:
        return self.other | {self.whole}


@dataclass(frozen=True, slots=True)
class Named:
    """A person by given and family names; one of the two may be empty. `joined`: all of it as one word."""

    given: tuple[Unit, ...]
    family: tuple[Unit, ...]
    joined: frozenset[str] = frozenset()

    @property
    def is_full(self) -> bool:
        return bool(self.given and self.family)


@dataclass(frozen=True, slots=True)
class Signs:
    """All that would give away who one text is about."""

    people: tuple[Named, ...] = ()
    days: frozenset[date] = frozenset()
    mails: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    streets: frozenset[tuple[str, str]] = field(default_factory=frozenset[tuple[str, str]])


def read(text: str, today: date) -> Signs:
    """The signs in what somebody wrote of a person's identity."""
    clean = signs.plain(text)
    found_days, found_mails = signs.days(clean, today), signs.mails(clean)
    rest = _blanked(clean, [(d.begin, d.end) for d in found_days])
    rest = _blanked(rest, [(begin, end) for _mail, begin, end in found_mails])
    runs = signs.runs(rest)
    bare = _blanked(rest, [(begin, end) for _run, begin, end in runs])
    streets = signs.streets(bare, tokens(bare))
    houses = signs.addresses(rest)
    return Signs(
        people=tuple(_people(_blanked(rest, houses))),
        days=frozenset(day for one in found_days for day in one.meant),
        mails=frozenset(mail for mail, _begin, _end in found_mails),
        tails=frozenset(signs.tail(run) for run, _begin, _end in runs),
        codes=frozenset(code for code in signs.codes(rest) if _tells(code)),
        streets=frozenset(
            (word, number) for word, number in streets if houses or not is_plain(word)
        ),
    )


def _tells(code: str) -> bool:
    return len(code) >= 6 and sum(c.isdecimal() for c in code) >= 4


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    for begin, end in spans:
        text = f"{text[:begin]}{'.' * (end - begin)}{text[end:]}"
    return text


def _people(text: str) -> list[Named]:
    """Runs of words that begin with a capital; where there is none, a short text is a name as it is."""
    every = tokens(text)
    found = [_named(run, text) for run in _runs(every, text)]
    if not any(one.is_full for one in found) and not any(t.capital for t in every):
        bare = [t for t in every if not is_plain(t.word)]
        found += [_named(bare, text)] if 1 < len(bare) <= _BARE else []
    return [one for one in found if one.given or one.family]


def _runs(every: list[Token], text: str) -> list[list[Token]]:
    runs: list[list[Token]] = [[]]
    last: Token | None = None
    for token in every:
        between = text[last.end : token.begin] if last else ""
        cut = bool(
            _APART.search(between.replace(". ", " ") if last and len(last.word) < 4 else between)
        )
        cut = cut or len(between) > 3 or any(c.isdecimal() for c in between)
        if cut:
            runs.append([])
        if token.capital and (_may_be_name(token.word) or _goes_on(runs[-1], token)):
            runs[-1].append(token)
        elif not (runs[-1] and token.word in words("particles")):
            runs.append([])
        last = token
    return [run[:_LONGEST_NAME] for run in runs if run]


def _may_be_name(word: str) -> bool:
    return not is_plain(word) or word in words("given")


def _goes_on(run: list[Token], token: Token) -> bool:
    """A word that may be no name, with a capital right behind a single one, is a family name: Jean Voisin."""
    return len(run) == 1 and token.word in words("plain") and len(token.word) > 2


def _named(run: list[Token], text: str) -> Named:
    one = _parted(run, text)
    whole = tokens(text[run[0].begin : run[-1].end])
    parts = [t.word for t in whole]
    both = {"".join(parts), "".join(parts[1:] + parts[:1])} if len(parts) > 1 else set[str]()
    pairs = {a + b for g in one.given for f in one.family for a in g.forms for b in f.forms}
    pairs |= {b + a for g in one.given for f in one.family for a in g.forms for b in f.forms}
    joined = frozenset(form for form in both | pairs if len(form) >= _JOINED)
    return Named(one.given, one.family, joined if one.is_full else frozenset())


def _parted(run: list[Token], text: str) -> Named:
    units = _units(run)
    turned = len(run) > 1 and "," in text[run[0].end : run[1].begin]
    if turned:  # Holm, Anna
        return Named(tuple(units[1:]), (units[0],))
    if len(units) == 1:
        known = run[0].word in words("given")
        return Named((units[0],), ()) if known else Named((), (units[0],))
    middle = [n for n in range(1, len(units) - 1) if units[n].whole not in words("given")]
    first_family = middle[0] if middle else len(units) - 1
    return Named(tuple(units[:first_family]), tuple(units[first_family:]))


def _units(run: list[Token]) -> list[Unit]:
    """Words joined by a hyphen are one name, and each half is another form of it."""
    grouped: list[list[Token]] = []
    for token in run:
        if token.glued and grouped:
            grouped[-1].append(token)
        else:
            grouped.append([token])
    return [_unit(parts) for parts in grouped]


def _unit(parts: list[Token]) -> Unit:
    halves = {part.word for part in parts if len(part.word) > 2} if len(parts) > 1 else set[str]()
    shorts = {short for part in parts for short in short_forms().get(part.word, ())}
    spelt = spellings("".join(part.written for part in parts))
    halves |= {form for part in parts if len(parts) > 1 for form in spellings(part.written)}
    return Unit("".join(part.word for part in parts), frozenset(halves | shorts | spelt))

"""What share of what the guard finds and stops, over one town."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.guard.match import Index
from adapters.guard.patterns import Patterns
from tests.guard.people import HOLDS, LOCALES, MISTYPED, TODAY, Known, Town

COUNTRY = "DK"  # of the partnership: the numbers of the other four countries are foreign to it


@dataclass
class Share:
    """How many of how many, and some that were not."""

    found: int = 0
    of: int = 0
    missed: list[str] = field(default_factory=list[str])

    def add(self, text: str, *, found: bool) -> None:
        self.of += 1
        self.found += found
        if not found:
            self.missed.append(text)

    @property
    def rate(self) -> float:
        return self.found / self.of

    def __repr__(self) -> str:
        return f"{self.rate:.3f} of {self.of}, not: {self.missed[:8]}"


def learnt(known: list[Known]) -> Index:
    index = Index()
    for number, one in enumerate(known):
        index.put(number, [one.told], TODAY)
    return index


def known_recall(town: Town, known: list[Known], index: Index, times: int = 4) -> dict[str, Share]:
    """What identifies somebody of a case beyond doubt, in sentences of that person's language."""
    found = {kind: Share() for kind in ("name", "phone", "mail", "born", "street")}
    for one in known:
        for _ in range(times):
            signs = {
                "name": one.name,
                "phone": one.phone,
                "mail": one.mail,
                "born": town.day(one.born, one.language),
                "street": one.street,
            }
            for kind, what in signs.items():
                text = (
                    town.says(one.language, what)
                    if kind == "name"
                    else town.says(one.language, what, HOLDS)
                )
                found[kind].add(what, found=index.strict(text, TODAY))
    return found


def typo_recall(town: Town, known: list[Known], index: Index, times: int = 4) -> dict[str, Share]:
    found = {kind: Share() for kind in MISTYPED}
    for one in known:
        for kind, mistype in MISTYPED.items():
            for _ in range(times):
                wrong = mistype(one.name, town.chance)
                if kind == "one letter" or wrong != one.name or kind == "no marks":
                    text = town.says(one.language, wrong)
                    found[kind].add(f"{one.name}: {wrong}", found=index.strict(text, TODAY))
    return found


def others_named(town: Town, known: list[Known], index: Index, count: int = 1000) -> Share:
    """Sentences about people of no case. Whoever has the very name of one is not among them."""
    names, share = {one.name.casefold() for one in known}, Share()
    while share.of < count:
        other = town.name()
        if other.casefold() not in names:
            text = town.says(town.language(), other)
            share.add(other, found=not index.strict(text, TODAY))
    return share


def pattern_recall(town: Town, patterns: Patterns, times: int = 60) -> dict[str, Share]:
    found = {kind: Share() for kind in ("mail", "iban", "phone", "born")}
    for locale in LOCALES:
        maker, language = town.makers[locale], locale[:2]
        for _ in range(times):
            signs = {
                "mail": maker.email(),
                "iban": maker.iban(),
                "phone": maker.phone_number(),
                "born": town.day(maker.date_of_birth(minimum_age=5, maximum_age=80), language),
            }
            for kind, what in signs.items():
                text = town.says(language, what, HOLDS)
                found[kind].add(what, found=patterns.find(text, TODAY))
    return found


def clean_passed(town: Town, patterns: Patterns, index: Index, count: int = 500) -> Share:
    """What a partnership says all day: by patterns and against all cases."""
    share = Share()
    for _ in range(count):
        text = town.clean(town.language())
        share.add(text, found=not (patterns.find(text, TODAY) or index.strict(text, TODAY)))
    return share

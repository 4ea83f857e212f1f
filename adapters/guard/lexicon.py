"""The lists of names.toml, folded."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any, Final

from adapters.guard.fold import fold

_FILE: Final = "names.toml"
_NO_NAMES: Final = ("plain", "nouns", "particles", "titles")


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((files("adapters.guard") / _FILE).read_text("utf-8"))


@cache
def words(name: str) -> frozenset[str]:
    """One of the lists: particles, titles, plain, nouns, streets or given."""
    return frozenset(map(fold, _read()[name].split()))


@cache
def short_forms() -> dict[str, frozenset[str]]:
    """A given name and the short forms it is called by."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for short, names in _read()["nicknames"].items():
        for name in names.split():
            found[fold(name)].add(fold(short))
    return {name: frozenset(shorts) for name, shorts in found.items()}


def is_plain(word: str) -> bool:
    """A word that is no name: of the text around a name, a particle, a title, or a single letter."""
    return len(word) < 2 or any(word in words(name) for name in _NO_NAMES)

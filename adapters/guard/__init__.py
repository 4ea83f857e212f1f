"""The guard: looks at texts that others will read, for numbers, addresses, and people of active cases.

What takes time and memory to import is imported when it is first needed, in a thread: the matching when
somebody talks in a shared place, Presidio and spaCy when a digit or an `@` stands there.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Final

from bot.disclosure import Grant, Sensitive
from bot.parts import CaseId
from bot.ports import Finding

if TYPE_CHECKING:
    from adapters.guard.match import Index
    from adapters.guard.ner import Names
    from adapters.guard.patterns import Patterns

_PIECE: Final = 1000  # characters looked at in one go, so that no pattern meets a text without end
_SHARED: Final = 150  # of one piece that stand in the next one too


class CaseGuard:
    """Fits bot.ports.TextGuard. Forms of names stand in this object and nowhere else."""

    def __init__(self, country: str, *, ner_model: str | None = None) -> None:
        self._country = country
        self._model = ner_model
        self._turn = threading.Lock()
        self._versions: dict[CaseId, int] = {}
        self._index: Index | None = None
        self._patterns: Patterns | None = None
        self._names: Names | None = None

    async def ready(self) -> None:
        await asyncio.to_thread(self._load)

    def _load(self) -> None:
        with self._turn:
            self._found_index()
            self._found_patterns()
            self._found_names()

    def _found_index(self) -> Index:
        made = self._index
        made = made or import_module("adapters.guard.match").Index()
        self._index = made
        return made

    def _found_patterns(self) -> Patterns:
        made = self._patterns
        made = made or import_module("adapters.guard.patterns").Patterns(self._country)
        self._patterns = made
        return made

    def _found_names(self) -> Names | None:
        if self._names is None and self._model is not None:
            self._names = import_module("adapters.guard.ner").Names(self._model)
        return self._names

    # --- what it knows ---

    def known(self) -> Mapping[CaseId, int]:
        return dict(self._versions)

    async def learn(
        self, case: CaseId, version: int, who: Sequence[Sensitive[str]], grant: Grant
    ) -> None:
        texts = [grant.open(one) for one in who]
        await asyncio.to_thread(self._learn, case, version, texts)

    def _learn(self, case: CaseId, version: int, texts: Sequence[str]) -> None:
        with self._turn:
            self._found_index().put(case, texts)
            self._versions[case] = version

    def forget(self, cases: Collection[CaseId]) -> None:
        with self._turn:
            for case in cases:
                self._versions.pop(case, None)
                if self._index is not None:
                    self._index.drop(case)

    # --- looking ---

    async def look(
        self, words: Sensitive[str], grant: Grant, *, today: date, circle: CaseId | None = None
    ) -> Finding:
        """Always all of it, whatever was found first: the time it takes tells nothing of what it was."""
        return await asyncio.to_thread(self._look, grant.open(words), today, circle)

    def _look(self, text: str, today: date, circle: CaseId | None) -> Finding:
        found = [self._piece(piece, today, circle) for piece in pieces(text)]
        for worst in (Finding.STOPPED, Finding.PERHAPS):
            if worst in found:
                return worst
        return Finding.CLEAN

    def _piece(self, text: str, today: date, circle: CaseId | None) -> Finding:
        with self._turn:
            index, names = self._found_index(), self._found_names()
            telling = any(c.isdecimal() or c in "@\uff20" for c in text)
            patterns = self._found_patterns() if telling else None
            named, like = index.look(text, today, circle)
        shaped = patterns is not None and patterns.find(text, today)
        somebody = names is not None and names.find(text)
        if named or shaped:
            return Finding.STOPPED
        return Finding.PERHAPS if like or somebody else Finding.CLEAN


def pieces(text: str) -> Iterator[str]:
    """A long text in parts that overlap."""
    for begin in range(0, max(len(text) - _SHARED, 1), _PIECE - _SHARED):
        yield text[begin : begin + _PIECE]

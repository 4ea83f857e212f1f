"""What stands in a shared place is in the partnership's language, as a whole line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from adapters.console import cast
from bot import posts
from bot.post_wording import post
from bot.posts import AnyPost, CircleNews, News
from bot.vocabulary.base import Word
from bot.vocabulary.numbers import Day, Slot
from bot.vocabulary.reference import CaseRef, Fingerprint
from bot.wording import Ear

CASE = CaseRef.parse("amber-harbour-47-K")
WORDS = Fingerprint.of(bytes(32))
VALUES: dict[type, Any] = {
    CaseRef: CASE,
    Fingerprint: WORDS,
    Day: Day.of(date(2026, 3, 9)),
    Slot: Slot.of(datetime(2026, 3, 9, 9, 0, tzinfo=UTC)),
}
# Words of these languages that English has too.
SHARED = {
    "da": "at for i online organisation plan specialist sport under version vital",
    "nl": "agenda club conflict contact details in is of online open plan professional school"
    " specialist sport we week",
    "de": "an in online person plan sport version",
    "fr": "a audit centre club contact culture d danger date dates humour minutes national part plan"
    " police possible prison probation public relations service services sport structures substances"
    " table urgent version vital",
}


def of(hint: Any, n: int) -> Any:
    """A value of a field's type; `n` says which one of a list."""
    if get_origin(hint) in {Union, UnionType}:
        return of(get_args(hint)[0], n)
    if get_origin(hint) is tuple:
        return (of(get_args(hint)[0], n), of(get_args(hint)[0], n + 1))
    if issubclass(hint, Word):
        return list(hint)[n % len(hint)]
    return VALUES[hint] if hint in VALUES else hint(1)


def said(kind: type[AnyPost]) -> Iterator[AnyPost]:
    """Posts of a kind with each of its words, and without what may be left out."""
    hints = {name: get_type_hints(kind)[name] for name in kind.__dataclass_fields__}
    for n in range(20):
        yield kind(**{name: of(hint, n) for name, hint in hints.items()})
    optional = {name for name, hint in hints.items() if type(None) in get_args(hint)}
    for left in optional:
        yield kind(**{name: None if name == left else of(h, 0) for name, h in hints.items()})
    if kind is posts.Released:
        yield kind(**{name: () if name == "to" else of(h, 0) for name, h in hints.items()})
    if kind is posts.JudgementsShown:
        yield posts.JudgementsShown(case=CASE, judgements=(posts.Judgement.SUPPORT,) * 2)


def news() -> Iterator[AnyPost]:
    for one in News:
        yield CircleNews(case=CASE, news=one)


def ear(language: str) -> Ear:
    return Ear(language=language, zone=cast.ZONE, directory=cast.directory("console"))


def bare(line: str) -> set[str]:
    """The words of a line without names."""
    for name in (
        str(CASE),
        str(WORDS),
        *(seat.name for seat in ear("en").directory.seats.values()),
    ):
        line = line.replace(name, "")
    return set(re.findall(r"[^\W\d_]+", line.casefold()))


@pytest.mark.parametrize("language", ["da", "nl", "de", "fr"])
@pytest.mark.parametrize("kind", posts.ALL)
def test_no_english_stands_in_a_shared_line_of_another_language(
    kind: type[AnyPost], language: str
) -> None:
    for one in (*said(kind), *(news() if kind is CircleNews else ())):
        english, line = post(one, ear("en")), post(one, ear(language))

        assert bare(line) & bare(english) <= set(SHARED[language].split()), line
        assert "{" not in line
        assert ".." not in line

"""The one rule for small numbers, wherever a figure is shown (vocabulary.md, Statistics, 2026-11).

A figure of one to seven may tell of a person, and so may the difference of two tables. So small cells are
hidden, a second one with them where one alone could be reckoned back, and everything else is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

HIDE_FROM: Final = 1
HIDE_TO: Final = 7
ROUND_TO: Final = 5
PERCENT_FROM: Final = 20  # the rounded denominator
TIMES_FROM: Final = 8  # cases, before a time is told
YEARLY_UNDER: Final = 8  # cases a year; with fewer there are no quarters

K = TypeVar("K")


def total(count: int) -> int | None:
    """A total of the partnership as it may be shown: rounded on its own; None where it is hidden."""
    return None if HIDE_FROM <= count <= HIDE_TO else rounded(count)


def rounded(count: int) -> int:
    return (2 * count + ROUND_TO) // (2 * ROUND_TO) * ROUND_TO


def cells(counts: Mapping[K, int]) -> dict[K, int | None]:
    """A row of figures of one kind: None where one is hidden. A part that is none is hidden like a small one.

    Where one alone would be hidden, the smallest of the others is hidden with it: it could be reckoned from
    the total.
    """
    hidden = {key for key, count in counts.items() if count <= HIDE_TO}
    if len(hidden) == 1:
        others = [key for key in counts if key not in hidden]
        hidden |= set(sorted(others, key=lambda key: counts[key])[:1])
    return {key: None if key in hidden else rounded(count) for key, count in counts.items()}


def percent(part: int, whole: int) -> int | None:
    """A share in percent, to the nearest five; None where too few stand behind it."""
    shown, base = rounded(part), rounded(whole)
    if base < PERCENT_FROM or part <= HIDE_TO or whole - part <= HIDE_TO:
        return None
    return rounded(round(100 * min(shown, base) / base))


def median(counts: Mapping[int, int]) -> int | None:
    """The middle of values by how often each was seen; None with fewer than eight."""
    whole = sum(counts.values())
    if whole < TIMES_FROM:
        return None
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if 2 * seen >= whole:
            return value
    return None

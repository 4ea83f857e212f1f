"""The words in which a payload's shape is described: a check yields a sentence for each thing amiss.

A sentence begins with where it is: "blocks[0].text.text is 3001 characters long, and 3000 are allowed".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, TypeGuard

Check: TypeAlias = Callable[[Any, str], Iterator[str]]


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def string(limit: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{at} is not a string"
        elif len(value) < least:
            yield f"{at} is empty"
        elif len(value) > limit:
            yield f"{at} is {len(value)} characters long, and {limit} are allowed"

    return check


def pattern(wanted: str, like: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(wanted, value):
            yield f"{at} is not written like {like}"

    return check


def boolean(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{at} is neither true nor false"


def number(least: int, most: int) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield f"{at} is not a whole number from {least} to {most}"

    return check


def one_of(*words: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if value not in words:
            yield f"{at} is none of {', '.join(words)}"

    return check


def many(inner: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not is_list(value):
            yield f"{at} is not a list"
            return
        if not least <= len(value) <= most:
            yield f"{at} has {len(value)} entries, and {least} to {most} are allowed"
        for i, one in enumerate(value):
            yield from inner(one, f"{at}[{i}]")

    return check


def anything(value: Any, at: str) -> Iterator[str]:
    """For what Slack documents too loosely to check."""
    yield from ()


def shape(needed: str, keys: dict[str, Check]) -> Check:
    """An object with these keys and no other; needed names, with blanks between, those it must have."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not is_object(value):
            yield f"{at} is not an object"
            return
        for key in needed.split():
            if key not in value:
                yield f"{at}.{key} is missing"
        for key, inner in value.items():
            if key in keys:
                yield from keys[key](inner, f"{at}.{key}")
            else:
                yield f"{at}.{key} is unknown"

    return check


def typed(kinds: dict[str, Check], allowed: set[str] | None = None) -> Check:
    """An object whose "type" says by which of these it is checked."""

    def check(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if is_object(value) else None
        if not isinstance(kind, str) or kind not in kinds:
            yield f"{at} has the unknown type {kind!r}"
        elif allowed is not None and kind not in allowed:
            yield f"{at} is a {kind}, which is not allowed here"
        else:
            yield from kinds[kind](value, at)

    return check


def both(first: Check, *then: Check) -> Check:
    """A whole object: its shape, and only if that is right, what its parts must have in common."""

    def check(value: Any, at: str) -> Iterator[str]:
        amiss = list(first(value, at))
        yield from amiss
        for one in () if amiss else then:
            yield from one(value, at)

    return check

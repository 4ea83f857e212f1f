"""Looking into what Slack sends: a part that is missing, or is null, reads as empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

Json: TypeAlias = Mapping[str, Any]


def part(body: Json, *names: str) -> Json:
    """The object behind these names, one in the other."""
    found: Any = body
    for name in names:
        found = cast("Json", found).get(name) if isinstance(found, Mapping) else None
    return cast("Json", found) if isinstance(found, Mapping) else {}


def items(body: Json, name: str) -> Sequence[Json]:
    """The objects of a list."""
    found = body.get(name)
    return cast("list[Json]", found) if isinstance(found, list) else []


def text(body: Json, *names: str) -> str:
    """The text, or the number as text, behind these names."""
    found = part(body, *names[:-1]).get(names[-1])
    return "" if found is None else str(found)

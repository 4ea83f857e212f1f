"""What the generators of this folder draw from: text as people and programs send it, and JSON gone wrong."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.house import CANARY

# Bounded by number, not by time: the same run on every machine, and no example kept between runs.
QUICK: Final = settings(max_examples=300, deadline=None, database=None, derandomize=True)
FEW: Final = settings(max_examples=40, deadline=None, database=None, derandomize=True)

ODD: Final = (
    "",
    " ",
    "\0",
    "\r\n",
    "\u202e",
    "\ud800",
    "🙂" * 9,
    "é" * 99,
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    "{ref}",
    "{0.__class__}",
    "%s%n",
    "';--",
    "<b>",
    "[Send]",
    "= 1",
    "=",
    "/",
    "//",
    "!",
    "@",
    "a:b:c=d",
    'until:"',
    "\\",
    CANARY,
    "x" * 5000,
)
words: SearchStrategy[str] = st.sampled_from(ODD) | st.text(max_size=40)
texts: SearchStrategy[str] = st.lists(words, max_size=6).map(" ".join)
scalars: SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words
)
json: SearchStrategy[Any] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3)
)


def spoiled(sound: dict[str, Any]) -> SearchStrategy[dict[str, Any]]:
    """A sound object of which some parts were exchanged or taken out, however deep."""

    @st.composite
    def draw_one(draw: st.DrawFn) -> dict[str, Any]:
        return {key: value for key, value in _parts(draw, sound) if draw(st.integers(0, 9))}

    def _parts(draw: st.DrawFn, one: dict[str, Any]) -> list[tuple[str, Any]]:
        return [(key, _part(draw, value)) for key, value in one.items()]

    def _part(draw: st.DrawFn, value: Any) -> Any:
        if not draw(st.integers(0, 4)):
            return draw(json)
        if isinstance(value, dict):
            return {k: v for k, v in _parts(draw, value) if draw(st.integers(0, 9))}
        if isinstance(value, list):
            return [_part(draw, item) for item in value]
        return value

    return draw_one()

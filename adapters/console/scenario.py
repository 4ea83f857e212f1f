"""A scenario: who types what where, how the clock moves, when the machine dies.

# a comment
profile full
nurse: /concern new topic:alone urgency:this_week
nurse: = 12_15
nurse in seats: /concern new
nurse in circle: /case show
coordinator in north: [Open]
coordinator: [Open]
with rhythms
wait 24h
crash
coordinator: /case answer {ref}

Four blanks, or two and a #, set off a remark at the end of a line. `profile full` stands before all else.
`in north`: said in private in a second partnership, which shares the database from then on.
`with rhythms`: what comes round by the calendar comes round too, from the beginning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias

_SAYS: Final = re.compile(
    r"([a-z_]+)(?:\s+in\s+(seats|north|circle(?::\S+)?))?\s*:\s?(.*)", re.ASCII
)
_WAIT: Final = re.compile(r"wait\s+(\d{1,5})\s*(s|m|h|d|w)", re.ASCII)
_PROFILE: Final = re.compile(r"profile\s+([a-z]+)", re.ASCII)
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_REMARK: Final = re.compile(r"(?: {4,}| {2,}#\s).*$")
RHYTHMS: Final = "with rhythms"
_BYTE_ORDER: Final = "\ufeff"  # some editors begin a file with it


class ScenarioWrong(Exception):
    """A line that cannot be read; says which."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")
        self.number = number
        self.why = why


@dataclass(frozen=True, slots=True)
class Says:
    number: int
    who: str
    place: str  # private, seats, circle, circle:REF, or north: in the partnership beside this one
    words: str


@dataclass(frozen=True, slots=True)
class Wait:
    number: int
    span: timedelta


@dataclass(frozen=True, slots=True)
class Crash:
    number: int


Step: TypeAlias = Says | Wait | Crash


def parse(text: str, names: frozenset[str]) -> list[Step]:
    """Raises ScenarioWrong with the line's number."""
    lines = [(number, line) for number, line in _lines(text) if line != RHYTHMS]
    if lines and _PROFILE.fullmatch(lines[0][1]):
        lines = lines[1:]
    return [_step(number, line, names) for number, line in lines]


def has_rhythms(text: str) -> bool:
    """Whether what comes round by the calendar is to come round."""
    return any(line == RHYTHMS for _number, line in _lines(text))


def profile_of(text: str) -> str | None:
    """The profile that a scenario asks for in its first line."""
    lines = _lines(text)
    said = _PROFILE.fullmatch(lines[0][1]) if lines else None
    return said.group(1) if said else None


def _lines(text: str) -> list[tuple[int, str]]:
    """What is to be read, with its number: neither empty lines nor remarks."""
    numbered = enumerate(text.removeprefix(_BYTE_ORDER).split("\n"), start=1)
    return [
        (number, _REMARK.sub("", line.strip()))
        for number, line in numbered
        if line.strip() and not line.strip().startswith("#")
    ]


def _step(number: int, line: str, names: frozenset[str]) -> Step:
    if line == "crash":
        return Crash(number)
    wait = _WAIT.fullmatch(line)
    if wait:
        return Wait(number, timedelta(**{_UNITS[wait.group(2)]: int(wait.group(1))}))
    if line == "wait" or line.startswith("wait "):
        raise ScenarioWrong(number, "a length of time looks like 90m, 24h, 3d or 2w")
    said = _SAYS.fullmatch(line)
    if not said:
        raise ScenarioWrong(number, "neither `name: words`, nor `wait 24h`, nor `crash`")
    who, place, words = said.groups()
    if who not in names:
        raise ScenarioWrong(number, f"nobody here is called {who}")
    return Says(number, who, place or "private", words)

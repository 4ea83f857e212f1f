"""What is wrong in a config file, at which line, said without repeating any value of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, TypeAlias, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from bot.config.shape import Settings, Table

Place: TypeAlias = tuple[str | int, ...]

_TABLE: Final = re.compile(r"\s*\[\s*([\w.\-\"' ]+?)\s*\]\s*(#.*)?")
_ENTRY: Final = re.compile(r"\s*\[\[\s*([\w.\-\"' ]+?)\s*\]\]\s*(#.*)?")
_KEY: Final = re.compile(r"\s*([\w.\-\"']+)\s*=")
_NAME: Final = re.compile(r"[a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True)
class Fault:
    """A place in the file, such as ("seats", 1, "sector"), and what is the case there."""

    place: Place
    says: str


def lines_of(text: str) -> Mapping[Place, int]:
    """The line of each table and key, read from the file's outline, for tomllib keeps none."""
    found: dict[Place, int] = {}
    counts: dict[str, int] = {}
    table: Place = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if entry := _ENTRY.fullmatch(line):
            name = entry.group(1)
            table = (name, counts.setdefault(name, 0))
            counts[name] += 1
            found.setdefault((name,), number)
            found[table] = number
        elif header := _TABLE.fullmatch(line):
            table = _parts(header.group(1))
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault(table + _parts(key.group(1)), number)
    return found


def _parts(dotted: str) -> Place:
    return tuple(part.strip(" \"'") for part in dotted.split("."))


def line_of(place: Place, lines: Mapping[Place, int]) -> int:
    """The line of the place or, where it is not written, of the nearest table around it."""
    around = (place[:end] for end in range(len(place), 0, -1))
    return next((lines[outer] for outer in around if outer in lines), 1)


def label(place: Place) -> str:
    """The place as an operator finds it: "[partnership] zone", "[[seats]] 2, sector"."""
    if place[0] in ("seats", "people"):
        return _entry_label(place)
    tables = [_shown(part) for part in place if isinstance(part, str)]
    last = len(tables) > 1 and tables.pop()
    header = f"[{'.'.join(tables)}]"
    return f"{header} {last}" if last else header


def _entry_label(place: Place) -> str:
    header = f"[[{place[0]}]]"
    if len(place) > 1 and isinstance(place[1], int):
        header = f"{header} {place[1] + 1}"
    return f"{header}, {_shown(str(place[2]))}" if len(place) > 2 else header


def _shown(key: str) -> str:
    """The key, unless it is no plain word: then it may be a secret, pasted in the wrong place."""
    return key if _NAME.fullmatch(key) else "(a key)"


def faults_of(error: ValidationError) -> Iterator[Fault]:
    """One fault a place. Pydantic's own messages are left out: they may quote what they refused."""
    seen: set[Place] = set()
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        fault = _fault(detail["loc"], detail["type"])
        if fault.place not in seen:
            seen.add(fault.place)
            yield fault


def _fault(loc: Place, kind: str) -> Fault:
    place, owner, field = _walk(loc)
    if kind == "extra_forbidden":
        return Fault(place, _unknown(str(loc[-1]), owner))
    expected = field.description if field else "a table"
    missing = "is missing; " if kind == "missing" else ""
    return Fault(place, f"{missing}expected {expected}")


def _unknown(key: str, owner: type[Table]) -> str:
    near = get_close_matches(key, fields_of(owner), n=1)
    return "no such setting" + (f"; did you mean {near[0]}?" if near else "")


def _walk(loc: Place) -> tuple[Place, type[Table], FieldInfo | None]:
    """The part of pydantic's path that stands in the file, the table it ends in, and its field."""
    owner: type[Table] = Settings
    field: FieldInfo | None = None
    inner: type[Table] | None = Settings
    place: Place = ()
    for part in loc:
        if isinstance(part, int):
            place += (part,)
            continue
        if inner is None:
            break  # what follows are pydantic's words for the ways it tried
        owner, field = inner, fields_of(inner).get(part)
        inner = _table_in(field.annotation) if field else None
        place += (part,)
    return place, owner, field


def fields_of(table: type[Table]) -> Mapping[str, FieldInfo]:
    """The fields of a table under the names they have in the file."""
    return {field.alias or name: field for name, field in table.model_fields.items()}


def _table_in(annotation: object) -> type[Table] | None:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation
    inner = (_table_in(argument) for argument in get_args(annotation))
    return next((table for table in inner if table), None)

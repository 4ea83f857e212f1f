"""`make coverage-table`: what the handbook asks of case work, which test shows it, which command carries it."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).parent
ROWS: Final = TESTS / "wave2.txt"
_NAMED: Final = re.compile(r"(?:\b|_)H(\d+)(?![a-z\d])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is asked; `carried` are commands and nudges."""

    id: str
    words: str
    carried: tuple[str, ...]


def rows() -> list[Row]:
    lines = [line for line in ROWS.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [_row(*line.split(" | ")) for line in lines]


def _row(id: str, words: str, carried: str) -> Row:
    return Row(id, words, tuple(carried.split(", ")))


def named(folder: Path = TESTS) -> dict[str, list[str]]:
    """Which tests name a row, in their name or in their docstring: `H59`, or `h59` in a name."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        where = file.relative_to(folder).as_posix()
        for test in _tests(ast.parse(file.read_text("utf-8"))):
            said = f"{test.name} {ast.get_docstring(test) or ''}"
            for number in dict.fromkeys(_NAMED.findall(said)):
                found.setdefault(f"H{number}", []).append(f"{where}::{test.name}")
    return found


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return (one for one in functions if one.name.startswith("test_"))


def table() -> tuple[list[str], list[str]]:
    """The lines to print, and the rows that no test names."""
    tests = named()
    lines: list[str] = []
    for row in rows():
        lines.append(f"{row.id}  {row.words}")
        lines += [f"      {test}" for test in tests.get(row.id, ["NO TEST NAMES IT"])]
        lines.append(f"      {', '.join(row.carried)}")
    return lines, [row.id for row in rows() if row.id not in tests]


def main() -> int:
    lines, bare = table()
    sys.stdout.write("\n".join(lines) + "\n")
    if bare:
        sys.stderr.write(f"No test names: {', '.join(bare)}\n")
    return bool(bare)


if __name__ == "__main__":
    raise SystemExit(main())

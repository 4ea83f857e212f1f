"""What the handbook asks of case work: each row has a test that names it and something that carries it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.vocabulary.process import NudgeName
from commands import ALL
from tests.coverage_table import named, rows, table

COVERAGE = Path(__file__).parents[3] / "shared" / "domain" / "coverage.md"


def test_every_row_is_named_by_a_dialogue_test() -> None:
    talked = {id for id, tests in named().items() if any(t.startswith("dialogue/") for t in tests)}

    assert [row.id for row in rows() if row.id not in talked] == []
    assert table()[1] == []


def test_a_row_is_named_in_a_name_or_in_a_docstring_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        '"""H1."""\n'
        "def test_h2_h30_one(): ...\n"
        "def test_two():\n"
        '    """H4, and no other."""\n'
        "    h5 = 'H6'\n"
        "async def test_the_h7th_of_all(): ...\n"
    )

    assert set(named(tmp_path)) == {"H2", "H30", "H4"}


def test_what_carries_a_row_is_there() -> None:
    known = {one.name for one in ALL} | {f"nudge {name.value}" for name in NudgeName}

    assert {one for row in rows() for one in row.carried} <= known


@pytest.mark.skipif(not COVERAGE.exists(), reason="the domain's data are not here")
def test_the_rows_are_those_of_the_second_wave_and_carried_by_the_same() -> None:
    asked: dict[str, list[str]] = {}
    for line in COVERAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"H\d+", cells[0]) and cells[-1] == "2":
            carried = cells[4].replace("nudge `", "nudge ").replace("`", "").split("; ")
            asked[cells[0]] = [one.removeprefix("/") for one in carried]

    assert {row.id: list(row.carried) for row in rows()} == asked

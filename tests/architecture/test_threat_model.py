"""Every promise of docs/threat-model.md names a test that is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODEL = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
PROMISES = MODEL.partition("## Promises")[2].partition("\n## ")[0]
ROWS = [line for line in PROMISES.splitlines() if line.startswith("| ")][1:]
ACTORS = MODEL.partition("## Actors")[2].partition("\n## ")[0]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[2].strip()[:60])
def test_a_promise_names_a_test_that_is_there(row: str) -> None:
    named = NAMED.findall(row)
    assert named
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        assert name in {node.name for node in tree.body if isinstance(node, functions)}, name


def test_every_actor_has_a_promise() -> None:
    """The two thieves stand in one row."""
    rows = [line.split("|")[1].strip() for line in ACTORS.splitlines() if line.startswith("| ")]
    against = {row.split("|")[1].strip() for row in ROWS}
    for actor in rows[1:]:
        assert any(actor.startswith(one) or one in actor for one in against), actor

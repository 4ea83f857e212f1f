"""A few calls may stand in a few files only; a reviewer reads those."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_CALL: dict[str, set[str]] = {
    # Words become text: for the one person who reads, for the vault, for the form that was typed into.
    "speaking": {"bot/wording.py"},
    "sealing": {"storage/vault.py", "storage/codec.py", "storage/handovers.py"},
    "listening": {
        "bot/rounds/beats.py",
        "bot/casework/consults.py",
        "bot/rounds/lease.py",
        "bot/partnership/agreements.py",
        "bot/partnership/cards.py",
        "bot/partnership/choices.py",
        "bot/partnership/departments.py",
        "commands/settings.py",
        "bot/casework/overriding.py",
        "commands/override.py",
        "bot/conversation/leading.py",
        "bot/conversation/linking.py",
        "bot/partnership/matters.py",
        "bot/conversation/mending.py",
        "bot/conversation/overheard.py",
        "bot/conversation/public_text.py",
        "bot/conversation/talk.py",
        "bot/conversation/second.py",
        "bot/dispatch.py",
        "bot/rounds/overdue.py",
        "bot/rounds/auditing.py",
        "bot/rounds/standing.py",
        "commands/case_handover.py",
        "commands/my.py",
        "commands/confer.py",
        "commands/confer_matters.py",
        "adapters/matrix/kept.py",
        "adapters/slack/kept.py",
    },
    "access.listening": {"bot/conversation/talk.py"},
    "guarding": {"bot/conversation/overheard.py", "bot/conversation/public_text.py"},
    "Grant": {"bot/policies/access.py"},
    "access.reading": {
        "commands/case_export.py",
        "commands/case_look.py",
        "commands/concern_later.py",
        "commands/ladder.py",
        "commands/share.py",
        "commands/override.py",
    },
    # A reference is minted, parsed or read back, never assembled.
    "CaseRef": {
        "bot/vocabulary/reference.py",
        "commands/case_again.py",
        "commands/concern.py",
        "storage/audit.py",
        "storage/cases.py",
        "storage/codec.py",
        "storage/lines.py",
        "storage/talks.py",
    },
    ".model_construct": set(),
    "print": set(),
    ".room_send": {"adapters/matrix/client.py"},
}


@cache
def calls() -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for part in ("bot", "commands", "adapters", "storage"):
        for path in (ROOT / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    called = ast.unparse(node.func)
                    where = path.relative_to(ROOT).as_posix()
                    found |= {(called, where), (f".{called.rpartition('.')[2]}", where)}
    return frozenset(found)


@pytest.mark.parametrize("name", MAY_CALL)
def test_is_called_only_where_allowed(name: str) -> None:
    assert {path for call, path in calls() if call == name} <= MAY_CALL[name]

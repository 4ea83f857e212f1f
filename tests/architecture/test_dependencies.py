"""What is installed is what was looked at: pinned, hashed, from no address of its own."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"([A-Za-z0-9._-]+)(\[[^\]]*\])?==[^\s;]+")


def entries(lock: str) -> list[str]:
    """A requirement with its hashes, continued lines joined."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def named(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_pinned_and_hashed_and_names_no_address(lock: str) -> None:
    for entry in entries(lock):
        assert PINNED.match(entry), entry.split()[0]
        assert "--hash=sha256:" in entry, entry.split()[0]
        assert "://" not in entry, entry.split()[0]


def test_what_the_project_asks_for_is_locked_and_a_running_confer_holds_no_tool() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    running = {named(entry) for entry in entries("requirements.lock")}
    tools = {named(entry) for entry in project["optional-dependencies"]["dev"]}

    assert {named(entry) for entry in project["dependencies"]} <= running
    assert not running & (tools - {named(entry) for entry in project["dependencies"]})


def test_what_is_installed_is_what_is_locked() -> None:
    """The pinned check: no list of advisories is at hand, so nothing may run that nobody looked at."""
    wrong: list[str] = []
    for entry in entries("requirements.lock"):
        wanted = Requirement(re.sub(r"\s--hash=\S+", "", entry))
        if wanted.marker is None or wanted.marker.evaluate():
            there = metadata.version(wanted.name)
            if not wanted.specifier.contains(there, prereleases=True):
                wrong.append(f"{wanted.name} {there}")
    assert wrong == []

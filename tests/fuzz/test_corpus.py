"""What the fuzzer kept is read in every run of the tests: `make fuzz` looks for more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
LARGEST = 200_000  # bytes of all of it: a corpus is kept small


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_found_once_breaks_nothing_again(name: str) -> None:
    kept = sorted((CORPUS / name).iterdir())
    assert kept
    for file in kept:
        TARGETS[name](file.read_bytes())


def test_the_corpus_is_small_and_has_no_folder_without_a_target() -> None:
    files = [file for file in CORPUS.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < LARGEST
    assert {file.parent.name for file in files} == set(TARGETS)

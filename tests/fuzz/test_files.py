"""Files that people write or bring: each is read, or refused in a sentence that repeats nothing sensitive."""

from __future__ import annotations

import contextlib
import json as plain
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from adapters.console.scenario import ScenarioWrong
from adapters.console.scenario import parse as scenario
from bot.config import ConfigWrong, parse
from bot.errors import StoreTrouble
from storage import check_export
from storage.witness import _read
from tests.fuzz.some import QUICK, json, texts, words
from tests.house import CANARY

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text("utf-8")
LINES = EXAMPLE.splitlines()


@given(
    st.lists(texts | st.sampled_from(["nurse: ", "wait ", "crash", "nurse in seats: "]), max_size=8)
)
@QUICK
def test_a_scenario_is_read_or_names_its_line(lines: list[str]) -> None:
    with contextlib.suppress(ScenarioWrong):
        scenario("\n".join(lines), frozenset({"nurse"}))


@given(st.data())
@QUICK
def test_a_configuration_is_read_or_names_its_lines_and_repeats_no_value(
    data: st.DataObject,
) -> None:
    at = data.draw(st.integers(0, len(LINES) - 1))
    name = LINES[at].partition("=")[0]
    value = data.draw(words.map(lambda word: plain.dumps(word + CANARY)) | texts)
    text = "\n".join([*LINES[:at], f"{name}= {value}", *LINES[at + 1 :]])
    try:
        parse(text)
    except ConfigWrong as wrong:
        assert CANARY not in str(wrong)
        assert "line" in str(wrong)


@given(st.lists(json.map(plain.dumps) | texts, max_size=4))
@QUICK
def test_exports_and_kept_heads_are_refused_in_a_sentence(lines: list[str]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "lines.txt"
        file.write_text("\n".join(lines), "utf-8", errors="replace")
        for reading in (check_export, lambda file: _read(file, 1)):
            with contextlib.suppress(StoreTrouble):
                reading(file)


@given(texts)
@QUICK
def test_a_configuration_of_anything_is_refused_in_a_sentence(text: str) -> None:
    with contextlib.suppress(ConfigWrong):
        parse(text)

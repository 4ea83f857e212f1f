"""Mirrors adapters/console/scenario.py: what a line may look like."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.console.scenario import Crash, Says, ScenarioWrong, Step, Wait, parse

NAMES = frozenset({"nurse", "coordinator"})


def one(line: str) -> Step:
    (step,) = parse(line, NAMES)
    return step


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("nurse: /concern new", Says(1, "nurse", "private", "/concern new")),
        ("nurse:/concern new", Says(1, "nurse", "private", "/concern new")),
        ("nurse in seats: /concern new", Says(1, "nurse", "seats", "/concern new")),
        ("nurse in circle: /case show", Says(1, "nurse", "circle", "/case show")),
        ("nurse in circle:{ref:2}: hello", Says(1, "nurse", "circle:{ref:2}", "hello")),
        ("coordinator: [I take it]", Says(1, "coordinator", "private", "[I take it]")),
        ("nurse: = a: b", Says(1, "nurse", "private", "= a: b")),
        ("nurse:", Says(1, "nurse", "private", "")),
        ("wait 24h", Wait(1, timedelta(hours=24))),
        ("  wait 90 m\r", Wait(1, timedelta(minutes=90))),
        ("wait 3d", Wait(1, timedelta(days=3))),
        ("crash", Crash(1)),
        ("\ufeffcrash", Crash(1)),
    ],
)
def test_a_line_is_somebody_typing_or_the_clock_or_a_crash(line: str, step: Step) -> None:
    assert one(line) == step


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("nurse: = 12_15            she answers the question", "= 12_15"),
        ("nurse: [Send]  # a button", "[Send]"),
    ],
)
def test_a_remark_at_the_end_of_a_line_is_not_typed(line: str, step: str) -> None:
    said = one(line)

    assert isinstance(said, Says)
    assert said.words == step


def test_the_clock_and_a_crash_may_have_remarks_too() -> None:
    assert one("wait 24h      the clock moves; what falls due is done in order") == Wait(
        1, timedelta(hours=24)
    )
    assert one("crash         memory is thrown away") == Crash(1)


def test_a_control_character_in_what_is_typed_ends_no_line() -> None:
    said = one("nurse: = one\u2028two\x0bthree")

    assert isinstance(said, Says)
    assert said.words == "= one\u2028two\x0bthree"


@pytest.mark.parametrize(
    "line",
    ["hello", "nobody: hello", "wait", "wait forever", "wait -1h", "wait 999999h", "crashed"],
)
def test_a_line_that_is_none_of_these_is_named_by_its_number(line: str) -> None:
    with pytest.raises(ScenarioWrong, match=r"^line 3: "):
        parse(f"# a remark\n\n{line}\n", NAMES)


def test_what_is_wrong_is_said_without_the_words_typed() -> None:
    with pytest.raises(ScenarioWrong) as wrong:
        parse("canary-7c1e\n", NAMES)

    assert "canary-7c1e" not in str(wrong.value)

"""`confer play` as its users run it: a file in, lines out, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house import CANARY

ROOT = Path(__file__).parents[3]
SCENARIOS = sorted((ROOT / "tests" / "scenarios").glob("*.txt"))
KINDS = {"reply", "refusal", "question", "notice", "post", "removed"}


def play(*words: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "play", *words],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def lines(name: str) -> list[dict[str, Any]]:
    played = play(str(ROOT / "tests" / "scenarios" / f"{name}.txt"), "--json")
    assert played.returncode == 0, played.stderr
    return [json.loads(line) for line in played.stdout.splitlines()]


def read(said: list[dict[str, Any]], place: str, kind: str | None = None) -> list[str]:
    return [one["text"] for one in said if one["place"] == place and kind in {None, one["kind"]}]


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda f: f.stem)
def test_every_scenario_plays_and_no_shared_line_holds_what_was_typed(file: Path) -> None:
    said = lines(file.stem)

    assert said
    for one in said:
        assert set(one) == {"at", "place", "kind", "text", "buttons"}
        assert one["kind"] in KINDS
        if one["kind"] in {"post", "notice", "removed"} or one["place"] == "seats":
            assert CANARY not in one["text"]


def test_a_light_case_ends_and_the_seats_read_its_status_words() -> None:
    said = lines("light_case")

    words = [text.rpartition(" · ")[2] for text in read(said, "seats", "post")]
    assert words[0] == "waiting for a first answer"
    assert words[-1] == "ended"
    assert "has ended" in read(said, "coordinator", "reply")[-1]


def test_where_nobody_answers_the_ping_climbs_and_a_duty_member_may_answer() -> None:
    said = lines("nobody_answers")

    assert "A first answer is overdue. Duty members, please look." in read(said, "seats")
    assert any(text.startswith("You answered") for text in read(said, "housing", "reply"))
    assert "Something is waiting for you in Confer." in read(said, "coordinator", "notice")


def test_what_is_said_aloud_is_removed_and_goes_on_in_private() -> None:
    said = lines("said_aloud")

    assert [one["kind"] for one in said if one["place"] == "seats"] == ["removed"]
    assert read(said, "nurse", "question")[0].startswith("How soon should somebody look at it?")


def test_a_crash_after_every_line_loses_nothing() -> None:
    said = lines("crash_everywhere")

    assert read(said, "teacher", "reply")[0].startswith("Thank you. Your concern is")
    assert "coordinator has this." in read(said, "teacher", "reply")[-1]


def test_a_guest_is_out_when_the_time_is_over() -> None:
    said = lines("guest_ends")

    assert read(said, "mentor")[-1] == "There is nothing here for you under that name."
    assert any(text.startswith("Your guest access") for text in read(said, "mentor", "notice"))


def test_a_hold_shows_as_a_pause_and_refuses_with_one_text() -> None:
    said = lines("held_by_police")

    assert "paused" in read(said, "social", "reply")[0]
    assert "hold" not in " ".join(read(said, "social"))
    assert "hold" not in " ".join(read(said, "seats"))


def test_a_scenario_that_cannot_be_read_ends_with_two_and_its_line() -> None:
    played = play("-", "--json", typed="nurse: hello\n\nnobody here: hello\n")

    assert played.returncode == 2
    assert "line 3" in played.stderr


def test_a_file_that_is_not_there_ends_with_two() -> None:
    assert play("no-such-file.txt").returncode == 2


def test_without_json_a_person_can_read_it() -> None:
    played = play("-", typed="nurse: /confer help\n")

    assert played.returncode == 0
    assert "What you can do here." in played.stdout


def test_the_full_profile_refuses_what_it_cannot_do_yet_with_a_clear_sentence() -> None:
    typed = (ROOT / "tests" / "scenarios" / "light_case.txt").read_text("utf-8")

    played = play("-", "--json", "--profile", "full", typed=typed)

    assert played.returncode == 0
    said = [json.loads(line) for line in played.stdout.splitlines()]
    told = " ".join(read(said, "coordinator", "refusal"))
    assert "full profile, and Confer cannot do that step in full yet" in told


def test_the_demonstration_plays_without_a_terminal() -> None:
    played = subprocess.run(
        [sys.executable, "-m", "bot", "demo"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert played.returncode == 0
    assert "has ended" in played.stdout
    assert played.stderr == ""

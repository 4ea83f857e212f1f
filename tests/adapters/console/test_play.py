"""`confer play` as its users run it: a file in, lines out."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from adapters.console import cast
from adapters.console.play import MovedClock
from adapters.console.scenario import parse, profile_of
from adapters.console.script import SCRIPT
from adapters.console.stage import Stage
from bot.house import open_player, showing
from bot.house.showing import NAMES, picture
from tests.house import CANARY, START, Talks

ROOT = Path(__file__).parents[3]
SCENARIOS = sorted((ROOT / "tests" / "scenarios").glob("*.txt"))
pytestmark = pytest.mark.xdist_group(
    "play"
)  # each scenario is played once, for all tests that read it
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


@cache
def lines(name: str) -> list[dict[str, Any]]:
    """What `confer play FILE --json` prints. A process of its own would import for longer than it plays."""
    text = (ROOT / "tests" / "scenarios" / f"{name}.txt").read_text("utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        asyncio.run(showing.play(text, as_json=True, profile=None))
    return [json.loads(line) for line in printed.getvalue().splitlines()]


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


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda f: f.stem)
async def test_no_byte_of_the_database_holds_what_was_typed(
    file: Path, migrated: Path, tmp_path: Path
) -> None:
    text = file.read_text("utf-8")
    house = Talks(tmp_path, migrated, profile=profile_of(text) or "light")
    await house.open()
    await house.player.play(parse(text, NAMES))
    await house.close()

    files = list(tmp_path.glob("confer.db*"))
    assert files
    for one in files:
        assert CANARY.encode() not in one.read_bytes(), one.name


def test_a_light_case_ends_and_the_seats_read_its_status_words() -> None:
    said = lines("light_case")

    words = [text.rpartition(" · ")[2] for text in read(said, "seats", "post")]
    assert words[0] == "waiting for a first answer"
    assert words[-1] == "ended"
    assert "has ended" in read(said, "coordinator", "reply")[-1]


def test_a_draft_that_was_thought_through_ends_where_it_began() -> None:
    said = lines("ends_in_the_draft")

    assert read(said, "coordinator") == []
    assert read(said, "seats") == []
    assert read(said, "nurse", "reply")[-1].startswith("Your draft is at rest")


def test_a_case_held_by_the_police_looks_like_a_pause_and_is_taken_on_in_the_end() -> None:
    said = lines("full_held_by_the_police")

    circle = [one["text"] for one in said if one["place"].startswith("circle")]
    assert any(text.endswith("This case is paused.") for text in circle)
    assert circle[-1].endswith("This case is taken on together. An owner is to be found.")
    for one in said:
        if one["place"] not in {"officer", "coordinator"}:
            assert "olice hold" not in one["text"]


def test_an_urgent_case_goes_its_way_in_order_in_the_full_profile() -> None:
    said = lines("full_urgent")

    nurse = read(said, "nurse")
    assert nurse[0].startswith("First: have you called 112?")
    assert "Nothing of the ladder is open any more. Thank you." in nurse[-1]
    assert any("first safety steps only" in text for text in read(said, "coordinator", "reply"))


def test_where_nobody_answers_the_ping_climbs_and_a_duty_member_may_answer() -> None:
    said = lines("nobody_answers")

    assert "A first answer is overdue. Duty members, please look." in read(said, "seats")
    assert any(text.startswith("You answered") for text in read(said, "housing", "reply"))
    assert "Something is waiting for you in Confer." in read(said, "coordinator", "notice")


def test_a_month_reads_like_the_tables_ladder_by_ladder_and_with_its_meeting() -> None:
    """In the partnership's zone an hour later; raised on Wednesday at 10:01, owned on Thursday at 12:01."""
    said = lines("a_month")

    def rung(text: str, at: str) -> list[str]:
        found = [one["place"] for one in said if text in one["text"] and one["at"][5:16] == at]
        return sorted(found)

    seats = ["housing", "ngo", "nurse", "officer", "psychologist", "social", "teacher"]
    first = "first answer"
    assert rung(f"for a {first}. Please", "03-04T10:01") == ["coordinator"]
    assert rung(f"for a {first}. Please", "03-04T16:01") == ["coordinator"]
    assert not any(rung(f"a {first}", f"03-{at}") for at in ("04T22:01", "05T07:00"))
    assert rung(f"A {first} is due in 6 hours", "03-05T04:01") == ["coordinator", "deputy"]
    everybody = sorted(["coordinator", "deputy", *seats])
    assert rung(f"A {first} is overdue", "03-05T10:01") == sorted([*everybody, "seats"])
    assert rung(f"A {first} is overdue", "03-05T12:01") == everybody
    assert rung("a first word from you. Please", "03-05T12:01") == ["social"]
    assert rung("A first word is due", "03-06T06:01") == ["coordinator", "social", "social_deputy"]
    assert "deputy" in rung("A first word is overdue", "03-06T12:01")
    meeting = {
        "03-03T09:00": "Time to meet without a case on the table.",
        "03-10T09:00": "Two minutes for our meeting without cases:",
        "03-16T13:01": "Meeting 1, without cases, stands:",
        "03-19T09:00": "We meet without cases:",
        "03-20T13:01": "Meeting 1, without cases, was held, face to face.",
    }
    assert all("seats" in rung(text, at) for at, text in meeting.items())
    weeks = [one["at"][5:16] for one in said if one["text"].startswith("A new week.")]
    assert weeks == ["03-02T08:00", "03-09T07:30", "03-16T07:30", "03-23T07:30", "03-30T06:30"]


def test_what_is_said_aloud_to_confer_is_removed_and_goes_on_in_private() -> None:
    said = lines("said_aloud")

    assert [one["kind"] for one in said if one["place"] == "seats"] == ["removed", "removed"]
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


def test_danger_now_is_posted_at_once_and_rings_within_the_hour() -> None:
    said = lines("urgent")

    assert read(said, "teacher", "question")[0].startswith("First: have you called 112?")
    first = next(one for one in said if one["place"] == "seats")
    assert first["text"].endswith("safety · child · now · waiting for a first answer")
    assert first["at"] == "2026-03-02T08:00:00+00:00"
    assert "Please open it within 30 minutes." in " ".join(read(said, "deputy", "notice"))
    assert "deputy has this." in read(said, "teacher", "reply")[-1]


def test_a_draft_at_rest_leaves_nothing_to_read_for_anybody_else() -> None:
    said = lines("resting_draft")

    assert {one["place"] for one in said} == {"nurse"}
    assert read(said, "nurse")[-1] == "You have no concern here."


def test_a_wrong_word_gets_the_right_ones_and_keeps_the_rest() -> None:
    said = lines("wrong_words")

    assert said[1]["buttons"][0] == "/concern new"
    assert "Did you mean: withdrawn or alone" in said[2]["text"]
    assert read(said, "coordinator") == read(said, "admin")


def test_an_owner_gives_back_and_whoever_gave_sees_who_opened_it() -> None:
    said = lines("two_people")

    assert any("gave the case back" in one["text"] for one in said)
    assert [text.partition(", item")[2] for text in read(said, "nurse", "reply")[-1:]] == [
        " 1: social, Tue 10 Mar, prepare a visit"
    ]
    assert read(said, "auditor") == read(said, "housing")[-1:]


def test_a_reference_in_an_example_is_nobodys_case() -> None:
    played = play("-", typed="nurse: /confer help topic:guest\nnurse: /case show {ref}\n")

    assert played.returncode == 2
    assert "line 2: there is no such reference yet" in played.stderr


def test_a_number_after_the_mark_of_an_answer_presses_a_button() -> None:
    typed = (ROOT / "tests" / "scenarios" / "light_case.txt").read_text("utf-8")
    start = typed.partition("nurse: = send")[0]

    played = play("-", "--json", typed=f"{start}nurse: = 1\n")

    assert "Thank you. Your concern is" in played.stdout


def test_a_scenario_that_cannot_be_read_ends_with_two_and_its_line() -> None:
    played = play("-", "--json", typed="nurse: hello\n\nnobody here: hello\n")

    assert played.returncode == 2
    assert "line 3" in played.stderr


@pytest.mark.parametrize("name", ["no-such-file.txt", "tests"])
def test_a_file_that_is_not_there_ends_with_two_and_a_sentence(name: str) -> None:
    played = play(name)

    assert played.returncode == 2
    assert played.stderr == "This scenario file cannot be read.\n"


def test_a_profile_that_is_none_ends_with_two_and_a_sentence() -> None:
    played = play("-", "--profile", "heavy", typed="")

    assert played.returncode == 2
    assert played.stderr == "The profile is light or full.\n"


def test_without_json_a_person_can_read_it() -> None:
    played = play("-", typed="nurse: /confer help\n")

    assert played.returncode == 0
    assert "What you can do here." in played.stdout


def test_the_full_profile_names_its_own_next_step_where_the_light_way_ends() -> None:
    typed = (ROOT / "tests" / "scenarios" / "light_case.txt").read_text("utf-8")

    played = play("-", "--json", "--profile", "full", typed=typed)

    assert played.returncode == 0
    said = [json.loads(line) for line in played.stdout.splitlines()]
    told = " ".join(read(said, "coordinator", "refusal"))
    assert "That step is not open now. Open: /case point, /assess adopt." in told


def demo(columns: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "demo"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": str(columns), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_demonstration_plays_to_its_end_without_a_terminal() -> None:
    played = demo(columns=200)

    assert played.returncode == 0
    for step in ("overdue", "is taken up together", "You own", "A guest joins", "has started"):
        assert step in played.stdout
    assert played.stdout.rstrip().endswith("ended")
    assert played.stderr == ""


def test_the_demonstration_fits_a_narrow_terminal_and_needs_no_colour() -> None:
    played = demo(columns=60)

    assert max(len(line) for line in played.stdout.splitlines()) <= 60
    assert "\x1b" not in played.stdout


def test_no_step_of_the_demonstration_is_refused(tmp_path: Path) -> None:
    """Read off the lines themselves, for a refusal may be worded in any way."""

    async def kinds() -> set[str]:
        clock = MovedClock(START)
        stage = Stage(clock, language="en", zone=cast.ZONE)
        player = await open_player(tmp_path, stage, clock)
        await player.play(parse(SCRIPT, NAMES))
        await player.close()
        return {line.kind for line in stage.lines}

    assert asyncio.run(kinds()) == {"reply", "question", "notice", "post"}


def test_the_picture_is_the_same_each_time_and_fetches_nothing(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        asyncio.run(picture(tmp_path / name))

    one = (tmp_path / "one.svg").read_text("utf-8")
    assert one == (tmp_path / "two.svg").read_text("utf-8")
    assert set(re.findall(r"https?://[^\s\"<>]+", one)) == {"http://www.w3.org/2000/svg"}
    assert "@font-face" not in one
    assert "amber-harbour-47-K" in one


def test_the_example_of_the_readme_plays() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    example = readme.partition("# a remark")[2].partition("```")[0]

    played = play("-", "--json", typed=f"# a remark{example}")

    assert played.returncode == 0
    said = [json.loads(line) for line in played.stdout.splitlines()]
    assert read(said, "coordinator", "reply")[-1].startswith("You answered")


def test_a_whole_case_in_full_goes_from_the_first_worry_to_the_archive_without_a_refusal() -> None:
    """Some sixty acts: assessed, owned, planned, visited, reviewed, ended, looked back at twice."""
    said = lines("full_case")

    assert [one["text"] for one in said if one["kind"] == "refusal"] == []
    assert any("is archived, and kept for its time." in one["text"] for one in said)


def test_a_case_that_is_handed_over_goes_on_in_the_other_partnership_under_another_name() -> None:
    said = lines("handed_over")

    assert [one["text"] for one in said if one["kind"] == "refusal"] == []
    theirs = read(said, "north:teacher", "reply")
    assert "Joint introduction with the partnership before" in theirs[-1]
    assert not any("sits alone" in text for text in read(said, "north:coordinator"))

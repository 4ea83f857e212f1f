from __future__ import annotations

import base64
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config import Environment, load, parse
from bot.setup import AlreadyThere, ask_all, config_text, questions, write

NO_KEY = Environment(master_key=None)
ANSWERS = {
    "name": 'The "Harbour" Partnership \\ Nørrebro',
    "language": "da",
    "zone": "Europe/Copenhagen",
    "country": "DK",
    "emergency": "112",
    "residents": "60000",
    "profile": "light",
    "seats": "municipality, social",
    "coordinator": "Anna Holm @anna:example.org",
    "deputy": "Bo Lind",
    "not_taken": "6",
    "archived": "12",
    "homeserver": "https://matrix.example.org",
    "user": "@confer:example.org",
    "room": "#seats:example.org",
}


def answering(answers: dict[str, str], asked: list[str]) -> Callable[[str, str], str]:
    """Answers by question; an answer of several lines is given line by line, one each time."""
    by_text = {question.text: question.name for question in questions()}
    rest = {name: answer.split("|") for name, answer in answers.items()}

    def ask(text: str, default: str) -> str:
        asked.append(text)
        name = next(name for known, name in by_text.items() if text.endswith(known))
        waiting = rest.get(name)
        return waiting.pop(0) if waiting else default

    return ask


def test_the_answers_become_a_configuration_that_loads(tmp_path: Path) -> None:
    answers = ask_all(answering(ANSWERS, []))

    settings = load(write(answers, tmp_path), NO_KEY)

    assert settings.partnership.name == ANSWERS["name"]
    assert settings.partnership.legal_profile == "dk"
    assert [person.matrix for person in settings.people] == ["@anna:example.org", None]
    assert settings.matrix is not None
    assert settings.lacking(settings.seats[0]) == ("agreement", "holder", "deputy")


def test_without_a_matrix_server_its_questions_are_left_out() -> None:
    asked: list[str] = []
    answers = ask_all(answering({**ANSWERS, "homeserver": ""}, asked))

    assert len(asked) == 13
    assert parse(config_text(answers)).matrix is None


def test_both_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    config = write(ANSWERS, tmp_path)

    key = tmp_path / "master.key"
    assert [stat.S_IMODE(file.stat().st_mode) for file in (config, key)] == [0o600, 0o600]
    assert len(base64.b64decode(key.read_text())) == 32


def test_each_key_is_fresh_unless_a_maker_is_given(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        write(ANSWERS, tmp_path / name)
    (tmp_path / "c").mkdir()
    write(ANSWERS, tmp_path / "c", key=lambda: b"k" * 32)

    keys = [(tmp_path / name / "master.key").read_text() for name in "abc"]
    assert len(set(keys)) == 3
    assert base64.b64decode(keys[2]) == b"k" * 32


@pytest.mark.parametrize("name", ["config.toml", "master.key"])
def test_what_is_there_already_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")

    with pytest.raises(AlreadyThere):
        write(ANSWERS, tmp_path)

    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(name, "mine")]


@pytest.mark.parametrize(
    ("name", "answer", "says"),
    [
        ("name", " |Harbour", "Please write one line"),
        ("language", "dk|da", "Please write one of en, da"),
        ("zone", "Copenhagen|Europe/Copenhagen", "Please name a zone"),
        ("country", "Denmark|DK", "write the country"),
        ("emergency", "one one two|112", "digits only"),
        ("residents", "many|60000", "whole number"),
        ("profile", "half|light", "answer full or light"),
        ("seats", "town|municipality, social", "Please name each sector once"),
        ("seats", "municipality|municipality, social", "Not yet: the light profile needs one care"),
        ("coordinator", "@anna:example.org|Anna", "Please write a name"),
        ("coordinator", "Anna @anna|Anna", "A Matrix user looks like"),
        ("deputy", "Bo @anna:example.org|Bo", "account of their own"),
        ("not_taken", "25|24", "0 to 24"),
        ("homeserver", "matrix.example.org|", "the whole address"),
        ("room", "seats|#seats:example.org", "A Matrix room looks like"),
    ],
)
def test_a_wrong_answer_is_asked_again_with_what_is_wrong(
    name: str, answer: str, says: str
) -> None:
    asked: list[str] = []
    answers = ask_all(answering({**ANSWERS, name: answer}, asked))

    assert answers[name] == answer.split("|")[1]
    assert len([text for text in asked if says in text]) == 1


def test_the_full_profile_asks_for_its_seats() -> None:
    asked: list[str] = []
    seats = "municipality, social|municipality, police, social, education"
    answers = ask_all(answering({**ANSWERS, "profile": "full", "seats": seats}, asked))

    assert any("also needs a seat of police" in text for text in asked)
    assert parse(config_text(answers)).partnership.process_profile == "full"


def test_both_profiles_are_explained_in_a_line_each() -> None:
    profile = next(question for question in questions() if question.name == "profile")

    assert [line.split(":")[0] for line in profile.text.splitlines()[1:]] == ["full", "light"]

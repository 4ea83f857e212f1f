"""A typed line: whatever it is, it is read as something or asked again, and nothing breaks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.console import cast
from bot.command import Args
from bot.conversation import line
from bot.errors import BadWords
from bot.form import Reader, Unreadable, form, read
from bot.vocabulary.numbers import Day
from bot.vocabulary.reference import CaseRef, Fingerprint
from commands import ALL, BY_NAME
from tests.fuzz.some import QUICK, texts

READER = Reader(
    language="en", directory=cast.directory("console"), today=Day(2250), zone="Europe/Copenhagen"
)
commands = st.sampled_from(ALL)
names = st.sampled_from([f"/{command.name} " for command in ALL] + ["", "/", "!", "confer "])
fields = st.sampled_from(sorted({f"{f.name}:" for command in ALL for f in form(command)}))


@given(names, st.lists(texts | fields, max_size=5))
@QUICK
def test_a_line_is_found_and_spread_without_an_error(name: str, rest: list[str]) -> None:
    text = line.clean(name + " ".join(rest))
    typed = line.find(text, BY_NAME)
    if typed.command is None:
        return
    found = line.spread(typed.command, typed.rest, READER)
    try:
        args = typed.command.read({key: value for key, value in found.given.items() if value})
    except BadWords as wrong:
        known = {field.name for field in form(typed.command)}
        assert set(wrong.complaints) <= known  # it names arguments, never what was typed
    else:
        assert isinstance(args, Args)


@given(commands, texts)
@QUICK
def test_an_answer_to_a_question_is_read_or_refused_in_one_way(command: object, text: str) -> None:
    for field in form(command):  # type: ignore[arg-type]  # of ALL
        try:
            read(field, text, READER)
        except Unreadable as wrong:
            assert wrong.field is field


@given(texts)
@QUICK
def test_references_and_fingerprints_repeat_nothing_that_they_cannot_read(text: str) -> None:
    for kind in (CaseRef, Fingerprint):
        try:
            kind.parse(text)
        except ValueError as wrong:
            assert str(wrong) in {"not a reference", "not a fingerprint", "no such case name"}


def test_a_line_of_a_million_characters_is_read_and_ends() -> None:
    for bit in ("a", "a:", "/ ", "= ", "-", '"', "\u202e", "12-", "a-b-"):
        typed = line.find(line.clean("/case list " + bit * (1_000_000 // len(bit))), BY_NAME)
        assert typed.command is None or typed.command.name == "case list"

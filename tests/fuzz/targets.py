"""What the fuzzer is let loose on: bytes in; nothing but the refusals that each way in catches comes out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from adapters.console.scenario import ScenarioWrong
from adapters.console.scenario import parse as scenario
from adapters.page.body import Unclear, _fields
from bot.config import ConfigWrong, parse
from bot.conversation import line
from bot.errors import BadWords
from bot.form import Unreadable, form, read
from bot.vocabulary.reference import CaseRef, Fingerprint
from commands import ALL, BY_NAME
from tests.fuzz import test_files, test_lines, test_platforms


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def typed_line(data: bytes) -> None:
    """The whole way of a typed line, up to a command's arguments."""
    typed = line.find(line.clean(_text(data)), BY_NAME)
    if typed.command is not None:
        found = line.spread(typed.command, typed.rest, test_lines.READER)
        with contextlib.suppress(BadWords):
            typed.command.read({key: value for key, value in found.given.items() if value})


def answer(data: bytes) -> None:
    """An answer to any question of any form: the first byte says which command's."""
    if data:
        for field in form(ALL[data[0] % len(ALL)]):
            with contextlib.suppress(Unreadable):
                read(field, _text(data[1:]), test_lines.READER)


def references(data: bytes) -> None:
    for kind in (CaseRef, Fingerprint):
        with contextlib.suppress(ValueError):
            kind.parse(_text(data))


def scenarios(data: bytes) -> None:
    with contextlib.suppress(ScenarioWrong):
        scenario(_text(data), frozenset({"nurse", "coordinator"}))


def config(data: bytes) -> None:
    with contextlib.suppress(ConfigWrong):
        parse(_text(data))


def page_form(data: bytes) -> None:
    with contextlib.suppress(Unclear):
        _fields(data)


def _drawn(test: Any) -> Callable[[bytes], object]:
    """A test of Hypothesis, which draws what it needs from the bytes."""
    return cast("Callable[[bytes], object]", test.hypothesis.fuzz_one_input)


TARGETS: Final[Mapping[str, Callable[[bytes], object]]] = {
    "typed_line": typed_line,
    "answer": answer,
    "references": references,
    "scenarios": scenarios,
    "config": config,
    "page_form": page_form,
    "exports": _drawn(test_files.test_exports_and_kept_heads_are_refused_in_a_sentence),
    "matrix_sync": _drawn(
        test_platforms.test_a_sync_of_anything_stops_nobody_from_reading_the_rest
    ),
    "slack": _drawn(
        test_platforms.test_what_slack_sends_is_heard_or_refused_in_a_way_that_is_caught
    ),
    "slack_state": _drawn(
        test_platforms.test_the_state_of_a_modal_is_read_as_text_whatever_it_holds
    ),
}

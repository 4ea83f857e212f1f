from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator

import pytest
from slack_bolt import BoltRequest
from slack_bolt.logger.messages import warning_unhandled_by_global_middleware

from bot.disclosure import LeakError, Sensitive
from bot.errors import ConferError, StoreTrouble
from bot.running import logs

CANARY = "quokka-7"
OTHERS = [
    "aiosqlite",
    "sqlalchemy.engine.Engine",
    "slack_sdk.web.client",
    "slack_bolt.AsyncApp",
    "nio.responses",
    "aiohttp.access",
    "asyncio",
    "apscheduler.executors.default",
    "a_library_nobody_thought_of",
]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    names = [*OTHERS, *logs.QUIETED, "confer", ""]
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = logging.getLogger().handlers[:]
    logs.setup("DEBUG")
    yield lambda: capsys.readouterr().err
    logging.captureWarnings(capture=False)
    logging.getLogger().handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_our_event_prints_with_its_fields_on_one_line(printed: Callable[[], str]) -> None:
    logging.getLogger("confer.courier").info("parcel.sent", extra={"case": "K-1", "took": "2 s"})

    line = printed()
    assert line.endswith(
        'Z INFO confer.courier parcel.sent case=K-1 took="2 s"\n'.removeprefix("Z ")
    )
    assert line.count("\n") == 1


def test_a_field_cannot_begin_a_line_of_its_own(printed: Callable[[], str]) -> None:
    logging.getLogger("confer").info("event", extra={"field": "a\nERROR confer forged"})

    assert printed().count("\n") == 1


def test_our_level_is_the_one_asked_for(printed: Callable[[], str]) -> None:
    logs.setup("WARNING")
    logging.getLogger("confer.courier").info("parcel.sent")

    assert printed() == ""


def test_setting_up_twice_prints_once(printed: Callable[[], str]) -> None:
    logs.setup("INFO")
    logging.getLogger("confer").info("event")

    assert printed().count("\n") == 1


@pytest.mark.parametrize("name", OTHERS)
def test_no_other_library_prints_below_warning_whatever_its_level(
    printed: Callable[[], str], name: str
) -> None:
    logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger(name).debug("executing %s", CANARY)
    logging.getLogger(name).info(CANARY)

    assert printed() == ""


@pytest.mark.parametrize("name", OTHERS)
def test_of_another_librarys_warning_only_the_place_is_printed(
    printed: Callable[[], str], name: str
) -> None:
    message = "Unhandled request (" + CANARY + ")\n---\nand %s"
    logging.getLogger(name).warning(message, CANARY)

    line = printed()
    assert f"WARNING {name} (words withheld) at=test_logs.py:" in line
    assert CANARY not in line


def test_slack_bolts_unhandled_request_prints_no_body(printed: Callable[[], str]) -> None:
    request = BoltRequest(body={"command": "/concern", "text": CANARY}, mode="socket_mode")
    message = warning_unhandled_by_global_middleware("a_middleware", request)
    assert CANARY in message
    logging.getLogger("slack_bolt.App").warning(message)

    assert CANARY not in printed()


def raise_both() -> None:
    try:
        int(CANARY)
    except ValueError as error:
        raise StoreTrouble from error


def test_an_exception_prints_classes_and_our_lines_and_no_foreign_message(
    printed: Callable[[], str],
) -> None:
    try:
        raise_both()
    except ConferError:
        logging.getLogger("confer").exception("store.failed")

    text = printed()
    assert "bot.errors.StoreTrouble: The store cannot be used" in text
    assert "\n  ValueError\n" in text
    assert CANARY not in text


def test_the_lines_of_our_own_files_are_named() -> None:
    try:
        f"{Sensitive(CANARY)}"
    except LeakError as error:
        said = list(logs.outline(error))

    assert any(line.strip().startswith("at bot/disclosure.py:") for line in said)


def test_a_group_of_exceptions_prints_each_class(printed: Callable[[], str]) -> None:
    group = ExceptionGroup(CANARY, [ValueError(CANARY), KeyError(CANARY)])
    logging.getLogger("asyncio").error("Task %s", CANARY, exc_info=group)

    text = printed()
    assert [word in text for word in ("ExceptionGroup", "ValueError", "KeyError")] == [True] * 3
    assert CANARY not in text


def test_a_record_that_cannot_be_printed_is_not_dumped(printed: Callable[[], str]) -> None:
    ours = next(h for h in logging.getLogger().handlers if type(h).__module__ == logs.__name__)
    for said in ("said %s", "wrong %d"):
        given = {"name": "confer", "levelno": 20, "msg": said, "args": (Sensitive(CANARY),)}
        ours.handle(logging.makeLogRecord(given))

    text = printed()
    assert text.count("log.unprintable") == 2
    assert CANARY not in text


def test_a_python_warning_loses_its_words(printed: Callable[[], str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(CANARY, UserWarning, stacklevel=1)

    text = printed()
    assert "py.warnings (words withheld)" in text
    assert CANARY not in text

"""What is printed about a running Confer, and what never is.

Our own loggers print an event and its fields: references, counts, durations. Other libraries put
statements, request bodies and addresses into their messages, some by f-string, so of theirs only
level, logger and place are printed. An exception prints as class names and our own lines:
only the messages of our own exceptions are known to repeat nothing that somebody typed.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb
from typing import Final, TextIO, cast

OURS: Final = "confer"
PACKAGES: Final = frozenset({"bot", "commands", "adapters", "storage"})
QUIETED: Final = (
    "aiohttp",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "httpcore",
    "nio",
    "peewee",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "starlette",
    "urllib3",
    "uvicorn",
)
_ROOT: Final = Path(__file__).resolve().parent.parent.parent
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def setup(level: str) -> None:
    """Print our logs from this level on, others' from WARNING on. May be called again."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h, _Careful)]:
        root.removeHandler(handler)
    root.addHandler(_Careful())
    root.setLevel(logging.WARNING)
    for name in QUIETED:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level)
    # Pydantic's warnings quote values; by way of the logs they lose their words.
    logging.captureWarnings(capture=True)


class _Careful(logging.StreamHandler[TextIO]):
    """Prints records, and repeats nothing of one that cannot be printed."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.addFilter(_heard)
        self.setFormatter(_Plain())

    def emit(self, record: logging.LogRecord) -> None:
        # Standard error may have been replaced, and the former one closed.
        self.stream = sys.stderr
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        place = f"{record.filename}:{record.lineno}"
        self.stream.write(f"ERROR confer.logs log.unprintable at={place}\n")


def _is_ours(name: str) -> bool:
    return name == OURS or name.startswith(f"{OURS}.")


def _heard(record: logging.LogRecord) -> bool:
    """Holds however low somebody sets another library's level."""
    return _is_ours(record.name) or record.levelno >= logging.WARNING


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        said = _ours(record) if _is_ours(record.name) else _others(record)
        error = record.exc_info[1] if record.exc_info else None
        lines = [f"{moment} {record.levelname} {record.name} {said}"]
        if error is not None:
            lines += [f"  {line}" for line in outline(error)]
        return "\n".join(lines)


def _ours(record: logging.LogRecord) -> str:
    fields = [f"{k}={_value(v)}" for k, v in vars(record).items() if k not in _STANDARD]
    return " ".join([record.getMessage().replace("\n", " "), *fields])


def _value(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and " " not in text else json.dumps(text)


def _others(record: logging.LogRecord) -> str:
    return f"(words withheld) at={record.filename}:{record.lineno}"


def outline(error: BaseException) -> Iterator[str]:
    """An exception and what led to it: classes and our own lines, and a message if it is ours."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield _headline(one)
        yield from _our_lines(one)
        waiting += _behind(one)


def _headline(error: BaseException) -> str:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    ours = kind.__module__.partition(".")[0] in PACKAGES
    return f"{name}: {error}" if ours else name


def _our_lines(error: BaseException) -> Iterator[str]:
    for frame, line in walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in PACKAGES:
            yield f"  at {path.relative_to(_ROOT)}:{line} in {frame.f_code.co_name}"


def _behind(error: BaseException) -> list[BaseException]:
    """What caused an exception, and what a group of exceptions holds."""
    inside: tuple[BaseException, ...] = ()
    if isinstance(error, BaseExceptionGroup):
        inside = cast("BaseExceptionGroup[BaseException]", error).exceptions
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [*inside, *([cause] if cause else [])]

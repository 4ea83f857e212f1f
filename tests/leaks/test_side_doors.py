"""The ways out that no type checker watches."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
import traceback
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.disclosure import CirclePost, Grant, LeakError, SeatsPost, Sensitive
from bot.errors import StoreTrouble
from bot.parts import Item, Text, TextKind
from bot.ports import NoticeKind
from bot.posts import ALL, CircleNews, News
from bot.vocabulary.concern import Topic
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.view import PoliceAnswer
from commands.concern_later import Detail
from storage import codec
from storage.engine import open_engine
from tests.house import CANARY, Talks

ROOT = Path(__file__).parents[2]
SECRET = Sensitive(CANARY)
REF = CaseRef.parse("amber-harbour-47-K")


@pytest.mark.parametrize("way", [str, "{}".format, lambda s: f"{s}", lambda s: "%s" % s])
def test_a_sensitive_value_refuses_to_become_text(way: Any) -> None:
    with pytest.raises(LeakError):
        way(SECRET)


@pytest.mark.parametrize("way", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_sensitive_value_refuses_to_be_copied_out(way: Any) -> None:
    with pytest.raises(LeakError):
        way(SECRET)


def test_asdict_does_not_look_inside() -> None:
    item = Item(no=1, kind=TextKind.DETAIL, by=PersonNo(1), at=datetime.now(UTC))

    with pytest.raises(LeakError):
        asdict(Text(item, SECRET))

    assert CANARY not in repr(Text(item, SECRET))


def test_json_refuses() -> None:
    with pytest.raises(TypeError) as error:
        json.dumps({"detail": SECRET})

    assert CANARY not in str(error.value)


def test_pydantic_neither_prints_nor_dumps_it() -> None:
    args = Detail.model_validate({"ref": str(REF), "detail": CANARY})

    assert CANARY not in repr(args)
    for dump in (args.model_dump, args.model_dump_json):
        with pytest.raises((LeakError, PydanticSerializationError)) as error:
            dump()
        assert CANARY not in str(error.value)


def test_pydantic_errors_hide_what_was_typed() -> None:
    with pytest.raises(ValidationError) as error:
        Detail.model_validate({"ref": CANARY, "detail": CANARY * 9999, "take_back": CANARY})

    assert CANARY not in str(error.value)
    assert CANARY not in "".join(traceback.format_exception(error.value))


@pytest.mark.parametrize("value", [CANARY, 3, True, SECRET, "paused", PoliceAnswer.HOLD])
def test_an_any_cannot_smuggle_something_else_into_a_post(value: Any) -> None:
    with pytest.raises(LeakError) as error:
        CircleNews(case=REF, news=cast("News", value))

    assert CANARY not in str(error.value)


@pytest.mark.parametrize("hint", [str, int, Sensitive[str], PoliceAnswer, PersonNo, NoticeKind])
def test_a_post_with_such_a_field_cannot_even_be_declared(hint: Any) -> None:
    with pytest.raises(LeakError, match="summary"):
        type("Chatty", (CirclePost,), {"__annotations__": {"summary": hint}})


def test_a_word_of_the_circle_has_no_field_in_the_seats_channel() -> None:
    with pytest.raises(LeakError, match="topic"):

        @dataclass(frozen=True)
        class Loud(SeatsPost):
            topic: Topic


@pytest.mark.parametrize("kind", [post.__name__ for post in ALL])
def test_a_stored_post_that_was_edited_to_hold_text_is_refused(kind: str) -> None:
    body = json.dumps({"case": {"serial": 5}, "news": CANARY, "status": CANARY, "why": CANARY})
    if kind == "FirstAnswerOverdue":
        body = json.dumps([CANARY])

    with pytest.raises(StoreTrouble) as error:
        codec.body_in(kind, body)

    assert CANARY not in str(error.value)


async def test_database_errors_hide_parameters(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    async with engine.connect() as connection:
        with pytest.raises(SQLAlchemyError) as error:
            await connection.execute(text("insert into nowhere values (:x)"), {"x": CANARY})
    await engine.dispose()

    assert CANARY not in str(error.value)


PLAYED = """
import asyncio, logging, sys
from pathlib import Path
from tempfile import TemporaryDirectory
from bot.running import logs
from storage import migrate
from tests.house import Talks

async def play(folder):
    await migrate(f"sqlite:///{folder / 'empty.db'}")
    (folder / "house").mkdir()
    house = Talks(folder / "house", folder / "empty.db")
    await house.open()
    ref = await house.closing()
    await house.says("coordinator", f"/case close {ref} step:finish")
    logging.getLogger("confer.test").debug("played")
    await house.close()

logs.setup("DEBUG")
for name in ("aiosqlite", "sqlalchemy", "sqlalchemy.engine"):  # an operator who knows no better
    logging.getLogger(name).setLevel(logging.DEBUG)
with TemporaryDirectory() as folder:
    asyncio.run(play(Path(folder)))
"""


def test_at_debug_no_log_holds_what_was_typed_while_a_whole_case_is_played() -> None:
    played = subprocess.run(
        [sys.executable, "-c", PLAYED], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "played" in played.stderr
    assert CANARY not in played.stderr + played.stdout
    assert "insert" not in played.stderr.casefold()


async def test_a_store_without_a_grant_reads_nothing(house: Talks) -> None:
    ref = await house.raised()

    async with house.player.house.unit() as unit:
        case = await unit.cases.get(CaseRef.parse(ref))
        with pytest.raises(LeakError):
            await unit.cases.read(case, TextKind.DETAIL, cast("Grant", uuid4()))

"""Arguments as commands declare them: the shared kinds, and how a question is put.

A form delivers canonical text (a code, a number, an ISO date: bot/form.py makes it of what was typed);
these validators turn it into values and repeat nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, TypeAlias, TypeVar, cast

from pydantic import BeforeValidator, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from bot.vocabulary.base import Word
from bot.vocabulary.numbers import (
    ActionNo,
    Day,
    ItemNo,
    MeetingNo,
    Number,
    PersonNo,
    Quarter,
    SeatNo,
    Slot,
)
from bot.vocabulary.reference import CaseRef

T = TypeVar("T")
When: TypeAlias = Callable[[Mapping[str, str]], bool]


@dataclass(frozen=True, slots=True)
class Ask:
    """How a form asks for an argument: `asked` for optional ones too; `when` only after such answers.

    `plain`: own words that say nothing of any person or case, such as a one-time code. `needed`: where it is
    asked for it cannot be left out.
    """

    asked: bool = False
    when: When | None = None
    plain: bool = False
    needed: bool = False


def ask(
    title: str,
    hint: str = "",
    *,
    most: int | None = None,
    asked: bool = False,
    when: When | None = None,
    plain: bool = False,
) -> Any:
    """A required argument: its question and a hint. `most`: how many choices at most."""
    return Field(
        title=title,
        description=hint,
        max_length=most,
        min_length=1 if most else None,
        json_schema_extra=cast("Any", {"ask": Ask(asked=asked, when=when, plain=plain)}),
    )


def may(
    title: str,
    hint: str = "",
    *,
    most: int | None = None,
    asked: bool = False,
    when: When | None = None,
    plain: bool = False,
) -> Any:
    """An optional argument; asked for only if `asked`, or `when` the answers so far call for it."""
    return Field(
        default=None,
        title=title,
        description=hint,
        max_length=most,
        json_schema_extra=cast("Any", {"ask": Ask(asked=asked, when=when, plain=plain)}),
    )


def must(title: str, hint: str = "", *, when: When) -> Any:
    """An argument that is asked for only `when` the answers so far call for it, and then is needed."""
    return Field(
        default=None,
        title=title,
        description=hint,
        json_schema_extra=cast("Any", {"ask": Ask(when=when, needed=True)}),
    )


def how_asked(info: FieldInfo) -> Ask:
    extra = cast("dict[str, object] | None", info.json_schema_extra)
    found = extra.get("ask") if extra else None
    return found if isinstance(found, Ask) else Ask()


def _reader(read: Callable[[str], T]) -> BeforeValidator:
    def validate(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return read(value)
        except ValueError:
            # ValueError texts may quote what was typed; this one cannot.
            raise PydanticCustomError("not_right", "not right") from None

    return BeforeValidator(validate)


def _many(read: Callable[[str], T]) -> BeforeValidator:
    return _reader(
        lambda text: tuple(read(part.strip()) for part in text.split(",") if part.strip())
    )


def _number(kind: type[Number]) -> BeforeValidator:
    return _reader(kind.parse)


def _yes_no(text: str) -> bool:
    return {"yes": True, "no": False}[text] if text in {"yes", "no"} else _fail()


def _fail() -> bool:
    raise ValueError("neither yes nor no")


YesNo = Annotated[bool, _reader(_yes_no)]
Ref = Annotated[CaseRef, _reader(CaseRef.parse)]
Refs = Annotated[tuple[CaseRef, ...], _many(CaseRef.parse)]
Who = Annotated[PersonNo, _reader(lambda text: PersonNo(int(text)))]
SeatOf = Annotated[SeatNo, _reader(lambda text: SeatNo(int(text)))]
Seats = Annotated[tuple[SeatNo, ...], _many(lambda text: SeatNo(int(text)))]
On = Annotated[Day, _reader(lambda text: Day.of(date.fromisoformat(text)))]
Slots = Annotated[tuple[Slot, ...], _many(lambda text: Slot.of(datetime.fromisoformat(text)))]
WhichAction = Annotated[ActionNo, _number(ActionNo)]
WhichItem = Annotated[ItemNo, _number(ItemNo)]
WhichMeeting = Annotated[MeetingNo, _number(MeetingNo)]
WhichQuarter = Annotated[Quarter, _reader(Quarter.parse)]
WhichDate = Annotated[Number, _number(Number)]

CASE: Final = "Which case?"


def codes(kind: type[Word]) -> BeforeValidator:
    """For `Annotated[tuple[Kind, ...], codes(Kind)]`: several codes, with commas between."""
    return _many(kind.of)

"""The numbers that may be shared: bounded, so that no telephone number or birthday fits into one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import total_ordering
from typing import ClassVar, Final, Self

from bot.vocabulary.base import ChannelSafe, CircleSafe

_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Number(ChannelSafe):
    """A whole number between 1 and LAST."""

    LAST: ClassVar[int] = 999
    value: int

    def __post_init__(self) -> None:
        if type(self.value) is not int or not 1 <= self.value <= self.LAST:
            raise ValueError(f"not between 1 and {self.LAST}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed. Raises ValueError, which never repeats the text."""
        bare = text.strip().removeprefix("#")
        if not (bare.isascii() and bare.isdecimal() and len(bare) <= 6):
            raise ValueError("not a number")  # int(text) would quote the text in its complaint
        return cls(int(bare))

    def __str__(self) -> str:
        return str(self.value)


class SeatNo(Number):
    """A seat's place in the partnership's list; its name is looked up when a sentence is made."""


class ActionNo(Number):
    """An action's number within its plan."""


class ItemNo(Number):
    """A sealed item's number within its case."""


class MeetingNo(Number):
    """A meeting's number within its partnership."""

    LAST: ClassVar[int] = 99_999


@total_ordering
@dataclass(frozen=True, slots=True)
class Quarter(ChannelSafe):
    """A quarter of a year between 2020 and 2119, such as 2026-Q1."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (2020 <= self.year <= 2119 and 1 <= self.number <= 4):
            raise ValueError("not a quarter between 2020 and 2119")

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Self:
        """`2026-Q1` as it is written here. Raises ValueError, which never repeats the text."""
        year, mark, number = text.strip().upper().partition("-Q")
        if not (mark and year.isascii() and year.isdecimal() and len(year) == 4):
            raise ValueError("not a quarter")
        if number not in {"1", "2", "3", "4"}:
            raise ValueError("not a quarter")
        return cls(int(year), int(number))

    @property
    def before(self) -> Quarter:
        return (
            Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)
        )

    def __lt__(self, other: Quarter) -> bool:
        return (self.year, self.number) < (other.year, other.number)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


@total_ordering
@dataclass(frozen=True, slots=True)
class Day(CircleSafe):
    """A calendar day between 2020 and 2119, as days since 2020-01-01. Never in the seats' channel."""

    LAST: ClassVar[int] = 36_524
    number: int

    def __post_init__(self) -> None:
        if type(self.number) is not int or not 0 <= self.number <= self.LAST:
            raise ValueError("not a day between 2020 and 2119")

    @classmethod
    def of(cls, day: date) -> Self:
        return cls((day - _EPOCH.date()).days)

    @property
    def date(self) -> date:
        return _EPOCH.date() + timedelta(days=self.number)

    def __lt__(self, other: Day) -> bool:
        return self.number < other.number

    def __str__(self) -> str:
        return self.date.isoformat()


@dataclass(frozen=True, slots=True)
class Slot(ChannelSafe):
    """When a meeting is: minutes since 2020-01-01 UTC. Meetings carry no case in the seats' channel."""

    LAST: ClassVar[int] = 36_525 * 24 * 60
    minute: int

    def __post_init__(self) -> None:
        if type(self.minute) is not int or not 0 <= self.minute <= self.LAST:
            raise ValueError("not a time between 2020 and 2119")

    @classmethod
    def of(cls, moment: datetime) -> Self:
        return cls(int((moment - _EPOCH) / timedelta(minutes=1)))

    @property
    def moment(self) -> datetime:
        return _EPOCH + timedelta(minutes=self.minute)


@dataclass(frozen=True, slots=True, order=True)
class PersonNo:
    """A person's number in the partnership. Not Abstract: posts speak of seats, never of people."""

    value: int

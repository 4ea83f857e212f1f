"""The kinds of value a setting may have, and how each is described to whoever mends the file."""

from __future__ import annotations

import re
from datetime import time
from enum import StrEnum
from typing import Annotated, Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, StringConstraints

from bot.vocabulary.base import Word


class Weekday(StrEnum):
    """The days on which people work, in order from Monday."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"

    @property
    def number(self) -> int:
        """1 for Monday."""
        return list(Weekday).index(self) + 1


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as unknown:
        raise ValueError("unknown zone") from unknown
    return name


def _country(code: str) -> str:
    if code not in Locale("en").territories:
        raise ValueError("unknown country")
    return code


def _clock_time(value: object) -> time:
    """Takes "HH:MM", and TOML's own local time."""
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    raise ValueError("not a time of day")


def in_order(times: tuple[time, ...]) -> tuple[time, ...]:
    return tuple(sorted(set(times)))


def not_in_the_file(_value: object) -> SecretStr:
    raise ValueError("keys do not belong in this file")


Slug: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
OneLine: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]{1,80}$")
]
Zone: TypeAlias = Annotated[str, AfterValidator(_zone)]
Country: TypeAlias = Annotated[
    str, StringConstraints(pattern="^[A-Z]{2}$"), AfterValidator(_country)
]
ClockTime: TypeAlias = Annotated[time, BeforeValidator(_clock_time)]
Digits: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,15}$")]
Homeserver: TypeAlias = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/@?#]+/?$")]
MatrixUser: TypeAlias = Annotated[str, StringConstraints(pattern=r"^@[^\s:@]+:[^\s@]+$")]
MatrixRoom: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[!#]\S+$")]
# Of Slack, where there are several workspaces, with the workspace's number in front: "T012AB3CD/U012AB3CD".
SlackUser: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^(T[A-Z0-9]{2,20}/)?[UW][A-Z0-9]{2,20}$")
]
SlackChannel: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^(T[A-Z0-9]{2,20}/)?[CG][A-Z0-9]{2,20}$")
]
SlackTeam: TypeAlias = Annotated[str, StringConstraints(pattern=r"^T[A-Z0-9]{2,20}$")]
WebAddress: TypeAlias = Annotated[str, StringConstraints(pattern=r"^https?://[^\s@?#]+/$")]
# Own words travel there, so only this machine itself may do without encryption.
PublicAddress: TypeAlias = Annotated[
    str,
    StringConstraints(
        pattern=r"^(https://[^\s/@?#]+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?)$"
    ),
]
WebPath: TypeAlias = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9/_-]{1,80}$")]
WebWord: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
# The master key travels there, so only this machine itself may do without encryption.
KeyService: TypeAlias = PublicAddress
# Public keys of age, https://age-encryption.org/v1, in Bech32; whether one is good is seen by encrypting.
AgeRecipient: TypeAlias = Annotated[str, StringConstraints(pattern=r"^age1[a-z0-9]{58}$")]
Flag: TypeAlias = Annotated[bool, Field(strict=True)]
Count: TypeAlias = Annotated[int, Field(strict=True, ge=0)]
Hours: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=24)]

SLUG: Final = "a short key of small letters, digits, - and _, starting with a letter"
LINE: Final = "one line of 1 to 80 characters"
ZONE: Final = 'a time zone of the IANA list, such as "Europe/Copenhagen"'
CLOCK: Final = 'a time of day in quotes, such as "08:00"'
COUNT: Final = "a whole number, 0 or more"
HOURS: Final = "a whole number of hours, 1 to 24"
DAY: Final = "a date without quotes, such as 2026-12-24"
FLAG: Final = "true or false"


def one_of(words: type[StrEnum] | type[Word]) -> str:
    return "one of " + ", ".join(str(word.value) for word in words)

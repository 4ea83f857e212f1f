"""`confer init`: a dozen plain questions become a config.toml and a master key beside it."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import Final

from bot.config import parse
from bot.errors import ConferError
from bot.people import Duty
from bot.setup.questions import (
    SECTORS,
    Answers,
    ask_all,
    listed,
    name_and_account,
    on_matrix,
    questions,
)

__all__ = ["AlreadyThere", "ask_all", "config_text", "questions", "write"]

LEGAL: Final = {"GB": "uk", "DK": "dk", "NL": "nl"}


class AlreadyThere(ConferError):
    """There is a configuration or a key in this folder already; nothing was written."""


def write(answers: Answers, folder: Path, key: Callable[[], bytes] | None = None) -> Path:
    """Writes config.toml and master.key, for the owner alone; gives the former's path.

    `key` makes 32 bytes; None: the system's randomness. Raises AlreadyThere before anything is
    written, and ConfigWrong if the answers do not fit together.
    """
    config, secret = folder / "config.toml", folder / "master.key"
    if config.exists() or secret.exists():
        raise AlreadyThere
    text = config_text(answers)
    parse(text)
    made = key() if key else secrets.token_bytes(32)
    _create(secret, base64.b64encode(made).decode("ascii") + "\n")
    _create(config, text)
    return config


def _create(path: Path, text: str) -> None:
    """A new file, readable by its owner only from its first moment."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise AlreadyThere from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


_CONFIG: Final = Template("""\
# Written by `confer init`. config.example.toml tells every setting and its meaning.

[partnership]
key = "partnership"
name = $name
language = $language
zone = $zone
country = $country
process_profile = $profile
legal_profile = $legal
emergency_number = $emergency
# The version of your sharing agreement; raise it when the agreement changes.
agreement_version = 1
keeping_not_taken_months = $not_taken
keeping_archived_months = $archived
residents = $residents
$seats
# Add the holder and deputy of each seat here, and the police contact.
$people
[storage]
url = "sqlite:///confer.db"
# Keep a copy of this file apart from the backups: nothing sealed can be read without it.
master_key_file = "master.key"
$matrix""")

_SEAT: Final = Template("""
[[seats]]
key = $key
name = $name
sector = $key
# The seat is live once its agreement is signed and it has a holder and a deputy.
# agreement = 2026-01-31
""")

_PERSON: Final = Template("""
[[people]]
key = $key
name = $name
duties = [$duty]
on_call = [$on_call]
$account""")

_MATRIX: Final = Template("""
[matrix]
homeserver = $homeserver
user = $user
seats_room = $room
""")


def config_text(answers: Answers) -> str:
    """The text of config.toml for these answers."""
    plain = ("not_taken", "archived", "residents")
    words = {name: a if name in plain else _quoted(a) for name, a in answers.items()}
    return _CONFIG.substitute(
        words,
        legal=_quoted(LEGAL.get(answers["country"], "generic_eu")),
        seats="".join(_seat_text(code) for code in listed(answers["seats"])),
        people=_person_text(answers["coordinator"], Duty.COORDINATOR, "weekdays")
        + _person_text(answers["deputy"], Duty.DEPUTY_COORDINATOR, "weekends"),
        matrix=_MATRIX.substitute(words) if on_matrix(answers) else "",
    )


def _seat_text(code: str) -> str:
    label = SECTORS[code].label
    return _SEAT.substitute(key=_quoted(code), name=_quoted(label[0].upper() + label[1:]))


def _person_text(answer: str, duty: Duty, on_call: str) -> str:
    name, account = name_and_account(answer)
    return _PERSON.substitute(
        key=_quoted(duty.value),
        name=_quoted(name),
        duty=_quoted(duty.value),
        on_call=_quoted(on_call),
        account=f"matrix = {_quoted(account)}\n" if account else "",
    )


def _quoted(text: str) -> str:
    """A TOML string; JSON writes the same escapes."""
    return json.dumps(text, ensure_ascii=False)

"""config.toml as typed settings, with errors that name the line to mend and repeat no value."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config.checks import check, seats_lacking
from bot.config.faults import Fault, faults_of, label, line_of, lines_of
from bot.config.shape import (
    Backup,
    KeyPlace,
    Matrix,
    Partnership,
    PersonEntry,
    SealedEntry,
    SeatEntry,
    Settings,
    Slack,
    SlackMode,
    Storage,
    Vault,
    Watch,
    Web,
)
from bot.errors import ConferError
from bot.vocabulary.law import LegalProfile

__all__ = [
    "Backup",
    "ConfigWrong",
    "Environment",
    "KeyPlace",
    "LegalProfile",
    "Matrix",
    "Partnership",
    "PersonEntry",
    "SealedEntry",
    "SeatEntry",
    "Settings",
    "Slack",
    "SlackMode",
    "Storage",
    "Vault",
    "Watch",
    "Web",
    "load",
    "parse",
    "seats_lacking",
]


MOST_BYTES: Final = 1_000_000


class ConfigWrong(ConferError):
    """The configuration cannot be used."""


class Environment(BaseSettings):
    """What may come from the environment: CONFER_MASTER_KEY, and nothing else."""

    model_config = SettingsConfigDict(
        env_prefix="CONFER_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    master_key: SecretStr | None = None


def load(path: Path, environment: Environment | None = None) -> Settings:
    """The settings of a file. Raises ConfigWrong with a line for each thing to mend."""
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise ConfigWrong(f"{path}: longer than any configuration; is it the right file?")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigWrong(f"{path}: there is no such file; `confer init` writes one") from None
    except UnicodeDecodeError:
        raise ConfigWrong(f"{path}: this is not UTF-8 text") from None
    except OSError as trouble:
        raise ConfigWrong(f"{path}: {trouble.strerror}") from None
    settings = parse(text, path.name).beside(path.resolve().parent)
    if settings.storage.password_file is not None:
        settings = settings.with_password(_password(settings.storage.password_file))
    key = (environment or Environment()).master_key
    return settings.with_master_key(key) if key else settings


def _password(file: Path) -> str:
    """Raises ConfigWrong, which repeats nothing of it."""
    try:
        found = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigWrong(f"{file}: the database's password cannot be read there") from None
    if not found:
        raise ConfigWrong(f"{file}: no password stands there")
    return found


def parse(text: str, file: str = "config.toml") -> Settings:
    """The settings of a text, paths as they stand. Raises ConfigWrong."""
    raw = _toml(text, file)
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        raise _wrong(faults_of(error), text, file) from None
    if faults := list(check(settings)):
        raise _wrong(faults, text, file)
    return settings


def _toml(text: str, file: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = at.group(1) if at else str(text.count("\n") + 1)
        twice = re.match(r"Cannot (overwrite|declare|mutate|redefine)", str(error))
        says = (
            "this key or table stands twice"
            if twice
            else "not readable; look for a missing quote, bracket or equals sign"
        )
        raise ConfigWrong(f"{file}, line {line}: {says}") from None


def _wrong(faults: Iterable[Fault], text: str, file: str) -> ConfigWrong:
    lines = lines_of(text)
    found = sorted((line_of(f.place, lines), f"{label(f.place)}: {f.says}") for f in faults)
    return ConfigWrong("\n".join(f"{file}, line {line}: {says}" for line, says in found))

"""Confer's command line over a configuration of a test's own."""

from __future__ import annotations

import base64
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from typer.testing import CliRunner

from bot.__main__ import app

ROOT: Final = Path(__file__).parents[2]
_CUT: Final = ("[vault]", "[matrix]", "[slack]", "[web]", "[logs]", "[backup]")


def config_text() -> str:
    """The example, without the tables that a test adds itself."""
    text = (ROOT / "config.example.toml").read_text("utf-8")
    kept: list[str] = []
    table = ""
    for line in text.splitlines():
        table = line.strip() if line.startswith("[") else table
        if table not in _CUT:
            kept.append(line)
    return "\n".join(kept) + "\n"


@dataclass
class Desk:
    """An operator's folder: config.toml, master.key and, once migrated, confer.db."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, migrated: Path, key: bytes, more: str = "") -> Desk:
        (folder / "config.toml").write_text(config_text() + more)
        secret = folder / "master.key"
        secret.touch(mode=0o600)
        secret.write_text(base64.b64encode(key).decode() + "\n")
        shutil.copy(migrated, folder / "confer.db")
        return cls(folder)

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'confer.db'}"

    def types(self, *words: str, answers: str = "", env: dict[str, str] | None = None) -> str:
        """What is said, on either stream; raises AssertionError unless it ends well."""
        code, said = self.tries(*words, answers=answers, env=env)
        assert code == 0, said
        return said

    def tries(
        self, *words: str, answers: str = "", env: dict[str, str] | None = None
    ) -> tuple[int, str]:
        line = (*words, "-c", str(self.folder / "config.toml"))
        return self.tries_bare(*line, answers=answers, env=env)

    def said(self, *words: str) -> str:
        """Of a command that needs no configuration."""
        code, said = self.tries_bare(*words)
        assert code == 0, said
        return said

    def tries_bare(
        self, *words: str, answers: str = "", env: dict[str, str] | None = None
    ) -> tuple[int, str]:
        result = CliRunner().invoke(app, list(words), input=answers, env=env)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

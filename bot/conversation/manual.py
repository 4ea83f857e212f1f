"""The manual: every command with its arguments, made of the declarations."""

from __future__ import annotations

from collections.abc import Iterable

from bot.command import AnyCommand
from bot.form import usage

_HEAD = "| Command | What it does | Example |\n|---|---|---|"


def table(commands: Iterable[AnyCommand]) -> str:
    """A Markdown table, one row a command that people type."""
    rows = [
        f"| `/{usage(one)}` | {one.summary} | `/{one.examples[-1]}` |"
        for one in commands
        if not one.hidden
    ]
    return "\n".join([_HEAD, *rows])

"""What every command of the command line shares."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from bot.errors import ConferError

Config: TypeAlias = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.")]


def run(doing: Coroutine[Any, Any, None]) -> None:
    """Troubles become one sentence and exit code 2; Ctrl-C leaves cleanly."""
    try:
        asyncio.run(doing)
    except ConferError as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(0) from None

"""`confer audit …`: for whoever checks that nobody changed what was logged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.shared import Config, run

app = typer.Typer(help="Check and write out the audit.", no_args_is_help=True)

Words = Annotated[
    str | None, typer.Option(help="Ten words from the seats' channel, in quotes, to look for.")
]


@app.command()
def verify(
    config: Config = Path("config.toml"),
    fingerprint: Words = None,
    file: Annotated[Path | None, typer.Option(help="An export, instead of the database.")] = None,
) -> None:
    """Find what was changed, cut off or written anew."""
    from bot.house import auditing  # noqa: PLC0415  # the store is not needed by a demonstration

    if file is not None:
        run(auditing.verify_file(file, fingerprint))
    else:
        run(auditing.verify(config, fingerprint))


@app.command("accept-clock")
def accept_clock(config: Config = Path("config.toml")) -> None:
    """Say that the machine's clock is right, though a later time was seen; it is written into the audit."""
    from bot.house import serving  # noqa: PLC0415  # as above

    run(serving.accept_clock(config))


@app.command()
def export(
    to: Annotated[Path, typer.Argument(help="A new file.")], config: Config = Path("config.toml")
) -> None:
    """Write the audit to a file that can be verified elsewhere, without a key."""
    from bot.house import auditing  # noqa: PLC0415  # as above

    run(auditing.export(config, to))

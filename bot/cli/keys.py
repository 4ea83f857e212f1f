"""`confer keys …`: the master key's life, for whoever runs Confer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.shared import Config, run

keys = typer.Typer(
    name="keys", help="The master key: look, turn, share out, destroy.", no_args_is_help=True
)


@keys.command()
def status(config: Config = Path("config.toml")) -> None:
    """Where the master key is, which epochs there are, and what is wrapped by which."""
    from bot.house import keyroom  # noqa: PLC0415  # the database is not needed by a demonstration

    run(keyroom.status(config))


@keys.command()
def rotate(
    config: Config = Path("config.toml"),
    out: Annotated[
        Path | None,
        typer.Option(help="A new file for the keys, where Confer may not change their place."),
    ] = None,
) -> None:
    """Make a new master key and bring every data key under it. Confer may run meanwhile."""
    from bot.house import keyroom  # noqa: PLC0415  # as above

    run(keyroom.rotate(config, out))


@keys.command()
def rewrap(config: Config = Path("config.toml")) -> None:
    """Go on bringing data keys under the newest master key, after a rotation that was broken off."""
    from bot.house import keyroom  # noqa: PLC0415  # as above

    run(keyroom.rewrap(config))


@keys.command()
def destroy(
    epoch: Annotated[int, typer.Argument(help="Its number, see: confer keys status")],
    config: Config = Path("config.toml"),
) -> None:
    """Forget an older master key for good, with every copy of the key ring that it wrapped."""
    from bot.house import keyroom  # noqa: PLC0415  # as above

    typer.echo(
        "Copies of the key ring that are older than the newest will not open any more, nor will shares"
        " of this key."
    )
    typed = typer.prompt("Type the number again to destroy it")
    if str(typed).strip() != str(epoch):
        typer.echo("Nothing was destroyed.", err=True)
        raise typer.Exit(2)
    run(keyroom.destroy(config, epoch))


@keys.command()
def adopt(
    file: Annotated[Path, typer.Argument(help="A key file, such as master.key.")],
    config: Config = Path("config.toml"),
) -> None:
    """Take the keys of a file to the place that the configuration names, such as Vault."""
    from bot.house import keyroom  # noqa: PLC0415  # as above

    run(keyroom.adopt(config, file))


@keys.command()
def split(
    config: Config = Path("config.toml"),
    seat: Annotated[
        list[str] | None, typer.Option(help="A seat that gets a share; once for each.")
    ] = None,
    needed: Annotated[int, typer.Option(help="How many agencies it takes.")] = 3,
    count: Annotated[int, typer.Option(help="How many get one, where no --seat is named.")] = 5,
) -> None:
    """Print the master key in shares, one page for each agency: confer keys split | lp"""
    from bot.house import recovery  # noqa: PLC0415  # as above

    run(recovery.split(config, seat or [], needed, count))


@keys.command()
def recover(
    config: Config = Path("config.toml"),
    out: Annotated[
        Path | None,
        typer.Option(help="A new file for the key, where Confer may not change its place."),
    ] = None,
) -> None:
    """Put shares together again: each agency types its own. Every seat hears of it."""
    from bot.house import recovery  # noqa: PLC0415  # as above

    def ask(missing: int | None) -> str:
        left = "" if missing is None else f" ({missing} to go)"
        return str(typer.prompt(f"A share's words{left}", hide_input=True))

    run(recovery.recover(config, ask, out))

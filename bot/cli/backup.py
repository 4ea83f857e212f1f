"""`confer backup`, `restore`, `erase` and what belongs to them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.shared import Config, run
from bot.errors import ConferError

backups = typer.Typer()


@backups.command()
def backup(config: Config = Path("config.toml")) -> None:
    """Write a backup and the key ring to it, and verify both by restoring them. Confer may run meanwhile."""
    from bot.house import backups as house  # noqa: PLC0415  # not needed by a demonstration

    run(house.make(config))


@backups.command("backup-key")
def backup_key(
    file: Annotated[Path, typer.Argument(help="A new file for the secret half.")],
) -> None:
    """Make the key that opens backups: the secret half in a file, the public one for config.toml."""
    from bot.house import backups as house  # noqa: PLC0415  # as above

    try:
        house.new_key(file)
    except ConferError as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(2) from None
    typer.echo(
        "Write this line into the configuration, under [backup]; take the file to another place, and off this"
        " machine."
    )


@backups.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    key_ring: Annotated[Path, typer.Option(help="The newest key ring.")],
    identity: Annotated[Path, typer.Option(help="The file that `confer backup-key` wrote.")],
    config: Config = Path("config.toml"),
    keyless: Annotated[bool, typer.Option(help="The master key will be recovered after.")] = False,  # noqa: FBT002  # a flag
) -> None:
    """Bring a backup back into a new database: whole, or not at all."""
    from bot.house import backups as house  # noqa: PLC0415  # as above

    run(house.restore(config, (file, key_ring), identity, keyless=keyless))


@backups.command()
def erase(config: Config = Path("config.toml")) -> None:
    """Erase one ended case now, for a request that was granted. It asks which."""
    from bot.house import backups as house  # noqa: PLC0415  # as above

    text = str(typer.prompt("Which case"))
    typer.echo("Nobody can bring it back, no backup either.")
    run(house.erase(config, text, str(typer.prompt("Type it again to erase it"))))


@backups.command()
def certificates(config: Config = Path("config.toml")) -> None:
    """What was erased, for whoever audits."""
    from bot.house import backups as house  # noqa: PLC0415  # as above

    run(house.certificates(config))

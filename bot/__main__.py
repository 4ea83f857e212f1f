"""The command line: `confer …`. One of two files that know all the others."""

from __future__ import annotations

import sys
import warnings
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.cli import audit as cli_audit
from bot.cli.backup import backups
from bot.cli.keys import keys
from bot.cli.shared import Config
from bot.cli.shared import run as _run
from bot.errors import ConferError

app = typer.Typer(
    name="confer",
    help="Help for people who may come to harm, from several agencies at once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(cli_audit.app, name="audit")
app.add_typer(keys)
app.add_typer(backups)


@app.command()
def demo() -> None:
    """A scripted case on an embedded partnership; at a terminal, then your turn."""
    from bot.house import showing  # noqa: PLC0415  # the console is not needed by a running server

    _run(showing.demo(at_terminal=sys.stdin.isatty() and sys.stdout.isatty()))


@app.command()
def play(
    file: Annotated[str, typer.Argument(help="A scenario file; - for standard input.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,  # noqa: FBT002  # a flag
    profile: Annotated[
        str | None, typer.Option(help="light or full; else what the file's first line says.")
    ] = None,
) -> None:
    """Play a scenario, for training and for tests."""
    from bot.house import showing  # noqa: PLC0415  # as above

    _run(showing.play(_text_of(file), as_json=json, profile=profile))


MOST_BYTES: Final = 1_000_000  # of a scenario


def _text_of(file: str) -> str:
    try:
        with sys.stdin.buffer if file == "-" else Path(file).open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
        if len(data) <= MOST_BYTES:
            return data.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        data = b""
    why = "is longer than a megabyte" if data else "cannot be read"
    typer.echo(f"This scenario file {why}.", err=True)
    raise typer.Exit(2)


@app.command()
def picture(to: Annotated[Path, typer.Argument()] = Path("docs/case.svg")) -> None:
    """Draw a case in chat as an SVG file."""
    from bot.house import showing  # noqa: PLC0415  # as above

    _run(showing.picture(to))


@app.command()
def manual() -> None:
    """The table of commands, as Markdown."""
    from bot.conversation import manual as pages  # noqa: PLC0415  # as above
    from commands import ALL  # noqa: PLC0415  # as above

    typer.echo(pages.table(ALL))


@app.command()
def init(folder: Annotated[Path, typer.Option(help="Where to write.")] = Path()) -> None:
    """Ask a dozen questions and write config.toml and the master key."""
    from bot import setup  # noqa: PLC0415  # needed once in a lifetime

    def ask(question: str, default: str) -> str:
        end = ": " if default else " "  # a question ends with its own mark
        shown = bool(default)
        return str(typer.prompt(question, default=default, show_default=shown, prompt_suffix=end))

    try:
        written = setup.write(setup.ask_all(ask), folder)
    except ConferError as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(2) from None
    typer.echo(
        f"Written: {written.name} and master.key. Keep the key safe, and apart from backups."
    )
    typer.echo(
        "Next: add the holder and deputy of each seat to it; then confer migrate,"
        " confer matrix-login or confer slack-login, and confer run."
    )


@app.command()
def migrate(config: Config = Path("config.toml")) -> None:
    """Bring the database to the newest schema."""
    from bot.house import serving  # noqa: PLC0415  # the servers are not needed by a demonstration

    _run(serving.migrate(config))


@app.command("matrix-login")
def matrix_login(
    config: Config = Path("config.toml"),
    token: Annotated[bool, typer.Option(help="Log in with an access token.")] = False,  # noqa: FBT002  # a flag
    again: Annotated[bool, typer.Option(help="Make a new device.")] = False,  # noqa: FBT002  # a flag
) -> None:
    """Make Confer's device on the Matrix server; its secrets are sealed in the database."""
    from bot.house import serving  # noqa: PLC0415  # as above

    secret = typer.prompt("Access token" if token else "Password", hide_input=True)
    _run(serving.matrix_login(config, str(secret), by_token=token, again=again))


@app.command("slack-login")
def slack_login(config: Config = Path("config.toml")) -> None:
    """Take in the tokens that Slack gave; they are sealed in the database."""
    from bot.house import serving  # noqa: PLC0415  # as above

    def ask(what: str) -> str:
        return str(typer.prompt(what, hide_input=True)).strip()

    _run(serving.slack_login(config, ask))


@app.command("slack-manifest")
def slack_manifest(config: Config = Path("config.toml")) -> None:
    """The manifest of Confer's app on Slack, as JSON."""
    from bot.house import serving  # noqa: PLC0415  # as above

    try:
        typer.echo(serving.slack_manifest(config))
    except ConferError as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(2) from None


@app.command()
def doctor(config: Config = Path("config.toml")) -> None:
    """Look at everything Confer leans on: a line each, ok or what to mend."""
    from bot.house import doctor as house  # noqa: PLC0415  # as above

    async def look() -> None:
        if not await house.doctor(config):
            raise typer.Exit(1)

    _run(look())


@app.command()
def run(config: Config = Path("config.toml")) -> None:
    """Listen and answer, until stopped."""
    from bot.house import serving  # noqa: PLC0415  # as above

    _run(serving.run(config))


def main() -> None:
    """The console command `confer`."""
    warnings.simplefilter("ignore")  # for developers, not for a nurse's coordinator
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the machine's language settings say
    app()


if __name__ == "__main__":
    main()

"""The README says what the code says."""

from __future__ import annotations

from pathlib import Path

from bot.conversation import manual
from commands import ALL

README = Path(__file__).parents[2] / "README.md"


def test_the_command_table_is_the_one_the_declarations_make() -> None:
    text = README.read_text("utf-8")

    table = text.partition("<!-- commands -->\n")[2].partition("\n<!-- /commands -->")[0]

    assert table == manual.table(ALL)

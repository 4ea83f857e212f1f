"""Lines of a console, drawn: each private line under its reader's name, the shared places beside."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.console.cast import ZONE
from adapters.console.stage import Said

_COLOURS: Final = ("cyan", "green", "magenta", "yellow", "blue", "bright_cyan", "bright_green")
_KINDS: Final = {"refusal": "red", "question": "white", "notice": "bold", "removed": "dim"}


class Screen:
    """Draws on a rich console; narrow terminals get one column."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._seen: list[str] = []

    def _colour(self, place: str) -> str:
        if place not in self._seen:
            self._seen.append(place)
        return _COLOURS[self._seen.index(place) % len(_COLOURS)]

    def typed(self, who: str, words: str, place: str = "private") -> None:
        where = "" if place == "private" else f" in {place}"
        said = Text(f"{who}{where} › ", style=f"bold {self._colour(who)}")
        self.console.print(said.append(words, style="default"))

    def note(self, words: str) -> None:
        self.console.print(Text(words, style="dim italic"))

    def line(self, said: Said) -> None:
        """Private lines to the left, shared ones to the right."""
        shared = said.place == "seats" or said.place.startswith("circle")
        cell = self._cell(said)
        if self.console.width < 70:
            self.console.print(cell)
            return
        grid = Table.grid(expand=True, padding=(0, 1))
        grid.add_column(ratio=3)
        grid.add_column(ratio=2)
        grid.add_row(*(("", cell) if shared else (cell, "")))
        self.console.print(grid)

    def _cell(self, said: Said) -> Text:
        clock = said.at.astimezone(ZoneInfo(ZONE))
        head = Text(f"{clock:%a %H:%M} ", style="dim")
        head.append(said.place, style=f"bold {self._colour(said.place)}")
        if said.kind == "removed":
            return head.append("  what was typed there is removed", style="dim")
        head.append(f"\n{said.text}", style=_KINDS.get(said.kind, "default"))
        for number, button in enumerate(said.buttons, start=1):
            head.append("\n" if number == 1 else "  ").append(f"[{button}]", style="dim")
        return head

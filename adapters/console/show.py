"""Lines of a console, drawn: each private line under its reader's name, the shared places beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.console.cast import ZONE
from adapters.console.stage import Said

_COLOURS: Final = ("cyan", "green", "magenta", "yellow", "blue", "bright_cyan", "bright_green")
_KINDS: Final = {"refusal": "red", "question": "white", "notice": "bold", "removed": "dim"}
_NARROW: Final = 70
_SHARED: Final = 0.4  # of the width, on the right


def _as_it_is(text: str) -> str:
    return text


class Screen:
    """Draws on a rich console; narrow terminals get one column. `reworded` is applied to all it draws.

    A notice that many get at once is drawn once, under all their names: call `flush` after each step.
    """

    def __init__(self, console: Console, reworded: Callable[[str], str] = _as_it_is) -> None:
        self.console = console
        self._reworded = reworded
        self._seen: list[str] = []
        self._alike: list[Said] = []

    def _colour(self, place: str) -> str:
        if place not in self._seen:
            self._seen.append(place)
        return _COLOURS[self._seen.index(place) % len(_COLOURS)]

    def typed(self, who: str, words: str, place: str = "private") -> None:
        self.flush()
        where = "" if place == "private" else f" in {place}"
        said = Text(f"{who}{where} › ", style=f"bold {self._colour(who)}")
        self.console.print(said.append(self._reworded(words), style="default"))

    def note(self, words: str) -> None:
        self.flush()
        self.console.print(Text(words, style="dim italic"))

    def line(self, said: Said) -> None:
        """Take in one line; it is drawn with the next one that differs."""
        if self._alike and not _same_notice(self._alike[0], said):
            self.flush()
        self._alike.append(said)

    def flush(self) -> None:
        """Draw what was taken in: private lines to the left, shared ones to the right."""
        if not self._alike:
            return
        said, readers = self._alike[0], [one.place for one in self._alike]
        self._alike = []
        narrow = self.console.width < _NARROW
        shared = said.place == "seats" or said.place.startswith("circle")
        share = 1.0 if narrow else _SHARED if shared else 1 - _SHARED
        cell = self._cell(said, readers, width=int(self.console.width * share) - 2)
        if narrow:
            self.console.print(cell)
            return
        grid = Table.grid(expand=True, padding=(0, 1))
        grid.add_column(ratio=3)
        grid.add_column(ratio=2)
        grid.add_row(*(("", cell) if shared else (cell, "")))
        self.console.print(grid)

    def _cell(self, said: Said, readers: list[str], width: int) -> Text:
        clock = said.at.astimezone(ZoneInfo(ZONE))
        cell = Text(f"{clock:%a %H:%M} ", style="dim")
        names = ", ".join(self._reworded(reader) for reader in readers)
        cell.append(names, style=f"bold {self._colour(said.place)}")
        if said.kind == "removed":
            return cell.append("  what was typed there is removed", style="dim")
        cell.append(f"\n{self._reworded(said.text)}", style=_KINDS.get(said.kind, "default"))
        asked = said.kind == "question"
        buttons = [
            f"{n} [{label}]" if asked else f"[{label}]" for n, label in enumerate(said.buttons, 1)
        ]
        return cell.append("".join(f"\n{row}" for row in _rows(buttons, width)), style="dim")


def _rows(buttons: list[str], width: int) -> list[str]:
    """As many beside each other as fit, none broken."""
    rows: list[str] = []
    for button in buttons:
        if rows and len(rows[-1]) + len(button) + 2 <= width:
            rows[-1] += f"  {button}"
        else:
            rows.append(button)
    return rows


def _same_notice(one: Said, other: Said) -> bool:
    return (
        one.kind == other.kind == "notice"
        and (one.at, one.text, one.buttons) == (other.at, other.text, other.buttons)
        and one.place != other.place
    )

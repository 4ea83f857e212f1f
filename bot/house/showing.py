"""The console's side of the composition: demo, play and picture over the embedded partnership."""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Final

from rich.console import Console

from adapters.console import cast
from adapters.console.demo import PACE_S, perform, show_step
from adapters.console.play import REF, MovedClock, Player, as_json
from adapters.console.scenario import ScenarioWrong, has_rhythms, parse, profile_of
from adapters.console.script import PICTURE
from adapters.console.show import Screen
from adapters.console.stage import NAME, Said, Stage
from bot.errors import ConferError
from bot.house import demo_folder, open_player
from bot.ports import Rhythms
from bot.process import Profile

START: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday morning
NAMES: Final = frozenset(person.key for person in cast.directory(NAME).people.values())
_WIDTH: Final = 100
# A picture fetches nothing: not the fonts that rich would load, nor its address.
_FETCHED: Final = re.compile(r"@font-face\s*\{[^}]*\}|<!-- Generated .*?-->", re.DOTALL)


class CannotPlay(ConferError):
    """The scenario cannot be played."""


def _stage(clock: MovedClock) -> Stage:
    return Stage(clock, language="en", zone=cast.ZONE)


async def demo(*, at_terminal: bool) -> None:
    """The script; then, at a terminal, whoever sits there plays any role."""
    screen = Screen(Console(highlight=False))
    clock = MovedClock(START)
    stage = _stage(clock)
    stage.listen(screen.line)
    with demo_folder() as folder:
        player = await open_player(Path(folder), stage, clock)
        await perform(player, screen, NAMES, pace_s=PACE_S if at_terminal else 0.0)
        if at_terminal:
            from adapters.console.prompt import Table  # noqa: PLC0415  # nobody types in a script

            await Table(player, screen, NAMES).run()
        await player.close()


async def play(text: str, *, as_json: bool, profile: str | None) -> None:
    """A scenario as a transcript, or as one JSON object a line. Raises CannotPlay.

    `profile` None: the one that its first line asks for, else light.
    """
    profile = profile or profile_of(text) or Profile.LIGHT
    if profile not in set(Profile):
        raise CannotPlay("The profile is light or full.")
    clock = MovedClock(START)
    stage = _stage(clock)
    screen = Screen(Console(highlight=False))
    stage.listen(_print_json if as_json else screen.line)
    with demo_folder() as folder:
        rhythms = Rhythms() if has_rhythms(text) else None
        player = await open_player(Path(folder), stage, clock, profile=profile, rhythms=rhythms)
        try:
            await _play(player, None if as_json else screen, text)
        finally:
            await player.close()


async def _play(player: Player, screen: Screen | None, text: str) -> None:
    try:
        for step in parse(text, NAMES):
            if screen is None:
                await player.step(step)
            else:
                await show_step(player, screen, step)
    except ScenarioWrong as wrong:
        raise CannotPlay(str(wrong)) from None


def _print_json(said: Said) -> None:
    sys.stdout.write(as_json(said) + "\n")
    sys.stdout.flush()


async def picture(to: Path) -> None:
    """A case as an SVG, drawn the same way each time: its name is always that of the examples."""
    console = Console(
        record=True, width=_WIDTH, file=StringIO(), highlight=False, force_terminal=True
    )
    screen, clock = Screen(console, _with_one_name), MovedClock(START)
    stage = _stage(clock)
    stage.listen(screen.line)
    with demo_folder() as folder:
        player = await open_player(Path(folder), stage, clock)
        await perform(player, screen, NAMES, script=PICTURE)
        await player.close()
    svg = console.export_svg(title="A case in Confer", unique_id="confer")
    await asyncio.to_thread(_write, to, _FETCHED.sub("", svg))


def _with_one_name(text: str) -> str:
    return REF.sub("amber-harbour-47-K", text)


def _write(to: Path, text: str) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(text, "utf-8")

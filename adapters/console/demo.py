"""`confer demo`: a scripted case on the embedded partnership, then anybody's turn to play."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from adapters.console.play import Player
from adapters.console.scenario import Crash, Says, Step, Wait, parse
from adapters.console.script import SCRIPT
from adapters.console.show import Screen

PACE_S: Final = 1.6  # between two lines of the script, at a terminal


def _told(text: str) -> Iterator[tuple[str, str]]:
    """Each line of the script that is a step, with the remarks that stand before it."""
    remarks: list[str] = []
    for line in text.strip().splitlines():
        if line.startswith("#"):
            remarks.append(line.removeprefix("#").strip())
            continue
        yield line, "\n".join(remarks)
        remarks = []


async def perform(
    player: Player,
    screen: Screen,
    names: frozenset[str],
    *,
    script: str = SCRIPT,
    pace_s: float = 0,
) -> None:
    """The script, line by line, each with its remark. Raises ScenarioWrong."""
    for line, remark in _told(script):
        if remark:
            screen.console.print()
            screen.note(remark)
        for step in parse(line, names):
            await show_step(player, screen, step)
        await asyncio.sleep(pace_s)


def _length(span: timedelta) -> str:
    hours = span // timedelta(hours=1)
    if span % timedelta(hours=1):
        return f"{span // timedelta(minutes=1)} minutes later"
    return f"{hours} hours later" if hours < 48 else f"{span.days} days later"


async def show_step(player: Player, screen: Screen, step: Step) -> None:
    """One step, with what was typed shown before what came of it."""
    match step:
        case Says():
            words = player.filled(step.words, step.number)
            screen.typed(step.who, words.removeprefix("= "), step.place)
        case Wait(span=span):
            screen.note(f"… {_length(span)} …")
        case Crash():
            screen.note("… the machine dies; Confer is opened again from storage …")
    await player.step(step)
    screen.flush()

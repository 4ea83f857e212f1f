"""What this adapter keeps in the store, sealed: channels of circles, installations, states of OAuth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from adapters.slack.address import Address
from bot.disclosure import Sensitive
from bot.policies.access import listening
from bot.ports import Unit
from bot.vocabulary.reference import CaseRef

CIRCLE: Final = "slack.circle."


def circle_name(case: CaseRef, team: str) -> str:
    return f"{CIRCLE}{case}.{team}"


async def read(unit: Unit, name: str, *, hold: bool = False) -> str | None:
    """Something of this adapter's own; nobody's words. `hold`: as bot.ports.Marks has it."""
    kept = await unit.marks.get(name, hold=hold)
    return None if kept is None else listening().open(kept)


async def write(unit: Unit, name: str, text: str) -> None:
    await unit.marks.put(name, Sensitive(text))


async def circles(unit: Unit) -> Mapping[tuple[CaseRef, str], Address]:
    """The channel of each circle, by case and workspace."""
    found: dict[tuple[CaseRef, str], Address] = {}
    for name in await unit.marks.names(CIRCLE):
        ref, _, team = name.removeprefix(CIRCLE).rpartition(".")
        kept = await read(unit, name)
        if kept is not None:
            found[CaseRef.parse(ref), team] = Address.parse(kept)
    return found


async def keep(unit: Callable[[], Unit], name: str, channel: Address | None) -> None:
    """None: forget it."""
    async with unit() as one:
        if channel is None:
            await one.marks.drop(name)
        else:
            await write(one, name, str(channel))
        await one.commit()

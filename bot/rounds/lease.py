"""One program at a time does what only one may do: sync a Matrix device, hold Slack's socket.

A lease is a sealed mark with a holder and an end. Whoever holds it renews it; of one that died it is free after
LASTS_S. A program that was frozen notices by its own monotonic clock that its lease is over, and lets go.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from bot.disclosure import Sensitive
from bot.errors import StoreTrouble
from bot.policies.access import listening
from bot.ports import Unit
from bot.wired import House

log: Final = logging.getLogger("confer.lease")

LASTS_S: Final = 10.0
RENEWED_S: Final = 3.0
_MARK: Final = "lease."


async def take(unit: Unit, name: str, holder: str, now: datetime) -> bool:
    """Take it or renew it, in this unit; False while another program holds it."""
    mark = _MARK + name
    kept = await unit.marks.get(mark, hold=True)
    held: dict[str, str] = json.loads(listening().open(kept)) if kept else {}
    until = datetime.fromisoformat(held["until"]) if held else now
    if held and held["by"] != holder and until > now:
        return False
    ends = now + timedelta(seconds=LASTS_S)
    body = json.dumps({"by": holder, "until": ends.isoformat()})
    await unit.marks.put(mark, Sensitive(body))
    return True


async def led_by(unit: Unit, name: str, now: datetime) -> str | None:
    """Which program leads; None: none does."""
    kept = await unit.marks.get(_MARK + name)
    held: dict[str, str] = json.loads(listening().open(kept)) if kept else {}
    leads = bool(held) and datetime.fromisoformat(held["until"]) > now
    return held["by"] if leads else None


async def give_back(unit: Unit, name: str, holder: str) -> None:
    """So that the next one need not wait for its end."""
    mark = _MARK + name
    kept = await unit.marks.get(mark, hold=True)
    held: dict[str, str] = json.loads(listening().open(kept)) if kept else {}
    if held and held["by"] == holder:
        await unit.marks.drop(mark)


async def led(
    house: House, name: str, doing: Callable[[], Coroutine[object, object, None]]
) -> None:
    """Run `doing` while this program holds the lease, again and again, until cancelled or until it ends.

    Raises what it raises. On a database that no other program shares it just runs.
    """
    if not house.shared:
        await doing()
        return
    while True:
        await _until_taken(house, name)
        log.info("leading", extra={"what": name})
        ended = await _while_held(house, name, doing)
        if ended:
            return
        log.warning("another program leads now", extra={"what": name})


async def _until_taken(house: House, name: str) -> None:
    while not await _taken(house, name):  # noqa: ASYNC110  # the database tells nobody that a lease ended
        await asyncio.sleep(RENEWED_S)


async def _taken(house: House, name: str) -> bool:
    """A database that does not answer gives no lease."""
    with suppress(StoreTrouble):
        async with house.unit() as unit:
            if await unit.marks.get(f"{_MARK}{name}.place") is None:
                # Of two that take a lease for the first time one finds the other's row here.
                await unit.marks.put(f"{_MARK}{name}.place", Sensitive("-"))
                await unit.commit()
        async with house.unit() as unit:
            await unit.marks.get(f"{_MARK}{name}.place", hold=True)
            if await take(unit, name, house.program, house.clock.now()):
                await unit.commit()
                return True
    return False


async def _while_held(
    house: House, name: str, doing: Callable[[], Coroutine[object, object, None]]
) -> bool:
    """True where it ended by itself."""
    loop = asyncio.get_running_loop()
    renewed = loop.time()
    task = asyncio.ensure_future(doing())
    try:
        while True:
            done, _ = await asyncio.wait({task}, timeout=RENEWED_S)
            if done:
                task.result()
                return True
            if loop.time() - renewed >= LASTS_S:
                return False
            began = loop.time()
            if await _taken(house, name):
                renewed = began
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        with suppress(StoreTrouble):
            async with house.unit() as unit:
                await give_back(unit, name, house.program)
                await unit.commit()

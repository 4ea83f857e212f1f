"""A word from one program to the others that something is due which only they can say: LISTEN and NOTIFY.

Matrix is spoken by one program at a time. Without the word a message that another program's act led to would
wait for the leader's next sweep, up to half a minute. A word that is lost costs no more than that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import text

from storage.engine import CONNECT_TIMEOUT_S, open_engine
from storage.trouble import DATABASE_ERRORS, translate

log: Final = logging.getLogger("confer.storage")

CHANNEL: Final = "confer_due"
_AGAIN_S: Final = 2.0
_LOOKED_AT_S: Final = 30.0  # whether the connection still stands


class Wakeups:
    """For a PostgreSQL that several programs share."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)

    async def tell(self) -> None:
        """Raises StoreTrouble."""
        try:
            async with self._engine.begin() as connection:
                await connection.execute(text(f"notify {CHANNEL}"))
        except DATABASE_ERRORS as error:
            raise translate(error) from None

    async def listen(self, woken: Callable[[], None]) -> None:
        """Call `woken` at each word, until cancelled. Raises nothing: it connects again."""
        while True:
            try:
                await self._listen(woken)
            except (*DATABASE_ERRORS, TimeoutError):
                log.warning("words of other programs are not heard")
            await asyncio.sleep(_AGAIN_S)

    async def _listen(self, woken: Callable[[], None]) -> None:
        gone = asyncio.Event()

        def word(*_about: object) -> None:
            woken()

        def cut(*_about: object) -> None:
            gone.set()

        async with self._engine.connect() as pooled:
            raw = await pooled.get_raw_connection()
            here: Any = raw.driver_connection  # asyncpg has no types
            await here.add_listener(CHANNEL, word)
            here.add_termination_listener(cut)
            woken()  # for what was said while nobody listened
            try:
                while not gone.is_set():
                    with suppress(TimeoutError):
                        await asyncio.wait_for(gone.wait(), _LOOKED_AT_S)
                    await here.fetchval("select 1", timeout=CONNECT_TIMEOUT_S)
            finally:
                await pooled.invalidate()  # it listens, so nobody else is to be given it

    async def close(self) -> None:
        await self._engine.dispose()

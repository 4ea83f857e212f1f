"""After an erasure the key ring is written anew, so that none on this machine holds what was destroyed."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final

from bot.config import Settings
from bot.errors import StoreTrouble
from storage import Store, backup
from storage.backup import sealing

log: Final = logging.getLogger("confer.backup")


async def write_ring(settings: Settings) -> bool:
    """Put the present keys into the key ring's file. False where no backups are made. Raises StoreTrouble."""
    table = settings.backup
    if table is None:
        return False
    to = sealing.recipients(table.recipients)
    await backup.write_ring(settings.storage.url, table.key_ring, to, datetime.now(UTC))
    return True


async def keep_ring(store: Store, settings: Settings) -> None:
    """Write it now, for an erasure may have been the last thing before a crash, and after every erasure.

    Nothing is raised, for what was erased stays erased.
    """

    async def write() -> None:
        try:
            await write_ring(settings)
        except StoreTrouble:
            log.warning(
                "the key ring could not be written anew after an erasure; run: confer backup"
            )

    store.after_erasure(write)
    await write()

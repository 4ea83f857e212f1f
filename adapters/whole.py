"""Transactions are not broken off by a stop: a connection that is cancelled half-way stays half-way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.people import Directory
from bot.ports import Unit

T = TypeVar("T")


async def whole(doing: Awaitable[T]) -> T:
    """Its result. Where the waiting is cancelled, it is still brought to its end first."""
    task = asyncio.ensure_future(doing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # looked at, so that nobody complains that it was not
        raise


async def directory_of(unit: Callable[[], Unit]) -> Directory:
    async with unit() as one:
        return await one.people.directory()

"""Which epoch of the master key wraps: said by the database, so that every program that uses it agrees.

One row holds the epoch's number and a key that it wrapped; whoever cannot unwrap that has another master key.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreTrouble
from storage.engine import open_engine
from storage.tables import store_facts
from storage.trouble import DATABASE_ERRORS, translate
from storage.vault import Vault
from storage.writing import insert, put

_NAME: Final = "master key"
_EPOCH_BYTES: Final = 4


async def agree(connection: AsyncConnection, vault: Vault) -> None:
    """Wrap as the database says; the first to open it says so. Raises StoreTrouble where no key fits."""
    kept = await _kept(connection)
    if kept is None:
        new = insert(connection, store_facts).values(name=_NAME, value=_made(vault))
        await connection.execute(new.on_conflict_do_nothing())
        kept = await _kept(connection) or b""
    epoch = int.from_bytes(kept[:_EPOCH_BYTES], "big")
    vault.unwrap(_NAME, 1, epoch, kept[_EPOCH_BYTES:])
    vault.turn(epoch)


async def announce(connection: AsyncConnection, vault: Vault, epoch: int) -> None:
    """From this transaction's end on, data keys are wrapped by that epoch. Raises StoreTrouble."""
    vault.turn(epoch)
    await put(connection, store_facts, {"name": _NAME, "value": _made(vault)})


def is_still(epoch: int) -> ColumnElement[bool]:
    """A condition: that epoch wraps."""
    said = func.substr(store_facts.c.value, 1, _EPOCH_BYTES)
    named = literal(epoch.to_bytes(_EPOCH_BYTES, "big"))
    return exists(select(literal(1)).where(store_facts.c.name == _NAME, said == named))


def _made(vault: Vault) -> bytes:
    _key, wrapped = vault.make(_NAME)
    return vault.epoch.to_bytes(_EPOCH_BYTES, "big") + wrapped


async def _kept(connection: AsyncConnection) -> bytes | None:
    query = select(store_facts.c.value).where(store_facts.c.name == _NAME)
    return (await connection.execute(query)).scalar_one_or_none()


async def named(url: str) -> int:
    """The epoch that a database asks for, without any key. Raises StoreTrouble where it asks for none."""
    engine = open_engine(url)
    try:
        async with engine.connect() as connection:
            kept = await _kept(connection)
    except DATABASE_ERRORS as error:
        raise translate(error) from None
    finally:
        await engine.dispose()
    if kept is None:
        raise StoreTrouble(
            "This database asks for no master key yet. Restore the newest backup first."
        )
    return int.from_bytes(kept[:_EPOCH_BYTES], "big")

"""One-time pages: sealed under a key of their own, which is destroyed at the first use or at the end."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Link
from bot.vocabulary.numbers import PersonNo
from storage import codec
from storage.keyring import KeyRing
from storage.tables import links


class SqlLinks:
    def __init__(self, connection: AsyncConnection, ring: KeyRing, partnership: int) -> None:
        self._connection = connection
        self._ring = ring
        self._partnership = partnership

    async def put(self, token: str, link: Link) -> None:
        hash = _hash(token)
        key = await self._ring.fresh(_owner(hash))
        body = key.seal_bytes(codec.link_out(link), table="links", row=hash, column="body")
        await self._connection.execute(
            insert(links).values(
                partnership=self._partnership,
                token_hash=hash,
                person=link.person.value,
                body=body,
                expires=link.expires,
            )
        )

    def _is(self, hash: str) -> ColumnElement[bool]:
        return and_(links.c.partnership == self._partnership, links.c.token_hash == hash)

    async def get(self, token: str, now: datetime) -> Link | None:
        hash = _hash(token)
        found = await self._connection.execute(select(links).where(self._is(hash)))
        row = found.one_or_none()
        if row is None or row.expires <= now:
            return None
        key = await self._ring.find(_owner(hash))
        if key is None:
            return None
        text = key.open_bytes(row.body, table="links", row=hash, column="body")
        return codec.link_in(text, PersonNo(row.person), row.expires)

    async def use(self, token: str) -> bool:
        return await self._shred(_hash(token))

    async def _shred(self, hash: str) -> bool:
        done = await self._connection.execute(delete(links).where(self._is(hash)))
        await self._ring.destroy(_owner(hash))
        return done.rowcount == 1

    async def expired(self, now: datetime) -> int:
        found = await self._connection.execute(
            select(links.c.token_hash).where(
                links.c.partnership == self._partnership, links.c.expires <= now
            )
        )
        hashes = list(found.scalars())
        for hash in hashes:
            await self._shred(hash)
        return len(hashes)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _owner(hash: str) -> str:
    return f"link:{hash}"

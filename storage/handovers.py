"""Cases on their way between partnerships of one database, and what these know of each other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.disclosure import Sensitive
from bot.handover import Card, Handover, HandState
from bot.parts import Item, TextKind
from bot.policies.access import sealing
from storage import codec
from storage.keyring import KeyRing
from storage.tables import handovers, partnerships
from storage.texts import SqlTexts
from storage.vault import Vault
from storage.writing import insert as insert_or

_CARD: Final = TypeAdapter(Card)
_HANDOVER: Final = TypeAdapter(Handover)
_GRANT: Final = sealing()
# Whose turn it is in which state.
_RECEIVER: Final = (HandState.OFFERED.value, HandState.HANDED.value)
_SENDER: Final = (HandState.ACCEPTED.value, HandState.REFUSED.value)


class SqlHandovers:
    def __init__(
        self, connection: AsyncConnection, ring: KeyRing, vault: Vault, partnership: int
    ) -> None:
        self._connection = connection
        self._ring = ring
        self._vault = vault
        self._partnership = partnership

    async def announce(self, card: Card) -> None:
        body = _CARD.dump_json(card).decode()
        row = insert_or(self._connection, partnerships).values(partnership=card.no, body=body)
        await self._connection.execute(
            row.on_conflict_do_update(index_elements=["partnership"], set_={"body": body})
        )

    async def neighbours(self) -> Sequence[Card]:
        found = await self._connection.execute(
            select(partnerships.c.body)
            .where(partnerships.c.partnership != self._partnership)
            .order_by(partnerships.c.partnership)
        )
        return [codec.read(_CARD, body, "partnership") for (body,) in found]

    async def put(self, handover: Handover, *, told: bool = False) -> None:
        body = _HANDOVER.dump_json(handover).decode()
        values = {"state": handover.state.value, "told": told, "body": body}
        row = insert_or(self._connection, handovers).values(
            partnership=handover.source, key=handover.key, target=handover.target, **values
        )
        await self._connection.execute(
            row.on_conflict_do_update(index_elements=["key"], set_=values)
        )

    async def get(self, key: str) -> Handover | None:
        found = await self._connection.execute(
            select(handovers.c.body).where(handovers.c.key == key, self._ours())
        )
        body = found.scalar_one_or_none()
        return None if body is None else codec.read(_HANDOVER, body, "hand-over")

    async def to_tell(self) -> Sequence[Handover]:
        row = handovers.c
        theirs = row.target == self._partnership, row.state.in_(_RECEIVER)
        mine = row.partnership == self._partnership, row.state.in_(_SENDER)
        turn = or_(theirs[0] & theirs[1], mine[0] & mine[1])
        found = await self._connection.execute(
            select(row.body).where(turn, row.told.is_(False)).order_by(row.key)
        )
        return [codec.read(_HANDOVER, body, "hand-over") for (body,) in found]

    async def offered(self) -> Sequence[Handover]:
        row = handovers.c
        waits = row.target == self._partnership, row.state == HandState.OFFERED.value
        found = await self._connection.execute(select(row.body).where(*waits).order_by(row.key))
        return [codec.read(_HANDOVER, body, "hand-over") for (body,) in found]

    def _ours(self) -> ColumnElement[bool]:
        here = self._partnership
        return or_(handovers.c.target == here, handovers.c.partnership == here)

    async def pack(self, handover: Handover, items: Sequence[Item]) -> None:
        texts = SqlTexts(self._connection, self._ring, self._partnership)
        packed: list[tuple[str, str]] = []
        for kind in TextKind:
            numbers = [item.no for item in items if item.kind is kind]
            words = await texts.read(handover.case, kind, numbers) if numbers else {}
            packed += [(kind.value, _GRANT.open(text)) for _no, text in sorted(words.items())]
        there = KeyRing(self._connection, self._vault, handover.target, {})
        key = await there.make(_owner(handover.key))
        sealed = key.seal_bytes(
            json.dumps(packed).encode(), table="handovers", row=handover.key, column="package"
        )
        await self._connection.execute(
            update(handovers).where(handovers.c.key == handover.key).values(package=sealed)
        )

    async def unpack(self, handover: Handover) -> Sequence[tuple[TextKind, Sensitive[str]]]:
        found = await self._connection.execute(
            select(handovers.c.package).where(
                handovers.c.key == handover.key, handovers.c.target == self._partnership
            )
        )
        sealed, key = found.scalar_one_or_none(), await self._ring.find(_owner(handover.key))
        if sealed is None or key is None:
            return []
        plain = key.open_bytes(sealed, table="handovers", row=handover.key, column="package")
        await self._ring.destroy(_owner(handover.key))
        await self._connection.execute(delete(handovers).where(handovers.c.key == handover.key))
        return [(TextKind(kind), Sensitive(text)) for kind, text in json.loads(plain)]


def _owner(key: str) -> str:
    return f"handover:{key}"

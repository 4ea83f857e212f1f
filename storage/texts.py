"""What people wrote on a case, sealed one by one; who somebody is under a key of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.case import Case
from bot.disclosure import Sensitive
from bot.parts import CaseId, TextKind
from storage.keyring import KeyRing, of_case
from storage.tables import texts
from storage.writing import add

DETAIL: Final = "detail"
IDENTITY: Final = "identity"
_THESE: Final = select(texts).where(
    texts.c.case_id == bindparam("case"), texts.c.item.in_(bindparam("items", expanding=True))
)


class SqlTexts:
    def __init__(self, connection: AsyncConnection, ring: KeyRing, partnership: int) -> None:
        self._connection = connection
        self._ring = ring
        self._partnership = partnership

    async def read(
        self, case: CaseId, kind: TextKind, items: Iterable[int]
    ) -> dict[int, Sensitive[str]]:
        """The stored words of these items, all of one kind. Raises StoreTrouble."""
        asked = {"case": case, "items": list(items)}
        rows = (await self._connection.execute(_THESE, asked)).all()
        if not rows:
            return {}
        owner = of_case(case, purpose(kind.value))
        opened: dict[int, Sensitive[str]] = {}
        for row in rows:
            key = await self._ring.version(owner, row.key_version)
            here = place(case, row.item)
            opened[row.item] = key.open(row.words, table="texts", row=here, column="words")
        return opened

    async def write(self, case: Case) -> None:
        """Seal the new words of a case; after this it holds none."""
        rows: list[dict[str, object]] = []
        for text in case.texts:
            key = await self._ring.get(of_case(case.id, purpose(text.item.kind.value)))
            here = place(case.id, text.item.no)
            rows.append(
                {
                    "partnership": self._partnership,
                    "case_id": case.id,
                    "item": text.item.no,
                    "kind": text.item.kind.value,
                    "words": key.seal(text.words, table="texts", row=here, column="words"),
                    "key_version": key.version,
                }
            )
        if rows:
            await self._connection.execute(add(texts), rows)
        case.texts.clear()


def purpose(kind: str | None) -> str:
    """Which key of a case seals a text of that kind; None: what the case's own row hides."""
    return IDENTITY if kind == TextKind.IDENTITY.value else DETAIL


def place(case: CaseId, item: int) -> str:
    """What a sealed text is bound to, beside its table and column."""
    return f"{case}/{item}"

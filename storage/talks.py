"""Open forms and offered buttons. A form has a key of its own, which is destroyed at its end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Button, Dialogue
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef
from storage.codec import buttons_list
from storage.keyring import TALK, KeyRing
from storage.tables import dialogues, offers
from storage.writing import add, put

KEPT_LISTS: Final = 200  # of buttons, per person, after a clearing: a drawn one may wait for days
LISTS_READ: Final = 12  # of those, where a label is typed
CLEARED_EVERY: Final = 50  # lists of anybody: a clearing costs a statement


class SqlDialogues:
    def __init__(self, connection: AsyncConnection, ring: KeyRing, partnership: int) -> None:
        self._connection = connection
        self._ring = ring
        self._partnership = partnership

    async def get(self, person: PersonNo) -> Dialogue | None:
        owner = _owner(person.value)
        both, key_of = self._ring.beside(dialogues, owner)
        found = await self._connection.execute(
            both.where(
                dialogues.c.partnership == self._partnership, dialogues.c.person == person.value
            ),
            key_of,
        )
        row = found.one_or_none()
        key = self._ring.take(owner, row) if row else None
        if row is None or key is None:
            return None
        text = key.open_bytes(row.body, table="dialogues", row=str(row.person), column="body")
        said = json.loads(text)
        return Dialogue(
            person=person,
            command=said["command"],
            given=said["given"],
            asked=said["asked"],
            expires=row.expires,
            version=said["version"],
            id=said.get("id", ""),
            case=None if said["case"] is None else CaseRef(said["case"]),
        )

    async def put(self, dialogue: Dialogue) -> None:
        person = dialogue.person.value
        key = await self._ring.get(_owner(person))
        text = json.dumps(
            {
                "command": dialogue.command,
                "given": dict(dialogue.given),
                "asked": dialogue.asked,
                "version": dialogue.version,
                "id": dialogue.id,
                "case": dialogue.case.serial if dialogue.case else None,
            }
        )
        body = key.seal_bytes(text.encode(), table="dialogues", row=str(person), column="body")
        row: dict[str, object] = {"person": person, "body": body, "expires": dialogue.expires}
        await put(self._connection, dialogues, {"partnership": self._partnership, **row})

    async def end(self, person: PersonNo) -> None:
        done = await self._connection.execute(
            delete(dialogues).where(
                dialogues.c.partnership == self._partnership, dialogues.c.person == person.value
            )
        )
        if done.rowcount:
            await self._ring.destroy(_owner(person.value))

    async def expired(self, now: datetime) -> int:
        found = await self._connection.execute(
            select(dialogues.c.person).where(
                dialogues.c.partnership == self._partnership, dialogues.c.expires <= now
            )
        )
        people = list(found.scalars())
        for person in people:
            await self.end(PersonNo(person))
        return len(people)


def _owner(person: int) -> str:
    return f"form:{person}"


@dataclass(slots=True)
class Pace:
    """How many lists this program has put; shared by all units of a store."""

    count: int = 0


class SqlOffers:
    def __init__(
        self, connection: AsyncConnection, ring: KeyRing, partnership: int, pace: Pace
    ) -> None:
        self._pace = pace
        self._connection = connection
        self._ring = ring
        self._partnership = partnership
        self._new: list[dict[str, object]] = []

    async def put(self, person: PersonNo, buttons: Sequence[Button], name: str) -> None:
        key = await self._ring.get(TALK)
        text = json.dumps(buttons_list(tuple(buttons))).encode()
        sealed = key.seal_bytes(text, table="offers", row=str(person.value), column="buttons")
        row = {"partnership": self._partnership, "person": person.value, "name": name}
        self._new.append({**row, "buttons": sealed})

    async def save(self) -> None:
        """Write what was put, at once and in order; now and then the oldest lists of somebody go."""
        rows, self._new = self._new, []
        if not rows:
            return
        await self._connection.execute(add(offers), rows)
        for row in rows:
            self._pace.count += 1
            if self._pace.count % CLEARED_EVERY == 0:
                await self._clear(row["person"])

    async def _clear(self, person: object) -> None:
        mine = and_(offers.c.partnership == self._partnership, offers.c.person == person)
        kept = select(offers.c.seq).where(mine).order_by(offers.c.seq.desc()).limit(KEPT_LISTS)
        await self._connection.execute(
            delete(offers).where(mine, offers.c.seq.not_in(kept.scalar_subquery()))
        )

    async def find(self, person: PersonNo, label: str) -> Button | None:
        lists = await self._lists(person)
        if label.isdecimal():
            newest = lists[0] if lists else []
            number = int(label)
            return newest[number - 1] if 1 <= number <= len(newest) else None
        wanted = label.casefold().strip()
        found = (b for one in lists for b in one if b.label.casefold() == wanted)
        return next(found, None)

    async def pressed(self, person: PersonNo, name: str) -> Button | None:
        named, _, place = name.rpartition(".")
        if not named or not (place.isascii() and place.isdecimal()):
            return None
        lists = await self._lists(person, offers.c.name == named)
        buttons = lists[0] if lists else []
        return buttons[int(place)] if int(place) < len(buttons) else None

    async def _lists(self, person: PersonNo, *which: ColumnElement[bool]) -> list[list[Button]]:
        await self.save()
        key = await self._ring.get(TALK)
        found = await self._connection.execute(
            select(offers.c.buttons)
            .where(
                offers.c.partnership == self._partnership, offers.c.person == person.value, *which
            )
            .order_by(offers.c.seq.desc())
            .limit(LISTS_READ)
        )
        lists: list[list[Button]] = []
        for sealed in found.scalars():
            text = key.open_bytes(sealed, table="offers", row=str(person.value), column="buttons")
            lists.append([Button(name, line) for name, line in json.loads(text)])
        return lists

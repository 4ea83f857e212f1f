"""People and seats; who somebody is, accounts and all, is sealed under a key of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people import Directory, Duty, OnCall, Person, Seat
from bot.vocabulary.concern import Area, Topic
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.public import Language
from storage import codec, tables
from storage.keyring import PEOPLE, KeyRing
from storage.vault import DataKey
from storage.writing import insert as insert_or

_VERSION: Final = select(tables.directory_versions.c.version).where(
    tables.directory_versions.c.partnership == bindparam("here")
)


@dataclass(slots=True)
class Cached:
    """The directory as it was at a version; shared by all units of a store."""

    version: int = -1
    directory: Directory | None = None


class SqlPeople:
    def __init__(
        self, connection: AsyncConnection, ring: KeyRing, partnership: int, cached: Cached
    ) -> None:
        self._connection = connection
        self._ring = ring
        self._partnership = partnership
        self._cached = cached
        self._mine: Directory | None = None
        self._at = -1  # the version of mine, with what this unit changed
        self._changed = False

    async def directory(self) -> Directory:
        if self._mine is not None:
            return self._mine
        self._at = await self._version()
        if self._cached.directory is not None and self._cached.version == self._at:
            self._mine = self._cached.directory
            return self._mine
        self._mine = await self._read()
        if not self._changed:
            self._cached.version, self._cached.directory = self._at, self._mine
        return self._mine

    def committed(self) -> None:
        """What this unit changed stands, and the next one need not read it."""
        if self._changed and self._mine is not None:
            self._cached.version, self._cached.directory = self._at, self._mine

    async def _version(self) -> int:
        found = await self._connection.execute(_VERSION, {"here": self._partnership})
        return found.scalar_one_or_none() or 0

    async def _read(self) -> Directory:
        key = await self._ring.get(PEOPLE)
        mine = tables.people.c.partnership == self._partnership
        people = await self._connection.execute(
            select(tables.people).where(mine).order_by(tables.people.c.no)
        )
        found = [_person(row, key) for row in people]
        here = tables.seats.c.partnership == self._partnership
        seats = await self._connection.execute(
            select(tables.seats).where(here).order_by(tables.seats.c.no)
        )
        return Directory.of(found, [codec.read(codec.SEAT, row.body, "seat") for row in seats])

    async def add(self, person: Person) -> None:
        await self._connection.execute(insert(tables.people).values(**await self._row(person)))
        await self._bump(person=person)

    async def change(self, person: Person) -> None:
        row = await self._row(person)
        await self._connection.execute(
            update(tables.people)
            .where(
                tables.people.c.partnership == self._partnership,
                tables.people.c.no == person.no.value,
            )
            .values(**row)
        )
        await self._bump(person=person)

    async def _row(self, person: Person) -> dict[str, object]:
        key = await self._ring.get(PEOPLE)
        no = str(person.no.value)
        return {
            "partnership": self._partnership,
            "no": person.no.value,
            "key": person.key,
            "name": key.seal(person.name, table="people", row=no, column="name"),
            "seat": person.seat.value if person.seat else None,
            "settings": key.seal_bytes(
                _settings(person), table="people", row=no, column="settings"
            ),
        }

    async def add_seat(self, seat: Seat) -> None:
        body = codec.SEAT.dump_json(seat).decode()
        await self._connection.execute(
            insert(tables.seats).values(
                partnership=self._partnership, no=seat.no.value, key=seat.key, body=body
            )
        )
        await self._bump(seat=seat)

    async def change_seat(self, seat: Seat) -> None:
        body = codec.SEAT.dump_json(seat).decode()
        await self._connection.execute(
            update(tables.seats)
            .where(
                tables.seats.c.partnership == self._partnership, tables.seats.c.no == seat.no.value
            )
            .values(body=body)
        )
        await self._bump(seat=seat)

    async def _bump(self, *, person: Person | None = None, seat: Seat | None = None) -> None:
        """The next version, and mine with the change: whoever is seen once a day costs nobody a whole reading.

        Where somebody else changed something between, it is read again.
        """
        self._changed = True
        table = tables.directory_versions
        new = insert_or(self._connection, table).values(partnership=self._partnership, version=1)
        done = await self._connection.execute(
            new.on_conflict_do_update(
                index_elements=["partnership"], set_={"version": table.c.version + 1}
            ).returning(table.c.version)
        )
        before, self._at = self._at, done.scalar_one()
        mine, self._mine = self._mine, None
        if mine is not None and self._at == before + 1:
            people = {**mine.people, person.no: person} if person else mine.people
            seats = {**mine.seats, seat.no: seat} if seat else mine.seats
            self._mine = Directory.of(
                sorted(people.values(), key=lambda one: one.no.value),
                sorted(seats.values(), key=lambda one: one.no.value),
            )


def _settings(person: Person) -> bytes:
    return json.dumps(
        {
            "duties": sorted(person.duties),
            "language": person.language.code,
            "zone": person.zone,
            "quiet": [person.quiet_from.isoformat(), person.quiet_to.isoformat()],
            "on_call": sorted(person.on_call),
            "deputy": person.deputy.value if person.deputy else None,
            "away": person.away_until.isoformat() if person.away_until else None,
            "accounts": dict(person.accounts),
            "place": person.place,
            "expert_on": sorted(topic.code for topic in person.expert_on),
            "speaks": sorted(one.code for one in person.speaks),
            "covers": person.covers.code,
            "seen": person.seen.isoformat() if person.seen else None,
            "leaving": person.leaving.isoformat() if person.leaving else None,
        }
    ).encode()


def _person(row: Any, key: DataKey) -> Person:
    no = str(row.no)
    said = json.loads(key.open_bytes(row.settings, table="people", row=no, column="settings"))
    quiet_from, quiet_to = (time.fromisoformat(text) for text in said["quiet"])
    return Person(
        no=PersonNo(row.no),
        key=row.key,
        name=key.open(row.name, table="people", row=no, column="name"),
        seat=None if row.seat is None else SeatNo(row.seat),
        duties=frozenset(Duty(duty) for duty in said["duties"]),
        language=Language.of(said["language"]),
        zone=said["zone"],
        quiet_from=quiet_from,
        quiet_to=quiet_to,
        on_call=frozenset(OnCall(one) for one in said["on_call"]),
        deputy=None if said["deputy"] is None else PersonNo(said["deputy"]),
        away_until=None if said["away"] is None else datetime.fromisoformat(said["away"]),
        accounts=said["accounts"],
        place=said["place"],
        expert_on=frozenset(Topic.of(code) for code in said.get("expert_on", ())),
        speaks=frozenset(Language.of(code) for code in said.get("speaks", ())),
        covers=Area.of(said.get("covers", Area.PARTNERSHIP.code)),
        seen=date.fromisoformat(said["seen"]) if said.get("seen") else None,
        leaving=datetime.fromisoformat(said["leaving"]) if said.get("leaving") else None,
    )

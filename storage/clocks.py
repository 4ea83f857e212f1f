"""Clocks and their rungs: time lives here, not in a scheduler's memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, Integer, and_, bindparam, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.parts import CaseId
from bot.ports import ClockKey, DueRung, Rung, Running
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import ClockName
from storage.tables import Moment, clocks, snoozes
from storage.tables import rungs as rung_rows
from storage.writing import add
from storage.writing import insert as insert_or

_PART: Final = ("name", "subject", "round")


class SqlClocks:
    def __init__(self, connection: AsyncConnection, partnership: int) -> None:
        self._connection = connection
        self._partnership = partnership
        self._runs: dict[CaseId, dict[ClockKey, bool]] = {}
        self._new_clocks: list[dict[str, object]] = []
        self._new_rungs: list[dict[str, object]] = []
        self._done: list[Rung] = []
        self.fed = False  # something falls due that did not, or sooner

    async def start(self, running: Running, rungs: Sequence[Rung]) -> None:
        await self.stop(running.key.case, running.key.name, running.key.subject)
        self._new_clocks.append(
            {
                "partnership": self._partnership,
                **_key(running.key),
                "started": running.started,
                "due": running.due,
                "urgent": running.urgent,
                "running": True,
            }
        )
        self._runs[running.key.case][running.key] = True
        self._new_rungs += [self._rung(rung) for rung in rungs]
        self.fed = True

    def begins(self, case: CaseId) -> None:
        """A case that this unit made has no clocks to look for."""
        self._runs[case] = {}

    async def save(self) -> None:
        """Write what was started, at once: a statement costs more than a row."""
        for table, rows in ((clocks, self._new_clocks), (rung_rows, self._new_rungs)):
            if rows:
                await self._connection.execute(add(table), rows)
        self._new_clocks, self._new_rungs = [], []
        done, self._done = self._done, []
        if done:
            which = [(*_key(rung.clock).values(), rung.number) for rung in done]
            await self._connection.execute(_DONE, {"cases": _cases(which), "which": which})

    def _rung(self, rung: Rung) -> dict[str, object]:
        return {
            "partnership": self._partnership,
            **_key(rung.clock),
            "number": rung.number,
            "due": rung.due,
            "waiting": True,
        }

    async def stop(self, case: CaseId, name: ClockName, subject: int | None = None) -> None:
        running = [
            one
            for one, runs in (await self._known(case)).items()
            if runs and one.name == name and subject in {None, one.subject}
        ]
        if not running:
            return
        await self.save()
        for table, column in ((clocks, clocks.c.running), (rung_rows, rung_rows.c.waiting)):
            where = [table.c.case_id == case, table.c.name == name.value, column.is_(True)]
            if subject is not None:
                where.append(table.c.subject == subject)
            await self._connection.execute(update(table).where(*where).values({column.name: False}))
        self._runs[case].update(dict.fromkeys(running, False))

    async def _known(self, case: CaseId) -> dict[ClockKey, bool]:
        """Every run of every clock of a case, and whether it still runs: asked for once in a unit."""
        if case not in self._runs:
            found = await self._connection.execute(select(clocks).where(clocks.c.case_id == case))
            self._runs[case] = {_clock_key(row): row.running for row in found}
        return self._runs[case]

    async def running(self, case: CaseId) -> Sequence[Running]:
        await self.save()
        found = await self._connection.execute(
            select(clocks).where(clocks.c.case_id == case, clocks.c.running.is_(True))
        )
        return [_running(row) for row in found]

    async def find(self, key: ClockKey) -> Running | None:
        await self.save()
        found = await self._connection.execute(
            select(clocks).where(*_is(clocks, key), clocks.c.running.is_(True)).with_for_update()
        )
        row = found.one_or_none()
        return None if row is None else _running(row)

    async def rounds(self, case: CaseId, name: ClockName) -> int:
        known = await self._known(case)
        return max((one.round for one in known if one.name == name), default=0)

    async def claim(self, now: datetime, *, most: int) -> Sequence[DueRung]:
        """With its clock's row each, in one statement; a row that an act holds is passed over.

        So nobody waits for the other while holding what the other needs.
        """
        await self.save()
        asked = {"here": self._partnership, "now": now, "most": most}
        found = await self._connection.execute(_CLAIM, asked)
        return [_due(row) for row in found]

    async def newest(self, keys: Sequence[ClockKey], now: datetime) -> Mapping[ClockKey, int]:
        await self.save()
        named = [tuple(_key(key).values()) for key in dict.fromkeys(keys)]
        found = await self._connection.execute(
            _NEWEST, {"cases": _cases(named), "named": named, "now": now}
        )
        return {_clock_key(row): row.newest or 0 for row in found}

    async def done(self, rung: Rung) -> None:
        self._done.append(rung)

    async def put_off(self, rung: Rung, until: datetime) -> None:
        self.fed = True
        await self._connection.execute(
            update(rung_rows)
            .where(*_is(rung_rows, rung.clock), rung_rows.c.number == rung.number)
            .values(due=until)
        )

    async def add(self, rung: Rung) -> None:
        self._new_rungs.append(self._rung(rung))
        self.fed = True

    async def latest_due(self, key: ClockKey, now: datetime) -> int:
        await self.save()
        found = await self._connection.execute(
            select(func.max(rung_rows.c.number)).where(*_is(rung_rows, key), rung_rows.c.due <= now)
        )
        return found.scalar_one() or 0

    async def hasten(self, key: ClockKey, now: datetime) -> None:
        await self.save()
        self.fed = True
        following = select(func.min(rung_rows.c.number)).where(
            *_is(rung_rows, key), rung_rows.c.waiting.is_(True), rung_rows.c.due > now
        )
        number = (await self._connection.execute(following)).scalar_one()
        if number is not None:
            await self._connection.execute(
                update(rung_rows)
                .where(*_is(rung_rows, key), rung_rows.c.number == number)
                .values(due=now)
            )

    async def rung_so_far(self, case: CaseId, names: Sequence[ClockName]) -> Sequence[Rung]:
        """Of each of these clocks that runs the newest rung that was worked; number 0 where none was yet."""
        await self.save()
        last = func.max(rung_rows.c.number)
        rang = and_(
            *(rung_rows.c[name] == clocks.c[name] for name in ("case_id", *_PART)),
            rung_rows.c.waiting.is_(False),
        )
        found = await self._connection.execute(
            select(clocks, last.label("last"), func.max(rung_rows.c.due).label("rang"))
            .select_from(clocks.outerjoin(rung_rows, rang))
            .where(
                clocks.c.case_id == case,
                clocks.c.name.in_([name.value for name in names]),
                clocks.c.running.is_(True),
            )
            .group_by(*clocks.primary_key.columns)
        )
        return [
            Rung(clock=_clock_key(row), number=row.last or 0, due=row.rang or row.started)
            for row in found
        ]

    async def snooze(self, key: ClockKey, person: PersonNo, until: datetime, why: str) -> bool:
        row = {**_key(key), "partnership": self._partnership, "person": person.value}
        new = insert_or(self._connection, snoozes).values(**row, until=until, why=why)
        done = await self._connection.execute(new.on_conflict_do_nothing())
        return done.rowcount == 1

    async def snoozed(self, key: ClockKey) -> Mapping[PersonNo, datetime]:
        found = await self._connection.execute(
            select(snoozes.c.person, snoozes.c.until).where(*_is(snoozes, key))
        )
        return {PersonNo(row.person): row.until for row in found}

    async def next_due(self, after: datetime | None = None) -> datetime | None:
        await self.save()
        later = [] if after is None else [rung_rows.c.due > after]
        mine = rung_rows.c.partnership == self._partnership
        found = await self._connection.execute(
            select(rung_rows.c.due)
            .where(mine, rung_rows.c.waiting.is_(True), *later)
            .order_by(rung_rows.c.due)
            .limit(1)
        )
        return found.scalar_one_or_none()


def _key(key: ClockKey) -> dict[str, object]:
    return {"case_id": key.case, "name": key.name.value, "subject": key.subject, "round": key.round}


_RUN: Final = ("case_id", "name", "subject", "round")  # what names a run of a clock, in both tables


def _cases(keys: Sequence[tuple[object, ...]]) -> list[object]:
    return list(dict.fromkeys(key[0] for key in keys))


def _columns(table: Any) -> list[Any]:
    return [table.c[name] for name in _RUN]


def _same_run(table: Any, other: Any) -> list[Any]:
    return [table.c[name] == other.c[name] for name in _RUN]


def _due(row: Any) -> DueRung:
    key = _clock_key(row)
    running = Running(key=key, started=row.started, due=row.ends, urgent=row.urgent)
    return DueRung(
        rung=Rung(clock=key, number=row.number, due=row.due),
        running=running if row.running else None,
        newest=row.newest,
    )


def _is(table: Any, key: ClockKey) -> list[Any]:
    return [table.c[name] == value for name, value in _key(key).items()]


def _clock_key(row: Any) -> ClockKey:
    return ClockKey(
        case=row.case_id, name=ClockName(row.name), subject=row.subject, round=row.round
    )


def _running(row: Any) -> Running:
    return Running(key=_clock_key(row), started=row.started, due=row.due, urgent=row.urgent)


# Built once: to build one takes longer than to run it.
_NOW: Final = bindparam("now", type_=Moment())
# Beside the whole keys: of these PostgreSQL takes out what all have in common, the name, and reads all of that.
_CASES: Final[BindParameter[Any]] = bindparam("cases", expanding=True)
_OTHER: Final = rung_rows.alias("other")
_CLAIM: Final = (
    select(
        rung_rows,
        clocks.c.started,
        clocks.c.due.label("ends"),
        clocks.c.urgent,
        clocks.c.running,
        select(func.max(_OTHER.c.number))
        .where(*_same_run(_OTHER, rung_rows), _OTHER.c.due <= _NOW)
        .scalar_subquery()
        .label("newest"),
    )
    .join(clocks, and_(*_same_run(clocks, rung_rows)))
    .where(
        rung_rows.c.partnership == bindparam("here"),
        rung_rows.c.waiting.is_(True),
        rung_rows.c.due <= _NOW,
    )
    .order_by(rung_rows.c.due)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
_NEWEST: Final = (
    select(
        *_columns(clocks),
        select(func.max(rung_rows.c.number))
        .where(*_same_run(rung_rows, clocks), rung_rows.c.due <= _NOW)
        .scalar_subquery()
        .label("newest"),
    )
    .where(
        clocks.c.case_id.in_(_CASES),
        tuple_(*_columns(clocks)).in_(bindparam("named", expanding=True)),
        clocks.c.running.is_(True),
    )
    .order_by(*_columns(clocks))  # two that hold several take them in one order
    .with_for_update()
)
_DONE: Final = (
    update(rung_rows)
    .where(
        rung_rows.c.case_id.in_(_CASES),
        tuple_(*_columns(rung_rows), rung_rows.c.number).in_(bindparam("which", expanding=True)),
    )
    .values(waiting=False)
)

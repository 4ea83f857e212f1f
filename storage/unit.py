"""One transaction over all the stores."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

from bot.errors import StoreTrouble
from storage.audit import Newest, SqlAudit
from storage.calendars import SqlCalendars
from storage.cases import SqlCases
from storage.clocks import SqlClocks
from storage.engine import standing
from storage.exchanges import SqlExchanges
from storage.figures import SqlFigures
from storage.handovers import SqlHandovers
from storage.inbox import SqlInbox
from storage.keyring import KeyRing
from storage.lines import SqlLines
from storage.links import SqlLinks
from storage.meetings import SqlMeetings
from storage.outbox import SqlOutbox
from storage.paces import SqlPaces
from storage.people import Cached, SqlPeople
from storage.records import SqlMarks
from storage.remains import Remains
from storage.talks import Pace, SqlDialogues, SqlOffers
from storage.trouble import DATABASE_ERRORS, translate
from storage.vault import DataKey, Vault


@dataclass(slots=True)
class Shared:
    """What the units of one store remember from one to the next."""

    kept: dict[str, DataKey] = field(default_factory=dict[str, DataKey])
    cached: Cached = field(default_factory=Cached)
    audited: Newest = field(default_factory=Newest)
    offered: Pace = field(default_factory=Pace)
    remains: Remains = field(default_factory=Remains)
    fed: bool = False  # something that falls due was put in since anybody asked
    after_erasure: list[Callable[[], Awaitable[None]]] = field(
        default_factory=list[Callable[[], Awaitable[None]]]
    )


class SqlUnit:
    """Fits bot.ports.Unit. Rolled back unless committed; ended by the commit."""

    cases: SqlCases
    people: SqlPeople
    clocks: SqlClocks
    outbox: SqlOutbox
    lines: SqlLines
    inbox: SqlInbox
    dialogues: SqlDialogues
    offers: SqlOffers
    links: SqlLinks
    meetings: SqlMeetings
    calendars: SqlCalendars
    audit: SqlAudit
    marks: SqlMarks
    paces: SqlPaces
    exchanges: SqlExchanges
    handovers: SqlHandovers
    figures: SqlFigures

    def __init__(
        self,
        engine: AsyncEngine,
        vault: Vault,
        *,
        partnership: int,
        now: Callable[[], datetime],
        shared: Shared,
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._partnership = partnership
        self._now = now
        self._shared = shared
        self._connection: AsyncConnection | None = None
        self._transaction: AsyncTransaction | None = None

    async def __aenter__(self) -> Self:
        try:
            self._connection = await standing(self._engine)
            self._transaction = await self._connection.begin()
        except DATABASE_ERRORS as error:
            await self._close()
            raise translate(error) from None
        except BaseException:  # cancelled while it waited: the connection goes back all the same
            await self._close()
            raise
        self._wire(self._connection)
        return self

    def _wire(self, connection: AsyncConnection) -> None:
        here = self._partnership
        ring = KeyRing(connection, self._vault, here, self._shared.kept)
        self.clocks = SqlClocks(connection, here)
        self.cases = SqlCases(connection, ring, self.clocks, here, self._now())
        self.people = SqlPeople(connection, ring, here, self._shared.cached)
        self.outbox = SqlOutbox(connection, here)
        self.lines = SqlLines(connection, here)
        self.inbox = SqlInbox(connection, ring, here)
        self.dialogues = SqlDialogues(connection, ring, here)
        self.offers = SqlOffers(connection, ring, here, self._shared.offered)
        self.links = SqlLinks(connection, ring, here)
        self.meetings = SqlMeetings(connection, here)
        self.calendars = SqlCalendars(connection, ring, here)
        self.audit = SqlAudit(connection, ring, here, self._shared.audited)
        self.marks = SqlMarks(connection, ring, here)
        self.paces = SqlPaces(connection, here)
        self.exchanges = SqlExchanges(connection, here)
        self.handovers = SqlHandovers(connection, ring, self._vault, here)
        self.figures = SqlFigures(connection, here)

    async def commit(self) -> None:
        if self._transaction is None or self._connection is None:
            raise StoreTrouble("This transaction has ended already.")
        try:
            await self.cases.save()
            await self.clocks.save()
            await self.outbox.save()
            await self.offers.save()
            await self.audit.save()
            await self._transaction.commit()
            self._transaction = None
            self.audit.committed()
            self.people.committed()
            self._shared.fed |= self.clocks.fed or self.outbox.fed
        except DATABASE_ERRORS as error:
            raise translate(error) from None
        await self._shared.remains.cut(self._connection, erased=self.cases.any_erased)
        for follow in self._shared.after_erasure if self.cases.any_erased else ():
            await follow()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._transaction is not None:
                await self._transaction.rollback()
        except DATABASE_ERRORS as failed:
            raise translate(failed) from None
        finally:
            await self._close()
        if isinstance(error, (SQLAlchemyError, TimeoutError)):
            raise translate(error) from None

    async def _close(self) -> None:
        connection, self._connection, self._transaction = self._connection, None, None
        if connection is not None:
            await connection.close()

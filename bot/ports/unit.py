"""One transaction over all that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self

from bot.disclosure import Sensitive
from bot.handover import Handovers
from bot.ports.audit import Audit
from bot.ports.cases import Cases, People
from bot.ports.clocks import Clocks
from bot.ports.meetings import Calendars, Meetings
from bot.ports.talks import Dialogues, Inbox, Lines, Links, Offers, Outbox
from bot.ports.tallies import Exchanges, Figures, Paces


class Marks(Protocol):
    """Small sealed facts an adapter must find again: a sync token, a room, a device's secrets."""

    async def get(self, name: str, *, hold: bool = False) -> Sensitive[str] | None:
        """`hold`: nobody else may read it so until the unit ends."""
        ...

    async def put(self, name: str, value: Sensitive[str]) -> None: ...
    async def drop(self, name: str) -> None: ...
    async def names(self, prefix: str) -> Sequence[str]: ...


class Unit(Protocol):
    """One transaction: what is not committed did not happen."""

    @property
    def cases(self) -> Cases: ...
    @property
    def people(self) -> People: ...
    @property
    def clocks(self) -> Clocks: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def lines(self) -> Lines: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def dialogues(self) -> Dialogues: ...
    @property
    def offers(self) -> Offers: ...
    @property
    def links(self) -> Links: ...
    @property
    def meetings(self) -> Meetings: ...
    @property
    def calendars(self) -> Calendars: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def handovers(self) -> Handovers: ...
    @property
    def paces(self) -> Paces: ...
    @property
    def exchanges(self) -> Exchanges: ...

    @property
    def figures(self) -> Figures: ...

    async def commit(self) -> None:
        """Save every touched case and end the transaction. Raises StaleCase, StoreTrouble."""
        ...

    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

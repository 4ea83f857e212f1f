"""Listening: what was heard and how far are stored in one transaction, so a crash loses and doubles nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from adapters.backoff import wait_s
from adapters.matrix import incoming, kept
from adapters.matrix.batch import Batch, Event, Invite, Timeline
from adapters.matrix.chores import NAME, Chore, Why
from adapters.matrix.client import Client
from adapters.matrix.rest import Json, Refused, path
from adapters.matrix.rooms import Place, Rooms
from adapters.whole import directory_of, whole
from bot import dispatch
from bot.conversation import overheard
from bot.disclosure import Sensitive
from bot.errors import DeliveryFailed, StoreTrouble
from bot.people import Directory
from bot.ports import Finding, Heard, PlaceKind, Unit
from bot.wired import House

log: Final = logging.getLogger("confer.matrix")

LONG_POLL_S: Final = 30.0
LOCKED_POLL_S: Final = 5.0  # while a message waits for its key
ASK_AGAIN: Final = timedelta(minutes=1)
_SHARED: Final = frozenset({PlaceKind.SEATS, PlaceKind.CIRCLE})
_PAGES: Final = 200  # of a hundred events each, in one gap


class Listener:
    """The sync loop of the one device."""

    def __init__(
        self,
        house: House,
        client: Client,
        rooms: Rooms,
        heard: Callable[[list[Chore], list[Heard]], None],
    ) -> None:
        self._house = house
        self._client = client
        self._rooms = rooms
        self._heard = heard
        self._fresh: list[Heard] = []  # of this batch
        self._names = incoming.names(client.me, None)
        self._since: str | None = None
        self._full = True
        self._locked = 0

    async def run(self) -> None:
        """Until cancelled. Raises MatrixSignedOut."""
        self._since, self._locked = await whole(self._restored())
        failures = 0
        while True:
            try:
                await self._turn()
            except (DeliveryFailed, Refused, StoreTrouble) as failed:
                asked = failed.after_s if isinstance(failed, DeliveryFailed) else None
                log.warning("sync failed", extra={"failures": failures + 1})
                await asyncio.sleep(wait_s(failures, asked))
                failures += 1
            else:
                failures = 0

    async def _restored(self) -> tuple[str | None, int]:
        async with self._house.unit() as unit:
            return await kept.read(unit, kept.SINCE), len(await kept.locked(unit))

    async def _learn_name(self) -> None:
        """By which name people see the bot."""
        try:
            shown: Json = await self._client.rest.call("GET", path("profile", self._client.me))
        except Refused:
            return
        self._names = incoming.names(self._client.me, shown.get("displayname"))

    async def _turn(self) -> None:
        longest = LOCKED_POLL_S if self._locked else LONG_POLL_S
        wait = 0.0 if self._full else longest
        batch = await self._client.sync(self._since, full=self._full, wait_s=wait)
        first = self._since is None
        if self._full:
            await self._rooms.find_seats()
            await self._learn_name()
        invited = await self._invited(batch.invites)
        events = [] if first else await self._events(batch)
        self._fresh = []
        if events or self._locked:
            await overheard.ready(self._house)
        chores = invited + await whole(self._store(batch, events))
        await whole(overheard.report(self._house))
        self._since, self._full = batch.token, False
        fresh, self._fresh = self._fresh, []
        self._heard(chores, fresh)
        await self._client.keep_house()

    async def _invited(self, invites: Sequence[Invite]) -> list[Chore]:
        """Joined before the batch is done with, so that a crash loses no invitation."""
        if not invites:
            return []
        directory = await whole(directory_of(self._house.unit))
        chores: list[Chore] = []
        for invite in invites:
            known = directory.by_account(NAME, invite.by) is not None
            if not known and invite.room != self._rooms.seats:
                chores.append(Chore(Why.STRANGER_INVITES, invite.room, invite.by))
                continue
            try:
                await self._rooms.doors.join(invite.room)
            except Refused as why:
                log.info("an invitation was no longer open", extra={"code": why.code})
            else:
                chores.append(Chore(Why.BROUGHT_IN, invite.room, invite.by))
        return chores

    # --- gaps ---

    async def _events(self, batch: Batch) -> list[Event]:
        found: list[Event] = []
        for timeline in batch.timelines:
            missing = await self._missing(timeline)
            found += self._since_let_in([*missing, *timeline.events])
        return found

    async def _missing(self, timeline: Timeline) -> list[Event]:
        """What the server left out between the last sync and this one, oldest first."""
        found: list[Event] = []
        start = timeline.gap
        for _ in range(_PAGES):
            if start is None or any(e.lets_in(self._client.me) for e in (*found, *timeline.events)):
                break
            try:
                page, start = await self._client.before(timeline.room, start, self._since)
            except Refused as why:  # Confer has been put out of the room
                log.warning("a gap could not be filled", extra={"code": why.code})
                break
            found += page
        return found[::-1]

    def _since_let_in(self, events: list[Event]) -> list[Event]:
        """Nothing that was said before Confer was let in is a command to it."""
        starts = [n for n, event in enumerate(events) if event.lets_in(self._client.me)]
        return events[starts[-1] :] if starts else events

    # --- the transaction ---

    async def _store(self, batch: Batch, events: list[Event]) -> list[Chore]:
        chores: list[Chore] = []
        async with self._house.unit() as unit:
            directory = await unit.people.directory()
            for event in events:
                chore = await self._take(unit, directory, event)
                chores += [chore] if chore else []
            if self._locked:
                chores += await self._look_again(unit, directory)
            await kept.write(unit, kept.SINCE, batch.token)
            self._locked = len(await unit.marks.names(kept.LOCKED)) if self._locked else 0
            await unit.commit()
        return list(dict.fromkeys(chores))

    async def _take(self, unit: Unit, directory: Directory, event: Event) -> Chore | None:
        place = self._rooms.place(event.room, event.sender)
        said = incoming.said(event, self._client.me)
        if place is not None and place.kind in _SHARED and not self._is_line(said):
            await self._overhear(unit, directory, event, place)
        locked = event.is_locked and not incoming.is_passed_over(event, self._client.me)
        if place is None or (said is None and not locked):
            return None
        if directory.by_account(NAME, event.sender) is None:
            private = place.kind in {None, PlaceKind.PRIVATE}
            return Chore(Why.STRANGER, event.room, event.sender) if private else None
        if place.kind is None:
            return Chore(Why.OPEN_ROOM, event.room, event.sender)
        if said is None:
            await self._keep_locked(unit, event, place)
            return None
        await self._hear(unit, said, place, place.kind)
        return None

    async def _hear(self, unit: Unit, said: incoming.Said, place: Place, kind: PlaceKind) -> None:
        event = said.event
        words = incoming.line(said, self._names, private=kind is PlaceKind.PRIVATE)
        if words is None:
            return
        heard = self._heard_at(event, place, kind, words)
        if await dispatch.hear(unit, heard):
            self._fresh.append(heard)

    def _is_line(self, said: incoming.Said | None) -> bool:
        return said is not None and incoming.line(said, self._names, private=False) is not None

    async def _overhear(self, unit: Unit, directory: Directory, event: Event, place: Place) -> None:
        """What people say to each other is looked at, and kept only where the guard stops at it."""
        text = incoming.overheard(event, self._client.me)
        if text is None or place.kind is None:
            return
        heard = self._heard_at(event, place, place.kind, text)
        person = directory.by_account(NAME, event.sender)
        found = await overheard.look(self._house, unit, heard, person)
        stopped = replace(heard, overheard=found)
        if found is not Finding.CLEAN and await dispatch.hear(unit, stopped):
            self._fresh.append(stopped)

    def _heard_at(self, event: Event, place: Place, kind: PlaceKind, words: str) -> Heard:
        now = self._house.clock.now()
        return Heard(
            key=event.id,
            platform=NAME,
            account=event.sender,
            place=kind,
            room=event.room,
            words=Sensitive(words),
            at=min(datetime.fromtimestamp(event.at_s, UTC), now),
            case=place.case,
        )

    async def _keep_locked(self, unit: Unit, event: Event, place: Place) -> None:
        one = kept.Locked(
            room=event.room,
            sender=event.sender,
            private=place.kind is PlaceKind.PRIVATE,
            seen_s=self._house.clock.now().timestamp(),
            source=dict(event.source),
        )
        await kept.keep_locked(unit, one)
        self._locked += 1

    async def _look_again(self, unit: Unit, directory: Directory) -> list[Chore]:
        """Open what a late key opens; after a while ask the person, who is not kept waiting for ever."""
        chores: list[Chore] = []
        now = self._house.clock.now()
        for one in await kept.locked(unit):
            event = self._client.unlock(one.room, one.source)
            if event is not None:
                await self._take(unit, directory, event)
                await unit.marks.drop(one.mark)
            elif now.timestamp() - one.seen_s > ASK_AGAIN.total_seconds():
                await unit.marks.drop(one.mark)
                if one.private:
                    chores.append(Chore(Why.UNREADABLE, one.room, one.sender))
        return chores

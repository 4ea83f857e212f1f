"""Calendars that people fetch: an address with a random token, and what stands behind it now.

The address is the only key to it. It opens dates and nothing else, until another one takes its place.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.meetings import dates as meetings
from bot.meetings import gathering
from bot.people import Person, SeatState
from bot.ports import Meeting, Partnership, Subscription
from bot.scene import Context
from bot.vocabulary.base import PublicWord
from bot.vocabulary.numbers import Slot
from bot.wired import House

PATH: Final = "/feed"
SUFFIX: Final = ".ics"
KEPT: Final = timedelta(days=60)  # how long a past meeting stays in a calendar
_BYTES: Final = 32
_GONE: Final = frozenset({SeatState.SUSPENDED, SeatState.ENDED})


class CalendarStep(PublicWord):
    """What to do with one's calendar address."""

    NEW = "new", "a new one"
    NONE = "none", "none any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A meeting as a calendar may know it: when, and whether it is still to be. No kind, no case, no name."""

    uid: str
    sequence: int
    slot: Slot
    off: bool


def entry(meeting: Meeting, partnership: Partnership) -> Entry | None:
    """None while no date of it ever stood."""
    slot = meeting.stands or meeting.stood
    if slot is None:
        return None
    off = meeting.off or meeting.stands is None
    uid = meetings.uid(meeting, partnership)
    return Entry(uid=uid, sequence=meeting.sequence, slot=slot, off=off)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a calendar program gets. `one`: an invitation to a single meeting, or its end."""

    person: Person
    entries: tuple[Entry, ...]
    one: bool


async def mint(ctx: Context, subscription: Subscription) -> str | None:
    """A new address; the one before opens nothing any more. None where Confer has no pages."""
    if ctx.partnership.public_url is None:
        return None
    token = secrets.token_urlsafe(_BYTES)
    await ctx.unit.calendars.put(token, subscription)
    return f"{ctx.partnership.public_url.rstrip('/')}{PATH}/{token}{SUFFIX}"


async def fetch(house: House, token: str) -> Fetched | None:
    """What stands behind a token, as its person may see it now. Raises StoreTrouble.

    None: unknown, replaced, revoked, or of somebody who left; nobody learns which.
    """
    async with house.unit() as unit:
        subscription = await unit.calendars.get(token)
        directory = await unit.people.directory()
        person = directory.people.get(subscription.person) if subscription else None
        if subscription is None or person is None or not person.accounts:
            return None
        seat = directory.seat_of(person)
        if seat is not None and seat.state in _GONE:
            return None
        context = house.context(unit, directory, person)
        entries = await _entries(context, subscription)
    return Fetched(person=person, entries=entries, one=subscription.meeting is not None)


async def _entries(ctx: Context, subscription: Subscription) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for meeting in await ctx.unit.meetings.all():
        wanted = subscription.meeting in {None, meeting.no}
        one = entry(meeting, ctx.partnership)
        if not wanted or one is None or one.slot.moment < ctx.now - KEPT:
            continue
        mine = gathering.is_asked(ctx, ctx.actor, meeting) or meeting.called_by == ctx.actor.no
        if mine and await gathering.sees(ctx, ctx.actor, meeting):
            found.append(one)
    return tuple(found)

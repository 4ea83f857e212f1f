"""Meetings as iCalendar (RFC 5545, 5546): neutral titles, local times, and the zone they are told in.

Nothing here names a case, a kind of meeting, a person or a place: what stands in a calendar is read over
shoulders, on phones and by whoever runs the calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
)

from bot.labels import sentence
from bot.meetings.subscribing import Entry
from bot.policies.hours import LASTS

TITLE: Final = "Partnership meeting"
PLACE: Final = "As agreed"
REFRESH: Final = timedelta(hours=6)
_PRODUCT: Final = "-//Confer//Meetings//EN"
# RFC 5546 asks for both; a name that reaches nobody (RFC 2606) tells nothing and takes no answers.
_ORGANIZER: Final = "mailto:confer@confer.invalid"
_ATTENDEE: Final = "mailto:you@confer.invalid"


class Method(StrEnum):
    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def feed(entries: Sequence[Entry], *, zone: str, now: datetime, language: str) -> bytes:
    """All of a person's meetings, to be fetched again and again; what was called off says so."""
    made = _calendar(Method.PUBLISH, [now, *(entry.slot.moment for entry in entries)], zone)
    _add(made, "x-wr-calname", sentence("Meetings", language))
    _add(made, "refresh-interval", REFRESH, VALUE="DURATION")
    _add(made, "x-published-ttl", vDuration(REFRESH))
    for entry in entries:
        made.add_component(_event(entry, zone, now, language))
    return bytes(made.to_ical())


def invitation(entry: Entry, *, zone: str, now: datetime, language: str) -> bytes:
    """One meeting, to be taken into a calendar, or out of it again once it is called off."""
    made = _calendar(Method.CANCEL if entry.off else Method.REQUEST, [entry.slot.moment], zone)
    event = _event(entry, zone, now, language)
    _add(event, "organizer", _address(_ORGANIZER, CN="Confer"))
    _add(event, "attendee", _address(_ATTENDEE, PARTSTAT="NEEDS-ACTION", RSVP="FALSE"))
    made.add_component(event)
    return bytes(made.to_ical())


def _add(to: Component, name: str, value: object, **parameters: str) -> None:
    """icalendar's own verb, which knows the types of no values."""
    to.add(name, value, parameters)  # pyright: ignore[reportUnknownMemberType]


def _address(uri: str, **parameters: str) -> vCalAddress:
    return vCalAddress(uri, params=parameters)


def _calendar(method: Method, moments: Sequence[datetime], zone: str) -> Calendar:
    made = Calendar()
    _add(made, "prodid", _PRODUCT)
    _add(made, "version", "2.0")
    _add(made, "calscale", "GREGORIAN")
    _add(made, "method", method.value)
    years = [moment.year for moment in moments]
    made.add_component(_timezone(zone, min(years) - 1, max(years) + 1))
    return made


def _event(entry: Entry, zone: str, now: datetime, language: str) -> Event:
    starts = entry.slot.moment.astimezone(ZoneInfo(zone))
    ends = (entry.slot.moment + LASTS).astimezone(ZoneInfo(zone))
    event = Event()
    _add(event, "uid", f"{entry.uid}@confer.invalid")
    _add(event, "sequence", entry.sequence)
    _add(event, "dtstamp", now.astimezone(UTC))
    _add(event, "dtstart", starts)
    _add(event, "dtend", ends)
    _add(event, "summary", sentence(TITLE, language))
    _add(event, "location", sentence(PLACE, language))
    _add(event, "status", "CANCELLED" if entry.off else "CONFIRMED")
    _add(event, "class", "PRIVATE")
    _add(event, "transp", "TRANSPARENT" if entry.off else "OPAQUE")
    return event


# --- the zone -------------------------------------------------------------------------------------
#
# icalendar's own Timezone.from_tzid writes the hour after a spring change where RFC 5545, 3.6.5, asks
# for the one before it, so the changes are written here, of the same data.


@cache
def _timezone(zone: str, first: int, last: int) -> Timezone:
    """The zone's offsets from the first day of one year to the last of another."""
    here = ZoneInfo(zone)
    start = datetime(first, 1, 1, tzinfo=UTC)
    made = Timezone()
    _add(made, "tzid", zone)
    made.add_component(_observance(here, start, start))
    for change in _changes(here, start, datetime(last + 1, 1, 1, tzinfo=UTC)):
        made.add_component(_observance(here, change - timedelta(seconds=1), change))
    return made


def _observance(
    here: ZoneInfo, before: datetime, change: datetime
) -> TimezoneStandard | TimezoneDaylight:
    """One offset from a moment on, which is written by the clock that was right just before it."""
    old, new = before.astimezone(here), change.astimezone(here)
    made = TimezoneDaylight() if new.dst() else TimezoneStandard()
    offset = old.utcoffset() or timedelta()
    _add(made, "dtstart", (change + offset).replace(tzinfo=None))
    _add(made, "tzoffsetfrom", offset)
    _add(made, "tzoffsetto", new.utcoffset() or timedelta())
    _add(made, "tzname", new.tzname() or "")
    return made


def _changes(here: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments at which the offset changes, to the minute."""
    for day in _days(start, end):
        low, high = day, day + timedelta(days=1)
        if _offset(here, low) == _offset(here, high):
            continue
        while high - low > timedelta(minutes=1):
            middle = low + (high - low) // 2
            if _offset(here, middle) == _offset(here, low):
                low = middle
            else:
                high = middle
        yield high.replace(second=0, microsecond=0)


def _days(start: datetime, end: datetime) -> Iterable[datetime]:
    return (start + timedelta(days=n) for n in range((end - start).days))


def _offset(here: ZoneInfo, moment: datetime) -> timedelta | None:
    return moment.astimezone(here).utcoffset()

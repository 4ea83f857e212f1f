"""Mirrors adapters/ical.py: parsed back, at the right moment in summer and in winter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event, Timezone

from adapters import ical
from bot.meetings.subscribing import Entry
from bot.vocabulary.numbers import Slot

NAME = "Europe/Copenhagen"
ZONE = ZoneInfo(NAME)
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
# Around both changes of 2026: 29 March at 02:00 becomes 03:00, 25 October at 03:00 becomes 02:00.
AROUND = [
    datetime(2026, month, day, hour, 0, tzinfo=UTC)
    for month, days in ((3, (27, 28, 29, 30)), (10, (23, 24, 25, 26)))
    for day in days
    for hour in (0, 1, 2, 9, 23)
]


def entry(moment: datetime, *, off: bool = False, sequence: int = 0) -> Entry:
    return Entry(uid="0a1b", sequence=sequence, slot=Slot.of(moment), off=off)


def feed(*entries: Entry, zone: str = NAME) -> bytes:
    return ical.feed(entries, zone=zone, now=NOW, language="en")


def events(text: bytes) -> list[Event]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def by_the_file_alone(text: bytes, moment: datetime) -> datetime:
    """The start of the one event as RFC 5545, 3.6.5, reads it: no zone data but the file's own.

    The observance that began last before that local time, its start written by the old clock, rules.
    """
    parsed = Calendar.from_ical(text)
    (zone,) = parsed.walk("VTIMEZONE")
    (event,) = parsed.walk("VEVENT")
    local = event["DTSTART"].dt.replace(tzinfo=None)
    began: list[tuple[datetime, timedelta]] = []
    for part in zone.subcomponents:
        start: datetime = part["DTSTART"].dt
        began.append((start - part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td))
    fits = [
        local - offset for start, offset in sorted(began) if _rules(began, start, local - offset)
    ]
    assert fits
    return min(fits, key=lambda one: abs(one - moment.replace(tzinfo=None)))


def _rules(began: list[tuple[datetime, timedelta]], start: datetime, moment: datetime) -> bool:
    return max((one for one, _ in began if one <= moment), default=None) == start


@pytest.mark.parametrize("moment", AROUND, ids=lambda m: f"{m:%m-%d %H}")
def test_a_meeting_is_at_its_moment_on_both_sides_of_a_change(moment: datetime) -> None:
    text = feed(entry(moment))

    (event,) = events(text)
    assert event.start.astimezone(UTC) in {moment, _twin(moment)}
    assert by_the_file_alone(text, moment) == moment.replace(tzinfo=None)
    assert f"DTSTART;TZID={NAME}:{moment.astimezone(ZONE):%Y%m%dT%H%M%S}".encode() in text


def _twin(moment: datetime) -> datetime:
    """The local hour that autumn has twice is read as the first of the two by everybody."""
    return moment.astimezone(ZONE).replace(fold=0).astimezone(UTC)


def test_ten_o_clock_stays_ten_o_clock_across_both_changes() -> None:
    days = [(3, 28), (3, 29), (10, 24), (10, 25)]
    moments = [datetime(2026, m, d, 10, 0, tzinfo=ZONE).astimezone(UTC) for m, d in days]

    found = [event.start for event in events(feed(*(entry(moment) for moment in moments)))]

    assert [moment.hour for moment in moments] == [9, 8, 8, 9]
    assert [start.hour for start in found] == [10, 10, 10, 10]
    assert [start.utcoffset() for start in found] == [timedelta(hours=n) for n in (1, 2, 2, 1)]


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "Europe/London", "UTC", "Africa/Casablanca"])
def test_the_zone_of_the_file_agrees_with_the_zone_data_all_year(zone: str) -> None:
    for hours in range(0, 365 * 24, 97):
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        assert by_the_file_alone(feed(entry(moment), zone=zone), moment) == moment.replace(
            tzinfo=None
        )


def test_each_change_begins_by_the_clock_before_it() -> None:
    (zone,) = Calendar.from_ical(feed(entry(NOW))).walk("VTIMEZONE")
    parts = sorted(zone.subcomponents, key=lambda part: str(part["DTSTART"].dt))

    offsets = [(part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td) for part in parts]
    assert [old for old, _new in offsets[1:]] == [new for _old, new in offsets[:-1]]
    starts = [
        f"{part.name} {part['DTSTART'].dt:%d %b %H:%M}"
        for part in parts
        if part["DTSTART"].dt.year == 2026
    ]
    assert starts == ["DAYLIGHT 29 Mar 02:00", "STANDARD 25 Oct 03:00"]


def test_the_zone_is_read_back_by_icalendar_too() -> None:
    (zone,) = Calendar.from_ical(feed(entry(NOW))).walk("VTIMEZONE")

    assert isinstance(zone, Timezone)
    assert zone.tz_name == NAME


def test_what_is_called_off_says_so_in_the_feed() -> None:
    (event,) = events(feed(entry(NOW, off=True, sequence=2)))

    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CANCELLED", 2, "TRANSPARENT")


@pytest.mark.parametrize(
    ("off", "method", "status"), [(False, "REQUEST", "CONFIRMED"), (True, "CANCEL", "CANCELLED")]
)
def test_one_invitation_asks_or_cancels(off: bool, method: str, status: str) -> None:
    text = ical.invitation(entry(NOW, off=off, sequence=1), zone=NAME, now=NOW, language="en")

    parsed = Calendar.from_ical(text)
    (event,) = parsed.walk("VEVENT")
    assert (parsed["METHOD"], event["STATUS"], event["SEQUENCE"]) == (method, status, 1)
    assert event["UID"] == "0a1b@confer.invalid"
    assert event.start == NOW.astimezone(ZONE)
    assert event.end - event.start == timedelta(hours=1)
    assert event["DTSTAMP"].dt == NOW
    for needed in ("ORGANIZER", "ATTENDEE"):  # RFC 5546, 3.2.2 and 3.2.5
        assert str(event[needed]).endswith("@confer.invalid")


def test_a_calendar_says_nothing_but_when(  # the words are all there are
) -> None:
    (event,) = events(feed(entry(NOW)))

    assert (event["SUMMARY"], event["LOCATION"], event["CLASS"]) == (
        "Partnership meeting",
        "As agreed",
        "PRIVATE",
    )
    assert set(event) == {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS", "CLASS", "TRANSP",
    }  # fmt: skip


def test_an_empty_feed_is_a_calendar_too() -> None:
    parsed = Calendar.from_ical(feed())

    assert parsed["METHOD"] == "PUBLISH"
    assert [part.name for part in parsed.subcomponents] == ["VTIMEZONE"]

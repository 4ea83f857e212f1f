"""Days and times as people type them: today, 2d, friday, 2026-12-01, 1.12., tomorrow-10:00."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.vocabulary.numbers import Day

_TODAY: Final = frozenset(["today", "now", "i dag", "vandaag", "heute", "aujourd'hui"])
_YESTERDAY: Final = frozenset(["yesterday", "i går", "gisteren", "gestern", "hier"])
_TOMORROW: Final = frozenset(["tomorrow", "i morgen", "morgen", "demain"])
_WEEKDAYS: Final[Mapping[str, int]] = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
    )
    for number, name in enumerate(names.split())
}
_IN: Final = re.compile(r"(?:in\s+)?\+?(\d{1,3})\s*(d|w|h|days?|weeks?|hours?)?", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_EURO: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./]?(\d{4}|\d{2})?", re.ASCII)
_AT: Final = r"(?:(?:at|kl\.?|um|om|à)\s+)?"
# An hour and minutes; an hour that says that it is one (14h, 2 pm); an hour alone, after a day.
_CLOCKS: Final = (
    re.compile(rf"(.*?)(?:(?<=\d)t(?=\d)|[\s,-])*{_AT}(\d{{1,2}})[:.h](\d{{2}})\s*(am|pm|uhr)?"),
    re.compile(rf"(.*?)[\s,-]*{_AT}(\d{{1,2}})()\s*(am|pm|h|uhr|uur|o'clock)"),
    re.compile(rf"(.*?\S)\s+{_AT}(\d{{1,2}})()()"),
)
_DAY_MONTH: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?([^\W\d_]{3,})\.?(?:\s+(\d{4}))?"
)
_MONTH_DAY: Final = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_WEEKDAY_FIRST: Final = re.compile(r"([^\W\d_]{2,})\.?,?\s+(\d.*|[^\W\d_]{3,}.*)")
_SHORT: Final = {"mrt": "maart"}  # a short name that its month does not begin with
_MONTHS: Final = (
    "january february march april may june july august september october november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
)


def parse_day(typed: str, today: Day, _language: str = "en") -> Day | None:
    """A day, or None where it cannot be read as one. Numbers without a unit are days from today."""
    text = typed.strip().casefold()
    if text in _TODAY:
        return today
    if text in _YESTERDAY:
        return Day(today.number - 1)
    if text in _TOMORROW:
        return Day(today.number + 1)
    for name, number in _WEEKDAYS.items():
        if text in {name, name[:3]} and len(text) >= 3:
            ahead = (number - today.date.weekday() - 1) % 7 + 1
            return Day(today.number + ahead)
    found = _in_days(text)
    if found is not None:
        return Day(today.number + found)
    return _dated(text, today) or _with_weekday(text, today)


def _with_weekday(text: str, today: Day) -> Day | None:
    """`fri 9 jan`, as Confer prints it; None where that day is another weekday."""
    found = _WEEKDAY_FIRST.fullmatch(text)
    day = _dated(found.group(2), today) if found else None
    if found is None or day is None:
        return None
    meant = {n for name, n in _WEEKDAYS.items() if name.startswith(found.group(1))}
    return day if day.date.weekday() in meant else None


def _in_days(text: str) -> int | None:
    found = _IN.fullmatch(text)
    if not found:
        return None
    count, unit = int(found.group(1)), (found.group(2) or "d")[0]
    return {"d": count, "w": count * 7, "h": (count + 23) // 24}[unit]


def _dated(text: str, today: Day) -> Day | None:
    iso, euro = _ISO.fullmatch(text), _EURO.fullmatch(text)
    named = _named(text)
    try:
        if named:
            return _next(*named, today)
        if iso:
            return Day.of(date(*(int(part) for part in iso.groups())))
        if euro:
            day, month, year = int(euro.group(1)), int(euro.group(2)), euro.group(3)
            return _next(day, month, year, today)
    except ValueError:
        return None
    return None


def _next(day: int, month: int, year: str | None, today: Day) -> Day:
    """This day of the year, or of the next one where it is past. Raises ValueError."""
    if year:
        return Day.of(date(int(year) + (2000 if len(year) == 2 else 0), month, day))
    this = date(today.date.year, month, day)
    return Day.of(this if this >= today.date else this.replace(year=this.year + 1))


def _named(text: str) -> tuple[int, int, str | None] | None:
    """`5 march`, `march 5th`, `5. marts 2027`: day, month and year."""
    found = _DAY_MONTH.fullmatch(text)
    if found:
        day, name, year = found.groups()
    else:
        found = _MONTH_DAY.fullmatch(text)
        if not found:
            return None
        name, day, year = found.groups()
    name = _SHORT.get(name, name)
    months = {
        n for line in _MONTHS for n, one in enumerate(line.split(), 1) if one.startswith(name)
    }
    return (int(day), months.pop(), year) if len(months) == 1 else None


def parse_slot(typed: str, today: Day, zone: str, language: str = "en") -> datetime | None:
    """A day and a time in the zone, as an aware moment; None where either is missing."""
    text = typed.strip().casefold().removeprefix("on ")
    for clock in _CLOCKS:
        found = clock.fullmatch(text)
        day = parse_day(found.group(1) or "today", today, language) if found else None
        if found is None or day is None:
            continue
        hour, minute, half = int(found.group(2)), int(found.group(3) or 0), found.group(4)
        if half in {"am", "pm"}:
            if not 1 <= hour <= 12:
                continue
            hour = hour % 12 + 12 * (half == "pm")
        if hour <= 23 and minute <= 59:
            return datetime.combine(day.date, time(hour, minute), ZoneInfo(zone))
    return None


def add_days(day: Day, count: int) -> Day:
    return Day.of(day.date + timedelta(days=count))

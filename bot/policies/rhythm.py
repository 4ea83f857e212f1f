"""When the partnership is asked to meet without a case on the table, and for which dates."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from bot.policies.calendar import at, is_working_day, working_days_from

HOUR: Final = time(10)
TUESDAY: Final = 2
# Working days after the invitation: a Wednesday, a Friday and a Tuesday of the same month. The
# coordinator hears after ten that no date stands, so all three are later.
_AHEAD: Final = (11, 13, 15)


def monthly_due(  # which day, by whose calendar
    year: int,
    month: int,
    *,
    zone: str,
    holidays: frozenset[date],
    weekday: int = TUESDAY,
    hour: time = HOUR,
) -> datetime:
    """The first Tuesday at ten, or as the settings say; on a holiday the next working day.

    `weekday`: 1 for Monday to 7 for Sunday.
    """
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.isoweekday()) % 7)
    if not is_working_day(day, holidays):
        day = next(working_days_from(day, holidays))
    return at(day, hour, zone)


def three_dates(invited: datetime, *, zone: str, holidays: frozenset[date]) -> tuple[datetime, ...]:
    """Three different weekdays to choose from, at ten, none of them a holiday."""
    day = invited.astimezone(ZoneInfo(zone)).date()
    ahead = list(islice(working_days_from(day, holidays), max(_AHEAD)))
    return tuple(at(ahead[number - 1], HOUR, zone) for number in _AHEAD)

"""When the partnership is asked to meet without a case on the table, and for which dates."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from bot.policies.calendar import at, is_working_day, working_days_from

HOUR: Final = time(10)
_TUESDAY: Final = 2
# Working days after the invitation: a Wednesday, a Friday and a Tuesday of the same month. The
# coordinator hears after ten that no date stands, so all three are later.
_AHEAD: Final = (11, 13, 15)


def monthly_due(year: int, month: int, *, zone: str, holidays: frozenset[date]) -> datetime:
    """The first Tuesday at ten; on a holiday the next working day."""
    first = date(year, month, 1)
    day = first + timedelta(days=(_TUESDAY - first.isoweekday()) % 7)
    if not is_working_day(day, holidays):
        day = next(working_days_from(day, holidays))
    return at(day, HOUR, zone)


def three_dates(invited: datetime, *, zone: str, holidays: frozenset[date]) -> tuple[datetime, ...]:
    """Three different weekdays to choose from, at ten, none of them a holiday."""
    day = invited.astimezone(ZoneInfo(zone)).date()
    ahead = list(islice(working_days_from(day, holidays), max(_AHEAD)))
    return tuple(at(ahead[number - 1], HOUR, zone) for number in _AHEAD)

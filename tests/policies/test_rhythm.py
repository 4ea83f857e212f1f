"""The monthly invitation to meet without a case."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.policies.rhythm import monthly_due, three_dates

ZONE = "Europe/Copenhagen"
NONE: frozenset[date] = frozenset()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2026, 12, "2026-12-01"), (2026, 7, "2026-07-07"), (2026, 4, "2026-04-07")],
)
def test_the_invitation_goes_out_on_the_first_tuesday_at_ten(
    year: int, month: int, day: str
) -> None:
    assert monthly_due(year, month, zone=ZONE, holidays=NONE) == local(f"{day}T10:00")


def test_on_a_holiday_it_goes_out_on_the_next_working_day() -> None:
    closed = frozenset({date(2026, 12, 1), date(2026, 12, 2)})

    assert monthly_due(2026, 12, zone=ZONE, holidays=closed) == local("2026-12-03T10:00")


def test_three_weekdays_of_the_same_month_are_proposed() -> None:
    dates = three_dates(local("2026-12-01T10:00"), zone=ZONE, holidays=NONE)

    assert dates == (
        local("2026-12-16T10:00"),
        local("2026-12-18T10:00"),
        local("2026-12-22T10:00"),
    )


def test_no_proposed_date_is_a_holiday_and_summer_time_moves_no_hour() -> None:
    easter = frozenset({date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 6)})

    dates = three_dates(local("2026-03-17T10:00"), zone=ZONE, holidays=easter)

    assert dates == (
        local("2026-04-01T10:00"),
        local("2026-04-08T10:00"),
        local("2026-04-10T10:00"),
    )

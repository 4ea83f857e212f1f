"""The days an area is closed: its public holidays, and what the partnership adds of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import holidays


def closed_days(
    country: str, region: str | None, years: Iterable[int], own: Iterable[str]
) -> frozenset[date]:
    """`own`: days as 2026-12-24. Raises ValueError for an unknown country or region, or no day."""
    try:
        public = holidays.country_holidays(country, subdiv=region, years=years)
    except NotImplementedError as unknown:
        raise ValueError("no calendar of public holidays for this country or region") from unknown
    return frozenset(public) | {_day(text) for text in own}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("not a day such as 2026-12-24") from None

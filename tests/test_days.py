"""Days are read back as Confer prints them, for people copy what they see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot import days, wording
from bot.vocabulary.numbers import Day, Slot

TODAY = datetime(2026, 3, 2, tzinfo=UTC)
LANGUAGES = ("en", "da", "nl", "de", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_day_of_a_year_is_read_back_as_it_is_printed(language: str) -> None:
    today = Day.of(TODAY.date())
    for ahead in range(365):
        when = (TODAY + timedelta(days=ahead)).date()
        printed = wording.day(when, language)
        assert days.parse_day(printed, today, language) == Day.of(when), printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moment_is_read_back_as_it_is_printed(language: str) -> None:
    for ahead in range(7):
        when = TODAY + timedelta(days=ahead, hours=14, minutes=30)
        printed = wording.date_time(Slot.of(when), language, "UTC")
        assert days.parse_slot(printed, Day.of(TODAY.date()), "UTC", language) == when, printed


@pytest.mark.parametrize("typed", ["mon 3 mar", "xy 3 mar", "fri 32 jan", "mon tue 3 mar"])
def test_a_day_that_is_another_weekday_is_asked_again(typed: str) -> None:
    assert days.parse_day(typed, Day.of(TODAY.date())) is None

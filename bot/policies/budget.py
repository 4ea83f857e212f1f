"""Three messages a day that can wait; the rest is for the morning's list (nudges.md, rules 4 to 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.people import Person
from bot.policies.calendar import at, work_days
from bot.ports import Notice, NoticeKind

MOST_A_DAY: Final = 3
MOST_ITEMS: Final = 10  # on one list; of more than that the coordinator hears

# Said at once however much was said before: promises of hours, what breaks, what changes today's plans, and
# the list itself. Everything else is counted.
UNCOUNTED: Final = frozenset(
    {
        NoticeKind.NEW_CONCERN,
        NoticeKind.DUE_SOON,
        NoticeKind.OVERDUE,
        NoticeKind.OWNER_WORD,
        NoticeKind.OWNER_WORD_SOON,
        NoticeKind.OWNER_WORD_OVERDUE,
        NoticeKind.DAY_BEGINS,
        NoticeKind.WEEK_BEGINS,
        NoticeKind.MEETING_MOVED,
        NoticeKind.MEETING_OFF,
        NoticeKind.NOT_WATCHED,
        NoticeKind.NUDGES_STAND,
        NoticeKind.UNREACHABLE,
        NoticeKind.PLATFORM_GONE,
        NoticeKind.CHANNEL_GONE,
        NoticeKind.AUDIT_DOUBT,
        NoticeKind.GUESSES,
        NoticeKind.CLOCK_BACK,
        NoticeKind.SHARES_USED,
        NoticeKind.UNSOUND,
        NoticeKind.BREACH_REPORTED,
        NoticeKind.BREACH_DUE,
        NoticeKind.BREACH_LATE,
    }
)


def counts(notice: Notice) -> bool:
    return not notice.at_once and notice.kind not in UNCOUNTED


def day_begins(person: Person, now: datetime) -> datetime:
    """The midnight before, by the person's own clock."""
    return at(now.astimezone(ZoneInfo(person.zone)).date(), time(0), person.zone)


def next_list(person: Person, now: datetime, hour: time, holidays: frozenset[date]) -> datetime:
    """The list of today or, where its hour is past or one does not work today, of the next day of work."""
    today = now.astimezone(ZoneInfo(person.zone)).date()
    hours = (at(day, hour, person.zone) for day in work_days(person, today, holidays))
    return next(moment for moment in hours if moment > now)


def last_list(
    person: Person, now: datetime, hour: time, holidays: frozenset[date]
) -> datetime | None:
    """The moment of today's list, once its hour has come; None on days without one."""
    today = now.astimezone(ZoneInfo(person.zone)).date()
    moment = at(today, hour, person.zone)
    works = next(work_days(person, today, holidays)) == today
    return moment if works and moment <= now else None


def newest(held: Sequence[Notice]) -> list[Notice]:
    """Of one thing only the newest word, in the place of its oldest one."""
    return list({(one.kind, one.opens, one.clock): one for one in held}.values())


def half(now: datetime, due: datetime) -> datetime:
    """How long a nudge may wait: half of what is left, and no longer than a week."""
    return now + min((due - now) / 2, timedelta(days=7))

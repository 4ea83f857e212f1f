"""What the meetings so far say: when the partnership met, who was there, whether this month has its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.ports import Meeting
from bot.vocabulary.numbers import SeatNo
from bot.vocabulary.public import MeetingKind


def last_held(meetings: Iterable[Meeting], kind: MeetingKind | None = None) -> datetime | None:
    """When the partnership met last; of one kind, or at all."""
    held = (m.held for m in meetings if m.held and kind in {None, m.kind})
    return max(held, default=None)


def month_is_done(meetings: Iterable[Meeting], now: datetime, zone: str) -> bool:
    """Whether this month has its meeting without cases: one with a date in it, or one held lately.

    nudges.md, monthly_networking: planned for the month, or held in the last 14 days.
    """
    month = now.astimezone(ZoneInfo(zone)).strftime("%Y-%m")
    for meeting in meetings:
        if meeting.kind is not MeetingKind.NON_CASE or meeting.off:
            continue
        if meeting.held is not None and now - meeting.held <= timedelta(days=14):
            return True
        stands = meeting.stands
        if stands and stands.moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m") == month:
            return True
    return False


def asks_for_this_month(meeting: Meeting, now: datetime, zone: str) -> bool:
    """Whether dates of a meeting without cases are asked about, all of them in this month."""
    if meeting.kind is not MeetingKind.NON_CASE or meeting.off or meeting.stands or meeting.held:
        return False
    month = f"{now.astimezone(ZoneInfo(zone)):%Y-%m}"
    return {f"{s.moment.astimezone(ZoneInfo(zone)):%Y-%m}" for s in meeting.slots} == {month}


def skipped_mark(now: datetime, zone: str) -> str:
    """The mark that says that this month was skipped; its value is the reason's code."""
    return f"skipped.{now.astimezone(ZoneInfo(zone)):%Y-%m}"


def attendance(meetings: Iterable[Meeting]) -> Mapping[SeatNo, int]:
    """At how many recorded meetings each seat was there."""
    found: dict[SeatNo, int] = {}
    for meeting in meetings:
        for seat in meeting.present if meeting.held else ():
            found[seat] = found.get(seat, 0) + 1
    return found

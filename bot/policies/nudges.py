"""Who hears of a rung, in which words, and not before when, by the rows of bot/policies/nudge_table.py.

Where nobody of a row is left, the next row is called at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.case import Case
from bot.people import Directory, Person
from bot.policies import receivers as to
from bot.policies.announce import HAS_CIRCLE
from bot.policies.calendar import at, quiet_end
from bot.policies.clocks import KEEPING, WAITING
from bot.policies.nudge_table import LADDERS, Rest, Step
from bot.policies.receivers import Look
from bot.ports import Notice, NoticeKind, Rung, Running
from bot.posts import News
from bot.vocabulary.concern import Urgency
from bot.vocabulary.process import ClockName

LATE_AFTER: Final = timedelta(minutes=5)  # a rung sent later than this says so
TODAYS_BEGINS: Final = time(7, 30)
DAY_BEGINS: Final = time(7)
DAY_ENDS: Final = time(22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A notice, and the moment before which it must not disturb its reader."""

    notice: Notice
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Ring:
    """What one rung sends. `channel`: the one line in the seats' channel goes out as well, and `news` in the
    place of the case's circle."""

    notices: tuple[Planned, ...] = ()
    channel: bool = False
    news: News | None = None


_LONG: Final = timedelta(hours=2)  # with less than this left nothing may wait
# The two headline clocks.
_PROMISES: Final = frozenset({ClockName.FIRST_ANSWER, ClockName.OWNER_RESPONSE})
_SAYS_OVERDUE: Final = frozenset(
    {NoticeKind.OVERDUE, NoticeKind.OWNER_WORD_OVERDUE, NoticeKind.BREACH_LATE}
)
_SAYS_LEFT: Final = frozenset(
    {
        NoticeKind.NEW_CONCERN,
        NoticeKind.DUE_SOON,
        NoticeKind.OWNER_WORD,
        NoticeKind.OWNER_WORD_SOON,
        NoticeKind.BREACH_DUE,
    }
)


def ring(
    rung: Rung,
    running: Running,
    case: Case,
    directory: Directory,
    *,
    now: datetime,
    holidays: frozenset[date],
) -> Ring:
    """What a rung sends to whom. Nothing where it is silenced, or where it concerns nobody."""
    look = Look(case=case, directory=directory, running=running, now=now, holidays=holidays)
    ladder = LADDERS.get(running.key.name)
    if ladder is None or _silent(look):
        return Ring()
    steps = ladder.step(rung.number)
    rest, people = _called(steps, look)
    told = Told(steps[0].kind, rest, ladder.opens)
    notices = [_planned(told, person, rung, look) for person in people]
    for also in steps[0].also:
        others = Told(also.kind, Rest.KEPT, also.opens)
        notices += [_planned(others, p, rung, look) for p in to.reached(look, also.to)]
    first_time = rung.number <= len(ladder.steps) and look.case.state in HAS_CIRCLE
    news = steps[0].news if first_time else None
    return Ring(tuple(notices), channel=steps[0].channel, news=news)


def hastens(lost: Notice) -> bool:
    """Whether a ping that reached nobody calls the next rung at once.

    The last row repeats, so hastening it would never end; and no row may say "overdue" before it is.
    """
    if lost.clock is None:
        return False
    ladder = LADDERS.get(lost.clock.name)
    if ladder is None or lost.rung >= len(ladder.steps) + (ladder.after is not None):
        return False
    return ladder.step(lost.rung + 1)[0].kind not in _SAYS_OVERDUE


def _silent(look: Look) -> bool:
    """No owner, no first word of the owner; a pause silences what is not urgent, a legal hold that a
    keeping time ends."""
    name = look.running.key.name
    if name in KEEPING and look.case.hidden.hold is not None:
        return True
    if name is ClockName.OWNER_RESPONSE and look.case.owner is None:
        return True
    return look.case.paused and not look.running.urgent and name in WAITING


def _called(rows: Iterable[Step], look: Look) -> tuple[Rest, tuple[Person, ...]]:
    """The first row that has anybody left."""
    for row in rows:
        people = to.reached(look, row.to)
        if people:
            return row.rest, people
    return Rest.KEPT, ()


@dataclass(frozen=True, slots=True)
class Told:
    """In which words a rung is said, what it makes of quiet hours, and where [Open] leads."""

    kind: NoticeKind
    rest: Rest
    opens: str


def _planned(told: Told, person: Person, rung: Rung, look: Look) -> Planned:
    not_before = _not_before(person, told.rest, look)
    left = max(look.running.due - not_before, timedelta())
    key, ladder = rung.clock, LADDERS[rung.clock.name]
    kept = ladder.later and told.rest is Rest.KEPT
    waits = kept and look.case.ref is not None and look.running.due - look.now >= _LONG
    notice = Notice(
        to=person.no,
        kind=told.kind,
        at_once=look.running.urgent or told.rest is not Rest.KEPT,
        waited=not_before > look.now and not _is_for_today(look),
        later=f"confer later {look.case.ref} key:{key.name}.{key.subject}.{key.round}"
        if waits
        else "",
        opens=told.opens.format(ref=look.case.ref or "", subject=rung.clock.subject),
        left_s=int(left.total_seconds()) if told.kind in _SAYS_LEFT else None,
        late=look.now - rung.due > LATE_AFTER,
        instead=person.no in look.instead,
        whose=look.instead.get(person.no),
        clock=rung.clock,
        rung=rung.number,
    )
    return Planned(notice=notice, not_before=not_before)


def _not_before(person: Person, rest: Rest, look: Look) -> datetime:
    if rest is Rest.BROKEN:
        return look.now
    if look.on_call(person) and (look.running.urgent or rest is Rest.BROKEN_BY_DAY):
        return look.now
    if rest is Rest.BROKEN_BY_DAY:
        return _by_day(person, look.now)
    rested = quiet_end(person, look.now, look.holidays)
    if not _is_for_today(look):
        return rested
    moment = early(person, rested, look.now)
    return look.now if look.now < look.running.due < moment else moment


def _is_for_today(look: Look) -> bool:
    return look.running.key.name not in _PROMISES and for_today(look.case)


def for_today(case: Case) -> bool:
    """Whether words on this case wait to half past seven, and not for the morning's list."""
    abstract = case.facts.abstract
    return abstract is not None and abstract.urgency is Urgency.TODAY


def early(person: Person, rested: datetime, now: datetime) -> datetime:
    """Half past seven of the day on which somebody's rest ends, where that is earlier."""
    morning = at(rested.astimezone(ZoneInfo(person.zone)).date(), TODAYS_BEGINS, person.zone)
    return max(now, min(rested, morning))


def _by_day(person: Person, now: datetime) -> datetime:
    """Now between 07:00 and 22:00 of any day, else the next 07:00."""
    local = now.astimezone(ZoneInfo(person.zone))
    if DAY_BEGINS <= local.time() < DAY_ENDS:
        return now
    day = local.date() + timedelta(days=local.time() >= DAY_ENDS)
    return at(day, DAY_BEGINS, person.zone)

"""When a clock is due, when it rings on the way, and which acts start and stop it.

Rungs are reckoned once, when the clock starts, and stored: a changed setting moves no clock then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from bot.policies.calendar import add_working_days, length
from bot.policies.nudge_table import LADDERS
from bot.ports import Partnership, Rung, Running
from bot.process import CLOCKS, OVERLAYS
from bot.vocabulary.process import Act, ClockName, State


def due(
    name: ClockName,
    *,
    started: datetime,
    urgent: bool,
    partnership: Partnership,
    holidays: frozenset[date],
    given: datetime | None = None,
) -> datetime | None:
    """When it runs out. `given`: the date that stands on the thing itself, which then rules.

    None: this clock needs a given date, and there is none. Of two lengths (look-backs) the first.
    """
    if given is not None:
        return given
    text = _length_of(name, partnership, urgent=urgent)
    if text == "set":
        return None
    return length(text, started, zone=partnership.zone, holidays=holidays)


def _length_of(name: ClockName, partnership: Partnership, *, urgent: bool) -> str:
    """The headline clocks may be set shorter than the domain says, never longer."""
    row = CLOCKS[name]
    text = row.default[0] if not urgent or row.urgent == "same" else row.urgent
    match name:
        case ClockName.FIRST_ANSWER:
            return _shorter(text, partnership.first_answer_h)
        case ClockName.OWNER_RESPONSE:
            return _shorter(text, partnership.owner_response_h)
        case ClockName.KEEP_NOT_TAKEN:
            return f"{partnership.keeping_not_taken_months}mo"
        case ClockName.KEEP_ARCHIVED:
            return f"{partnership.keeping_archived_months}mo"
        case _:
            return text


def _shorter(text: str, hours: int) -> str:
    return f"{min(int(text.removesuffix('h')), hours)}h"


def rungs(
    running: Running, *, partnership: Partnership, holidays: frozenset[date]
) -> tuple[Rung, ...]:
    """The rungs of a clock, numbered from 1.

    One that would fall before the start, or not before a later one, is left out; numbers stay. Of a clock
    that is over when it starts (it was late, and became urgent) the last one rings at once.
    """
    ladder = LADDERS.get(running.key.name)
    if ladder is None:
        return ()
    if running.due < running.started:
        return (Rung(clock=running.key, number=len(ladder.steps), due=running.started),)
    moments = [
        _moment(step.when, running, zone=partnership.zone, holidays=holidays)
        for step in ladder.steps
    ]
    return tuple(
        Rung(clock=running.key, number=number, due=moment)
        for number, moment in enumerate(moments, 1)
        if running.started <= moment and all(moment < later for later in moments[number:])
    )


def next_rung(running: Running, number: int) -> Rung | None:
    """The rung of this number beyond the frozen ones. None for a frozen one or a silent clock."""
    ladder = LADDERS.get(running.key.name)
    if ladder is None or number <= len(ladder.steps):
        return None
    every = (running.urgent and ladder.urgent_every) or ladder.every
    if every is None:
        return None
    moment = running.due + every * (number - len(ladder.steps))
    return Rung(clock=running.key, number=number, due=moment)


def _moment(rung: str, running: Running, *, zone: str, holidays: frozenset[date]) -> datetime:
    started, end = running.started, running.due
    if rung.endswith("%"):
        return started + (end - started) * int(rung[:-1]) / 100
    sign, text = rung[0], rung[1:]
    if sign == "-":
        return _before(end, text, zone=zone, holidays=holidays)
    return length(text, started if sign == "@" else end, zone=zone, holidays=holidays)


def _before(end: datetime, text: str, *, zone: str, holidays: frozenset[date]) -> datetime:
    if text.endswith("wd"):
        return add_working_days(end, -int(text.removesuffix("wd")), zone=zone, holidays=holidays)
    return end - timedelta(days=int(text.removesuffix("d")))


def starts(act: Act, state_after: State | None) -> tuple[ClockName, ...]:
    """The clocks an act starts. Stop what it stops first: some are stopped and started by one act.

    `state_after`: the state the case entered, also again; None where it entered none.
    """
    set_now = {name for name, row in OVERLAYS.items() if row.set is act}
    return tuple(
        name
        for name, row in CLOCKS.items()
        if act in row.starts_acts
        or (state_after is not None and row.starts_state is state_after)
        or row.starts_overlay in set_now
    )


# What waits while a case is paused, of either kind, unless it is urgent (states.md). The promise of a first
# answer does not, nor what protects the person.
WAITING: Final = frozenset(
    {
        ClockName.OWNER_RESPONSE,
        ClockName.POLICE_ANSWER,
        ClockName.SCREENING_DECISION,
        ClockName.INFO_ANSWERS,
        ClockName.ASSESSMENT_HELD,
        ClockName.OWNER_FOUND,
        ClockName.PERSON_ASKED,
        ClockName.FIRST_PLAN,
        ClockName.ACTION_DUE,
        ClockName.REVIEW_BY,
        ClockName.NO_ENTRY,
        ClockName.CLOSING_ANSWERS,
        ClockName.HANDOVER_REPLY,
        ClockName.FEEDBACK,
    }
)


KEEPING: Final = frozenset({ClockName.KEEP_NOT_TAKEN, ClockName.KEEP_ARCHIVED})
LOOKED_AT_AGAIN: Final = timedelta(days=90)  # what stands against erasing (states.md)


def resumed(
    left: timedelta, now: datetime, *, partnership: Partnership, holidays: frozenset[date]
) -> datetime:
    """When a clock that waited runs out: with what was left, at least one working day."""
    return max(now + left, add_working_days(now, 1, zone=partnership.zone, holidays=holidays))


_STOPS: Final[Mapping[Act, tuple[ClockName, ...]]] = {
    act: tuple(name for name, row in CLOCKS.items() if act in row.stops) for act in Act
}


def stops(act: Act) -> tuple[ClockName, ...]:
    """The clocks an act stops, where they run."""
    return _STOPS[act]

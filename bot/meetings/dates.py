"""How a meeting gets its date: proposed, asked, chosen, moved, called off. Pure; bot/ports keeps it.

Who is asked names the dates that suit; only counts of seats are shown, to whoever picks. Nobody reads who
answered what, nor who did not answer.

A nudge begins one as /meeting call does: propose() three dates, called() with the holders() as those asked,
unit.meetings.put() it, and send its notices(). Then standing() says whether half of the seats answered and
which date is best, pick_line() is the button for it, and `stands` is the date once there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, TypeAlias
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from bot.people import Directory, Duty, Person, SeatState
from bot.policies import hours, quorum
from bot.policies.quorum import Needed
from bot.policies.rhythm import HOUR
from bot.ports import Meeting, Notice, NoticeKind, Partnership
from bot.vocabulary.numbers import MeetingNo, PersonNo, SeatNo, Slot
from bot.vocabulary.public import MeetingKind
from bot.vocabulary.reference import CaseRef

MOST_DATES: Final = 3
OPEN_TO_ALL: Final = frozenset({MeetingKind.ORDINARY, MeetingKind.NON_CASE})
_UIDS: Final = UUID("7f1f3c1e-0f5c-4a0f-9f6e-2d7a5b9f0c54")


Votes: TypeAlias = Mapping[PersonNo, tuple[Slot, ...]]


# --- a meeting's own way --------------------------------------------------------------------------


def called(
    no: MeetingNo,
    kind: MeetingKind,
    by: PersonNo,
    slots: Iterable[Slot],
    *,
    asked: Sequence[PersonNo],
    cases: tuple[CaseRef, ...] = (),
) -> Meeting:
    """A new meeting. One date alone stands at once; of several one is picked later."""
    dates = _in_order(slots)
    fresh = Meeting(
        no=no,
        kind=kind,
        called_by=by,
        slots=dates,
        cases=cases,
        asked=tuple(asked),
        uid=uuid4().hex,
    )
    return fixed(fresh, dates[0]) if len(dates) == 1 else fresh


def fixed(meeting: Meeting, slot: Slot) -> Meeting:
    """This date stands. Calendars that knew another one, or none, are told anew."""
    if meeting.stands == slot:
        return meeting
    told = meeting.sequence + 1 if meeting.stood is not None else 0
    return replace(meeting, stands=slot, stood=slot, sequence=told, off=False)


def moved(meeting: Meeting, slots: Iterable[Slot]) -> Meeting:
    """Other dates are proposed, and asked for again; the one that stood stands no more."""
    dates = _in_order(slots)
    again = replace(meeting, slots=dates, round=meeting.round + 1, off=False)
    if len(dates) == 1:
        return fixed(again, dates[0])
    told = meeting.sequence + 1 if meeting.stands is not None else meeting.sequence
    return replace(again, stands=None, sequence=told)


def called_off(meeting: Meeting) -> Meeting:
    told = meeting.sequence + 1 if meeting.stands is not None else meeting.sequence
    return replace(meeting, off=True, stands=None, sequence=told)


def _in_order(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    return tuple(sorted(dict.fromkeys(slots), key=lambda slot: slot.minute))


def dates(meeting: Meeting) -> tuple[Slot, ...]:
    """The date that stands, else those to choose from."""
    return meeting.slots if meeting.stands is None else (meeting.stands,)


def is_to_come(meeting: Meeting, now: datetime) -> bool:
    """Not held, not called off, and a date of it is not past."""
    coming = any(slot.moment >= now for slot in dates(meeting))
    return coming and meeting.held is None and not meeting.off


def uid(meeting: Meeting, partnership: Partnership) -> str:
    """What calendars know it by, for good. A meeting of before it had one of its own gets a stable one."""
    return meeting.uid or uuid5(_UIDS, f"{partnership.key}/{meeting.no}").hex


# --- who is asked ---------------------------------------------------------------------------------


def holders(
    directory: Directory, now: datetime, seats: Iterable[SeatNo] = ()
) -> tuple[PersonNo, ...]:
    """One person a live seat, of these seats or of all: the holder, or the deputy while that one is away."""
    wanted = tuple(seats) or tuple(directory.seats)
    live = [no for no in wanted if directory.seats[no].state is SeatState.LIVE]
    found = (_for_seat(directory, no, now) for no in live)
    return tuple(dict.fromkeys(person.no for person in found if person))


def _for_seat(directory: Directory, seat: SeatNo, now: datetime) -> Person | None:
    people = [*directory.of_seat(seat, Duty.HOLDER), *directory.of_seat(seat, Duty.DEPUTY)]
    here = (p for p in people if not p.away(now))
    return next(here, next(iter(people), None))


def notices(meeting: Meeting, kind: NoticeKind, to: Iterable[PersonNo]) -> list[Notice]:
    """A private word to each, with a button a date; of a meeting that is called off there is no choice."""
    stands = meeting.stands
    slots = meeting.slots if kind is NoticeKind.WHICH_DATE else _last(meeting)
    answers: tuple[str, ...] = ()
    if kind is NoticeKind.WHICH_DATE:
        answers = (*(can_line(meeting, slot) for slot in slots), none_line(meeting))
    elif stands is not None:
        answers = (can_line(meeting, stands), cannot_line(meeting, stands))
    opens = f"meeting open {meeting.no}"
    return [Notice(to=no, kind=kind, opens=opens, slots=slots, answers=answers) for no in to]


def _last(meeting: Meeting) -> tuple[Slot, ...]:
    last = meeting.stands or meeting.stood
    return (last,) if last else meeting.slots[:1]


def none_line(meeting: Meeting) -> str:
    """What a button's line says; it names the round, so that it chooses nothing once dates were replaced."""
    return f"meeting answer {meeting.no} round:{meeting.round}"


def can_line(meeting: Meeting, slot: Slot) -> str:
    return f"{none_line(meeting)} can:{meeting.slots.index(slot) + 1}"


def cannot_line(meeting: Meeting, slot: Slot) -> str:
    return f"{none_line(meeting)} cannot:{meeting.slots.index(slot) + 1}"


def pick_line(meeting: Meeting, slot: Slot) -> str:
    """What the button says that makes a date stand."""
    place = meeting.slots.index(slot) + 1
    return f"meeting pick {meeting.no} round:{meeting.round} date:{place}"


# --- what they said -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a question for dates stands: numbers of seats, and nothing of who.

    Somebody without a seat counts as one. `missing`: by date, what a quorum lacks; empty where none is
    needed. `best`: the date that suits most, the earlier one of two; None while no date suits anybody.
    """

    asked: int
    answered: int
    counts: Mapping[Slot, int]
    missing: Mapping[Slot, tuple[Needed, ...]]
    best: Slot | None

    @property
    def complete(self) -> bool:
        return self.answered >= self.asked

    @property
    def half(self) -> bool:
        """Whether at least half of those who were asked answered."""
        return 2 * self.answered >= self.asked


def standing(
    meeting: Meeting, votes: Votes, directory: Directory, profile: str = "light"
) -> Standing:
    """Counted by seat: what any of its people can, the seat can."""
    shown = dates(meeting)
    by_seat = {
        slot: _seats((n for n, can in votes.items() if slot in can), directory) for slot in shown
    }
    counts = {slot: len(found) for slot, found in by_seat.items()}
    asked = _seats(meeting.asked, directory)
    lacks: dict[Slot, tuple[Needed, ...]] = {}
    if meeting.cases:
        lacks = {
            slot: quorum.missing((s for s in found if isinstance(s, SeatNo)), directory, profile)
            for slot, found in by_seat.items()
        }
    most = max(counts.values(), default=0)
    return Standing(
        asked=len(asked),
        answered=len(asked & _seats(votes, directory)),
        counts=counts,
        missing=lacks,
        best=next((slot for slot in shown if most and counts[slot] == most), None),
    )


def _seats(people: Iterable[PersonNo], directory: Directory) -> set[SeatNo | PersonNo]:
    found = (directory.people[no] for no in people if no in directory.people)
    return {person.seat or person.no for person in found}


def chosen(
    meeting: Meeting, before: Sequence[Slot], *, can: int | None, cannot: int | None
) -> tuple[Slot, ...]:
    """The choice after one more button: a date more, a date less, or none at all. Raises ValueError."""
    named = [n for n in (can, cannot) if n is not None]
    if any(not 1 <= n <= len(meeting.slots) for n in named):
        raise ValueError("no such date")
    if not named:
        return ()
    picked = {slot for slot in before if slot in meeting.slots}
    if can is not None:
        picked.add(meeting.slots[can - 1])
    if cannot is not None:
        picked.discard(meeting.slots[cannot - 1])
    return _in_order(picked)


# --- the rhythm -----------------------------------------------------------------------------------


def propose(
    partnership: Partnership,
    people: Sequence[Person],
    now: datetime,
    *,
    holidays: frozenset[date],
    last: Slot | None = None,
) -> tuple[Slot, ...]:
    """Three dates on different weekdays, at hours when most of these people are at work.

    The hour of the last such meeting is tried first, and the days of the rhythm before others; none is
    sooner than those, for the coordinator hears after ten working days that no date stands.
    """
    hour = last.moment.astimezone(ZoneInfo(partnership.zone)).time() if last else HOUR
    found = hours.three(now, people, hour, zone=partnership.zone, holidays=holidays)
    return tuple(Slot.of(moment) for moment in found)

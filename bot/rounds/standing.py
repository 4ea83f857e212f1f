"""What goes on without anybody's act, as matters of the rounds: long gaps, weeks, lists, what seats lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from bot.conversation import overheard
from bot.disclosure import Sensitive
from bot.meetings import dates as meetings
from bot.people import Directory, Duty, Person, Seat, SeatState
from bot.policies import budget, clocks, met
from bot.policies.access import listening
from bot.policies.calendar import add_months, at, is_working_day, working_days_from
from bot.policies.guards import CARD_MONTHS, TRAINED_MONTHS
from bot.policies.unusual import unusual
from bot.ports import NoticeKind, Unit
from bot.rounds import daily
from bot.rounds.drum import Drum, Matter
from bot.rounds.hearers import coordinators
from bot.vocabulary.concern import Urgency
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import ClockName

LOOKED_AT: Final = time(8)  # each day, at what was opened
SEAT_HOUR: Final = time(9)
SILENT: Final = timedelta(days=21)
_FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
_UNREACHED: Final = "unreached."
_SPOKEN_OF: Final = timedelta(days=7)  # that somebody cannot be reached


# --- meeting_rhythm, coordinator_digest ---


async def gap(drum: Drum) -> Sequence[Matter]:
    """Since when nobody has met; nothing while a meeting is to come."""
    first = drum.noted("since") or (drum.now, "")
    drum.note("since")
    last = max(met.last_held(drum.all) or first[0], first[0])
    if any(meetings.is_to_come(one, drum.now) for one in drum.all):
        return []
    return [Matter(key=f"gap.{last:%Y-%m-%d}", begins=last)]


async def weeks(drum: Drum) -> Sequence[Matter]:
    found = (_week_begins(drum, ahead) for ahead in (0, 1))
    return [Matter(key=f"digest.{begins:%Y-%m-%d}", begins=begins) for begins in found]


def _week_begins(drum: Drum, ahead: int) -> datetime:
    today = drum.local(drum.now).date()
    day = today - timedelta(days=today.isoweekday() - drum.rhythms.digest_weekday)
    day += timedelta(weeks=ahead)
    if not is_working_day(day, drum.holidays):
        day = next(working_days_from(day, drum.holidays))
    return at(day, drum.rhythms.digest_at, drum.zone)


# --- handover_due, for whoever was offered it ---


async def offers(drum: Drum) -> Sequence[Matter]:
    """What another partnership offered, until it is answered or taken back."""
    here, found = drum.desk.house.partnership, list[Matter]()
    for one in await drum.desk.unit.handovers.offered():
        urgent = one.abstract.urgency is Urgency.NOW
        ends = clocks.due(
            ClockName.HANDOVER_REPLY,
            started=one.at,
            urgent=urgent,
            partnership=here,
            holidays=drum.holidays,
        )
        opens = f"case offered key:{one.key}"
        key = f"offer.{one.key}"
        found.append(Matter(key=key, begins=one.at, ends=ends, opens=opens, urgent=urgent))
    return found


# --- the list of each morning ---


async def lists(drum: Drum) -> Sequence[Matter]:
    """Each person's next list, and today's once its hour has come."""
    found: list[Matter] = []
    for person in drum.desk.directory.people.values():
        if person.accounts and not person.away(drum.now):
            for moment in _hours(drum, person):
                key = f"list.{person.no.value}.{moment:%Y-%m-%d}"
                found.append(Matter(key=key, begins=moment, person=person.no))
    return found


def _hours(drum: Drum, person: Person) -> list[datetime]:
    """Nothing of a day that had begun before anybody looked: a list is for the morning."""
    hour = drum.rhythms.list_at
    last = budget.last_list(person, drum.now, hour, drum.holidays)
    following = budget.next_list(person, drum.now, hour, drum.holidays)
    fresh = last is not None and drum.now - last < _MORNING
    return [last, following] if last is not None and fresh else [following]


_MORNING: Final = timedelta(hours=4)


async def no_list(drum: Drum, matter: Matter) -> bool:
    """Who has a seat or a duty has a list every day, if it is always sent; others where something waits."""
    person = drum.desk.directory.people.get(matter.person) if matter.person else None
    if person is None or await _week_begins_for(drum, matter, person):
        return True
    if drum.rhythms.list_always and (person.seat is not None or person.duties):
        return False
    return not await daily.waiting(drum.desk.unit, person.no)


async def _week_begins_for(drum: Drum, matter: Matter, person: Person) -> bool:
    """Whoever is told that a week begins finds the list there."""
    today = any(
        drum.local(week.begins).date() == drum.local(matter.begins).date()
        for week in await weeks(drum)
    )
    return today and person.no in {one.no for one in coordinators(drum)}


async def overload(drum: Drum, matter: Matter, _key: str) -> None:
    """Of more than ten things on one list the coordinator hears, once a week, and not of whom."""
    if matter.person is None:
        return
    waiting = await daily.waiting(drum.desk.unit, matter.person)
    week = f"overload.{_week_begins(drum, 0):%Y-%m-%d}"
    if len(waiting) <= budget.MOST_ITEMS or week in drum.sent:
        return
    for person in coordinators(drum):
        await drum.tell(week, drum.notice(person.no, NoticeKind.OVERLOAD, "confer week"))
    drum.note(week)


# --- unusual_opening ---


async def mornings(drum: Drum) -> Sequence[Matter]:
    today = drum.local(drum.now).date()
    days = (today, today + timedelta(days=1))
    return [Matter(key=f"openings.{day}", begins=at(day, LOOKED_AT, drum.zone)) for day in days]


async def nothing_unusual(drum: Drum, _matter: Matter) -> bool:
    """Since the last look, a day back at first."""
    looks = [text for key, text in drum.sent.items() if key.startswith("openings.")]
    last = max(looks, default="").partition(" ")[0]
    since = datetime.fromisoformat(last) if last else drum.now - timedelta(days=1)
    openings = await drum.desk.unit.audit.openings_since(since)
    return not unusual(openings, drum.desk.directory, drum.holidays)


# --- wording_hit ---


async def stopped_month(drum: Drum) -> Sequence[Matter]:
    """The month that is over, where anything was stopped in it."""
    today = drum.local(drum.now).date()
    last = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    if last not in await overheard.months(drum.desk.unit):
        return []
    begins = at(today.replace(day=1), LOOKED_AT, drum.zone)
    return [Matter(key=f"stopped.{last}", begins=begins)]


async def forget_counts(drum: Drum, matter: Matter, _key: str) -> None:
    await overheard.forget_months(drum.desk.unit, matter.key.rpartition(".")[2])


# --- seat_leaving, expiry ---


def _live(directory: Directory) -> list[Seat]:
    return [seat for seat in directory.seats.values() if seat.state is SeatState.LIVE]


async def leaving(drum: Drum) -> Sequence[Matter]:
    """Who said that they give their seat up, and still holds it."""
    return [
        Matter(
            key=f"leaving.{person.no.value}.{person.leaving:%Y-%m-%d}",
            begins=person.leaving,
            person=person.no,
            seat=person.seat,
        )
        for person in drum.desk.directory.people.values()
        if person.leaving is not None and Duty.HOLDER in person.duties
    ]


async def suspend(drum: Drum, matter: Matter, _key: str) -> None:
    """After five working days: whoever leaves has no way in any more, and the deputy holds the seat."""
    directory = drum.desk.directory
    person = directory.people.get(matter.person) if matter.person else None
    if person is None or person.seat is None:
        return
    deputy = next(iter(directory.of_seat(person.seat, Duty.DEPUTY)), None)
    gone = replace(
        person,
        duties=person.duties - {Duty.HOLDER},
        accounts={},
        away_until=_FOREVER,
        deputy=deputy.no if deputy else person.deputy,
    )
    await drum.desk.unit.people.change(gone)
    if deputy is not None:
        await drum.desk.unit.people.change(replace(deputy, duties=deputy.duties | {Duty.HOLDER}))


async def lacking(drum: Drum) -> Sequence[Matter]:
    """Permanent seats without a holder or without a deputy."""
    found: list[Matter] = []
    directory = drum.desk.directory
    for seat in _live(directory):
        for duty in (Duty.HOLDER, Duty.DEPUTY):
            if seat.permanent and not directory.of_seat(seat.no, duty):
                key = f"lacking.{seat.no.value}.{duty}"
                since = drum.since(key)
                found.append(Matter(key=f"{key}.{since:%Y-%m-%d}", begins=since, seat=seat.no))
    return found


async def silent(drum: Drum) -> Sequence[Matter]:
    """Each holder who was told something and has not written for three weeks; not those who are away."""
    found: list[Matter] = []
    for person in drum.desk.directory.people.values():
        seen = _seen(person, drum)
        if Duty.HOLDER not in person.duties or seen is None or person.away(drum.now):
            continue
        if drum.now - seen >= SILENT and await drum.desk.unit.outbox.counted(person.no, seen):
            key = f"silent.{person.no.value}.{seen:%Y-%m-%d}"
            begins = seen + SILENT
            found.append(Matter(key=key, begins=begins, person=person.no, seat=person.seat))
    return found


async def silence(drum: Drum) -> Sequence[Matter]:
    """The same for whoever runs the process: one word a week, however many are silent."""
    this = _week_begins(drum, 0)
    if not await silent(drum):
        return []
    return [Matter(key=f"silence.{this:%Y-%m-%d}", begins=this)]


def _seen(person: Person, drum: Drum) -> datetime | None:
    return at(person.seen, SEAT_HOUR, drum.zone) if person.seen else None


async def agreements(drum: Drum) -> Sequence[Matter]:
    """Until when the signed agreement of each live seat holds."""
    months = drum.desk.house.partnership.agreement_months
    if months is None:
        return []
    return [
        Matter(key=f"agreement.{seat.no.value}.{ends}", begins=drum.now, ends=moment, seat=seat.no)
        for seat in _live(drum.desk.directory)
        if seat.agreed_on is not None
        for ends in [add_months(seat.agreed_on, months)]
        for moment in [at(ends, SEAT_HOUR, drum.zone)]
    ]


async def cards(drum: Drum) -> Sequence[Matter]:
    """Until when the mandate card of each live seat holds, and its training."""
    found: list[Matter] = []
    for seat in _live(drum.desk.directory):
        for name, since, months in (
            ("card", seat.carded_on, CARD_MONTHS),
            ("training", seat.trained_on, TRAINED_MONTHS),
        ):
            if since is not None:
                ends = add_months(since, months)
                moment = at(ends, SEAT_HOUR, drum.zone)
                key = f"{name}.{seat.no.value}.{ends}"
                found.append(Matter(key=key, begins=drum.now, ends=moment, seat=seat.no))
    return found


# --- unreachable ---


async def unreached(unit: Unit, person: PersonNo, now: datetime) -> bool:
    """Note since when somebody cannot be reached; False where that was known already."""
    mark = f"{_UNREACHED}{person.value}"
    kept = await unit.marks.get(mark)
    if kept is not None and now - datetime.fromisoformat(listening().open(kept)) <= _SPOKEN_OF:
        return False
    await unit.marks.put(mark, Sensitive(now.isoformat()))
    return True


async def unreachable(drum: Drum) -> Sequence[Matter]:
    """Whoever could not be reached, and has not heard anything since."""
    found: list[Matter] = []
    unit = drum.desk.unit
    for mark in await unit.marks.names(_UNREACHED):
        kept = await unit.marks.get(mark)
        person = PersonNo(int(mark.removeprefix(_UNREACHED)))
        if kept is None:
            continue
        since = datetime.fromisoformat(listening().open(kept))
        if await unit.outbox.heard(person, since) or drum.now - since > _SPOKEN_OF:
            await unit.marks.drop(mark)
            drum.note(f"reached.{person.value}.{since:%Y-%m-%d %H}")
        else:
            key = f"unreached.{person.value}.{since:%Y-%m-%dT%H}"
            found.append(Matter(key=key, begins=since, person=person))
    return found

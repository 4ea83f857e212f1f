"""What comes round by the calendar or goes on by itself, whatever happens to cases: rows of round_table.py.

What was sent stands in one sealed mark, which is held while the rows are looked through: of several programs
one sends, and a program that dies has sent nothing that it did not note. A month, a week or a day that passed
while nobody ran is not made up, and of the rungs of one matter only the newest goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from bot.disclosure import Sensitive
from bot.policies.access import listening
from bot.policies.calendar import add_working_days, length
from bot.rounds.drum import Drum, Matter
from bot.rounds.round_table import EVERY_ROUND, Call, Round
from bot.settle import Desk
from bot.wired import House

_MARK: Final = "beats"
_KEPT: Final = timedelta(days=400)  # notes of what was sent
_LIST_KEPT: Final = timedelta(days=3)  # notes of each person's lists
_LOOK_EVERY: Final = timedelta(minutes=15)  # for another program may have changed what is due
_FAR: Final = timedelta(days=400)


async def go(house: House) -> None:
    """Send what is due. Raises StoreTrouble."""
    rhythms, now = house.partnership.rhythms, house.clock.now()
    if rhythms is None or not _is_time(house, now):
        return
    async with house.unit() as unit:
        if await unit.marks.get(_MARK, hold=True) is None:
            await unit.marks.put(_MARK, Sensitive("{}"))  # the row at which two programs meet
            await unit.commit()
    async with house.unit() as unit:
        kept = await unit.marks.get(_MARK, hold=True)
        sent: dict[str, str] = json.loads(listening().open(kept)) if kept else {}
        before = dict(sent)
        directory = await unit.people.directory()
        desk = Desk(house=house, unit=unit, directory=directory, now=now)
        drum = Drum(desk=desk, rhythms=rhythms, sent=sent, all=await unit.meetings.all())
        following = await _round(drum)
        drum.forget()
        if sent != before:
            fresh = {key: text for key, text in sent.items() if _is_fresh(key, text, now)}
            await unit.marks.put(_MARK, Sensitive(json.dumps(fresh)))
            await unit.commit()
    house.beats.next, house.beats.looked = following, now


def _is_time(house: House, now: datetime) -> bool:
    beats = house.beats
    if beats.next is None or beats.looked is None or now < beats.looked:
        return True
    return now >= beats.next or now - beats.looked >= _LOOK_EVERY


def _is_fresh(key: str, text: str, now: datetime) -> bool:
    kept = _LIST_KEPT if key.startswith("list.") else _KEPT
    return datetime.fromisoformat(text.partition(" ")[0]) > now - kept


async def _round(drum: Drum) -> datetime:
    """One look at all rows; gives when something may be due next."""
    following = drum.now + _FAR
    for row in EVERY_ROUND:
        for matter in await row.matters(drum):
            following = min(following, await _look(drum, row, matter))
    return following


async def _look(drum: Drum, row: Round, matter: Matter) -> datetime:
    """Say the newest rung that is due and was not said; gives when the next one is."""
    newest: tuple[int, Call] | None = None
    following = drum.now + _FAR
    for number, call, due in _rungs(drum, row, matter):
        if due > drum.now:
            following = due
            break
        newest = number, call
    if newest is None:
        return following
    number, call = newest
    key = f"{matter.key}.{number}"
    if key in drum.sent:
        return following
    opens = drum.open_from(drum.now) if row.in_hours else drum.now
    if opens > drum.now:
        too_late = call.when.startswith("-") and matter.ends is not None and opens >= matter.ends
        return following if too_late else min(following, opens)
    if call.unless is None or not await call.unless(drum, matter):
        await _say(drum, row, matter, call, key)
    drum.note(key)
    return following


async def _say(drum: Drum, row: Round, matter: Matter, call: Call, key: str) -> None:
    if call.does is not None:
        await call.does(drum, matter, key)
    if call.kind is None:
        return
    people = [person for role in call.to for person in role(drum, matter)]
    for person in dict.fromkeys(p.no for p in people):
        opens = matter.opens or row.opens
        notice = drum.notice(person, call.kind, opens, urgent=matter.urgent)
        if call.words is not None:
            notice = await call.words(drum, matter, notice)
        await drum.tell(key, notice)


def _rungs(drum: Drum, row: Round, matter: Matter) -> Iterator[tuple[int, Call, datetime]]:
    """The rungs in order; the last one comes again and again where the row says how often."""
    due = matter.begins
    for number, call in enumerate(row.calls, start=1):
        due = _moment(drum, row, matter, call.when)
        yield number, call, due
    number = len(row.calls)
    while row.every is not None and due <= drum.now:
        number, due = number + 1, due + row.every
        yield number, row.calls[-1], due


def _moment(drum: Drum, row: Round, matter: Matter, when: str) -> datetime:
    """`@5wd` after it began, `50%` of the way to its end, `-30d` before it, `+0d` at it; at the row's own hour,
    if it has one."""
    if when.endswith("%") and matter.ends is not None:
        return matter.begins + (matter.ends - matter.begins) * int(when[:-1]) / 100
    sign, text = when[0], when[1:]
    if sign == "@" or matter.ends is None:
        moment = length(text, matter.begins, zone=drum.zone, holidays=drum.holidays)
    elif sign == "+":
        moment = length(text, matter.ends, zone=drum.zone, holidays=drum.holidays)
    elif text.endswith("wd"):
        days = int(text.removesuffix("wd"))
        moment = add_working_days(matter.ends, -days, zone=drum.zone, holidays=drum.holidays)
    else:
        moment = matter.ends - timedelta(days=int(text.removesuffix("d")))
    return drum.at_hour(moment, row.hour(drum.rhythms)) if row.hour else moment

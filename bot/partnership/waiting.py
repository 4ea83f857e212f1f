"""What waits for people who go: it is given to somebody else, or let go and said to whoever waits.

Whoever adds something that waits for one person adds it here, and a row to tests/dialogue/test_waits_for.py.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from bot.case import ACTIVE, Case
from bot.casework import consults, overriding
from bot.errors import NotFound
from bot.parts import Consult, Override
from bot.people import Duty, Person
from bot.plans import Visit
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.concern import FAMILY
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import ClockName, State

AT_ONCE: Final = 200  # cases that are looked at together
_ALL: Final = 1_000_000  # cases of one person
LIVES: Final = ACTIVE | {State.FOLLOW_UP}  # somebody owes it a word: looks back come after the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """Who goes. `to`: who holds the seat next, as that person will be; None: the seat ends."""

    gone: frozenset[PersonNo]
    to: Person | None = None

    def instead(self, person: PersonNo, taker: PersonNo) -> PersonNo:
        return taker if person in self.gone else person


async def cases(ctx: Context, going: Going) -> AsyncIterator[Case]:
    """Every case that has not ended, every one they had part in, and where one of them was asked something,
    drafts of others too. Whoever finds nothing in one lets it go.
    """
    ids = dict.fromkeys(await ctx.unit.cases.active())
    for person in sorted(going.gone, key=lambda one: one.value):
        for row in await ctx.unit.cases.lines(party=person, limit=_ALL):
            ids[row.id] = None
        ids |= dict.fromkeys(await consults.asked_of(ctx.unit, person))
    ids |= dict.fromkeys(one.case for one in await overriding.all_of(ctx.unit) if not one.released)
    wanted = list(ids)
    for number in range(0, len(wanted), AT_ONCE):
        await ctx.unit.cases.fetch(wanted[number : number + AT_ONCE])
        for id in wanted[number : number + AT_ONCE]:
            with suppress(NotFound):  # it was erased, and its request stands in the register
                yield await ctx.unit.cases.by_id(id)


def found(case: Case, gone: frozenset[PersonNo]) -> bool:
    """Whether something of this case waits for one of them."""
    facts, hidden = case.facts, case.hidden
    waits: set[PersonNo | None] = {facts.plan.contact, *(pause.by for pause in hidden.pauses)}
    for action in facts.plan.actions:
        waits |= {action.holder, action.introduces} if action.open else set()
    for guest in facts.guests:
        waits |= {guest.sponsor, guest.supervisor} if guest.ended is None else set()
    for visit in hidden.visits:
        waits |= {visit.by, visit.other} if visit.awaited else set()
    for one in hidden.overrides:
        waits |= {one.by, one.second} if one.waits else set()
    for asked in facts.asked:
        waits |= {asked.by, asked.to} if asked.open else set()
    for consult in hidden.consults:
        waits |= {consult.to, consult.by if consult.of_case else None} if consult.open else set()
    waits.add(facts.nominee.nominated_by if facts.nominee else None)
    waits |= {member.person for member in facts.lighter.left} if facts.lighter else set()
    return bool(gone & waits)


async def pass_on(ctx: Context, case: Case, going: Going, taker: PersonNo) -> None:
    """What waits in a case. `taker`: the next holder, else the owner or whoever runs the process."""
    plan = case.facts.plan
    for action in plan.actions:
        if action.open:
            action.holder = going.instead(action.holder, taker)
            if action.introduces in going.gone:
                action.introduces = None  # nobody is left who could bring the new face along
    for pause in case.hidden.pauses:
        pause.by = going.instead(pause.by, going.to.no if going.to else ctx.actor.no)
    plan.contact = taker if plan.contact in going.gone else plan.contact
    for guest in case.facts.guests:
        if guest.ended is None:
            guest.sponsor = going.instead(guest.sponsor, taker)
            guest.supervisor = taker if guest.supervisor in going.gone else guest.supervisor
    _left(case, going)
    _answers(case, going, taker)
    await _visits(ctx, case, going, taker)
    _overrides(ctx, case, going)
    await _consults(ctx, case, going)


def _answers(case: Case, going: Going, taker: PersonNo) -> None:
    """Who answers inside an agency, and who hears an answer that somebody else owes."""
    for asked in case.facts.asked:
        if asked.open:
            asked.by = going.instead(asked.by, taker)
            if asked.to in going.gone:
                asked.to = going.to.no if going.to else None
    for consult in case.hidden.consults:
        if consult.open and consult.of_case:
            consult.by = going.instead(consult.by, taker)
    nominee = case.facts.nominee
    if nominee is not None:
        nominee.nominated_by = going.instead(nominee.nominated_by, taker)


def _left(case: Case, going: Going) -> None:
    """Who is to come back to a circle when more is needed again."""
    lighter, to = case.facts.lighter, going.to
    if lighter is not None:
        if to is not None:
            lighter.left = [replace(m, person=going.instead(m.person, to.no)) for m in lighter.left]
        lighter.left = [m for m in lighter.left if m.person not in going.gone]


async def _visits(ctx: Context, case: Case, going: Going, taker: PersonNo) -> None:
    for visit in case.hidden.visits:
        if not visit.awaited or not going.gone & {visit.by, visit.other}:
            continue
        if going.to is not None:
            visit.by = going.instead(visit.by, taker)
            visit.other = going.instead(visit.other, taker)
        elif ctx.now < visit.when:
            await _call_off(ctx, case, visit, going)
        else:
            there = [one for one in (visit.by, visit.other) if one not in going.gone]
            visit.by = visit.other = there[0] if there else taker


async def _call_off(ctx: Context, case: Case, visit: Visit, going: Going) -> None:
    """Nobody goes alone: the other one plans a new visit."""
    visit.off = True
    await ctx.unit.clocks.stop(case.id, ClockName.VISIT_BACK, visit.no)
    others = {visit.by, visit.other, *([case.owner] if case.owner else [])} - going.gone
    people = sorted(others, key=lambda one: one.value)
    ctx.tell_all(people, NoticeKind.WAITING, f"plan show {case.name}")


def _overrides(ctx: Context, case: Case, going: Going) -> None:
    """Another second person is asked; a request of somebody whose seat ends is let go."""
    for one in case.hidden.overrides:
        if not one.waits:
            continue
        if one.by in going.gone and going.to is None:
            one.refused = ctx.now
        elif one.by in going.gone and going.to is not None:
            one.by = going.to.no
        if one.waits and (one.second in going.gone or one.second == one.by):
            _ask_another(ctx, case, one, going)


def _ask_another(ctx: Context, case: Case, one: Override, going: Going) -> None:
    """The next holder, else who runs the process, else the auditor; who asked hears where nobody is left."""
    people = {no: p for no, p in ctx.directory.people.items() if no not in going.gone}
    to = {going.to.no: going.to} if going.to else {}
    people |= to
    runs = ctx.directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR, Duty.AUDITOR)
    fit = [
        second
        for second in (*to.values(), *(p for p in runs if p.no in people and not p.away(ctx.now)))
        if one.by in people and overriding.may_confirm(case, people[one.by], second)
    ]
    if fit:
        one.second = fit[0].no
        ctx.tell_all([one.second], NoticeKind.SECOND_ASKED, f"consent confirm {one.no}")
    else:
        one.refused = ctx.now
        ctx.tell_all([one.by], NoticeKind.WAITING, f"concern status {case.name}")


async def _consults(ctx: Context, case: Case, going: Going) -> None:
    """Questions without names: the next holder is asked, or who asked hears that nobody will answer."""
    for one in case.hidden.consults:
        if not one.open or one.to not in going.gone:
            continue
        await consults.unask(ctx.unit, case, one)
        to = going.to
        if to is None or one.ladder or to.no == one.by:
            one.off = True
            opens = f"concern look ref:{case.name}" if one.of_case else "concern look"
            ctx.tell_all([one.by], NoticeKind.WAITING, opens)
            continue
        one.to = to.no
        _by_theme(ctx, one, to)
        key = await consults.point(ctx.unit, case, one)
        ctx.tell_all([to.no], NoticeKind.ADVICE_ASKED, f"concern advise key:{key}")


def _by_theme(ctx: Context, one: Consult, to: Person) -> None:
    """The next one reads the theme itself only where that is for them, too."""
    asker = ctx.directory.people.get(one.by)
    if one.topics and not (asker and consults.theme_for(asker, to, one.topics)):
        one.families = tuple(dict.fromkeys(FAMILY[topic] for topic in one.topics))
        one.topics = ()


async def stand_in(ctx: Context, going: Going) -> None:
    """Whoever named one of them as deputy has the next holder, or hears that there is none."""
    to = going.to
    for person in ctx.directory.people.values():
        if person.deputy in going.gone and person.no not in going.gone:
            deputy = to.no if to and to.no != person.no else None
            await ctx.unit.people.change(replace(person, deputy=deputy))
            ctx.tell_all([person.no], NoticeKind.WAITING, "my settings")

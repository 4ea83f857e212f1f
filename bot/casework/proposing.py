"""Who could own a case: relationship, competence and time, the likeliest first. A proposal, never a choice."""

from __future__ import annotations

from bot.case import Case
from bot.command import Reply
from bot.policies import owning
from bot.policies.calendar import add_working_days
from bot.posts import News
from bot.scene import Context, Deadline
from bot.vocabulary.concern import Status
from bot.vocabulary.people import OwnerBecause
from bot.vocabulary.process import Act, ClockName, State

MOST_PROPOSED = 3
FOUND_WD = 3  # domain: owner_found


def sought(case: Case, ctx: Context) -> None:
    """Nobody owns it any more: from now on somebody is looked for."""
    if case.state in {State.PREPARING, State.SUPPORTING}:
        due = add_working_days(ctx.now, FOUND_WD, zone=ctx.partnership.zone, holidays=ctx.holidays)
        ctx.deadlines.append(Deadline(case=case.id, name=ClockName.OWNER_FOUND, subject=0, due=due))


def decline(case: Case, ctx: Context) -> None:
    """Whoever was asked to own it does not; an owner who stands stays."""
    nominee = case.facts.nominee
    case.facts.nominee = None
    case.did(
        Act.NOMINATE_OWNER,
        by=ctx.actor.no,
        at=ctx.now,
        whom=nominee.person if nominee else None,
        news=News.OWNER_DECLINED,
    )


async def owners(case: Case, ctx: Context) -> Reply:
    """The likeliest of the circle, each with why, and a button to ask them."""
    found: list[tuple[int, int, int, tuple[OwnerBecause, ...]]] = []
    for place, member in enumerate(case.facts.circle):
        person = ctx.directory.people.get(member.person)
        if person is None or person.seat is None or person.no in case.facts.recused:
            continue
        away = person.away_until is not None and person.away_until > ctx.now
        cases = await ctx.unit.cases.lines(party=person.no, status=Status.SUPPORT)
        because = owning.speaks_for(person, case, ctx.scene)
        found.append((len(cases) + 100 * away, place, person.no.value, because))
    if not found:
        return Reply(())
    least = min(row[0] for row in found)
    rows = [
        (place, ctx.directory.people[member.person], because)
        for load, place, _no, why in found
        for member in [case.facts.circle[place]]
        for because in [(*why, OwnerBecause.TIME) if load == least < 100 else why]
        if because
    ]
    if any(why for _load, _place, _no, why in found):
        rows = [row for row in rows if row[2] != (OwnerBecause.TIME,)]  # time alone is no bond
    rows.sort(key=lambda row: (-len(row[2]), row[0]))
    said = Reply(())
    for _place, person, because in rows[:MOST_PROPOSED]:
        codes = ",".join(word.code for word in because)
        said = said.then("Could own it: {name} ({because})", name=person.no, because=because)
        line = f"owner name {case.name} because:{codes} @{person.key}"
        said = said.offer_line("Ask {n}", line)
    return said

"""Open cases that may be about the same worry, for whoever runs the process alone.

Set words are compared, never words of a person: a likeness is a reason to ask the seats, no more.
"""

from __future__ import annotations

from bot.case import Case
from bot.command import Reply
from bot.policies import access
from bot.scene import Context
from bot.vocabulary.concern import AgeBand
from bot.vocabulary.process import State
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission

_OPEN = frozenset(
    {State.RAISED, State.SCREENING, State.ASSESSING, State.PREPARING, State.SUPPORTING}
)
_LOOKED_AT = 50  # of the newest cases
_SHOWN = 3


async def hint(ctx: Context, case: Case) -> Reply:
    """Nothing for anybody else, and nothing once the case is taken up."""
    decides = access.allowed(ctx.actor, Permission.DECIDE_CASE, case, ctx.scene)
    if not decides or case.state not in {State.RAISED, State.SCREENING}:
        return Reply(())
    found = await _alike(ctx, case)
    if not found:
        return Reply(())
    said = Reply.of("It may be the same worry as {cases}. Only you read this.", cases=found)
    return said.offer_line("Fold it in", f"case fold {case.name} into:{found[0]}")


async def _alike(ctx: Context, case: Case) -> list[CaseRef]:
    found: list[CaseRef] = []
    for row in await ctx.unit.cases.lines(party=None, limit=_LOOKED_AT):
        if row.ref == case.ref or len(found) == _SHOWN:
            continue
        other = await ctx.unit.cases.get(row.ref)
        seen = ctx.actor.no not in other.facts.recused
        if seen and other.state in _OPEN and _same_words(case, other):
            found.append(row.ref)
    return found


def _same_words(case: Case, other: Case) -> bool:
    """The same age, a topic in common, and the same place where both name one."""
    one, two = case.facts.abstract, other.facts.abstract
    if one is None or two is None or not set(one.topics) & set(two.topics):
        return False
    ages = {one.age, two.age} - {AgeBand.NOT_SAID}
    places = {one.setting, two.setting} - {None}
    return len(ages) == 1 and len(places) < 2

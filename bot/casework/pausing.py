"""To pause a case, or renew a pause: of either kind in one way, so that none of them tells which it is."""

from __future__ import annotations

from bot.case import Case
from bot.parts import PauseKind
from bot.people import Duty
from bot.policies import access
from bot.posts import News
from bot.scene import Context
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import Act
from bot.vocabulary.roles import Permission
from bot.vocabulary.view import PauseWhy


def pause(
    ctx: Context, case: Case, kind: PauseKind, why: PauseWhy | None, *, setter: PersonNo
) -> None:
    """Said to the circle where it was not paused before; renewed, its time runs anew and nobody hears."""
    if case.pause(kind, why, by=setter, at=ctx.now):
        case.did(Act.PAUSE, by=ctx.actor.no, at=ctx.now)
    else:
        case.did(Act.PAUSE, by=ctx.actor.no, at=ctx.now, again=News.PAUSED)


def hand_on(ctx: Context, case: Case, gone: PersonNo) -> None:
    """An own pause is lifted by its person; where they no longer may, by whoever runs the process."""
    person = ctx.directory.people.get(gone)
    if person is not None and access.allowed(person, Permission.PAUSE_CASE, case, ctx.scene):
        return
    runs = ctx.directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR)
    takers = [one.no for one in runs if one.no not in case.facts.recused]
    for one in case.hidden.pauses:
        if one.by == gone and one.kind is PauseKind.ORDINARY and takers:
            one.by = takers[0]

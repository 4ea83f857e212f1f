"""To pause a case, or renew a pause: of either kind in one way, so that none of them tells which it is."""

from __future__ import annotations

from bot.case import Case
from bot.parts import PauseKind
from bot.posts import News
from bot.scene import Context
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import Act
from bot.vocabulary.view import PauseWhy


def pause(
    ctx: Context, case: Case, kind: PauseKind, why: PauseWhy | None, *, setter: PersonNo
) -> None:
    """Said to the circle where it was not paused before; renewed, its time runs anew and nobody hears."""
    if case.pause(kind, why, by=setter, at=ctx.now):
        case.did(Act.PAUSE, by=ctx.actor.no, at=ctx.now)
    else:
        case.did(Act.PAUSE, by=ctx.actor.no, at=ctx.now, again=News.PAUSED)

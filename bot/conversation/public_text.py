"""The one door for a text that everybody is to read: a card, a lesson, a story, a note on a plan.

A command calls fit() with what was typed before it keeps it. What may describe a person is refused once, and
the question is put again; the very same words a second time are taken, for whoever wrote them knows better than
any pattern. Whatever the guard found, it says the same.
"""

from __future__ import annotations

from typing import Final, LiteralString
from zoneinfo import ZoneInfo

from bot.command import Reply
from bot.conversation import overheard
from bot.conversation.mending import suggestions
from bot.disclosure import Sensitive
from bot.errors import Unfit
from bot.policies.access import guarding, listening
from bot.policies.wording_check import sounds_personal
from bot.ports import Finding
from bot.scene import Context

DESCRIBES: Final[LiteralString] = (
    "That may describe a person, and everybody will read it. Please write it without names, numbers, addresses"
    " and dates. If it describes nobody, send the very same words again."
)


async def fit(ctx: Context, field: str, words: Sensitive[str]) -> Reply:
    """Other ways to say it, to be joined to the answer. Raises Unfit where it may describe a person."""
    text = listening().open(words)
    mine, hashed = str(ctx.actor.no.value), overheard.digest(text)
    found = await _look(ctx, words)
    again = ctx.limits.again.pop(mine, None) == hashed
    if found is Finding.STOPPED and not again:
        ctx.limits.again[mine] = hashed
        ctx.limits.stop(ctx.actor, ctx.now)
        raise Unfit(field, DESCRIBES)
    return suggestions(text, ctx)


async def _look(ctx: Context, words: Sensitive[str]) -> Finding:
    if ctx.guard is None:
        plain = sounds_personal(listening().open(words))
        return Finding.STOPPED if plain else Finding.CLEAN
    await overheard.learn(ctx.unit, ctx.guard, ctx.opened)
    today = ctx.now.astimezone(ZoneInfo(ctx.partnership.zone)).date()
    return await ctx.guard.look(words, guarding(), today=today)

"""A reminder may wait: once for each person and run of a clock, up to half of the time left, with a reason.

Waiting is not doing: the clock runs on, and others hear what they would have heard.
"""

from __future__ import annotations

from bot.case import Case
from bot.command import Reply
from bot.errors import NotFound
from bot.policies import budget
from bot.policies.calendar import quiet_end
from bot.policies.nudge_table import LADDERS
from bot.policies.receivers import Look, reached
from bot.ports import ClockKey, Notice, Running
from bot.scene import Context
from bot.vocabulary.base import PublicWord
from bot.vocabulary.numbers import Slot
from bot.vocabulary.process import ClockName


class LaterWhy(PublicWord):
    """Why a reminder comes later. No case in it."""

    IN_HAND = "in_hand", "I am on it"
    WAITING = "waiting", "I wait for somebody"
    DATE_SET = "date_set", "there is a date for it"
    NOT_TODAY = "not_today", "I cannot today"


async def once(ctx: Context, case: Case, name: str, why: LaterWhy) -> Reply:
    """Raises NotFound where no such reminder is this person's."""
    key = _key(case, name)
    running = await ctx.unit.clocks.find(key)
    if running is None:
        return Reply.of("That is done already. Nothing reminds you of it any more.")
    ladder = LADDERS.get(key.name)
    if ladder is None or not ladder.later or not _concerns(ctx, case, running):
        raise NotFound
    if running.due <= ctx.now:
        return Reply.of("Its time is over, so it cannot wait any longer. Please open it.")
    until = quiet_end(ctx.actor, budget.half(ctx.now, running.due), ctx.holidays)
    until = min(until, running.due)
    if not await ctx.unit.clocks.snooze(key, ctx.actor.no, until, why.code):
        return Reply.of("It waited once already. Please open it, or pass it to your deputy.")
    rung = await ctx.unit.clocks.latest_due(key, ctx.now)
    number = max(rung, 1)
    step = ladder.step(number)[0]
    opens = ladder.opens.format(ref=case.ref)
    notice = Notice(to=ctx.actor.no, kind=step.kind, opens=opens, clock=key, rung=number)
    ctx.later.append((notice, until))
    return Reply.of("You hear of it again {when}. It stays due.", when=Slot.of(until))


def _key(case: Case, name: str) -> ClockKey:
    """Raises NotFound."""
    try:
        clock, subject, round = name.strip().split(".")
        return ClockKey(case=case.id, name=ClockName(clock), subject=int(subject), round=int(round))
    except ValueError:
        raise NotFound from None


def _concerns(ctx: Context, case: Case, running: Running) -> bool:
    look = Look(
        case=case, directory=ctx.directory, running=running, now=ctx.now, holidays=ctx.holidays
    )
    roles = [role for step in LADDERS[running.key.name].steps for role in step.to]
    return ctx.actor.no in {person.no for person in reached(look, roles)}

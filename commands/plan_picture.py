"""/plan picture: the plan over days, for the eyes of the one who asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.case import Case
from bot.casework.plan_views import REVIEW_DAYS, own_steps
from bot.command import Args, Reply, command
from bot.fields import CASE, Ref, ask
from bot.files import Bar, Timeline
from bot.labels import label, sentence
from bot.plans import Action
from bot.scene import Context
from bot.vocabulary.process import State
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import Participation
from bot.vocabulary.work import ActionStatus

MOST_BARS: Final = 14  # the newest; a picture of more is not read on a telephone


class PictureArgs(Args):
    ref: Ref = ask(CASE)


@command(
    "plan picture",
    permission=Permission.SEE_PLAN,
    examples=["plan picture amber-harbour-47-K"],
    hidden=True,
    private=True,
)
async def picture(ctx: Context, args: PictureArgs) -> Reply:
    """The plan as a picture: set words, days and seats; taken back after ten minutes."""
    case = await ctx.seen(args.ref, Permission.SEE_PLAN)
    actions = own_steps(case, ctx)[-MOST_BARS:]
    if not actions:
        return Reply.of("{case} has no plan yet.", case=case.ref)
    said = Reply.of("{case}, plan {n}, as a picture:", case=case.ref, n=case.facts.plan.version)
    return replace(said, timeline=_timeline(case, actions, ctx)).for_a_short_time()


def _timeline(case: Case, actions: list[Action], ctx: Context) -> Timeline:
    language = ctx.actor.language.code
    title = f"{case.ref} · {label(case.status, language)}" if case.status else str(case.ref)
    return Timeline(
        title=title,
        bars=tuple(_bar(case, action, ctx) for action in actions),
        today=ctx.today.date,
        today_word=sentence("today", language),
        review=_review(case),
        review_word=sentence("review", language),
        late_word=sentence("late", language),
        compulsory_word=label(Participation.COMPULSORY, language),
        language=language,
    )


def _bar(case: Case, action: Action, ctx: Context) -> Bar:
    language = ctx.actor.language.code
    holder = ctx.directory.people.get(action.holder)
    seat = ctx.directory.seat_of(holder) if holder else None
    words = [w for w in (action.status, action.helped) if w]
    kind = (
        sentence("joint introduction", language)
        if action.introduces is not None
        else label(action.kind, language)
    )
    return Bar(
        label=f"{action.no} {kind}",
        seat=seat.name if seat else sentence("a guest", language),
        status=", ".join(label(word, language) for word in words),
        first=_since(case, action),
        last=action.due.date,
        late=action.open and action.due < ctx.today,
        over=not action.open,
        compulsory=action.mode is Participation.COMPULSORY,
    )


def _since(case: Case, action: Action) -> date:
    """The day on which the step came into the plan."""
    made = [v.at for v in case.facts.plan.versions if v.action == action.no]
    begun = made[0].date() if made else action.due.date - timedelta(days=14)
    return min(begun, action.due.date)


def _review(case: Case) -> date | None:
    looked = [v.at for v in case.facts.plan.versions if v.trend is not None]
    begun = looked[-1] if looked else case.facts.supported
    if begun is None or case.state is not State.SUPPORTING:
        return None
    open_ = [a for a in case.facts.plan.actions if a.status is not ActionStatus.STOPPED]
    due = begun.date() + timedelta(days=REVIEW_DAYS)
    # A review far beyond the last step would squeeze all bars to the left.
    last = max((a.due.date for a in open_), default=due)
    return due if due <= last + timedelta(days=30) else None

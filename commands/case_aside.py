"""/case aside: step aside from a case."""

from __future__ import annotations

from dataclasses import replace

from bot.case import Case
from bot.casework import pausing
from bot.casework.proposing import decline, sought
from bot.command import Args, Reply, command
from bot.fields import CASE, Ref, ask
from bot.people import Duty
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.process import Act
from bot.vocabulary.roles import Permission


class AsideArgs(Args):
    DOES = "Step aside"
    ref: Ref = ask(CASE)


async def _preview(ctx: Context, args: AsideArgs) -> Reply:
    """It cannot be undone by oneself, so it is asked once."""
    case = await ctx.case(args.ref, Act.RECUSE)
    return Reply.of(
        "You lose sight of {case} at once, in lists and counts too. Only the coordinator can end that.",
        case=case.ref,
    )


@command(
    "case aside",
    Act.RECUSE,
    permission=Permission.RECUSE_SELF,
    examples=["case aside amber-harbour-47-K"],
    preview=_preview,
)
async def aside(ctx: Context, args: AsideArgs) -> Reply:
    """Step aside because of a conflict of interest.

    You see nothing of the case from then on; your deputy steps in. Why is nobody's business.
    """
    case = await ctx.case(args.ref, Act.RECUSE)
    ctx.check(Act.RECUSE, case)
    _steps_in(ctx, case)
    owned = case.facts.owner is not None and case.facts.owner.person == ctx.actor.no
    if owned:
        case.facts.owner = None
    case.hidden.views = [view for view in case.hidden.views if view.by != ctx.actor.no]
    case.facts.recused.append(ctx.actor.no)
    case.did(Act.RECUSE, by=ctx.actor.no, at=ctx.now)
    if owned:
        sought(case, ctx)
        case.did(Act.RETURN_OWNER, by=ctx.actor.no, at=ctx.now)
    if case.facts.nominee is not None and case.facts.nominee.person == ctx.actor.no:
        decline(case, ctx)
    runs = ctx.directory.having(Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR)
    told = [p for p in runs if p.no not in case.facts.recused]
    pausing.hand_on(ctx, case, ctx.actor.no)
    ctx.tell(told, NoticeKind.WAITING, f"case show {case.name}")
    return Reply.of("You have stepped aside. The case is gone from your lists; a deputy steps in.")


def _steps_in(ctx: Context, case: Case) -> None:
    """The seat's deputy takes the place in the circle, for the same reason and as long."""
    place = case.member(ctx.actor.no)
    if place is None:
        return
    case.facts.circle.remove(place)
    deputy = ctx.directory.deputy_of(ctx.actor)
    free = deputy is not None and deputy.no not in case.facts.recused
    if deputy is not None and free and case.member(deputy.no) is None:
        case.facts.circle.append(replace(place, person=deputy.no, since=ctx.now))
        ctx.tell([deputy], NoticeKind.WAITING, f"case show {case.name}")

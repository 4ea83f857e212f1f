"""/case list, show, open: what may be seen of a case."""

from __future__ import annotations

from bot.command import Args, Reply, command
from bot.fields import CASE, Ref, ask, may
from bot.parts import TextKind
from bot.policies import access
from bot.policies.guards import Given
from bot.scene import Context
from bot.views import page, steps
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import ItemNo
from bot.vocabulary.process import Act
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import OpenWhat, OpenWhy


class ListArgs(Args):
    status: Status | None = may("Which status?")


@command(
    "case list",
    permission=Permission.LIST_CASES,
    examples=["case list", "case list status:support"],
)
async def list_(ctx: Context, args: ListArgs) -> Reply:
    """Cases you may see."""
    party = None if ctx.runs_the_process else ctx.actor.no
    said = Reply(())
    for row in await ctx.unit.cases.lines(party=party, status=args.status):
        case = await ctx.unit.cases.get(row.ref)
        if access.allowed(ctx.actor, Permission.LIST_CASES, case, ctx.scene):
            said = said.then("{case}: {status}", case=row.ref, status=case.status)
            if len(said.offers) < 5:
                said = said.offering("Show {case}", "case show", row.ref)
    return said if said.lines else Reply.of("There is no case here for you.")


class ShowArgs(Args):
    ref: Ref = ask(CASE)


@command("case show", permission=Permission.SEE_ABSTRACT, examples=["case show amber-harbour-47-K"])
async def show(ctx: Context, args: ShowArgs) -> Reply:
    """Abstract, circle (who, why, until), clocks and lead of one case."""
    return page(await ctx.seen(args.ref, Permission.SEE_ABSTRACT), ctx)


class OpenArgs(Args):
    ref: Ref = ask(CASE)
    what: OpenWhat = ask("What would you like to open?")
    why: OpenWhy = ask("What for?", "Who gave it can see that you opened it, and why.")


@command(
    "case open",
    Act.OPEN_SEALED,
    Act.OPEN_IDENTITY,
    permission=Permission.OPEN_SEALED,
    examples=["case open amber-harbour-47-K what:detail why:prepare_visit"],
    private=True,
)
async def open_(ctx: Context, args: OpenArgs) -> Reply:
    """Open sealed text, rarely identity, with a reason.

    It is shown to you alone, for a short time. Who gave it can see that you opened it.
    """
    identity = args.what is OpenWhat.IDENTITY
    act = Act.OPEN_IDENTITY if identity else Act.OPEN_SEALED
    permission = Permission.OPEN_IDENTITY if identity else Permission.OPEN_SEALED
    case = await ctx.case(args.ref, act)
    ctx.check(act, case, Given())
    grant = access.reading(ctx.actor, permission, case, ctx.scene)
    kinds = (
        [TextKind.IDENTITY]
        if identity
        else [TextKind.DETAIL, TextKind.NOTE, TextKind.REASONS, TextKind.LINE]
    )
    mine_only = ctx.only_as_giver(case)
    found = [pair for kind in kinds for pair in await ctx.unit.cases.read(case, kind, grant)]
    found = [(item, text) for item, text in found if not mine_only or item.by == ctx.actor.no]
    if not found:
        return Reply.of("Nothing sealed is here for you to open.")
    items = [item for item, _text in found]
    await ctx.unit.audit.opened(case, items, ctx.actor.no, args.why.code, ctx.now)
    said = Reply.of("{case}, for your eyes only, for ten minutes:", case=case.ref)
    for item, text in sorted(found, key=lambda pair: pair[0].no):
        said = said.then("{n}. {text}", n=ItemNo(item.no), text=text)
    return said.join(steps(case, ctx, most=3)).for_a_short_time()

"""/case list, show, open: what may be seen of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.case import Case
from bot.casework import alike, sight
from bot.casework.plan_views import waits
from bot.casework.proposing import owners
from bot.casework.views import page, steps, way_to
from bot.command import Args, Reply, command
from bot.conversation.second import Leave
from bot.disclosure import Sensitive
from bot.errors import Unfit
from bot.fields import CASE, Ref, Who, ask, may
from bot.partnership import cards
from bot.parts import Item, Share, TextKind
from bot.policies import access, guards, released
from bot.policies.guards import Given
from bot.ports import CaseLine
from bot.scene import Context
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import ItemNo
from bot.vocabulary.process import Act, Guard, State
from bot.vocabulary.roles import Permission, Role
from bot.vocabulary.sharing import OpenWhat, OpenWhy

PAGE: Final = 50


class ListArgs(Args):
    status: Status | None = may("Which status?")
    after: Ref | None = may("After which case does the page begin?")


@command(
    "case list",
    permission=Permission.LIST_CASES,
    examples=["case list", "case list status:support"],
)
async def list_(ctx: Context, args: ListArgs) -> Reply:
    """Cases you may see; for who monitors them with what is late, unowned or due."""
    party = None if ctx.runs_the_process else ctx.actor.no
    said = Reply(())
    before = await ctx.seen(args.after, Permission.LIST_CASES) if args.after else None
    rows = await ctx.unit.cases.lines(party=party, status=args.status, limit=PAGE + 1, after=before)
    for row in rows[:PAGE]:
        case = await ctx.unit.cases.get(row.ref)
        if access.allowed(ctx.actor, Permission.LIST_CASES, case, ctx.scene):
            found = waits(case, ctx) if _monitors(case, ctx) else []
            said = said.then(
                "{case}: {status} · {waits}" if found else "{case}: {status}",
                case=row.ref,
                status=case.status,
                waits=found,
            )
            if len(said.offers) < 5:
                said = said.join(way_to(case, ctx))
    if len(rows) > PAGE:
        only = f" status:{args.status.code}" if args.status else ""
        return said.offer_line("Next page", f"case list after:{rows[PAGE - 1].ref}{only}")
    if said.lines:
        return said.join(await _only(rows, ctx)) if before is None else said
    if before is not None:
        return Reply.of("That was the last.")
    return Reply.of("There is no case here for you.") if args.status else await _none(ctx)


async def _only(rows: Sequence[CaseLine], ctx: Context) -> Reply:
    """One case alone needs no page between: its next steps stand under the list."""
    if len(rows) != 1:
        return Reply(())
    case = await ctx.unit.cases.get(rows[0].ref)
    seen = access.allowed(ctx.actor, Permission.SEE_ABSTRACT, case, ctx.scene)
    return steps(case, ctx) if seen else Reply(())


async def _none(ctx: Context) -> Reply:
    """Nobody has part in what merely waits for their answer; it is said here all the same."""
    said = Reply(())
    for case in await sight.cases(ctx):
        if access.allowed(ctx.actor, Permission.SEE_ABSTRACT, case, ctx.scene):
            open_now = steps(case, ctx)
            if open_now.offers and len(said.offers) < 5:
                said = said.then("{case} asks for your answer.", case=case.name)
                said = said.offering("Show {case}", "case show", case.name)
    if said.lines:
        return said
    none = Reply.of("There is no case here for you.")
    if access.knows(ctx.actor, Permission.RAISE_CONCERN, ctx.scene):
        return none.offering("Bring a concern", "concern new")
    return none.offer("What I can do", "confer help")


def _monitors(case: Case, ctx: Context) -> bool:
    return ctx.runs_the_process or case.owner == ctx.actor.no


class ShowArgs(Args):
    ref: Ref = ask(CASE)


@command("case show", permission=Permission.SEE_ABSTRACT, examples=["case show amber-harbour-47-K"])
async def show(ctx: Context, args: ShowArgs) -> Reply:
    """Abstract, circle (who, why, until), clocks and lead of one case."""
    case = await ctx.seen(args.ref, Permission.SEE_ABSTRACT)
    named = case.owner is not None or case.facts.nominee is not None
    unowned = not named and case.state in {State.ASSESSING, State.PREPARING}
    proposed = Reply(())
    if unowned and ctx.may(Act.NOMINATE_OWNER, case) and (not ctx.is_light or ctx.runs_the_process):
        proposed = await owners(case, ctx)
    said = page(case, ctx).join(proposed).join(await alike.hint(ctx, case))
    said = said.join(await cards.expected(ctx, case, ctx.actor.no))
    return said.join(await cards.first_met(ctx, case))


class OpenArgs(Args):
    ref: Ref = ask(CASE)
    what: OpenWhat = ask("What would you like to open?")
    why: OpenWhy = ask("What for?", "Who gave it can see that you opened it, and why.")
    second: Who | None = may("Who confirms it as the second person?")
    question: Sensitive[str] | None = may(
        "Which question is it to answer?", "For whoever audits. No name.", plain=True
    )


_KINDS: Final = {
    OpenWhat.IDENTITY: (TextKind.IDENTITY,),
    OpenWhat.DETAIL: (TextKind.DETAIL, TextKind.NOTE, TextKind.REASONS, TextKind.LINE),
}
# Who reads what they gave themselves, or what was released to them, and nothing else.
_READ_THEIRS: Final = frozenset({Role.REFERRER, Role.MEMBER, Role.GUEST})
LEAVE: Final = timedelta(hours=24)


def _decided(case: Case) -> list[TextKind]:
    """What stands behind judgements and the decision, once they are shown."""
    return [TextKind.DISSENT, *([TextKind.BECAUSE] if case.facts.judged else [])]


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

    It is shown to you alone, for a short time. Who gave it can see that you opened it. Identity is opened by
    the owner alone, by others of the circle with a second person; whoever audits needs one for anything.
    """
    act = Act.OPEN_IDENTITY if args.what is OpenWhat.IDENTITY else Act.OPEN_SEALED
    case = await ctx.case(args.ref, act)
    own_only = await _agreed(ctx, case, act, args)
    if own_only is None:
        return Reply.of("Agreed.").offering(
            "Open", "case open", case.name, what=args.what, why=args.why
        )
    grant = access.reading(ctx.actor, _permission(act), case, ctx.scene)
    held = access.acting(ctx.actor, act, case, ctx.scene)
    in_part = not own_only and bool(held - _READ_THEIRS)
    may_open = released.openable(ctx.actor, case, ctx.scene.moment, in_part=in_part)
    opens = {one.item.no: one for one in may_open}
    kinds = [*_KINDS[args.what], *(_decided(case) if act is Act.OPEN_SEALED else ())]
    found = [pair for kind in kinds for pair in await ctx.unit.cases.read(case, kind, grant)]
    found = [(item, text) for item, text in found if item.no in opens]
    identity = args.what is OpenWhat.IDENTITY
    kept_back = Reply(()) if identity else _health_only(case, opens, in_part=in_part)
    if not found:
        if kept_back.lines:
            return kept_back
        return Reply.of("Nothing sealed is here for you to open.")
    items = [item for item, _text in found]
    await ctx.unit.audit.opened(case, items, ctx.actor.no, args.why.code, ctx.now)
    said = Reply.of("{case}, for your eyes only, for ten minutes:", case=case.ref)
    said = said.join(_words(found, opens))
    return said.join(kept_back).join(steps(case, ctx, most=3)).for_a_short_time()


def _permission(act: Act) -> Permission:
    return Permission.OPEN_IDENTITY if act is Act.OPEN_IDENTITY else Permission.OPEN_SEALED


async def _agreed(ctx: Context, case: Case, act: Act, args: OpenArgs) -> bool | None:
    """Whether only what this person gave is opened; None where a second person has just agreed, and the one
    who asked opens it next. Raises GuardRefused where a second person is needed."""
    held = access.acting(ctx.actor, act, case, ctx.scene)
    wider = held - {Role.REFERRER}
    if not access.takes_two(wider, act):
        ctx.check(act, case, Given())
        return not wider
    leave = Leave(by=ctx.actor.no, case=case.id, what=args.what.code)
    if ctx.confirmed_by is None and await leave.take(ctx.unit, ctx.now):
        return False
    if Role.REFERRER in held and args.second is None:
        return True
    if wider == frozenset({Role.AUDITOR}) and args.question is None:
        raise Unfit("question", "Say first which question it is to answer.")
    look = guards.Look(
        case=case, act=act, actor=ctx.actor, scene=ctx.scene, confirmed_by=ctx.confirmed_by
    )
    guards.hold([Guard.SECOND_PERSON], look)
    await leave.give(ctx.unit, ctx.now + LEAVE)
    if args.question is not None:
        case.keep(args.question, TextKind.REASONS, by=ctx.actor.no, at=ctx.now)
    second = ctx.confirmed_by.no if ctx.confirmed_by else None
    case.did(act, by=ctx.actor.no, at=ctx.now, whom=second)
    return None


def _words(
    found: Sequence[tuple[Item, Sensitive[str]]], opens: Mapping[int, released.Open]
) -> Reply:
    said = Reply(())
    for item, text in sorted(found, key=lambda pair: pair[0].no):
        said = said.then("{n}. {text}", n=ItemNo(item.no), text=text)
        if item.own_words:
            said = said.then("These are the person's own words.")
        share = opens[item.no].by
        if share is not None:
            said = said.join(_mark(share))
    return said


def _mark(share: Share) -> Reply:
    """What stands under a recipient's copy: what it may serve, on what footing, until when."""
    return Reply.of(
        "   Shared for: {purpose}. Footing: {footing}. Agreement {n}: {kind}. Open to you until {day}.",
        purpose=share.purpose,
        footing=share.footing,
        n=share.agreement,
        kind=share.kind,
        day=share.until,
    ).join(
        Reply.of("   Without consent: {ground}.", ground=share.without_consent)
        if share.without_consent
        else Reply(())
    )


def _health_only(case: Case, opens: Mapping[int, released.Open], *, in_part: bool) -> Reply:
    """Who works on the case and may not read a health item reads what to reckon with."""
    said = Reply(())
    if not in_part:
        return said
    standing = {item.no for item in case.facts.items if item.withdrawn is None}
    for one in case.hidden.health_only:
        if one.item in standing and one.item not in opens:
            said = said.then(
                "{n}. Health only. Safe to approach: {approach}. Needed: {needs}.",
                n=ItemNo(one.item),
                approach=one.approach,
                needs=one.needs,
            )
    return said

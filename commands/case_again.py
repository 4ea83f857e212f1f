"""/case fold, /concern again: a concern that belongs to an open case, and one that comes back."""

from __future__ import annotations

from dataclasses import replace

from bot.case import Case
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import Unfit
from bot.events import Event
from bot.fields import Ref, ask, may
from bot.parts import Abstraction, Facts, Release, TextKind
from bot.policies import access, released, smallcell
from bot.policies.announce import sector_of
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.concern import Status, Trend, Urgency
from bot.vocabulary.process import Act, State
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import Footing, Purpose
from bot.vocabulary.work import FoldWhy

# A concern may belong to any case that is worked on.
OPEN = frozenset(
    {State.SCREENING, State.ASSESSING, State.PREPARING, State.SUPPORTING, State.CLOSING}
)


class FoldArgs(Args):
    ref: Ref = ask("Which concern is folded in?")
    into: Ref = ask("Into which open case?")
    why: FoldWhy = ask("Why?")


@command(
    "case fold",
    Act.FOLD_IN,
    permission=Permission.DECIDE_CASE,
    examples=["case fold amber-harbour-47-K into:silver-meadow-12-R why:same_worry"],
)
async def fold(ctx: Context, args: FoldArgs) -> Reply:
    """It belongs to an open case.

    What was given goes to that circle, sealed anew, and its owner has 24 hours for a word. The one who
    raised it hears that it reached the right place, and not which.
    """
    case = await ctx.case(args.ref, Act.FOLD_IN)
    into = await ctx.case(args.into, Act.FOLD_IN)
    if into is case or into.state not in OPEN:
        raise Unfit("into", "Into an open case, other than this one. Which?")
    ctx.check(Act.FOLD_IN, case)
    await _reseal(ctx, case, into)
    case.facts.ended = ctx.now
    case.facts.folded = True
    case.did(Act.FOLD_IN, by=ctx.actor.no, at=ctx.now, why=args.why)
    into.events.append(Event(act=Act.FOLD_IN, by=ctx.actor.no, at=ctx.now))
    ctx.tell([case.facts.referrer], NoticeKind.WAITING, f"concern status {case.name}")
    if into.owner is None:
        return _said(ctx, case, into).then("It has no owner yet; you hold it meanwhile.")
    return _said(ctx, case, into).then("Its owner has 24 hours for a word.")


def _said(ctx: Context, case: Case, into: Case) -> Reply:
    said = Reply.of("{case} is folded into {into}.", case=case.ref, into=into.ref)
    return said.join(steps(into, ctx, most=2))


async def _reseal(ctx: Context, case: Case, into: Case) -> None:
    """The words under the other case's keys; whoever gave them keeps a say by the name they know."""
    grant = access.resealing(ctx.actor, case, ctx.scene)
    apart = {share.apart for share in case.hidden.shares} | {o.words for o in case.hidden.overrides}
    for kind in (TextKind.DETAIL, TextKind.IDENTITY):
        for item, words in await ctx.unit.cases.read(case, kind, grant):
            if item.no in apart:
                continue  # given to named seats alone; it stays theirs
            kept = into.keep(words, kind, by=item.by, at=item.at)
            kept.first, kept.was = case.ref, item.no
            item.withdrawn, item.moved = ctx.now, kept.no
            marked = released.health_only(case, item.no)
            if marked is not None:
                into.hidden.health_only.append(replace(marked, item=kept.no))
    case.facts.into = into.ref


class AgainArgs(Args):
    ref: Ref = ask("Which concern comes again?")
    trend: Trend = ask("Is it getting better or worse?")
    footing: Footing | None = may("On what footing do you share this?")
    detail: Sensitive[str] | None = may("What is new?", "In your own words; sealed.", asked=True)


async def _preview(ctx: Context, args: AgainArgs) -> Reply:
    """What others will read of it now."""
    case = await ctx.case(args.ref, Act.RE_RAISE)
    said = case.facts.abstract
    if said is None:
        return Reply(())
    line = smallcell.circle_line(
        _as_now(said, args.trend),
        sector=sector_of(case, ctx.directory),
        partnership=ctx.partnership,
        status=Status.WAITING,
        ref=CaseRef(0),
    )
    words = [*(line.topics or line.families), line.urgency]
    words += [w for w in (line.age, line.setting, line.sector, line.trend, line.since) if w]
    return (
        Reply.of("This is all that others will read, under a new name.")
        .then("Who works on it: {words}", words=[*words, *line.strengths, *line.needs])
        .then("What you gave the first time stays with the first.")
    )


@command(
    "concern again",
    Act.RE_RAISE,
    permission=Permission.RAISE_CONCERN,
    examples=["concern again amber-harbour-47-K trend:worse"],
    preview=_preview,
)
async def again(ctx: Context, args: AgainArgs) -> Reply:
    """Bring a concern again with new facts.

    It gets a new name, and both clocks start again. The coordinator sees that there was an earlier one, not
    what it said.
    """
    case = await ctx.case(args.ref, Act.RE_RAISE)
    agreed = ctx.partnership.footing
    footing = args.footing or (Footing.of(agreed) if agreed else None)
    ctx.check(Act.RE_RAISE, case, Given(footing=footing, previewed=ctx.previewed))
    fresh = await _raised_again(ctx, case, args, footing)
    said = Reply.of("Thank you. Your concern is {case}.", case=fresh.ref)
    said = said.then("A named person answers within {n} hours; you will hear.", n=_hours(ctx))
    said = said.offering("Where it stands", "concern status", fresh.name)
    return said.offering("It is urgent", "concern urgent", fresh.name)


def _as_now(said: Abstraction, trend: Trend) -> Abstraction:
    """What was urgent then is for today, until the emergency question is answered anew."""
    urgency = Urgency.TODAY if said.urgency is Urgency.NOW else said.urgency
    return replace(said, trend=trend, urgency=urgency)


def _hours(ctx: Context) -> int:
    return ctx.partnership.first_answer_h


async def _raised_again(ctx: Context, case: Case, args: AgainArgs, footing: Footing | None) -> Case:
    """A case of its own, with keys of its own; the first one keeps its time."""
    said = case.facts.abstract
    facts = Facts(
        referrer=ctx.actor.no,
        referrer_seat=ctx.actor.seat,
        abstract=_as_now(said, args.trend) if said else None,
        raised=ctx.now,
        earlier=case.facts.earlier + 1,
    )
    if footing is not None:
        facts.release = Release(
            by=ctx.actor.no,
            at=ctx.now,
            footing=footing,
            purpose=Purpose.of(ctx.partnership.purpose),
            agreement=ctx.partnership.agreement,
        )
    fresh = Case(facts=facts, state=State.NOT_TAKEN)
    await ctx.unit.cases.add(fresh)
    fresh.ref = await ctx.unit.cases.free_ref()
    if args.detail is not None:
        fresh.keep(args.detail, TextKind.DETAIL, by=ctx.actor.no, at=ctx.now)
    fresh.did(Act.RE_RAISE, by=ctx.actor.no, at=ctx.now)
    return fresh

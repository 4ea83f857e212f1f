"""/case handover: a case goes to another partnership, which accepts it first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from bot.case import Case
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.endings import Handed, Offered
from bot.errors import GuardRefused, NotFound, NotOpenNow, Unfit
from bot.fields import CASE, Ref, Who, YesNo, ask, may
from bot.handover import Card, Handover, HandState, fits
from bot.parts import TextKind
from bot.policies import owning
from bot.policies.access import listening
from bot.policies.released import health_only
from bot.ports import NoticeKind
from bot.process import OVERLAYS
from bot.rounds.carrying import card
from bot.scene import Context
from bot.vocabulary.plan import HandoverStep
from bot.vocabulary.process import Act, Guard, Overlay
from bot.vocabulary.roles import Permission
from bot.vocabulary.work import HandoverWhy

_GOES = frozenset({TextKind.DETAIL, TextKind.NOTE, TextKind.REASONS, TextKind.IDENTITY})


class HandoverArgs(Args):
    ref: Ref = ask(CASE)
    step: HandoverStep | None = may("Offer, withdraw or hand over?")
    to: Sensitive[str] | None = may(
        "To which partnership?",
        "By its short name.",
        when=lambda given: given.get("step", HandoverStep.OFFER.code) == HandoverStep.OFFER.code,
        plain=True,
    )
    why: HandoverWhy | None = may(
        "Why?",
        when=lambda given: given.get("step", HandoverStep.OFFER.code) == HandoverStep.OFFER.code,
    )
    second: Who | None = may("Who confirms it as the second person?")

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        """The partnerships there are."""
        del given
        said = Reply.of("These share this Confer:")
        for one in await ctx.unit.handovers.neighbours():
            said = said.then("{name}: {key}", name=Sensitive(one.name), key=Sensitive(one.key))
            said = said.offer_line("{n}", f"= {one.key}")
        return {"to": said} if said.offers else {}


@command(
    "case handover",
    Act.OFFER_HANDOVER,
    Act.WITHDRAW_HANDOVER,
    Act.HANDOVER_ACCEPTED,
    permission=Permission.HAND_OVER,
    examples=["case handover amber-harbour-47-K to:north-coast why:moved"],
)
async def handover(ctx: Context, args: HandoverArgs) -> Reply:
    """Offer, withdraw, refuse or accept a hand-over.

    The other coordinator reads set words only, and accepts or refuses. Work goes on here until you hand over:
    then what was written is sealed anew for them, and both sides bring the new face along.
    """
    case = await ctx.case(
        args.ref, Act.OFFER_HANDOVER, Act.WITHDRAW_HANDOVER, Act.HANDOVER_ACCEPTED
    )
    match args.step or HandoverStep.OFFER:
        case HandoverStep.OFFER:
            return await _offer(ctx, case, args)
        case HandoverStep.WITHDRAW:
            return await _withdraw(ctx, case)
        case HandoverStep.HAND_OVER:
            return await _hand_over(ctx, case)


async def _offer(ctx: Context, case: Case, args: HandoverArgs) -> Reply:
    if case.state not in OVERLAYS[Overlay.HANDOVER].within or case.facts.offered is not None:
        raise NotOpenNow(ctx.open_acts(case))
    theirs = await _neighbour(ctx, args.to)
    if args.why is None:
        raise GuardRefused(Guard.REASON_GIVEN)
    if not fits(card(ctx.partnership), theirs):
        raise GuardRefused(Guard.HANDOVER_READY)
    abstract = case.facts.abstract
    if abstract is None:
        raise NotFound
    ctx.check(Act.OFFER_HANDOVER, case)
    key = uuid4().hex[:12]
    case.facts.offered = Offered(key=key, to=theirs.no, why=args.why, by=ctx.actor.no, at=ctx.now)
    await ctx.unit.handovers.put(
        Handover(
            key=key,
            source=ctx.partnership.no,
            target=theirs.no,
            state=HandState.OFFERED,
            case=case.id,
            why=args.why,
            abstract=abstract,
            at=ctx.now,
            met=owning.was_met(case),
        )
    )
    case.did(Act.OFFER_HANDOVER, by=ctx.actor.no, at=ctx.now, why=args.why)
    said = Reply.of("{case} is offered to {name}.", case=case.ref, name=Sensitive(theirs.name))
    return said.then("Work goes on here. You hear what they say.").join(steps(case, ctx))


async def _neighbour(ctx: Context, said: Sensitive[str] | None) -> Card:
    """Raises Unfit for a partnership that does not share this database."""
    wanted = listening().open(said).strip().casefold() if said else ""
    for one in await ctx.unit.handovers.neighbours():
        if wanted in {one.key.casefold(), one.name.casefold()}:
            return one
    raise Unfit("to", "No partnership of that name shares this Confer. To which one?")


async def _withdraw(ctx: Context, case: Case) -> Reply:
    offered = case.facts.offered
    if offered is None:
        raise NotOpenNow(ctx.open_acts(case))
    ctx.check(Act.WITHDRAW_HANDOVER, case)
    found = await ctx.unit.handovers.get(offered.key)
    if found is not None:
        await ctx.unit.handovers.put(replace(found, state=HandState.DONE), told=True)
    case.facts.offered = None
    case.did(Act.WITHDRAW_HANDOVER, by=ctx.actor.no, at=ctx.now)
    return Reply.of("{case} stays here.", case=case.ref).join(steps(case, ctx))


async def _hand_over(ctx: Context, case: Case) -> Reply:
    ctx.check(Act.HANDOVER_ACCEPTED, case)
    offered = case.facts.offered
    found = await ctx.unit.handovers.get(offered.key) if offered else None
    if offered is None or found is None:
        raise NotFound
    apart = {share.apart for share in case.hidden.shares}
    items = [
        item
        for item in case.facts.items
        if item.kind in _GOES
        and item.withdrawn is None
        and item.no not in apart
        and health_only(case, item.no) is None
    ]
    await ctx.unit.handovers.put(replace(found, state=HandState.HANDED, met=owning.was_met(case)))
    await ctx.unit.handovers.pack(found, items)
    case.facts.offered = None
    case.facts.handed = Handed(partnership=offered.to, at=ctx.now)
    case.facts.ended = ctx.now
    guests = [guest for guest in case.facts.guests if guest.ended is None]
    for guest in guests:
        guest.ended = ctx.now
    case.did(Act.HANDOVER_ACCEPTED, by=ctx.actor.no, at=ctx.now)
    ctx.tell([guest.person for guest in guests], NoticeKind.GUEST_ENDED)
    owner = [case.owner] if case.owner else []
    ctx.tell([*owner, case.facts.referrer], NoticeKind.WAITING, f"concern status {case.name}")
    said = Reply.of("{case} is handed over; what was written is sealed for them.", case=case.ref)
    if owning.was_met(case):
        said = said.then("The face here brings the new one along: agree on one joint visit.")
    return said.offering("Say thanks", "case feedback", case.name)


class OfferedArgs(Args):
    key: Sensitive[str] = ask("Which offer?", plain=True)
    yes: YesNo | None = may("Do you take it over?")


@command(
    "case offered",
    permission=Permission.DECIDE_CASE,
    examples=["case offered key:3f2a9c1b7d10"],
    hidden=True,
    private=True,
)
async def offered(ctx: Context, args: OfferedArgs) -> Reply:
    """Look at what another partnership offers, and take it over or refuse."""
    key = listening().open(args.key).strip()
    found = await ctx.unit.handovers.get(key)
    if found is None or found.target != ctx.partnership.no or not ctx.runs_the_process:
        raise NotFound
    if found.state is not HandState.OFFERED:
        return Reply.of("That offer is not open any more.")
    sender = next(
        (one for one in await ctx.unit.handovers.neighbours() if one.no == found.source), None
    )
    if sender is None:
        raise NotFound
    if args.yes is None:
        return _asked(found, sender, key)
    if not args.yes:
        await ctx.unit.handovers.put(replace(found, state=HandState.REFUSED))
        ctx.did(Act.WITHDRAW_HANDOVER)
        return Reply.of("Refused. It stays with {name}.", name=Sensitive(sender.name))
    if not fits(sender, card(ctx.partnership)):
        raise GuardRefused(Guard.HANDOVER_READY)
    taken = replace(found, state=HandState.ACCEPTED, by=ctx.actor.no.value)
    await ctx.unit.handovers.put(taken)
    ctx.did(Act.HANDOVER_ACCEPTED)
    return Reply.of("Accepted. It comes once {name} hands it over.", name=Sensitive(sender.name))


def _asked(found: Handover, sender: Card, key: str) -> Reply:
    words = found.abstract
    said = Reply.of(
        "{name} offers to hand something over: {why}", name=Sensitive(sender.name), why=found.why
    )
    said = said.then("About: {words}", words=[*words.topics, words.urgency, words.age])
    said = said.then("What carries: {words}", words=words.strengths)
    if words.needs:
        said = said.then("What is needed: {words}", words=words.needs)
    if found.met:
        said = said.then("The person knows somebody there, who would bring the new face along.")
    said = said.offer_line("Take it over", f"case offered key:{key} yes:yes")
    return said.offer_line("Refuse", f"case offered key:{key} yes:no")

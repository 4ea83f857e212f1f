"""/concern once it is written: more words, urgent, rest, where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.case import Case
from bot.casework import consults, sharing
from bot.casework.views import heard, steps
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import NotFound, Unfit
from bot.fields import CASE, Ref, Seats, WhichItem, YesNo, ask, codes, may
from bot.parts import HealthOnly, TextKind, Urgent
from bot.people import Duty
from bot.policies import access
from bot.policies.guards import HEALTH, Given
from bot.ports import ErasedWhy, NoticeKind
from bot.scene import Context
from bot.vocabulary.concern import Called, LiftWhy, Need, UrgentGround
from bot.vocabulary.process import Act, State
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import Approach


def _adds(given: Mapping[str, str]) -> bool:
    return not given.get("take_back") and not given.get("who")


def _health(given: Mapping[str, str]) -> bool:
    return given.get("health_only") == "yes"


class Detail(Args):
    ref: Ref = ask(CASE)
    detail: Sensitive[str] | None = may(
        "What would you like to add?", "In your own words; sealed.", when=_adds
    )
    who: Sensitive[str] | None = may("Who is it?", "Kept apart, under a key of its own.")
    take_back: WhichItem | None = may("Which item do you take back?")
    health_only: YesNo | None = may(
        "Health only?",
        "Then the owner and health seats read it; the rest reads what to reckon with.",
    )
    seats: Seats | None = may("Which other health seats may read it?", when=_health)
    approach: Approach | None = may("What may the rest know: safe to approach?", when=_health)
    needs: Annotated[tuple[Need, ...] | None, codes(Need)] = may(
        "And what is needed?", when=_health, most=16
    )

    @classmethod
    async def filled(cls, ctx: Context, _given: Mapping[str, str]) -> Mapping[str, str]:
        """Only a health seat is asked who else reads a health item."""
        return {} if ctx.sector in HEALTH else {"seats": "", "approach": "", "needs": ""}


@command(
    "concern detail",
    Act.ADD_DETAIL,
    permission=Permission.ADD_DETAIL,
    examples=["concern detail amber-harbour-47-K"],
)
async def detail(ctx: Context, args: Detail) -> Reply:
    """Add sealed text, or take back what you gave.

    What you add is opened one person at a time, with a reason, and you can see who opened it.
    """
    case = await ctx.case(args.ref, Act.ADD_DETAIL)
    if args.take_back is not None:
        item = next((i for i in case.facts.items if i.no == args.take_back.value), None)
        if item is None or item.by != ctx.actor.no:
            raise NotFound
        if item.moved is not None and case.facts.into is not None:
            case = await ctx.unit.cases.get(case.facts.into)  # it was folded in there
            item = case.item(item.moved)
        elif item.withdrawn is not None:
            raise NotFound
        await sharing.hide(ctx, case, item)
        return Reply.of(
            "Taken back: nobody can open it from now on. It does not undo what was read."
        )
    if args.detail is None and args.who is None:
        return Reply.of("Nothing was added.")
    ctx.check(Act.ADD_DETAIL, case)
    kept = _kept_to_health(ctx, args) if args.health_only else None
    numbers: list[int] = []
    for text, kind in ((args.detail, TextKind.DETAIL), (args.who, TextKind.IDENTITY)):
        if text is not None:
            numbers.append(case.keep(text, kind, by=ctx.actor.no, at=ctx.now).no)
    if kept is not None and args.detail is not None:
        kept.item = numbers[0]
        case.hidden.health_only.append(kept)
    case.did(Act.ADD_DETAIL, by=ctx.actor.no, at=ctx.now)
    said = Reply.of("Added to {case}, sealed, as item {n}.", case=case.ref, n=numbers)
    return said.then(
        "To take it back:  /concern detail {case} take_back:{n}", case=case.ref, n=numbers[-1]
    )


def _kept_to_health(ctx: Context, args: Detail) -> HealthOnly:
    """What only health seats may mark, and whom they name. Raises Unfit."""
    if ctx.sector not in HEALTH:
        raise Unfit(
            "health_only", "Only a health seat marks something as health only. Leave it out?"
        )
    named = args.seats or ()
    if any(ctx.directory.seats[number].sector not in HEALTH for number in named):
        raise Unfit("seats", "One of these is no health seat. Which health seats?")
    own = (ctx.actor.seat,) if ctx.actor.seat else ()
    return HealthOnly(item=0, seats=(*own, *named), approach=args.approach, needs=args.needs or ())


def _not_clearing(given: Mapping[str, str]) -> bool:
    return "clear" not in given


class UrgentArgs(Args):
    ref: Ref = ask(CASE)
    called: Called | None = may(
        "First: have you called {emergency_number}?",
        "Confer is never the emergency channel.",
        when=_not_clearing,
    )
    ground: UrgentGround | None = may("What makes it urgent?", when=_not_clearing)
    clear: LiftWhy | None = may("Why is it no longer urgent?")


@command(
    "concern urgent",
    Act.SET_URGENT,
    Act.CLEAR_URGENT,
    permission=Permission.SET_URGENT,
    examples=["concern urgent amber-harbour-47-K ground:danger_to_self"],
)
async def urgent(ctx: Context, args: UrgentArgs) -> Reply:
    """Mark urgent; first the emergency number.

    Urgent shortens the clocks and wakes the people on call. It ends by itself after 72 hours.
    """
    case = await ctx.case(args.ref, Act.SET_URGENT, Act.CLEAR_URGENT)
    if args.clear is not None:
        ctx.check(Act.CLEAR_URGENT, case)
        case.facts.urgent = None
        case.did(Act.CLEAR_URGENT, by=ctx.actor.no, at=ctx.now)
        return Reply.of("{case} is no longer urgent.", case=case.ref)
    ctx.check(Act.SET_URGENT, case, Given(emergency=bool(args.called and args.ground)))
    if args.called is not None and args.ground is not None:
        case.facts.urgent = Urgent(ground=args.ground, called=args.called, since=ctx.now)
    case.did(Act.SET_URGENT, by=ctx.actor.no, at=ctx.now)
    on_call = [
        p
        for p in ctx.directory.having(
            Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR, Duty.POLICE_CONTACT
        )
    ]
    ctx.tell(on_call, NoticeKind.WAITING, f"case show {case.name}")
    return Reply.of(
        "{case} is urgent now. The people on call are woken; it ends by itself after 72 hours.",
        case=case.ref,
    )


class Rest(Args):
    pass


@command(
    "concern rest",
    Act.DROP,
    permission=Permission.WRITE_DRAFT,
    examples=["concern rest"],
    private=True,
)
async def rest(ctx: Context, _args: Rest) -> Reply:
    """Let a draft rest for good.

    Its keys are destroyed, then its words. Nothing ever left your agency.
    """
    case = await ctx.draft()
    ctx.check(Act.DROP, case)
    case.did(Act.DROP, by=ctx.actor.no, at=ctx.now)
    await consults.forget(ctx.unit, case)
    await ctx.unit.cases.erase(case, ErasedWhy.AUTHOR)
    form = await ctx.unit.dialogues.get(ctx.actor.no)
    if form is not None and form.command.startswith("concern "):
        await ctx.unit.dialogues.end(ctx.actor.no)  # its answers are the draft's
    return Reply.of(
        "Your draft is at rest: keys and words are destroyed. Thinking it through was worth it."
    )


class StatusArgs(Args):
    ref: Ref | None = may(CASE)


@command(
    "concern status",
    permission=Permission.SEE_CASE_EXISTS,
    examples=["concern status", "concern status amber-harbour-47-K"],
)
async def status(ctx: Context, args: StatusArgs) -> Reply:
    """See where your concern stands, in a few words."""
    if args.ref is not None:
        return await _where(ctx, await ctx.seen(args.ref, Permission.SEE_CASE_EXISTS))
    said = Reply(())
    seen: list[Case] = []
    for row in await ctx.unit.cases.lines(party=ctx.actor.no):
        case = await ctx.unit.cases.get(row.ref)
        if access.allowed(ctx.actor, Permission.SEE_CASE_EXISTS, case, ctx.scene):
            seen.append(case)
    if len(seen) == 1:
        said = await _where(ctx, seen[0])
    for case in seen if len(seen) > 1 else ():
        said = said.then("{case}: {status}", case=case.ref, status=case.status)
    draft = await ctx.unit.cases.draft_of(ctx.actor.no)
    if draft is not None and draft.state is State.DRAFT:
        said = said.then("One draft, seen by you alone.").offering("Carry on", "concern new")
    return said if said.lines else _none_yet(ctx)


def _none_yet(ctx: Context) -> Reply:
    """The way to a first one, for whoever may go it."""
    if access.knows(ctx.actor, Permission.RAISE_CONCERN, ctx.scene):
        return Reply.of("You have no concern here.").offering("Bring one", "concern new")
    said = Reply.of("You have no concern here. Those who have a seat bring them:")
    return said.then("tell somebody who has one.").offering("Who has a seat", "agency map")


async def _where(ctx: Context, case: Case) -> Reply:
    said = Reply.of("{case}: {status}", case=case.ref, status=case.status)
    if case.facts.folded:
        return said.then("It reached the right place. Thank you.")
    answer = case.facts.answer
    if answer is not None and case.facts.ended is None:
        said = said.then(
            "{name} has this. Next: {next}, by {day}.",
            name=answer.by,
            next=answer.next,
            day=answer.until,
        )
    if case.state is State.NOT_TAKEN and case.facts.referrer == ctx.actor.no:
        grant = access.reading(ctx.actor, Permission.SEE_CASE_EXISTS, case, ctx.scene)
        for _item, text in await ctx.unit.cases.read(case, TextKind.HELP, grant):
            said = said.then("Other help: {text}", text=text).for_a_short_time()
        said = said.offering("Bring it again", "concern again", case.name)
    said = said.join(heard(case, ctx))
    for one in case.hidden.overrides:
        if one.by == ctx.actor.no and one.result is not None:
            said = said.then(
                "What you shared on a narrow path, request {n}, was checked: {result}",
                n=one.no,
                result=one.result,
            )
    if ctx.runs_the_process:
        return said.join(steps(case, ctx))
    return said

"""/agency: who is who, and whose seat is ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.command import Args, Reply, command
from bot.conversation import second as four_eyes
from bot.errors import GuardRefused, NotFound
from bot.fields import SeatOf, WhichDate, Who, may
from bot.meetings import leaving
from bot.partnership import agreements, ending
from bot.partnership.handing import goes_on, hand_on, may_go
from bot.people import Duty, Person, Seat, SeatState
from bot.policies.guards import core_missing, seat_missing
from bot.posts import SeatChanged
from bot.scene import Context
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.people import Sector
from bot.vocabulary.process import Act, Guard
from bot.vocabulary.public import SeatStep
from bot.vocabulary.roles import Permission


class MapArgs(Args):
    sector: Sector | None = may("Which sector?")


@command(
    "agency map", permission=Permission.SEE_MAP, examples=["agency map", "agency map sector:health"]
)
async def map_(ctx: Context, args: MapArgs) -> Reply:
    """Agencies, services, contacts, who leads."""
    lead = ctx.directory.having(Duty.COORDINATOR)
    deputy = ctx.directory.having(Duty.DEPUTY_COORDINATOR)
    said = Reply.of(
        "Leads the process: {name}; deputy: {deputy}",
        name=lead[0].no if lead else None,
        deputy=deputy[0].no if deputy else None,
    )
    for seat in ctx.directory.seats.values():
        if args.sector in {None, seat.sector} and seat.state is not SeatState.ENDED:
            said = said.then(
                "{seat} ({sector}): {people}",
                seat=seat.no,
                sector=seat.sector,
                people=[p.no for p in ctx.directory.of_seat(seat.no, Duty.HOLDER, Duty.DEPUTY)],
            )
    missing = {s.sector for s in ctx.directory.seats.values()}
    absent = [w for w in (Sector.HEALTH, Sector.SOCIAL, Sector.MENTAL_HEALTH) if w not in missing]
    return said.then("Nobody yet from: {sectors}", sectors=absent) if absent else said


class SeatArgs(Args):
    seat: SeatOf | None = may("Which seat?")
    step: SeatStep | None = may("Which step?")
    holder: Who | None = may(
        "Who holds it?", when=lambda given: given.get("step") == SeatStep.HOLDER.code
    )
    hours: WhichDate | None = may(
        "How many hours a month has the holder for it?",
        asked=True,
        when=lambda given: given.get("step") == SeatStep.HOLDER.code,
    )
    second: Who | None = may(
        "Who confirms it as the second person?", when=lambda given: bool(given.get("step"))
    )

    @classmethod
    async def matters(cls, ctx: Context) -> bool:
        """For whoever has a seat, or sees to those of others."""
        return ctx.actor.seat is not None or ctx.runs_the_process


@command(
    "agency seat",
    Act.ADMIT_SEAT,
    Act.NAME_HOLDER,
    permission=Permission.SEE_MAP,
    examples=["agency seat", "agency seat step:admit housing"],
)
async def seat(ctx: Context, args: SeatArgs) -> Reply:
    """Ask for, admit, suspend or end a seat; name its holder and deputy.

    Without a step it shows what your own seat still lacks.
    """
    if args.step is None or args.seat is None:
        return _own(ctx, args)
    manages = Duty.MANAGER in ctx.actor.duties and ctx.actor.seat == args.seat
    if not ctx.runs_the_process and not (manages and args.step is SeatStep.HOLDER):
        raise NotFound
    found, said = ctx.directory.seats[args.seat], Reply(())
    _may(ctx, found, args)
    if args.step is SeatStep.HOLDER:
        await _hold(ctx, found, args)
        if args.hours is not None:
            await ctx.unit.people.change_seat(replace(found, hours=args.hours.value))
        ctx.did(Act.NAME_HOLDER, whom=args.holder, seat=found.no)
    else:
        _ready(ctx, found, args.step)
        cases = await _end(ctx, found) if args.step is SeatStep.END else 0
        await ctx.unit.people.change_seat(_after(ctx, found, args.step))
        if args.step is SeatStep.RENEW:
            await agreements.sign(ctx.unit, found.no, ctx.partnership.agreement, ctx.today.date)
        ctx.did(Act.ADMIT_SEAT, seat=found.no, step=args.step)
        if cases:
            said = Reply.of("{n} cases it had part in: what it held is handed on.", n=cases)
    ctx.seats_posts.append(SeatChanged(seat=found.no, step=args.step))
    return Reply.of("{seat}: {step}.", seat=found.no, step=args.step).join(said)


def _ready(ctx: Context, found: Seat, step: SeatStep) -> None:
    """A seat is admitted with everything but the admission. Raises GuardRefused."""
    anybody = Person(no=ctx.actor.no, key="", name=ctx.actor.name, seat=found.no)
    if step is SeatStep.ADMIT and set(seat_missing(anybody, ctx.scene)) - {"admission"}:
        raise GuardRefused(Guard.SEAT_LIVE)


def _own(ctx: Context, args: SeatArgs) -> Reply:
    wanted = ctx.directory.seats.get(args.seat) if args.seat else ctx.directory.seat_of(ctx.actor)
    if wanted is None:
        return Reply.of("You have no seat here. Ask a colleague who has one, or the coordinator.")
    anybody = Person(no=ctx.actor.no, key="", name=ctx.actor.name, seat=wanted.no)
    missing = seat_missing(anybody, ctx.scene)
    core = core_missing(ctx.scene)
    if not missing and not core:
        return Reply.of("{seat} is ready.", seat=wanted.no)
    said = Reply.of("{seat} is not ready yet. It lacks:", seat=wanted.no)
    if core:
        said = said.then("– that the partnership goes live: {sectors} come in first", sectors=core)
    return said.join(_lacks(missing))


def _lacks(missing: Sequence[str]) -> Reply:
    said = Reply(())
    for name in missing:
        match name:
            case "agreement":
                said = said.then("– a signed agreement")
            case "holder":
                said = said.then("– somebody who holds it")
            case "deputy":
                said = said.then("– a deputy:  /agency card field:deputy")
            case "card":
                said = said.then("– its mandate card: can, cannot, basis, how fast:  /agency card")
            case "training":
                said = said.then("– the minimum training, noted by the coordinator or a manager")
            case "hours":
                said = said.then("– hours a month for whoever holds it:  /agency seat step:holder")
            case _:
                said = said.then("– the coordinator's admission")
    return said


def _confirmed(ctx: Context, args: SeatArgs) -> bool:
    """Four eyes: whoever was named said yes, and is somebody else."""
    second = ctx.confirmed_by
    return second is not None and second.no != ctx.actor.no and second.no == args.second


def _after(ctx: Context, found: Seat, step: SeatStep) -> Seat:
    match step:
        case SeatStep.ADMIT:
            return replace(found, state=SeatState.LIVE)
        case SeatStep.SUSPEND:
            return replace(found, state=SeatState.SUSPENDED)
        case SeatStep.END:
            return replace(found, state=SeatState.ENDED)
        case SeatStep.RENEW:
            return replace(found, agreed_on=ctx.today.date, agreement=ctx.partnership.agreement)
        case _:
            return replace(found, state=SeatState.ASKED)


def _leaving(ctx: Context, found: Seat, args: SeatArgs) -> list[Person]:
    """Who gives the seat up to the next holder."""
    if args.step is not SeatStep.HOLDER:
        return []
    holders = ctx.directory.of_seat(found.no, Duty.HOLDER)
    return [old for old in holders if old.leaving is not None and old.no != args.holder]


def _may(ctx: Context, found: Seat, args: SeatArgs) -> None:
    """Raises Unfit where nobody would do what the partnership needs, GuardRefused without a second person."""
    if args.step is SeatStep.END:
        ending.may_end(ctx, found)
    for old in _leaving(ctx, found, args):
        may_go(ctx, old)
    if not _confirmed(ctx, args):
        raise GuardRefused(Guard.SECOND_PERSON)


async def _end(ctx: Context, found: Seat) -> int:
    handed = await ending.ends(ctx, found)
    await _beside(ctx, {person.no for person in ctx.directory.of_seat(found.no)}, None)
    return handed


async def _beside(ctx: Context, gone: set[PersonNo], to: PersonNo | None) -> None:
    """What waits for them outside of cases: dates, and acts that take two."""
    await leaving.without(ctx, gone, to)
    await four_eyes.fall(ctx, gone)


async def _hold(ctx: Context, found: Seat, args: SeatArgs) -> None:
    person = ctx.directory.people.get(args.holder) if args.holder else None
    if person is None or Duty.ADMINISTRATOR in person.duties:
        raise NotFound  # an administrator never holds a seat
    more: frozenset[Duty] = frozenset()
    for old in ctx.directory.of_seat(found.no, Duty.HOLDER):
        if old.no == person.no:
            continue
        if old.leaving is not None:
            more |= goes_on(old)
            await hand_on(ctx, old, person)
            await _beside(ctx, {old.no}, person.no)
            if person.deputy == old.no:
                person = replace(person, deputy=None)
        else:
            await ctx.unit.people.change(replace(old, duties=old.duties - {Duty.HOLDER}))
    duties = person.duties | {Duty.HOLDER} | more
    await ctx.unit.people.change(replace(person, seat=found.no, duties=duties))

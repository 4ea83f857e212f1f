"""/agency card: what a seat can, cannot, brings, and how fast."""

from __future__ import annotations

from dataclasses import replace

from bot.command import Args, Reply, command
from bot.conversation import public_text
from bot.disclosure import Sensitive
from bot.errors import NotFound, Unfit
from bot.fields import CASE, Ref, SeatOf, Who, ask, may
from bot.partnership import cards, departments
from bot.people import Duty, Seat
from bot.policies import access
from bot.scene import Context
from bot.vocabulary.process import Act
from bot.vocabulary.public import CardField
from bot.vocabulary.roles import Permission


class CardArgs(Args):
    seat: SeatOf = ask("Which seat?")
    field: CardField | None = may("Which part do you write?")
    value: Sensitive[str] | None = may(
        "What should it say?",
        "Everybody here reads it: no names, no case.",
        plain=True,
        when=lambda given: given.get("field") not in {None, "", CardField.DEPUTY.code},
    )
    who: Who | None = may(
        "Who is it: the deputy, or whom one asks in that department?",
        when=lambda given: given.get("field") == CardField.DEPUTY.code,
    )


@command(
    "agency card",
    Act.EDIT_CARD,
    permission=Permission.SEE_MAP,
    examples=["agency card housing", "agency card housing field:can"],
)
async def card(ctx: Context, args: CardArgs) -> Reply:
    """Read or edit a seat's card: can, cannot, brings, how fast.

    What a seat can, cannot, on what basis and how fast is its mandate card: a seat is admitted only with
    it, and it is looked at again each year.
    """
    seat = ctx.directory.seats.get(args.seat)
    if seat is None:
        raise NotFound
    if args.field is None:
        return await _read(ctx, seat)
    _may_edit(ctx, seat, args.field)
    if args.field is CardField.DEPUTY:
        return await _deputy(ctx, seat, args)
    if args.value is None:
        raise Unfit("value", "What should it say?")
    more = await public_text.fit(ctx, "value", args.value)
    if args.field is CardField.DEPARTMENTS:
        contact = ctx.directory.people.get(args.who) if args.who else None
        if contact is not None and contact.seat != seat.no:
            raise Unfit("who", "Whom one asks inside is of this agency. Who?")
        await departments.write(ctx.unit, seat.no, args.value, args.who)
    else:
        await cards.write(ctx.unit, seat.no, args.field, args.value)
    changed = seat
    if args.field in cards.MANDATE and await cards.mandated(ctx.unit, seat.no):
        changed = replace(changed, carded_on=ctx.today.date)
    if args.field is CardField.TRAINING:
        changed = replace(changed, trained_on=ctx.today.date)
    if changed is not seat:
        await ctx.unit.people.change_seat(changed)
    ctx.did(Act.EDIT_CARD, seat=seat.no, field=args.field)
    return Reply.of("{seat}, {field}: written.", seat=seat.no, field=args.field).join(more)


def _may_edit(ctx: Context, seat: Seat, field: CardField) -> None:
    """One's own seat's, or any for whoever runs the process. Nobody notes the own training. Raises NotFound."""
    access.require(ctx.actor, Permission.EDIT_CARD, ctx.scene)
    manages = Duty.MANAGER in ctx.actor.duties and ctx.actor.seat == seat.no
    if ctx.runs_the_process or manages:
        return
    speaks = ctx.actor.seat == seat.no and bool(ctx.actor.duties & {Duty.HOLDER, Duty.DEPUTY})
    if not speaks or field is CardField.TRAINING:
        raise NotFound


async def _read(ctx: Context, seat: Seat) -> Reply:
    said = Reply.of("{seat} ({sector})", seat=seat.no, sector=seat.sector)
    card = await cards.shown(ctx.unit, seat)
    said = said.join(card) if card.lines else said.then("Nothing stands on its card yet.")
    for one in await departments.read(ctx.unit, seat.no):
        inside = departments.inside(ctx.directory, seat.no, one)
        if inside is not None:
            said = said.then(
                "– in {department} one asks {name}", department=Sensitive(one.name), name=inside.no
            )
    deputies = ctx.directory.of_seat(seat.no, Duty.DEPUTY)
    said = said.then("– deputy: {people}", people=[person.no for person in deputies])
    if seat.hours is not None:
        said = said.then("– hours a month for it: {n}", n=seat.hours)
    return said


async def _deputy(ctx: Context, seat: Seat, args: CardArgs) -> Reply:
    """Raises Unfit for somebody of another agency."""
    person = ctx.directory.people.get(args.who) if args.who else None
    fits = person is not None and person.seat in {None, seat.no}
    if person is None or not fits or person.duties & {Duty.ADMINISTRATOR, Duty.HOLDER}:
        raise Unfit("who", "The deputy is of this agency, and is not its holder. Who?")
    changed = replace(person, seat=seat.no, duties=person.duties | {Duty.DEPUTY})
    await ctx.unit.people.change(changed)
    ctx.did(Act.EDIT_CARD, whom=person.no, seat=seat.no, field=CardField.DEPUTY)
    return Reply.of("{name} is deputy for {seat}.", name=person.no, seat=seat.no)


class AcceptArgs(Args):
    ref: Ref = ask(CASE)


@command(
    "agency accept",
    permission=Permission.SEE_ABSTRACT,
    examples=["agency accept amber-harbour-47-K"],
    hidden=True,
)
async def accept(ctx: Context, args: AcceptArgs) -> Reply:
    """Say yes to what the circle expects of you, by your seat's card."""
    case = await ctx.seen(args.ref, Permission.SEE_ABSTRACT)
    member = case.member(ctx.actor.no)
    if member is None:
        raise NotFound
    member.accepted = member.accepted or ctx.now
    return Reply.of("Noted: you accept what your seat brings to {case}.", case=case.ref)

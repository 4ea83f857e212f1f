"""/guest: somebody from outside, for one case."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from bot.case import Case
from bot.command import Args, Reply, command
from bot.errors import NotFound, Unfit
from bot.fields import CASE, On, Ref, Who, ask, codes, may
from bot.parts import Guest
from bot.people import Duty
from bot.ports import NoticeKind
from bot.scene import Context, Deadline
from bot.vocabulary.numbers import Day, PersonNo
from bot.vocabulary.people import GuestBrings, GuestMay, GuestWhy
from bot.vocabulary.process import Act, ClockName
from bot.vocabulary.roles import Permission

LONGEST = timedelta(days=90)  # domain: guest_until, longest


class InviteArgs(Args):
    ref: Ref = ask(CASE)
    who: Who = ask("Who is invited?", "Such as @mentor.")
    why: GuestWhy = ask("Why this guest?", "The whole circle and the guest read it.")
    brings: GuestBrings = ask("What do they bring?")
    may: Annotated[tuple[GuestMay, ...], codes(GuestMay)] = ask("What may they do?", most=4)
    until: On = ask("Until when?", "At most 90 days, such as 30d.")


@command(
    "guest invite",
    Act.INVITE_GUEST,
    permission=Permission.INVITE_GUEST,
    examples=["guest invite amber-harbour-47-K why:community_trust until:30d"],
)
async def invite(ctx: Context, args: InviteArgs) -> Reply:
    """Invite with why, brings, scope and end.

    A guest sees no other case and no list, and the access ends by itself.
    """
    case = await ctx.case(args.ref, Act.INVITE_GUEST)
    ctx.check(Act.INVITE_GUEST, case)
    person = ctx.directory.people.get(args.who)
    if person is None or person.duties & {Duty.ADMINISTRATOR} or person.no in case.facts.recused:
        raise NotFound
    until = _until(ctx, args.until)
    known = case.guest(person.no, ctx.now)
    if known is not None or case.member(person.no) is not None:
        return Reply.of("{name} is part of {case} already.", name=person.no, case=case.ref)
    guest = Guest(
        no=len(case.facts.guests) + 1,
        person=person.no,
        sponsor=ctx.actor.no,
        why=args.why,
        brings=args.brings,
        may=args.may,
        since=ctx.now,
        until=until,
    )
    case.facts.guests.append(guest)
    case.did(Act.INVITE_GUEST, by=ctx.actor.no, at=ctx.now, whom=person.no)
    ctx.deadlines.append(
        Deadline(case=case.id, name=ClockName.GUEST_UNTIL, subject=guest.no, due=until)
    )
    ctx.tell([person], NoticeKind.GUEST_INVITED, f"case show {case.name}")
    return Reply.of(
        "{name} is invited to {case}: {why}; brings {brings}; may {may}; until {until}.",
        name=person.no,
        case=case.ref,
        why=args.why,
        brings=args.brings,
        may=args.may,
        until=args.until,
    ).then("You are the sponsor. The access ends by itself.")


def _until(ctx: Context, day: Day) -> datetime:
    """The end of that day. Raises Unfit for a day past, or further than the domain's longest."""
    until = ctx.end_of(day)
    if not ctx.now < until <= ctx.now + LONGEST + timedelta(days=1):
        raise Unfit("until", "A guest may stay at most 90 days from today. Until which day?")
    return until


class RenewArgs(Args):
    ref: Ref = ask(CASE)
    who: Who = ask("Whose access is renewed?")
    why: GuestWhy = ask("Why, this time?")
    until: On = ask("Until when?", "At most 90 days, such as 30d.")
    second: Who = ask("Who confirms it as the second person?")


@command(
    "guest renew",
    Act.RENEW_GUEST,
    permission=Permission.EXTEND_GUEST,
    examples=["guest renew amber-harbour-47-K who:@mentor until:30d"],
)
async def renew(ctx: Context, args: RenewArgs) -> Reply:
    """A new end, with a new why. A second person confirms it."""
    case = await ctx.case(args.ref, Act.RENEW_GUEST)
    guest = _guest(case, args.who)
    until = _until(ctx, args.until)
    ctx.check(Act.RENEW_GUEST, case)
    guest.why, guest.until, guest.ended = args.why, until, None
    case.did(Act.RENEW_GUEST, by=ctx.actor.no, at=ctx.now, whom=guest.person)
    ctx.deadlines.append(
        Deadline(case=case.id, name=ClockName.GUEST_UNTIL, subject=guest.no, due=until)
    )
    return Reply.of(
        "{name} stays with {case}: {why}; until {until}.",
        name=guest.person,
        case=case.ref,
        why=args.why,
        until=args.until,
    )


def _guest(case: Case, person: PersonNo) -> Guest:
    found = next((g for g in reversed(case.facts.guests) if g.person == person), None)
    if found is None:
        raise NotFound
    return found


class EndArgs(Args):
    ref: Ref = ask(CASE)
    who: Who | None = may("Whose access ends?", "Left out: your own.")


@command(
    "guest end",
    Act.END_GUEST,
    permission=Permission.INVITE_GUEST,
    examples=["guest end amber-harbour-47-K", "guest end amber-harbour-47-K who:@mentor"],
)
async def end(ctx: Context, args: EndArgs) -> Reply:
    """End now. A guest may end the own access."""
    case = await ctx.case(args.ref, Act.END_GUEST)
    ctx.check(Act.END_GUEST, case)
    live = case.live_guests(ctx.now)
    own = case.guest(ctx.actor.no, ctx.now)
    wanted = args.who or (ctx.actor.no if own else None)
    if wanted is None and len(live) == 1:
        wanted = live[0].person
    guest = next((g for g in live if g.person == wanted), None)
    if guest is None or (own is not None and guest is not own):
        raise NotFound
    guest.ended = ctx.now
    case.did(Act.END_GUEST, by=ctx.actor.no, at=ctx.now, whom=guest.person)
    await ctx.unit.clocks.stop(case.id, ClockName.GUEST_UNTIL, guest.no)
    ctx.tell([guest.person], NoticeKind.GUEST_ENDED)
    return Reply.of("The access of {name} to {case} has ended.", name=guest.person, case=case.ref)


class ListArgs(Args):
    ref: Ref = ask(CASE)


@command("guest list", permission=Permission.SEE_GUESTS, examples=["guest list amber-harbour-47-K"])
async def list_(ctx: Context, args: ListArgs) -> Reply:
    """Guests, why, brings, until."""
    case = await ctx.seen(args.ref, Permission.SEE_GUESTS)
    guests = case.live_guests(ctx.now)
    own = case.guest(ctx.actor.no, ctx.now)
    if own is not None:
        guests = (own,)  # a guest sees no other guest
    said = Reply(())
    for guest in guests:
        said = said.then(
            "{name}: {why}; brings {brings}; may {may}; sponsor {sponsor}; until {until}",
            name=guest.person,
            why=guest.why,
            brings=guest.brings,
            may=guest.may,
            sponsor=guest.sponsor,
            until=Day.of(guest.until.date()),
        )
    return said if said.lines else Reply.of("{case} has no guests.", case=case.ref)

"""/guest: somebody from outside, for one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final

from bot.case import Case
from bot.command import Args, Reply, command
from bot.errors import NotFound, Unfit
from bot.fields import CASE, On, Ref, WhichMeeting, Who, YesNo, ask, codes
from bot.fields import may as option
from bot.meetings import gathering
from bot.parts import Guest
from bot.people import Duty, Person
from bot.policies import access, guards
from bot.ports import NoticeKind
from bot.scene import Context, Deadline
from bot.vocabulary.guests import GuestKind
from bot.vocabulary.numbers import Day, MeetingNo, PersonNo
from bot.vocabulary.people import GuestBrings, GuestMay, GuestWhy
from bot.vocabulary.process import Act, ClockName, Guard
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import DataClass

LONGEST = timedelta(days=90)  # domain: guest_until, longest


class InviteArgs(Args):
    ref: Ref = ask(CASE)
    who: Who = ask("Who is invited?", "Such as @mentor.")
    why: GuestWhy = ask("Why this guest?", "The whole circle and the guest read it.")
    brings: GuestBrings = ask("What do they bring?")
    may: Annotated[tuple[GuestMay, ...], codes(GuestMay)] = ask("What may they do?", most=4)
    until: On = ask("Until when?", "At most 90 days, such as 30d.")
    kind: GuestKind | None = option(
        "Is it a voice of family or community, or a mentor?",
        "A voice is heard and reads nothing of an agency. A mentor has a supervisor.",
        asked=True,
        when=lambda given: given.get("why") == GuestWhy.COMMUNITY_TRUST.code,
    )
    supervisor: Who | None = option(
        "Who supervises the mentor?", when=lambda given: given.get("kind") == GuestKind.MENTOR.code
    )
    data: Annotated[tuple[DataClass, ...] | None, codes(DataClass)] = option(
        "Which kinds of thing may be shared with them?", "Left out: none."
    )
    visible: YesNo | None = option("May other guests see them?", "Only those who may be seen too.")
    meeting: WhichMeeting | None = option(
        "For which one meeting?", "Then it ends three working days after."
    )
    second: Who | None = option("Who confirms it as the second person?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """Invited for one meeting, a guest leaves three working days after it."""
        if not given.get("meeting"):
            return {}
        meeting = await ctx.unit.meetings.get(MeetingNo.parse(given["meeting"]))
        if given.get("ref") and CaseRef.parse(given["ref"]) not in meeting.cases:
            raise Unfit("meeting", "That meeting is not on this case. Which one is?")
        if meeting.stands is None:
            raise Unfit(
                "meeting", "No date of that meeting stands yet. Which one, or until which day?"
            )
        return {"until": str(gathering.leaves(ctx, meeting.stands))}


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
    kind = _kind(args, person)
    _terms(ctx, case, args, kind)
    guest = Guest(
        kind=kind,
        supervisor=args.supervisor,
        data=args.data or (),
        visible=bool(args.visible),
        meeting=args.meeting.value if args.meeting else None,
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
    if args.supervisor is not None:
        ctx.tell([args.supervisor], NoticeKind.WAITING, f"guest list {case.name}")
    return Reply.of(
        "{name} is invited to {case}: {why}; brings {brings}; may {may}; until {until}.",
        name=person.no,
        case=case.ref,
        why=args.why,
        brings=args.brings,
        may=args.may,
        until=args.until,
    ).then("You are the sponsor. The access ends by itself.")


# What a voice may do: be heard, add what they know, see their own steps.
_VOICE: Final = frozenset({GuestMay.OWN_ACTIONS, GuestMay.MEETING, GuestMay.ADD})


def _kind(args: InviteArgs, person: Person) -> GuestKind:
    """A parent or relative is always a voice; an expert stays one; the others by why they come."""
    if args.why is GuestWhy.FAMILY_VOICE:
        return GuestKind.VOICE
    if Duty.EXPERT in person.duties:
        return GuestKind.EXPERT
    if args.kind is not None:
        return args.kind
    by_why = {
        GuestWhy.COMMUNITY_TRUST: GuestKind.VOICE,
        GuestWhy.LANGUAGE_OR_CULTURE: GuestKind.INTERPRETER,
    }
    return by_why.get(args.why, GuestKind.PARTNER)


def _terms(ctx: Context, case: Case, args: InviteArgs, kind: GuestKind) -> None:
    """What each kind asks for. Raises Unfit, GuardRefused, NotFound."""
    if kind is GuestKind.VOICE and not set(args.may) <= _VOICE:
        raise Unfit(
            "may",
            "A voice of family or community is heard and adds, but judges nothing. What may they do?",
        )
    if kind is GuestKind.VOICE and args.data:
        raise Unfit(
            "data", "A voice of family or community reads nothing of an agency. Leave it out?"
        )
    if kind is GuestKind.MENTOR:
        boss = ctx.directory.people.get(args.supervisor) if args.supervisor else None
        if boss is None or boss.seat is None or boss.no == args.who:
            raise Unfit("supervisor", "A mentor has a supervisor, who has a seat here. Who is it?")
    if kind is GuestKind.EXPERT:
        access.check(ctx.actor, Permission.EXTEND_GUEST, case, ctx.scene)
        look = guards.Look(
            case=case,
            act=Act.RENEW_GUEST,
            actor=ctx.actor,
            scene=ctx.scene,
            confirmed_by=ctx.confirmed_by,
        )
        guards.hold([Guard.SECOND_PERSON], look)


def _until(ctx: Context, day: Day) -> datetime:
    """The end of that day. Raises Unfit for a day past, or further than the domain's longest."""
    until = ctx.end_of(day)
    if not ctx.now < until <= ctx.now + LONGEST + timedelta(days=1):
        raise Unfit("until", "A guest may stay at most 90 days from today. Until which day?")
    return until


async def _guests(
    ctx: Context, given: Mapping[str, str], *, live: bool
) -> Mapping[str, Sequence[PersonNo]]:
    """Nobody but a guest comes into question. `live`: whose access has not ended yet."""
    if not given.get("ref"):
        return {}
    case = await ctx.case(CaseRef.parse(given["ref"]), Act.END_GUEST, Act.RENEW_GUEST)
    guests = case.live_guests(ctx.now) if live else case.facts.guests
    return {"who": [guest.person for guest in guests]}


class RenewArgs(Args):
    ref: Ref = ask(CASE)
    who: Who = ask("Whose access is renewed?")
    why: GuestWhy = ask("Why, this time?")
    until: On = ask("Until when?", "At most 90 days, such as 30d.")
    second: Who = ask("Who confirms it as the second person?")

    @classmethod
    async def people(
        cls, ctx: Context, given: Mapping[str, str]
    ) -> Mapping[str, Sequence[PersonNo]]:
        return await _guests(ctx, given, live=False)


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
    DOES = "End it"
    ref: Ref = ask(CASE)
    who: Who = ask("Whose access ends?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """A guest ends the own access; where there is one guest alone, it is theirs."""
        if not given.get("ref"):
            return {}
        case = await ctx.case(CaseRef.parse(given["ref"]), Act.END_GUEST)
        own = case.guest(ctx.actor.no, ctx.now)
        live = [own] if own else case.live_guests(ctx.now)
        return {"who": str(live[0].person.value)} if len(live) == 1 else {}

    @classmethod
    async def people(
        cls, ctx: Context, given: Mapping[str, str]
    ) -> Mapping[str, Sequence[PersonNo]]:
        return await _guests(ctx, given, live=True)


async def _preview_end(ctx: Context, args: EndArgs) -> Reply:
    """Whoever ends the own access cannot undo it, so it is asked once."""
    case = await ctx.case(args.ref, Act.END_GUEST)
    if args.who != ctx.actor.no:
        return Reply(())
    said = Reply.of("You lose sight of {case} at once, and of your steps in it.", case=case.ref)
    return said.then("Only whoever runs the case can invite you again.")


@command(
    "guest end",
    Act.END_GUEST,
    permission=Permission.INVITE_GUEST,
    preview=_preview_end,
    examples=["guest end amber-harbour-47-K", "guest end amber-harbour-47-K who:@mentor"],
)
async def end(ctx: Context, args: EndArgs) -> Reply:
    """End now. A guest may end the own access."""
    case = await ctx.case(args.ref, Act.END_GUEST)
    ctx.check(Act.END_GUEST, case)
    own = case.guest(ctx.actor.no, ctx.now)
    guest = next((g for g in case.live_guests(ctx.now) if g.person == args.who), None)
    if guest is None or (own is not None and guest is not own):
        raise NotFound
    guest.ended = ctx.now
    case.did(Act.END_GUEST, by=ctx.actor.no, at=ctx.now, whom=guest.person)
    await ctx.unit.clocks.stop(case.id, ClockName.GUEST_UNTIL, guest.no)
    ctx.tell([guest.person], NoticeKind.GUEST_ENDED)
    if own is not None:
        return Reply.of("Your access to {case} has ended. Thank you.", case=case.ref)
    return Reply.of("The access of {name} to {case} has ended.", name=guest.person, case=case.ref)


class ListArgs(Args):
    ref: Ref = ask(CASE)


@command("guest list", permission=Permission.SEE_GUESTS, examples=["guest list amber-harbour-47-K"])
async def list_(ctx: Context, args: ListArgs) -> Reply:
    """Guests, why, brings, until."""
    case = await ctx.seen(args.ref, Permission.SEE_GUESTS)
    guests = case.guests_seen_by(ctx.actor.no, ctx.now)
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
        if guest.kind is not None:
            said = said.then(
                "   {kind}; supervisor: {name}; may be told: {data}",
                kind=guest.kind,
                name=guest.supervisor,
                data=guest.data,
            )
    return said if said.lines else Reply.of("{case} has no guests.", case=case.ref)

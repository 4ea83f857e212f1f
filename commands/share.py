"""/share: let named seats see a named set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final

from bot.case import Case
from bot.casework import sharing, sight
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import GuardRefused, NotFound, Unfit
from bot.fields import CASE, On, Ref, Seats, WhichItem, Who, ask, codes, may
from bot.parts import Item, Share, TextKind
from bot.policies import access, consents, legal
from bot.policies.guards import Given
from bot.policies.released import gave, health_only
from bot.scene import Context
from bot.vocabulary.concern import Need
from bot.vocabulary.guests import GuestKind
from bot.vocabulary.law import GivesUnder, MayShare
from bot.vocabulary.numbers import ItemNo, SeatNo
from bot.vocabulary.people import GuestWhy, Sector
from bot.vocabulary.process import Act, Guard
from bot.vocabulary.public import Danger
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import ConsentKind, ConsentSupport, DataClass, Footing, Purpose

LONGEST_DAYS: Final = 90  # until the next joint review; then it is shared anew or ends
# What is usually enough; what goes beyond it is asked about before it goes.
ENOUGH: Final[Mapping[Purpose, frozenset[DataClass]]] = {
    Purpose.SCREENING: frozenset({DataClass.CONTACT, DataClass.SAFE_TO_APPROACH}),
    Purpose.ASSESSMENT: frozenset(
        {
            DataClass.CONTACT,
            DataClass.SAFE_TO_APPROACH,
            DataClass.ATTENDANCE,
            DataClass.WELLBEING,
            DataClass.SAFETY,
        }
    ),
    Purpose.SAFETY: frozenset(
        {DataClass.CONTACT, DataClass.SAFE_TO_APPROACH, DataClass.SAFETY, DataClass.MEASURES}
    ),
}


# --- may I? ---------------------------------------------------------------------------------------


class MayIArgs(Args):
    data: DataClass = ask("What kind of thing would you like to tell?")
    to: Sector = ask("To whom?")
    consent: ConsentSupport = ask("What does the person say to it?")
    danger: Danger = ask("Do you see danger?")


@command(
    "share mayi",
    permission=Permission.SEE_MAP,
    examples=["share mayi", "share mayi data:contact to:education"],
    private=True,
)
async def mayi(ctx: Context, args: MayIArgs) -> Reply:
    """Four closed questions: yes, yes as abstract, ask the guardian, no.

    The answer comes with the rule card of your sector. Nothing of it is kept, and no case is asked for.
    """
    seat = ctx.directory.seat_of(ctx.actor)
    card = legal.gives_under(seat.sector if seat else None, args.to, ctx.partnership)
    answer = legal.may_share(card, args.to, args.data, args.consent, args.danger)
    law = legal.law_of(ctx.partnership)
    said = Reply.of("{answer}", answer=answer).join(_what_next(answer, args, law))
    said = said.then("The rules that say so, for {card}:", card=card).join(_card(ctx, card, args))
    said = said.then(
        "Nothing of this was kept. It is no legal advice: {voice} can be asked.", voice=law.voice
    )
    return said.offer("Share something", "share send") if answer is MayShare.YES else said


def _what_next(answer: MayShare, args: MayIArgs, law: legal.LegalRow) -> Reply:
    if args.danger is Danger.SERIOUS_AND_NOW and args.consent not in consents.GIVEN:
        said = Reply.of(
            "Call for help first, if nobody has. Serious danger now can outweigh confidentiality."
        )
        return said.then(
            "Share the least that helps, with named seats, by  /consent override  which asks a second person."
        )
    match answer:
        case MayShare.YES:
            return Reply.of("Share what is needed and no more, with named seats:  /share send")
        case MayShare.AS_ABSTRACT:
            said = Reply.of(
                "Say in set words whether there is contact, whether it is safe to approach, and what is needed."
            )
            return said.then(
                "For more, speak with the person first; what they say is noted with  /consent record"
            )
        case MayShare.ASK:
            return Reply.of(
                "Ask {voice} before you say anything. You need not name anybody to ask.",
                voice=law.voice,
            )
        case MayShare.NO:
            said = Reply.of("The person does not want it, and no danger outweighs that.")
            return said.then(
                "You can still ask for advice without a name, and offer help yourself."
            )


def _card(ctx: Context, card: GivesUnder, args: MayIArgs) -> Reply:
    """The rule card: at most six short lines."""
    law, here = legal.law_of(ctx.partnership), ctx.partnership
    kind = legal.agreement_kind(here)
    said = Reply.of(
        "– Agreement {n}: {kind}; purpose: {purpose}",
        n=here.agreement,
        kind=kind,
        purpose=law.purpose,
    )
    if card is GivesUnder.CONFIDENCE:
        said = said.then(
            "– What was told in confidence stays there, unless the person frees you to speak"
        )
        said = said.then(
            "– Some bits may always be answered: contact or not, safe to approach or not, what is needed"
        )
    if card is GivesUnder.STATUTE:
        said = said.then(
            "– A statute lets you share what is necessary; it does not say that you must share all"
        )
    if args.to in legal.PUBLIC and args.to is Sector.POLICE:
        said = said.then(
            "– May the police keep what they hear for another use? {reuse}", reuse=law.reuse
        )
    few = legal.FOR_FEW.get(args.data)
    if few is not None:
        said = said.then(
            "– {data}: only for {sectors}",
            data=args.data,
            sectors=[one for one in Sector if one in few],
        )
    return said.then("– May your seat say no? {decline}", decline=law.decline)


# --- send -----------------------------------------------------------------------------------------


class SendArgs(Args):
    ref: Ref = ask(CASE)
    data: Annotated[tuple[DataClass, ...], codes(DataClass)] = ask(
        "Which kinds of thing do you share?", "The fewest that help.", most=9
    )
    to: Seats = ask("With which seats?", "One by one, with commas between, such as school, social.")
    purpose: Purpose = ask("What for?")
    footing: Footing = ask("On what footing?")
    until: On = ask("Until when may they open it?", "At most 90 days, such as 30d.")
    helps: Need = ask("How does it help the person? It serves a need for:")
    words: Sensitive[str] | None = may(
        "What should they read?",
        "In your own words; sealed. Left out: what you gave to this case before.",
        asked=True,
    )
    item: WhichItem | None = may("Which one thing that you gave before?")
    guest: Who | None = may("Or which one guest of the case?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """The agreement may say footing and purpose; with one named thing there is nothing to write."""
        found = {"purpose": ctx.partnership.purpose} if ctx.partnership.purpose else {}
        if ctx.partnership.footing:
            found["footing"] = ctx.partnership.footing
        return found | ({"words": ""} if given.get("item") else {})


async def preview_send(ctx: Context, args: SendArgs) -> Reply:
    """Exactly what goes, to whom and until when; and whether less would do."""
    case, share, items = await _prepared(ctx, args)
    said = Reply.of(
        "This is all that {seats} will read, until {until}:",
        seats=list(share.to) or None,
        until=args.until,
    )
    if share.guest is not None:
        said = Reply.of(
            "This is all that {name} will read, until {until}:", name=share.guest, until=args.until
        )
    if items:
        grant = access.reading(ctx.actor, Permission.OPEN_SEALED, case, ctx.scene)
        numbers = {item.no for item in items}
        for kind in dict.fromkeys(item.kind for item in items):
            for item, text in await ctx.unit.cases.read(case, kind, grant):
                if item.no in numbers:
                    said = said.then("{n}. {text}", n=ItemNo(item.no), text=text)
    if args.words is not None:
        said = said.then("{text}", text=args.words)
    art_6, art_9 = legal.ARTICLES[args.footing]
    said = said.then(
        "Kinds: {data}. For: {purpose}. It helps with: {helps}.",
        data=args.data,
        purpose=args.purpose,
        helps=args.helps,
    )
    said = said.then(
        "Footing: {footing} (GDPR article {six} and {nine}). Agreement {n}: {kind}.",
        footing=args.footing,
        six=Sensitive(art_6),
        nine=Sensitive(art_9),
        n=share.agreement,
        kind=share.kind,
    )
    less = _less(args)
    if less:
        said = said.then("Could you do it with less? Such as: {data}.", data=less)
        said = said.offer_line("With less", "= data:" + ",".join(one.code for one in less))
    return said.for_a_short_time()


def _less(args: SendArgs) -> tuple[DataClass, ...]:
    """The smaller set: what is usually enough for the purpose, else all but the last and heaviest kind."""
    chosen = [one for one in DataClass if one in args.data]
    enough = tuple(one for one in chosen if one in ENOUGH.get(args.purpose, frozenset(DataClass)))
    if 0 < len(enough) < len(chosen):
        return enough
    if not enough:
        return (DataClass.CONTACT,)
    return tuple(chosen[:-1])


@command(
    "share send",
    Act.RELEASE,
    permission=Permission.RELEASE,
    examples=["share send amber-harbour-47-K to:education until:30d"],
    preview=preview_send,
    private=True,
)
async def send(ctx: Context, args: SendArgs) -> Reply:
    """Preview, do it with less, send.

    Only the seats you name open it, one person at a time, until the day you say. You see who did, and can
    take it back:  /share recall
    """
    case, share, _items = await _prepared(ctx, args)
    if args.words is not None:
        item = case.keep(args.words, TextKind.DETAIL, by=ctx.actor.no, at=ctx.now)
        share.items, share.apart = (*share.items, item.no), item.no
    sharing.release(ctx, case, share)
    case.did(
        Act.RELEASE,
        by=ctx.actor.no,
        at=ctx.now,
        share=ItemNo(share.no),
        purpose=share.purpose,
        footing=share.footing,
    )
    said = Reply.of(
        "Shared from {case} until {until}, as item {n}.",
        case=case.ref,
        until=args.until,
        n=list(share.items),
    )
    said = said.then(
        "To take it back:  /share recall {n} ref:{case}", n=share.items[-1], case=case.ref
    )
    return said.join(steps(case, ctx))


async def _prepared(ctx: Context, args: SendArgs) -> tuple[Case, Share, list[Item]]:
    """The release as it would be. Raises Refusal, and says which answer does not fit."""
    case = await ctx.case(args.ref, Act.RELEASE)
    ctx.check(Act.RELEASE, case, Given(footing=args.footing))
    agreed(ctx, args.purpose, args.data)
    end = ctx.end_of(args.until)
    if not ctx.now < end <= ctx.now + timedelta(days=LONGEST_DAYS + 1):
        raise Unfit(
            "until", "It may be open to them for at most 90 days from today. Until which day?"
        )
    to = () if args.guest is not None else sharing.named(ctx, args.to)
    if args.guest is not None:
        _guest_fits(ctx, case, args)
    _footed(ctx, case, args, to)
    items = [] if args.words is not None and args.item is None else _chosen(ctx, case, args)
    share = Share(
        no=len(case.hidden.shares) + 1,
        by=ctx.actor.no,
        seat=ctx.actor.seat,
        to=to,
        guest=args.guest,
        data=args.data,
        items=tuple(item.no for item in items),
        purpose=args.purpose,
        footing=args.footing,
        agreement=ctx.partnership.agreement,
        kind=legal.agreement_kind(ctx.partnership),
        helps=args.helps,
        at=ctx.now,
        until=args.until,
    )
    return case, share, items


def agreed(ctx: Context, purpose: Purpose | None, data: tuple[DataClass, ...]) -> None:
    """Inside the agreement in force, which may name purposes and kinds of data. Raises Unfit, GuardRefused."""
    here = ctx.partnership
    if here.agreement_review is not None and ctx.today.date >= here.agreement_review:
        raise GuardRefused(Guard.SEAT_LIVE)
    if (
        purpose is not None
        and here.agreement_purposes
        and purpose.code not in here.agreement_purposes
    ):
        raise Unfit(
            "purpose", "Your agreement does not name this purpose. For which of its purposes is it?"
        )
    if here.agreement_data and not {one.code for one in data} <= set(here.agreement_data):
        raise Unfit(
            "data", "Your agreement does not name all of these kinds. Which of the others would do?"
        )


def _guest_fits(ctx: Context, case: Case, args: SendArgs) -> None:
    guest = case.guest(args.guest, ctx.now) if args.guest is not None else None
    if guest is None:
        raise Unfit("guest", "That person is no guest of this case now. Which guest, or none?")
    if guest.kind is GuestKind.VOICE or guest.why is GuestWhy.FAMILY_VOICE:
        raise Unfit(
            "guest", "A voice of the family or community is heard, and reads nothing of an agency."
        )
    if not set(args.data) <= set(guest.data):
        raise Unfit(
            "data", "The guest's invitation does not name all of these kinds. Which of the others?"
        )


def _footed(ctx: Context, case: Case, args: SendArgs, to: tuple[SeatNo, ...]) -> None:
    """The footing holds for these data and seats; a profession of confidence was freed. Raises Unfit."""
    if args.footing is Footing.DUTY_OVERRIDE:
        raise Unfit(
            "footing",
            "That footing has a form of its own, with a second person:  /consent override",
        )
    if args.footing is Footing.CONSENT:
        word = consents.newest(case, ConsentKind.DATA_PROTECTION)
        if not consents.covers(word, args.data, to, ctx.today):
            raise Unfit(
                "footing",
                "The person's data-protection consent does not cover this, or has run out. Note what they"
                " said with  /consent record  or choose another footing.",
            )
    seat = ctx.directory.seat_of(ctx.actor)
    sector = seat.sector if seat else None
    waiver = consents.newest(case, ConsentKind.WAIVER, sector)
    if waiver is not None and not consents.stands(waiver, ctx.today):
        raise Unfit("data", _NO_LONGER)
    more = set(args.data) - legal.MINIMUM  # "some bits can be shared" by anybody
    keeps = sector in legal.CONFIDENTIAL and args.footing not in legal.WITHOUT_WAIVER
    if more and (keeps or waiver is not None) and not consents.covers(waiver, more, to, ctx.today):
        raise Unfit("data", _NOT_FREED)


_NO_LONGER: Final = (
    "The person no longer frees your profession to speak, so nothing new is shared by it. Speak with them, and"
    " note what they say with  /consent record kind:waiver ; or in danger take  /consent override"
)
_NOT_FREED: Final = (
    "The person has not freed your profession to say this. Choose that there is contact or"
    " whether it is safe to approach; or note what they say with  /consent record kind:waiver ; or in danger"
    " take  /consent override"
)


def _chosen(ctx: Context, case: Case, args: SendArgs) -> list[Item]:
    """What this person gave before, or the one thing named of it. Raises Unfit."""
    mine = [
        item
        for item in case.facts.items
        if item.kind is TextKind.DETAIL
        and item.by == ctx.actor.no
        and item.withdrawn is None
        and health_only(case, item.no) is None
        and not any(one.apart == item.no for one in case.hidden.shares)
    ]
    if args.item is not None:
        mine = [
            item
            for item in case.facts.items
            if item.no == args.item.value and item.by == ctx.actor.no and item.withdrawn is None
        ]
        if not mine:
            raise Unfit("item", "You gave nothing under that number. Which one?")
    if not mine:
        raise Unfit("words", "You gave nothing to this case before. What should they read?")
    return mine


# --- recall ---------------------------------------------------------------------------------------


class RecallArgs(Args):
    item: WhichItem = ask(
        "Which item do you take back?", "Its number in /my opened, or where you gave it."
    )
    ref: Ref | None = may("Of which case?")
    seats: Seats | None = may("Only from which seats?", "Left out: from everybody.")

    @classmethod
    async def matters(cls, ctx: Context) -> bool:
        """Once they gave something, to a case that is in their sight."""
        return any(
            gave(ctx.actor, item) and item.withdrawn is None
            for case in await sight.cases(ctx)
            for item in case.facts.items
        )


@command(
    "share recall",
    Act.WITHDRAW_DETAIL,
    permission=Permission.SEE_OPENINGS,
    examples=["share recall 31", "share recall 3 ref:amber-harbour-47-K seats:school"],
    private=True,
)
async def recall(ctx: Context, args: RecallArgs) -> Reply:
    """Wrong recipient, or no longer: hide it from now on.

    Those who had opened it hear that it was taken back. It does not undo what was read.
    """
    case = (
        await ctx.case(args.ref, Act.WITHDRAW_DETAIL) if args.ref else await _where(ctx, args.item)
    )
    item = case.item(args.item.value)
    if not gave(ctx.actor, item):
        raise NotFound
    if args.seats is None:
        await sharing.hide(ctx, case, item)
        return Reply.of(
            "Item {n} of {case} is taken back: nobody opens it from now on.",
            n=args.item,
            case=case.ref,
        ).then("Those who had opened it hear so. It does not undo what was read.")
    cut = [
        one
        for one in case.hidden.shares
        if one.ended is None and item.no in one.items and set(one.to) & set(args.seats)
    ]
    if not cut:
        raise Unfit("seats", "No release of yours names these seats. Which seats, or everybody?")
    for share in cut:
        await sharing.cut(ctx, case, share, args.seats)
    case.did(Act.WITHDRAW_DETAIL, by=ctx.actor.no, at=ctx.now, item=args.item)
    return Reply.of(
        "{seats} open item {n} of {case} no longer.", seats=args.seats, n=args.item, case=case.ref
    )


async def _where(ctx: Context, number: ItemNo) -> Case:
    """The one case to which this person gave an item of that number. Raises NotFound, Unfit."""
    found: list[Case] = []
    for row in await ctx.unit.cases.lines(party=ctx.actor.no):
        case = await ctx.unit.cases.get(row.ref)
        mine = (i for i in case.facts.items if i.no == number.value and i.withdrawn is None)
        if any(gave(ctx.actor, item) for item in mine) and ctx.may(Act.WITHDRAW_DETAIL, case):
            found.append(case)
    if not found:
        raise NotFound
    if len(found) > 1:
        raise Unfit("ref", "You gave something under that number to several cases. Of which case?")
    return found[0]

"""/consent override, confirm, check: the narrow way without consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Final, LiteralString

from bot.case import Case
from bot.casework import overriding, sharing
from bot.command import Args, Reply, command
from bot.disclosure import Grant, Sensitive
from bot.errors import NoneInSight, NotFound, Unfit
from bot.fields import CASE, On, Ref, Seats, WhichItem, Who, YesNo, ask, codes, may
from bot.parts import Override, Share, TextKind
from bot.policies import access, legal
from bot.policies.access import listening
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.scene import Context, Deadline
from bot.vocabulary.numbers import ItemNo, PersonNo
from bot.vocabulary.process import Act, ClockName
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import DataClass, Footing, Purpose
from bot.vocabulary.view import CheckResult, OverrideGround, Told, WhyNotAsked

LONGEST_DAYS: Final = 30
MOST_NECESSITY: Final = 300


def _later(given: Mapping[str, str]) -> bool:
    return given.get("told") == Told.LATER.code


class OverrideArgs(Args):
    ref: Ref = ask(CASE)
    ground: OverrideGround = ask(
        "Is anybody in danger now? Call {emergency_number} first. Then: on what ground?"
    )
    why_not_asked: WhyNotAsked = ask("Why was consent not sought, or what did the person say?")
    necessity: Sensitive[str] = ask("Why is it necessary?", "At most 300 characters; sealed.")
    data: Annotated[tuple[DataClass, ...], codes(DataClass)] = ask(
        "Which kinds of thing do you share?", "The smallest first, and no more than that.", most=9
    )
    to: Seats = ask("With which seats?", "One by one, with commas between.")
    until: On = ask("Until when may they open it?", "At most 30 days, such as 7d.")
    told: Told = ask("Will the person be told?")
    told_on: On | None = may("On which day?", when=_later)
    words: Sensitive[str] = ask(
        "What should they read?", "In your own words; sealed. The least that helps."
    )
    second: Who = ask(
        "Who confirms it as the second person?", "Somebody of another agency, or the auditor."
    )


async def preview_override(ctx: Context, args: OverrideArgs) -> Reply:
    """All of the form, as the second person and the auditor will read it."""
    case = await ctx.case(args.ref, Act.GIVE_OVERRIDE)
    _fits(ctx, case, args)
    said = Reply.of(
        "This is all that {seats} will read, until {until}:", seats=args.to, until=args.until
    )
    said = said.then("{text}", text=args.words).join(_form(_asked(ctx, args, no=0)))
    said = said.then("Why it is necessary: {text}", text=args.necessity)
    return said.then(
        "Nothing goes before {name} has confirmed it.", name=args.second
    ).for_a_short_time()


@command(
    "consent override",
    Act.GIVE_OVERRIDE,
    permission=Permission.OVERRIDE,
    examples=["consent override amber-harbour-47-K"],
    preview=preview_override,
    private=True,
)
async def override(ctx: Context, args: OverrideArgs) -> Reply:
    """Share without consent: one release, one form.

    Only where a duty outweighs confidentiality. It opens one release, not the case. A second person of another
    agency confirms it, and the auditor looks at it within 72 hours. The mark stays on the recipient's copy.
    """
    case = await ctx.case(args.ref, Act.GIVE_OVERRIDE)
    _fits(ctx, case, args)
    one = _asked(ctx, args, no=await overriding.next_no(ctx.unit))
    one.necessity = case.keep(args.necessity, TextKind.NECESSITY, by=ctx.actor.no, at=ctx.now).no
    one.words = case.keep(args.words, TextKind.DETAIL, by=ctx.actor.no, at=ctx.now).no
    case.hidden.overrides.append(one)
    entry = overriding.Entry(no=one.no, case=case.id, seat=one.seat, by=one.by)
    await overriding.put(ctx.unit, entry)
    ctx.tell([one.second], NoticeKind.SECOND_ASKED, f"consent confirm {one.no}")
    said = Reply.of(
        "{name} is asked to confirm request {n}. Nothing was sent yet; you will hear.",
        name=one.second,
        n=one.no,
    )
    if one.ground in overriding.DANGER:
        said = said.then(
            "If nobody answers within 30 minutes and danger is serious and immediate, press the button then."
        )
        said = said.offer_line("Nobody answers", f"consent now {one.no}")
    return said


def _asked(ctx: Context, args: OverrideArgs, no: int) -> Override:
    return Override(
        no=no,
        by=ctx.actor.no,
        seat=ctx.actor.seat,
        second=args.second,
        ground=args.ground,
        why_not_asked=args.why_not_asked,
        necessity=0,
        words=0,
        data=args.data,
        to=tuple(number for number in args.to if number != ctx.actor.seat),
        until=args.until,
        told=args.told,
        told_on=args.told_on,
        asked=ctx.now,
    )


def _fits(ctx: Context, case: Case, args: OverrideArgs) -> None:
    """Raises Unfit for what cannot be, GuardRefused for what is missing."""
    sharing.named(ctx, args.to)
    if not ctx.now < ctx.end_of(args.until) <= ctx.now + timedelta(days=LONGEST_DAYS + 1):
        raise Unfit("until", "Without consent it may be open for at most 30 days. Until which day?")
    if len(listening().open(args.necessity)) > MOST_NECESSITY:
        raise Unfit(
            "necessity", "That is longer than 300 characters. Say in one or two sentences why."
        )
    second = ctx.directory.people.get(args.second)
    if second is None or not overriding.may_confirm(case, ctx.actor, second):
        raise Unfit(
            "second",
            "The second person is of another agency, or the auditor, and has not stepped aside. Who?",
        )
    missing: list[LiteralString] = []
    if args.told is Told.LATER and args.told_on is None:
        missing.append("the day on which the person is told")
    ctx.check(Act.GIVE_OVERRIDE, case, Given(missing=tuple(missing)))


def _form(one: Override) -> Reply:
    said = Reply.of("Ground: {ground}. Consent: {why}.", ground=one.ground, why=one.why_not_asked)
    said = said.then(
        "Kinds: {data}. Seats: {to}. Until {until}.", data=one.data, to=one.to, until=one.until
    )
    if one.told_on is not None:
        return said.then("The person is told: {told}, {day}", told=one.told, day=one.told_on)
    return said.then("The person is told: {told}", told=one.told)


# --- the second person ----------------------------------------------------------------------------


class ConfirmArgs(Args):
    request: WhichItem = ask("Which request?", "Its number.")
    agree: YesNo = ask("Do you agree that it is shared?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """The one that waits for this person. Raises NoneInSight."""
        return {} if given.get("request") else _only(await _to_confirm(ctx))

    @classmethod
    async def matters(cls, ctx: Context) -> bool:
        return bool(await _to_confirm(ctx))

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        """The whole form, before a yes or a no."""
        if not given.get("request"):
            return {}
        case, one = await _request(ctx, ItemNo.parse(given["request"]))
        if not one.waits:
            return {}
        grant = access.confirming(ctx.actor, one.second)
        said = Reply.of(
            "{name} asks you to be the second person for sharing without consent.", name=one.by
        )
        return {
            "agree": said.join(_form(one))
            .join(await _necessity(ctx, case, one, grant))
            .for_a_short_time()
        }


async def _to_confirm(ctx: Context) -> list[int]:
    """The requests in which this person is asked to be the second one."""
    entries = [one for one in await overriding.all_of(ctx.unit) if one.released is None]
    return [one.no for one in entries if await _awaits(ctx, one)]


async def _to_check(ctx: Context) -> list[int]:
    """The releases that nobody looked at yet. Raises NotFound for all but those who check."""
    access.require(ctx.actor, Permission.CHECK_OVERRIDE, ctx.scene)
    entries = await overriding.all_of(ctx.unit)
    return [one.no for one in entries if one.released and one.checked is None]


async def _awaits(ctx: Context, entry: overriding.Entry) -> bool:
    case = await ctx.unit.cases.by_id(entry.case)
    found = (one for one in case.hidden.overrides if one.no == entry.no)
    return any(one.second == ctx.actor.no and one.waits for one in found)


def _only(waiting: Sequence[int]) -> Mapping[str, str]:
    """Nobody is asked for a number where one request waits, or none. Raises NoneInSight."""
    if not waiting:
        raise NoneInSight
    return {"request": str(waiting[0])} if len(waiting) == 1 else {}


async def _request(ctx: Context, number: ItemNo) -> tuple[Case, Override]:
    """Raises NotFound."""
    entry = await overriding.get(ctx.unit, number.value)
    case = await ctx.unit.cases.by_id(entry.case)
    found = next((one for one in case.hidden.overrides if one.no == number.value), None)
    if found is None:
        raise NotFound
    return case, found


async def _necessity(ctx: Context, case: Case, one: Override, grant: Grant) -> Reply:
    texts = await ctx.unit.cases.read(case, TextKind.NECESSITY, grant)
    found = (text for item, text in texts if item.no == one.necessity)
    return Reply.of("Why it is necessary: {text}", text=next(found, None))


@command(
    "consent confirm",
    Act.CONFIRM_OVERRIDE,
    permission=Permission.SECOND_OVERRIDE,
    examples=["consent confirm 7"],
    private=True,
)
async def confirm(ctx: Context, args: ConfirmArgs) -> Reply:
    """Be the second person for an override.

    You see the whole form first. With your yes it is shared at once, and the auditor looks at it.
    """
    case, one = await _request(ctx, args.request)
    if one.second != ctx.actor.no:
        raise NotFound
    if not one.waits:
        return Reply.of("Request {n} is decided already.", n=one.no)
    ctx.check(Act.CONFIRM_OVERRIDE, case, Given(people=(one.by,)))
    ctx.tell([one.by], NoticeKind.WAITING, f"concern status {case.name}")
    case.did(Act.CONFIRM_OVERRIDE, by=ctx.actor.no, at=ctx.now, whom=one.by)
    if not args.agree:
        one.refused = ctx.now
        return Reply.of("You did not agree. Nothing was shared; the one who asked hears it.")
    await _release(ctx, case, one)
    return Reply.of("You agreed, and it is shared. The auditor looks at it within 72 hours.")


async def _release(ctx: Context, case: Case, one: Override) -> None:
    one.released = ctx.now
    share = Share(
        no=len(case.hidden.shares) + 1,
        by=one.by,
        seat=one.seat,
        to=one.to,
        data=one.data,
        items=(one.words,),
        purpose=Purpose.SAFETY,
        footing=Footing.DUTY_OVERRIDE,
        agreement=ctx.partnership.agreement,
        kind=legal.agreement_kind(ctx.partnership),
        helps=None,
        at=ctx.now,
        until=one.until,
        apart=one.words,
        without_consent=one.ground,
    )
    sharing.release(ctx, case, share)
    second: PersonNo | None = None if one.emergency else one.second
    case.did(Act.GIVE_OVERRIDE, by=one.by, at=ctx.now, whom=second, share=ItemNo(share.no))
    due = ctx.now + overriding.CHECKED_WITHIN
    ctx.deadlines.append(
        Deadline(case=case.id, name=ClockName.OVERRIDE_CHECKED, subject=one.no, due=due)
    )
    await overriding.released(ctx.unit, one, ctx.now)


class NowArgs(Args):
    request: WhichItem = ask("Which request?", "Its number.")


@command(
    "consent now",
    Act.GIVE_OVERRIDE,
    permission=Permission.OVERRIDE,
    examples=["consent now 7"],
    hidden=True,
    private=True,
)
async def now(ctx: Context, args: NowArgs) -> Reply:
    """Nobody answered within 30 minutes, and the danger is serious and immediate."""
    case, one = await _request(ctx, args.request)
    if one.by != ctx.actor.no:
        raise NotFound
    ctx.check(Act.GIVE_OVERRIDE, case)
    if not one.waits:
        return Reply.of("Request {n} is decided already.", n=one.no)
    if one.ground not in overriding.DANGER:
        return Reply.of(
            "On this ground a second person is needed. Ask another one:  /consent override"
        )
    if ctx.now < one.asked + overriding.NOBODY_ANSWERS:
        said = Reply.of(
            "The second person has 30 minutes to answer. Call them, and call {number} in danger.",
            number=Sensitive(ctx.partnership.emergency_number),
        )
        return said.offer_line("Nobody answers", f"consent now {one.no}")
    if not await overriding.alone(ctx.unit, one.seat, ctx.now):
        said = Reply.of(
            "Earlier releases of your seat were not checked yet, so this one needs a second person."
        )
        return said.then(
            "Ask another one:  /consent override  and ask the auditor to look at the earlier ones."
        )
    one.emergency = True
    await _release(ctx, case, one)
    return Reply.of(
        "It is shared, on the ground of serious and immediate danger. The auditor looks at it within 72 hours."
    )


# --- the auditor ----------------------------------------------------------------------------------


def _narrowed(given: Mapping[str, str]) -> bool:
    return given.get("result") == CheckResult.NARROWED.code


class CheckArgs(Args):
    request: WhichItem = ask("Which request?", "Its number.")
    result: CheckResult = ask("What do you find?")
    to: Seats | None = may("Which seats may keep it?", when=_narrowed)
    until: On | None = may("Until when?", when=_narrowed)

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """The one that was not looked at yet; what was found in one is not asked again. Raises NoneInSight."""
        if not given.get("request"):
            return _only(await _to_check(ctx))
        _case, one = await _request(ctx, ItemNo.parse(given["request"]))
        return {"result": one.result.code} if one.result else {}

    @classmethod
    async def matters(cls, ctx: Context) -> bool:
        return bool(await _to_check(ctx))

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        """The whole form, who asked and who confirmed it."""
        if not given.get("request"):
            return {}
        case, one = await _request(ctx, ItemNo.parse(given["request"]))
        grant = access.reading(ctx.actor, Permission.CHECK_OVERRIDE, case, ctx.scene)
        said = Reply.of(
            "Shared without consent by {name}; second person: {second}.",
            name=one.by,
            second=None if one.emergency else one.second,
        )
        if one.emergency:
            said = said.then(
                "Nobody had answered for 30 minutes; serious and immediate danger was the ground."
            )
        return {
            "result": said.join(_form(one))
            .join(await _necessity(ctx, case, one, grant))
            .for_a_short_time()
        }


@command(
    "consent check",
    Act.CHECK_OVERRIDE,
    permission=Permission.CHECK_OVERRIDE,
    examples=["consent check 7"],
    private=True,
)
async def check(ctx: Context, args: CheckArgs) -> Reply:
    """Auditor's look within 72 h.

    Upheld, narrowed to fewer seats or a shorter time, or ended at once.
    """
    case, one = await _request(ctx, args.request)
    ctx.check(Act.CHECK_OVERRIDE, case)
    if one.result is not None:
        return Reply.of("Request {n} was looked at: {result}.", n=one.no, result=one.result)
    if one.released is None:
        return Reply.of("Request {n} is decided already.", n=one.no)
    share = next(s for s in case.hidden.shares if s.apart == one.words)
    match args.result:
        case CheckResult.NARROWED:
            await _narrow(ctx, case, share, args)
        case CheckResult.ENDED:
            await sharing.cut(ctx, case, share)
        case CheckResult.UPHELD:
            pass
    one.checked, one.result = ctx.now, args.result
    await overriding.checked(ctx.unit, one.no, ctx.now)
    await ctx.unit.clocks.stop(case.id, ClockName.OVERRIDE_CHECKED, one.no)
    case.did(Act.CHECK_OVERRIDE, by=ctx.actor.no, at=ctx.now, whom=one.by)
    ctx.tell([one.by], NoticeKind.WAS_CHECKED, f"concern status {case.name}")
    return Reply.of(
        "Request {n}: {result}. The one who shared it hears so.", n=one.no, result=args.result
    )


async def _narrow(ctx: Context, case: Case, share: Share, args: CheckArgs) -> None:
    if not args.to and args.until is None:
        raise Unfit("to", "Narrowed to what? Say which seats may keep it, or until when.")
    if args.until is not None and ctx.today <= args.until < share.until:
        share.until = args.until
    gone = [seat for seat in share.to if args.to and seat not in args.to]
    if gone:
        await sharing.cut(ctx, case, share, gone)

"""/consent: what the person agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from bot.case import Case
from bot.casework import consenting
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import Unfit
from bot.fields import CASE, On, Ref, Seats, Who, ask, codes, may
from bot.parts import Consent, TextKind
from bot.people import Duty
from bot.policies import access, consents, legal
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.plan import Authority, LegalBasis
from bot.vocabulary.process import Act
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import ConsentHow, ConsentKind, ConsentSupport, DataClass, Participation
from bot.vocabulary.view import Told
from bot.vocabulary.work import DeclinedWhy

# Those that speak of kinds of data; those that settle whether the person takes part.
_NAMES_DATA: Final = frozenset({ConsentKind.WAIVER.code, ConsentKind.DATA_PROTECTION.code})
_SETTLES: Final = frozenset({ConsentKind.SUPPORT, ConsentKind.NOTICE})
_DECIDED: Final = frozenset({Participation.COMPULSORY.code, Participation.MIXED.code})
_TAKEN_BACK: Final = (ConsentKind.SUPPORT, ConsentKind.WAIVER, ConsentKind.DATA_PROTECTION)


def _of_whom(given: Mapping[str, str]) -> bool:
    return given.get("kind") in _NAMES_DATA


def _compulsory(given: Mapping[str, str]) -> bool:
    return given.get("mode") in _DECIDED


class RecordArgs(Args):
    ref: Ref = ask(CASE)
    kind: ConsentKind = ask(
        "Which consent?", "Three kinds are kept apart; a notice is none of them."
    )
    given: ConsentSupport = ask("What did the person say?")
    mode: Participation = ask("Voluntary or compulsory?")
    how: ConsentHow | None = may("How was it said?", asked=True)
    scope: Annotated[tuple[DataClass, ...] | None, codes(DataClass)] = may(
        "For which kinds of thing?", asked=True, when=_of_whom
    )
    to: Seats | None = may("May only some seats hear it?", "Left out: nobody was left out.")
    until: On | None = may("Until when?", "At most a year. Left out: six months.")
    basis: LegalBasis | None = may("On what legal basis is it compulsory?", when=_compulsory)
    authority: Authority | None = may("Which authority decided it?", when=_compulsory)
    told: Told | None = may("Does the person know?", when=_compulsory)
    words: Sensitive[str] | None = may("The person's own words", "Sealed.")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """The partnership's law says what participation is by default."""
        mode = legal.law_of(ctx.partnership).participation
        return {"mode": mode.code} if given.get("kind") in _NAMES_DATA else {}


@command(
    "consent record",
    Act.RECORD_CONSENT,
    permission=Permission.RECORD_CONSENT,
    examples=["consent record amber-harbour-47-K kind:support given:given mode:voluntary"],
)
async def record(ctx: Context, args: RecordArgs) -> Reply:
    """Support, waiver or data-protection consent, or notice.

    The three are kept apart. Each runs out, and its owner hears in time; each is taken back in one step.
    """
    case = await ctx.case(args.ref, Act.RECORD_CONSENT)
    if args.given is ConsentSupport.WITHDRAWN:
        return await _withdrawn(ctx, case, args.kind)
    ctx.check(Act.RECORD_CONSENT, case)
    if args.kind in _SETTLES and _compulsory({"mode": args.mode.code}):
        _decided(args)
    consent = Consent(
        kind=args.kind,
        given=args.given,
        mode=args.mode,
        how=args.how,
        scope=args.scope or (),
        to=args.to or (),
        until=consenting.until(ctx, args.until),
        basis=args.basis,
        authority=args.authority,
        told=args.told,
        by=ctx.actor.no,
        at=ctx.now,
    )
    await consenting.note(ctx, case, consent)
    if args.words is not None:
        case.keep(args.words, TextKind.WORDS, by=ctx.actor.no, at=ctx.now)
    said = Reply.of(
        "Noted for {case}: {kind}: {given}.", case=case.ref, kind=args.kind, given=args.given
    )
    return said.join(steps(case, ctx))


def _decided(args: RecordArgs) -> None:
    """What is compulsory names its law and who decided, and whether the person knows. Raises Unfit."""
    if args.basis is None:
        raise Unfit("basis", "What is compulsory rests on a law. On which?")
    if args.authority is None:
        raise Unfit("authority", "An authority decided it. Which one?")
    if args.told is None:
        raise Unfit("told", "The person is told, or there is a reason to tell later. Which?")


class WithdrawArgs(Args):
    ref: Ref = ask(CASE)
    kind: ConsentKind = ask("What does the person take back?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """Where one consent stands, that is the one."""
        if not given.get("ref"):
            return {}
        case = await ctx.unit.cases.get(CaseRef.parse(given["ref"]))
        if not access.allowed(ctx.actor, Permission.RECORD_CONSENT, case, ctx.scene):
            return {}
        standing = [kind for kind in _TAKEN_BACK if consenting.given(case, kind)]
        return {"kind": standing[0].code} if len(standing) == 1 else {}


@command(
    "consent withdraw",
    Act.CONSENT_WITHDRAWN,
    Act.RECORD_CONSENT,
    permission=Permission.RECORD_CONSENT,
    examples=["consent withdraw amber-harbour-47-K kind:support"],
)
async def withdraw(ctx: Context, args: WithdrawArgs) -> Reply:
    """The person changed their mind; takes effect at once.

    Nothing stands in its way. Support: voluntary steps stop. Freeing a professional: that profession shares
    nothing new. Data protection: what rests on it is closed.
    """
    return await _withdrawn(ctx, await ctx.case(args.ref, Act.RECORD_CONSENT), args.kind)


async def _withdrawn(ctx: Context, case: Case, kind: ConsentKind) -> Reply:
    if kind is ConsentKind.NOTICE:
        raise Unfit("kind", "A notice is no consent, and cannot be taken back. Which of the three?")
    before = consents.newest(case, kind, ctx.sector)
    if before is not None and before.given is ConsentSupport.WITHDRAWN:
        if kind is ConsentKind.SUPPORT and consenting.step_back(ctx, case):
            said = Reply.of("{case} is prepared anew: talk with the person first.", case=case.ref)
            return said.join(steps(case, ctx))
        return Reply.of("{case}: that was taken back already, and stays so.", case=case.ref)
    await consenting.withdraw(ctx, case, kind)
    said = Reply.of(
        "Noted for {case}: {kind}: {given}.",
        case=case.ref,
        kind=kind,
        given=ConsentSupport.WITHDRAWN,
    )
    match kind:
        case ConsentKind.SUPPORT:
            said = said.then(
                "Voluntary steps stop now; whoever holds one hears it. What is compulsory by law goes on."
            )
        case ConsentKind.WAIVER:
            said = said.then("Your profession shares nothing new. What was read is not unread.")
        case _:
            said = said.then("What rested on it is closed. What was read is not unread.")
    return said.join(steps(case, ctx))


class DeclinedArgs(Args):
    ref: Ref = ask(CASE)
    why: DeclinedWhy = ask("What did the person say?")
    to: Sensitive[str] = ask(
        "Which other help did you name?", "Only the one who raised it reads this."
    )
    second: Who | None = may("Who confirms it as the second person?")


@command(
    "consent declined",
    Act.DECLINED_BY_PERSON,
    permission=Permission.RUN_CASE,
    examples=["consent declined amber-harbour-47-K why:does_not_want_now"],
)
async def declined(ctx: Context, args: DeclinedArgs) -> Reply:
    """Voluntary support ends here. A second person confirms it.

    The person is free to say no, and other help is named. Each agency is asked for duties of its own.
    """
    case = await ctx.case(args.ref, Act.DECLINED_BY_PERSON)
    ctx.check(Act.DECLINED_BY_PERSON, case)
    case.facts.consents.append(
        Consent(
            kind=ConsentKind.SUPPORT,
            given=ConsentSupport.DECLINED,
            mode=Participation.VOLUNTARY,
            how=None,
            scope=(),
            until=None,
            by=ctx.actor.no,
            at=ctx.now,
        )
    )
    case.keep(args.to, TextKind.HELP, by=ctx.actor.no, at=ctx.now)
    guests = case.live_guests(ctx.now)
    for guest in guests:
        guest.ended = ctx.now
    for share in case.hidden.shares:
        share.ended = share.ended or ctx.now
    case.facts.ended = ctx.now
    case.did(Act.DECLINED_BY_PERSON, by=ctx.actor.no, at=ctx.now, why=args.why)
    ctx.tell([guest.person for guest in guests], NoticeKind.GUEST_ENDED)
    ctx.tell([member.person for member in case.facts.circle], NoticeKind.OWN_DUTY)
    ctx.tell([case.facts.referrer], NoticeKind.WAITING, f"concern status {case.name}")
    ctx.tell(ctx.directory.having(Duty.COORDINATOR), NoticeKind.WAITING, f"case show {case.name}")
    return Reply.of(
        "Voluntary support for {case} ends here, as the person wishes.", case=case.ref
    ).then(
        "The one who raised it hears which help is named. Each agency is asked for duties of its own."
    )

"""/consent: what the person agreed to."""

from __future__ import annotations

from typing import Annotated

from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.fields import CASE, On, Ref, ask, codes, may
from bot.parts import Consent, TextKind
from bot.scene import Context
from bot.views import steps
from bot.vocabulary.process import Act
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import ConsentHow, ConsentKind, ConsentSupport, DataClass, Participation


class RecordArgs(Args):
    ref: Ref = ask(CASE)
    kind: ConsentKind = ask(
        "Which consent?", "Three kinds are kept apart; a notice is none of them."
    )
    given: ConsentSupport = ask("What did the person say?")
    mode: Participation = ask("Voluntary or compulsory?")
    how: ConsentHow | None = may("How was it said?", asked=True)
    scope: Annotated[tuple[DataClass, ...] | None, codes(DataClass)] = may("For what?")
    until: On | None = may("Until when?")
    words: Sensitive[str] | None = may("The person's own words", "Sealed.")


@command(
    "consent record",
    Act.RECORD_CONSENT,
    permission=Permission.RECORD_CONSENT,
    examples=["consent record amber-harbour-47-K kind:support given:given mode:voluntary"],
)
async def record(ctx: Context, args: RecordArgs) -> Reply:
    """Support, waiver or data-protection consent, or notice."""
    case = await ctx.case(args.ref, Act.RECORD_CONSENT)
    ctx.check(Act.RECORD_CONSENT, case)
    case.facts.consents.append(
        Consent(
            kind=args.kind,
            given=args.given,
            mode=args.mode,
            how=args.how,
            scope=args.scope or (),
            until=args.until,
            by=ctx.actor.no,
            at=ctx.now,
        )
    )
    if args.words is not None:
        case.keep(args.words, TextKind.WORDS, by=ctx.actor.no, at=ctx.now)
    case.did(Act.RECORD_CONSENT, by=ctx.actor.no, at=ctx.now)
    said = Reply.of(
        "Noted for {case}: {kind}: {given}.", case=case.ref, kind=args.kind, given=args.given
    )
    return said.join(steps(case, ctx))

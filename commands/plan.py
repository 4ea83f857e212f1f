"""/plan write, start: what is planned, for whom, by whom, until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.case import Case
from bot.casework import consenting
from bot.casework.plan_views import crowded
from bot.casework.planning import add, change, next_no, present
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import Unfit
from bot.fields import CASE, On, Ref, WhichAction, Who, ask, may
from bot.parts import Consent, TextKind
from bot.plans import Action, Unneeded
from bot.policies.guards import Given
from bot.scene import Context
from bot.vocabulary.base import Abstract
from bot.vocabulary.numbers import ActionNo
from bot.vocabulary.plan import Authority, ChangeWhy, LegalBasis, NotNeeded
from bot.vocabulary.process import Act
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import ConsentHow, ConsentKind, ConsentSupport, Participation
from bot.vocabulary.view import Told
from bot.vocabulary.work import MODE, ActionKind, Level


def _mode_is_open(given: Mapping[str, str]) -> bool:
    """Some kinds are voluntary or compulsory by what they are; the others are decided one by one."""
    return given.get("action", "") not in {kind.code for kind in MODE}


def _compels(given: Mapping[str, str]) -> bool:
    kinds = {kind.code for kind, mode in MODE.items() if mode is Participation.COMPULSORY}
    return given.get("action") in kinds or given.get("mode") == Participation.COMPULSORY.code


def _tries(given: Mapping[str, str]) -> bool:
    return given.get("action") == ActionKind.TRY_OUT.code


def _changes(given: Mapping[str, str]) -> bool:
    return bool(given.get("change"))


class WriteArgs(Args):
    ref: Ref = ask(CASE)
    action: ActionKind = ask("Which step?")
    level: Level = ask("For the person, the family or the community?")
    mode: Participation | None = may("Voluntary or compulsory?", when=_mode_is_open)
    basis: LegalBasis | None = may("On what legal basis?", when=_compels)
    authority: Authority | None = may("Which authority decided it?", when=_compels)
    holder: Who = ask("Who does it?", "Such as @youth-seat.")
    due: On = ask("By when?", "Such as 14d.")
    question: Sensitive[str] | None = may(
        "What is to be found out by trying?", "Sealed. It is asked again at the end.", when=_tries
    )
    contact: Who | None = may("Who is the one contact for the person and the family?")
    note: Sensitive[str] | None = may("A note", "Sealed.")
    change: WhichAction | None = may("Which step does it replace?", "Its number in /plan show.")
    because: ChangeWhy | None = may("Why is it changed?", when=_changes)

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """A step that is changed keeps what is not said anew."""
        if not given.get("ref") or not given.get("change"):
            return {}
        case = await ctx.unit.cases.get(CaseRef.parse(given["ref"]))
        old = case.action(ActionNo.parse(given["change"]))
        kept = {
            "action": old.kind.code,
            "level": old.level.code,
            "mode": old.mode.code,
            "holder": str(old.holder.value),
            "due": str(old.due),
        }
        kept |= {"basis": old.basis.code} if old.basis else {}
        return kept | ({"authority": old.authority.code} if old.authority else {})


@command(
    "plan write",
    Act.WRITE_PLAN,
    permission=Permission.WRITE_PLAN,
    examples=[
        "plan write amber-harbour-47-K action:mentoring holder:@youth-seat due:14d",
        "plan write amber-harbour-47-K change:1 due:30d because:more_time",
    ],
)
async def write(ctx: Context, args: WriteArgs) -> Reply:
    """Add or change actions; every change is a new version.

    A compulsory step names its legal basis and who decided it. A try-out ends within 60 days, with an answer.
    """
    case = await ctx.case(args.ref, Act.WRITE_PLAN)
    ctx.check(Act.WRITE_PLAN, case, Given(kinds=(args.action,)))
    if args.action is ActionKind.TRY_OUT and args.question is None and args.change is None:
        raise Unfit("question", "A try-out answers a question. What is to be found out?")
    old = case.action(args.change) if args.change is not None else None
    action = Action(
        no=old.no if old else next_no(case),
        kind=args.action,
        level=args.level,
        mode=MODE.get(args.action) or args.mode or Participation.NOT_DECIDED,
        holder=args.holder,
        due=args.due,
        basis=args.basis if _compulsory(args) else None,
        authority=args.authority if _compulsory(args) else None,
        introduces=old.introduces if old else None,
    )
    if old is not None and args.because is None and not ctx.is_light:
        raise Unfit("because", "A plan is changed for a reason. Why is this step changed?")
    if old is None:
        add(ctx, case, action)
    else:
        change(ctx, case, action, args.because)
    if args.contact is not None:
        case.facts.plan.contact = present(ctx, case, args.contact, "contact")
    for words in (args.question, args.note):
        if words is not None:
            case.keep(words, TextKind.NOTE, by=ctx.actor.no, at=ctx.now)
    case.did(Act.WRITE_PLAN, by=ctx.actor.no, at=ctx.now, action=action.no)
    said = Reply.of(
        "Step {n} of {case}: {kind} ({level}, {mode}), {holder}, by {due}.",
        n=action.no,
        case=case.ref,
        kind=action.kind,
        level=action.level,
        mode=action.mode,
        holder=action.holder,
        due=action.due,
    )
    if action.basis is not None:
        said = said.then("{basis}, decided by {who}", basis=action.basis, who=action.authority)
    return said.join(crowded(case, ctx)).join(steps(case, ctx))


def _compulsory(args: WriteArgs | StartArgs) -> bool:
    if args.action is None:
        return False
    return (MODE.get(args.action) or args.mode) is Participation.COMPULSORY


def _says(given: Mapping[str, str]) -> bool:
    return bool(given.get("given"))


def _acts(given: Mapping[str, str]) -> bool:
    return bool(given.get("action"))


# What a person said that starts no voluntary support; it is written down all the same.
_NO: Final = frozenset(
    {
        ConsentSupport.DECLINED,
        ConsentSupport.WITHDRAWN,
        ConsentSupport.NOT_ASKED_YET,
        ConsentSupport.NOT_SAFE_TO_ASK,
    }
)


def _compels_all(given: Mapping[str, str]) -> bool:
    """Taking part is compulsory, and not only a step."""
    return _says(given) and given.get("mode") == Participation.COMPULSORY.code


def _compels_first(given: Mapping[str, str]) -> bool:
    return (_acts(given) and _compels(given)) or _compels_all(given)


class StartArgs(Args):
    ref: Ref = ask(CASE)
    given: ConsentSupport | None = may("Does the person take part in support?")
    mode: Participation | None = may("Voluntary or compulsory?", asked=True, when=_says)
    how: ConsentHow | None = may("How was it said?", asked=True, when=_says)
    action: ActionKind | None = may("The first step?")
    level: Level | None = may(
        "For the person, the family or the community?", asked=True, when=_acts
    )
    holder: Who | None = may("Who does it?", when=_acts)
    due: On | None = may("By when?", "Such as 14d.", when=_acts)
    contact: Who | None = may("Who is the one contact for the person and the family?")
    basis: LegalBasis | None = may("On what legal basis?", when=_compels_first)
    authority: Authority | None = may("Which authority decided it?", when=_compels_first)
    told: Told | None = may("Does the person know that it is compulsory?", when=_compels_all)
    no_person: NotNeeded | None = may("Nothing is planned for the person. Why is nothing needed?")
    no_family: NotNeeded | None = may("Nothing is planned for the family. Why is nothing needed?")
    no_community: NotNeeded | None = may(
        "Nothing is planned for the community. Why is nothing needed?"
    )

    @classmethod
    def closed(cls, ctx: Context) -> frozenset[str]:
        """In full what the person said and each step are acts of their own."""
        return (
            frozenset()
            if ctx.is_light
            else frozenset({"given", "mode", "action", "level", "holder", "due"})
        )


@command(
    "plan start",
    Act.START,
    permission=Permission.RUN_CASE,
    examples=[
        "plan start amber-harbour-47-K",
        "plan start amber-harbour-47-K given:given how:spoken",
    ],
)
async def start(ctx: Context, args: StartArgs) -> Reply:
    """The plan begins; in light with consent and first action on the same form.

    What was recorded before with /consent record and /plan write need not be said again; in full each of
    them is an act of its own.
    """
    case = await ctx.case(args.ref, Act.START)
    if not ctx.is_light and (args.given or args.action):
        return _apart(case, args)
    if args.given is not None:
        await _consent(ctx, case, args)
        if args.given in _NO and args.mode is not Participation.COMPULSORY:
            said = Reply.of("Noted for {case}: {given}.", case=case.ref, given=args.given)
            return said.then("Support has not started. What the person said stands.")
    if args.contact is not None:
        case.facts.plan.contact = present(ctx, case, args.contact, "contact")
    _first_step(ctx, case, args)
    if case.facts.plan.contact is None and case.owner is not None:
        # The owner is the face to person and family unless said otherwise.
        case.facts.plan.contact = case.owner
    _left_out(case, args)
    ctx.check(Act.START, case)
    case.facts.supported = ctx.now
    case.did(Act.START, by=ctx.actor.no, at=ctx.now)
    said = Reply.of("Support for {case} has started.", case=case.ref)
    return said.join(steps(case, ctx))


def _apart(case: Case, args: StartArgs) -> Reply:
    """In full the person's word and each step are acts of their own, which come before: their forms open."""
    said: dict[str, Abstract | None] = {
        "mode": args.mode,
        "basis": args.basis,
        "authority": args.authority,
    }
    if args.given is not None:
        said |= {"kind": ConsentKind.SUPPORT, "given": args.given, "how": args.how}
        first = Reply.of("First what the person said, which is an act of its own:")
        return first.leading_to(
            "consent record",
            ref=case.name,
            **{n: word for n, word in said.items() if word},
            **({"told": Sensitive(args.told.code)} if args.told else {}),
        )
    said |= {"action": args.action, "level": args.level, "due": args.due}
    first = Reply.of("First the step, which is an act of its own:")
    return first.leading_to(
        "plan write",
        ref=case.name,
        **{n: word for n, word in said.items() if word},
        **({"holder": Sensitive(str(args.holder.value))} if args.holder else {}),
    )


def _first_step(ctx: Context, case: Case, args: StartArgs) -> None:
    if args.action is None or args.holder is None or args.due is None:
        return
    ctx.check(Act.WRITE_PLAN, case, Given(kinds=(args.action,)))
    action = Action(
        no=next_no(case),
        kind=args.action,
        level=args.level or Level.PERSON,
        mode=MODE.get(args.action) or args.mode or Participation.NOT_DECIDED,
        holder=args.holder,
        due=args.due,
        basis=args.basis if _compulsory(args) else None,
        authority=args.authority if _compulsory(args) else None,
    )
    add(ctx, case, action)
    case.did(Act.WRITE_PLAN, by=ctx.actor.no, at=ctx.now, action=action.no)


def _left_out(case: Case, args: StartArgs) -> None:
    """Why a level has no step."""
    reasons = {
        Level.PERSON: args.no_person,
        Level.FAMILY: args.no_family,
        Level.COMMUNITY: args.no_community,
    }
    plan = case.facts.plan
    for level, why in reasons.items():
        if why is not None and level in plan.empty():
            plan.unneeded.append(Unneeded(level=level, why=why))


async def _consent(ctx: Context, case: Case, args: StartArgs) -> None:
    if args.given is None:
        return
    await consenting.note(
        ctx,
        case,
        Consent(
            kind=ConsentKind.SUPPORT,
            given=args.given,
            mode=args.mode or Participation.VOLUNTARY,
            how=args.how,
            scope=(),
            until=None,
            by=ctx.actor.no,
            at=ctx.now,
            basis=args.basis,
            authority=args.authority,
            told=args.told,
        ),
    )

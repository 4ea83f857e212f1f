"""/confer rights, breach: what the person may ask for, what stops erasing, and what must be reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.case import Case
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import GuardRefused, Unfit
from bot.fields import CASE, On, Ref, YesNo, ask, may
from bot.partnership import matters, pace
from bot.parts import LegalHold, RightsRequest
from bot.people import Duty
from bot.policies import access, clocks
from bot.policies.access import listening
from bot.policies.calendar import add_months
from bot.ports import NoticeKind
from bot.scene import Context, Deadline
from bot.vocabulary.numbers import Day, Slot
from bot.vocabulary.process import Act, ClockName, Guard
from bot.vocabulary.roles import Permission, Role
from bot.vocabulary.view import BreachKind, HoldWhy, RightsStep

_ACT: Final[Mapping[RightsStep, Act]] = {
    RightsStep.LOG: Act.LOG_RIGHTS_REQUEST,
    RightsStep.ANSWER: Act.ANSWER_RIGHTS_REQUEST,
    RightsStep.HOLD: Act.SET_LEGAL_HOLD,
    RightsStep.LIFT: Act.CLEAR_LEGAL_HOLD,
}
LENGTHENED: Final = 3  # months after the request at the latest, with notice (GDPR, art. 12, 3)
MATTERS: Final = "confer matters"


def _gives_a_reason(given: Mapping[str, str]) -> bool:
    return given.get("step") in {"hold", "lift"}


class RightsArgs(Args):
    ref: Ref = ask(CASE)
    step: RightsStep = ask("What is it about?")
    why: HoldWhy | None = may("Why?", when=_gives_a_reason)
    until: On | None = may(
        "Until when?",
        "For a hold: when it is looked at again, else in 90 days. For an answer: only where it takes longer.",
        when=lambda given: given.get("step") == "hold",
    )


@command(
    "confer rights",
    *_ACT.values(),
    permission=Permission.RIGHTS_AND_HOLDS,
    examples=["confer rights amber-harbour-47-K step:log"],
    private=True,
)
async def rights(ctx: Context, args: RightsArgs) -> Reply:
    """Rights requests and legal holds.

    A request of the person is to be answered within a month. Nothing is erased while one is open, or while a
    hold stands. Only auditor and coordinator see a hold.
    """
    act = _ACT[args.step]
    case = await ctx.case(args.ref, act)
    ctx.check(act, case)
    match args.step:
        case RightsStep.LOG:
            said = _log(ctx, case, args)
        case RightsStep.ANSWER:
            said = await _answer(ctx, case, args)
        case RightsStep.HOLD:
            said = _hold(ctx, case, args)
        case _:
            said = _lift(ctx, case, args)
    await matters.note(ctx.unit, case)
    ctx.tell(ctx.directory.having(Duty.AUDITOR, Duty.COORDINATOR), NoticeKind.WAITING, MATTERS)
    return said


def _log(ctx: Context, case: Case, args: RightsArgs) -> Reply:
    request = RightsRequest(
        no=len(case.hidden.requests) + 1,
        why=args.why or HoldWhy.RIGHTS_REQUEST,
        by=ctx.actor.no,
        at=ctx.now,
    )
    case.hidden.requests.append(request)
    due = _month_after(ctx, request, 1)
    _start(ctx, case, request, due)
    case.did(Act.LOG_RIGHTS_REQUEST, by=ctx.actor.no, at=ctx.now)
    return Reply.of(
        "{case}: noted. It is to be answered by {day}, and nothing is erased before.",
        case=case.name,
        day=_day(ctx, due),
    )


async def _answer(ctx: Context, case: Case, args: RightsArgs) -> Reply:
    """The oldest open one; with a later date, it is lengthened instead."""
    waiting = [one for one in case.open_requests if args.why in {None, one.why}]
    if not waiting:
        return Reply.of("{case}: no such request is open.", case=case.name)
    request = waiting[0]
    case.did(Act.ANSWER_RIGHTS_REQUEST, by=ctx.actor.no, at=ctx.now)
    if args.until is not None:
        latest = _month_after(ctx, request, LENGTHENED)
        if not ctx.now < ctx.end_of(args.until) <= ctx.end_of(_day(ctx, latest)):
            raise Unfit("until", "Two more months at most, and the person is told of it and why.")
        _start(ctx, case, request, ctx.end_of(args.until))
        return Reply.of(
            "{case}: to be answered by {day} now. Tell the person so, and why.",
            case=case.name,
            day=args.until,
        )
    request.answered = ctx.now
    await pace.done(ctx, case, ClockName.RIGHTS_REPLY, request.no)
    said = Reply.of("{case}: answered.", case=case.name)
    if case.kept:
        return said.then("Something else stands against erasing still.")
    return said.then("Nothing stands against erasing any more.").then(
        "If you granted an erasure, whoever runs Confer types  confer erase"
    )


def _hold(ctx: Context, case: Case, args: RightsArgs) -> Reply:
    why = _reason(args)
    until = args.until or Day.of(ctx.today.date + clocks.LOOKED_AT_AGAIN)
    if until.date <= ctx.today.date:
        raise Unfit("until", "Choose a day that is still to come.")
    case.hidden.hold = LegalHold(why=why, by=ctx.actor.no, at=ctx.now, until=until)
    case.did(Act.SET_LEGAL_HOLD, by=ctx.actor.no, at=ctx.now)
    return Reply.of(
        "{case}: nothing of it is erased until somebody lifts the hold. To be looked at again by {day}.",
        case=case.name,
        day=until,
    )


def _lift(ctx: Context, case: Case, args: RightsArgs) -> Reply:
    _reason(args)
    if case.hidden.hold is None:
        return Reply.of("{case}: no hold stands.", case=case.name)
    case.hidden.hold = None
    case.did(Act.CLEAR_LEGAL_HOLD, by=ctx.actor.no, at=ctx.now)
    return Reply.of("{case}: the hold is lifted. Keeping times go on.", case=case.name)


def _reason(args: RightsArgs) -> HoldWhy:
    if args.why is None:
        raise GuardRefused(Guard.REASON_GIVEN)
    return args.why


def _start(ctx: Context, case: Case, request: RightsRequest, due: datetime) -> None:
    name = ClockName.RIGHTS_REPLY
    ctx.deadlines.append(Deadline(case=case.id, name=name, subject=request.no, due=due))


def _month_after(ctx: Context, request: RightsRequest, months: int) -> datetime:
    zone = ZoneInfo(ctx.partnership.zone)
    local = request.at.astimezone(zone)
    return datetime.combine(add_months(local.date(), months), local.time(), zone)


def _day(ctx: Context, moment: datetime) -> Day:
    return Day.of(moment.astimezone(ZoneInfo(ctx.partnership.zone)).date())


# --- breaches ---


class BreachArgs(Args):
    what: BreachKind = ask("What happened?")
    facts: Sensitive[str] | None = may(
        "What does the authority need to know?",
        "When, which kinds of data, about how many people, what was done. No name, and nothing of a case.",
        asked=True,
    )


@command(
    "confer breach",
    Act.REPORT_BREACH,
    permission=Permission.REPORT_BREACH,
    examples=["confer breach what:wrong_recipient"],
    private=True,
)
async def breach(ctx: Context, args: BreachArgs) -> Reply:
    """Report a breach; settle it.

    Whoever audits and the coordinator hear of it at once, and 72 hours run for telling the authority. Nobody is
    blamed for a report.
    """
    access.require(ctx.actor, Permission.REPORT_BREACH, ctx.scene)
    due = ctx.now + timedelta(hours=72)
    report = matters.reported(args.what, args.facts, ctx.actor.no, ctx.now, due)
    await matters.put(ctx.unit, report)
    ctx.deadlines.append(Deadline(case=report.id, name=ClockName.BREACH_REPORT, subject=0, due=due))
    ctx.did(Act.REPORT_BREACH)
    return Reply.of("Thank you. Whoever audits and the coordinator hear of it now.").then(
        "If a device is lost: say so to whoever runs its network, too."
    )


class SettleArgs(Args):
    key: Sensitive[str] = ask("Which report?", plain=True)
    told: YesNo = ask("Was it told to the authority?")
    reason: Sensitive[str] = ask("Why so?")


@command(
    "confer settle",
    Act.SETTLE_BREACH,
    permission=Permission.RIGHTS_AND_HOLDS,
    examples=["confer settle key:0a1b2c3d told:yes"],
    hidden=True,
    private=True,
)
async def settle(ctx: Context, args: SettleArgs) -> Reply:
    """Settle a report: the authority was told, or need not be, and why."""
    access.require(ctx.actor, Permission.RIGHTS_AND_HOLDS, ctx.scene)
    found = await matters.get(ctx.unit, listening().open(args.key).strip())
    if found.settled is not None:
        return Reply.of("It was settled already.")
    await matters.settle(ctx.unit, found, ctx.now, told=args.told, reason=args.reason)
    ctx.did(Act.SETTLE_BREACH)
    ctx.tell(ctx.directory.having(Duty.COORDINATOR), NoticeKind.WAITING, MATTERS)
    return Reply.of("Settled. What was reported, and why, is kept.")


class MattersArgs(Args):
    pass


@command(
    "confer matters",
    permission=Permission.OWN_SETTINGS,
    examples=["confer matters"],
    hidden=True,
    private=True,
)
async def open_(ctx: Context, _args: MattersArgs) -> Reply:
    """What is open beside the work on cases: requests, holds, reports of a breach."""
    held = access.general_roles(ctx.actor, ctx.scene)
    said = Reply(())
    if held & {Role.AUDITOR, Role.COORDINATOR, Role.MANAGER}:
        said = said.join(await _reports(ctx, audits=Role.AUDITOR in held))
    for case in await matters.cases(ctx.unit):
        said = said.join(_of_case(ctx, case))
    if not said.lines:
        return Reply.of("Nothing of that kind is open.")
    return replace(said, offers=said.offers[:5])


async def _reports(ctx: Context, *, audits: bool) -> Reply:
    said = Reply(())
    for one in await matters.breaches(ctx.unit):
        if one.settled is not None:
            continue
        said = said.then(
            "Reported {when} by {name}: {what}. The authority has to hear by {due}, or the report is settled.",
            when=Slot.of(one.at),
            name=one.by,
            what=one.kind,
            due=Slot.of(one.due),
        )
        if audits:
            if one.facts:
                said = said.then("– {facts}", facts=Sensitive(one.facts)).for_a_short_time()
            said = said.offer_line("Settle", f"confer settle key:{one.key}")
    return said


def _of_case(ctx: Context, case: Case) -> Reply:
    """Holds for auditor and coordinator; a request for the owner as well."""
    held = access.roles(ctx.actor, case, ctx.scene)
    said, watches = Reply(()), bool(held & {Role.AUDITOR, Role.COORDINATOR})
    if not watches and Role.CASE_OWNER not in held:
        return said
    for one in case.open_requests:
        said = said.then(
            "{case}: {why}, noted {day}, to be answered within a month",
            case=case.name,
            why=one.why,
            day=_day(ctx, one.at),
        )
        if ctx.may(Act.ANSWER_RIGHTS_REQUEST, case):
            said = said.offering("Answer", "confer rights", case.name, step=RightsStep.ANSWER)
    hold = case.hidden.hold
    if hold is not None and watches:
        said = said.then(
            "{case}: a hold since {day}, {why}; to be looked at again by {until}",
            case=case.name,
            day=_day(ctx, hold.at),
            why=hold.why,
            until=hold.until,
        )
        if ctx.may(Act.CLEAR_LEGAL_HOLD, case):
            said = said.offering("Lift", "confer rights", case.name, step=RightsStep.LIFT)
    return said

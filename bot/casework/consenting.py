"""What follows from the person's word: clocks, steps that stop, releases that close."""

from __future__ import annotations

from typing import Final

from bot.case import Case
from bot.casework import planning, sharing
from bot.days import add_days
from bot.errors import Unfit
from bot.parts import Consent
from bot.people import Duty
from bot.plans import Action
from bot.policies import consents
from bot.policies.calendar import add_months
from bot.ports import NoticeKind
from bot.scene import Context, Deadline
from bot.vocabulary.numbers import Day, PersonNo
from bot.vocabulary.plan import PlanWhy
from bot.vocabulary.process import Act, ClockName, State
from bot.vocabulary.sharing import ConsentKind, ConsentSupport, Footing, Participation
from bot.vocabulary.work import ActionStatus

_LASTS_MONTHS: Final = 6  # domain: consent_renewal, default and longest
_LONGEST_MONTHS: Final = 12
# Each kind runs out by itself: the clock's subject is its place in the list.
_SUBJECT: Final = {kind: number for number, kind in enumerate(ConsentKind, start=1)}


def until(ctx: Context, day: Day | None) -> Day | None:
    """Raises Unfit for a day past, or further than a consent may last."""
    if day is not None and not (
        ctx.today <= day <= Day.of(add_months(ctx.today.date, _LONGEST_MONTHS))
    ):
        raise Unfit("until", "A consent holds for a year at most, from today on. Until which day?")
    return day


def given(case: Case, kind: ConsentKind) -> bool:
    """Whether a consent of this kind stands that may be taken back."""
    found = [one for one in case.facts.consents if one.kind is kind]
    return bool(found) and found[-1].given in consents.GIVEN


async def note(ctx: Context, case: Case, consent: Consent) -> None:
    """Write it down; what was given has a day on which it is asked again."""
    consent.sector = ctx.sector
    case.facts.consents.append(consent)
    case.did(Act.RECORD_CONSENT, by=ctx.actor.no, at=ctx.now)
    subject = _SUBJECT[consent.kind]
    await ctx.unit.clocks.stop(case.id, ClockName.CONSENT_RENEWAL, subject)
    if consent.given in consents.GIVEN:
        end = consent.until or Day.of(add_months(ctx.today.date, _LASTS_MONTHS))
        consent.until = end
        if consent.kind is ConsentKind.SUPPORT and consent.given is ConsentSupport.GIVEN:
            _go_on(ctx, case)
        ctx.deadlines.append(
            Deadline(
                case=case.id, name=ClockName.CONSENT_RENEWAL, subject=subject, due=ctx.end_of(end)
            )
        )


async def withdraw(ctx: Context, case: Case, kind: ConsentKind) -> None:
    """At once, paused or not."""
    await ctx.unit.clocks.stop(case.id, ClockName.CONSENT_RENEWAL, _SUBJECT[kind])
    known = consents.newest(case, kind, ctx.sector)
    case.facts.consents.append(
        Consent(
            kind=kind,
            given=ConsentSupport.WITHDRAWN,
            mode=known.mode if known else Participation.VOLUNTARY,
            how=None,
            scope=(),
            until=None,
            by=ctx.actor.no,
            at=ctx.now,
            sector=known.sector if known else ctx.sector,
            basis=known.basis if known else None,
            authority=known.authority if known else None,
            told=known.told if known else None,
        )
    )
    case.did(Act.RECORD_CONSENT, by=ctx.actor.no, at=ctx.now)
    hear: list[PersonNo] = [case.owner] if case.owner else []
    hear += [person.no for person in ctx.directory.having(Duty.COORDINATOR)]
    if kind is ConsentKind.SUPPORT:
        hear += await _stop_steps(ctx, case)
        step_back(ctx, case)
    elif kind is ConsentKind.DATA_PROTECTION:
        for share in case.hidden.shares:
            if share.ended is None and share.footing is Footing.CONSENT:
                await sharing.cut(ctx, case, share)
    opens = f"case show {case.name}"
    ctx.tell(hear, NoticeKind.MIND_CHANGED, opens, at_once=True)  # it wakes people


def step_back(ctx: Context, case: Case) -> bool:
    """The case is prepared anew, once somebody of its circle says so; a referrer writes the word down alone."""
    moves = case.state is State.SUPPORTING and ctx.may(Act.CONSENT_WITHDRAWN, case)
    if moves:
        case.did(Act.CONSENT_WITHDRAWN, by=ctx.actor.no, at=ctx.now)
    return moves


def waiting(case: Case) -> list[Action]:
    """Steps that stopped because the person changed their mind, and wait for another word."""
    return [action for action in case.facts.plan.actions if action.waits]


_NEXT_DAYS: Final = 14


def _go_on(ctx: Context, case: Case) -> None:
    """The person says yes again: what waited goes on, as agreed; a day that is past is put off."""
    for action in waiting(case):
        action.waits, action.status = False, ActionStatus.AGREED
        if action.due < ctx.today:
            action.due = add_days(ctx.today, _NEXT_DAYS)
        case.facts.plan.next_version(PlanWhy.CHANGED, by=ctx.actor.no, at=ctx.now, action=action.no)
        planning.watch(ctx, case, action)
        ctx.tell([action.holder], NoticeKind.WAITING, f"plan show {case.name}")


async def _stop_steps(ctx: Context, case: Case) -> list[PersonNo]:
    """Voluntary steps stop and wait; who holds one hears it. What is compulsory goes on."""
    holders: list[PersonNo] = []
    for action in case.facts.plan.actions:
        if action.open and action.mode is not Participation.COMPULSORY:
            action.status, action.waits = ActionStatus.STOPPED, True
            holders.append(action.holder)
            case.facts.plan.next_version(
                PlanWhy.CHANGED, by=ctx.actor.no, at=ctx.now, action=action.no
            )
            await ctx.unit.clocks.stop(case.id, ClockName.ACTION_DUE, action.no.value)
    return holders

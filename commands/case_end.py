"""/case close: an end is proposed, each seat looks back in a closing round, two people end it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot.case import Case
from bot.casework.views import steps
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.endings import Closing, Feedback, RoundSaid
from bot.errors import GuardRefused, NotOpenNow, Unfit
from bot.fields import CASE, Ref, Who, ask, may, must
from bot.parts import TextKind
from bot.people import Duty
from bot.policies import thanking
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.plan import RoundAnswer
from bot.vocabulary.process import Act, Guard, State
from bot.vocabulary.roles import Permission
from bot.vocabulary.view import Outcome
from bot.vocabulary.work import CloseStep, CloseWhy, Helped


def _at(*steps_: CloseStep) -> Callable[[Mapping[str, str]], bool]:
    codes = {step.code for step in steps_}
    return lambda given: given.get("step") in codes


_answers: Final = _at(CloseStep.ANSWER)


class CloseArgs(Args):
    WITHIN = frozenset({State.SUPPORTING, State.CLOSING})
    ref: Ref = ask(CASE)
    step: CloseStep = ask("Which step?")
    why: CloseWhy | None = must("Why?", when=_at(CloseStep.PROPOSE, CloseStep.NOT_YET))
    outcome: Outcome | None = may(
        "How did it end?", "Sealed; only for figures.", asked=True, when=_at(CloseStep.PROPOSE)
    )
    helped: Helped | None = may("Did the support help?", asked=True, when=_answers)
    together: RoundAnswer | None = may(
        "Did the agencies work well together?", asked=True, when=_answers
    )
    shared: RoundAnswer | None = may(
        "Was enough shared, and not too much?", asked=True, when=_answers
    )
    heard: RoundAnswer | None = may("Did the person have a say?", asked=True, when=_answers)
    again: RoundAnswer | None = may("Would you do it this way again?", asked=True, when=_answers)
    line: Sensitive[str] | None = may(
        "One line, if you like", "Sealed. What helped, what is left?", asked=True, when=_answers
    )
    second: Who | None = may("Who confirms it as the second person?")


@command(
    "case close",
    Act.PROPOSE_CLOSE,
    Act.CLOSE,
    Act.NOT_YET,
    Act.ANSWER_CLOSING,
    permission=Permission.ANSWER_CLOSING,
    examples=["case close amber-harbour-47-K step:propose why:goals_met"],
)
async def close(ctx: Context, args: CloseArgs) -> Reply:
    """Propose an end, answer the closing round, end it, or say not yet.

    Two people end a case: one proposes, another ends it. No step of the plan may be open then. In full the
    owner and one other agency answer the closing round first: five questions and one line.
    """
    match args.step:
        case CloseStep.PROPOSE:
            return await _propose(ctx, args)
        case CloseStep.ANSWER:
            return await _answer(ctx, args)
        case CloseStep.FINISH:
            return await _finish(ctx, args)
        case CloseStep.NOT_YET:
            return await _not_yet(ctx, args)


async def _propose(ctx: Context, args: CloseArgs) -> Reply:
    case = await ctx.case(args.ref, Act.PROPOSE_CLOSE)
    ctx.check(Act.PROPOSE_CLOSE, case)
    if args.why is None:
        raise GuardRefused(Guard.REASON_GIVEN)
    case.facts.closing = Closing(by=ctx.actor.no, at=ctx.now, why=args.why, feedback_ready=True)
    case.hidden.outcome, case.hidden.round = args.outcome, []
    _line(ctx, case, args)
    case.did(Act.PROPOSE_CLOSE, by=ctx.actor.no, at=ctx.now, why=args.why)
    ctx.tell(ctx.directory.having(Duty.COORDINATOR), NoticeKind.WAITING, f"case show {case.name}")
    said = Reply.of("An end is proposed for {case}. The coordinator ends it.", case=case.ref)
    open_ = [a.no for a in case.facts.plan.actions if a.open]
    if open_:
        said = said.then("Still open: steps {steps}.", steps=open_)
    if not ctx.is_light:
        said = said.then("The circle is asked for its word: five questions and one line.")
    return said.join(steps(case, ctx))


async def _answer(ctx: Context, args: CloseArgs) -> Reply:
    case = await ctx.case(args.ref, Act.ANSWER_CLOSING)
    ctx.check(Act.ANSWER_CLOSING, case)
    closing = case.facts.closing
    if case.state is not State.CLOSING or closing is None:
        raise NotOpenNow(ctx.open_acts(case))
    said = _said(ctx, args)
    if ctx.actor.no not in closing.answers:
        closing.answers.append(ctx.actor.no)
    if said is not None:
        others = [one for one in case.hidden.round if one.by != ctx.actor.no]
        case.hidden.round = [*others, said]
    _line(ctx, case, args)
    case.did(Act.ANSWER_CLOSING, by=ctx.actor.no, at=ctx.now)
    runs = ctx.directory.having(Duty.COORDINATOR)
    ctx.tell(runs, NoticeKind.WAITING, f"case show {case.name}")
    thanks = Reply.of(
        "Your answer to the closing round of {case} is noted. Thank you.", case=case.ref
    )
    return thanks.join(steps(case, ctx))


def _said(ctx: Context, args: CloseArgs) -> RoundSaid | None:
    """The five answers; in light they may be left out. Raises Unfit for the first that lacks."""
    given = (args.helped, args.together, args.shared, args.heard, args.again)
    names = ("helped", "together", "shared", "heard", "again")
    lacks = next((name for name, one in zip(names, given, strict=True) if one is None), None)
    if lacks is not None and not ctx.is_light:
        raise Unfit(lacks, "The closing round has five questions; “cannot say” is an answer too.")
    if args.helped is None:
        return None
    unsaid = RoundAnswer.CANNOT_SAY
    return RoundSaid(
        by=ctx.actor.no,
        seat=ctx.actor.seat,
        at=ctx.now,
        helped=args.helped,
        together=args.together or unsaid,
        shared=args.shared or unsaid,
        heard=args.heard or unsaid,
        again=args.again or unsaid,
    )


async def _finish(ctx: Context, args: CloseArgs) -> Reply:
    case = await ctx.case(args.ref, Act.CLOSE)
    closing = case.facts.closing
    if args.outcome is not None:
        case.hidden.outcome = args.outcome
    ctx.check(Act.CLOSE, case, Given(proposed_by=closing.by if closing else None))
    _line(ctx, case, args)
    guests = [guest for guest in case.facts.guests if guest.ended is None]
    for guest in guests:
        guest.ended = ctx.now
    case.facts.ended = ctx.now
    gave = sorted(thanking.givers(case))
    for giver in gave:
        lines = thanking.ending(case, giver)
        case.facts.feedback.append(
            Feedback(to=giver, by=ctx.actor.no, at=ctx.now, lines=lines, ending=True)
        )
    case.did(Act.CLOSE, by=ctx.actor.no, at=ctx.now)
    ctx.tell([case.facts.referrer], NoticeKind.THANKS, f"concern status {case.name}")
    others = [giver for giver in gave if giver != case.facts.referrer]
    ctx.tell(others, NoticeKind.THANKS, "my heard")
    ctx.tell([guest.person for guest in guests], NoticeKind.GUEST_ENDED)
    return Reply.of(
        "{case} has ended. Those who gave hear it and are thanked; guests are out.", case=case.ref
    )


async def _not_yet(ctx: Context, args: CloseArgs) -> Reply:
    case = await ctx.case(args.ref, Act.NOT_YET)
    ctx.check(Act.NOT_YET, case)
    if args.why is None:
        raise GuardRefused(Guard.REASON_GIVEN)
    case.facts.closing, case.hidden.round = None, []
    case.did(Act.NOT_YET, by=ctx.actor.no, at=ctx.now)
    said = Reply.of("Not yet: support for {case} goes on.", case=case.ref)
    return said.join(steps(case, ctx))


def _line(ctx: Context, case: Case, args: CloseArgs) -> None:
    if args.line is not None:
        case.keep(args.line, TextKind.LINE, by=ctx.actor.no, at=ctx.now)

"""What one person sees of a joint assessment: questions and answers, own judgements, the decision."""

from __future__ import annotations

from bot.case import Case
from bot.casework.ladder_view import advice_on
from bot.command import Reply
from bot.joint import Asked
from bot.policies import access, assessment
from bot.process import Profile
from bot.scene import Context
from bot.vocabulary.base import Word
from bot.vocabulary.numbers import Day
from bot.vocabulary.process import Act, State
from bot.vocabulary.roles import Role

_TAKES_PART = frozenset({Role.CIRCLE, Role.CASE_OWNER, Role.POLICE_CONTACT, Role.COORDINATOR})
_RUNS = frozenset({Role.COORDINATOR})


def only_asked(case: Case, ctx: Context) -> bool:
    """Whether this person sees the case for no other reason than a question to their seat."""
    held = access.roles(ctx.actor, case, ctx.scene)
    return not held - {Role.MEMBER} and access.owes_answer(case, ctx.actor, ctx.scene)


def joint(case: Case, ctx: Context) -> Reply:
    """Everything of it that is open to this person."""
    held = access.roles(ctx.actor, case, ctx.scene)
    said = owed(case, ctx)
    if held & _RUNS:
        said = said.join(_beginnings(case, ctx))
    if held & {Role.CIRCLE, Role.CASE_OWNER}:
        said = said.join(_tools(case))
    if not held & _TAKES_PART:
        return said
    said = said.join(_questions(case, ctx)).join(_judgements(case, ctx))
    return said.join(advice_on(case)).join(_decision(case))


def _beginnings(case: Case, ctx: Context) -> Reply:
    """For whoever runs the process: whether it came before, whom the author wished, who stepped aside."""
    facts, said = case.facts, Reply(())
    if facts.earlier:
        said = said.then("There was an earlier concern; what it said stays with it.")
    circle = {member.seat for member in facts.circle}
    wished = [seat for seat in facts.wished if seat not in circle]
    if wished:
        said = said.then("Whoever raised it would share it with: {seats}", seats=wished)
    if facts.circle:
        omitted = [seat for seat in assessment.proposed(case, ctx.directory) if seat not in circle]
        if omitted:
            said = said.then("The needs propose, and the circle lacks: {seats}", seats=omitted)
    if facts.recused:
        said = said.then("Stepped aside: {names}", names=facts.recused)
    return said


def _tools(case: Case) -> Reply:
    said = Reply(())
    for used in case.hidden.tools:
        said = said.then("{tool}, {day}: {band}", tool=used.tool, day=used.on, band=used.band)
    return said


def owed(case: Case, ctx: Context) -> Reply:
    """What this person's own seat is asked."""
    said = Reply(())
    for asked in case.facts.asked:
        if asked.open and asked.seat == ctx.actor.seat:
            said = said.then("Your seat is asked: {question}", question=asked.question)
    return said


def _questions(case: Case, ctx: Context) -> Reply:
    said = Reply(())
    for asked in case.facts.asked:
        if asked.replied is not None:
            said = said.then(
                "{seat}, {question} {words}",
                seat=asked.seat,
                question=asked.question,
                words=_words(asked),
            )
        elif asked.open and asked.seat != ctx.actor.seat:
            said = said.then(
                "{seat}, {question} No answer yet.", seat=asked.seat, question=asked.question
            )
        elif asked.without:
            said = said.then(
                "{seat}, {question} Gone on without.", seat=asked.seat, question=asked.question
            )
    return said


def _words(asked: Asked) -> list[Word]:
    said = asked.replied
    if said is None:
        return []
    words: list[Word | None] = [said.reply, said.known, said.approach, said.why_not, *said.needs]
    return [word for word in words if word is not None]


def _judgements(case: Case, ctx: Context) -> Reply:
    """Before they are shown: one's own to oneself, how many to whoever runs the process. Then all."""
    facts, said = case.facts, Reply(())
    for view in facts.judged:
        said = said.then(
            "Own judgement of {seat}: {word}", seat=view.seat or view.by, word=view.judgement
        )
    if case.state is not State.ASSESSING:
        return said
    if facts.judged:
        calls = access.roles(ctx.actor, case, ctx.scene) & _RUNS
        line = f"meeting call kind:conference refs:{case.name}"
        return said.offer_line("Call the conference", line) if calls else said
    for view in case.hidden.views:
        if view.by == ctx.actor.no:
            said = said.then(
                "Your own judgement: {word}. Nobody else reads it yet.", word=view.judgement
            )
    if access.roles(ctx.actor, case, ctx.scene) & _RUNS:
        said = said.join(_coming_in(case, ctx))
    return said


def _coming_in(case: Case, ctx: Context) -> Reply:
    views, waits = case.hidden.views, assessment.awaited(case, ctx.directory)
    if not views:
        return Reply.of("Own judgements: none yet.")
    said = Reply.of("Own judgements that are in: {n}.", n=len(views))
    if waits:
        said = said.then("Awaited: {seats}", seats=waits)
    lacks = assessment.judgements_lacking(views, ctx.directory)
    enough = not lacks or ctx.partnership.profile == Profile.LIGHT
    if enough and ctx.may(Act.ADOPT, case):
        said = said.offering("Show the judgements", "assess reveal", case.name)
    return said


def _decision(case: Case) -> Reply:
    made, said = case.facts.adopted, Reply(())
    if made is None or case.state is State.ASSESSING:
        return said
    said = said.then(
        "Taken on, {day}. There: {seats}. {expert}.",
        day=Day.of(made.at.date()),
        seats=made.present,
        expert=made.expert,
    )
    if made.dissent:
        said = said.then("Somebody saw it otherwise; the words are sealed with the reasons.")
    if made.short:
        said = said.then(
            "A short conference: first safety steps only, until a full one confirms it."
        )
    return said

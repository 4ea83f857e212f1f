"""The six steps as their author reads them, and, once asked, the author's manager."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.case import Case
from bot.command import Reply
from bot.errors import NotFound
from bot.parts import Consult, Facts, LadderEntry
from bot.policies import access, ladder
from bot.scene import Context
from bot.vocabulary.base import Word
from bot.vocabulary.numbers import Day, PersonNo
from bot.vocabulary.process import State
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.vocabulary.view import LadderStep

# The steps whose notes are written for the manager too; the first three are the author's alone.
WITH_MANAGER = frozenset({LadderStep.MANAGER, LadderStep.SPECIALIST, LadderStep.SHARE})


async def mine(ctx: Context, ref: CaseRef | None) -> Case | None:
    """The case whose ladder is meant: a named one, the draft, else one with steps left open."""
    if ref is not None:
        case = await ctx.seen(ref, Permission.READ_LADDER)
        if case.facts.referrer != ctx.actor.no:
            raise NotFound
        return case
    draft = await ctx.unit.cases.draft_of(ctx.actor.no)
    return draft or await _in_debt(ctx)


async def _in_debt(ctx: Context) -> Case | None:
    for row in await ctx.unit.cases.lines(party=ctx.actor.no, limit=20):
        case = await ctx.unit.cases.get(row.ref)
        own = case.facts.referrer == ctx.actor.no
        if own and ladder.left_open(case.hidden.ladder):
            return case
    return None


def overview(case: Case) -> Reply:
    """What each step recorded, in set words, and which are open."""
    said = Reply(())
    for entry in case.hidden.ladder:
        said = said.then("{step}: {words}", step=entry.step, words=_words(entry))
        if entry.to:
            said = said.then("– with {seats}", seats=entry.to)
    waits = ladder.open_steps(case.hidden.ladder)
    if waits:
        said = said.then("Still open: {steps}", steps=waits)
    said = said.join(_unanswered(case, waits))
    left = ladder.left_open(case.hidden.ladder)
    if left and case.state is not State.DRAFT:
        said = said.then("Left open by the emergency: {steps}", steps=left)
    return said


def _unanswered(case: Case, waits: Sequence[LadderStep]) -> Reply:
    """A manager who was asked and is gone, while that step is open and nobody else was asked."""
    asked = [one for one in case.hidden.consults if one.ladder]
    if not asked or not asked[-1].off or LadderStep.MANAGER not in waits:
        return Reply(())
    return Reply.of(
        "{name} does not answer any more. Ask again:  /concern ladder", name=asked[-1].to
    )


def _words(entry: LadderEntry) -> list[Word | Day]:
    words: list[Word | Day | None] = [entry.result, entry.skip_why, entry.basis, entry.sure]
    words += [entry.since, entry.wish, entry.tool, entry.on, entry.band, *entry.data, entry.told]
    return [word for word in words if word is not None]


async def fresh(ctx: Context) -> Case:
    """A new draft of this person."""
    case = Case(facts=Facts(referrer=ctx.actor.no, referrer_seat=ctx.actor.seat))
    await ctx.unit.cases.add(case)
    return case


def advice(case: Case, by: PersonNo) -> Reply:
    """Questions without names that this person put, and what came back."""
    return _consulted(one for one in case.hidden.consults if not one.ladder and one.by == by)


def advice_on(case: Case) -> Reply:
    """Those that were put on the case itself: everybody who works on it reads the set words."""
    return _consulted(one for one in case.hidden.consults if one.of_case)


def _consulted(found: Iterable[Consult]) -> Reply:
    said = Reply(())
    for consult in found:
        said = said.then(
            "Asked without names, {day}: {name}, {words}",
            day=Day.of(consult.at.date()),
            name=consult.to,
            words=asked_words(consult),
        )
        if consult.off:
            said = said.then("– {name} does not answer any more.", name=consult.to)
            said = said.offer_line("Ask somebody else", "concern ask")
            continue
        if consult.answered is None:
            said = said.then("– no answer yet")
            continue
        back = [word for word in (consult.view, *consult.helps) if word is not None]
        said = said.then("– the answer: {words}", words=back)
    return said


def asked_words(consult: Consult) -> list[Word]:
    """All that the one who is asked reads."""
    return [*(consult.topics or consult.families), *consult.needs]


def reads_notes(case: Case, ctx: Context) -> frozenset[int]:
    """The numbers of the sealed notes that this person may read. Raises NotFound."""
    access.check(ctx.actor, Permission.READ_LADDER, case, ctx.scene)
    if case.facts.referrer == ctx.actor.no:
        return frozenset(item.no for item in case.facts.items)
    notes = (e.note for e in case.hidden.ladder if e.step in WITH_MANAGER)
    return frozenset(note for note in notes if note is not None)

"""Who gave to a case, and who of them has not heard back yet."""

from __future__ import annotations

from bot.case import Case
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.view import Outcome
from bot.vocabulary.work import FeedbackLine

_HELPED = frozenset({Outcome.GOALS_MET, Outcome.GOALS_PARTLY, Outcome.OTHER_SUPPORT_NOW})


def givers(case: Case) -> frozenset[PersonNo]:
    """Whoever raised it, wrote something, answered a question or judged; no recused person."""
    facts = case.facts
    gave = {item.by for item in facts.items if item.withdrawn is None} | {facts.referrer}
    gave |= {asked.replied.by for asked in facts.asked if asked.replied is not None}
    gave |= {view.by for view in facts.judged}
    return frozenset(gave - set(facts.recused))


def owed(case: Case) -> frozenset[PersonNo]:
    """Who gave and has not heard back since the decision, or since the end."""
    heard = {f.to for f in case.facts.feedback if f.ending or case.facts.ended is None}
    return givers(case) - heard


def ending(case: Case, to: PersonNo) -> tuple[FeedbackLine, ...]:
    """What whoever gave hears at the end, by how it ended."""
    lines = [FeedbackLine.REACHED_HELP] if case.hidden.outcome in _HELPED else []
    if to != case.facts.referrer:
        lines.append(FeedbackLine.YOUR_PART_MATTERED)
    return (*lines, FeedbackLine.THANK_YOU)

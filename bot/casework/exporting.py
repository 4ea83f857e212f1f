"""One case as a paper for one recipient: what that recipient may read, and what stands on every page."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case import Case
from bot.casework.plan_views import plan_page
from bot.casework.views import abstract
from bot.command import Draft, Line, Reply
from bot.disclosure import Sensitive
from bot.endings import Exported
from bot.parts import Item
from bot.people import Person
from bot.policies import access, released
from bot.scene import Context
from bot.vocabulary.numbers import Day, ItemNo
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import Purpose

Words = Sequence[tuple[Item, Sensitive[str]]]


def readable(case: Case, recipient: Person, ctx: Context) -> frozenset[int]:
    """The numbers of the sealed texts that this recipient may open: none for whoever works on no part of it."""
    if not access.allowed(recipient, Permission.OPEN_SEALED, case, ctx.scene):
        return frozenset()
    theirs = _opens(recipient, case, ctx)
    owns = case.owner == ctx.actor.no
    return theirs & _opens(ctx.actor, case, ctx) if owns else theirs


def _opens(person: Person, case: Case, ctx: Context) -> frozenset[int]:
    in_part = access.works_on(person, case, ctx.scene)
    may_open = released.openable(person, case, ctx.scene.moment, in_part=in_part)
    return frozenset(one.item.no for one in may_open)


def draft(case: Case, words: Words, ctx: Context, made: Exported) -> Draft:
    """The paper. Its marks name agreement, purpose, recipient and end."""
    release = case.facts.release
    purpose = release.purpose if release else Purpose.SUPPORT
    marks = Reply.of(
        "For {seat} alone, until {day}; then it is destroyed. Not to be passed on.",
        seat=made.to,
        day=made.until,
    ).then(
        "Purpose: {purpose}. Footing: {footing}. Agreement, version {n}.",
        purpose=purpose,
        footing=made.footing,
        n=release.agreement if release else ctx.partnership.agreement,
    )
    marks = marks.then(
        "Made by {name}, confirmed by {second}, on {day}.",
        name=ctx.actor.no,
        second=made.second,
        day=ctx.today,
    )
    parts = [
        _part(_heading("What it is about"), abstract(case, ctx)),
        _part(_heading("Who works on it, and why"), _people(case)),
        _part(_heading("What the person said"), _consents(case)),
        _part(_heading("The plan"), plan_page(case, ctx)),
        _part(_heading("How it went"), _course(case)),
        _part(_heading("In their own words"), _own_words(words)),
    ]
    title = Reply.of("{case}", case=case.ref).lines[0]
    return Draft(title=title, marks=marks.lines, parts=tuple(p for p in parts if len(p) > 1))


def _heading(text: str) -> Line:
    return Reply.of("{text}", text=Sensitive(text)).lines[0]


def _part(heading: Line, said: Reply) -> tuple[Line, ...]:
    return (heading, *said.lines)


def _people(case: Case) -> Reply:
    said = Reply(())
    if case.owner is not None:
        said = said.then("Owner: {name}", name=case.owner)
    for member in case.facts.circle:
        said = said.then(
            "{name} ({seat}): {why}; brings {brings}; since {since}, until {until}",
            name=member.person,
            seat=member.seat,
            why=member.why,
            brings=member.brings,
            since=Day.of(member.since.date()),
            until=member.until,
        )
    return said


def _consents(case: Case) -> Reply:
    said = Reply(())
    for one in case.facts.consents:
        said = said.then(
            "{day}: {kind}: {given} ({mode})",
            day=Day.of(one.at.date()),
            kind=one.kind,
            given=one.given,
            mode=one.mode,
        )
    return said


def _course(case: Case) -> Reply:
    """When what happened, and why the plan changed."""
    facts, said = case.facts, Reply(())
    if facts.raised is not None:
        said = said.then("{day}: raised", day=Day.of(facts.raised.date()))
    if facts.answer is not None:
        said = said.then("{day}: first answer", day=Day.of(facts.answer.at.date()))
    if facts.supported is not None:
        said = said.then("{day}: support began", day=Day.of(facts.supported.date()))
    for version in facts.plan.versions:
        words = [w for w in (version.why, version.because, version.trend) if w]
        said = said.then(
            "{day}: plan, version {n}: {words}",
            day=Day.of(version.at.date()),
            n=version.no,
            words=words,
        )
    if facts.ended is not None:
        said = said.then("{day}: ended", day=Day.of(facts.ended.date()))
    return said


def _own_words(words: Words) -> Reply:
    said = Reply(())
    for item, text in sorted(words, key=lambda pair: pair[0].no):
        said = said.then(
            "{n}. {name}, {day}: {text}",
            n=ItemNo(item.no),
            name=item.by,
            day=Day.of(item.at.date()),
            text=text,
        )
    return said

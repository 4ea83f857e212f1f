"""One person's own page, for platforms that have one: what waits, own steps, own cases, meetings, settings.

It goes through the same access as the commands it leads to: it shows no case that they would not.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString

from bot import wording
from bot.case import Case
from bot.casework.views import way_to
from bot.command import Reply
from bot.disclosure import Sensitive
from bot.labels import sentence
from bot.meetings import dates as meetings
from bot.meetings import gathering
from bot.partnership import pace
from bot.policies import access
from bot.policies.nudge_table import LADDERS
from bot.policies.receivers import Look, reached
from bot.ports import NoticeKind, Telling
from bot.scene import Context
from bot.vocabulary.numbers import PersonNo, Slot
from bot.vocabulary.roles import Permission
from bot.wired import House

MOST_CASES: Final = 20
MOST_BUTTONS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Sections, each a title in English and what stands under it.

    `offered` names the buttons, which are counted through all sections.
    """

    offered: str
    sections: tuple[tuple[str, Telling], ...]


async def home(house: House, platform: str, account: str) -> Home | None:
    """None where the partnership does not know the account."""
    async with house.unit() as unit:
        directory = await unit.people.directory()
        person = directory.by_account(platform, account)
        if person is None:
            return None
        context = house.context(unit, directory, person)
        replies = await _sections(context)
        ear = house.ear(directory, person)
        sections = tuple((title, wording.reply(said, ear)) for title, said in replies)
        offered = secrets.token_urlsafe(9)
        buttons = [button for _title, telling in sections for button in telling.buttons]
        if buttons:
            await unit.offers.put(person.no, buttons, offered)
            await unit.commit()
    return Home(offered=offered, sections=sections)


async def overview(ctx: Context) -> Reply:
    """The same in one answer, for a platform without pages of one's own."""
    said = Reply(())
    for title, reply in (await _sections(ctx))[:-1]:
        said = said.then("{title}", title=Sensitive(sentence(title, ctx.actor.language.code)))
        said = said.join(reply)
    return said.join(await pace.shown(ctx))


async def _sections(ctx: Context) -> list[tuple[LiteralString, Reply]]:
    cases = await _cases(ctx)
    waits, steps, mine = Reply(()), Reply(()), Reply(())
    for case in cases:
        owed = await _waits(case, ctx)
        waits = waits.join(owed)
        steps = steps.join(_steps(case, ctx))
        mine = mine.then("{case}: {status}", case=case.name, status=case.status)
        # The way to it stands where it is needed first: beside what waits.
        if owed.lines and len(waits.offers) < MOST_BUTTONS:
            waits = waits.join(way_to(case, ctx))
        elif len(mine.offers) < MOST_BUTTONS:
            mine = mine.join(way_to(case, ctx))
    return [
        ("What waits for you", _or_nothing(waits)),
        ("Your steps", _or_nothing(steps)),
        ("Your cases", _or_nothing(mine)),
        ("Next meetings", _or_nothing(await _meetings(ctx))),
        ("Your settings", _settings(ctx)),
    ]


def _or_nothing(said: Reply) -> Reply:
    return said if said.lines else Reply.of("Nothing now.")


async def _cases(ctx: Context) -> list[Case]:
    """As /case list shows them."""
    party = None if ctx.runs_the_process else ctx.actor.no
    found: list[Case] = []
    rows = await ctx.unit.cases.lines(party=party, limit=MOST_CASES)
    await ctx.unit.cases.fetch([row.id for row in rows])
    for row in rows:
        case = await ctx.unit.cases.by_id(row.id)
        if access.allowed(ctx.actor, Permission.LIST_CASES, case, ctx.scene):
            found.append(case)
    return found


async def _waits(case: Case, ctx: Context) -> Reply:
    """Clocks that run and first call this person."""
    said = Reply(())
    for running in await ctx.unit.clocks.running(case.id):
        ladder = LADDERS.get(running.key.name)
        look = Look(
            case=case, directory=ctx.directory, running=running, now=ctx.now, holidays=ctx.holidays
        )
        if ladder and ctx.actor in reached(look, ladder.steps[0].to):
            what = _owed(ladder.steps[0].kind, running.due, ctx)
            due = Slot.of(running.due)
            said = said.then("{case}, by {when}: {what}", case=case.name, when=due, what=what)
            said = said.join(for_whom(look.instead.get(ctx.actor.no)))
    return said


def for_whom(whose: PersonNo | None) -> Reply:
    """Under a duty that is somebody else's."""
    return Reply.of("  You stand in for {name}.", name=whose) if whose else Reply(())


def _owed(kind: NoticeKind, due: datetime, ctx: Context) -> Sensitive[str]:
    """What a clock asks for, in the words of its first reminder."""
    say, seconds = ctx.actor.language.code, int((due - ctx.now).total_seconds())
    text = sentence(wording.NOTICES[kind], say)
    return Sensitive(text.format(left=wording.left(seconds, say), when="–"))


def _steps(case: Case, ctx: Context) -> Reply:
    said = Reply(())
    for action in case.facts.plan.actions:
        if action.open and action.holder == ctx.actor.no:
            said = said.then(
                "{case}: {kind}, by {day}", case=case.name, kind=action.kind, day=action.due
            )
    return said


async def _meetings(ctx: Context) -> Reply:
    """Those to come, as /meeting next shows them."""
    said = Reply(())
    for meeting in await ctx.unit.meetings.all():
        if meetings.is_to_come(meeting, ctx.now) and await gathering.sees(ctx, ctx.actor, meeting):
            said = said.then("{kind}: {when}", kind=meeting.kind, when=meetings.dates(meeting))
            if len(said.offers) < MOST_BUTTONS:
                said = said.offer_number("Meeting {n}", "meeting open", meeting.no)
    return said


def _settings(ctx: Context) -> Reply:
    me = ctx.actor
    deputy = ctx.directory.deputy_of(me)
    return Reply.of(
        "Language: {language}. Quiet: {quiet}. Deputy: {deputy}",
        language=me.language,
        quiet=Sensitive(f"{me.quiet_from:%H:%M}–{me.quiet_to:%H:%M}"),
        deputy=deputy.no if deputy else None,
    ).offer("Change", "my settings")

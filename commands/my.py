"""/my: my account, my rest, my traces."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.casework import views
from bot.command import Args, Reply, command
from bot.conversation import linking, overheard
from bot.disclosure import Sensitive
from bot.errors import NotFound, Unfit
from bot.fields import Ref, Who, ask, may
from bot.policies import access
from bot.policies.access import listening
from bot.ports import Opening
from bot.scene import Context
from bot.vocabulary.numbers import Day
from bot.vocabulary.process import Act
from bot.vocabulary.public import Language, WordingFix
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import OpenWhy

_LATELY: Final = timedelta(days=1)
_LOOKED_THROUGH: Final = 20  # cases, the newest first
_HOURS: Final = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to|til|bis|à)\s*(\d{1,2})(?:[:.](\d{2}))?"
)


class LinkArgs(Args):
    code: Sensitive[str] | None = may("The code from the other place", plain=True)


@command(
    "my link",
    Act.LINK_ACCOUNT,
    permission=Permission.OWN_SETTINGS,
    examples=["my link"],
    private=True,
)
async def link(ctx: Context, args: LinkArgs) -> Reply:
    """Tie Slack and Matrix to one person.

    Ask for a code in one place, and give it in the other within ten minutes. It works once.
    """
    if args.code is None:
        code = await linking.mint(ctx.unit, ctx.actor, ctx.now)
        return (
            Reply.of("Your code: {code}", code=Sensitive(code))
            .then(
                "Give it in the other place with  /my link code:…  It works once, for ten minutes."
            )
            .for_a_short_time()
        )
    typed = listening().open(args.code)
    tried = linking.Tried(account=ctx.account, by=ctx.actor, at=ctx.now, limits=ctx.limits)
    other = await linking.claim(ctx.unit, typed, ctx.directory, tried)
    if other is None:
        raise NotFound
    if other.no == ctx.actor.no:
        return Reply.of("These two places are yours already.")
    joined = replace(other, accounts={**ctx.actor.accounts, **other.accounts})
    await ctx.unit.people.change(replace(ctx.actor, accounts={}))
    await ctx.unit.people.change(joined)
    ctx.did(Act.LINK_ACCOUNT)
    return Reply.of("Linked. You are one person in both places, and are noticed in one only.")


class SettingsArgs(Args):
    language: Language | None = may("Which language?")
    quiet: Sensitive[str] | None = may("Quiet hours, such as 18-8", plain=True)
    deputy: Who | None = may("Who is your deputy?")


@command(
    "my settings",
    Act.SET_PREFERENCES,
    permission=Permission.OWN_SETTINGS,
    examples=["my settings", "my settings language:da"],
)
async def settings(ctx: Context, args: SettingsArgs) -> Reply:
    """Language, quiet hours, deputy."""
    me = ctx.actor
    if args.language is not None:
        me = replace(me, language=args.language)
    if args.quiet is not None:
        hours = _hours(listening().open(args.quiet))
        if hours is None:
            return Reply.of(
                "I could not read these hours. Say it such as  quiet:18-8  or  quiet:17:30-7:30"
            )
        me = replace(me, quiet_from=hours[0], quiet_to=hours[1])
    if args.deputy is not None:
        if args.deputy == me.no:
            raise Unfit("deputy", "Your deputy is somebody else than you.")
        me = replace(me, deputy=args.deputy)
    if me is not ctx.actor:
        await ctx.unit.people.change(me)
        ctx.did(Act.SET_PREFERENCES)
    deputy = ctx.directory.deputy_of(me)
    return (
        Reply.of(
            "Language: {language}. Quiet: {quiet}. Deputy: {deputy}",
            language=me.language,
            quiet=Sensitive(f"{me.quiet_from:%H:%M}–{me.quiet_to:%H:%M}"),
            deputy=deputy.no if deputy else None,
        )
        .then("Change one with  /my settings language:da  or  quiet:17-8  or  deputy:@…")
        .offer("My calendar", "meeting calendar")
    )


def _hours(text: str) -> tuple[time, time] | None:
    found = _HOURS.fullmatch(text.strip().casefold())
    if not found:
        return None
    numbers = [int(part or 0) for part in found.groups()]
    if numbers[0] > 23 or numbers[2] > 23 or numbers[1] > 59 or numbers[3] > 59:
        return None
    return time(numbers[0], numbers[1]), time(numbers[2], numbers[3])


class HeardArgs(Args):
    pass


@command("my heard", permission=Permission.OWN_SETTINGS, examples=["my heard"], hidden=True)
async def heard(ctx: Context, _args: HeardArgs) -> Reply:
    """What came of what I gave: the words back that I got."""
    said = Reply(())
    for row in await ctx.unit.cases.lines(party=ctx.actor.no):
        case = await ctx.unit.cases.get(row.ref)
        found = views.heard(case, ctx)
        if found.lines:
            said = said.then("{case}:", case=row.ref).join(found)
    return said if said.lines else Reply.of("Nobody has sent you a word back yet.")


class OpenedArgs(Args):
    ref: Ref | None = may("Which case?")


@command(
    "my opened",
    permission=Permission.SEE_OPENINGS,
    examples=["my opened", "my opened amber-harbour-47-K"],
)
async def opened(ctx: Context, args: OpenedArgs) -> Reply:
    """Who opened what I gave; what was logged about a case I am in."""
    rows = await ctx.unit.audit.openings_of(ctx.actor.no)
    said = Reply(())
    for opening in rows:
        row = await _as_given(ctx, opening)
        if args.ref in {None, row.case} and row.by != ctx.actor.no:
            said = said.then(
                "{case}, item {n}: {name}, {day}, {why}",
                case=row.case,
                n=row.item,
                name=row.by,
                day=Day.of(row.at.date()),
                why=OpenWhy.of(row.why),
            )
    return said if said.lines else Reply.of("Nobody opened what you gave.")


class WordingArgs(Args):
    choice: WordingFix = ask("What shall become of it?")

    @classmethod
    async def matters(cls, ctx: Context) -> bool:
        """Once a message of theirs was stopped."""
        return await overheard.kept(ctx.unit, ctx.actor.no, ctx.now) is not None


@command(
    "my wording",
    Act.FIX_WORDING,
    permission=Permission.OWN_SETTINGS,
    examples=["my wording choice:remove", "my wording choice:move"],
    private=True,
)
async def wording(ctx: Context, args: WordingArgs) -> Reply:
    """Mend a message the wording check stopped at.

    Move it to sealed text, say that it is harmless, or have nothing of it kept. Of words that you sealed you
    may also say that they are the person's own.
    """
    stopped = await overheard.kept(ctx.unit, ctx.actor.no, ctx.now)
    ctx.did(Act.FIX_WORDING, choice=args.choice)
    if stopped is None:
        return await _no_message(ctx, args.choice)
    await overheard.drop(ctx.unit, ctx.actor.no)
    match args.choice:
        case WordingFix.REMOVE:
            said = Reply.of("Nothing of it is kept here.")
            return said.then("If it still stands in the chat, please delete it there.")
        case WordingFix.HARMLESS:
            month = f"{ctx.now.astimezone(ZoneInfo(ctx.partnership.zone)):%Y-%m}"
            await overheard.count(ctx.unit, "harmless", month)
            await overheard.let_again(ctx.unit, ctx.actor.no, stopped.words, ctx.now)
            said = Reply.of(
                "Then send it there once more within ten minutes, word for word: it will stand."
            )
            return said.then("It is counted for the auditor, without its words.")
        case WordingFix.MOVE | WordingFix.OWN_WORDS:
            return await _moved(ctx, stopped)


async def _no_message(ctx: Context, choice: WordingFix) -> Reply:
    if choice is WordingFix.OWN_WORDS:
        return await _own_words(ctx)
    return Reply.of("No message of yours waits here. What was stopped is kept for 30 minutes.")


async def _moved(ctx: Context, stopped: overheard.Stopped) -> Reply:
    """Into the case whose circle it was said in; else into a concern; else back to who wrote it."""
    said = Reply.of("Your words stand in the private form now, where only you read.")
    if stopped.case is not None:
        try:
            case = await ctx.unit.cases.get(stopped.case)
        except NotFound:
            case = None
        if case is not None and ctx.may(Act.ADD_DETAIL, case):
            return said.leading_to("concern detail", ref=stopped.case, detail=stopped.words)
    if access.knows(ctx.actor, Permission.RAISE_CONCERN, ctx.scene):
        return said.leading_to("concern new", detail=stopped.words)
    back = Reply.of("Here they are, for you to take along:").then("{text}", text=stopped.words)
    return back.for_a_short_time()


async def _own_words(ctx: Context) -> Reply:
    """Mark the newest sealed text of this person as the words of whom it is about."""
    found = [await ctx.unit.cases.draft_of(ctx.actor.no)]
    found += [
        await ctx.unit.cases.get(line.ref)
        for line in await ctx.unit.cases.lines(party=ctx.actor.no, limit=_LOOKED_THROUGH)
    ]
    items = [
        item
        for case in found
        if case is not None
        for item in case.facts.items
        if item.by == ctx.actor.no and item.withdrawn is None and item.at > ctx.now - _LATELY
    ]
    if not items:
        return Reply.of("Nothing that you sealed in the last day is here to be marked.")
    newest = max(items, key=lambda item: item.at)
    newest.own_words = True
    return Reply.of("Marked: these are the person's own words. Whoever opens them sees that.")


async def _as_given(ctx: Context, row: Opening) -> Opening:
    """Under the name that the giver knows: a concern may have been folded into another case since."""
    try:
        case = await ctx.unit.cases.get(row.case)
    except NotFound:
        return row
    item = next((item for item in case.facts.items if item.no == row.item), None)
    if item is None or item.first is None:
        return row
    return replace(row, case=item.first, item=item.was or row.item)

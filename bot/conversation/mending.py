"""What follows when the guard stopped at something that people said to each other in a shared place."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bot import wording
from bot.command import Reply
from bot.conversation import overheard
from bot.disclosure import Sensitive
from bot.policies import words
from bot.policies.access import listening
from bot.ports import Answered, Finding, Heard, Telling, TellingKind
from bot.scene import Context
from bot.wired import House


async def said(house: House, ctx: Context, heard: Heard, found: Finding) -> Answered:
    """One sentence in private, whatever was found; what was stopped is kept for its writer."""
    stopped, me = found is Finding.STOPPED, ctx.actor
    if not stopped and not house.limits.may_warn(me, ctx.now):
        return Answered(to=me.no)
    month = f"{ctx.now.astimezone(ZoneInfo(ctx.partnership.zone)):%Y-%m}"
    await overheard.count(ctx.unit, "stopped" if stopped else "warned", month)
    await overheard.keep(ctx.unit, heard, me.no, ctx.now)
    if stopped:
        house.limits.stop(me, ctx.now)
    reply = Reply.of(
        "That message may describe a person. Shared places carry only set words. Shall I help you move it?"
    )
    if stopped:
        reply = reply.then(
            "Nothing you typed is lost: for 30 minutes it is kept, sealed, for you alone."
        )
    reply = reply.join(suggestions(listening().open(heard.words), ctx))
    reply = reply.offer("Help", "my wording choice:move")
    reply = reply.offer("It is harmless", "my wording choice:harmless")
    ear = house.ear(ctx.directory, me)
    return Answered(
        to=me.no,
        tellings=(wording.reply(reply, ear, TellingKind.NOTICE),),
        hide=stopped,
        offered=secrets.token_urlsafe(9),
    )


def advice(
    said: Iterable[str], ctx: Context, ear: wording.Ear, *, sealed: bool
) -> tuple[Telling, ...]:
    """On words that somebody seals: other ways to say it. `sealed`: it is done, and can be marked."""
    found = suggestions("\n".join(said), ctx)
    if not found.lines:
        return ()
    if not sealed:
        told = Reply.of("You may say it otherwise; nothing is changed unless you change it.").join(
            found
        )
    else:
        told = Reply.of(
            "Sealed as you wrote it. If these are the person's own words, say so, and they stay."
        )
        told = told.offer("The person's own words", "my wording choice:own_words")
    return (wording.reply(told.for_a_short_time(), ear),)


def suggestions(text: str, ctx: Context) -> Reply:
    """Other ways to say it, a line for each word that the lists would leave."""
    said = Reply(())
    languages = {ctx.partnership.language, ctx.actor.language.code}
    for hit in words.find(text, languages)[:5]:
        said = said.then(
            "Instead of “{word}” try: {other}", word=Sensitive(hit.term), other=Sensitive(hit.say)
        )
    return said

"""Meetings in one's own calendar, behind buttons: one of them as a file, or all by an address to fetch."""

from __future__ import annotations

from bot.command import Args, Reply, command
from bot.fields import WhichMeeting, may
from bot.meetings import gathering, subscribing
from bot.meetings.subscribing import CalendarStep
from bot.policies.hours import LASTS
from bot.ports import Meeting, Subscription
from bot.scene import Context
from bot.vocabulary.numbers import Slot
from bot.vocabulary.roles import Permission


class CalendarArgs(Args):
    meeting: WhichMeeting | None = may("Which meeting?", "Its number.")
    address: CalendarStep | None = may("A new address, or none any more?")


@command(
    "meeting calendar",
    permission=Permission.SEE_MAP,
    examples=["meeting calendar", "meeting calendar address:new"],
    private=True,
    hidden=True,
)
async def calendar(ctx: Context, args: CalendarArgs) -> Reply:
    """Your meetings in your own calendar: dates only, under a neutral title, never a case."""
    if args.meeting is not None:
        return await _one(ctx, await gathering.seen(ctx, args.meeting))
    mine = Subscription(person=ctx.actor.no)
    if args.address is CalendarStep.NONE:
        await ctx.unit.calendars.revoke(mine)
        return Reply.of("Your calendar address opens nothing any more.")
    if args.address is CalendarStep.NEW:
        return await _new(ctx, mine)
    if await ctx.unit.calendars.has(mine):
        said = Reply.of(
            "You have a calendar address. Confer keeps it in no readable form, so it cannot be shown again."
        )
        said = said.offer("A new one instead", "meeting calendar address:new")
        return said.offer("None any more", "meeting calendar address:none")
    said = Reply.of("Your calendar can fetch your meetings: dates only, never a case.")
    return said.offer("Make an address", "meeting calendar address:new")


async def _new(ctx: Context, mine: Subscription) -> Reply:
    replaced = await ctx.unit.calendars.has(mine)
    url = await subscribing.mint(ctx, mine)
    if url is None:
        return Reply.of(
            "Confer has no page here, so there is no address to fetch. /meeting next shows the dates."
        )
    said = Reply.of("Subscribe to this address in your calendar. It is yours alone:")
    said = said.with_link("{url}", url)
    said = said.then("Whoever has it reads when you meet, and so does who runs your calendar.")
    if replaced:
        said = said.then("The one before opens nothing any more.")
    return said.for_a_short_time()


async def _one(ctx: Context, meeting: Meeting) -> Reply:
    """A file of one meeting; where Confer has no pages, the line to write down."""
    entry = subscribing.entry(meeting, ctx.partnership)
    if entry is None:
        return await gathering.view(ctx, meeting)
    ends = Slot.of(entry.slot.moment + LASTS)
    said = gathering.headline(meeting)
    url = await subscribing.mint(ctx, Subscription(person=ctx.actor.no, meeting=meeting.no))
    if url is not None:
        return said.with_link("For your calendar: {url}", url)
    if entry.off:
        return said.then("Please take it out of your calendar.")
    return said.then(
        "For your calendar: Partnership meeting, {starts} to {ends}", starts=entry.slot, ends=ends
    )

"""Dates that count on people who go: nobody waits for their answer, and nobody for them to pick one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.meetings.dates import is_to_come, standing
from bot.ports import Meeting, NoticeKind
from bot.scene import Context
from bot.vocabulary.numbers import PersonNo


async def without(ctx: Context, gone: Collection[PersonNo], to: PersonNo | None) -> None:
    """In every meeting to come the next holder is asked instead, or nobody; what one of them called is the next
    holder's, or whoever's who runs the process.
    """
    for meeting in await ctx.unit.meetings.all():
        if is_to_come(meeting, ctx.now) and set(gone) & {meeting.called_by, *meeting.asked}:
            asked = [to if one in gone else one for one in meeting.asked]
            kept = tuple(dict.fromkeys(one for one in asked if one))
            caller = meeting.called_by if meeting.called_by not in gone else to or ctx.actor.no
            await _keep(ctx, meeting, replace(meeting, asked=kept, called_by=caller), gone)


async def _keep(ctx: Context, was: Meeting, meeting: Meeting, gone: Collection[PersonNo]) -> None:
    """Where theirs was the last answer that lacked, whoever called it hears that a date can be picked."""
    await ctx.unit.meetings.put(meeting)
    votes = await ctx.unit.meetings.votes(meeting.no)
    for person in votes.keys() & set(gone):
        await ctx.unit.meetings.vote(meeting.no, person, ())
    before = standing(was, votes, ctx.directory)
    now = standing(meeting, votes, ctx.directory)
    if meeting.stands is None and now.complete and not before.complete:
        ctx.tell_all([meeting.called_by], NoticeKind.WAITING, f"meeting open {meeting.no}")

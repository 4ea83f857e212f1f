"""Who sat in the conference that decides on a case: what was recorded of its newest meeting."""

from __future__ import annotations

from bot.case import Case
from bot.ports import Meeting
from bot.scene import Context
from bot.vocabulary.numbers import SeatNo
from bot.vocabulary.public import MeetingKind

DECIDES = frozenset({MeetingKind.CONFERENCE, MeetingKind.AD_HOC})


async def newest(ctx: Context, case: Case) -> Meeting | None:
    """The newest recorded meeting on this case since it is assessed anew, or since it was raised."""
    since = case.facts.assessing if case.facts.adopted else case.facts.raised
    held = [
        meeting
        for meeting in await ctx.unit.meetings.all()
        if case.ref in meeting.cases and meeting.kind in DECIDES and meeting.held is not None
    ]
    held = [one for one in held if one.held and (since is None or one.held >= since)]
    return max(held, key=lambda one: (one.held, one.no.value), default=None)


async def present(ctx: Context, case: Case) -> tuple[SeatNo, ...]:
    """The seats that were there; none where no meeting is recorded."""
    meeting = await newest(ctx, case)
    return meeting.present if meeting else ()

"""Who sat in the conference that decides on a case, and what follows of it being recorded."""

from __future__ import annotations

from bot.case import Case
from bot.parts import PoliceWord
from bot.people import Duty
from bot.policies import assessment, quorum
from bot.ports import Meeting, NoticeKind
from bot.process import Profile
from bot.scene import Context, Deadline
from bot.vocabulary.numbers import SeatNo
from bot.vocabulary.people import Sector
from bot.vocabulary.process import Act, ClockName, State
from bot.vocabulary.public import MeetingKind
from bot.vocabulary.view import PoliceAnswer
from bot.vocabulary.work import Decision

DECIDES = frozenset({MeetingKind.CONFERENCE, MeetingKind.AD_HOC})


MOST_MORE = 2  # more information may be asked for twice, then it is decided (states.md)
SAFETY_DAYS = 7  # what a short conference agrees ends within this many days


def follows(ctx: Context, case: Case, held: Meeting) -> None:
    """What a recorded meeting on a case changes in it."""
    sectors = {ctx.directory.seats[s].sector for s in held.present if s in ctx.directory.seats}
    if case.facts.urgent is not None and Sector.POLICE in sectors and not case.hidden.police:
        _police_in_the_room(ctx, case)
    if held.decision is Decision.MORE_NEEDED and case.state is State.ASSESSING:
        case.facts.more += 1
        again = Deadline(case=case.id, name=ClockName.ASSESSMENT_HELD, subject=0, due=None)
        ctx.deadlines.append(again)
    made = case.facts.adopted
    able = assessment.able(held.present, case, ctx.directory)
    if made is not None and made.short and held.decision is Decision.ADOPT:
        made.short = bool(quorum.missing(able, ctx.directory, Profile.FULL))


def _police_in_the_room(ctx: Context, case: Case) -> None:
    """On the urgent path the police contact in the short conference counts as the answer; a copy goes out."""
    contacts = ctx.directory.having(Duty.POLICE_CONTACT)
    said_by = contacts[0].no if contacts else None
    word = PoliceWord(answer=PoliceAnswer.CLEAR, by=ctx.actor.no, at=ctx.now, on_behalf=said_by)
    case.hidden.police.append(word)
    case.did(Act.POLICE_ANSWER, by=ctx.actor.no, at=ctx.now)
    ctx.tell(contacts, NoticeKind.ANSWER_AWAITED, f"case show {case.name}")


async def newest(ctx: Context, case: Case) -> Meeting | None:
    """The newest recorded meeting on this case since it is assessed anew, or since it was raised."""
    held = [
        meeting
        for meeting in await ctx.unit.meetings.all()
        if case.ref in meeting.cases and meeting.kind in DECIDES and _counts(case, meeting)
    ]
    return max(held, key=lambda one: (one.held, one.no.value), default=None)


def _counts(case: Case, meeting: Meeting) -> bool:
    """Held, and not before the case came back to the table."""
    facts = case.facts
    if meeting.held is None:
        return False
    if facts.adopted is not None and facts.assessing is not None:
        return meeting.held > facts.assessing
    return facts.raised is None or meeting.held >= facts.raised


async def present(ctx: Context, case: Case) -> tuple[SeatNo, ...]:
    """The seats that were there; none where no meeting is recorded."""
    meeting = await newest(ctx, case)
    return meeting.present if meeting else ()

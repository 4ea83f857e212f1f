"""Which acts others hear of, and in which words: the only bridge from events to shared posts.

Every act is decided here. Silence is a decision written down, too: tests/policies/test_announce.py fails
for an act that stands in neither table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bot.case import Case
from bot.events import Event
from bot.people import Directory
from bot.policies import smallcell
from bot.ports import Partnership
from bot.posts import (
    ActionPlanned,
    AnyCirclePost,
    ChannelLine,
    CircleNews,
    ConsentNoted,
    Joined,
    JudgementsShown,
    News,
    OwnerSaid,
    ProgressMade,
    Released,
    SeatAnswered,
)
from bot.process import Profile
from bot.vocabulary.concern import Guessable, Urgency
from bot.vocabulary.numbers import ActionNo, Day, ItemNo, Number
from bot.vocabulary.people import Sector
from bot.vocabulary.process import Act, State
from bot.vocabulary.work import Judgement

# Acts that the circle hears of in one fixed sentence.
NEWS: Final[Mapping[Act, News]] = {
    Act.ADD_DETAIL: News.DETAIL_ADDED,
    Act.WITHDRAW_DETAIL: News.DETAIL_WITHDRAWN,
    Act.SET_URGENT: News.URGENT,
    Act.CLEAR_URGENT: News.NOT_URGENT,
    Act.RESUME: News.WENT_ON,
    Act.ACCEPT_OWNER: News.OWNER_ACCEPTED,
    Act.RETURN_OWNER: News.OWNER_GAVE_BACK,
    Act.START: News.SUPPORT_STARTED,
    Act.ESCALATE: News.ESCALATED,
    Act.PROPOSE_CLOSE: News.CLOSING_PROPOSED,
    Act.NOT_YET: News.NOT_YET,
    Act.CONSENT_WITHDRAWN: News.MIND_CHANGED,
    Act.DECLINED_BY_PERSON: News.DECLINED,
    Act.CLOSE: News.ENDED,
    Act.RETHINK: News.AT_THE_TABLE,
    Act.ASSENT_OWNER: News.OWNER_AGREED,
    Act.REVIEW: News.REVIEWED,
    Act.STEP_DOWN: News.LIGHTER,
    Act.STEP_UP: News.FULLER,
    Act.OFFER_HANDOVER: News.HANDOVER_OFFERED,
    Act.WITHDRAW_HANDOVER: News.HANDOVER_OFF,
    Act.HANDOVER_ACCEPTED: News.HANDED_OVER,
    Act.EXPORT_CASE: News.EXPORTED,
    Act.FOLD_IN: News.DETAIL_ADDED,  # in the case that takes it in; the other has no circle
    Act.END_GUEST: News.GUEST_ENDED,
    Act.RENEW_GUEST: News.GUEST_STAYS,
}

# Acts that say nothing in a shared place; what they change may change the status word, which is a line
# of its own. Police answers are among them: a limit is told to those it touches, in private.
SILENT: Final = (
    frozenset(Act)
    - NEWS.keys()
    - {
        Act.TAKE_UP,
        Act.CHANGE_CIRCLE,
        Act.INVITE_GUEST,
        Act.WRITE_PLAN,
        Act.LOG_PROGRESS,
        Act.NOMINATE_OWNER,
        Act.OWNER_REPLY,
        Act.RECORD_CONSENT,
        Act.PLAN_MEETING,
        Act.RECORD_MEETING,
        Act.PAUSE,
        Act.ANSWER_INFO,
        Act.GIVE_JUDGEMENT,
        Act.ADOPT,
        Act.RELEASE,
    }
)

# The circle has a place of its own from the moment a case is taken up.
HAS_CIRCLE: Final = frozenset(
    {State.ASSESSING, State.PREPARING, State.SUPPORTING, State.CLOSING, State.FOLLOW_UP}
)

Say = Callable[[Case, Event, Directory, Partnership], AnyCirclePost | None]


def _abstract(
    case: Case, _event: Event, directory: Directory, partnership: Partnership
) -> AnyCirclePost | None:
    abstract, status = case.facts.abstract, case.status
    if abstract is None or status is None:
        return None
    return smallcell.circle_line(
        abstract,
        sector=sector_of(case, directory),
        partnership=partnership,
        status=status,
        ref=case.name,
        before=case.facts.shown_circle,
    )


def _joined(
    case: Case, event: Event, _directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    member = case.member(event.whom) if event.whom else None
    if member is None:
        return CircleNews(case=case.name, news=News.LEFT)
    return Joined(
        case=case.name, seat=member.seat, why=member.why, brings=member.brings, until=member.until
    )


def _guest(
    case: Case, event: Event, _directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    guest = next((g for g in reversed(case.facts.guests) if g.person == event.whom), None)
    if guest is None:
        return None
    until = Day.of(guest.until.date())
    return Joined(case=case.name, seat=None, why=guest.why, brings=guest.brings, until=until)


def _action_no(event: Event) -> ActionNo | None:
    number = event.facts.get("action")
    return number if isinstance(number, ActionNo) else None


def _planned(
    case: Case, event: Event, directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    number = _action_no(event)
    if number is None:
        return CircleNews(case=case.name, news=News.PLAN_CHANGED)
    action = case.action(number)
    holder = directory.people.get(action.holder)
    return ActionPlanned(
        case=case.name,
        action=action.no,
        kind=action.kind,
        level=action.level,
        mode=action.mode,
        holder=holder.seat if holder else None,
        due=action.due,
    )


def _progress(
    case: Case, event: Event, _directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    number = _action_no(event)
    if number is None:
        return None
    action = case.action(number)
    return ProgressMade(
        case=case.name,
        action=action.no,
        kind=action.kind,
        status=action.status,
        helped=action.helped,
    )


def _owner_said(
    case: Case, _event: Event, _directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    owner = case.facts.owner
    if owner is None or owner.said is None or owner.until is None:
        return None
    return OwnerSaid(case=case.name, next=owner.said, by=owner.until)


def _consent(
    case: Case, _event: Event, _directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    newest = case.facts.consents[-1]
    return ConsentNoted(case=case.name, kind=newest.kind, given=newest.given, mode=newest.mode)


def _nominated(
    case: Case, event: Event, _directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    """Asked, or whoever was asked does not take it on."""
    news = event.facts.get("news")
    return CircleNews(case=case.name, news=news if isinstance(news, News) else News.OWNER_NAMED)


def _meeting(
    case: Case, event: Event, _directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    """Called, or moved on: the act says in its facts which news of the meeting it is."""
    news = event.facts.get("news")
    said = news if isinstance(news, News) else News.CONFERENCE_CALLED
    return CircleNews(case=case.name, news=said)


def _paused(
    case: Case, event: Event, _directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    """A pause that stands already, of whichever kind, says nothing twice."""
    return None if "again" in event.facts else CircleNews(case=case.name, news=News.PAUSED)


def _answered(
    case: Case, event: Event, _directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    number = event.facts.get("asked")
    asked = next((a for a in case.facts.asked if number == Number(a.no)), None)
    said = asked.replied if asked else None
    if asked is None or said is None:
        return None
    return SeatAnswered(
        case=case.name,
        seat=asked.seat,
        question=asked.question,
        reply=said.reply,
        known=said.known,
        approach=said.approach,
        why_not=said.why_not,
        needs=said.needs,
    )


def _judged(
    case: Case, event: Event, _directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    """Nothing while they come in, one by one: not even that one came."""
    if "news" not in event.facts:
        return None
    words = sorted((view.judgement for view in case.facts.judged), key=list(Judgement).index)
    return JudgementsShown(case=case.name, judgements=tuple(words))


def _recorded(
    case: Case, event: Event, directory: Directory, partnership: Partnership
) -> AnyCirclePost | None:
    """Where it shows the judgements that are in, they are what the circle hears."""
    if "news" in event.facts:
        return _judged(case, event, directory, partnership)
    return CircleNews(case=case.name, news=News.MEETING_RECORDED)


def _adopted(
    case: Case, _event: Event, _directory: Directory, partnership: Partnership
) -> AnyCirclePost | None:
    """In light, taking up says it already."""
    if partnership.profile == Profile.LIGHT and case.facts.adopted is None:
        return None
    return CircleNews(case=case.name, news=News.TAKEN_ON)


def _released(
    case: Case, event: Event, _directory: Directory, _partnership: Partnership
) -> AnyCirclePost | None:
    number = event.facts.get("share")
    share = next(
        (s for s in case.hidden.shares if isinstance(number, ItemNo) and s.no == number.value), None
    )
    if share is None:
        return None
    return Released(
        case=case.name,
        to=share.to,
        purpose=share.purpose,
        footing=share.footing,
        agreement=Number(share.agreement),
        kind=share.kind,
        until=share.until,
    )


MADE: Final[Mapping[Act, Say]] = {
    Act.TAKE_UP: _abstract,
    Act.CHANGE_CIRCLE: _joined,
    Act.INVITE_GUEST: _guest,
    Act.WRITE_PLAN: _planned,
    Act.LOG_PROGRESS: _progress,
    Act.NOMINATE_OWNER: _nominated,
    Act.OWNER_REPLY: _owner_said,
    Act.RECORD_CONSENT: _consent,
    Act.PLAN_MEETING: _meeting,
    Act.RECORD_MEETING: _recorded,
    Act.PAUSE: _paused,
    Act.ANSWER_INFO: _answered,
    Act.GIVE_JUDGEMENT: _judged,
    Act.ADOPT: _adopted,
    Act.RELEASE: _released,
}


def sector_of(case: Case, directory: Directory) -> Sector | None:
    """The sector of the seat that raised it."""
    seat = directory.seats.get(case.facts.referrer_seat) if case.facts.referrer_seat else None
    return seat.sector if seat else None


def circle_posts(
    case: Case, directory: Directory, partnership: Partnership
) -> Iterator[AnyCirclePost]:
    """What the circle hears of the case's new events. A pause of either kind is one sentence."""
    if case.ref is None or case.state not in HAS_CIRCLE:
        # The person said no: those who worked on it hear that, and nothing else of a case not taken.
        declined = (event for event in case.events if event.act is Act.DECLINED_BY_PERSON)
        if case.ref is not None and any(declined):
            yield CircleNews(case=case.ref, news=NEWS[Act.DECLINED_BY_PERSON])
        return
    for event in case.events:
        if event.act in NEWS:
            yield CircleNews(case=case.ref, news=NEWS[event.act])
        elif event.act in MADE:
            post = MADE[event.act](case, event, directory, partnership)
            if post is not None:
                yield post


def channel_line(case: Case, directory: Directory, partnership: Partnership) -> ChannelLine | None:
    """The coarse line, where the status word changed and the partnership and the author allow it."""
    abstract, status = case.facts.abstract, case.status
    urgent_now = any(event.act is Act.SET_URGENT for event in case.events)
    if abstract is None or status is None or case.ref is None:
        return None
    if status is case.facts.said and not urgent_now:
        return None
    if not partnership.channel_line or abstract.guessable is Guessable.WOULD_GUESS:
        return None
    return smallcell.channel_line(
        abstract,
        sector=sector_of(case, directory),
        partnership=partnership,
        status=status,
        ref=case.ref,
        before=case.facts.shown_seats,
    )


def remember(case: Case, directory: Directory, partnership: Partnership) -> None:
    """Keep how finely each place has read the case: corrections later never tell more (rule 4)."""
    facts, sector = case.facts, sector_of(case, directory)
    if facts.abstract is None or case.ref is None:
        return
    facts.shown_seats = smallcell.shown(
        facts.abstract,
        smallcell.SEATS,
        sector=sector,
        partnership=partnership,
        before=facts.shown_seats,
    )
    if case.state in HAS_CIRCLE:
        facts.shown_circle = smallcell.shown(
            facts.abstract,
            smallcell.CIRCLE,
            sector=sector,
            partnership=partnership,
            before=facts.shown_circle,
        )


def at_once(case: Case) -> bool:
    """Lines for now and today leave at once; a pause always waits for the batch, whoever paused."""
    abstract = case.facts.abstract
    if any(event.act in {Act.PAUSE, Act.RESUME} for event in case.events):
        return False
    urgent = abstract is not None and abstract.urgency in {Urgency.NOW, Urgency.TODAY}
    return urgent or any(event.act is Act.SET_URGENT for event in case.events)

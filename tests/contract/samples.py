"""Values as full as they can be, with the canary in whatever is to be sealed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid4

from bot.case import Case
from bot.disclosure import Grant, Sensitive
from bot.events import Event
from bot.parts import (
    Abstraction,
    Answer,
    CaseId,
    Facts,
    LadderEntry,
    Member,
    Owner,
    PauseKind,
    PoliceWord,
    TextKind,
)
from bot.people import Duty, OnCall, Person, Seat, SeatState
from bot.plans import Action
from bot.policies.access import sealing
from bot.ports import (
    Answers,
    Blank,
    Button,
    ClockKey,
    Dialogue,
    Heard,
    Link,
    Meeting,
    Notice,
    NoticeKind,
    PlaceKind,
    Rung,
    Running,
    Telling,
    TellingKind,
)
from bot.vocabulary.concern import AgeBand, BasisSeen, Guessable, Strength, Sure, Topic, Urgency
from bot.vocabulary.numbers import ActionNo, Day, MeetingNo, PersonNo, SeatNo, Slot
from bot.vocabulary.people import GuestBrings, GuestWhy, OwnerBecause, Sector
from bot.vocabulary.process import Act, ClockName, State
from bot.vocabulary.public import Language, MeetingKind
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.sharing import Participation
from bot.vocabulary.view import LadderResult, LadderStep, Limit, Outcome, PauseWhy, PoliceAnswer
from bot.vocabulary.work import ActionKind, Level, NextStep
from tests.house import CANARY

NOW: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
NURSE: Final = PersonNo(1)
COORDINATOR: Final = PersonNo(2)
SOCIAL: Final = PersonNo(3)
GRANT: Final[Grant] = sealing()  # the tests open what the policy would have to allow
WORDS: Final = f"sits alone every day, {CANARY}"


def opened(words: Sensitive[str] | None) -> str | None:
    return None if words is None else GRANT.open(words)


def case(ref: CaseRef | None = None, *, by: PersonNo = NURSE) -> Case:
    """A draft, or with a reference a raised case with a text of every kind."""
    made = Case(ref=ref, state=State.DRAFT if ref is None else State.RAISED, facts=_facts(by))
    made.facts.raised = None if ref is None else NOW
    for kind in TextKind:
        made.keep(Sensitive(f"{kind.value}: {WORDS}"), kind, by=by, at=NOW)
    return made


def _facts(by: PersonNo) -> Facts:
    day = Day.of(date(2026, 3, 9))
    facts = Facts(referrer=by, referrer_seat=SeatNo(4), abstract=_abstract())
    facts.answer = Answer(by=COORDINATOR, at=NOW, next=NextStep.SCREENING, until=day)
    why, brings = next(iter(GuestWhy)), next(iter(GuestBrings))
    facts.circle.append(
        Member(person=SOCIAL, seat=SeatNo(3), why=why, brings=brings, since=NOW, until=day)
    )
    because = (next(iter(OwnerBecause)),)
    facts.owner = Owner(person=SOCIAL, because=because, nominated_by=COORDINATOR, accepted=NOW)
    facts.plan.version = 1
    facts.plan.actions.append(
        Action(
            no=ActionNo(1),
            kind=next(iter(ActionKind)),
            level=next(iter(Level)),
            mode=next(iter(Participation)),
            holder=SOCIAL,
            due=day,
        )
    )
    return facts


def _abstract() -> Abstraction:
    return Abstraction(
        topics=(Topic.ALONE, Topic.BELONGING),
        urgency=Urgency.TODAY,
        age=AgeBand.AGED_12_15,
        basis=BasisSeen.SEEN_MYSELF,
        sure=Sure.FAIRLY,
        strengths=(Strength.TRUSTED_ADULT,),
        guessable=Guessable.WOULD_NOT_GUESS,
    )


def hide(one: Case) -> None:
    """Set words that only few may see."""
    one.hidden.police.append(PoliceWord(answer=PoliceAnswer.HOLD, by=COORDINATOR, at=NOW))
    one.pause(PauseKind.HOLD, PauseWhy.PERSON_AWAY, by=COORDINATOR, at=NOW)
    one.hidden.limits = (next(iter(Limit)),)
    step, result = next(iter(LadderStep)), next(iter(LadderResult))
    one.hidden.ladder.append(LadderEntry(step=step, result=result, skip_why=None, at=NOW))
    one.hidden.outcome = Outcome.GOALS_MET


def person(no: PersonNo = NURSE, name: str = CANARY) -> Person:
    return Person(
        no=no,
        key=f"person{no.value}",
        name=Sensitive(f"{name} {no.value}"),
        seat=SeatNo(4),
        duties=frozenset({Duty.HOLDER, Duty.COORDINATOR}),
        language=Language.DA,
        zone="Europe/Copenhagen",
        quiet_from=time(21, 30),
        quiet_to=time(6, 15),
        on_call=frozenset({OnCall.WEEKDAYS}),
        deputy=SOCIAL,
        away_until=NOW + HOUR,
        accounts={"matrix": f"@{CANARY}{no.value}:example.org", "slack": "U1"},
        place="matrix",
    )


def seat(no: int = 4) -> Seat:
    return Seat(
        no=SeatNo(no),
        key=f"seat{no}",
        name="Health centre",
        sector=Sector.HEALTH,
        permanent=False,
        state=SeatState.LIVE,
        agreed_on=date(2026, 1, 5),
    )


def heard(key: str = "$event:1", ref: CaseRef | None = None) -> Heard:
    return Heard(
        key=key,
        platform="matrix",
        account="@nurse:example.org",
        place=PlaceKind.CIRCLE if ref else PlaceKind.PRIVATE,
        room="!room:example.org",
        words=Sensitive(WORDS),
        at=NOW,
        case=ref,
    )


def telling() -> Telling:
    return Telling(
        kind=TellingKind.QUESTION,
        text=Sensitive(WORDS),
        buttons=buttons("Send"),
        passing=True,
        blank=blank(),
    )


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, f"= {label.lower()} {CANARY}") for label in labels)


def dialogue(no: PersonNo = NURSE, ref: CaseRef | None = None) -> Dialogue:
    given = {"detail": WORDS, "topic": "alone"}
    return Dialogue(
        person=no,
        command="concern new",
        given=given,
        asked="age",
        expires=NOW + HOUR,
        version=3,
        case=ref,
    )


def blank() -> Blank:
    return Blank(id="f1", command="concern new", given={"detail": "", "age": "u12"}, asked="topic")


def answers() -> Answers:
    return Answers(
        form="f1", command="concern new", values={"detail": Sensitive(WORDS), "age": Sensitive("")}
    )


def link(no: PersonNo = NURSE) -> Link:
    return Link(
        person=no,
        platform="slack",
        account="U1",
        room="D1",
        expires=NOW + HOUR,
        blank=blank(),
        shows=Sensitive(WORDS),
    )


def meeting(no: MeetingNo) -> Meeting:
    return Meeting(
        no=no,
        kind=MeetingKind.CONFERENCE,
        called_by=COORDINATOR,
        slots=(Slot.of(NOW), Slot.of(NOW + HOUR)),
        cases=(CaseRef(7),),
        seats=(SeatNo(3), SeatNo(4)),
        present=(SeatNo(3),),
        face_to_face=True,
        held=NOW,
    )


def clock(of: CaseId, name: ClockName = ClockName.FIRST_ANSWER, round: int = 1) -> Running:
    key = ClockKey(case=of, name=name, round=round)
    return Running(key=key, started=NOW, due=NOW + 24 * HOUR, urgent=True)


def rungs(running: Running, count: int = 3) -> list[Rung]:
    """One each hour, the first an hour after the clock started."""
    return [
        Rung(clock=running.key, number=n, due=running.started + n * HOUR)
        for n in range(1, count + 1)
    ]


def notice(to: PersonNo = NURSE, **more: str) -> Notice:
    key = ClockKey(case=UUID(int=7), name=ClockName.FIRST_ANSWER)
    return Notice(
        to=to,
        kind=NoticeKind.DUE_SOON,
        left_s=3600,
        late=True,
        rung=2,
        clock=key,
        opens=more.get("opens", "case list"),
    )


def event(act: Act = Act.RAISE, by: PersonNo | None = NURSE) -> Event:
    facts = {"urgency": Urgency.TODAY, "ref": CaseRef(7)}
    return Event(act=act, by=by, at=NOW, facts=facts, whom=SOCIAL)


def somewhere() -> CaseId:
    return uuid4()

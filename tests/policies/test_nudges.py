"""Who is pinged at which rung, and when a ping may wake somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from bot.case import Case
from bot.disclosure import Sensitive
from bot.parts import Abstraction, Facts, Guest, Owner, Pause, PauseKind
from bot.people import Directory, Duty, OnCall, Person, Seat, SeatState
from bot.plans import Action
from bot.policies.nudges import Ring, ring
from bot.policies.receivers import coordinators
from bot.ports import ClockKey, NoticeKind, Rung, Running
from bot.vocabulary.concern import AgeBand, BasisSeen, Guessable, Strength, Sure, Topic, Urgency
from bot.vocabulary.numbers import ActionNo, Day, PersonNo, SeatNo
from bot.vocabulary.people import GuestBrings, GuestWhy, OwnerBecause, Sector
from bot.vocabulary.process import ClockName, State
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.sharing import Participation
from bot.vocabulary.work import ActionKind, Level

ZONE = "Europe/Copenhagen"
REF = CaseRef(4711)
CASE_ID = UUID(int=1)
NONE: frozenset[date] = frozenset()
TOWN, POLICE, SCHOOL, CLUB = SeatNo(1), SeatNo(2), SeatNo(3), SeatNo(4)
WEEKDAYS, WEEKENDS = OnCall.WEEKDAYS, OnCall.WEEKENDS


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def person(
    number: int, key: str, *duties: Duty, seat: SeatNo | None = None, on_call: Iterable[OnCall] = ()
) -> Person:
    return Person(
        no=PersonNo(number),
        key=key,
        name=Sensitive(key),
        seat=seat,
        duties=frozenset(duties),
        zone=ZONE,
        on_call=frozenset(on_call),
    )


def seat(number: SeatNo, key: str, sector: Sector, *, permanent: bool = True) -> Seat:
    live = SeatState.LIVE
    return Seat(no=number, key=key, name=key, sector=sector, permanent=permanent, state=live)


PEOPLE = [
    person(1, "cora", Duty.COORDINATOR, seat=TOWN, on_call=[WEEKDAYS]),
    person(2, "dan", Duty.DEPUTY_COORDINATOR, seat=TOWN, on_call=[WEEKENDS]),
    person(3, "pia", Duty.POLICE_CONTACT, Duty.HOLDER, seat=POLICE, on_call=[WEEKDAYS]),
    person(4, "per", Duty.DEPUTY, seat=POLICE, on_call=[WEEKENDS]),
    person(5, "sara", Duty.HOLDER, seat=SCHOOL),
    person(6, "sven", Duty.DEPUTY, seat=SCHOOL),
    person(7, "klaus", Duty.HOLDER, seat=CLUB),
    person(8, "gerd"),
    person(9, "ella", Duty.STAFF, seat=SCHOOL),
]
SEATS = [
    seat(TOWN, "town", Sector.MUNICIPALITY),
    seat(POLICE, "police", Sector.POLICE),
    seat(SCHOOL, "school", Sector.EDUCATION),
    seat(CLUB, "club", Sector.SPORT_LEISURE, permanent=False),
]
NUMBERS = {someone.key: someone.no for someone in PEOPLE}
MONDAY_NOON = local("2026-11-23T12:00")
MONDAY_NIGHT = local("2026-11-23T23:30")
SATURDAY = local("2026-11-21T13:00")
FIRST, OWNER = ClockName.FIRST_ANSWER, ClockName.OWNER_RESPONSE
POLICE_ANSWER, ACTION_DUE = ClockName.POLICE_ANSWER, ClockName.ACTION_DUE


def people(*, away: Iterable[str] = (), **changed: Person) -> Directory:
    """The partnership, with some away until 2027 and some changed."""
    until = datetime(2027, 1, 1, tzinfo=UTC)
    known = {someone.key: someone for someone in PEOPLE} | changed
    gone = {key: replace(known[key], away_until=until) for key in away}
    return Directory.of((known | gone).values(), SEATS)


def case(owner: str | None = "sara", *, recused: Iterable[str] = (), paused: bool = False) -> Case:
    facts = Facts(referrer=NUMBERS["ella"], recused=[NUMBERS[key] for key in recused])
    if owner:
        facts.owner = Owner(
            person=NUMBERS[owner],
            because=(OwnerBecause.TIME,),
            nominated_by=NUMBERS["cora"],
            accepted=MONDAY_NOON,
        )
    made = Case(id=CASE_ID, ref=REF, state=State.SUPPORTING, facts=facts)
    if paused:
        made.pause(PauseKind.HOLD, None, by=NUMBERS["pia"], at=MONDAY_NOON)
    return made


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a test says about the moment; the rest is ordinary."""

    on: Case = field(default_factory=case)
    among: Directory = field(default_factory=people)
    urgent: bool = False
    subject: int = 0
    late: timedelta = timedelta()
    holidays: frozenset[date] = NONE
    left: timedelta = timedelta(hours=18)


def rings(name: ClockName, number: int, now: datetime = MONDAY_NOON, **told: Any) -> Ring:
    """A rung of a clock that has eighteen hours left, if nothing else is said."""
    told_of = Told(**told)
    key = ClockKey(case=CASE_ID, name=name, subject=told_of.subject)
    started, due = now - timedelta(days=1), now + told_of.left
    running = Running(key=key, started=started, due=due, urgent=told_of.urgent)
    rung = Rung(clock=key, number=number, due=now - told_of.late)
    return ring(rung, running, told_of.on, told_of.among, now=now, holidays=told_of.holidays)


def heard(found: Ring) -> list[str]:
    keys = {number: key for key, number in NUMBERS.items()}
    return [keys[planned.notice.to] for planned in found.notices]


def wakes(found: Ring, now: datetime) -> set[str]:
    """Who hears of it at once."""
    keys = heard(found)
    return {k for k, p in zip(keys, found.notices, strict=True) if p.not_before == now}


# --- who ---


@pytest.mark.parametrize(
    ("number", "receivers", "kind"),
    [
        (1, ["cora"], NoticeKind.NEW_CONCERN),
        (2, ["cora"], NoticeKind.NEW_CONCERN),
        (3, ["cora", "dan"], NoticeKind.NEW_CONCERN),
        (4, ["cora", "dan"], NoticeKind.DUE_SOON),
        (5, ["cora", "dan", "pia", "sara"], NoticeKind.OVERDUE),
        (6, ["cora", "dan", "pia", "sara"], NoticeKind.OVERDUE),
        (17, ["cora", "dan", "pia", "sara"], NoticeKind.OVERDUE),
    ],
)
def test_a_first_answer_climbs_from_the_coordinator_to_all_permanent_seats(
    number: int, receivers: list[str], kind: NoticeKind
) -> None:
    found = rings(FIRST, number)

    assert heard(found) == receivers
    assert {planned.notice.kind for planned in found.notices} == {kind}


@pytest.mark.parametrize(
    ("number", "receivers", "kind"),
    [
        (1, ["sara"], NoticeKind.OWNER_WORD),
        (2, ["sara"], NoticeKind.OWNER_WORD),
        (3, ["sara", "sven"], NoticeKind.OWNER_WORD),
        (4, ["sara", "sven", "cora"], NoticeKind.OWNER_WORD_SOON),
        (5, ["sara", "sven", "cora", "dan"], NoticeKind.OWNER_WORD_OVERDUE),
        (6, ["sara", "sven", "cora", "dan"], NoticeKind.OWNER_WORD_OVERDUE),
    ],
)
def test_an_owners_first_word_climbs_from_the_owner_to_those_who_run_the_process(
    number: int, receivers: list[str], kind: NoticeKind
) -> None:
    found = rings(OWNER, number)

    assert heard(found) == receivers
    assert {planned.notice.kind for planned in found.notices} == {kind}


def test_the_seats_channel_hears_once_at_the_end_of_a_first_answer_only() -> None:
    assert [n for n in range(1, 9) if rings(FIRST, n).channel] == [5]
    assert not any(rings(OWNER, n).channel for n in range(1, 9))


def test_at_the_weekend_the_one_on_call_then_is_asked_first() -> None:
    assert heard(rings(FIRST, 1, SATURDAY)) == ["dan"]


def test_a_holiday_is_covered_by_whoever_covers_weekends() -> None:
    closed = frozenset({MONDAY_NOON.date()})

    assert heard(rings(FIRST, 1, holidays=closed)) == ["dan"]


def test_with_nobody_on_call_the_coordinator_is_asked() -> None:
    nobody = people(cora=replace(PEOPLE[0], on_call=frozenset()))

    assert heard(rings(FIRST, 1, among=nobody)) == ["cora"]


def test_who_is_away_is_replaced_by_the_deputy_and_told_once() -> None:
    assert heard(rings(FIRST, 3, among=people(away=["cora"]))) == ["dan"]
    assert heard(rings(OWNER, 1, among=people(away=["sara"]))) == ["sven"]
    assert heard(rings(OWNER, 5, among=people(away=["sara"]))) == ["sven", "cora", "dan"]


def test_a_deputy_of_another_agency_without_a_part_in_it_does_not_hear_before_the_agencys_own() -> (
    None
):
    sara = replace(PEOPLE[4], deputy=NUMBERS["klaus"])

    assert heard(rings(OWNER, 1, among=people(away=["sara"], sara=sara))) == ["sven"]
    assert heard(rings(OWNER, 3, among=people(sara=sara))) == ["sara", "sven"]


def test_who_came_back_is_asked_again() -> None:
    back = people(cora=replace(PEOPLE[0], away_until=MONDAY_NOON))

    assert heard(rings(FIRST, 1, among=back)) == ["cora"]


def test_who_stepped_aside_is_never_told() -> None:
    aside = case(recused=["cora", "pia"])

    assert heard(rings(FIRST, 1, on=aside)) == ["dan"]
    assert heard(rings(FIRST, 5, on=aside)) == ["dan", "per", "sara"]


def test_with_nobody_left_the_next_row_is_called_at_once() -> None:
    empty = people(away=["cora", "dan"])
    found = rings(FIRST, 1, MONDAY_NIGHT, among=empty)

    assert heard(found) == ["pia", "sara"]
    assert wakes(found, MONDAY_NIGHT) == {"pia", "sara"}
    assert not found.channel
    assert {planned.notice.kind for planned in found.notices} == {NoticeKind.NEW_CONCERN}


def test_an_owner_and_a_deputy_who_are_away_leave_it_to_the_coordinator() -> None:
    assert heard(rings(OWNER, 1, among=people(away=["sara", "sven"]))) == ["cora"]


def test_without_an_owner_nobody_owes_an_owners_word() -> None:
    assert rings(OWNER, 5, on=case(owner=None)) == Ring()


def test_seats_that_are_not_permanent_or_not_live_have_no_duty_member() -> None:
    suspended = [replace(s, state=SeatState.SUSPENDED) if s.key == "school" else s for s in SEATS]
    among = Directory.of(PEOPLE, suspended)

    assert heard(rings(FIRST, 5, among=among)) == ["cora", "dan", "pia"]


def test_of_a_seat_the_one_on_call_is_the_duty_member() -> None:
    assert heard(rings(FIRST, 5, SATURDAY)) == ["cora", "dan", "per", "sara"]


def test_the_police_check_climbs_to_the_deputy_and_the_coordinator() -> None:
    assert [heard(rings(POLICE_ANSWER, n)) for n in (1, 2, 3, 4)] == [
        ["pia"],
        ["pia", "per"],
        ["pia", "per", "cora"],
        ["pia", "per", "cora"],
    ]


def step(number: int, holder: str) -> Action:
    return Action(
        no=ActionNo(number),
        kind=ActionKind.MENTORING,
        level=Level.PERSON,
        mode=Participation.VOLUNTARY,
        holder=NUMBERS[holder],
        due=Day.of(MONDAY_NOON.date()),
    )


def test_a_late_step_climbs_from_its_holder_to_owner_coordinator_and_deputy() -> None:
    planned = case(owner="cora")
    planned.facts.plan.actions = [step(1, "ella"), step(2, "sara")]

    assert [heard(rings(ACTION_DUE, n, on=planned, subject=2)) for n in range(1, 6)] == [
        ["sara"],
        ["sara"],
        ["sara", "cora"],
        ["sara", "cora"],
        ["sara", "sven", "cora"],
    ]


def test_a_guest_hears_of_the_end_and_nobody_stands_in_and_so_does_who_may_let_them_stay() -> None:
    visited = case()
    visited.facts.guests = [
        Guest(
            no=1,
            person=NUMBERS["gerd"],
            sponsor=NUMBERS["sara"],
            why=GuestWhy.KNOWS_THE_PERSON,
            brings=GuestBrings.RELATIONSHIP,
            may=(),
            since=MONDAY_NOON,
            until=MONDAY_NOON + timedelta(days=5),
        )
    ]

    among = people(away=["gerd", "sara"])
    found = rings(ClockName.GUEST_UNTIL, 1, on=visited, subject=1, among=among)

    assert heard(found) == ["gerd", "sven"]
    assert [one.notice.kind for one in found.notices] == [
        NoticeKind.GUEST_ENDS,
        NoticeKind.GUEST_LEAVES,
    ]
    visited.facts.guests[0].ended = MONDAY_NOON
    assert rings(ClockName.GUEST_UNTIL, 1, on=visited, subject=1) == Ring()


def test_of_a_draft_only_its_author_hears_even_while_away() -> None:
    draft = Case(id=CASE_ID, facts=Facts(referrer=NUMBERS["ella"]))

    found = rings(ClockName.DRAFT_LIFE, 1, on=draft, among=people(away=["ella"]))

    assert heard(found) == ["ella"]
    assert found.notices[0].notice.opens == "concern ladder"


# --- when ---


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_first_three_rungs_wait_for_the_end_of_quiet_hours(number: int) -> None:
    found = rings(FIRST, number, MONDAY_NIGHT)

    assert {planned.not_before for planned in found.notices} == {local("2026-11-24T08:00")}


def test_they_wait_over_the_weekend() -> None:
    (planned,) = rings(FIRST, 1, local("2026-11-20T19:00")).notices

    assert planned.not_before == local("2026-11-23T08:00")


@pytest.mark.parametrize("name", [FIRST, OWNER])
@pytest.mark.parametrize("number", [4, 5])
def test_three_quarters_and_the_end_wake_everybody(name: ClockName, number: int) -> None:
    found = rings(name, number, MONDAY_NIGHT)

    assert wakes(found, MONDAY_NIGHT) == set(heard(found))


def test_later_rungs_wake_people_on_call_and_reach_others_from_seven_to_ten() -> None:
    night = rings(FIRST, 6, MONDAY_NIGHT)
    weekend = rings(FIRST, 6, SATURDAY)
    early = rings(FIRST, 6, local("2026-11-23T05:00"))

    assert wakes(night, MONDAY_NIGHT) == {"cora", "pia"}
    assert {p.not_before for p in night.notices} == {MONDAY_NIGHT, local("2026-11-24T07:00")}
    assert wakes(weekend, SATURDAY) == set(heard(weekend))
    assert {p.not_before for p in early.notices} >= {local("2026-11-23T07:00")}


def test_urgent_wakes_people_on_call_from_the_first_rung_and_lets_others_sleep() -> None:
    found = rings(FIRST, 3, MONDAY_NIGHT, urgent=True)
    owner = rings(OWNER, 1, MONDAY_NIGHT, urgent=True)

    assert wakes(found, MONDAY_NIGHT) == {"cora"}
    assert owner.notices[0].not_before == local("2026-11-24T08:00")


def test_the_police_check_keeps_quiet_hours_unless_it_is_urgent() -> None:
    (usual,) = rings(POLICE_ANSWER, 1, MONDAY_NIGHT).notices
    (urgent,) = rings(POLICE_ANSWER, 1, MONDAY_NIGHT, urgent=True).notices

    assert usual.not_before == local("2026-11-24T08:00")
    assert urgent.not_before == MONDAY_NIGHT


def test_what_is_for_today_waits_to_half_past_seven_unless_its_clock_would_run_out_before() -> None:
    today = case()
    today.facts.abstract = Abstraction(
        topics=(Topic.ALONE,),
        urgency=Urgency.TODAY,
        age=AgeBand.AGED_12_15,
        basis=BasisSeen.SEEN_MYSELF,
        sure=Sure.FAIRLY,
        strengths=(Strength.FRIENDS,),
        guessable=Guessable.WOULD_NOT_GUESS,
    )

    (waits,) = rings(POLICE_ANSWER, 1, MONDAY_NIGHT, on=today).notices
    (at_once,) = rings(POLICE_ANSWER, 1, MONDAY_NIGHT, on=today, left=timedelta(hours=6)).notices
    (promise,) = rings(FIRST, 1, MONDAY_NIGHT, on=today).notices

    assert (waits.not_before, waits.notice.waited) == (local("2026-11-24T07:30"), False)
    assert at_once.not_before == MONDAY_NIGHT
    assert promise.not_before == local("2026-11-24T08:00")


def test_a_pause_silences_the_owners_word_unless_urgent_but_not_the_first_answer() -> None:
    paused = case(paused=True)

    assert rings(OWNER, 5, on=paused) == Ring()
    assert heard(rings(OWNER, 1, on=paused, urgent=True)) == ["sara"]
    assert heard(rings(FIRST, 1, on=paused)) == ["cora"]


def test_both_kinds_of_pause_silence_the_same() -> None:
    held, paused = case(paused=True), case(paused=True)
    paused.hidden.pauses = [
        Pause(by=NUMBERS["cora"], kind=PauseKind.ORDINARY, why=None, since=MONDAY_NOON)
    ]

    for name in (FIRST, OWNER, POLICE_ANSWER):
        for number in range(1, 7):
            assert rings(name, number, on=held) == rings(name, number, on=paused)


# --- what ---


def test_a_notice_opens_the_case_and_names_clock_and_rung() -> None:
    (planned,) = rings(FIRST, 1).notices

    assert planned.notice.opens == f"case show {REF}"
    assert planned.notice.clock == ClockKey(case=CASE_ID, name=FIRST)
    assert (planned.notice.rung, planned.notice.late) == (1, False)


def test_the_time_left_is_reckoned_from_the_moment_it_is_read() -> None:
    (at_noon,) = rings(FIRST, 1, MONDAY_NOON).notices
    (at_night,) = rings(FIRST, 1, MONDAY_NIGHT).notices

    assert at_noon.notice.left_s == 18 * 3600
    assert at_night.notice.left_s == 18 * 3600 - int(8.5 * 3600)


def test_an_overdue_answer_has_no_time_left() -> None:
    assert {planned.notice.left_s for planned in rings(FIRST, 5).notices} == {None}


def test_a_rung_sent_after_a_downtime_says_that_it_is_late() -> None:
    (planned,) = rings(FIRST, 1, late=timedelta(minutes=6)).notices

    assert planned.notice.late


def test_coordinator_comes_before_deputy_and_each_once() -> None:
    both = replace(PEOPLE[0], duties=frozenset({Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR}))

    assert [p.key for p in coordinators(people(cora=both))] == ["cora", "dan"]

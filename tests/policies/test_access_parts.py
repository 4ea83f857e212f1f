"""Mirrors the lists of bot/policies/access.py that narrow or widen a cell, each row by what it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.case import Case
from bot.errors import NotFound
from bot.joint import Asked
from bot.parts import Override, Share
from bot.people import Directory, Duty, Person
from bot.policies import access
from bot.policies.access import Scene
from bot.policies.permissions import TABLE
from bot.process import STATES
from bot.vocabulary.law import AgreementKind
from bot.vocabulary.numbers import Day, SeatNo
from bot.vocabulary.people import GuestMay
from bot.vocabulary.process import Act, State
from bot.vocabulary.roles import Cell, Permission, Role
from bot.vocabulary.sharing import Footing, Purpose, Question
from bot.vocabulary.view import OverrideGround, Told, WhyNotAsked
from tests.policies.test_access import (
    DIRECTORY,
    NOW,
    PAST_DRAFT,
    SOMEBODY,
    case_in,
    named,
    nobody,
    scene,
)

# Who gave keeps these to the end, whatever the state shows to others.
KEPT = {
    Permission.SEE_CASE_EXISTS,
    Permission.LIST_CASES,
    Permission.ADD_DETAIL,
    Permission.SET_URGENT,
    Permission.OPEN_SEALED,
    Permission.OPEN_IDENTITY,
    Permission.SEE_OPENINGS,
    Permission.RECORD_CONSENT,
    Permission.WRITE_DRAFT,
    Permission.READ_LADDER,
    Permission.RAISE_CONCERN,
}
# A deputy carries the work on; what was written, judging and giving stay with whoever was asked.
CARRIED = {
    Permission.SEE_CASE_EXISTS,
    Permission.SEE_ABSTRACT,
    Permission.LIST_CASES,
    Permission.SEE_LIMITS,
    Permission.SEE_PLAN,
    Permission.SEE_GUESTS,
    Permission.RUN_CASE,
    Permission.PAUSE_CASE,
    Permission.SET_URGENT,
    Permission.ESCALATE,
    Permission.ADD_DETAIL,
    Permission.ACCEPT_OWNER,
    Permission.WRITE_PLAN,
    Permission.LOG_PROGRESS,
    Permission.ANSWER_CLOSING,
}
# What nobody is permitted by part alone: it takes being asked.
ASKED = {Permission.SECOND_OVERRIDE, Permission.ANSWER_INFO}


def _may(role: Role, permission: Permission) -> bool:
    return TABLE[permission][role] not in {Cell.NONE, Cell.COUNTS} and permission not in ASKED


@pytest.mark.parametrize(
    ("duty", "role"),
    [
        (Duty.COORDINATOR, Role.COORDINATOR),
        (Duty.DEPUTY_COORDINATOR, Role.COORDINATOR),
        (Duty.POLICE_CONTACT, Role.POLICE_CONTACT),
        (Duty.MANAGER, Role.MANAGER),
        (Duty.ADMINISTRATOR, Role.ADMINISTRATOR),
        (Duty.AUDITOR, Role.AUDITOR),
        (Duty.STRATEGIC, Role.STRATEGIC),
        (Duty.EXPERT, Role.EXPERT),
    ],
)
def test_a_duty_is_one_role(duty: Duty, role: Role) -> None:
    assert access.general_roles(nobody(duty), scene()) == {role}


@pytest.mark.parametrize("permission", list(Permission))
def test_who_raised_it_keeps_a_say_whatever_the_state_shows_to_others(
    permission: Permission,
) -> None:
    for state in PAST_DRAFT:
        if Role.REFERRER in STATES[state].seen_by:
            continue
        if permission is Permission.ANSWER_CLOSING and state is State.CLOSING:
            continue
        case = case_in(state)
        person = SOMEBODY[Role.REFERRER](case)
        kept = permission in KEPT and _may(Role.REFERRER, permission)
        assert access.allowed(person, permission, case, scene()) is kept


@pytest.mark.parametrize("state", PAST_DRAFT)
def test_who_raised_it_says_how_it_went_in_the_closing_round_and_at_no_other_time(
    state: State,
) -> None:
    case = case_in(state)
    person = SOMEBODY[Role.REFERRER](case)
    said = state is State.CLOSING or Role.REFERRER in STATES[state].seen_by
    assert access.allowed(person, Permission.ANSWER_CLOSING, case, scene()) is said


# --- deputies ---


def _away(key: str) -> Scene:
    gone = replace(named(key), away_until=NOW + timedelta(days=3))
    people = {**DIRECTORY.people, gone.no: gone}
    return scene(directory=Directory.of(people.values(), DIRECTORY.seats.values()))


def _case_of(role: Role, key: str) -> Case:
    """A case in which that person has this part."""
    case = case_in(State.SUPPORTING)
    SOMEBODY[role](case)
    if role is Role.CASE_OWNER:
        assert case.facts.owner is not None
        case.facts.owner.person = named(key).no
    else:
        case.facts.circle[0].person = named(key).no
    return case


@pytest.mark.parametrize("role", [Role.CASE_OWNER, Role.CIRCLE])
@pytest.mark.parametrize("permission", list(Permission))
def test_the_deputy_of_somebody_away_carries_the_work_and_reads_nothing_that_was_written(
    role: Role, permission: Permission
) -> None:
    case, deputy = _case_of(role, "social"), named("social_deputy")
    carried = permission in CARRIED and _may(role, permission)

    assert access.allowed(deputy, permission, case, _away("social")) is carried
    assert not access.allowed(deputy, permission, case, scene())
    assert access.works_on(named("social"), case, scene())
    assert not access.works_on(deputy, case, _away("social"))


def _does(person: Person, act: Act, case: Case) -> bool:
    try:
        return bool(access.acting(person, act, case, scene()))
    except NotFound:
        return False


def test_the_deputy_of_an_owner_who_is_there_gives_the_first_word_and_does_no_more() -> None:
    case, deputy = _case_of(Role.CASE_OWNER, "social"), named("social_deputy")
    assert case.facts.owner is not None
    assert not any(_does(deputy, act, case) for act in Act)

    case.facts.owner.owed = True
    done = {act for act in Act if _does(deputy, act, case)}
    assert done == {Act.OWNER_REPLY, Act.LOG_PROGRESS, Act.WRITE_PLAN}


# --- one role alone ---


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        (Role.COORDINATOR, Permission.OPEN_SEALED),
        (Role.COORDINATOR, Permission.OPEN_IDENTITY),
        (Role.POLICE_CONTACT, Permission.OPEN_SEALED),
    ],
)
def test_content_takes_being_of_the_circle(role: Role, permission: Permission) -> None:
    for state in PAST_DRAFT:
        case = case_in(state)
        assert not access.allowed(SOMEBODY[role](case), permission, case, scene())


@pytest.mark.parametrize("may", [GuestMay.ADD, GuestMay.JUDGE])
def test_a_guest_who_adds_or_judges_reads_what_is_released_and_one_with_steps_alone_does_not(
    may: GuestMay,
) -> None:
    case = case_in(State.SUPPORTING)
    person = SOMEBODY[Role.GUEST](case)
    case.facts.guests[0].may = (may,)
    assert access.allowed(person, Permission.OPEN_SEALED, case, scene())
    case.facts.guests[0].may = (GuestMay.OWN_ACTIONS,)
    assert not access.allowed(person, Permission.OPEN_SEALED, case, scene())


def test_opening_takes_a_second_person_where_no_guard_asks_for_one() -> None:
    """Of every act: who may do it only with a second person, which dispatch then sees to."""
    found = {
        (act, role) for act in Act for role in Role if access.takes_two(frozenset({role}), act)
    }
    assert found == {
        (Act.OPEN_SEALED, Role.AUDITOR),
        (Act.OPEN_IDENTITY, Role.CIRCLE),
        (Act.OPEN_IDENTITY, Role.COORDINATOR),
        (Act.OPEN_IDENTITY, Role.AUDITOR),
    }


# --- who was asked by name, or by seat ---


def _override(second: Person) -> Override:
    return Override(
        no=1,
        by=named("teacher").no,
        seat=None,
        second=second.no,
        ground=next(iter(OverrideGround)),
        why_not_asked=next(iter(WhyNotAsked)),
        necessity=0,
        words=0,
        data=(),
        to=(),
        until=Day.of(NOW.date()),
        told=next(iter(Told)),
        told_on=None,
        asked=NOW,
    )


@pytest.mark.parametrize("role", list(Role))
def test_the_second_person_for_sharing_without_consent_is_whoever_is_named_while_it_waits(
    role: Role,
) -> None:
    case = case_in(State.SUPPORTING)
    person, yes = SOMEBODY[role](case), TABLE[Permission.SECOND_OVERRIDE][role] is not Cell.NONE

    assert not access.allowed(person, Permission.SECOND_OVERRIDE, case, scene())
    case.hidden.overrides.append(_override(person))
    assert access.allowed(person, Permission.SECOND_OVERRIDE, case, scene()) is yes
    case.hidden.overrides[0].refused = NOW
    assert not access.allowed(person, Permission.SECOND_OVERRIDE, case, scene())


@pytest.mark.parametrize("role", list(Role))
def test_a_question_is_answered_by_the_seat_that_owes_the_answer(role: Role) -> None:
    case = case_in(State.ASSESSING)
    person = replace(SOMEBODY[role](case), seat=SeatNo(7))
    if role is Role.REFERRER:
        case.facts.referrer = person.no
    yes = TABLE[Permission.ANSWER_INFO][role] is not Cell.NONE
    directory = Directory.of([*DIRECTORY.people.values(), person], DIRECTORY.seats.values())
    here = scene(directory=directory)

    assert not access.allowed(person, Permission.ANSWER_INFO, case, here)
    case.facts.asked.append(_question(SeatNo(6)))
    assert not access.allowed(person, Permission.ANSWER_INFO, case, here)
    case.facts.asked.append(_question(SeatNo(7)))
    assert access.allowed(person, Permission.ANSWER_INFO, case, here) is yes


def _question(seat: SeatNo) -> Asked:
    return Asked(
        no=1,
        seat=seat,
        question=next(iter(Question)),
        by=named("coordinator").no,
        at=NOW,
        footing=Footing.PUBLIC_TASK,
    )


@pytest.mark.parametrize("permission", [Permission.SEE_ABSTRACT, Permission.SEE_CASE_EXISTS])
def test_a_seat_that_owes_an_answer_sees_the_one_abstract_until_it_has_answered(
    permission: Permission,
) -> None:
    case, member = case_in(State.ASSESSING), named("housing")

    assert not access.allowed(member, permission, case, scene())
    case.facts.asked.append(_question(SeatNo(7)))
    assert access.allowed(member, permission, case, scene())
    case.facts.asked[0].without = True
    assert not access.allowed(member, permission, case, scene())


@pytest.mark.parametrize(
    "permission", [Permission.SEE_ABSTRACT, Permission.SEE_CASE_EXISTS, Permission.POLICE_ANSWER]
)
def test_the_police_see_an_ended_case_only_once_they_are_asked_anew(permission: Permission) -> None:
    case, police = case_in(State.FOLLOW_UP), nobody(Duty.POLICE_CONTACT)

    assert not access.allowed(police, permission, case, scene())
    case.facts.police_asked = NOW
    assert access.allowed(police, permission, case, scene())
    case.state = State.NOT_TAKEN
    assert not access.allowed(police, permission, case, scene())


# --- what was released, and what was given ---


def _share(*to: SeatNo) -> Share:
    return Share(
        no=1,
        by=named("nurse").no,
        seat=SeatNo(4),
        to=to,
        data=(),
        items=(),
        purpose=next(iter(Purpose)),
        footing=Footing.PUBLIC_TASK,
        agreement=1,
        kind=next(iter(AgreementKind)),
        helps=None,
        at=NOW,
        until=Day.of(NOW.date()),
    )


@pytest.mark.parametrize("permission", [Permission.OPEN_SEALED, Permission.SEE_CASE_EXISTS])
def test_a_release_lets_its_seat_know_of_the_case_and_open_what_was_released(
    permission: Permission,
) -> None:
    case, member = case_in(State.SUPPORTING), named("housing")
    assert not access.allowed(member, permission, case, scene())
    case.hidden.shares.append(_share(SeatNo(6)))
    assert not access.allowed(member, permission, case, scene())
    case.hidden.shares.append(_share(SeatNo(7)))
    assert access.allowed(member, permission, case, scene())
    assert not access.allowed(member, permission, case, scene(now=NOW + timedelta(days=1)))


def test_a_release_opens_nothing_once_a_case_has_ended_and_lets_do_nothing_else() -> None:
    case, member = case_in(State.SUPPORTING), named("housing")
    case.hidden.shares.append(_share(SeatNo(7)))
    for permission in Permission:
        by_release = permission in {Permission.OPEN_SEALED, Permission.SEE_CASE_EXISTS}
        assert access.allowed(member, permission, case, scene()) is by_release
    opens = {
        State.RAISED,
        State.SCREENING,
        State.ASSESSING,
        State.PREPARING,
        State.SUPPORTING,
        State.CLOSING,
    }
    for state in State:
        case.state = state
        assert access.allowed(member, Permission.OPEN_SEALED, case, scene()) is (state in opens)

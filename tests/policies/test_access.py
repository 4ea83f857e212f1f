"""Mirrors bot/policies/access.py: 12 roles × 66 permissions, and what the cells cannot show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.console import cast
from bot.case import Case
from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.parts import Facts, Guest, Member, Owner
from bot.people import Directory, Duty, Person
from bot.policies import access
from bot.policies.access import Scene
from bot.policies.permissions import TABLE
from bot.process import ACTS, STATES
from bot.vocabulary.numbers import Day, PersonNo
from bot.vocabulary.people import GuestBrings, GuestMay, GuestWhy
from bot.vocabulary.process import Act, State
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Cell, Permission, Role

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DIRECTORY = cast.directory("console")
PAIRS = [(role, permission) for role in Role for permission in Permission]
PAST_DRAFT = [s for s in State if s not in {State.DRAFT, State.ERASED}]


def scene(profile: str = "light", now: datetime = NOW, directory: Directory = DIRECTORY) -> Scene:
    return Scene(directory=directory, partnership=cast.partnership(profile), now=now)


def named(key: str) -> Person:
    person = DIRECTORY.by_key(key)
    assert person is not None
    return person


def nobody(*duties: Duty) -> Person:
    """Somebody without a seat."""
    return Person(no=PersonNo(900), key="nobody", name=Sensitive("N"), duties=frozenset(duties))


def case_in(state: State, referrer: str = "nurse") -> Case:
    facts = Facts(referrer=named(referrer).no, raised=NOW - timedelta(hours=1))
    return Case(ref=CaseRef.parse("amber-harbour-47-K"), state=state, facts=facts)


def _referrer(case: Case) -> Person:
    return replace(nobody(), no=case.facts.referrer)


def _member(_case: Case) -> Person:
    return named("housing")


def _circle(case: Case) -> Person:
    person = replace(nobody(), no=PersonNo(901))
    case.facts.circle.append(
        Member(
            person=person.no,
            seat=None,
            why=GuestWhy.LEGAL_ROLE,
            brings=GuestBrings.AUTHORITY,
            since=NOW,
            until=Day.of((NOW + timedelta(days=90)).date()),
        )
    )
    return person


def _owner(case: Case) -> Person:
    person = replace(nobody(), no=PersonNo(902))
    case.facts.owner = Owner(person=person.no, because=(), nominated_by=PersonNo(1), accepted=NOW)
    return person


def _guest(case: Case) -> Person:
    person = replace(nobody(), no=PersonNo(903))
    case.facts.guests.append(
        Guest(
            no=1,
            person=person.no,
            sponsor=PersonNo(1),
            why=GuestWhy.FAMILY_VOICE,
            brings=GuestBrings.KNOWLEDGE,
            may=tuple(GuestMay),
            since=NOW,
            until=NOW + timedelta(days=30),
        )
    )
    return person


SOMEBODY: dict[Role, Callable[[Case], Person]] = {
    Role.REFERRER: _referrer,
    Role.MEMBER: _member,
    Role.CIRCLE: _circle,
    Role.POLICE_CONTACT: lambda _case: nobody(Duty.POLICE_CONTACT),
    Role.COORDINATOR: lambda _case: nobody(Duty.COORDINATOR),
    Role.CASE_OWNER: _owner,
    Role.GUEST: _guest,
    Role.EXPERT: lambda _case: nobody(Duty.EXPERT),
    Role.MANAGER: lambda _case: nobody(Duty.MANAGER),
    Role.ADMINISTRATOR: lambda _case: nobody(Duty.ADMINISTRATOR),
    Role.AUDITOR: lambda _case: nobody(Duty.AUDITOR),
    Role.STRATEGIC: lambda _case: nobody(Duty.STRATEGIC),
}

# Cells that further conditions narrow; each has tests of its own below.
NARROWED = {
    (Role.COORDINATOR, Permission.OPEN_SEALED),
    (Role.COORDINATOR, Permission.OPEN_IDENTITY),
    (Role.POLICE_CONTACT, Permission.OPEN_SEALED),
    (Role.MEMBER, Permission.ANSWER_CONCERN),
    # A question goes to a seat: tests/dialogue/test_assess.py.
    *((role, Permission.ANSWER_INFO) for role in Role),
    # A second person is asked by name: tests/dialogue/test_override.py.
    *((role, Permission.SECOND_OVERRIDE) for role in Role),
}


def test_the_table_is_whole() -> None:
    assert len(TABLE) == 66
    assert all(set(cells) == set(Role) for cells in TABLE.values())


@pytest.mark.parametrize(("role", "permission"), PAIRS, ids=lambda one: one.value)
def test_a_no_in_the_table_is_a_no_in_every_state(role: Role, permission: Permission) -> None:
    if TABLE[permission][role] not in {Cell.NONE, Cell.COUNTS}:
        return
    for state in PAST_DRAFT:
        case = case_in(state)
        person = SOMEBODY[role](case)
        assert access.roles(person, case, scene()) == {role}
        assert not access.allowed(person, permission, case, scene())


@pytest.mark.parametrize(("role", "permission"), PAIRS, ids=lambda one: one.value)
def test_a_yes_in_the_table_is_a_yes_where_the_state_shows_the_case_to_the_role(
    role: Role, permission: Permission
) -> None:
    if TABLE[permission][role] in {Cell.NONE, Cell.COUNTS} or (role, permission) in NARROWED:
        return
    if role is Role.EXPERT:
        return  # sees one abstract once asked; asking comes with the joint assessment
    in_sight = [s for s in PAST_DRAFT if role in STATES[s].seen_by]
    for state in in_sight:
        case = case_in(state)
        person = SOMEBODY[role](case)
        assert access.allowed(person, permission, case, scene())


@pytest.mark.parametrize("act", list(Act), ids=lambda act: act.value)
def test_an_act_is_open_only_to_the_roles_of_its_row(act: Act) -> None:
    row = ACTS[act]
    for role in set(Role) - set(row.who):
        for state in PAST_DRAFT:
            case = case_in(state)
            person = SOMEBODY[role](case)
            with pytest.raises(NotFound):
                access.acting(person, act, case, scene())


@pytest.mark.parametrize("permission", list(Permission), ids=lambda one: one.value)
def test_a_draft_is_its_authors_alone(permission: Permission) -> None:
    for role in Role:
        case = case_in(State.DRAFT, referrer="teacher")
        person = SOMEBODY[role](case) if role is not Role.REFERRER else named("nurse")
        assert not access.allowed(person, permission, case, scene())


@pytest.mark.parametrize("permission", list(Permission), ids=lambda one: one.value)
def test_a_recused_person_is_nothing_to_the_case(permission: Permission) -> None:
    for role in Role:
        case = case_in(State.SUPPORTING)
        person = SOMEBODY[role](case)
        case.facts.recused.append(person.no)
        assert not access.allowed(person, permission, case, scene())


def test_a_duty_member_may_answer_only_after_the_clock_ran_out() -> None:
    case = case_in(State.RAISED)
    late = NOW - timedelta(hours=1) + timedelta(hours=24)

    assert not access.allowed(named("housing"), Permission.ANSWER_CONCERN, case, scene())
    assert not access.allowed(named("housing"), Permission.SEE_ABSTRACT, case, scene())
    assert access.allowed(named("housing"), Permission.ANSWER_CONCERN, case, scene(now=late))
    assert access.allowed(named("housing"), Permission.SEE_ABSTRACT, case, scene(now=late))
    case.state = State.SCREENING
    assert not access.allowed(named("housing"), Permission.SEE_ABSTRACT, case, scene(now=late))


def test_the_coordinator_writes_the_police_answer_in_light_only() -> None:
    case, person = case_in(State.SCREENING), nobody(Duty.COORDINATOR)

    assert access.allowed(person, Permission.POLICE_ANSWER, case, scene("light"))
    assert not access.allowed(person, Permission.POLICE_ANSWER, case, scene("full"))


def test_the_coordinator_opens_sealed_text_only_as_one_of_the_circle() -> None:
    case = case_in(State.SUPPORTING)
    outside = nobody(Duty.COORDINATOR)
    inside = replace(_circle(case), duties=frozenset({Duty.COORDINATOR}))

    assert not access.allowed(outside, Permission.OPEN_SEALED, case, scene())
    assert access.allowed(inside, Permission.OPEN_SEALED, case, scene())


def test_a_guest_is_out_to_the_second() -> None:
    case = case_in(State.SUPPORTING)
    person = _guest(case)
    end = NOW + timedelta(days=30)

    assert access.allowed(
        person, Permission.SEE_ABSTRACT, case, scene(now=end - timedelta(seconds=1))
    )
    assert not access.allowed(person, Permission.SEE_ABSTRACT, case, scene(now=end))


@pytest.mark.parametrize(
    ("permission", "needs"),
    [
        (Permission.ADD_DETAIL, GuestMay.ADD),
        (Permission.GIVE_JUDGEMENT, GuestMay.JUDGE),
        (Permission.LOG_PROGRESS, GuestMay.OWN_ACTIONS),
        (Permission.SEE_PLAN, GuestMay.OWN_ACTIONS),
    ],
)
def test_a_guest_does_only_what_the_invitation_names(
    permission: Permission, needs: GuestMay
) -> None:
    case = case_in(State.SUPPORTING)
    person = _guest(case)

    case.facts.guests[0].may = (needs,)
    assert access.allowed(person, permission, case, scene())
    case.facts.guests[0].may = tuple(set(GuestMay) - {needs})
    assert not access.allowed(person, permission, case, scene())


def test_a_member_of_the_circle_is_out_the_day_after_the_last() -> None:
    case = case_in(State.SUPPORTING)
    person = _circle(case)
    last = case.facts.circle[0].until

    in_time = datetime.combine(last.date, datetime.min.time(), UTC)
    assert access.allowed(person, Permission.SEE_ABSTRACT, case, scene(now=in_time))
    assert not access.allowed(
        person, Permission.SEE_ABSTRACT, case, scene(now=in_time + timedelta(days=1))
    )


def test_what_somebody_has_by_seat_goes_with_the_seat() -> None:
    away = replace(named("housing"), seat=None, duties=frozenset())

    assert access.general_roles(named("housing"), scene()) == {Role.REFERRER, Role.MEMBER}
    assert access.general_roles(away, scene()) == frozenset()


def test_an_administrator_with_a_seat_by_mistake_still_sees_no_case() -> None:
    odd = replace(named("housing"), duties=frozenset({Duty.ADMINISTRATOR, Duty.HOLDER}))
    case = case_in(State.RAISED)

    for permission in (Permission.SEE_ABSTRACT, Permission.OPEN_SEALED, Permission.LIST_CASES):
        assert not access.allowed(odd, permission, case, scene(now=NOW + timedelta(days=3)))

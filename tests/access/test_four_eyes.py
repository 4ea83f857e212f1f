"""Four eyes are two people; in the full profile of two agencies, whichever way the second one comes in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.console import cast
from bot.case import Case
from bot.errors import GuardRefused
from bot.parts import Facts
from bot.people import Duty, Person
from bot.policies import guards
from bot.policies.access import Scene
from bot.policies.guards import Given, Look
from bot.process import ACTS
from bot.vocabulary.process import Act, Guard, State
from bot.vocabulary.reference import CaseRef

DIRECTORY = cast.directory("console")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def person(key: str) -> Person:
    found = DIRECTORY.by_key(key)
    assert found is not None
    return found


def holds(
    profile: str,
    *,
    first: str | None = None,
    second: Person | None = None,
    recused: str = "",
    act: Act = Act.CLOSE,
) -> bool:
    facts = Facts(referrer=person("nurse").no, raised=NOW)
    if recused:
        facts.recused.append(person(recused).no)
    look = Look(
        case=Case(ref=CaseRef.parse("amber-harbour-47-K"), state=State.CLOSING, facts=facts),
        act=act,
        actor=person("coordinator"),
        scene=Scene(directory=DIRECTORY, partnership=cast.partnership(profile), now=NOW),
        given=Given(proposed_by=person(first).no if first else None),
        confirmed_by=second,
    )
    try:
        guards.hold([Guard.SECOND_PERSON], look)
    except GuardRefused:
        return False
    return True


@pytest.mark.parametrize("profile", ["light", "full"])
def test_one_person_alone_is_never_two(profile: str) -> None:
    assert not holds(profile)
    assert not holds(profile, first="coordinator")
    assert not holds(profile, second=person("coordinator"))


@pytest.mark.parametrize("profile", ["light", "full"])
def test_somebody_of_another_agency_is_the_second_whichever_way_they_come_in(profile: str) -> None:
    assert holds(profile, first="social")
    assert holds(profile, second=person("social"))


def test_a_second_account_of_ones_own_agency_does_in_light_only() -> None:
    assert holds("light", first="deputy")
    assert holds("light", second=person("deputy"))
    assert not holds("full", first="deputy")
    assert not holds("full", second=person("deputy"))


@pytest.mark.parametrize("profile", ["light", "full"])
def test_neither_the_administrator_nor_who_stepped_aside_is_a_second_person(profile: str) -> None:
    admin = replace(person("social"), duties=frozenset({Duty.ADMINISTRATOR}))
    assert not holds(profile, second=admin)
    assert not holds(profile, second=person("social"), recused="social")
    assert not holds(profile, first="social", recused="social")


FOUR_EYES = [act for act, row in ACTS.items() if Guard.SECOND_PERSON in row.guards]


@pytest.mark.parametrize("act", FOUR_EYES, ids=lambda act: act.value)
def test_every_act_of_four_eyes_takes_two_agencies_in_full(act: Act) -> None:
    assert not holds("full", act=act)
    assert not holds("full", act=act, second=person("deputy"))
    assert holds("full", act=act, second=person("social"))

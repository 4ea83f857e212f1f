"""The guard's figures, over a town generated here: what must be found, and what must be left alone."""

from __future__ import annotations

from functools import cache

import pytest

from adapters.guard.match import Index
from adapters.guard.patterns import Patterns
from tests.guard import measure
from tests.guard.people import Known, Town

SEED = 20261128


@cache
def town() -> tuple[Town, list[Known], Index]:
    made = Town(SEED)
    known = made.known(50)
    return made, known, measure.learnt(known)


@cache
def patterns() -> Patterns:
    return Patterns(measure.COUNTRY)


@cache
def recalled() -> dict[str, measure.Share]:
    return measure.known_recall(*town())


@cache
def described() -> dict[str, measure.Share]:
    return measure.pattern_recall(Town(SEED), patterns())


@pytest.mark.parametrize("kind", ["name", "phone", "mail", "born", "street"])
def test_who_a_case_is_about_is_found_by_name_number_address_and_day(kind: str) -> None:
    share = recalled()[kind]

    assert share.of == 200
    assert share.rate >= 0.97, share


def test_misspelt_names_are_found() -> None:
    """One letter, two swapped, no diacritics, joined, split: each kind by itself and all together."""
    shares = measure.typo_recall(*town())

    assert sum(s.found for s in shares.values()) / sum(s.of for s in shares.values()) >= 0.90
    for share in shares.values():
        assert share.rate >= 0.90, shares


def test_at_most_two_of_a_thousand_sentences_about_other_people_are_stopped() -> None:
    share = measure.others_named(*town(), count=2000)

    assert share.of - share.found <= 4, share


@pytest.mark.parametrize("kind", ["mail", "iban", "phone", "born"])
def test_patterns_find_what_describes_a_person_in_five_countries(kind: str) -> None:
    share = described()[kind]

    assert share.rate >= 0.97, share


def test_at_most_two_of_a_hundred_clean_sentences_are_stopped() -> None:
    made, _known, index = town()
    share = measure.clean_passed(made, patterns(), index, count=1000)

    assert share.rate >= 0.98, share

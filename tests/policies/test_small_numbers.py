"""The one rule for small numbers, held against the domain's own figures while they are at hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.policies import small_numbers
from bot.policies.small_numbers import cells, median, percent, rounded, total
from tests.domain import at_hand, domain

COUNTS = st.dictionaries(st.integers(0, 9), st.integers(0, 500), max_size=8)


@at_hand
def test_its_numbers_are_those_of_the_domain() -> None:
    rule = domain()["statistics"]

    assert (rule["hide_counts_from"], rule["hide_counts_to"]) == (
        small_numbers.HIDE_FROM,
        small_numbers.HIDE_TO,
    )
    assert rule["round_to"] == small_numbers.ROUND_TO
    assert rule["percentage_from_denominator"] == small_numbers.PERCENT_FROM
    assert rule["times_from_cases"] == small_numbers.TIMES_FROM


def test_a_total_of_one_to_seven_is_hidden_and_none_and_eight_are_not() -> None:
    assert [total(n) for n in (0, 1, 7, 8, 12, 13)] == [0, None, None, 10, 10, 15]


def test_one_hidden_cell_takes_the_smallest_other_with_it() -> None:
    assert cells({"a": 3, "b": 40, "c": 22}) == {"a": None, "b": 40, "c": None}


def test_two_hidden_cells_are_enough_and_a_part_that_is_none_is_hidden_too() -> None:
    assert cells({"a": 3, "b": 0, "c": 22}) == {"a": None, "b": None, "c": 20}


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert cells({"a": 11, "b": 40}) == {"a": 10, "b": 40}


def test_a_share_needs_twenty_behind_it_and_no_small_part() -> None:
    assert percent(9, 17) is None
    assert percent(9, 18) == 50
    assert percent(5, 40) is None
    assert percent(36, 40) is None
    assert percent(20, 40) == 50


def test_a_time_needs_eight_cases() -> None:
    assert median({2: 7}) is None
    assert median({2: 4, 9: 4}) == 2
    assert median({2: 3, 9: 5}) == 9


@given(COUNTS)
def test_no_small_cell_is_ever_shown_nor_is_one_hidden_alone(counts: dict[int, int]) -> None:
    shown = cells(counts)
    hidden = [key for key, value in shown.items() if value is None]

    assert all(shown[key] is None for key, count in counts.items() if count <= 7)
    assert len(hidden) != 1 or len(counts) == 1


@given(COUNTS)
def test_what_is_hidden_cannot_be_reckoned_from_the_total_to_less_than_eight_ways(
    counts: dict[int, int],
) -> None:
    """Even somebody who knows the true total knows of hidden cells only their sum."""
    shown = cells(counts)
    hidden = {key: counts[key] for key, value in shown.items() if value is None}
    if len(hidden) < 2:
        return
    whole = sum(hidden.values())

    assert whole == 0 or any(count != whole for count in hidden.values())


@given(st.integers(0, 10_000))
def test_rounding_goes_to_the_nearest_five(count: int) -> None:
    assert rounded(count) % 5 == 0
    assert abs(rounded(count) - count) <= 2

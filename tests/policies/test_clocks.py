"""When clocks run out and ring."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policies.clocks import due, next_rung, rungs, starts, stops
from bot.policies.nudge_table import LADDERS
from bot.ports import ClockKey, Partnership, Running
from bot.process import CLOCKS
from bot.vocabulary.process import Act, ClockName, State

ZONE = "Europe/Copenhagen"
HERE = Partnership(zone=ZONE)
NONE: frozenset[date] = frozenset()
FRIDAY = datetime(2026, 11, 20, 19, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def running(name: ClockName, started: datetime, end: datetime, *, urgent: bool = False) -> Running:
    return Running(
        key=ClockKey(case=UUID(int=1), name=name), started=started, due=end, urgent=urgent
    )


def ends(
    name: ClockName,
    started: datetime = FRIDAY,
    *,
    urgent: bool = False,
    here: Partnership = HERE,
    given: datetime | None = None,
) -> datetime | None:
    return due(name, started=started, urgent=urgent, partnership=here, holidays=NONE, given=given)


def rings(clock: Running, holidays: frozenset[date] = NONE) -> dict[int, datetime]:
    return {r.number: r.due for r in rungs(clock, partnership=HERE, holidays=holidays)}


def test_a_first_answer_is_due_in_twenty_four_hours_weekend_or_not() -> None:
    assert ends(ClockName.FIRST_ANSWER) == FRIDAY + timedelta(hours=24)


def test_urgent_makes_it_one_hour_and_two_for_the_owner() -> None:
    assert ends(ClockName.FIRST_ANSWER, urgent=True) == FRIDAY + timedelta(hours=1)
    assert ends(ClockName.OWNER_RESPONSE, urgent=True) == FRIDAY + timedelta(hours=2)


def test_a_partnership_may_ask_for_an_earlier_first_answer_never_for_a_later_one() -> None:
    quick = Partnership(zone=ZONE, first_answer_h=4, owner_response_h=8)
    slow = Partnership(zone=ZONE, first_answer_h=72, owner_response_h=72)

    assert ends(ClockName.FIRST_ANSWER, here=quick) == FRIDAY + timedelta(hours=4)
    assert ends(ClockName.OWNER_RESPONSE, here=quick) == FRIDAY + timedelta(hours=8)
    assert ends(ClockName.OWNER_RESPONSE, here=quick, urgent=True) == FRIDAY + timedelta(hours=2)
    assert ends(ClockName.FIRST_ANSWER, here=slow) == FRIDAY + timedelta(hours=24)
    assert ends(ClockName.OWNER_RESPONSE, here=slow) == FRIDAY + timedelta(hours=24)


def test_the_police_answer_counts_working_days_and_hours_when_urgent() -> None:
    assert ends(ClockName.POLICE_ANSWER) == FRIDAY + timedelta(days=3)
    assert ends(ClockName.POLICE_ANSWER, urgent=True) == FRIDAY + timedelta(hours=2)


def test_keeping_times_are_those_of_the_agreement() -> None:
    here = Partnership(zone=ZONE, keeping_not_taken_months=3, keeping_archived_months=18)

    assert ends(ClockName.KEEP_NOT_TAKEN, here=here) == datetime(2027, 2, 20, 18, tzinfo=UTC)
    assert ends(ClockName.KEEP_ARCHIVED, here=here) == datetime(2028, 5, 20, 17, tzinfo=UTC)


def test_an_action_is_due_when_its_own_date_says() -> None:
    assert ends(ClockName.ACTION_DUE) is None
    assert ends(ClockName.ACTION_DUE, given=MONDAY, urgent=True) == MONDAY


def test_a_guest_stays_until_the_date_that_was_said() -> None:
    assert ends(ClockName.GUEST_UNTIL, given=MONDAY) == MONDAY
    assert ends(ClockName.GUEST_UNTIL) == FRIDAY + timedelta(days=30)


@pytest.mark.parametrize("name", ClockName)
@pytest.mark.parametrize("urgent", [False, True])
def test_every_clock_can_be_reckoned_and_urgent_is_never_later(
    name: ClockName, urgent: bool
) -> None:
    end = ends(name, urgent=urgent, given=None if "set" not in CLOCKS[name].default else MONDAY)

    assert end is not None
    assert end > FRIDAY
    if urgent and CLOCKS[name].urgent != "set":
        usual = ends(name)
        assert usual is not None
        assert end <= usual


@pytest.mark.parametrize("name", [ClockName.FIRST_ANSWER, ClockName.OWNER_RESPONSE])
def test_the_headline_clocks_ring_at_each_quarter(name: ClockName) -> None:
    clock = running(name, FRIDAY, FRIDAY + timedelta(hours=24))

    assert rings(clock) == {n: FRIDAY + timedelta(hours=6 * (n - 1)) for n in range(1, 6)}


def test_a_concern_of_friday_evening_is_pinged_at_three_quarters_on_saturday_at_one() -> None:
    clock = running(ClockName.FIRST_ANSWER, FRIDAY, FRIDAY + timedelta(hours=24))

    assert rings(clock)[4].astimezone(ZoneInfo(ZONE)).isoformat() == "2026-11-21T13:00:00+01:00"


def test_after_the_end_they_ring_every_two_hours_and_urgent_every_thirty_minutes() -> None:
    end = FRIDAY + timedelta(hours=1)
    usual = running(ClockName.FIRST_ANSWER, FRIDAY, end)
    urgent = running(ClockName.FIRST_ANSWER, FRIDAY, end, urgent=True)

    assert [r.due - end for n in (6, 7, 8) if (r := next_rung(usual, n))] == [
        timedelta(hours=2),
        timedelta(hours=4),
        timedelta(hours=6),
    ]
    assert [r.due - end for n in (6, 7) if (r := next_rung(urgent, n))] == [
        timedelta(minutes=30),
        timedelta(hours=1),
    ]


def test_an_urgent_clock_rings_at_each_quarter_of_its_hour() -> None:
    clock = running(ClockName.FIRST_ANSWER, FRIDAY, FRIDAY + timedelta(hours=1), urgent=True)

    assert rings(clock) == {n: FRIDAY + timedelta(minutes=15 * (n - 1)) for n in range(1, 6)}


def test_the_police_check_rings_at_once_halfway_at_the_end_and_then_daily() -> None:
    clock = running(ClockName.POLICE_ANSWER, FRIDAY, FRIDAY + timedelta(days=3))

    assert rings(clock) == {
        1: FRIDAY,
        2: FRIDAY + timedelta(hours=36),
        3: FRIDAY + timedelta(days=3),
    }
    following = next_rung(clock, 4)
    assert following is not None
    assert following.due == FRIDAY + timedelta(days=4)


def test_a_guest_is_told_three_working_days_before_and_at_the_end() -> None:
    clock = running(ClockName.GUEST_UNTIL, FRIDAY - timedelta(days=20), MONDAY)

    assert rings(clock) == {1: MONDAY - timedelta(days=5), 2: MONDAY}
    assert next_rung(clock, 3) is None


def test_a_guest_of_one_day_is_told_at_the_end_only() -> None:
    assert rings(running(ClockName.GUEST_UNTIL, FRIDAY, MONDAY)) == {2: MONDAY}


def test_an_action_rings_before_on_and_after_its_day_and_holidays_do_not_count() -> None:
    clock = running(ClockName.ACTION_DUE, FRIDAY - timedelta(days=20), MONDAY)
    closed = frozenset({date(2026, 11, 24)})

    assert rings(clock, closed) == {
        1: MONDAY - timedelta(days=5),
        2: MONDAY,
        3: MONDAY + timedelta(days=2),
        4: MONDAY + timedelta(days=8),
        5: MONDAY + timedelta(days=15),
    }


def test_a_draft_that_lives_shortly_leaves_out_what_would_come_out_of_turn() -> None:
    clock = running(ClockName.DRAFT_LIFE, MONDAY, MONDAY + timedelta(days=30))

    assert [(n, (at - MONDAY).days) for n, at in rings(clock).items()] == [
        (1, 7),
        (2, 14),
        (4, 16),
        (5, 27),
        (6, 30),
    ]


def test_no_clock_runs_without_somebody_hearing_of_it() -> None:
    assert set(LADDERS) == set(ClockName)


def test_a_frozen_rung_is_not_made_again() -> None:
    clock = running(ClockName.FIRST_ANSWER, FRIDAY, MONDAY)

    assert next_rung(clock, 5) is None


@given(
    st.sampled_from(sorted(LADDERS)),
    st.integers(0, 3 * 365 * 24 * 60).map(lambda minute: FRIDAY + timedelta(minutes=minute)),
    st.timedeltas(timedelta(hours=1), timedelta(days=180)),
    st.booleans(),
)
def test_rungs_are_numbered_in_the_order_in_which_they_fall_due(
    name: ClockName, started: datetime, lasts: timedelta, urgent: bool
) -> None:
    clock = running(name, started, started + lasts, urgent=urgent)
    found = list(rings(clock).values())
    beyond = next_rung(clock, len(LADDERS[name].steps) + 1)

    assert found == sorted(set(found))
    assert all(moment >= started for moment in found)
    assert beyond is None or beyond.due > found[-1]


def test_a_raise_starts_the_first_answer_and_the_police_answer_and_stops_the_draft() -> None:
    assert starts(Act.RAISE, State.RAISED) == (ClockName.FIRST_ANSWER, ClockName.POLICE_ANSWER)
    assert stops(Act.RAISE) == (ClockName.DRAFT_LIFE,)


def test_setting_urgent_starts_the_clocks_of_urgent_and_the_owners() -> None:
    assert set(starts(Act.SET_URGENT, None)) == {
        ClockName.LADDER_CATCH_UP,
        ClockName.URGENT_LAPSE,
        ClockName.OWNER_RESPONSE,
    }


def test_an_answer_stops_the_first_answer_and_starts_the_screening() -> None:
    assert stops(Act.ANSWER) == (ClockName.FIRST_ANSWER,)
    assert starts(Act.ANSWER, State.SCREENING) == (ClockName.SCREENING_DECISION,)


def test_whatever_asks_an_owner_for_a_first_word_starts_that_clock() -> None:
    asking = {act for act in Act if ClockName.OWNER_RESPONSE in starts(act, None)}

    assert asking == {Act.ACCEPT_OWNER, Act.SET_URGENT, Act.FOLD_IN, Act.ESCALATE}


def test_renewing_a_pause_stops_its_clock_and_starts_it_anew() -> None:
    assert ClockName.PAUSE_RENEWAL in stops(Act.PAUSE)
    assert ClockName.PAUSE_RENEWAL in starts(Act.PAUSE, None)


def test_a_pause_does_not_stop_the_first_answer() -> None:
    assert ClockName.FIRST_ANSWER not in stops(Act.PAUSE)


def test_every_clock_has_an_act_that_starts_it_and_one_that_stops_it() -> None:
    entered = {name for state in State for name in starts(Act.LINK_ACCOUNT, state)}
    acted = {name for act in Act for name in starts(act, None)}

    assert entered | acted == set(ClockName)
    assert {name for act in Act for name in stops(act)} == set(ClockName)

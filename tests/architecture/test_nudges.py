"""Every nudge whose acts exist stands as a row of one table, as the domain states it."""

from __future__ import annotations

import pytest

from bot.policies.budget import UNCOUNTED
from bot.policies.nudge_table import LADDERS, Rest
from bot.ports import NoticeKind
from bot.rounds.nudge_rows import ROWS
from bot.vocabulary.process import ClockName, NudgeName
from bot.wording import NOTICES
from commands import ALL
from tests.domain import at_hand, domain

ACTS = {act.value for command in ALL for act in command.acts}
# Of the care of the structure: the act that fills a gap is not there yet, only one that happens to.
LATER = {NudgeName.SECTOR_GAP}
# These must never be put off (nudges.md, rule 1), nor look other than those that must not (rule 9).
NEVER_LATER = {
    ClockName.FIRST_ANSWER,
    ClockName.OWNER_RESPONSE,
    ClockName.POLICE_ANSWER,
    ClockName.PAUSE_RENEWAL,
    ClockName.SCREENING_DECISION,
    ClockName.OVERRIDE_CHECKED,
    ClockName.BREACH_REPORT,
}


@at_hand
@pytest.mark.parametrize("name", list(NudgeName))
def test_a_nudge_whose_acts_exist_is_a_row_with_its_clocks_and_class(name: NudgeName) -> None:
    said, row = domain()["nudges"][name.value], ROWS.get(name)
    if row is None:
        assert name in LATER or not ACTS & set(said["stop"])
        return

    assert row.text == said["class"]
    assert set(said["timers"]) <= {clock.value for clock in row.clocks}


@at_hand
@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.rounds])
def test_what_comes_round_stops_by_the_acts_of_the_domain(name: NudgeName) -> None:
    assert set(domain()["nudges"][name.value]["stop"]) <= {act.value for act in ROWS[name].stops}


@pytest.mark.parametrize("name", sorted(NEVER_LATER & set(LADDERS)))
def test_what_must_not_wait_has_no_later(name: ClockName) -> None:
    assert not LADDERS[name].later


def test_every_kind_that_a_row_says_has_a_sentence() -> None:
    kinds = {s.kind for ladder in LADDERS.values() for s in ladder.steps}
    kinds |= {c.kind for row in ROWS.values() for r in row.rounds for c in r.calls if c.kind}

    assert kinds <= set(NOTICES)


def test_what_wakes_people_is_never_held_for_a_list() -> None:
    """A rung that breaks quiet hours is said at once; a kind that is never counted is one of a closed list."""
    waking = {
        s.kind for ladder in LADDERS.values() for s in ladder.steps if s.rest is not Rest.KEPT
    }

    assert NoticeKind.DUE_SOON in waking
    assert NoticeKind.WAITING not in UNCOUNTED

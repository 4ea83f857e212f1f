"""Mirrors bot/policies/nudge_table.py: every ladder as a person reads it, and whom and when the domain says.

A changed row is approved by:  APPROVE=1 pytest tests/policies/test_ladders.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.policies.clocks import KEEPING, WAITING
from bot.policies.nudge_table import LADDERS, NUDGES, Ladder, Rest, Step
from bot.policies.nudges import _PROMISES, _SAYS_LEFT, _SAYS_OVERDUE
from bot.vocabulary.process import ClockName, NudgeName
from bot.vocabulary.roles import Role
from tests.domain import at_hand, domain

APPROVED: Final = Path(__file__).parent / "approved" / "ladders.txt"
RESTS: Final = {
    Rest.KEPT: "",
    Rest.BROKEN: "breaks quiet hours",
    Rest.BROKEN_BY_DAY: "breaks quiet hours by day",
}
# Who a receiver is to the domain. A deputy stands for whoever they are the deputy of.
ROLES: Final = {
    "coordinator_on_call": {Role.COORDINATOR},
    "coordinator": {Role.COORDINATOR},
    "deputy_coordinator": {Role.COORDINATOR},
    "duty_members": {Role.MEMBER},
    "owner": {Role.CASE_OWNER},
    "owners_deputy": {Role.CASE_OWNER},
    "police_contact": {Role.POLICE_CONTACT},
    "polices_deputy": {Role.POLICE_CONTACT},
    "circle": {Role.CIRCLE},
    "owing_a_closing_word": {Role.CIRCLE},
    "holder": {Role.CIRCLE, Role.GUEST},
    "holders_deputy": {Role.CIRCLE},
    "visitors": {Role.CIRCLE},
    "asked_seat": {Role.MEMBER, Role.CIRCLE},
    "asked_deputy": {Role.MEMBER},
    "asked_manager": {Role.MANAGER},
    "asked_by_author": {Role.MANAGER},
    "managers": {Role.MANAGER},
    "auditor": {Role.AUDITOR},
    "auditors_deputy": {Role.AUDITOR},
    "guest": {Role.GUEST},
    "author": {Role.REFERRER},
    "author_in_debt": {Role.REFERRER},
    "who_paused": {Role.POLICE_CONTACT, Role.CASE_OWNER, Role.COORDINATOR},
    "hosts": {Role.CIRCLE, Role.CASE_OWNER},
}
# Whom the domain names in a ladder's own words beside those it is "to": a count, or the next to hear.
BESIDES: Final = {
    NudgeName.PAUSE_RENEWAL: {Role.AUDITOR},
    NudgeName.INFO_REQUEST: {Role.COORDINATOR},
    NudgeName.OWNER_AND_PLAN: {Role.CASE_OWNER},
    NudgeName.VISIT_CARE: {Role.COORDINATOR},
}


def _length(every: timedelta) -> str:
    hours = every / timedelta(hours=1)
    return f"{hours / 24:g} d" if hours % 24 == 0 else f"{hours:g} h"


def _names(step: Step) -> str:
    return ", ".join(one.__name__ for one in step.to) or "nobody"


def _step(when: str, step: Step) -> str:
    said = [f"{step.kind.value} to {_names(step)}", RESTS[step.rest]]
    said += ["says how long is left"] if step.kind in _SAYS_LEFT else []
    said += ["says that it is overdue"] if step.kind in _SAYS_OVERDUE else []
    said += ["one line in the seats' channel"] if step.channel else []
    said += [f"the circle reads {step.news.name.lower()}"] if step.news else []
    for also in step.also:
        others = ", ".join(one.__name__ for one in also.to)
        said.append(f"{also.kind.value} to {others}, who open {also.opens}")
    return f"  {when}: " + "; ".join(part for part in said if part)


def _drawn(name: ClockName, ladder: Ladder) -> Iterator[str]:
    said = [f"opens {ladder.opens}", "may wait" if ladder.later else "never waits"]
    said += [f"then every {_length(ladder.every)}"] if ladder.every else []
    said += ["stands still while a case is paused"] if name in WAITING else []
    said += ["of keeping"] if name in KEEPING else []
    said += ["a promise, and not put off to today's list"] if name in _PROMISES else []
    said += [f"urgent every {_length(ladder.urgent_every)}"] if ladder.urgent_every else []
    yield f"{name.value}: " + "; ".join(said)
    yield from (_step(step.when, step) for step in ladder.steps)
    if ladder.after is not None:
        yield _step("then", ladder.after)
    yield ""


def test_every_rung_of_every_ladder_is_the_approved_one() -> None:
    drawn = "\n".join(line for name in LADDERS for line in _drawn(name, LADDERS[name]))
    if os.environ.get("APPROVE"):
        APPROVED.write_text(drawn, "utf-8")
    assert drawn == APPROVED.read_text("utf-8")


def _called(name: NudgeName) -> set[Role]:
    steps = [
        step
        for ladder in NUDGES[name].values()
        for step in (*ladder.steps, *([ladder.after] if ladder.after else []))
    ]
    called = [one for step in steps for one in (*step.to, *(o for a in step.also for o in a.to))]
    reads = {Role.CIRCLE} if any(step.news for step in steps) else set[Role]()
    return reads | {role for one in called for role in ROLES[one.__name__]}


@at_hand
@pytest.mark.parametrize(
    "name", sorted(set(NUDGES) - {NudgeName.LESSON_DUE})
)  # calls nobody: it lapses
def test_a_ladder_calls_whom_the_domain_names(name: NudgeName) -> None:
    said = {Role.of(role) for role in domain()["nudges"][name.value]["to"]}
    assert _called(name) == said | BESIDES.get(name, set())


QUIET: Final = {
    "respected": {Rest.KEPT},
    "respected unless urgent": {Rest.KEPT},
    "withdrawal breaks, the rest respected": {Rest.KEPT},  # it is no rung: commands/consent.py
    "always breaks": {Rest.BROKEN},
    "missing return breaks, the rest respected": {Rest.KEPT, Rest.BROKEN},
    "waits up to 50 %; 75 % and later always breaks": {Rest.KEPT, Rest.BROKEN},
}


@at_hand
@pytest.mark.parametrize("name", list(NUDGES))
def test_a_ladder_keeps_quiet_hours_where_the_domain_says_so(name: NudgeName) -> None:
    rests = {step.rest for ladder in NUDGES[name].values() for step in ladder.steps}
    assert rests == QUIET[domain()["nudges"][name.value]["quiet"]]

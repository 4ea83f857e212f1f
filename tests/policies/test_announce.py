"""Mirrors bot/policies/announce.py."""

from __future__ import annotations

import pytest

from bot.policies.announce import MADE, NEWS, SILENT
from bot.vocabulary.process import Act


@pytest.mark.parametrize("act", list(Act), ids=lambda act: act.value)
def test_it_is_decided_once_what_others_hear_of_an_act(act: Act) -> None:
    assert [act in NEWS, act in MADE, act in SILENT].count(True) == 1


@pytest.mark.parametrize(
    "act", [Act.POLICE_ANSWER, Act.SET_LIMITS, Act.ASK_POLICE, Act.LADDER_STEP, Act.OPEN_SEALED]
)
def test_what_would_tell_of_the_police_or_of_a_reader_is_silent(act: Act) -> None:
    assert act in SILENT

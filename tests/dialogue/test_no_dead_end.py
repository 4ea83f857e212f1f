"""No button leads to a refusal: whoever looks wherever they may, in both profiles, at a case on its way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot import wording
from bot.conversation.talk import Talk
from bot.errors import Refusal
from bot.ports import Telling, TellingKind, Unit
from bot.settle import settle
from bot.wired import House
from tests.house import Talks, heard

PROFILES = ("light", "full")
WAYS = ("answered", "owned", "guested", "closing")
PEOPLE = (
    *("nurse", "teacher", "officer", "social", "psychologist", "housing"),
    *("coordinator", "deputy", "social_deputy", "police_deputy"),
    *("mentor", "youth", "expert", "manager", "admin", "auditor"),
)
# Where people look first; a group alone opens a menu, or what people mean by it.
VIEWS = (
    *("/case", "/case show", "/concern status", "/plan", "/guest", "/owner", "/assess", "/share"),
    *("/consent", "/meeting", "/meeting next", "/agency seat", "/stats", "/my", "/my settings"),
    *("/confer help", "/confer week", "/confer logs"),
)


@pytest.fixture(params=PROFILES)
async def talks(
    request: pytest.FixtureRequest, tmp_path: Path, migrated: Path
) -> AsyncIterator[Talks]:
    found = Talks(tmp_path, migrated, profile=request.param, unlimited=True)
    await found.open()
    yield found
    await found.close()


async def _says(house: House, unit: Unit, who: str, *lines: str) -> Sequence[Telling]:
    """What the last of these lines is answered with."""
    told: Sequence[Telling] = ()
    for line in lines:
        told = await _said(house, unit, who, line)
    return told


async def _said(house: House, unit: Unit, who: str, line: str) -> Sequence[Telling]:
    said = heard(house, who, line)
    talk = await Talk.of(house, unit, said)
    assert talk is not None
    try:
        told = await talk.answer()
        await settle(house, talk.context)
    except Refusal as why:
        told = await talk.refused(why)
    buttons = [button for telling in told for button in telling.buttons]
    await unit.offers.put(talk.person.no, buttons, said.key)
    return told


def _refused(told: Sequence[Telling]) -> list[str]:
    return [wording.text(one) for one in told if one.kind is TellingKind.REFUSAL]


async def _guested(talks: Talks) -> str:
    """Support runs, and a mentor and an interpreter help with it."""
    ref = await talks.started()
    asks = "brings:relationship may:own_actions until:30d"
    await talks.says(
        "coordinator",
        f"/guest invite {ref} who:@mentor why:community_trust kind:voice {asks}",
        f"/guest invite {ref} who:@youth why:language_or_culture {asks}",
    )
    assert "What you can do on" in (await talks.says("youth", "/confer help"))[-1].text
    return ref


@pytest.mark.parametrize("way", WAYS)
async def test_no_button_that_anybody_is_offered_is_refused_when_it_is_pressed(
    talks: Talks, way: str
) -> None:
    await (_guested(talks) if way == "guested" else getattr(talks, way)())
    house, shut, tried = talks.player.house, list[str](), set[tuple[str, str]]()
    for who in PEOPLE:
        for view in VIEWS:
            async with house.unit() as unit:
                told = await _says(house, unit, who, view)
            if any(one.kind is TellingKind.QUESTION for one in told):
                continue  # its buttons are answers
            for button in (button for one in told for button in one.buttons):
                if (who, button.line) in tried:
                    continue
                tried.add((who, button.line))
                async with house.unit() as unit:  # never committed: what is pressed is tried only
                    answered = await _says(house, unit, who, view, f"[{button.label}]")
                why = _refused(answered)
                if why:
                    shut.append(f"{who}: {view} [{button.label}]: {why[0]}")

    assert len(tried) > len(PEOPLE)
    assert not shut, "\n".join(shut)

"""Twelve roles × what is offered while somebody types or chooses: Slack's lists, Matrix's, the console's Tab.

Of a case nothing is offered but its name, and that to those alone whom the table lets do it.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from adapters.console.prompt import reached
from adapters.matrix.described import descriptions
from adapters.slack.modals import Draw, view
from bot import dispatch
from bot.command import AnyCommand
from bot.ports import Blank
from bot.vocabulary.roles import Permission, Role
from commands import ALL
from tests.access.scene import ON_A_CASE, WHO, allows, opened, permissions, recuse, started
from tests.house import CANARY, Talks, kept

INVITE: Final = (
    "/guest invite {ref} @mentor why:community_trust brings:relationship may:add until:3d"
)
OUTSIDE: Final = (
    Role.MEMBER,
    Role.EXPERT,
    Role.MANAGER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.STRATEGIC,
)


@pytest.fixture
async def talks(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    house = await opened(tmp_path, migrated)
    yield house
    await house.close()


async def _two(talks: Talks) -> tuple[str, str]:
    """One case is taken as meant; of two there is a list to choose from."""
    first, second = await started(talks), await talks.started()
    await talks.says("social", INVITE.format(ref=second))
    return first, second


async def _blanks(talks: Talks, who: str, line: str) -> list[Blank]:
    """The forms that open by a line, as a platform gets them that draws them whole."""
    house, found = talks.player.house, list[Blank]()
    for words in (line, "cancel"):
        heard = await kept(house, who, words)
        answered = await dispatch.work(house, "console", heard.key)
        found += [telling.blank for telling in answered.tellings if telling.blank]
        await dispatch.told(house, "console", heard.key)
    return found


async def _modals(talks: Talks, who: str, command: AnyCommand) -> str:
    """All that a form in Slack offers to choose from, and what is taken as meant, without its random number."""
    house = talks.player.house
    async with house.unit() as unit:
        directory = await unit.people.directory()
    person = directory.by_key(who)
    assert person is not None
    draw = Draw(ear=house.ear(directory, person), emergency_number="112")
    drawn = [
        {**view(command, blank, draw), "private_metadata": "", "meant": blank.given.get("ref")}
        for blank in await _blanks(talks, who, f"/{command.name}")
    ]
    return json.dumps(drawn, ensure_ascii=False)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
async def test_a_form_offers_a_case_to_those_alone_whom_the_table_lets_do_it(
    talks: Talks, role: Role
) -> None:
    who = WHO[role]
    before = {command.name: await _modals(talks, who, command) for command in ON_A_CASE}
    refs, offered = await _two(talks), list[str]()
    for command in ON_A_CASE:
        after = await _modals(talks, who, command)
        offered += [ref for ref in refs if ref in after]
        assert CANARY not in after
        if not any([await allows(talks, who, ref, *permissions(command)) for ref in refs]):
            assert after == before[command.name], command.name
    assert set(offered) == (set() if role in OUTSIDE else set(refs))


async def test_who_stepped_aside_is_offered_the_case_no_more(talks: Talks) -> None:
    ref, other = await _two(talks)
    offered = [one for one in ON_A_CASE if ref in await _modals(talks, "teacher", one)]
    await recuse(talks, ref, "teacher")
    after = "".join([await _modals(talks, "teacher", one) for one in offered])
    assert (ref in after, other in after) == (False, True)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
async def test_tab_in_the_console_offers_the_cases_of_whoever_is_played(
    talks: Talks, role: Role
) -> None:
    ref = await started(talks)
    sees = await allows(talks, WHO[role], ref, Permission.SEE_CASE_EXISTS)
    assert await reached(talks.player.house, WHO[role], [ref]) == ([ref] if sees else [])
    assert sees is (role not in OUTSIDE)


@pytest.mark.parametrize("aloud", [False, True])
async def test_what_matrix_offers_is_the_same_with_a_case_and_without(
    talks: Talks, aloud: bool
) -> None:
    def described() -> str:
        house = talks.player.house
        commands = house.commands.values()
        return json.dumps(descriptions(commands, house.partnership, "@confer:x", aloud=aloud))

    before = described()
    ref = await started(talks)
    assert described() == before
    assert ref not in before
    assert len(json.loads(before)) == len([one for one in ALL if not one.hidden])

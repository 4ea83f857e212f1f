"""Every command there is, against the table: a new one is picked up by itself, and one without a row fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.command import AnyCommand
from bot.policies import access
from bot.policies.permissions import TABLE
from bot.process import ACTS
from bot.vocabulary.process import Act, Guard
from bot.vocabulary.roles import Cell, Permission, Role
from commands import ALL
from tests.access.scene import WHO, opened, own_page, reads
from tests.house import Talks

NOTHING = "There is nothing here for you under that name."
# Whose permission is not that of an act of theirs, each with its reason: what it shows without the act.
SHOWS = {
    "agency seat": Permission.SEE_MAP,  # what a seat still lacks
    "agency card": Permission.SEE_MAP,  # everybody reads cards
    "owner hold": Permission.DECIDE_CASE,  # the coordinator's alone, though others may nominate
}
# Every role may these; whoever the partnership knows is shown them.
EVERYBODYS = frozenset(one for one, cells in TABLE.items() if Cell.NONE not in cells.values())


@pytest.fixture
async def talks(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    house = await opened(tmp_path, migrated)
    yield house
    await house.close()


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.name)
def test_a_command_stands_under_the_permission_of_what_it_does(command: AnyCommand) -> None:
    asked = {ACTS[act].permission for act in command.acts}
    assert command.permission in TABLE
    assert not asked or command.permission in asked | {SHOWS.get(command.name)}


async def _known(talks: Talks, who: str) -> frozenset[Permission]:
    house = talks.player.house
    async with house.unit() as unit:
        directory = await unit.people.directory()
    person = directory.by_key(who)
    assert person is not None
    scene = access.Scene(directory=directory, partnership=house.partnership, now=house.clock.now())
    return access.known(person, scene)


async def test_what_a_role_may_not_is_on_no_surface_of_it(talks: Talks) -> None:
    """Twelve roles × every command: typed, mistyped, in its group's list, in help, on Home."""
    tried = 0
    for role, who in WHO.items():
        known = await _known(talks, who) | EVERYBODYS
        # Who may have counts is answered with counts, and is shown no command for it.
        known |= {one for one, cells in TABLE.items() if cells[role] is Cell.COUNTS}
        refused = [command for command in ALL if command.permission not in known]
        may = {command.name for command in ALL} - {command.name for command in refused}
        typed = await reads(talks, who, *(f"/{command.name}" for command in refused))
        for command, text in zip(refused, typed, strict=True):
            assert NOTHING in text, (role, command.name, text)
        groups = sorted({command.group for command in refused})
        near = [f"/{command.name}x" for command in refused]
        shown = await reads(talks, who, "/confer help", *(f"/{one}" for one in groups), *near)
        for command in refused:
            named = f"/{command.name}"
            others = {name for name in may if name.startswith(command.name)}
            page = "\n".join([*shown, await own_page(talks, who)])
            for other in sorted(others, key=len, reverse=True):
                page = page.replace(f"/{other}", "")
            assert f"'{named}'" not in page, (role, named)
            assert f"{named}:" not in page, (role, named)
            tried += 1
    assert tried > len(ALL)


def test_every_cell_that_says_second_asks_for_a_second_person_somewhere() -> None:
    sees_to_it = {Guard.SECOND_PERSON, Guard.OVERRIDE_COMPLETE, Guard.HANDOVER_READY}
    acts = [act for act in Act if ACTS[act].permission is not None]
    looked_at = 0
    for act in acts:
        row = ACTS[act]
        assert row.permission is not None
        for role in row.who:
            if TABLE[row.permission][role] is not Cell.SECOND:
                continue
            looked_at += 1
            guarded = bool(sees_to_it & set(row.guards))
            # An offer is taken back by one; the offer took two.
            alone = act is Act.WITHDRAW_HANDOVER
            assert guarded or alone or access.takes_two(frozenset({role}), act), (act, role)
            assert not access.takes_two(frozenset({role, Role.CASE_OWNER}), Act.OPEN_IDENTITY)
    assert looked_at > 20

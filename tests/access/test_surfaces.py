"""Twelve roles × every permission that has a surface × the surfaces there are, generated from the table."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.policies.permissions import TABLE
from bot.vocabulary.roles import Cell, Permission, Role
from tests.access.scene import (
    MISSING,
    ON_A_CASE,
    WHO,
    allows,
    anonymous,
    lines,
    opened,
    own_page,
    permissions,
    reads,
    recuse,
    started,
    without_case,
)
from tests.house import CANARY, Talks

SEES = (Permission.SEE_CASE_EXISTS, Permission.SEE_ABSTRACT, Permission.LIST_CASES)
NOTHING = "There is nothing here for you under that name."
OUTSIDE = (Role.MEMBER, Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR, Role.STRATEGIC)


@pytest.fixture
async def talks(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    house = await opened(tmp_path, migrated)
    yield house
    await house.close()


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
async def test_what_the_table_refuses_reads_like_a_case_that_is_not_there(
    talks: Talks, role: Role
) -> None:
    ref = await started(talks)
    who, tried = WHO[role], 0
    for command in ON_A_CASE:
        if await allows(talks, who, ref, *permissions(command)):
            continue
        tried += 1
        real = await reads(talks, who, *lines(command, ref))
        none = await reads(talks, who, *lines(command, MISSING))
        if await allows(talks, who, ref, *SEES):  # then the case's own next steps stand below
            real, none = [_unled(text) for text in real], [_unled(text) for text in none]
        assert [anonymous(text, ref) for text in real] == [
            anonymous(text, MISSING) for text in none
        ], command.name
        assert CANARY not in str(real)
    refused = {one for one in Permission if TABLE[one][role] in {Cell.NONE, Cell.COUNTS}}
    assert tried or not refused & {command.permission for command in ON_A_CASE}


def _unled(text: str) -> str:
    """A refusal without its buttons."""
    return re.sub(r"(refusal: .*) \(.*?\)(?= / |$)", r"\1", text, flags=re.DOTALL)


@pytest.mark.parametrize("role", OUTSIDE, ids=lambda role: role.value)
async def test_who_has_no_part_in_a_case_finds_nothing_of_it_on_any_surface(
    talks: Talks, role: Role
) -> None:
    before = await without_case(talks, WHO[role])
    ref = await started(talks)
    assert not await allows(talks, WHO[role], ref, *SEES)

    after = await without_case(talks, WHO[role])

    assert ref not in "\n".join(after)
    assert CANARY not in "\n".join(after)
    assert after == before  # counts, lists, offers and Home are as if there were no case


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
async def test_no_notice_names_a_case_and_no_shared_line_a_person(talks: Talks, role: Role) -> None:
    ref = await started(talks)
    await talks.waits(days=2)

    for text in talks.reads(WHO[role], "notice"):
        assert ref not in text
        assert CANARY not in text
    assert CANARY not in "\n".join(talks.seats)


async def test_a_recused_person_loses_the_case_on_every_surface(talks: Talks) -> None:
    before = await without_case(talks, "teacher")
    ref = await started(talks)
    assert ref in "\n".join(await without_case(talks, "teacher"))
    await recuse(talks, ref, "teacher")
    told = len(talks.reads("teacher", "notice"))

    for command in ON_A_CASE:
        real = await reads(talks, "teacher", *lines(command, ref))
        none = await reads(talks, "teacher", *lines(command, MISSING))
        assert [anonymous(one, ref) for one in real] == [anonymous(one, MISSING) for one in none]
    after = await without_case(talks, "teacher")
    await talks.says(
        "social", f"/plan write {ref} action:activity level:person holder:@social due:3d"
    )
    await talks.waits(days=3)
    assert ref not in "\n".join(after)
    assert after == before
    assert len(talks.reads("teacher", "notice")) == told


async def test_a_guest_has_the_case_until_the_second_and_nothing_after(talks: Talks) -> None:
    ref = await started(talks)
    assert f"reply: {ref}" in (await reads(talks, "mentor", f"/case show {ref}"))[0]
    await talks.waits(days=4)

    for command in ON_A_CASE:
        real = await reads(talks, "mentor", *lines(command, ref))
        none = await reads(talks, "mentor", *lines(command, MISSING))
        assert [anonymous(one, ref) for one in real] == [anonymous(one, MISSING) for one in none]
    assert ref not in await own_page(talks, "mentor")


# --- a hold and a pause ---

OTHERS = [who for role, who in WHO.items() if role not in {Role.COORDINATOR, Role.POLICE_CONTACT}]


async def paused(talks: Talks, line: str, who: str) -> dict[str, list[str]]:
    """Everything every other role reads on every surface after a pause of either kind."""
    ref = await started(talks)
    await talks.says(who, line.format(ref=ref))
    found: dict[str, list[str]] = {}
    for other in OTHERS:
        typed = [lines(command, ref)[-1] for command in ON_A_CASE]
        read = [*await reads(talks, other, *typed), *await without_case(talks, other)]
        found[other] = [anonymous(one, ref) for one in read]
    await talks.waits(days=8)
    for place in ["seats", f"circle:{ref}", *OTHERS]:
        found.setdefault(place.replace(ref, "REF"), []).extend(
            anonymous(text, ref) for text in talks.reads(place)
        )
    return found


async def test_a_hold_and_a_pause_are_the_same_on_every_surface(
    tmp_path: Path, migrated: Path
) -> None:
    read: list[dict[str, list[str]]] = []
    for name, line, who in (
        ("held", "/case pause {ref}", "officer"),
        ("plain", "/case pause {ref} why:person_away", "coordinator"),
    ):
        (tmp_path / name).mkdir()
        talks = await opened(tmp_path / name, migrated)
        read.append(await paused(talks, line, who))
        await talks.close()
    held, plain = read
    for place in plain:
        assert held[place] == plain[place], place


# --- the administrator, and four eyes ---


@pytest.mark.parametrize(
    ("who", "line"),
    [
        ("admin", "/case circle {ref} add:@admin why:legal_role brings:authority until:3d"),
        (
            "admin",
            "/guest invite {ref} @admin why:community_trust brings:relationship may:add until:3d",
        ),
        ("admin", "/agency seat step:admit housing second:@social"),
        ("admin", "/agency seat housing step:holder holder:@admin second:@social"),
        ("admin", "/owner name {ref} @admin because:time"),
    ],
)
async def test_the_administrator_makes_no_road_to_a_case(talks: Talks, who: str, line: str) -> None:
    ref = await started(talks)
    real = await reads(talks, who, line.format(ref=ref))
    assert NOTHING in real[0]
    after = await reads(
        talks, "admin", f"/case show {ref}", f"/case open {ref} what:detail why:prepare_visit"
    )
    assert all(NOTHING in one for one in after)


@pytest.mark.parametrize(
    "line",
    [
        "/case circle {ref} add:@admin why:legal_role brings:authority until:3d",
        "/guest invite {ref} @admin why:community_trust brings:relationship may:add until:3d",
        "/guest renew {ref} @mentor why:community_trust until:9d second:@admin",
        "/owner name {ref} @admin because:time",
    ],
)
async def test_nobody_else_makes_the_administrator_a_road_to_a_case(
    talks: Talks, line: str
) -> None:
    ref = await started(talks)
    await reads(talks, "social", line.format(ref=ref))
    await reads(talks, "coordinator", line.format(ref=ref))
    await talks.says("admin", "[Open]")

    after = await reads(
        talks, "admin", f"/case show {ref}", f"/owner accept {ref}", f"/case open {ref} what:detail"
    )
    assert all(NOTHING in one for one in after)
    assert ref not in "\n".join(await without_case(talks, "admin"))

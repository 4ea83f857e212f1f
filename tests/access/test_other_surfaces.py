"""Surfaces at which nobody types: others' buttons, lists and digests, calendars, pages, figures."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.console.stage import NAME
from adapters.watch import Watch
from bot import dispatch, wording
from bot.disclosure import Sensitive
from bot.meetings import subscribing
from bot.ports import Heard, PlaceKind, Rhythms
from bot.vocabulary.roles import Permission, Role
from storage.peek import Peek
from tests.access.scene import WHO, allows, opened, recuse, started
from tests.adapters.page.scene import open_scene
from tests.house import CANARY, Talks

URL = "https://confer.example"
NOTHING = "There is nothing here for you under that name."
NONE = "No case of yours asks for that now."
LIST = "Your list for today is ready in Confer."


@pytest.fixture
async def talks(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    """Where pages are served and what comes round by the calendar comes round."""
    house = await opened(tmp_path, migrated, public_url=URL, rhythms=Rhythms())
    yield house
    await house.close()


async def _numbers(talks: Talks) -> dict[str, int]:
    async with talks.player.house.unit() as unit:
        people = (await unit.people.directory()).people.values()
    return {person.key: person.no.value for person in people}


async def _presses(talks: Talks, who: str, name: str) -> list[str]:
    """What a platform that is told a button's name by somebody leads to."""
    house = talks.player.house
    heard = Heard(
        key=f"{who}.{name}",
        platform=NAME,
        account=who,
        place=PlaceKind.PRIVATE,
        room=who,
        words=Sensitive(""),
        at=house.clock.now(),
        pressed=name,
    )
    async with house.unit() as unit:
        await dispatch.hear(unit, heard)
        await unit.commit()
    answered = await dispatch.work(house, NAME, heard.key)
    await dispatch.told(house, NAME, heard.key)
    return [wording.text(one) for one in answered.tellings]


async def test_a_button_on_one_persons_screen_does_nothing_for_another(talks: Talks) -> None:
    """Each of the twelve presses what owner and coordinator have; a name that never was is answered alike."""
    ref = await started(talks)
    numbers = await _numbers(talks)
    with sqlite3.connect(talks.file) as connection:
        rows = connection.execute("select person, max(name) from offers group by person").fetchall()
        cases = connection.execute("select id, version from cases").fetchall()
    drawn = {number: f"{name}.0" for number, name in rows}
    screens = [numbers[WHO[role]] for role in (Role.CASE_OWNER, Role.COORDINATOR)]
    for who in WHO.values():
        none = await _presses(talks, who, "00000000.0")
        for number in screens:
            if number != numbers[who]:
                told = await _presses(talks, who, drawn[number])
                assert told == none, who
                assert ref not in str(told)
    with sqlite3.connect(talks.file) as connection:
        assert connection.execute("select id, version from cases").fetchall() == cases


async def test_calendars_and_digests_tell_of_a_case_to_those_in_it_alone(talks: Talks) -> None:
    ref = await started(talks)
    tokens: dict[Role, str] = {}
    for role, who in WHO.items():
        told = await talks.says(who, "/meeting calendar address:new")
        address = next(w for w in told[-1].text.split() if w.startswith(f"{URL}/feed/"))
        tokens[role] = address.rpartition("/")[2].removesuffix(subscribing.SUFFIX)
    await talks.says("social", f"/meeting call kind:ad_hoc refs:{ref} dates:friday-10:00")
    found: set[Role] = set()
    for role, token in tokens.items():
        fetched = await subscribing.fetch(talks.player.house, token)
        assert fetched is not None
        if fetched.entries:
            found.add(role)
            assert await allows(talks, WHO[role], ref, Permission.SEE_CASE_EXISTS)
    assert Role.CASE_OWNER in found

    outside = {
        who for who in WHO.values() if not await allows(talks, who, ref, Permission.SEE_CASE_EXISTS)
    }
    await talks.waits(days=8)  # eight lists, and Monday's digest

    for who in WHO.values():
        read = talks.reads(who, "notice")
        assert CANARY not in str(read)
        assert ref not in str(read)
    # The list comes to everybody who has a seat, in the same words, whether anything is on it or not.
    assert len({talks.reads(who).count(LIST) for who in outside} - {0}) == 1


async def test_a_page_that_was_open_takes_nothing_in_once_the_case_is_out_of_reach(
    tmp_path: Path, migrated: Path
) -> None:
    talks = await opened(tmp_path, migrated)
    ref = await started(talks)
    async with open_scene(talks) as scene:
        url = await scene.link("teacher", f"/concern detail {ref}")
        await recuse(talks, ref, "teacher")
        seen = [await scene.sends(url, detail=CANARY)]
        guest_until = datetime(2026, 3, 5, 22, 59, 59, tzinfo=UTC)
        await talks.player.wait(guest_until - timedelta(minutes=5) - talks.clock.now())
        url = await scene.link("mentor", f"/concern detail {ref}")
        await talks.waits(minutes=5)
        seen.append(await scene.sends(url, detail=CANARY))
        said = await scene.works()
    assert ref not in str(said)
    assert [one in {NOTHING, NONE} for one in said] == [True, True], (said, seen)
    shown = str(await talks.says("social", f"/case open {ref} what:detail why:prepare_visit"))
    assert shown.count(CANARY) == 1  # what the nurse wrote
    await talks.close()


async def test_a_hold_and_a_pause_are_the_same_in_figures(tmp_path: Path, migrated: Path) -> None:
    read: list[list[str]] = []
    for name, line, who in (
        ("held", "/case pause {ref}", "officer"),
        ("plain", "/case pause {ref} why:person_away", "coordinator"),
    ):
        (tmp_path / name).mkdir()
        talks = await opened(tmp_path / name, migrated)
        ref = await started(talks)
        await talks.says(who, line.format(ref=ref))
        await talks.waits(days=2)
        peek = Peek(f"sqlite:///{talks.file}")
        text = await Watch(talks.player.house, peek).figures()
        await peek.close()
        assert ref not in text
        read.append([one for one in text.splitlines() if _steady(one)])
        await talks.close()
    assert read[0] == read[1]
    assert len(read[0]) > 10


def _steady(line: str) -> bool:
    """Not of this program's own memory and seconds."""
    return "process_" not in line and "_seconds" not in line and "python_" not in line

"""Which rooms Confer speaks in: encrypted ones of its own, and nothing is taken in elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from adapters.matrix import kept
from bot.people import Person
from bot.posts import CircleNews, News
from bot.vocabulary.reference import CaseRef
from tests.adapters.matrix.scene import Scene, kept_of_inbox
from tests.adapters.matrix.somebody import Somebody
from tests.house import CANARY
from tests.synapse import Synapse

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]

USE_ENCRYPTED = "This room is not encrypted"
STRANGER = "I only know the people of this partnership."


@pytest_asyncio.fixture
async def stranger(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Somebody]:
    one = await Somebody.of(synapse, tmp_path, "stranger")
    yield one
    await one.close()


async def test_in_an_open_room_nothing_is_taken_in_and_an_encrypted_one_is_offered(
    scene: Scene,
) -> None:
    nurse = scene.nurse
    room = await nurse.opens(scene.confer, encrypted=False)
    await nurse.joined_by(room, scene.confer)

    await nurse.say(room, f"!concern new detail:{CANARY}")
    await nurse.say(room, "!case list")

    await nurse.hears(USE_ENCRYPTED, room=room)
    own = await nurse.until(lambda: scene.platform.direct_room(nurse.account))
    assert own != room
    await nurse.until(lambda: own in nurse.client.rooms and nurse.client.rooms[own].encrypted)
    await nurse.say(own, "!my settings")
    await nurse.until(lambda: [e for e in nurse.read if e.room == own])
    assert [e for e in nurse.read if e.room == room] == []


async def test_without_a_room_of_their_own_confer_makes_one_that_only_it_rules(
    scene: Scene,
) -> None:
    nurse = scene.nurse

    await nurse.say(scene.seats, "!my settings")

    told = await nurse.until(lambda: nurse.read)
    room = nurse.client.rooms[told[0].room]
    assert room.encrypted
    assert set(room.users) == {nurse.account, scene.confer}
    assert room.power_levels.users.get(nurse.account, 0) == 0
    assert room.power_levels.defaults.invite == 100


async def test_a_direct_room_in_which_a_third_sits_is_not_used_any_more(scene: Scene) -> None:
    nurse, teacher = scene.nurse, await scene.comes("teacher")
    room = await scene.direct(nurse)
    await nurse.client.room_invite(room, teacher.account)
    await teacher.until(lambda: room in teacher.client.rooms)
    await nurse.until(lambda: scene.platform.direct_room(nurse.account) is None)

    await nurse.say(room, "!case list")
    await nurse.say(scene.seats, "!my settings")

    told = await nurse.until(lambda: nurse.read)
    assert [e.room for e in told if e.room in {room, scene.seats}] == []


async def test_a_stranger_hears_one_neutral_sentence_and_nothing_is_stored(
    scene: Scene, stranger: Somebody
) -> None:
    room = await stranger.opens(scene.confer)
    await stranger.hears(STRANGER, room=room)
    second = await stranger.opens(scene.confer)

    def turned_away() -> bool:
        return scene.confer not in stranger.client.rooms[second].users

    await stranger.until(turned_away)

    assert not stranger.read
    async with scene.store.unit() as unit:
        for prefix in (kept.DIRECT, kept.LOCKED):
            assert stranger.account not in "".join(await unit.marks.names(prefix))
    assert await kept_of_inbox(scene) == 0


async def people_of(scene: Scene, *keys: str) -> list[Person]:
    async with scene.store.unit() as unit:
        directory = await unit.people.directory()
    return [person for person in directory.people.values() if person.key in keys]


async def test_a_circle_room_follows_the_circle_and_is_cleared_out(scene: Scene) -> None:
    case, nurse = CaseRef.mint(), scene.nurse
    teacher, coordinator = await scene.comes("teacher"), await scene.comes("coordinator")
    gather = scene.platform.gather
    await gather(case, await people_of(scene, "nurse", "teacher"), ended=False, key=uuid4())
    async with scene.store.unit() as unit:
        room = (await kept.circles(unit))[case]
    for one in (nurse, teacher):
        await one.until(partial(one.is_in, room))
    assert nurse.client.rooms[room].name == str(case)
    assert nurse.client.rooms[room].encrypted

    post = CircleNews(case=case, news=News.PLAN_CHANGED)
    posted = await scene.platform.post_to_circle(case, post, key=uuid4())
    assert posted
    said = await nurse.hears("The plan has changed.", room=room)

    await gather(case, await people_of(scene, "nurse", "coordinator"), ended=False, key=uuid4())
    await teacher.until(lambda: room not in teacher.client.rooms)
    await coordinator.until(lambda: room in coordinator.client.rooms)

    await gather(case, [], ended=True, key=uuid4())
    for one in (nurse, coordinator):
        await one.until(partial(one.is_out_of, room))

    # Confer stays until its lines are removed; once it has left, nobody can remove any.
    assert posted == f"{room}/{said.event_id}"
    assert await scene.platform.unsay(posted, key=uuid4())
    for _ in range(2):
        await scene.platform.close_circle(case, key=uuid4())
    async with scene.store.unit() as unit:
        assert await kept.circles(unit) == {}
    assert not await scene.platform.unsay(posted, key=uuid4())


async def test_what_is_said_in_a_circle_carries_its_case(scene: Scene) -> None:
    case, nurse = CaseRef.mint(), scene.nurse
    await scene.platform.gather(case, await people_of(scene, "nurse"), ended=False, key=uuid4())
    async with scene.store.unit() as unit:
        room = (await kept.circles(unit))[case]
    await nurse.until(lambda: room in nurse.client.rooms)

    await nurse.say(room, "!plan show")

    told = await nurse.until(lambda: nurse.read)
    assert told[0].room != room


async def test_a_room_made_before_a_crash_is_found_again(scene: Scene) -> None:
    case = CaseRef.mint()
    people = await people_of(scene, "nurse")
    await scene.platform.gather(case, people, ended=False, key=uuid4())
    async with scene.store.unit() as unit:
        first = (await kept.circles(unit))[case]
        await unit.marks.drop(f"{kept.CIRCLE}{case}")
        await unit.commit()
    await scene.stops()
    await scene.starts()
    await scene.nurse.until(lambda: scene.platform.listening)

    await scene.platform.gather(case, people, ended=False, key=uuid4())

    async with scene.store.unit() as unit:
        assert (await kept.circles(unit))[case] == first

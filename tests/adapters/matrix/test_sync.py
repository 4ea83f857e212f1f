"""Listening holds through gaps, failures and restarts: nothing lost, nothing doubled."""

from __future__ import annotations

import asyncio
import time
from uuid import uuid4

import pytest

from adapters.matrix.platform import NotProvisioned
from adapters.matrix.rest import MatrixSignedOut
from bot.disclosure import Sensitive
from bot.errors import DeliveryFailed
from bot.ports import Telling, TellingKind
from storage import Store
from tests.adapters.matrix.partnership import house_of
from tests.adapters.matrix.proxy import bad_gateway, proxy_to, signed_out, slow_down
from tests.adapters.matrix.scene import Scene
from tests.adapters.matrix.somebody import Somebody

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]

AWKWARD = "détail \u202eright to left\u202c \u0007\u000b tab\tline\r\nאבג 👩‍👩‍👧 🇩🇰 end"


async def answers(one: Somebody, confer: str, room: str) -> list[str]:
    """The ids of everything that Confer said in the room."""
    found: list[str] = []
    start = ""
    while True:
        page = await one.client.room_messages(room, start=start, limit=500)
        found += [
            event.event_id
            for event in page.chunk
            if event.sender == confer
            and event.source["type"] in {"m.room.message", "m.room.encrypted"}
        ]
        if not page.chunk or not page.end:
            return found
        start = page.end


async def test_what_was_said_while_confer_was_away_is_answered_once_each(scene: Scene) -> None:
    """150 commands are more than the server gives at once."""
    nurse = scene.nurse
    room = await scene.direct(nurse)
    await scene.stops()
    for _ in range(15):
        await asyncio.gather(*(nurse.say(room, "!case list") for _ in range(10)))

    await scene.starts()

    await nurse.until(lambda: len(nurse.read) >= 150)
    assert len(await answers(nurse, scene.confer, room)) == 150


async def test_the_first_sync_ever_starts_from_now(scene: Scene) -> None:
    nurse = scene.nurse
    room = await scene.direct(nurse)
    await nurse.say(room, "!case list")
    await nurse.until(lambda: nurse.read)
    await scene.forgets()

    await scene.starts()
    await nurse.until(lambda: scene.platform.listening)
    await scene.heard_something()
    await nurse.say(room, "!my settings")

    await nurse.until(lambda: len(nurse.read) > 1)
    assert len(await answers(nurse, scene.confer, room)) == 2


async def test_words_arrive_as_they_were_typed_and_long_answers_go_out_whole(scene: Scene) -> None:
    nurse = scene.nurse
    room = await scene.direct(nurse)
    text = (AWKWARD + " ") * (40_000 // len(AWKWARD))
    telling = Telling(kind=TellingKind.NOTICE, text=Sensitive(text))
    async with scene.store.unit() as unit:
        directory = await unit.people.directory()
    person = directory.by_account("matrix", nurse.account)
    assert person is not None

    await scene.platform.tell(person, telling, key=uuid4())
    await nurse.until(lambda: sum(len(e.body) for e in nurse.read) >= len(text))
    assert "".join(e.body for e in nurse.read) == text

    async with scene.house.turn:  # nothing is worked meanwhile
        await nurse.say(room, "a" * 40_000)
        await nurse.say(room, AWKWARD)
        assert await scene.takes_in(2) == ["a" * 40_000, AWKWARD]


async def test_a_failing_server_is_asked_less_and_less_and_nothing_is_lost(scene: Scene) -> None:
    async with proxy_to(scene.synapse.url) as proxy:
        nurse = scene.nurse
        room = await scene.direct(nurse)
        await scene.stops()
        await scene.starts(proxy.url)
        await nurse.until(lambda: scene.platform.listening)
        proxy.breaks(bad_gateway)
        began = time.monotonic()
        await nurse.say(room, "!case list")
        await nurse.until(lambda: len(proxy.hits) >= 3)
        asked, span = len(proxy.hits), time.monotonic() - began
        assert asked / span < 20

        proxy.breaks(slow_down, "/send/")
        await nurse.until(lambda: proxy.hits)
        assert nurse.read == []
        proxy.breaks(None)

        await nurse.until(lambda: nurse.read)
        assert len(await answers(nurse, scene.confer, room)) == 1
        await scene.stops()


async def test_the_courier_hears_for_how_long_to_wait(scene: Scene) -> None:
    async with proxy_to(scene.synapse.url) as proxy:
        nurse = scene.nurse
        await scene.direct(nurse)
        await scene.stops()
        await scene.starts(proxy.url)
        await nurse.until(lambda: scene.platform.direct_room(nurse.account))
        telling = Telling(kind=TellingKind.NOTICE, text=Sensitive("Something is waiting."))
        async with scene.store.unit() as unit:
            person = (await unit.people.directory()).by_account("matrix", nurse.account)
        assert person is not None

        proxy.breaks(slow_down, "/send/")
        with pytest.raises(DeliveryFailed) as failed:
            await scene.platform.tell(person, telling, key=uuid4())

        assert failed.value.after_s == pytest.approx(0.3)
        proxy.breaks(bad_gateway, "/send/")
        with pytest.raises(DeliveryFailed):
            await scene.platform.tell(person, telling, key=uuid4())
        await scene.stops()


async def test_a_device_that_was_signed_out_stops_with_a_sentence_for_the_operator(
    scene: Scene,
) -> None:
    async with proxy_to(scene.synapse.url) as proxy:
        await scene.stops()
        await scene.starts(proxy.url)
        await scene.nurse.until(lambda: scene.platform.listening)
        proxy.breaks(signed_out)
        await scene.nurse.say(scene.seats, "anything wakes the sync")

        assert scene.running is not None
        with pytest.raises(MatrixSignedOut, match="confer matrix-login"):
            await asyncio.wait_for(scene.running, 20)


async def test_without_a_device_the_operator_is_told_what_to_run(
    scene: Scene, store: Store
) -> None:
    await scene.stops()
    async with store.unit() as unit:
        await unit.marks.drop("matrix.device")
        await unit.commit()

    with pytest.raises(NotProvisioned, match="confer matrix-login"):
        await scene.platform.run(house_of(store, {}))
    with pytest.raises(DeliveryFailed):
        await scene.platform.take_back("!room", "$event", key=uuid4())


async def test_of_two_processes_on_one_device_the_second_waits_for_the_first(scene: Scene) -> None:
    nurse = scene.nurse
    room = await scene.direct(nurse)
    first, platform = scene.running, scene.platform
    await scene.starts()
    await nurse.say(room, "!case list")
    await nurse.until(lambda: nurse.read)
    assert not scene.platform.listening
    assert platform.listening

    assert first is not None
    first.cancel()
    await nurse.until(lambda: scene.platform.listening)
    await nurse.say(room, "!my settings")

    await nurse.until(lambda: len(nurse.read) > 1)
    assert len(await answers(nurse, scene.confer, room)) == 2

"""A person talks with Confer on a real homeserver."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from nio.crypto.attachments import decrypt_attachment  # type: ignore[import-untyped]

from bot.command import Reply
from bot.disclosure import Sensitive
from bot.files import Bar, Timeline
from bot.ports import Telling, TellingKind
from commands import BY_NAME
from tests.adapters.matrix.scene import Scene, kept_of_inbox
from tests.house import CANARY

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]

WHOLE = (
    "concern new topic:alone,online urgency:this_week age:12_15 basis:seen_myself sure:fairly"
    " strengths:activity,friends guessable:would_not_guess setting:school"
    " needs:someone_to_talk,safe_online detail:sits alone every day " + CANARY
)
PREVIEW = "This is all that others will read."
ALOUD = "Others read along there"


async def test_a_concern_typed_in_a_direct_room_is_previewed_sent_and_announced(
    scene: Scene,
) -> None:
    nurse = scene.nurse
    teacher, coordinator = await scene.comes("teacher"), await scene.comes("coordinator")
    room = await scene.direct(nurse)

    await nurse.say(room, f"!{WHOLE}")
    preview = await nurse.hears(PREVIEW, room=room)
    assert "1. Send" in preview.body
    assert preview.source["content"]["m.mentions"] == {}
    assert preview.decrypted
    await nurse.say(room, "1")
    await nurse.hears("", room=room)

    scene.clock.ahead = timedelta(days=4)
    await scene.delivers()
    line = await teacher.hears("·", room=scene.seats)
    assert CANARY not in line.body
    notice = await coordinator.hears("Open")
    assert notice.room != scene.seats


async def test_what_is_said_aloud_is_removed_and_answered_in_private(scene: Scene) -> None:
    nurse, teacher = scene.nurse, await scene.comes("teacher")

    event = await nurse.say(scene.seats, f"Confer: {WHOLE}")

    told = await nurse.hears(ALOUD)
    assert told.room != scene.seats
    await nurse.hears(PREVIEW, room=told.room)
    await teacher.until(lambda: event in teacher.redacted)
    assert not [e for e in teacher.read if e.sender == scene.confer]


async def test_without_the_power_to_remove_the_person_is_told_so(scene: Scene) -> None:
    host = scene.nurse
    await host.client.room_put_state(
        scene.seats, "m.room.power_levels", {"users": {}, "events_default": 0, "redact": 50}
    )

    await scene.nurse.say(scene.seats, f"!{WHOLE}")

    await scene.nurse.hears("I may not remove your message there.")


async def test_chat_among_people_of_the_seats_is_left_alone(scene: Scene) -> None:
    nurse = scene.nurse
    await nurse.say(scene.seats, "Shall we meet on Monday?")
    await nurse.say(scene.seats, "!!! good news")
    await nurse.say(scene.seats, "Confer is helpful")

    room = await scene.direct(nurse)
    await nurse.say(room, "!help")

    await nurse.hears("concern", room=room)
    assert [e for e in nurse.read if e.room != room] == []
    assert not nurse.redacted


async def test_an_edit_runs_no_command_again(scene: Scene) -> None:
    nurse = scene.nurse
    room = await scene.direct(nurse)
    event = await nurse.say(room, "!case list")
    await nurse.until(lambda: nurse.read)
    nurse.read.clear()

    await nurse.edit(room, event, "!case list all")
    await nurse.say(room, "//my settings")

    await nurse.until(lambda: nurse.read)
    assert len(await answers(scene, room)) == 2


async def answers(scene: Scene, room: str) -> list[str]:
    events = await scene.nurse.history(room)
    return [
        e["event_id"]
        for e in events
        if e["sender"] == scene.confer and e["type"] in {"m.room.encrypted", "m.room.message"}
    ]


async def test_a_message_that_comes_twice_is_answered_once(scene: Scene) -> None:
    """The server repeats a batch whose token was not kept."""
    nurse = scene.nurse
    room = await scene.direct(nurse)
    await nurse.say(room, "!case list")
    await nurse.until(lambda: nurse.read)
    before = await answers(scene, room)
    await scene.rewinds()

    await scene.starts()
    await nurse.say(room, "!my settings")

    await nurse.until(lambda: len(nurse.read) > 1)
    assert len(await answers(scene, room)) == len(before) + 1


async def test_a_sealed_answer_to_a_form_is_taken_back_after_ten_minutes(scene: Scene) -> None:
    nurse = scene.nurse
    room = await scene.direct(nurse)
    typed = WHOLE.partition(" detail:")[0]
    await nurse.say(room, f"!{typed}")
    await nurse.hears(PREVIEW, room=room)
    event = await nurse.say(room, f"detail: sits alone {CANARY}")
    await nurse.until(lambda: nurse.read)

    await scene.delivers()
    await nurse.turn()
    assert event not in nurse.redacted
    scene.clock.ahead = timedelta(minutes=11)
    await scene.delivers()

    await nurse.until(lambda: event in nurse.redacted)


async def test_a_parcel_that_is_sent_twice_stands_once(scene: Scene) -> None:
    nurse = scene.nurse
    room = await scene.direct(nurse)
    telling = Telling(kind=TellingKind.NOTICE, text=Sensitive("Something is waiting."))
    async with scene.store.unit() as unit:
        directory = await unit.people.directory()
    person = directory.by_account("matrix", nurse.account)
    assert person is not None
    key = uuid4()

    first = await scene.platform.tell(person, telling, key=key)
    second = await scene.platform.tell(person, telling, key=key)

    assert first == second
    await nurse.hears("Something is waiting.", room=room)


async def test_a_command_that_fails_by_an_error_of_ours_holds_up_no_other(scene: Scene) -> None:
    async def breaks(_ctx: object, _args: object) -> Reply:
        raise RuntimeError(CANARY[::-1])

    nurse = scene.nurse
    room = await scene.direct(nurse)
    await scene.stops()
    broken = {**BY_NAME, "case list": replace(BY_NAME["case list"], run=breaks)}
    await scene.starts(commands=broken)

    await nurse.say(room, "!case list")
    await nurse.say(room, "!my settings")

    first = await nurse.hears("", room=room)
    assert "That did not work" not in first.body
    await nurse.hears("That did not work just now.", room=room)
    assert await kept_of_inbox(scene) == 0


async def test_a_picture_lies_encrypted_on_the_server_and_is_taken_back_after_ten_minutes(
    scene: Scene,
) -> None:
    today = date(2026, 3, 2)
    bar = Bar(label="1 counselling", seat="Schools", status="agreed", first=today, last=today)
    plan = Timeline(
        title="amber-harbour-47-K",
        bars=(bar,),
        today=today,
        today_word="today",
        review=None,
        review_word="review",
        late_word="late",
        compulsory_word="compulsory",
        language="en",
    )

    async def draws(_ctx: object, _args: object) -> Reply:
        return replace(Reply.of("Here it is."), timeline=plan)

    nurse = scene.nurse
    room = await scene.direct(nurse)
    await scene.stops()
    await scene.starts(commands={**BY_NAME, "case list": replace(BY_NAME["case list"], run=draws)})

    await nurse.say(room, "!case list")
    await nurse.hears("Here it is.", room=room)

    found = await nurse.until(lambda: nurse.files)
    content = found[0].source["content"]
    assert (content["filename"], content["info"]["mimetype"]) == ("overview.png", "image/png")
    assert content["body"].startswith("amber-harbour-47-K")
    assert "url" not in content
    lies = content["file"]
    raw = (await nurse.client.download(lies["url"])).body
    assert b"PNG" not in raw[:16]
    png = decrypt_attachment(raw, lies["key"]["k"], lies["hashes"]["sha256"], lies["iv"])
    assert png[:8] == b"\x89PNG\r\n\x1a\n"

    scene.clock.ahead = timedelta(minutes=11)
    await scene.delivers()
    await nurse.until(lambda: found[0].event_id in nurse.redacted)

"""What comes in: signed or not, twice, broken, from strangers; and that it is kept before it is acknowledged."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.adapters.slack.scene import Scene, open_scene
from tests.slack.fake import SIGNING_SECRET
from tests.slack.people import happens, sign, until

FORM = "application/x-www-form-urlencoded"


def _command(scene: Scene) -> bytes:
    nurse = scene.people["nurse"]
    body = {
        "command": "/confer",
        "text": "help",
        "user_id": nurse.id,
        "team_id": nurse.team,
        "channel_id": scene.seats,
        "trigger_id": scene.slack.world.trigger(nurse.id),
        "response_url": scene.slack.response_url(scene.seats, nurse.id),
    }
    return urlencode(body).encode()


def _headers(moment: str, signature: str) -> dict[str, str]:
    return {
        "Content-Type": FORM,
        "X-Slack-Request-Timestamp": moment,
        "X-Slack-Signature": signature,
    }


@pytest.mark.parametrize(
    "spoil",
    ["another secret", "six minutes old", "six minutes early", "no number", "not hex", "no header", "changed"],
)
async def test_what_slack_did_not_sign_is_refused(
    tmp_path: Path, migrated: Path, spoil: str
) -> None:
    async with open_scene(tmp_path, migrated) as scene:
        raw, moment = _command(scene), str(int(time.time()))
        if spoil == "six minutes old":
            moment = str(int(time.time()) - 360)
        if spoil == "six minutes early":
            moment = str(int(time.time()) + 360)
        secret = "another" if spoil == "another secret" else SIGNING_SECRET
        headers = _headers(moment, sign(raw, moment, secret))
        if spoil == "no number":
            headers["X-Slack-Request-Timestamp"] = "noon"
        if spoil == "not hex":
            headers["X-Slack-Signature"] = "v0=Ærø"
        if spoil == "no header":
            headers = {"Content-Type": FORM}
        if spoil == "changed":
            raw += b"&text=more"

        ack = await scene.way.send(raw, headers)

        assert ack.status == 401
        assert scene.people["nurse"].reads() == []


async def test_a_body_that_is_no_text_is_refused(tmp_path: Path, migrated: Path) -> None:
    async with open_scene(tmp_path, migrated) as scene:
        raw, moment = b"command=\xff\xfe", str(int(time.time()))
        ack = await scene.way.send(raw, _headers(moment, sign(raw, moment)))
        assert ack.status == 401


async def test_a_body_without_what_it_must_have_is_no_reason_to_fall(
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated) as scene:
        for raw, content in (
            (b"", FORM),
            (b"command=%2Fconfer&text=help", FORM),
            (b"payload=nothing", FORM),
            (b"[1, 2]", "application/json"),
            (json.dumps({"type": 7, "event": 5}).encode(), "application/json"),
        ):
            moment = str(int(time.time()))
            headers = {**_headers(moment, sign(raw, moment)), "Content-Type": content}
            ack = await scene.way.send(raw, headers)
            assert ack.status in {200, 400, 404, 500}
        await scene.people["nurse"].types("/confer help")
        await scene.people["nurse"].hears("/concern")


async def test_what_nobody_expected_is_acknowledged(scene: Scene) -> None:
    for kind in ("reaction_added", "team_join", "user_change", "channel_rename", "unheard_of"):
        event = {"type": kind, "user": scene.people["nurse"].id}
        ack = await happens(scene.way, event, scene.slack.team)
        assert ack.status == 200


async def test_the_same_event_twice_is_answered_once(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    await nurse.writes("/confer help", event_id="Ev0SAME")
    await nurse.hears("/concern")
    before = nurse.reads()
    await nurse.writes("/confer help", event_id="Ev0SAME", retry=1)
    await nurse.writes("/case list")
    await nurse.hears("There is no case here for you.")
    assert len(nurse.reads()) == len(before) + 2  # the question and its answer


async def test_the_same_command_twice_is_worked_once(scene: Scene) -> None:
    ref = await scene.raised()
    coordinator = scene.people["coordinator"]
    trigger = scene.slack.world.trigger(coordinator.id)
    line = f"/case answer {ref} next:screening by:2d"
    await coordinator.types(line, trigger=trigger)
    await coordinator.types(line, trigger=trigger)
    await coordinator.types("/confer help")
    await coordinator.hears("/concern")
    assert len([t for t in coordinator.reads() if t.startswith("You answered")]) == 1


async def test_somebody_whom_nobody_knows_hears_that(scene: Scene) -> None:
    user = scene.slack.world.user("stranger", scene.slack.team)
    scene.slack.world.channels[scene.seats].members.add(user.id)
    stranger = type(scene.people["nurse"])(scene.way, user.id, scene.seats)
    await stranger.types("/case list")
    await stranger.hears("I only know the people of this partnership.")


async def test_somebody_from_another_workspace_is_refused(scene: Scene) -> None:
    """The account of a person here, but from elsewhere: it is another person."""
    user = scene.slack.world.user("outsider", "T0000ELSE")
    scene.slack.world.channels[scene.seats].members.add(user.id)
    outsider = type(scene.people["nurse"])(scene.way, user.id, scene.seats)
    event = {
        "type": "app_mention",
        "channel": scene.seats,
        "user": user.id,
        "user_team": "T0000ELSE",
        "text": f"<@{scene.slack.bot}> case list",
        "ts": "1.1",
    }
    await happens(scene.way, event, scene.slack.team)
    await outsider.hears("You come from another workspace")


async def test_confer_does_not_hear_itself(scene: Scene) -> None:
    before = len(scene.slack.requests)
    event = {
        "type": "message",
        "channel": scene.seats,
        "channel_type": "im",
        "user": scene.slack.bot,
        "bot_id": scene.slack.bot_id,
        "text": "/confer help",
        "ts": "1.1",
    }
    await happens(scene.way, event, scene.slack.team)
    await asyncio.sleep(0.1)
    assert len(scene.slack.requests) == before


async def test_an_edited_or_removed_line_changes_nothing(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    for kind in ("message_changed", "message_deleted"):
        event = {
            "type": "message",
            "subtype": kind,
            "channel": scene.slack.world.im(nurse.id, nurse.team).id,
            "channel_type": "im",
            "ts": "1.1",
        }
        assert (await happens(scene.way, event, scene.slack.team)).status == 200
    assert nurse.reads() == []


@pytest.mark.parametrize("typed", ["x" * 3001, "x" * 40_000, "🙂" * 50, "\u202eneveid", "\x00\x07", "12345"])
async def test_whatever_is_typed_gets_a_sentence(scene: Scene, typed: str) -> None:
    nurse = scene.people["nurse"]
    ack = await nurse.types(f"/concern {typed}")
    assert ack.status == 200
    await until(lambda: nurse.reads() or nurse.view, "an answer")


async def test_what_cannot_be_kept_is_said_at_once(tmp_path: Path, migrated: Path) -> None:
    """The database is locked by somebody: nothing is acknowledged as if it were kept."""
    async with open_scene(tmp_path, migrated) as scene:
        lock = sqlite3.connect(tmp_path / "confer.db", isolation_level=None)
        lock.execute("begin immediate")
        nurse = scene.people["nurse"]
        typing = asyncio.ensure_future(nurse.types("/confer help"))
        await asyncio.sleep(0.5)
        lock.execute("rollback")
        lock.close()
        assert (await typing).status == 200
        await nurse.hears("/concern")


async def test_what_was_acknowledged_before_a_crash_is_answered_after_it(
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated) as scene:
        nurse = scene.people["nurse"]
        ref = await scene.raised()
        assert scene.platform is not None
        running = scene.platform._open  # noqa: SLF001 - the crash: nobody works the inbox any more
        assert running is not None
        running.answerer.wake = lambda: None  # type: ignore[method-assign]
        await nurse.types(f"/concern status {ref}")
        await scene.restarts()
        await nurse.hears("waiting for a first answer")


async def test_five_hundred_commands_at_once_are_acknowledged_in_time(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    acks = await asyncio.gather(*(nurse.types("/confer help") for _ in range(500)))
    assert all(ack.status == 200 for ack in acks)
    assert max(ack.seconds for ack in acks) < 3.0


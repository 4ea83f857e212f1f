"""What comes in: signed or not, twice, broken, from strangers; and kept before it is acknowledged."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.adapters.slack.people import Somebody, until
from tests.adapters.slack.scene import Scene, open_scene
from tests.slack_fake import Installation, signature

FORM = "application/x-www-form-urlencoded"


def _command(scene: Scene) -> bytes:
    nurse = scene.people["nurse"]
    body = {
        "command": "/confer",
        "text": "help",
        "user_id": nurse.id,
        "team_id": scene.team.id,
        "channel_id": scene.seats.id,
        "trigger_id": scene.slack.world.trigger(scene.app, nurse.user),
    }
    return urlencode(body).encode()


async def _posted(scene: Scene, raw: bytes, headers: dict[str, str]) -> int:
    return (await scene.slack.wire.post(scene.app, raw, headers)).status


def _signed(scene: Scene, raw: bytes, secret: str = "", later_s: int = 0) -> dict[str, str]:
    moment = int(time.time()) + later_s
    made = signature(secret or scene.app.signing_secret, raw, moment)
    return {"Content-Type": FORM, **made}


@pytest.mark.parametrize(
    "spoil",
    [
        "another secret",
        "six minutes old",
        "six minutes early",
        "no number",
        "not hex",
        "no header",
        "changed",
    ],
)
async def test_what_slack_did_not_sign_is_refused(
    tmp_path: Path, migrated: Path, spoil: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "confer.slack")
    async with open_scene(tmp_path, migrated) as scene:
        raw = _command(scene)
        later = {"six minutes old": -360, "six minutes early": 360}.get(spoil, 0)
        secret = "another" if spoil == "another secret" else ""
        headers = _signed(scene, raw, secret, later)
        if spoil == "no number":
            headers["X-Slack-Request-Timestamp"] = "noon"
        if spoil == "not hex":
            headers["X-Slack-Signature"] = "v0=Ærø"
        if spoil == "no header":
            headers = {"Content-Type": FORM}
        if spoil == "changed":
            raw += b"&text=more"

        assert await _posted(scene, raw, headers) == 401
        assert await _posted(scene, raw, headers) == 401
        assert scene.people["nurse"].reads() == []
    # Whoever runs Confer hears once why nothing is answered, where it may be their own clock.
    assert caplog.text.count("set the clock by NTP") == spoil.startswith("six minutes")


async def test_a_body_that_is_no_text_is_refused(tmp_path: Path, migrated: Path) -> None:
    async with open_scene(tmp_path, migrated) as scene:
        raw = b"command=\xff\xfe"
        assert await _posted(scene, raw, _signed(scene, raw)) == 401


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
            headers = {**_signed(scene, raw), "Content-Type": content}
            assert await _posted(scene, raw, headers) in {200, 400, 404, 500}
        await scene.people["nurse"].types("/confer help")
        await scene.people["nurse"].hears("/concern")


async def test_what_nobody_expected_is_acknowledged(scene: Scene) -> None:
    for kind in ("reaction_added", "team_join", "user_change", "channel_rename", "unheard_of"):
        event = {"type": kind, "user": scene.people["nurse"].id}
        assert (await scene.slack.happens(_installed(scene), event)).acked


def _installed(scene: Scene) -> Installation:
    assert scene.installed is not None
    return scene.installed


async def test_the_same_event_twice_is_answered_once(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    scene.slack.faults.doubles_events()
    await nurse.writes("/confer help")
    await nurse.hears("/concern")
    scene.slack.faults.loses_acks(2)  # tried again by Slack
    await nurse.writes("/case list")
    await nurse.hears("There is no case here for you.")
    await nurse.writes("/my opened")
    await nurse.hears("Nobody opened what you gave.")
    assert len(nurse.reads()) == 6  # three questions, three answers


async def test_somebody_whom_nobody_knows_hears_that(scene: Scene) -> None:
    user = scene.slack.user(scene.team, "stranger")
    scene.seats.members.append(user.id)
    stranger = Somebody(scene.slack, user, scene.seats)
    await stranger.types("/case list")
    await stranger.hears("I only know the people of this partnership.")


async def test_somebody_from_another_workspace_is_refused(scene: Scene) -> None:
    """A Connect channel: whoever comes from elsewhere is known to nobody here."""
    elsewhere = scene.slack.team("elsewhere")
    user = scene.slack.user(elsewhere, "outsider")
    shared = scene.slack.channel(scene.team, "shared", [scene.bot, user])
    await scene.slack.says(user, shared, f"<@{scene.bot.id}> case list")
    outsider = Somebody(scene.slack, user, shared)
    await outsider.hears("You come from another workspace")


async def test_confer_does_not_hear_itself(scene: Scene) -> None:
    before = len(scene.slack.calls("chat.postMessage"))
    nurse = scene.people["nurse"]
    event = {
        "type": "message",
        "channel": nurse.direct.id,
        "channel_type": "im",
        "user": scene.bot.id,
        "bot_id": "B1",
        "text": "/confer help",
        "ts": "1.1",
    }
    await scene.slack.happens(_installed(scene), event)
    await asyncio.sleep(0.1)
    assert len(scene.slack.calls("chat.postMessage")) == before


async def test_an_edited_or_removed_line_changes_nothing(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    await nurse.writes("/case list")
    await nurse.hears("There is no case here for you.")
    before = len(nurse.reads())
    line = nurse.messages()[0]
    assert (await scene.slack.edits(line, "/confer help")).acked
    assert (await scene.slack.deletes(line)).acked
    await asyncio.sleep(0.1)
    assert len(nurse.reads()) == before - 1


@pytest.mark.parametrize(
    "typed", ["x" * 3001, "x" * 40_000, "🙂" * 50, "\u202eneveid", "\x00\x07", "12345"]
)
async def test_whatever_is_typed_gets_a_sentence(scene: Scene, typed: str) -> None:
    nurse = scene.people["nurse"]
    assert (await nurse.types(f"/concern {typed}")).acked
    await until(lambda: nurse.reads() or nurse.view, "an answer")


async def test_what_cannot_be_kept_is_said_at_once(tmp_path: Path, migrated: Path) -> None:
    """The database is locked by somebody: nothing is acknowledged as if it were kept."""
    async with open_scene(tmp_path, migrated) as scene:
        lock = sqlite3.connect(tmp_path / "confer.db", isolation_level=None, timeout=30)
        lock.execute("begin immediate")
        nurse = scene.people["nurse"]
        typing = asyncio.ensure_future(nurse.types("/confer help"))
        await asyncio.sleep(0.5)
        lock.execute("rollback")
        lock.close()
        assert (await typing).acked
        await nurse.hears("/concern")


async def test_what_the_store_refuses_is_said_in_the_acknowledgement(
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated) as scene:
        nurse = scene.people["nurse"]
        with closing(sqlite3.connect(tmp_path / "confer.db", isolation_level=None)) as raw:
            raw.execute("alter table inbox rename to elsewhere")
            assert (await nurse.types("/confer help")).acked
            await nurse.hears("Nothing was kept; please try once more in a minute.")
            raw.execute("alter table elsewhere rename to inbox")
        await nurse.types("/confer help")
        await nurse.hears("/concern")


async def test_what_was_acknowledged_before_a_crash_is_answered_after_it(
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated) as scene:
        nurse = scene.people["nurse"]
        ref = await scene.raised()
        assert scene.platform is not None
        running = scene.platform._open
        assert running is not None
        running.answerer.wake = lambda: None  # type: ignore[method-assign]
        await nurse.types(f"/concern status {ref}")
        await scene.restarts()
        await nurse.hears("waiting for a first answer")


async def test_two_hundred_commands_at_once_are_acknowledged_and_answered(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    acks = await asyncio.gather(*(nurse.types("/confer help") for _ in range(200)))
    assert all(ack.acked for ack in acks)
    await until(lambda: len(nurse.reads()) >= 200, "the answers")

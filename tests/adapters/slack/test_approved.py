"""What Slack is sent, as files that a reviewer can read: `APPROVE=1 make test` writes them anew.

A changed wording or layout shows as a difference here before anybody sees it on a phone.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from tests.adapters.slack.people import until
from tests.adapters.slack.scene import ANSWERS, Scene, open_scene

APPROVED = Path(__file__).parent / "approved"
_RANDOM = re.compile(r"[A-Za-z0-9_-]{12}(?=\.\d+$)|^[A-Za-z0-9_-]{12}$|[0-9a-f]{32}(?=\.\d+$)")
_REF = re.compile(r"\b[a-z]+-[a-z]+-\d{2}-[A-Z]\b")
_PAGE = re.compile(r"http://127\.0\.0\.1:\d+/p/[A-Za-z0-9_-]+")


def _plain(sent: Any) -> Any:
    """Without what is different each time: random ids, references, addresses of pages."""
    if isinstance(sent, dict):
        return {key: _plain(value) for key, value in sent.items()}
    if isinstance(sent, list):
        return [_plain(one) for one in sent]
    if not isinstance(sent, str):
        return sent
    said = _PAGE.sub("https://confer.example.org/p/TOKEN", sent)
    return _RANDOM.sub("RANDOM", _REF.sub("amber-harbour-47-K", said))


def _same(name: str, sent: Any) -> None:
    text = json.dumps(_plain(sent), indent=2, ensure_ascii=False) + "\n"
    file = APPROVED / f"{name}.json"
    if os.environ.get("APPROVE"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    assert file.read_text("utf-8") == text


async def test_what_slack_is_sent_is_what_was_approved(  # noqa: PLR0915 - one story
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated) as scene:
        nurse, coordinator = scene.people["nurse"], scene.people["coordinator"]
        await nurse.types("/concern new")
        await nurse.sees_a_form()
        _same("modal-concern-new", _sent(scene, "views.open")["view"])
        await nurse.sends(**ANSWERS)
        await nurse.hears("[Skip]")
        _same("ephemeral-own-words", _sent(scene, "response_url"))
        await nurse.presses("Skip")
        await nurse.hears("This is all that others will read.")
        _same("ephemeral-preview", _sent(scene, "response_url"))
        await nurse.presses("Send")
        await nurse.hears("Your concern is")
        ref = scene.newest(nurse)
        await scene.delivers()
        await coordinator.hears("Something new is waiting")
        notices = [
            c for c in scene.slack.calls("chat.postMessage") if "first answer" in str(c.args)
        ]
        _same("notice-new-concern", _body(notices[0].args))
        await coordinator.types(f"/case take {ref}")
        await coordinator.hears("not open now")
        await coordinator.types(f"/case answer {ref}")
        await coordinator.sees_a_form()
        _same("modal-case-answer", _sent(scene, "views.open")["view"])
        await scene.slack.opens_home(coordinator.user)
        await until(lambda: scene.slack.home(coordinator.user), "the Home tab")
        _same("home-coordinator", _sent(scene, "views.publish")["view"])
        await scene.waits(hours=8)
        seats = [
            c for c in scene.slack.calls("chat.postMessage") if c.args["channel"] == scene.seats.id
        ]
        _same("post-seats", _body(seats[0].args))


def _sent(scene: Scene, method: str) -> dict[str, Any]:
    return _body(scene.slack.calls(method)[-1].args)


def _body(args: dict[str, Any]) -> dict[str, Any]:
    """Without whom it went to, and by which parcel; what came as JSON is read."""
    left = {"channel", "metadata", "trigger_id", "user_id"}
    return {k: _read(v) for k, v in args.items() if k not in left}


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:1] in {"{", "["} else value

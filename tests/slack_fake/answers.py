"""What Slack does with an app's acknowledgement, and with what it posts to a response_url."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.slack_fake import api
from tests.slack_fake.core import Core, Refused
from tests.slack_fake.methods import views
from tests.slack_fake.methods.chat import checked
from tests.slack_fake.shapes import is_object
from tests.slack_fake.wire import Answer
from tests.slack_fake.workspace import (
    RESPONSE_URL_USES,
    Installation,
    Json,
    Message,
    ResponseUrl,
    View,
)

_IN_REPLY = frozenset(
    [
        "text",
        "blocks",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "metadata",
        "mrkdwn",
        "unfurl_links",
        "unfurl_media",
    ]
)


# --- acknowledgements ---


def take_reply(core: Core, url: ResponseUrl, answer: Answer) -> None:
    """A slash command's acknowledgement may be a message."""
    body: Json = answer.body if is_object(answer.body) else {"text": answer.body}
    if answer.acked and body not in ({"text": ""}, {}):
        try:
            _replied(core, url, body, "ack")
        except Refused as refused:
            core.violated("ack", [f"Slack shows {refused.error} instead of the answer"])


def take_submission(core: Core, installation: Installation, view: View, answer: Answer) -> None:
    """Closes the view, or does what the acknowledgement says. Unacknowledged, the view stays."""
    if not answer.acked:
        return
    stack = core.world.stack(view.user_id, view.app_id)
    body: Any = answer.body or {}
    action = body.get("response_action") if is_object(body) else "text"
    try:
        match action:
            case None:
                stack.remove(view)
            case "clear":
                stack.clear()
            case "errors":
                core.violated("ack", _misplaced(view, body["errors"]))
            case "update":
                views.replace(view, views.checked(core, "ack", body["view"]), core.world)
            case "push":
                content = views.checked(core, "ack", body["view"])
                views.push_on(stack, core.world.view(installation, view.user_id, content))
            case _:
                core.violated("ack", [f"a form cannot be answered with {action!r}"])
    except Refused as refused:
        core.violated("ack", [f"Slack says that it had trouble: {refused.error}"])


def take_nothing(core: Core, answer: Answer) -> None:
    """What is acknowledged here has nowhere to show a body."""
    if answer.acked and answer.body:
        core.violated("ack", ["nobody would see this body"])


def _misplaced(view: View, errors: dict[str, str]) -> list[str]:
    fields = {one["block_id"] for one in view.blocks if one["type"] == "input"}
    amiss = [
        f"an error stands at {one!r}, which is no input" for one in errors if one not in fields
    ]
    if not errors or not all(errors.values()):
        amiss.append("an error says nothing")
    return amiss


# --- response_url ---


async def respond(core: Core, request: web.Request) -> web.Response:
    """Handles POST /response/{key}."""
    raw = await request.read()
    url = core.world.response_urls.get(request.match_info["key"])
    body: Any = json.loads(raw)
    fault = core.faults.next("response_url", body)
    error = "" if api.stops(fault) else _responded(core, url, body)
    core.heard("response_url", body, raw, error)
    if answer := api.broken(request, fault):
        return answer
    if error:
        status = 404 if error in {"used_url", "expired_url"} else 400
        return web.json_response({"ok": False, "error": error}, status=status)
    return web.Response(text="ok")


def _responded(core: Core, url: ResponseUrl | None, body: Json) -> str:
    """The error, or "" if the words are shown."""
    try:
        if url is None or core.clock.now >= url.expires_at:
            raise Refused("expired_url")
        if url.uses >= RESPONSE_URL_USES:
            raise Refused("used_url")
        url.uses += 1
        _replied(core, url, body, "response_url")
    except Refused as refused:
        return refused.error
    return ""


def _replied(core: Core, url: ResponseUrl, body: Json, what: str) -> None:
    unknown = [f"{one} is unknown" for one in body if one not in _IN_REPLY]
    core.must(what, unknown, "invalid_arguments")
    if body.get("delete_original"):
        _original(url, core, what).deleted = True
        return
    checked(core, what, body)
    if body.get("replace_original"):
        original = _original(url, core, what)
        original.text = body.get("text", "")
        original.blocks = core.world.named_blocks(body.get("blocks", []))
        original.edited = True
        return
    core.world.messages.append(_reply(core, url, body, what))


def _reply(core: Core, url: ResponseUrl, body: Json, what: str) -> Message:
    """A message where the person acted; only they see it unless the app says "in_channel"."""
    kind = body.get("response_type", "ephemeral")
    if kind not in {"ephemeral", "in_channel"}:
        core.must(what, [f"there is no response_type {kind!r}"], "invalid_arguments")
    return Message(
        url.channel_id,
        core.world.new_ts(),
        url.installation.bot.id,
        body.get("text", ""),
        core.world.named_blocks(body.get("blocks", [])),
        body.get("metadata"),
        body.get("thread_ts"),
        url.installation.app.id,
        url.user_id if kind == "ephemeral" else None,
    )


def _original(url: ResponseUrl, core: Core, what: str) -> Message:
    if url.origin is None:
        core.must(what, ["there is no message to replace"], "invalid_arguments")
    assert url.origin is not None
    return url.origin

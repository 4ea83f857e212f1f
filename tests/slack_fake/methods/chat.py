"""chat.*: messages, and the words only one person sees."""

from __future__ import annotations

import json
from typing import Any

from tests.slack_fake import checks
from tests.slack_fake.call import Call
from tests.slack_fake.core import Core, Refused
from tests.slack_fake.workspace import Json, Message


def post_message(call: Call) -> Json:
    channel = call.channel()
    inside = call.installation.bot.id in channel.members
    if not inside and not (
        channel.kind == "public" and "chat:write.public" in call.installation.scopes
    ):
        raise Refused("not_in_channel")
    if channel.archived:
        raise Refused("is_archived")
    message = _written(call, channel.id)
    call.world.messages.append(message)
    return {"channel": channel.id, "ts": message.ts, "message": as_sent(message)}


def post_ephemeral(call: Call) -> Json:
    channel, user = call.joined(), call.user()
    if user.id not in channel.members:
        raise Refused("user_not_in_channel")
    message = _written(call, channel.id)
    message.only_for = user.id
    # Slack promises no delivery: who is away never sees it, and the app is not told.
    if not user.away:
        call.world.messages.append(message)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Text without blocks takes the blocks away. Blocks and metadata stay where nothing is said."""
    message = _own(call, "cant_update_message")
    checked(call.core, call.name, call.args, whole=False)
    message.text = call.args.get("text", message.text)
    if "blocks" in call.args or "text" in call.args:
        message.blocks = call.world.named_blocks(call.args.get("blocks", []))
    message.metadata = call.args.get("metadata", message.metadata) or None
    message.edited = True
    sent = as_sent(message)
    return {"channel": message.channel_id, "ts": message.ts, "text": message.text, "message": sent}


def delete(call: Call) -> Json:
    message = _own(call, "cant_delete_message")
    message.deleted = True
    return {"channel": message.channel_id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    channel = call.channel()
    ts = call.shaped("message_ts", "ts")
    if not call.world.message(channel.id, ts):
        raise Refused("message_not_found")
    domain = call.installation.team.domain
    link = f"https://{domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


def add_reaction(call: Call) -> Json:
    channel = call.channel()
    if not call.world.message(channel.id, call.shaped("timestamp", "ts")):
        raise Refused("message_not_found")
    return {}


def as_sent(message: Message, *, with_metadata: bool = True) -> Json:
    """A message as the Web API and the events show it."""
    sent: Json = {"type": "message", "user": message.user_id, "ts": message.ts}
    sent |= {"text": message.text, "blocks": message.blocks}
    if message.app_id:
        sent |= {"app_id": message.app_id, "bot_id": message.app_id.replace("A", "B", 1)}
    if message.thread_ts:
        sent["thread_ts"] = message.thread_ts
    if message.metadata and with_metadata:
        sent["metadata"] = message.metadata
    if message.edited:
        sent["edited"] = {"user": message.user_id, "ts": message.ts}
    return sent


def checked(core: Core, what: str, payload: Json, *, whole: bool = True) -> None:
    """Raises Refused for what Slack would not take as a message. whole: it must say something."""
    text, blocks = payload.get("text", ""), payload.get("blocks", [])
    if whole and not text and not blocks:
        core.violated(what, ["the message says nothing"])
        raise Refused("no_text")
    if len(text) > checks.MESSAGE_TEXT:
        core.violated(what, [f"text is {len(text)} characters long"])
        raise Refused("msg_too_long")
    core.must(what, checks.blocks(blocks), "invalid_blocks")
    _metadata_checked(core, what, payload.get("metadata"))


def _metadata_checked(core: Core, what: str, metadata: Any) -> None:
    if not metadata:
        return
    core.must(what, checks.metadata(metadata), "invalid_metadata_format")
    if len(json.dumps(metadata)) > checks.METADATA_BYTES:
        core.violated(what, ["the metadata are larger than 16 KB"])
        raise Refused("metadata_too_large")


def _written(call: Call, channel_id: str) -> Message:
    """A new message of the bot, checked, in its thread if it has one."""
    args, installation = call.args, call.installation
    checked(call.core, call.name, args)
    thread = args.get("thread_ts")
    if thread and not call.world.message(channel_id, call.shaped("thread_ts", "ts")):
        raise Refused("thread_not_found")
    return Message(
        channel_id,
        call.world.new_ts(),
        installation.bot.id,
        args.get("text", ""),
        call.world.named_blocks(args.get("blocks", [])),
        args.get("metadata"),
        thread,
        installation.app.id,
    )


def _own(call: Call, error: str) -> Message:
    """The message, which must be the bot's own and not an ephemeral one."""
    message = call.world.message(call.channel().id, call.shaped("ts", "ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.user_id != call.installation.bot.id:
        raise Refused(error)
    return message

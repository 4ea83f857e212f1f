"""People who use the app: what they type, press and fill in, delivered as Slack delivers it.

Both ways in have the same verbs: signed HTTP to the app's address, or envelopes over its socket.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from tests.slack.fake import SIGNING_SECRET, FakeSlack
from tests.slack.world import Json, Message, View

ACK_S: Final = 3.0


@dataclass(frozen=True)
class Ack:
    """How the app answered. `status` 0: not within three seconds."""

    status: int
    body: Json
    seconds: float
    text: str = ""


class Way:
    """How Slack reaches the app. `url` None: over the socket."""

    def __init__(self, slack: FakeSlack, url: str | None) -> None:
        self.slack = slack
        self.url = url

    async def form(self, body: Json, kind: str, *, retry: int = 0) -> Ack:
        """A slash command, or what a person pressed or sent in."""
        if self.url is None:
            return await self._envelope(body, kind, retry)
        raw = urlencode({"payload": json.dumps(body)}) if kind == "interactive" else urlencode(body)
        return await self._signed(raw, "application/x-www-form-urlencoded", retry)

    async def event(self, body: Json, *, retry: int = 0) -> Ack:
        if self.url is None:
            return await self._envelope(body, "events_api", retry)
        return await self._signed(json.dumps(body), "application/json", retry)

    async def _envelope(self, body: Json, kind: str, retry: int) -> Ack:
        await asyncio.wait_for(self.slack.connected.wait(), 5)
        id = secrets.token_hex(8)
        waiting = self.slack.acks[id] = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        envelope: Json = {"envelope_id": id, "type": kind, "payload": body}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        await self.slack.sockets[-1].send_json(envelope)
        try:
            said = await asyncio.wait_for(waiting, ACK_S)
        except TimeoutError:
            return Ack(0, {}, ACK_S)
        return Ack(200, said, time.perf_counter() - begun)

    async def _signed(self, raw: str, content: str, retry: int) -> Ack:
        moment = str(int(time.time()))
        headers = {
            "Content-Type": content,
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": sign(raw.encode(), moment),
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        return await self.send(raw.encode(), headers)

    async def send(self, raw: bytes, headers: dict[str, str]) -> Ack:
        """Whatever bytes, as somebody may send them."""
        assert self.url is not None
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(ACK_S):
                answer = await self.slack.session.post(self.url, data=raw, headers=headers)
                text = await answer.text()
        except TimeoutError:
            return Ack(0, {}, ACK_S)
        try:
            body = json.loads(text) if text else {}
        except ValueError:
            body = {}
        return Ack(answer.status, body, time.perf_counter() - begun, text)


def sign(raw: bytes, moment: str, secret: str = SIGNING_SECRET) -> str:
    base = b"v0:" + moment.encode() + b":" + raw
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Somebody:
    """One person at a screen."""

    def __init__(self, way: Way, id: str, channel: str) -> None:
        self.way = way
        self.slack = way.slack
        self.id = id
        self.here = channel  # where this person types

    @property
    def team(self) -> str:
        return self.slack.world.users[self.id].team

    # --- doing ---

    async def types(self, line: str, *, channel: str = "", trigger: str = "") -> Ack:
        """A slash command, such as `/concern new topic:alone`."""
        command, _, text = line.partition(" ")
        where = channel or self.here
        body = {
            "command": command,
            "text": text,
            "user_id": self.id,
            "user_name": "somebody",
            "team_id": self.team,
            "team_domain": "example",
            "channel_id": where,
            "channel_name": "somewhere",
            "api_app_id": "A00000001",
            "is_enterprise_install": "false",
            "trigger_id": trigger or self.slack.world.trigger(self.id),
            "response_url": self.slack.response_url(where, self.id),
        }
        ack = await self.way.form(body, "slash_commands")
        said = ack.body.get("text") or ("" if ack.body else ack.text)
        if said:
            self._shown(where, str(said))
        return ack

    def _shown(self, channel: str, text: str) -> None:
        world = self.slack.world
        world.messages.append(Message(world.ts(), channel, self.slack.bot, text, only_for=self.id))

    async def writes(self, text: str, *, event_id: str = "", retry: int = 0) -> Ack:
        """A line in the direct conversation with the app."""
        channel = self.slack.world.im(self.id, self.team)
        made = Message(self.slack.world.ts(), channel.id, self.id, text)
        if not retry:
            self.slack.world.messages.append(made)
        event = {
            "type": "message",
            "channel": channel.id,
            "channel_type": "im",
            "user": self.id,
            "text": text,
            "ts": made.ts,
            "team": self.team,
        }
        return await self._happens(event, event_id=event_id, retry=retry)

    async def mentions(self, text: str, channel: str = "", thread: str | None = None) -> Ack:
        """A line in a channel that names the app."""
        where = channel or self.here
        said = f"<@{self.slack.bot}> {text}"
        made = Message(self.slack.world.ts(), where, self.id, said, thread_ts=thread)
        self.slack.world.messages.append(made)
        event: Json = {"type": "app_mention", "channel": where, "user": self.id, "text": said}
        event |= {"ts": made.ts, "team": self.team, **({"thread_ts": thread} if thread else {})}
        return await self._happens(event)

    async def _happens(self, event: Json, *, event_id: str = "", retry: int = 0) -> Ack:
        return await happens(self.way, event, self.team, event_id=event_id, retry=retry)

    async def opens_home(self) -> Ack:
        return await self._happens({"type": "app_home_opened", "user": self.id, "tab": "home"})

    async def presses(self, label: str, message: Message | None = None) -> Ack:
        """The newest button of that label on this person's screen, or the one in this message."""
        found, action = self._button(label, message)
        body = self._interactive("block_actions")
        body |= {
            "container": {
                "type": "message",
                "message_ts": found.ts,
                "channel_id": found.channel,
                "is_ephemeral": found.only_for is not None,
            },
            "channel": {"id": found.channel, "name": "somewhere"},
            "response_url": self.slack.response_url(found.channel, self.id),
            "actions": [{**action, "block_id": "b", "action_ts": str(time.time())}],
        }
        return await self.way.form(body, "interactive")

    async def presses_at_home(self, label: str) -> Ack:
        view = self.slack.world.homes[self.id]
        action = next(a for a in _actions(view["blocks"]) if a["text"]["text"] == label)
        body = self._interactive("block_actions")
        body |= {
            "container": {"type": "view", "view_id": "V1"},
            "view": {"id": "V1", **view},
            "actions": [{**action, "block_id": "b", "action_ts": str(time.time())}],
        }
        return await self.way.form(body, "interactive")

    def _button(self, label: str, message: Message | None) -> tuple[Message, Json]:
        seen = [message] if message else reversed(self.slack.world.seen_by(self.id))
        for one in seen:
            for action in _actions(one.blocks):
                if action["text"]["text"] == label and "url" not in action:
                    return one, action
        raise AssertionError(f"there is no button [{label}]")

    def link(self) -> str:
        """The newest page's address on this person's screen."""
        for one in reversed(self.slack.world.seen_by(self.id)):
            for action in _actions(one.blocks):
                if "url" in action:
                    return str(action["url"])
        raise AssertionError("there is no link")

    async def shortcut(self, callback: str, message: Message | None = None) -> Ack:
        body = self._interactive("message_action" if message else "shortcut")
        body |= {"callback_id": callback, "action_ts": str(time.time())}
        if message is not None:
            body["channel"] = {"id": message.channel, "name": "somewhere"}
            body["message"] = {"ts": message.ts, "text": message.text}
            body["response_url"] = self.slack.response_url(message.channel, self.id)
        return await self.way.form(body, "interactive")

    def _interactive(self, kind: str) -> Json:
        return {
            "type": kind,
            "user": {"id": self.id, "username": "somebody", "team_id": self.team},
            "team": {"id": self.team, "domain": "example"},
            "api_app_id": "A00000001",
            "trigger_id": self.slack.world.trigger(self.id),
        }

    # --- a modal ---

    @property
    def view(self) -> View | None:
        return self.slack.world.top(self.id)

    def asked(self) -> list[str]:
        """The arguments that the modal on top asks for."""
        view = self.view
        assert view is not None, "no modal is open"
        return [b["block_id"] for b in view.body["blocks"] if b["type"] == "input"]

    async def sends(self, view: View | None = None, **answers: Any) -> Ack:
        """Fill in the modal on top and send it in. Slack itself holds back what it sees is missing."""
        top = view or self.view
        assert top is not None, "no modal is open"
        values: Json = {}
        for block in top.body["blocks"]:
            if block["type"] == "input":
                name, element = block["block_id"], block["element"]
                values[name] = {
                    element["action_id"]: _state(element, answers.pop(name, None), block)
                }
        assert not answers, f"the modal does not ask for {sorted(answers)}"
        body = self._interactive("view_submission")
        body["view"] = {
            "id": top.id,
            "hash": top.hash,
            "team_id": self.team,
            "state": {"values": values},
            **top.body,
        }
        ack = await self.way.form(body, "interactive")
        self._after(ack, top)
        return ack

    def _after(self, ack: Ack, view: View) -> None:
        stack = self.slack.world.stacks.get(self.id, [])
        if ack.status == 200 and not ack.body and view in stack:
            stack.remove(view)
        elif ack.body.get("response_action") == "clear":
            stack.clear()
        elif ack.body.get("response_action") == "errors":
            blocks = {b.get("block_id") for b in view.body["blocks"]}
            unknown = set(ack.body["errors"]) - blocks
            self.slack.complain("view_submission", [f"no block {one}" for one in unknown])

    # --- reading ---

    def reads(self) -> list[str]:
        """The texts of everything this person can see, oldest first."""
        return [shown(one) for one in self.slack.world.seen_by(self.id)]

    @property
    def last(self) -> str:
        return self.reads()[-1]

    async def hears(self, words: str, *, within: float = 5.0) -> str:
        """Wait until something with these words is on the screen."""
        try:
            return str(
                await until(
                    lambda: next((t for t in self.reads() if words in t), None), words, within
                )
            )
        except AssertionError:
            raise AssertionError(f"nobody saw {words!r}; the last was {self.reads()[-2:]}") from None

    async def sees_a_form(self, within: float = 5.0) -> View:
        return await until(lambda: self.view, "a modal", within)


async def until(look: Any, what: str, within: float = 5.0) -> Any:
    """Look again and again, for what happens after an acknowledgement."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"nobody saw: {what}")


async def happens(way: Way, event: Json, team: str, *, event_id: str = "", retry: int = 0) -> Ack:
    body = {
        "type": "event_callback",
        "team_id": team,
        "api_app_id": "A00000001",
        "event_id": event_id or f"Ev{secrets.token_hex(5)}",
        "event_time": int(time.time()),
        "event": event,
        "authorizations": [{"team_id": team, "user_id": way.slack.bot, "is_bot": True}],
    }
    return await way.event(body, retry=retry)


def shown(message: Message) -> str:
    """What a message looks like: its blocks, else its text; buttons in brackets."""
    if not message.blocks:
        return message.text
    lines: list[str] = []
    for block in message.blocks:
        if block["type"] in {"section", "header"}:
            lines.append(block["text"]["text"])
        elif block["type"] == "actions":
            lines.append(" ".join(f"[{a['text']['text']}]" for a in block["elements"]))
    return "\n".join(lines)


def _actions(blocks: list[Json]) -> list[Json]:
    return [a for block in blocks if block["type"] == "actions" for a in block["elements"]]


def _state(element: Json, answer: Any, block: Json) -> Json:
    """What Slack's client would send for an input. It refuses by itself what cannot be chosen."""
    kind = element["type"]
    if answer is None:
        assert block.get("optional"), f"{block['block_id']} is needed"
    if kind in {"radio_buttons", "static_select"}:
        chosen = None if answer is None else _option(element, answer)
        return {"type": kind, "selected_option": chosen}
    if kind in {"checkboxes", "multi_static_select"}:
        many = [] if answer is None else answer if isinstance(answer, list) else [answer]
        most = element.get("max_selected_items", 100)
        assert len(many) <= most, "Slack lets nobody choose more"
        return {"type": kind, "selected_options": [_option(element, one) for one in many]}
    if kind == "datepicker":
        return {"type": kind, "selected_date": answer}
    assert answer is None or len(answer) <= element.get("max_length", 3000)
    return {"type": kind, "value": answer}


def _option(element: Json, answer: str) -> Json:
    found = [o for o in element["options"] if answer in {o["value"], o["text"]["text"]}]
    assert found, f"there is no choice {answer}"
    return found[0]

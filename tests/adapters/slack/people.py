"""People at their screens on the fake Slack: what they type, press and fill in, and what they read."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from tests.slack_fake import Answer, Channel, FakeSlack, Message, User, View
from tests.slack_fake.workspace import Impossible, Json


class Somebody:
    """One person, who types in the seats' channel unless another is named."""

    def __init__(self, slack: FakeSlack, user: User, here: Channel) -> None:
        self.slack = slack
        self.user = user
        self.here = here
        self.known: frozenset[tuple[str, str]] = frozenset()  # what stood there at the last act

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def direct(self) -> Channel:
        """The conversation with Confer."""
        return self.slack.world.im(self.slack.installation_for(self.user).bot.id, self.id)

    # --- doing ---

    async def types(self, line: str, channel: Channel | None = None) -> Answer:
        """A slash command, such as `/concern new topic:alone`."""
        command, _, text = line.partition(" ")
        self._looks()
        return await self.slack.slash(self.user, channel or self.here, command, text)

    async def writes(self, text: str) -> Answer:
        """A line in the direct conversation."""
        self._looks()
        return await self.slack.says(self.user, self.direct, text)

    async def mentions(
        self, text: str, channel: Channel | None = None, thread: str | None = None
    ) -> Answer:
        """A line in a channel that names Confer."""
        bot = self.slack.installation_for(self.user).bot
        said = f"<@{bot.id}> {text}"
        self._looks()
        return await self.slack.says(self.user, channel or self.here, said, thread_ts=thread)

    async def presses(self, label: str, message: Message | None = None) -> Answer:
        """The newest button of that label on the screen, or the one of this message."""
        found = message or next((m for m in reversed(self.messages()) if _has(m, label)), None)
        if found is None:
            raise Impossible(f"there is no button [{label}]")
        self._looks()
        return await self.slack.click(self.user, found, label)

    async def sends(self, view: View | None = None, **answers: Any) -> Answer:
        """Fill in the modal on top and send it in."""
        top = view or self.view
        assert top is not None, "no modal is open"
        self._looks()
        return await self.slack.submit(self.user, top, answers)

    # --- reading ---

    def messages(self) -> list[Message]:
        """All that this person can see, oldest first."""
        world = self.slack.world
        return [
            one
            for one in world.messages
            if not one.deleted
            and self.id in world.channels[one.channel_id].members
            and one.only_for in {None, self.id}
        ]

    def reads(self) -> list[str]:
        return [shown(one) for one in self.messages()]

    def _screen(self) -> list[tuple[str, str]]:
        return [(one.ts, shown(one)) for one in self.messages()]

    def _looks(self) -> None:
        self.known = frozenset(self._screen())

    @property
    def last(self) -> str:
        return self.reads()[-1]

    def link(self) -> str:
        """The address of the newest page on the screen."""
        urls = [a["url"] for m in self.messages() for a in actions(m.blocks) if "url" in a]
        return str(urls[-1])

    @property
    def view(self) -> View | None:
        return self.slack.modal(self.user)

    def asked(self) -> list[str]:
        """The arguments that the modal on top asks for."""
        view = self.view
        assert view is not None, "no modal is open"
        return [b["block_id"] for b in view.blocks if b["type"] == "input"]

    async def hears(self, words: str, *, within: float = 20.0) -> str:
        """Wait until something with these words is on the screen that was not there at the last act."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            new = (text for at, text in self._screen() if (at, text) not in self.known)
            found = next((text for text in new if words in text), None)
            if found is not None:
                return found
            await asyncio.sleep(0.01)
        raise AssertionError(f"nobody saw {words!r}; the last was {self.reads()[-2:]}")

    async def sees_a_form(self) -> View:
        view = await until(lambda: self.view, "a modal")
        assert isinstance(view, View)
        return view


async def until(look: Any, what: str, within: float = 20.0) -> Any:
    """Look again and again, for what happens after an acknowledgement."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"nobody saw: {what}")


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


def actions(blocks: list[Json]) -> list[Json]:
    return [a for block in blocks if block["type"] == "actions" for a in block["elements"]]


def _has(message: Message, label: str) -> bool:
    return any(a["text"]["text"] == label and "url" not in a for a in actions(message.blocks))

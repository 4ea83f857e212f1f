"""People at work: each verb is what one person does in Slack, delivered to the app as Slack would.

Every verb gives the app's Answer, and does with it what Slack does: shows it, closes a view, keeps it.
"""

from __future__ import annotations

from typing import Any

from tests.slack_fake import answers, forms, payloads
from tests.slack_fake.checks import elements
from tests.slack_fake.core import Core
from tests.slack_fake.methods.chat import as_sent
from tests.slack_fake.wire import Answer, Wire
from tests.slack_fake.workspace import (
    App,
    Channel,
    Impossible,
    Installation,
    Json,
    Message,
    User,
    View,
)


class Hands:
    """What people type, press, choose and send."""

    core: Core
    wire: Wire

    async def slash(
        self, user: User, channel: Channel, command: str, text: str = "", *, app: App | None = None
    ) -> Answer:
        """A slash command, typed in a channel. An answer in the acknowledgement is shown."""
        self._must_be_in(user, channel)
        installation = self.installation_for(user, app)
        sent = payloads.slash(self.core, installation, user, channel, (command, text))
        url = self.core.world.response_urls[sent["response_url"].rpartition("/")[2]]
        answer = await self.wire.send(installation.app, "slash_commands", sent)
        answers.take_reply(self.core, url, answer)
        return self._done(answer)

    async def click(
        self, user: User, where: Message | View, which: str, value: object = None
    ) -> Answer:
        """Presses a button, or chooses a value in a menu. which is its action id or its text."""
        self._must_see(user, where)
        block, element = _found(where.blocks, which)
        installation = self._installation_of(user, where)
        action: Json = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self.core.world.new_ts(),
        }
        if element["type"] == "button":
            action |= {key: element[key] for key in ("text", "value", "style") if key in element}
        elif element["type"] == "overflow":
            chosen = [one for one in element["options"] if one["value"] == value]
            action |= {"selected_option": chosen[0]}
        else:
            entry = forms.entry(element, value)
            where.state.setdefault(block["block_id"], {})[element["action_id"]] = entry
            action = entry | action
        sent = payloads.acted(self.core, "block_actions", installation, user)
        sent |= {"actions": [action]}
        sent |= self._place(installation, user, where)
        answer = await self.wire.send(installation.app, "interactive", sent)
        answers.take_nothing(self.core, answer)
        return self._done(answer)

    def fill(self, user: User, where: Message | View, values: dict[str, Any]) -> None:
        """Fills in fields, by block id, without sending anything."""
        self._must_see(user, where)
        forms.fill(where.blocks, where.state, values)

    async def submit(self, user: User, view: View, values: dict[str, Any] | None = None) -> Answer:
        """Fills in the modal on top, by block id, and sends it. Raises Impossible if Slack holds it back."""
        self._must_be_on_top(user, view)
        if "submit" not in view.content:
            raise Impossible("this modal has no button to send it")
        self.fill(user, view, values or {})
        forms.must_be_whole(view.blocks, forms.state(view.blocks, view.state))
        installation = self._installation_of(user, view)
        sent = payloads.acted(self.core, "view_submission", installation, user)
        sent |= payloads.in_view(self.core, installation, user, view) | {"response_urls": []}
        del sent["container"]
        answer = await self.wire.send(installation.app, "interactive", sent)
        answers.take_submission(self.core, installation, view, answer)
        return self._done(answer)

    async def close_view(self, user: User, view: View, *, all_of_them: bool = False) -> Answer:
        """Closes the modal on top, or by its cross all of them. tries is 0 if the app asked not to know."""
        self._must_be_on_top(user, view)
        stack = self.core.world.stack(user.id, view.app_id)
        cleared = all_of_them or bool(view.content.get("clear_on_close"))
        del stack[0 if cleared else -1 :]
        if not view.content.get("notify_on_close"):
            return Answer(0, tries=0)
        installation = self._installation_of(user, view)
        sent = payloads.acted(self.core, "view_closed", installation, user)
        sent |= payloads.in_view(self.core, installation, user, view) | {"is_cleared": cleared}
        for key in ("container", "trigger_id"):
            del sent[key]
        return self._done(await self.wire.send(installation.app, "interactive", sent))

    async def shortcut(self, user: User, callback_id: str, *, app: App | None = None) -> Answer:
        """A shortcut that is offered everywhere."""
        installation = self.installation_for(user, app)
        sent = payloads.acted(self.core, "shortcut", installation, user)
        return await self._shortcut(installation, user, sent, callback_id)

    async def message_shortcut(
        self, user: User, callback_id: str, message: Message, *, app: App | None = None
    ) -> Answer:
        """A shortcut of a message's menu."""
        self._must_see(user, message)
        installation = self.installation_for(user, app)
        channel = self.core.world.channels[message.channel_id]
        sent = payloads.acted(self.core, "message_action", installation, user)
        sent |= {
            "message": as_sent(message, with_metadata=False),
            "message_ts": message.ts,
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "response_url": payloads.response_url(self.core, installation, user, channel, message),
        }
        return await self._shortcut(installation, user, sent, callback_id)

    def installation_for(self, user: User, app: App | None = None) -> Installation:
        """The app that a person of this workspace can call; named where there are several."""
        found = [
            one
            for one in self.core.world.installations
            if one.active and one.team.id == user.team_id and app in {None, one.app}
        ]
        if len(found) != 1:
            raise Impossible(f"{len(found)} apps answer to people of {user.team_id}")
        return found[0]

    # --- inside ---

    async def _shortcut(
        self, installation: Installation, user: User, sent: Json, callback_id: str
    ) -> Answer:
        sent |= {
            "callback_id": callback_id,
            "action_ts": self.core.world.new_ts(),
            "trigger_id": self.core.world.trigger(installation.app, user),
        }
        answer = await self.wire.send(installation.app, "interactive", sent)
        answers.take_nothing(self.core, answer)
        return self._done(answer)

    def _place(self, installation: Installation, user: User, where: Message | View) -> Json:
        if isinstance(where, Message):
            return payloads.in_message(self.core, installation, user, where)
        return payloads.in_view(self.core, installation, user, where)

    def _installation_of(self, user: User, where: Message | View) -> Installation:
        """Whose message or view it is. In a Connect channel, of the workspace that has the app."""
        world = self.core.world
        app = world.apps[where.app_id or ""]
        teams = [user.team_id]
        if isinstance(where, Message):
            teams += world.channels[where.channel_id].team_ids
        for team_id in teams:
            if found := world.installed(app, team_id):
                return found
        raise Impossible("the app is no longer installed")

    def _must_be_in(self, user: User, channel: Channel) -> None:
        if user.id not in channel.members:
            raise Impossible(f"{user.name} is not in {channel.name or channel.id}")

    def _must_see(self, user: User, where: Message | View) -> None:
        if isinstance(where, View):
            world, key = self.core.world, (user.id, where.app_id)
            if where is not world.homes.get(key) and where not in world.stack(*key):
                raise Impossible(f"this view is not before {user.name}")
            return
        self._must_be_in(user, self.core.world.channels[where.channel_id])
        if (
            where.deleted
            or where.only_for not in {None, user.id}
            or where not in self.core.world.messages
        ):
            raise Impossible(f"{user.name} does not see this message")

    def _must_be_on_top(self, user: User, view: View) -> None:
        self._must_see(user, view)
        if self.core.world.stack(user.id, view.app_id)[-1:] != [view]:
            raise Impossible("another modal lies above this one")

    def _done(self, answer: Answer) -> Answer:
        self.core.changed.set()
        return answer


def _found(blocks: list[Json], which: str) -> tuple[Json, Json]:
    """The block and element with this action id, else with this text. Raises Impossible."""
    there = [
        (block, one) for block in blocks if block["type"] != "input" for one in elements(block)
    ]
    there += [(one, one["element"]) for one in blocks if one.get("dispatch_action")]
    for names in ("action_id", "text"):
        for block, element in there:
            name = element.get(names)
            if which == (name["text"] if isinstance(name, dict) else name):
                return block, element
    labels = [element.get("text", {}).get("text", element["action_id"]) for _, element in there]
    raise Impossible(f"there is no {which!r}; there are {labels}")

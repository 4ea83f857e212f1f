"""Events: what people say and do that the app is told of afterwards, and tried again until it heard."""

from __future__ import annotations

from tests.slack_fake import payloads
from tests.slack_fake.core import Core
from tests.slack_fake.methods.views import as_sent as view_as_sent
from tests.slack_fake.wire import Answer, Wire
from tests.slack_fake.workspace import App, Channel, Impossible, Installation, Json, Message, User

_MESSAGES = {"public": "message.channels", "private": "message.groups", "im": "message.im"}
_TYPES = {"public": "channel", "private": "group", "im": "im"}
_NEVER = Answer(0, tries=0)


class Happenings:
    """Every verb gives the app's last Answer; tries is 0 if no app subscribes to it or may hear it."""

    core: Core
    wire: Wire

    async def says(
        self, user: User, channel: Channel, text: str, *, thread_ts: str | None = None
    ) -> Answer:
        """A message; an app that is named in it as <@U…> hears of that, too."""
        world = self.core.world
        if user.id not in channel.members:
            raise Impossible(f"{user.name} is not in {channel.name or channel.id}")
        message = Message(channel.id, world.new_ts(), user.id, text, thread_ts=thread_ts)
        world.messages.append(message)
        said = self._said(message)
        answer = await self._in_channel(channel, said, _MESSAGES[channel.kind])
        for one in self._there(channel):
            if f"<@{one.bot.id}>" in text and channel.kind != "im":
                named = {key: it for key, it in said.items() if key != "channel_type"}
                answer = await self.happens(one, named | {"type": "app_mention"})
        return answer

    async def edits(self, message: Message, text: str) -> Answer:
        before = self._said(message)
        message.text, message.edited = text, True
        changed = {"message": self._said(message), "previous_message": before}
        return await self._altered(message, "message_changed", changed)

    async def deletes(self, message: Message) -> Answer:
        message.deleted = True
        gone: Json = {"deleted_ts": message.ts, "previous_message": self._said(message)}
        return await self._altered(message, "message_deleted", gone)

    async def opens_home(self, user: User, app: App | None = None) -> Answer:
        """The Home tab of each app of the person's workspace, or of one."""
        answer = _NEVER
        for one in list(self.core.world.installations):
            if one.active and one.team.id == user.team_id and app in {None, one.app}:
                home = self.core.world.homes.get((user.id, one.app.id))
                opened: Json = {"type": "app_home_opened", "user": user.id, "tab": "home"}
                opened["channel"] = self.core.world.im(one.bot.id, user.id).id
                opened["event_ts"] = self.core.world.new_ts()
                if home:
                    opened["view"] = view_as_sent(home, one)
                answer = await self.happens(one, opened)
        return answer

    async def joins(self, user: User, channel: Channel) -> Answer:
        channel.members.append(user.id)
        return await self._in_channel(channel, self._member("joined", user, channel))

    async def leaves(self, user: User, channel: Channel) -> Answer:
        channel.members.remove(user.id)
        return await self._in_channel(channel, self._member("left", user, channel))

    async def removes_bot(self, installation: Installation, channel: Channel) -> Answer:
        """Somebody takes the app out of a channel."""
        channel.members.remove(installation.bot.id)
        kind = "channel_left" if channel.kind == "public" else "group_left"
        return await self.happens(installation, {"type": kind, "channel": channel.id})

    async def archives(self, channel: Channel, by: User) -> Answer:
        channel.archived = True
        kind = "channel_archive" if channel.kind == "public" else "group_archive"
        gone: Json = {"type": kind, "channel": channel.id, "user": by.id}
        return await self._in_channel(channel, gone)

    async def renames(self, channel: Channel, name: str) -> Answer:
        channel.name = name
        kind = "channel_rename" if channel.kind == "public" else "group_rename"
        renamed: Json = {"type": kind, "channel": {"id": channel.id, "name": name}}
        return await self._in_channel(channel, renamed)

    async def deactivates(self, user: User) -> Answer:
        """The person's account ends."""
        user.deleted = True
        about = {"id": user.id, "team_id": user.team_id, "deleted": True, "name": user.name}
        return await self._in_team(user.team_id, {"type": "user_change", "user": about})

    async def uninstalls(self, installation: Installation) -> Answer:
        """An administrator removes the app. Slack tells it so in two events, in no certain order."""
        self.core.world.forget(installation)
        await self.happens(installation, self._revoked(installation))
        return await self.happens(installation, {"type": "app_uninstalled"})

    async def revokes_tokens(self, installation: Installation) -> Answer:
        for token in self.core.world.tokens.values():
            token.revoked |= token.installation is installation
        return await self.happens(installation, self._revoked(installation))

    async def verifies_url(self, app: App) -> Answer:
        """What Slack asks of an address when it is entered; the app must send the challenge back."""
        challenge = self.core.world.new_id("challenge")
        asked = {"type": "url_verification", "token": "deprecated", "challenge": challenge}
        answer = await self.wire.send(app, "events_api", asked)
        if answer.body not in (challenge, {"challenge": challenge}):
            self.core.violated("url_verification", ["the challenge did not come back"])
        return answer

    async def happens(
        self, installation: Installation, event: Json, subscription: str | None = None
    ) -> Answer:
        """Any event, if the app subscribes to it. subscription is its name if that is not its type."""
        wanted = installation.app.events
        if wanted is not None and (subscription or event["type"]) not in wanted:
            return _NEVER
        return await self.wire.event(
            installation.app, payloads.event(self.core, installation, event)
        )

    # --- inside ---

    def _there(self, channel: Channel) -> list[Installation]:
        return [
            one
            for one in self.core.world.installations
            if one.active and one.bot.id in channel.members
        ]

    async def _in_channel(
        self, channel: Channel, event: Json, subscription: str | None = None
    ) -> Answer:
        answer = _NEVER
        for one in self._there(channel):
            answer = await self.happens(one, event, subscription)
        return answer

    async def _in_team(self, team_id: str, event: Json) -> Answer:
        answer = _NEVER
        for one in list(self.core.world.installations):
            if one.active and one.team.id == team_id:
                answer = await self.happens(one, event)
        return answer

    async def _altered(self, message: Message, subtype: str, more: Json) -> Answer:
        channel = self.core.world.channels[message.channel_id]
        event: Json = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel.id}
        event |= {"channel_type": _TYPES[channel.kind], "ts": self.core.world.new_ts()}
        return await self._in_channel(channel, event | more, _MESSAGES[channel.kind])

    def _said(self, message: Message) -> Json:
        channel = self.core.world.channels[message.channel_id]
        said: Json = {
            "type": "message",
            "user": message.user_id,
            "text": message.text,
            "ts": message.ts,
            "event_ts": message.ts,
            "channel": channel.id,
            "channel_type": _TYPES[channel.kind],
            "team": self.core.world.users[message.user_id].team_id,
        }
        return said | ({"thread_ts": message.thread_ts} if message.thread_ts else {})

    def _member(self, how: str, user: User, channel: Channel) -> Json:
        kind = "C" if channel.kind == "public" else "G"
        who: Json = {"type": f"member_{how}_channel", "user": user.id, "team": user.team_id}
        return who | {"channel": channel.id, "channel_type": kind}

    def _revoked(self, installation: Installation) -> Json:
        return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [installation.bot.id]}}

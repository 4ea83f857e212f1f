"""What Slack may send, each with one listener: kept, sealed, in the inbox, then acknowledged, then worked.

A crash after the acknowledgement loses nothing, for what was asked is stored before it. bolt finds a
listener by going through all of them (measured 2026), so there is one for each kind and not for each
command. Most of what a person waits for is kept and acknowledged before that: adapters/slack/door.py.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack import incoming, modals, words
from adapters.slack.answering import Answerer
from adapters.slack.api import Api
from adapters.slack.channels import Channels
from adapters.slack.door import Door
from adapters.slack.incoming import Ears, Incoming
from adapters.slack.installs import Installs
from adapters.slack.names import FORM
from adapters.slack.payload import Json, part, text
from adapters.whole import directory_of, whole
from bot.conversation import line, overheard
from bot.errors import StoreTrouble
from bot.form import Reader
from bot.ports import Finding
from bot.vocabulary.numbers import Day
from bot.wired import House

log: Final = logging.getLogger("confer.slack")

_ANY: Final = re.compile(".*")


class Ingress:
    """Takes in what bolt hands over. `changed` hears of the app's own events: gone, renamed, opened."""

    def __init__(
        self,
        house: House,
        installs: Installs,
        channels: Channels,
        answerer: Answerer,
        changed: Callable[[Json], Awaitable[None]],
        *,
        own_words: bool,
    ) -> None:
        self._house = house
        self._installs = installs
        self._channels = channels
        self._changed = changed
        self._own_words = own_words
        self._door = Door(house, answerer, self._ears)

    def app(self, api: Api, signing_secret: str) -> AsyncApp:
        """One bolt app for both ways in: signed HTTP and Socket Mode."""

        async def authorize(enterprise_id: str | None, team_id: str | None) -> Any:
            # A function and no method: bolt asks for arguments by name, `self` among them.
            return await self._installs.authorize(enterprise_id, team_id)

        app = AsyncApp(
            name="confer",
            client=api.client(None),
            signing_secret=signing_secret,
            authorize=authorize,
            process_before_response=True,  # else bolt looks for the acknowledgement every 10 ms
            raise_error_for_unhandled_request=True,
            before_authorize=self._door.look,
            user_facing_authorize_error_message=words.STRANGER,
        )
        self._door.dispatch = app.async_dispatch
        on: Any = app  # bolt's decorators are partly untyped
        on.command(_ANY)(self._asked)
        on.action(_ANY)(self._asked)
        on.view({"type": "view_submission", "callback_id": _ANY})(self._submission)
        on.view({"type": "view_closed", "callback_id": _ANY})(_taken)
        on.shortcut(_ANY)(self._asked)
        on.options(_ANY)(_taken)
        on.event("message")(self._message)
        on.event("app_mention")(self._message)
        on.event(_ANY)(self._event)
        on.error(_unhandled)
        return app

    def _ears(self) -> Ears:
        home = self._installs.home
        return Ears(
            team=home.team if home else None,
            circles=self._channels.by_channel(),
            own_words=self._own_words,
        )

    @property
    def _born(self) -> float:
        return asyncio.get_running_loop().time()

    async def _asked(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        """A command, a press or a shortcut, which the door has kept."""
        self._door.let_in(context)
        await ack()

    async def _submission(self, ack: AsyncAck, body: Json) -> None:
        """What cannot be read is said beside its question, and the modal stays as it was filled in."""
        if not str(body["view"].get("callback_id", "")).startswith(f"{FORM}:"):
            await ack()
            return
        came = incoming.submission(body, self._ears(), self._house.clock.now(), self._born)
        try:
            errors = await self._complaints(came, body)
            if not errors:
                await whole(self._door.take(came))
        except StoreTrouble:
            log.warning("a form could not be kept")
            errors = {block: self._door.not_kept() for block in _blocks(body)[:1]}
        if errors:
            await ack(response_action="errors", errors=errors)
        else:
            await ack()

    async def _complaints(self, came: Incoming, body: Json) -> dict[str, str]:
        sent = came.heard.answers
        command = self._house.commands.get(sent.command) if sent else None
        if sent is None or command is None:
            return {}
        directory = await whole(directory_of(self._house.unit))
        person = directory.by_account(came.heard.platform, came.heard.account)
        if person is None:
            return {}
        reader = Reader(
            language=person.language.code,
            directory=directory,
            today=Day.of(self._house.clock.now().date()),
            zone=person.zone,
        )
        typed = modals.typed(part(body, "view", "state"))
        given = {name: line.clean(value) for name, value in typed.items()}
        return modals.complaints(command, given, reader)

    async def _message(self, ack: AsyncAck, body: Json) -> None:
        """In the direct conversation everything is for Confer; in a channel, what names it."""
        event: Json = body["event"]
        mine = event.get("channel_type") == "im" or event.get("type") == "app_mention"
        spoken = not event.get("subtype") and not event.get("bot_id") and event.get("user")
        if mine and spoken and not event.get("edited"):
            came = incoming.message(body, self._ears(), self._house.clock.now(), self._born)
            await whole(self._door.take(came))
        elif self._is_shared(event) and not _names_confer(body):
            await whole(self._overhear(body))
        await ack()

    def _is_shared(self, event: Json) -> bool:
        channel = event.get("channel")
        seats = {address.id for address in self._channels.seats}
        return channel in seats or channel in self._channels.by_channel()

    async def _overhear(self, body: Json) -> None:
        """What people say to each other is looked at, and kept only where the guard stops at it."""
        came = incoming.overheard(body, self._ears(), self._house.clock.now(), self._born)
        if came is None:
            return
        await overheard.ready(self._house)
        async with self._house.unit() as unit:
            directory = await unit.people.directory()
            person = directory.by_account(came.heard.platform, came.heard.account)
            found = await overheard.look(self._house, unit, came.heard, person)
            await unit.commit()
        await overheard.report(self._house)
        if found is not Finding.CLEAN:
            await self._door.take(replace(came, heard=replace(came.heard, overheard=found)))

    async def _event(self, ack: AsyncAck, body: Json) -> None:
        """Whatever is left. Socket Mode would wait for an answer to what nobody took."""
        await ack()
        self._door.begin(self._changed(body))

    async def close(self) -> None:
        """Let what was begun come to its end."""
        await self._door.close()


def _names_confer(body: Json) -> bool:
    """Such a line comes a second time, as one that is meant for Confer."""
    said = text(body, "event", "text")
    return any(f"<@{one.get('user_id')}>" in said for one in body.get("authorizations", ()))


def _blocks(body: Json) -> list[str]:
    """The inputs of a modal, by block: where a sentence can be shown."""
    return [str(b["block_id"]) for b in body["view"].get("blocks", []) if b.get("type") == "input"]


async def _taken(ack: AsyncAck) -> None:
    await ack()


async def _unhandled(error: Exception) -> BoltResponse:
    """Nothing of a body is printed: bolt's own handler would."""
    log.warning("a request of slack failed", extra={"error": type(error).__name__})
    return BoltResponse(status=200 if type(error).__name__ == "BoltUnhandledRequestError" else 500)

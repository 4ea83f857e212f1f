"""What Slack may send, each with one listener: kept, sealed, in the inbox, then acknowledged, then worked.

A crash after the acknowledgement loses nothing, for what was asked is stored before it. bolt finds a
listener by going through all of them (measured 2026), so there is one for each kind and not for each
command.
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

from adapters.slack import incoming, modals, words
from adapters.slack.answering import Answerer
from adapters.slack.api import Api
from adapters.slack.channels import Channels
from adapters.slack.incoming import Ears, Incoming
from adapters.slack.installs import Installs
from adapters.slack.names import FORM
from adapters.slack.payload import Json, part, text
from adapters.whole import directory_of, whole
from bot.conversation import line, overheard
from bot.errors import StoreTrouble
from bot.form import Reader
from bot.labels import sentence
from bot.ports import Finding
from bot.vocabulary.numbers import Day
from bot.wired import House

log: Final = logging.getLogger("confer.slack")

_ANY: Final = re.compile(".*")
# A breath for the acknowledgement to leave first.
_AFTER_ACK_S: Final = 0.0005


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
        self._answerer = answerer
        self._changed = changed
        self._own_words = own_words
        self._doing: set[asyncio.Task[None]] = set()

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
            user_facing_authorize_error_message=words.STRANGER,
        )
        on: Any = app  # bolt's decorators are partly untyped
        on.command(_ANY)(self._command)
        on.action(_ANY)(self._action)
        on.view({"type": "view_submission", "callback_id": _ANY})(self._submission)
        on.view({"type": "view_closed", "callback_id": _ANY})(_taken)
        on.shortcut(_ANY)(self._shortcut)
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

    async def _keep(self, came: Incoming) -> bool:
        """Raises StoreTrouble. False where it was known already: Slack sends some things twice."""
        new = await self._house.hear(came.heard)
        if new:
            self._answerer.hear(came.heard, came.live)
            asyncio.get_running_loop().call_later(_AFTER_ACK_S, self._answerer.go)
        return new

    async def _command(self, ack: AsyncAck, body: Json) -> None:
        came = incoming.command(body, self._ears(), self._house.clock.now(), self._born)
        try:
            await whole(self._keep(came))
        except StoreTrouble:
            log.warning("a command could not be kept")
            await ack(text=self._not_kept(), response_type="ephemeral")
            return
        await ack()

    def _not_kept(self) -> str:
        return sentence(words.NOT_KEPT, self._house.partnership.language)

    async def _action(self, ack: AsyncAck, body: Json) -> None:
        for pressed in body.get("actions", []):
            came = incoming.action(body, pressed, self._ears(), self._house.clock.now(), self._born)
            if came is not None:
                # Where it cannot be kept, Slack is not told that it was: the person sees a warning sign.
                await whole(self._keep(came))
        await ack()

    async def _shortcut(self, ack: AsyncAck, body: Json) -> None:
        came = incoming.shortcut(body, self._ears(), self._house.clock.now(), self._born)
        if came is not None:
            await whole(self._keep(came))
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
                await whole(self._keep(came))
        except StoreTrouble:
            log.warning("a form could not be kept")
            errors = {block: self._not_kept() for block in _blocks(body)[:1]}
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
            await whole(self._keep(came))
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
            await self._keep(replace(came, heard=replace(came.heard, overheard=found)))

    async def _event(self, ack: AsyncAck, body: Json) -> None:
        """Whatever is left. Socket Mode would wait for an answer to what nobody took."""
        await ack()
        task = asyncio.ensure_future(self._note(body))
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    async def _note(self, body: Json) -> None:
        try:
            await self._changed(body)
        except Exception:
            log.exception("an event of slack could not be worked")

    async def close(self) -> None:
        """Let what was begun come to its end."""
        await asyncio.gather(*self._doing, return_exceptions=True)


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

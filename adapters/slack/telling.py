"""Saying something to one person on Slack: where the person is, in a modal, on Confer's page, or directly.

A response address comes first, for it works wherever the person typed; then an ephemeral message in that
channel; then the direct conversation, which everybody has.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID, uuid5

from aiohttp import ClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import blocks, modals, words
from adapters.slack.address import Address
from adapters.slack.api import Api, Refused
from adapters.slack.blocks import Block
from adapters.slack.channels import Channels
from adapters.slack.incoming import RESPONSE_S, TRIGGER_S, Live
from adapters.slack.modals import Draw
from adapters.slack.names import NAME
from adapters.slack.posting import Poster
from bot import wording
from bot.errors import DeliveryFailed
from bot.form import form
from bot.labels import sentence
from bot.people import Directory, Person
from bot.ports import Answered, Blank, Heard, Pages, Telling
from bot.wired import House

log: Final = logging.getLogger("confer.slack")

_ANSWERS: Final = UUID("4c1d6a0e-3f7b-4a43-8c55-2b7f0d9e6a21")
_OK: Final = 200
MOST_BEGUN: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One message of an answer."""

    blocks: tuple[Block, ...]
    fallback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One answer on its way. `live`: how the person can be answered on the spot; None after a crash."""

    heard: Heard
    answered: Answered
    person: Person
    draw: Draw
    live: Live | None

    def say(self, text: str) -> str:
        return sentence(text, self.draw.language)

    def buttons(self, telling: Telling, place: int) -> list[Block]:
        return blocks.buttons(self.answered.offered, telling.buttons, place)

    @property
    def where(self) -> dict[str, str]:
        """Where the answer to a page is told."""
        return {"platform": NAME, "account": self.heard.account, "room": self.heard.room}


class Teller:
    def __init__(
        self,
        house: House,
        api: Api,
        channels: Channels,
        poster: Poster,
        *,
        pages: Pages | None,
        own_words: bool,
    ) -> None:
        self._house = house
        self._api = api
        self._channels = channels
        self._poster = poster
        self._pages = pages
        self._own_words = own_words
        self._begun: OrderedDict[str, tuple[str, Live]] = OrderedDict()  # a modal's form, and where

    def draw(self, person: Person, directory: Directory) -> Draw:
        return Draw(
            ear=self._house.ear(directory, person),
            emergency_number=self._house.partnership.emergency_number,
            own_words=self._own_words,
        )

    async def answer(self, turn: Turn) -> None:
        """Say what a message led to. Raises DeliveryFailed."""
        pieces: list[Piece] = []
        place = 0
        for telling in turn.answered.tellings:
            if telling.blank is not None and await self._drawn(telling.blank, turn, pieces):
                pieces.clear()  # what was to be said stands above the questions
            else:
                pieces.append(await self._piece(telling, turn, place))
            place += len(telling.buttons)
        room, live = self._where(turn)
        for number, piece in enumerate(pieces):
            heard = replace(turn.heard, room=room)
            await self._say(heard, piece, _key(heard, str(number)), live)

    def _where(self, turn: Turn) -> tuple[str, Live | None]:
        """A modal knows no place: it is answered where its command was typed."""
        sent = turn.heard.answers
        if sent is None or turn.heard.room or turn.live is None:
            return turn.heard.room, turn.live
        return self._begun.get(sent.form, ("", turn.live))

    # --- a form ---

    async def _drawn(self, blank: Blank, turn: Turn, before: Sequence[Piece]) -> bool:
        """Open the form as a modal; False where nothing is left to draw, or Slack takes none now."""
        command, live = self._house.commands.get(blank.command), turn.live
        if command is None or not modals.drawn(command, blank, turn.draw):
            return False
        now = asyncio.get_running_loop().time()
        if live is None or live.trigger is None or now - live.born > TRIGGER_S:
            return False
        trigger, live.trigger = live.trigger, None
        above = [*(piece.fallback for piece in before), *([blank.above] if blank.above else [])]
        try:
            await self._api.call(
                "views.open",
                team=Address.parse(turn.heard.account).team,
                trigger_id=trigger,
                view=modals.view(command, blank, turn.draw, above),
            )
        except (Refused, DeliveryFailed):
            log.info("a form could not be opened at once")
            return False
        self._begun[blank.id] = self._where(turn)[0], self._where(turn)[1] or live
        while len(self._begun) > MOST_BEGUN:
            self._begun.popitem(last=False)
        return True

    # --- a message ---

    async def _piece(self, telling: Telling, turn: Turn, place: int) -> Piece:
        rest = turn.buttons(telling, place)
        if telling.passing or telling.file is not None:
            return await self._to_read(telling, turn, rest)
        text = wording.text(telling)
        if telling.blank is not None:
            return await self._to_fill(telling.blank, text, turn, rest)
        link: list[Block] = []
        if telling.url is not None:
            link = blocks.rows([blocks.link_button(turn.say(words.FETCH), telling.url)])
        return Piece(blocks=(*blocks.sections(text), *link, *rest), fallback=text)

    async def _to_read(self, telling: Telling, turn: Turn, rest: Sequence[Block]) -> Piece:
        """Sealed words are read on Confer's page; Slack carries the address and nothing of them."""
        if self._pages is None:
            said = turn.say(words.NO_PAGE)
            return Piece(blocks=(*blocks.sections(said), *rest), fallback=said)
        url = await self._pages.show(
            turn.person, **turn.where, text=telling.text, file=telling.file
        )
        said = turn.say(words.READ_WHY)
        link = blocks.rows([blocks.link_button(turn.say(words.READ_THERE), url)])
        return Piece(blocks=(*blocks.sections(said), *link, *rest), fallback=said)

    async def _to_fill(self, blank: Blank, text: str, turn: Turn, rest: Sequence[Block]) -> Piece:
        """A question whose form could not be drawn at once, or whose answer is not for Slack."""
        fields = {field.name: field for field in form(self._house.commands[blank.command])}
        if self._own_words or not fields[blank.asked].own_words:
            begin = blocks.begin_button(turn.say(words.FILL_IN), blank.command)
            said = f"{text}\n{turn.say(words.GO_ON).format(command=blank.command)}"
            return Piece(blocks=(*blocks.sections(said), *blocks.rows([begin])), fallback=text)
        if self._pages is None:
            said = f"{text}\n{turn.say(words.NO_PAGE)}"
            return Piece(blocks=(*blocks.sections(said), *rest), fallback=text)
        url = await self._pages.write(turn.person, **turn.where, blank=blank)
        said = f"{text}\n{turn.say(words.WRITE_WHY)}"
        link = blocks.rows([blocks.link_button(turn.say(words.WRITE_THERE), url)])
        return Piece(blocks=(*blocks.sections(said), *link, *rest), fallback=text)

    # --- the ways ---

    async def _say(self, heard: Heard, piece: Piece, key: UUID, live: Live | None) -> None:
        if live is not None and await self._respond(piece, live):
            return
        account = Address.parse(heard.account)
        if heard.room and not heard.room.rpartition("/")[2].startswith("D"):
            where = Address.parse(heard.room)
            if await self._ephemeral(where, account, piece, live.thread if live else None):
                return
        await self.directly(account, piece, key)

    async def _respond(self, piece: Piece, live: Live) -> bool:
        """By the response address, which works five times within half an hour."""
        now = asyncio.get_running_loop().time()
        if live.response is None or live.left <= 0 or now - live.born > RESPONSE_S:
            return False
        live.left -= 1
        webhook = AsyncWebhookClient(live.response, session=self._api.session, retry_handlers=[])
        if self._api.is_local:
            webhook.proxy = None
        try:
            said = await webhook.send_dict(
                {
                    "response_type": "ephemeral",
                    "replace_original": False,
                    **blocks.message(piece.blocks, piece.fallback),
                }
            )
        except (OSError, TimeoutError, ClientError):
            return False
        return said.status_code == _OK

    async def _ephemeral(
        self, where: Address, account: Address, piece: Piece, thread: str | None
    ) -> bool:
        try:
            await self._api.call(
                "chat.postEphemeral",
                where,
                user=account.id,
                thread_ts=thread,
                **blocks.message(piece.blocks, piece.fallback),
            )
        except Refused:
            return False  # Confer, or the person, is not in that channel
        return True

    async def directly(self, account: Address, piece: Piece, key: UUID) -> str:
        """In the direct conversation. Raises DeliveryFailed."""
        where = await self._channels.direct(account)
        try:
            return await self._poster.post(where, piece.blocks, piece.fallback, key=key)
        except Refused as why:
            self._channels.forget_direct(account)
            raise DeliveryFailed(str(why), after_s=300, gone=True) from None

    async def notice(self, account: Address, telling: Telling, key: UUID) -> str:
        """A notice of the courier: always directly, for nobody is there to answer. Raises DeliveryFailed."""
        text = wording.text(telling)
        made = [*blocks.sections(text), *blocks.buttons(key.hex, telling.buttons)]
        return await self.directly(account, Piece(blocks=tuple(made), fallback=text), key)

    async def fixed(self, heard: Heard, said: str, language: str, live: Live | None) -> None:
        """One of this adapter's own sentences. Raises DeliveryFailed."""
        text = sentence(said, language)
        piece = Piece(blocks=tuple(blocks.sections(text)), fallback=text)
        await self._say(heard, piece, _key(heard, "fixed"), live)


def _key(heard: Heard, name: str) -> UUID:
    return uuid5(_ANSWERS, f"{heard.key}/{name}")

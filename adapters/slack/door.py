"""What a person waits for is kept and acknowledged at the door, before bolt looks for its listener.

bolt's way to a listener takes longer than writing the message down (measured 2026). So a command, a press
or a shortcut that Slack signed is written down first, Slack hears at once that it came, and the same request
goes through bolt a second time, to be let in. Forms are not taken here: their acknowledgement carries what is
wrong in them. Neither are events: nobody waits for them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any, Final

from slack_bolt import BoltResponse
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.slack import incoming, words
from adapters.slack.answering import Answerer
from adapters.slack.incoming import Ears, Incoming
from adapters.slack.payload import Json
from adapters.whole import whole
from bot.errors import StoreTrouble
from bot.labels import sentence
from bot.wired import House

log: Final = logging.getLogger("confer.slack")

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
_KEPT: Final = "confer.kept"
# A breath for the acknowledgement to leave first.
_AFTER_ACK_S: Final = 0.0005
MANY: Final = 5  # within a breath: the acknowledgements go first
_BREATH_S: Final = 0.02
_MOST_BREATHS: Final = 50


class Door:
    """`ears`: who hears, now. `dispatch` is set once there is an app: bolt's own."""

    dispatch: Dispatch

    def __init__(self, house: House, answerer: Answerer, ears: Callable[[], Ears]) -> None:
        self._house = house
        self._answerer = answerer
        self._ears = ears
        self._outside: deque[tuple[AsyncBoltRequest, list[Incoming]]] = deque()
        self._is_open = False
        self._came: deque[float] = deque(maxlen=MANY)  # when the last ones came
        self._doing: set[asyncio.Task[None]] = set()

    async def look(
        self, request: AsyncBoltRequest, next_: Callable[[], Awaitable[object]]
    ) -> BoltResponse | None:
        """bolt's middleware behind the check of the signature. Raises StoreTrouble, of a press."""
        body: Json = request.body
        came = [] if _KEPT in request.context else self._asked(body)
        if not came:
            await next_()
            return None
        self._came.append(asyncio.get_running_loop().time())
        try:
            new = [one for one in came if await self._house.hear(one.heard)]
        except StoreTrouble:
            # Where no sentence can be said, Slack is not told that it came: the person sees a warning sign.
            if "command" not in body:
                raise
            log.warning("a command could not be kept")
            return BoltResponse(
                status=200, body={"text": self.not_kept(), "response_type": "ephemeral"}
            )
        if new:
            self._outside.append((request, new))
            _soon(self._open)
        return BoltResponse(status=200, body="")

    def _asked(self, body: Json) -> list[Incoming]:
        ears, at, born = self._ears(), self._house.clock.now(), asyncio.get_running_loop().time()
        if "command" in body:
            return [incoming.command(body, ears, at, born)]
        kind = body.get("type")
        if kind == "block_actions":
            pressed = body.get("actions", [])
            found = [incoming.action(body, one, ears, at, born) for one in pressed]
        elif kind in {"shortcut", "message_action"}:
            found = [incoming.shortcut(body, ears, at, born)]
        else:
            found = []
        return [one for one in found if one is not None]

    async def take(self, came: Incoming) -> None:
        """What bolt has let in already. Raises StoreTrouble. Known already: Slack sends some things twice."""
        if await self._house.hear(came.heard):
            _soon(lambda: self._work([came]))

    def not_kept(self) -> str:
        return sentence(words.NOT_KEPT, self._house.partnership.language)

    def let_in(self, context: AsyncBoltContext) -> None:
        """bolt knows the workspace: what was kept is worked."""
        kept: list[Incoming] = dict[str, Any](context).get(_KEPT, [])
        self._work(kept)
        kept.clear()

    def _work(self, kept: Sequence[Incoming]) -> None:
        """What stands in the inbox is worked now, and answered as it can be now."""
        for one in kept:
            self._answerer.hear(one.heard, one.live)
        self._answerer.go()

    def _open(self) -> None:
        if not self._is_open:
            self._is_open = True
            self.begin(self._each())

    async def _each(self) -> None:
        """One after the other, so that of many at once each is acknowledged before the first is let in."""
        try:
            patience = _MOST_BREATHS
            while self._outside:
                if patience and self._is_busy():
                    patience -= 1
                    await asyncio.sleep(_BREATH_S)
                    continue
                await _quietly(self._again(*self._outside.popleft()))
                await asyncio.sleep(0)
        finally:
            self._is_open = False

    def _is_busy(self) -> bool:
        """Whether many come at once: whoever is not acknowledged within three seconds reads that it failed."""
        now = asyncio.get_running_loop().time()
        return len(self._came) == MANY and now - self._came[0] < _BREATH_S

    async def _again(self, request: AsyncBoltRequest, kept: list[Incoming]) -> None:
        request.context[_KEPT] = kept
        answer = await self.dispatch(request)
        if (
            answer.status != HTTPStatus.OK
        ):  # nobody knows yet: what was acknowledged is not lost by that
            self._work(kept)
            return
        for one in kept:  # bolt did not let it in, and has said so where it could
            await whole(self._answerer.drop(one.heard))

    def begin(self, doing: Any) -> None:
        """Something after an acknowledgement; close() waits for its end."""
        task = asyncio.ensure_future(_quietly(doing))
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    async def close(self) -> None:
        """Let what was begun come to its end."""
        await asyncio.gather(*self._doing, return_exceptions=True)


def _soon(doing: Callable[[], None]) -> None:
    """Once the acknowledgement has left."""
    asyncio.get_running_loop().call_later(_AFTER_ACK_S, doing)


async def _quietly(doing: Awaitable[object]) -> None:
    try:
        await doing
    except Exception:
        log.exception("what slack sent could not be worked")

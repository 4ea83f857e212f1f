"""The calendars that people subscribe to, at `/feed/TOKEN.ics`.

One address opens all meetings of a person, another a single one. Unknown, replaced and revoked ones are
answered alike, with the same page and the same look into the store.
"""

from __future__ import annotations

import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from adapters import ical
from adapters.page import words
from adapters.page.guessing import Guessing, TooMany
from adapters.page.links import Pages, is_token
from adapters.page.look import Look
from adapters.whole import whole
from bot.errors import StoreTrouble
from bot.labels import sentence
from bot.meetings import subscribing
from bot.meetings.subscribing import PATH, SUFFIX, Fetched
from bot.rounds import alarms
from bot.running.logs import outline

log: Final = logging.getLogger("confer.page")

METHODS: Final = ("GET", "HEAD")


def routes(pages: Pages) -> list[Route]:
    return [Route(f"{PATH}/{{name}}", _Feed(pages))]


class _Feed:
    def __init__(self, pages: Pages) -> None:
        self._house = pages.house
        self._look = Look(https=pages.is_https)
        self._language = pages.house.partnership.language
        self._guessing = Guessing(pages.house.limits, pages.house.clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in METHODS:
            return self._say(words.NO_WAY, 405, allow=", ".join(METHODS))
        name = str(request.path_params.get("name", ""))
        token = name.removesuffix(SUFFIX)
        if not (name.endswith(SUFFIX) and is_token(token)):
            return self._say(words.GONE, 404)
        try:
            found = await self._looked_for(request, token)
        except TooMany:
            return self._say(words.TOO_MANY, 429)
        except StoreTrouble:
            log.warning("a calendar could not reach the store")
            return self._say(words.NOT_OPEN, 503)
        except Exception as error:  # noqa: BLE001 - the edge
            log.error("a calendar failed", extra={"why": " ".join(outline(error))})
            return self._say(words.FAILED, 500)
        return self._say(words.GONE, 404) if found is None else self._file(found)

    async def _looked_for(self, request: Request, token: str) -> Fetched | None:
        """Raises StoreTrouble, TooMany."""
        address = request.client.host if request.client else ""
        async with self._guessing.turn(address):
            found = await whole(subscribing.fetch(self._house, token))
        if found is None:
            self._guessing.missed(address)
            await whole(alarms.report(self._house))
        return found

    def _file(self, found: Fetched) -> Response:
        zone, now = self._house.partnership.zone, self._house.clock.now()
        language = found.person.language.code
        if not found.one:
            body = ical.feed(found.entries, zone=zone, now=now, language=language)
        elif found.entries:
            body = ical.invitation(found.entries[0], zone=zone, now=now, language=language)
        else:
            return self._say(words.GONE, 404)
        headers = self._look.headers()
        headers["Content-Disposition"] = 'attachment; filename="meeting.ics"'
        return Response(body, headers=headers, media_type="text/calendar; charset=utf-8")

    def _say(self, said: str, status: int, *, allow: str = "") -> Response:
        return self._look.say(sentence(said, self._language), status, self._language, allow=allow)

"""The pages themselves. Opening one with GET uses nothing up, for scanners and previews open links too."""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ExceptionHandler, Receive, Scope, Send

from adapters.page import feed, words
from adapters.page.body import READ_S, Bodies, NoForm, TooLong, Unclear
from adapters.page.guessing import Guessing, TooMany, is_foreign
from adapters.page.inputs import COMMAND, LANGUAGE, PRESS, Drawer, language_of, parted
from adapters.page.keeping import Keeping
from adapters.page.links import PATH, Pages, is_token
from adapters.page.look import Look
from adapters.page.showing import AGAIN_S, Showing
from adapters.page.turn import Form, Reading, Turn
from adapters.whole import whole
from bot import wording
from bot.dispatch import PASSING
from bot.errors import StoreTrouble
from bot.files import PNG, Attachment
from bot.labels import sentence
from bot.ports import Telling, TellingKind
from bot.rounds import alarms
from bot.running.logs import outline


@dataclass(frozen=True, slots=True)
class Shown:
    """A file inside the page itself: nothing is fetched for it, and nothing of it stays."""

    name: str
    alt: str
    data: str
    image: bool

    @classmethod
    def of(cls, file: Attachment) -> Shown:
        data = base64.b64encode(wording.content(file)).decode()
        return cls(
            file.name, wording.alt(file), f"data:{file.kind};base64,{data}", file.kind == PNG
        )


log: Final = logging.getLogger("confer.page")

METHODS: Final = ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a form may take to arrive, and how long a second press of one is shown the same again."""

    read_s: float = READ_S
    again_s: float = AGAIN_S


USUAL: Final = Patience()


def routes(pages: Pages, patience: Patience = USUAL) -> list[Route]:
    """`/p/TOKEN`, to read a page and to send it in, and the calendars. All else below `/p` is not there."""
    page = _Page(pages, patience)
    here = [Route(f"{PATH}/{{token}}", page), Route(f"{PATH}/{{rest:path}}", page)]
    return [*here, *feed.routes(pages)]


def app(pages: Pages, more: Sequence[BaseRoute] = (), patience: Patience = USUAL) -> Starlette:
    """The pages, beside what else is reached at the same address; every error is a page of ours."""
    look = Look(https=pages.is_https)
    language = pages.house.partnership.language

    async def missing(_request: Request, _error: Exception) -> Response:
        return look.say(sentence(words.GONE, language), 404, language)

    async def unwanted(_request: Request, _error: Exception) -> Response:
        return look.say(sentence(words.NO_WAY, language), 405, language)

    async def failed(_request: Request, _error: Exception) -> Response:
        return look.say(sentence(words.FAILED, language), 500, language)

    handlers: dict[Any, ExceptionHandler] = {404: missing, 405: unwanted, 500: failed}
    return Starlette(routes=[*routes(pages, patience), *more], exception_handlers=handlers)


class _Page:
    def __init__(self, pages: Pages, patience: Patience) -> None:
        self._house = pages.house
        self._bodies = Bodies(patience.read_s)
        self._keeping = Keeping(pages)
        self._showing = Showing(pages.house, patience.again_s)
        self._look = Look(https=pages.is_https)
        self._own = pages.public_url
        self._guessing = Guessing(pages.house.limits, pages.house.clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in METHODS:
            return self._say(words.NO_WAY, 405, allow=", ".join(METHODS))
        if request.method != "POST":
            return await self._worked(request, {})
        if is_foreign(request, self._own):
            self._guessing.foreign(request.client.host if request.client else "")
            await whole(alarms.report(self._house))
            return self._say(words.FOREIGN, 403)
        try:
            typed = await self._bodies.read(request)
        except TooLong:
            return self._say(words.TOO_LONG, 413)
        except NoForm:
            return self._say(words.NO_FORM, 415)
        except Unclear:
            return self._say(words.UNCLEAR, 400)
        except TimeoutError:
            return self._say(words.TOO_SLOW, 408)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        return await self._worked(request, typed)

    async def _worked(self, request: Request, sent: Mapping[str, str]) -> Response:
        """Whatever goes wrong, what was typed is shown again."""
        try:
            return await self._opened(request, sent)
        except TooMany:
            if any(parted(sent)[0].values()):
                return self._lost(words.TOO_MANY_KEPT, 429, sent, again=words.AGAIN)
            return self._say(words.TOO_MANY, 429)
        except StoreTrouble:
            log.warning("a page could not reach the store")
            if any(parted(sent)[0].values()):
                return self._lost(words.NOT_NOW, 503, sent, again=words.AGAIN)
            return self._say(words.NOT_OPEN, 503)
        except Exception as error:  # noqa: BLE001 - the edge; and a traceback could quote what was typed
            log.error("a page failed", extra={"why": " ".join(outline(error))})
            if any(parted(sent)[0].values()):
                return self._lost(words.FAILED_KEPT, 500, sent, again=words.AGAIN)
            return self._say(words.FAILED, 500)

    async def _opened(self, request: Request, sent: Mapping[str, str]) -> Response:
        """Raises StoreTrouble, TooMany."""
        token = str(request.path_params.get("token", ""))
        turn = await self._looked_for(request, token)
        if request.method == "POST":
            return await self._taken(token, turn, sent)
        return self._drawn(turn)

    def _drawn(self, turn: Turn | None) -> Response:
        reading = turn.reading if turn else None
        if reading is not None:
            return self._before(reading)
        form = turn.form(self._house.commands) if turn else None
        return self._form(form, {}, {}) if form else self._say(words.GONE, 404)

    async def _taken(self, token: str, turn: Turn | None, sent: Mapping[str, str]) -> Response:
        reading = turn.reading if turn else None
        if reading is not None and await self._showing.show(reading, sent.get(PRESS, "")):
            return self._shown(reading)
        form = turn.form(self._house.commands) if turn else None
        return await self._sent(form, sent) if form else await self._late(token, sent)

    async def _looked_for(self, request: Request, token: str) -> Turn | None:
        """Raises StoreTrouble, TooMany."""
        address = request.client.host if request.client else ""
        async with self._guessing.turn(address):
            turn = await whole(self._turn(token)) if is_token(token) else None
        if turn is None:
            self._guessing.missed(address)
            await whole(alarms.report(self._house))
        return turn

    async def _turn(self, token: str) -> Turn | None:
        async with self._house.unit() as unit:
            link = await unit.links.get(token, self._house.clock.now())
            directory = await unit.people.directory()
        if link is None:
            return None
        person = directory.by_account(link.platform, link.account)
        if person is None or person.no != link.person:
            return None  # they left since, or somebody else has that account now
        return Turn(token=token, link=link, person=person, directory=directory)

    # --- reading ---

    def _before(self, reading: Reading) -> Response:
        turn = reading.turn
        return self._look.page(
            "show",
            200,
            turn.language,
            title=turn.say(words.READ_TITLE),
            why=turn.say(words.SHOW_WHY),
            hidden={PRESS: self._showing.mark()},
            button=turn.say(words.SHOW),
        )

    def _shown(self, reading: Reading) -> Response:
        turn = reading.turn
        return self._look.page(
            "shown",
            200,
            turn.language,
            title=turn.say(words.SHOWN_TITLE),
            text=wording.text(Telling(kind=TellingKind.REPLY, text=reading.text)),
            after=turn.say(words.SHOWN),
            gone_after_s=int(PASSING.total_seconds()),
            file=Shown.of(reading.file) if reading.file else None,
            fetch=turn.say(words.FETCH),
            images=reading.file is not None and reading.file.kind == PNG,
        )

    # --- writing ---

    async def _sent(self, form: Form, sent: Mapping[str, str]) -> Response:
        turn = form.turn
        typed = {field.name: sent.get(field.name, "") for field in form.fields}
        wrong = form.wrong(typed, self._house.clock.now())
        if wrong:
            return self._form(form, typed, wrong)
        if await self._keeping.keep(turn.token, turn.link, form.blank, typed):
            return self._thanks(turn.language)
        return await self._late(turn.token, sent)

    def _form(self, form: Form, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
        turn = form.turn
        drawer = Drawer.of(self._house, turn.language)
        return self._look.page(
            "write",
            422 if wrong else 200,
            turn.language,
            title=turn.say(words.WRITE_TITLE),
            trouble=turn.say(words.LOOK) if wrong else "",
            about=form.about,
            where=turn.say(words.WHERE),
            inputs=drawer.inputs(form.fields, typed, wrong),
            hidden={COMMAND: form.blank.command, LANGUAGE: turn.language},
            required=turn.say(words.REQUIRED),
            optional=turn.say(words.OPTIONAL),
            button=turn.say(words.SEND),
        )

    # --- what every page shares ---

    def _thanks(self, language: str) -> Response:
        kept, back = sentence(words.KEPT, language), sentence(words.GO_BACK, language)
        return self._look.page("thanks", 200, language, title=kept, text=back)

    async def _late(self, token: str, sent: Mapping[str, str]) -> Response:
        """Unknown, used or too old: nobody learns which, and what was typed is not lost."""
        typed, about = parted(sent)
        reading = await self._showing.again(token, about.get(PRESS, ""))
        if reading is not None:
            return self._shown(reading)
        if await self._keeping.was_kept(token, typed):
            return self._thanks(language_of(about, self._house.partnership.language))
        if any(typed.values()):
            return self._lost(words.GONE_KEPT, 410, sent)
        return self._say(words.GONE, 410)

    def _lost(
        self, said: str, status: int, sent: Mapping[str, str], *, again: str = ""
    ) -> Response:
        """What was typed, to be copied or, where there is a button, sent again."""
        typed, about = parted(sent)
        language = language_of(about, self._house.partnership.language)
        command = self._house.commands.get(about.get(COMMAND, ""))
        kept = typed if again else {name: text for name, text in typed.items() if text.strip()}
        inputs = Drawer.of(self._house, language).typed(command, kept)
        return self._look.page(
            "write",
            status,
            language,
            title=sentence(words.WRITE_TITLE if again else words.YOURS, language),
            trouble=sentence(said, language),
            about="",
            where="",
            inputs=inputs,
            hidden={**about} if again else {},
            required="",
            optional="",
            button=sentence(again, language) if again else "",
        )

    def _say(self, said: str, status: int, *, allow: str = "") -> Response:
        language = self._house.partnership.language
        return self._look.say(sentence(said, language), status, language, allow=allow)

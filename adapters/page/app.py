"""The pages themselves. Opening one with GET uses nothing up, for scanners and previews open links too."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from adapters.page import words
from adapters.page.links import PATH, Pages
from adapters.page.look import headers, page
from adapters.whole import whole
from bot import wording
from bot.disclosure import Sensitive
from bot.errors import StoreTrouble
from bot.form import Field, Reader, Unreadable, form, open_fields, read
from bot.labels import sentence
from bot.people import Directory, Person
from bot.ports import Answers, Blank, Heard, Link, PlaceKind, Telling, TellingKind
from bot.vocabulary.numbers import Day
from bot.vocabulary.reference import CaseRef

log: Final = logging.getLogger("confer.page")

MOST_BODY: Final = 200_000  # bytes of one form
FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """One request by somebody whose link is good."""

    token: str
    link: Link
    person: Person
    directory: Directory

    @property
    def language(self) -> str:
        return self.person.language.code

    def say(self, text: str) -> str:
        return sentence(text, self.language)


class _TooLong(Exception):
    """More than a page takes."""


def routes(pages: Pages) -> list[Route]:
    """`/p/TOKEN`, to read a page and to send it in."""
    return [Route(f"{PATH}/{{token}}", _Page(pages))]


class _Page:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._house = pages.house

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        request = Request(scope, receive)  # type: ignore[arg-type]  # ASGI's own types
        response = await self._answer(request)
        await response(scope, receive, send)  # type: ignore[arg-type]  # as above

    async def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD", "POST"}:
            allowed = {**headers(https=self._pages.is_https), "Allow": "GET, HEAD, POST"}
            return Response(status_code=405, headers=allowed)
        try:
            typed = await _typed(request) if request.method == "POST" else {}
        except _TooLong:
            return self._say(words.TOO_LONG, 413)
        except ValueError:
            return self._say(words.NOT_READ, 415)
        try:
            return await self._worked(request, typed)
        except StoreTrouble:
            log.warning("a page could not reach the store")
            return self._lost(words.NOT_NOW, 503, typed)
        except Exception:
            log.exception("a page failed")
            return self._lost(words.FAILED, 500, typed)

    async def _worked(self, request: Request, typed: Mapping[str, str]) -> Response:
        """Raises StoreTrouble."""
        turn = await whole(self._turn(str(request.path_params["token"])))
        if turn is None:
            return self._lost(words.GONE_KEPT, 410, typed) if typed else self._say(words.GONE, 404)
        if turn.link.shows is not None:
            return await self._read(turn, now=request.method == "POST")
        if turn.link.blank is None:
            return self._say(words.GONE, 404)
        if request.method == "POST":
            return await self._sent(turn, turn.link.blank, typed)
        return self._form(turn, turn.link.blank, {}, {})

    async def _turn(self, token: str) -> _Turn | None:
        async with self._house.unit() as unit:
            link = await unit.links.get(token, self._house.clock.now())
            directory = await unit.people.directory()
        person = directory.people.get(link.person) if link else None
        if link is None or person is None:
            return None
        return _Turn(token=token, link=link, person=person, directory=directory)

    # --- reading ---

    async def _read(self, turn: _Turn, *, now: bool) -> Response:
        if now and not await whole(self._use(turn.token)):
            return self._say(words.GONE, 404)
        text = turn.link.shows
        return self._page(
            "read",
            200,
            turn.language,
            title=turn.say(words.READ_TITLE),
            why=turn.say(words.SHOW_WHY),
            button=turn.say(words.SHOW),
            after=turn.say(words.SHOWN),
            shown=wording.text(_told(text)) if now and text is not None else None,
        )

    async def _use(self, token: str) -> bool:
        async with self._house.unit() as unit:
            if not await unit.links.use(token):
                return False
            await unit.commit()
        return True

    # --- writing ---

    async def _sent(self, turn: _Turn, blank: Blank, typed: Mapping[str, str]) -> Response:
        fields = self._fields(blank)
        wrong = self._wrong(fields, typed, turn)
        if wrong:
            return self._form(turn, blank, typed, wrong)
        values = {f.name: Sensitive(typed.get(f.name, "").strip()) for f in fields}
        if not await whole(self._keep(turn, blank, values)):
            return self._lost(words.GONE_KEPT, 410, typed)
        self._pages.heard(turn.link.platform)
        return self._page(
            "say",
            200,
            turn.language,
            title=turn.say(words.KEPT),
            text=turn.say(words.GO_BACK),
            trouble=False,
        )

    async def _keep(self, turn: _Turn, blank: Blank, values: Mapping[str, Sensitive[str]]) -> bool:
        """The words into the inbox and the link out of the world, together. False: somebody was first."""
        link = turn.link
        heard = Heard(
            key=f"page.{hashlib.sha256(turn.token.encode()).hexdigest()[:32]}",
            platform=link.platform,
            account=link.account,
            place=PlaceKind.PRIVATE,
            room=link.room,
            words=Sensitive(""),
            at=self._house.clock.now(),
            answers=Answers(form=blank.id, command=blank.command, values=values),
        )
        async with self._house.unit() as unit:
            if not await unit.links.use(turn.token):
                return False
            await unit.inbox.put(heard)
            await unit.commit()
        return True

    def _fields(self, blank: Blank) -> tuple[Field, ...]:
        """The own words that are open, the question the form stands at among them."""
        command = self._house.commands[blank.command]
        wanted = open_fields(command, blank.given, brief=blank.brief)
        asked = [f for f in form(command) if f.name == blank.asked and f not in wanted]
        return tuple(f for f in (*asked, *wanted) if f.own_words)

    def _wrong(
        self, fields: tuple[Field, ...], typed: Mapping[str, str], turn: _Turn
    ) -> dict[str, str]:
        """What to say beside each answer that cannot be taken."""
        reader = Reader(
            language=turn.language,
            directory=turn.directory,
            today=Day.of(self._house.clock.now().date()),
            zone=turn.person.zone,
        )
        found: dict[str, str] = {}
        for field in fields:
            text = typed.get(field.name, "")
            if not text.strip():
                if field.required:
                    found[field.name] = turn.say(words.NEEDED)
                continue
            try:
                read(field, text, reader)
            except Unreadable as wrong:
                why = wrong.why or "I could not read that, so please once more."
                found[field.name] = turn.say(why)
        return found

    def _form(
        self, turn: _Turn, blank: Blank, typed: Mapping[str, str], wrong: Mapping[str, str]
    ) -> Response:
        inputs = [
            _input(f, turn.say(f.label), turn.say(f.hint), typed.get(f.name, ""), wrong.get(f.name))
            for f in self._fields(blank)
        ]
        return self._page(
            "write",
            422 if wrong else 200,
            turn.language,
            title=turn.say(words.WRITE_TITLE),
            trouble=turn.say(words.LOOK) if wrong else "",
            case=_case(turn, blank),
            where=turn.say(words.WHERE),
            inputs=inputs,
            optional=turn.say(words.OPTIONAL),
            button=turn.say(words.SEND),
        )

    # --- what every page shares ---

    def _lost(self, said: str, status: int, typed: Mapping[str, str]) -> Response:
        """Nothing was kept, and what was typed is still there to be copied."""
        inputs = [_input_of(name, text) for name, text in typed.items()]
        return self._page(
            "write",
            status,
            self._house.partnership.language,
            title="Confer",
            trouble=sentence(said, self._house.partnership.language),
            case="",
            where="",
            inputs=inputs,
            optional="",
            button="",
        )

    def _say(self, said: str, status: int) -> Response:
        language = self._house.partnership.language
        return self._page(
            "say", status, language, title=sentence(said, language), text="", trouble=True
        )

    def _page(self, name: str, status: int, language: str, **parts: object) -> HTMLResponse:
        return page(name, status, https=self._pages.is_https, language=language, **parts)


def _told(text: Sensitive[str]) -> Telling:
    return Telling(kind=TellingKind.REPLY, text=text)


def _case(turn: _Turn, blank: Blank) -> str:
    ref = blank.given.get("ref", "")
    return turn.say(words.CASE).format(case=CaseRef.parse(ref)) if ref else ""


def _input(field: Field, label: str, hint: str, typed: str, wrong: str | None) -> dict[str, object]:
    about = [("hint", hint), ("wrong", wrong)]
    return {
        "name": field.name,
        "label": label,
        "hint": hint,
        "required": field.required,
        "typed": typed,
        "wrong": wrong or "",
        "described": " ".join(f"{field.name}-{name}" for name, text in about if text),
    }


def _input_of(name: str, typed: str) -> dict[str, object]:
    plain = {"label": name, "hint": "", "required": False, "wrong": "", "described": ""}
    return {"name": name, "typed": typed, **plain}


async def _typed(request: Request) -> dict[str, str]:
    """A form's fields, lines ended as everywhere. Raises _TooLong, and ValueError for what is no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise ValueError("no form")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            raise _TooLong
    pairs = parse_qsl(
        bytes(body).decode("ascii"),
        keep_blank_values=True,
        strict_parsing=bool(body),
        errors="strict",
        max_num_fields=_MOST_FIELDS,
    )
    return {name: text.replace("\r\n", "\n") for name, text in pairs}

"""Values to text and back: strict on the way back, so that a changed row is refused and never said."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, cast

from pydantic import TypeAdapter, ValidationError

from bot.disclosure import CirclePost, LeakError, SeatsPost, Sensitive
from bot.errors import StoreTrouble, Unsound
from bot.files import Attachment
from bot.parts import Facts, Hidden
from bot.people import Seat
from bot.policies.access import sealing
from bot.ports import (
    Answered,
    Answers,
    Blank,
    Body,
    Button,
    ClearLines,
    GatherCircle,
    Heard,
    Link,
    Meeting,
    Notice,
    Outdate,
    TakeBack,
    Telling,
    TellingKind,
    ToCircle,
    ToSeats,
)
from bot.posts import ALL
from bot.vocabulary.numbers import PersonNo, Slot
from bot.vocabulary.reference import CaseRef

FACTS: Final = TypeAdapter(Facts)
HIDDEN: Final = TypeAdapter(Hidden)
SEAT: Final = TypeAdapter(Seat)
MEETING: Final = TypeAdapter(Meeting)
SLOTS: Final = TypeAdapter(tuple[Slot, ...])
BLANK: Final = TypeAdapter(Blank)
# Apart, so that no edited row has a circle's post said where all seats read.
_SEATS: Final[Mapping[str, TypeAdapter[Any]]] = {
    kind.__name__: TypeAdapter(kind) for kind in ALL if issubclass(kind, SeatsPost)
}
_CIRCLE: Final[Mapping[str, TypeAdapter[Any]]] = {
    kind.__name__: TypeAdapter(kind) for kind in ALL if issubclass(kind, CirclePost)
}
_CHORES: Final[Mapping[str, TypeAdapter[Any]]] = {
    kind.__name__: TypeAdapter(kind)
    for kind in (Notice, GatherCircle, TakeBack, Outdate, ClearLines)
}
_GRANT: Final = sealing()


def read(adapter: TypeAdapter[Any], text: str | bytes, what: str) -> Any:
    """Raises StoreTrouble, which repeats nothing of the row."""
    try:
        return adapter.validate_json(text)
    except (ValidationError, LeakError, ValueError):
        raise Unsound(f"A stored {what} is damaged and was not used.") from None


def body_out(body: Body) -> tuple[str, str, str]:
    """Kind, lane and JSON of a parcel's body. Parcels of one lane leave in order."""
    match body:
        case ToSeats(post=post):
            return (
                type(post).__name__,
                "seats",
                _SEATS[type(post).__name__].dump_json(post).decode(),
            )
        case ToCircle(case=ref, post=circle_post):
            kind = type(circle_post).__name__
            text = _CIRCLE[kind].dump_json(circle_post).decode()
            return f"circle:{ref.serial}:{kind}", f"circle:{ref.serial}", text
        case GatherCircle(case=ref):
            return "GatherCircle", f"circle:{ref.serial}", _dump(body)
        case Notice(to=to):
            return (
                "Notice",
                f"person:{to.value}:{body.clock.name if body.clock else ''}",
                _dump(body),
            )
        case TakeBack(room=room):
            return "TakeBack", f"back:{room}", _dump(body)
        case Outdate():
            return "Outdate", "seats", _dump(body)
        case ClearLines(case=ref):
            return "ClearLines", f"clear:{ref.serial}", _dump(body)


def _dump(body: Notice | GatherCircle | TakeBack | Outdate | ClearLines) -> str:
    return _CHORES[type(body).__name__].dump_json(body).decode()


def body_in(kind: str, text: str) -> Body:
    """Raises StoreTrouble."""
    if kind in _CHORES:
        return cast("Body", read(_CHORES[kind], text, "parcel"))
    place, _, name = kind.rpartition(":")
    if not place:
        return ToSeats(post=_post(_SEATS, name, text))
    ref, post = _circle(place), _post(_CIRCLE, name, text)
    if post.case != ref:
        raise StoreTrouble("A stored post belongs to another case and was not used.")
    return ToCircle(case=ref, post=post)


_UNKNOWN: Final = "A stored parcel is of an unknown kind and was not used."


def _circle(place: str) -> CaseRef:
    word, _, serial = place.partition(":")
    try:
        if word == "circle":
            return CaseRef(int(serial))
    except ValueError:  # it quotes what it could not read
        raise StoreTrouble(_UNKNOWN) from None
    raise StoreTrouble(_UNKNOWN)


def _post(posts: Mapping[str, TypeAdapter[Any]], name: str, text: str) -> Any:
    adapter = posts.get(name)
    if adapter is None:
        raise StoreTrouble(_UNKNOWN)
    return read(adapter, text, "post")


def heard_out(heard: Heard) -> bytes:
    """For the vault only: the words stand in it."""
    fields = {
        "key": heard.key,
        "platform": heard.platform,
        "account": heard.account,
        "place": heard.place.value,
        "room": heard.room,
        "words": _GRANT.open(heard.words),
        "at": heard.at.isoformat(),
        "case": heard.case.serial if heard.case else None,
        "answers": heard.answers and _answers_out(heard.answers),
        "pressed": heard.pressed,
        "kept_open": heard.kept_open,
        "overheard": heard.overheard and heard.overheard.value,
    }
    return json.dumps(fields).encode()


def _answers_out(answers: Answers) -> dict[str, object]:
    values = {name: _GRANT.open(value) for name, value in answers.values.items()}
    return {"form": answers.form, "command": answers.command, "values": values}


def _answers_in(kept: dict[str, Any]) -> Answers:
    values = {name: Sensitive(value) for name, value in kept["values"].items()}
    return Answers(form=kept["form"], command=kept["command"], values=values)


_HEARD: Final = TypeAdapter(Heard)


def heard_in(text: bytes) -> Heard:
    fields = json.loads(text)
    words = fields.pop("words")
    case = fields.pop("case")
    fields["case"] = None if case is None else CaseRef(case)
    answers = fields.pop("answers", None)
    fields["answers"] = answers and _answers_in(answers)
    # Words may be empty once they were dropped; the type itself asks for at least one letter.
    return _HEARD.validate_python({**fields, "words": Sensitive(words)})


def answered_out(answered: Answered) -> bytes:
    """For the vault only: private replies may show sealed words."""
    tellings = [
        {
            "kind": telling.kind.value,
            "text": _GRANT.open(telling.text),
            "buttons": buttons_list(telling.buttons),
            "passing": telling.passing,
            "url": telling.url,
            "blank": telling.blank and BLANK.dump_python(telling.blank, mode="json"),
            "file": telling.file and _file_out(telling.file),
        }
        for telling in answered.tellings
    ]
    fields = {
        "to": answered.to.value if answered.to else None,
        "tellings": tellings,
        "hide": answered.hide,
        "passing": answered.passing,
        "offered": answered.offered,
    }
    return json.dumps(fields).encode()


def answered_in(text: bytes) -> Answered:
    fields = json.loads(text)
    tellings = tuple(
        Telling(
            kind=TellingKind(one["kind"]),
            text=Sensitive(one["text"]),
            buttons=tuple(Button(label, line) for label, line in one["buttons"]),
            passing=one["passing"],
            url=one.get("url"),
            blank=BLANK.validate_python(one["blank"]) if one.get("blank") else None,
            file=_file_in(one["file"]) if one.get("file") else None,
        )
        for one in fields["tellings"]
    )
    to = None if fields["to"] is None else PersonNo(fields["to"])
    return Answered(
        to=to,
        tellings=tellings,
        hide=fields["hide"],
        passing=fields["passing"],
        offered=fields.get("offered", ""),
    )


def _file_out(file: Attachment) -> dict[str, str]:
    content = base64.b64encode(_GRANT.open(file.content)).decode()
    return {"name": file.name, "kind": file.kind, "alt": _GRANT.open(file.alt), "content": content}


def _file_in(kept: Mapping[str, str]) -> Attachment:
    return Attachment(
        name=kept["name"],
        kind=kept["kind"],
        alt=Sensitive(kept["alt"]),
        content=Sensitive(base64.b64decode(kept["content"])),
    )


def link_out(link: Link) -> bytes:
    """For the vault only: it may hold sealed words."""
    fields = {
        "platform": link.platform,
        "account": link.account,
        "room": link.room,
        "blank": link.blank and BLANK.dump_python(link.blank, mode="json"),
        "shows": None if link.shows is None else _GRANT.open(link.shows),
        "file": link.file and _file_out(link.file),
    }
    return json.dumps(fields).encode()


def link_in(text: bytes, person: PersonNo, expires: datetime) -> Link:
    fields = json.loads(text)
    blank, shows, file = fields.pop("blank"), fields.pop("shows"), fields.pop("file", None)
    return Link(
        person=person,
        expires=expires,
        blank=BLANK.validate_python(blank) if blank else None,
        shows=None if shows is None else Sensitive(shows),
        file=_file_in(file) if file else None,
        **fields,
    )


def buttons_list(buttons: tuple[Button, ...]) -> list[tuple[str, str]]:
    return [(one.label, one.line) for one in buttons]

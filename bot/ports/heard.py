"""What was heard, and what is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.disclosure import Sensitive
from bot.files import Attachment
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef


class PlaceKind(StrEnum):
    PRIVATE = "private"
    CIRCLE = "circle"
    SEATS = "seats"


class Finding(StrEnum):
    """What the guard makes of a text. It never says why: a name of a case and a telephone number are one."""

    CLEAN = "clean"
    PERHAPS = "perhaps"  # worth a word to whoever wrote it
    STOPPED = "stopped"  # it may describe a person, and cannot stand where others read


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers that were given together, in a form that a platform drew. `form`: the id of its Blank."""

    form: str
    command: str
    values: Mapping[str, Sensitive[str]]  # argument to what was chosen or typed; empty: left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message of a person, as a platform delivered it.

    `key` names the message on its platform (an event id): the same key is worked once. `room` is the
    platform's own address to answer at. `case` is set in the place of a circle. Instead of words there may
    be the answers of a form, or the name of a button that was pressed. `kept_open`: the platform keeps
    what was typed where others may come to read it, so nobody's own words are taken in this way.
    """

    key: str
    platform: str
    account: str
    place: PlaceKind
    room: str
    words: Sensitive[str]
    at: datetime
    case: CaseRef | None = None
    answers: Answers | None = None
    pressed: str | None = None
    kept_open: bool = False
    overheard: Finding | None = (
        None  # no line for Confer: what people say to each other, and was looked at
    )


@dataclass(frozen=True, slots=True)
class Button:
    """A likely next answer: what it says, and the line it stands for. The line never holds typed text."""

    label: str
    line: str


class TellingKind(StrEnum):
    REPLY = "reply"
    REFUSAL = "refusal"
    QUESTION = "question"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """An open form, for a platform that draws it whole instead of asking question by question.

    `id` is random. `given` holds the answers in set words; of sealed ones only that they are there.
    `asked`: the argument the form stands at. `brief`: what is not needed is left out. `refs`: the cases
    to choose from, where one is asked for. `above`: set words to be read before it is filled in.
    """

    id: str
    command: str
    given: Mapping[str, str]
    asked: str
    brief: bool = False
    refs: tuple[str, ...] = ()
    above: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Something said to one person in private, already in that person's language.

    `passing`: it shows sealed words; the platform takes it back after a short time. `blank`: the form
    whose question this is. `url`: an address that stands in the text, for a platform that draws links.
    `file`: a picture or a paper that comes with the words.
    """

    kind: TellingKind
    text: Sensitive[str]
    buttons: tuple[Button, ...] = ()
    passing: bool = False
    blank: Blank | None = None
    url: str | None = None
    file: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a message led to.

    `hide`: the message itself is to be removed now, for others read along. `passing`: it answered a form
    and is to be taken back after a short time. `offered` names its buttons, which are counted from 0
    through all tellings: see Offers.
    """

    to: PersonNo | None
    tellings: tuple[Telling, ...] = ()
    hide: bool = False
    passing: bool = False
    offered: str = ""

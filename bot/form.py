"""A command's arguments as a neutral form, and what a person typed as its answers.

Every platform draws the same fields. Text that a person typed becomes canonical text here: codes for set
words (from a code, a label in the person's language, or a number of the list), numbers for people and
seats, ISO dates for days. Whatever cannot be read raises Unreadable with the nearest right answers.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, LiteralString, Union, get_args, get_origin

from bot.command import AnyCommand, spoken
from bot.days import parse_day, parse_slot
from bot.disclosure import Sensitive
from bot.errors import Refusal
from bot.fields import Ask, When, how_asked
from bot.labels import label
from bot.people import Directory, Person, SeatState
from bot.vocabulary.base import Word
from bot.vocabulary.concern import AgeBand
from bot.vocabulary.numbers import Day, Number, PersonNo, Quarter, SeatNo, Slot
from bot.vocabulary.reference import CaseRef

MOST_TEXT: Final = 10_000  # characters of one answer in somebody's own words
TOO_LONG: Final = (
    "That is longer than fits, which is 10,000 characters. Nothing of it was kept: copy it from your"
    " message, and send it in parts."
)


class Kind(StrEnum):
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    REF = "ref"
    REFS = "refs"
    PERSON = "person"
    SEAT = "seat"
    SEATS = "seats"
    DAY = "day"
    SLOTS = "slots"
    NUMBER = "number"
    QUARTER = "quarter"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. `most`: how many choices at most. `when` is asked with the answers so far."""

    name: str
    label: str
    hint: str
    kind: Kind
    required: bool
    asked: bool
    when: When | None = None
    words: type[Word] | None = None
    most: int | None = None
    plain: bool = False
    only: frozenset[Word] | None = None  # those of the words that fit what was answered so far
    needed: bool = False

    @property
    def members(self) -> tuple[Word, ...]:
        """The words to choose from, in their order."""
        words = tuple(self.words or ())
        return words if self.only is None else tuple(one for one in words if one in self.only)

    @property
    def optional(self) -> bool:
        """Whether it may be left out where it is asked for."""
        return not (self.required or self.needed)

    @property
    def sealed(self) -> bool:
        """Typed words of a person: never where others read along."""
        return self.kind is Kind.TEXT

    @property
    def own_words(self) -> bool:
        """Sealed, and about a person or a case: never where a platform keeps what was typed."""
        return self.kind is Kind.TEXT and not self.plain

    def wanted(self, given: Mapping[str, str], *, brief: bool = False) -> bool:
        """Whether the form asks for it after these answers; `brief`: what is not needed is left out."""
        if self.asked and brief:
            return False
        if self.when is not None:
            return self.when(given)
        return self.required or self.asked


class Unreadable(Refusal):
    """An answer that fits no value of its question. `near`: codes or labels that come closest.

    `why` stands where there is more to say than that it could not be read.
    """

    def __init__(self, field: Field, near: Sequence[str] = (), why: LiteralString = "") -> None:
        super().__init__()
        self.field = field
        self.near = tuple(near)
        self.why: LiteralString = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What is needed to read an answer: the person's language, the people and seats, today."""

    language: str
    directory: Directory
    today: Day
    zone: str


@cache
def form(command: AnyCommand) -> tuple[Field, ...]:
    """One field per argument, in the order declared."""
    fields: list[Field] = []
    for name, info in command.args.model_fields.items():
        how: Ask = how_asked(info)
        words = _words(info.annotation)
        most = next((m.max_length for m in info.metadata if hasattr(m, "max_length")), None)
        fields.append(
            Field(
                name=spoken(name),
                label=info.title or name,
                hint=info.description or "",
                kind=_kind(info.annotation),
                required=info.is_required(),
                asked=how.asked,
                when=how.when,
                words=words,
                most=most,
                plain=how.plain,
                needed=how.needed,
            )
        )
    return tuple(fields)


def sealed(command: AnyCommand) -> frozenset[str]:
    """The arguments that must not be typed where others read along."""
    return frozenset(field.name for field in form(command) if field.sealed)


def usage(command: AnyCommand) -> str:
    """The line shown by help: `case answer <ref> <next> <by>`, optional ones in brackets."""
    parts = [f"<{f.name}>" if f.required else f"[{f.name}:…]" for f in form(command)]
    return " ".join([command.name, *parts])


def complete(command: AnyCommand, given: Mapping[str, str]) -> bool:
    """Whether a line said all that is needed but which case: its typist wants no questions."""
    needed = (f.name in given for f in form(command) if f.required and f.kind is not Kind.REF)
    return bool(set(given) - {"ref"}) and all(needed)


def next_question(
    command: AnyCommand, given: Mapping[str, str], *, brief: bool = False
) -> Field | None:
    """The first field that is wanted and has no answer yet; None where all is there."""
    return next(iter(open_fields(command, given, brief=brief)), None)


def open_fields(
    command: AnyCommand, given: Mapping[str, str], *, brief: bool = False
) -> tuple[Field, ...]:
    """What is wanted after these answers and has none yet, in order."""
    waiting = (f for f in form(command) if f.name not in given)
    return tuple(f for f in waiting if f.wanted(given, brief=brief))


def read(field: Field, typed: str, reader: Reader) -> str:
    """What was typed for one field, as canonical text. Raises Unreadable, which repeats nothing of it."""
    text = typed.strip()
    if field.kind in _READERS:
        return _READERS[field.kind](field, text, reader)
    return _choice(field, text, reader)


def find_field(command: AnyCommand, code: str) -> Field | None:
    """The one field whose closed list holds exactly this code, where there is exactly one."""
    fits = [f for f in form(command) if f.words and code in _codes(f.words)]
    return fits[0] if len(fits) == 1 else None


# --- kinds ----------------------------------------------------------------------------------------

_KINDS: Final[Mapping[type, tuple[Kind, Kind]]] = {  # one, several
    CaseRef: (Kind.REF, Kind.REFS),
    PersonNo: (Kind.PERSON, Kind.PERSON),
    SeatNo: (Kind.SEAT, Kind.SEATS),
    Day: (Kind.DAY, Kind.DAY),
    Slot: (Kind.SLOTS, Kind.SLOTS),
    Quarter: (Kind.QUARTER, Kind.QUARTER),
    bool: (Kind.YES_NO, Kind.YES_NO),
}


def _core(hint: Any) -> tuple[Any, bool]:
    """The type inside optional ones and tuples, and whether there may be several."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _core(get_args(hint)[0])
    if origin in {Union, UnionType}:
        inner = [part for part in get_args(hint) if part is not type(None)]
        return _core(inner[0])
    if origin is tuple:
        return _core(get_args(hint)[0])[0], True
    return hint, False


def _kind(hint: Any) -> Kind:
    core, several = _core(hint)
    if get_origin(core) is Sensitive:
        return Kind.TEXT
    if isinstance(core, type) and core in _KINDS:
        return _KINDS[core][several]
    if isinstance(core, type) and issubclass(core, Number):
        return Kind.NUMBER
    return Kind.CHOICES if several else Kind.CHOICE


def _words(hint: Any) -> type[Word] | None:
    core, _several = _core(hint)
    return (
        core
        if isinstance(core, type) and issubclass(core, Enum) and issubclass(core, Word)
        else None
    )


def _codes(words: type[Word]) -> list[str]:
    return [word.code for word in words]


# --- readers --------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return text.strip().strip(".").casefold().replace("_", " ").replace("-", " ")


_COUNT: Final = re.compile(r"(\d{1,3})(?: (?:years?|years old|år|jahre|jaar|ans))?")
_AGES: Final[Mapping[Word, range]] = {
    AgeBand.U12: range(12),
    AgeBand.AGED_12_15: range(12, 16),
    AgeBand.AGED_16_17: range(16, 18),
    AgeBand.AGED_18_24: range(18, 25),
    AgeBand.AGED_25_PLUS: range(25, 121),
}


def _one(field: Field, text: str, language: str) -> str:
    """A code from a code, a label or a place in the list."""
    words = field.words
    if words is None:
        raise Unreadable(field)
    members = (
        field.members
    )  # what is drawn and counted; a word that does not fit is still understood
    if text.isascii() and text.isdecimal() and 1 <= int(text[:4]) <= len(members):
        return members[int(text[:4]) - 1].code
    names = {_plain(word.code): word.code for word in words}
    names |= {_plain(word.label): word.code for word in words}
    names |= {_plain(label(word, language)): word.code for word in words}
    wanted = _plain(text)
    if wanted in names:
        return names[wanted]
    starts = {code for name, code in names.items() if len(wanted) >= 3 and name.startswith(wanted)}
    if len(starts) == 1:
        return starts.pop()
    band = _band_of(wanted, members)
    if band is not None:
        return band
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.5)
    found = [w.code for w in members if w.code in starts] or [names[name] for name in near]
    raise Unreadable(field, list(dict.fromkeys(found))[:3])


def _band_of(text: str, members: Sequence[Word]) -> str | None:
    """`15` and `15 years`, where bands of age are asked for."""
    number = _COUNT.fullmatch(text)
    years = int(number.group(1)) if number else -1
    return next((word.code for word in members if years in _AGES.get(word, ())), None)


def _choice(field: Field, text: str, reader: Reader) -> str:
    if field.kind is Kind.CHOICE:
        return _one(field, text, reader.language)
    parts = [part for part in text.replace(";", ",").split(",") if part.strip()]
    if len(parts) == 1 and field.words and all(p.isdecimal() for p in parts[0].split()):
        parts = parts[0].split()  # "1 3" on a phone
    codes = list(dict.fromkeys(_one(field, part.strip(), reader.language) for part in parts))
    if not codes or (field.most and len(codes) > field.most):
        raise Unreadable(field)
    return ",".join(codes)


_YES: Final = frozenset(["yes", "y", "ja", "j", "oui", "o", "ok", "true", "1", "si"])
_NO: Final = frozenset(["no", "n", "nej", "nee", "nein", "non", "false", "2", "0"])


def _read_yes_no(field: Field, text: str, _reader: Reader) -> str:
    word = _plain(text)
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    raise Unreadable(field, ["yes", "no"])


def _read_ref(field: Field, text: str, _reader: Reader) -> str:
    try:
        return str(CaseRef.parse(text))
    except ValueError:
        raise Unreadable(field) from None


def _read_refs(field: Field, text: str, reader: Reader) -> str:
    return ",".join(_read_ref(field, part, reader) for part in text.split(",") if part.strip())


def _read_person(field: Field, text: str, reader: Reader) -> str:
    key = text.strip().removeprefix("@").casefold()
    people = reader.directory.people.values()
    for person in people:
        if key in {
            person.key.casefold(),
            *(a.casefold().removeprefix("@") for a in person.accounts.values()),
        }:
            return str(person.no.value)
    expert = _expert_on(key, people)
    if expert is not None:
        return str(expert.no.value)
    with suppress(Unreadable):  # a seat, as people call it, stands for whoever holds it
        holders = reader.directory.of_seat(SeatNo.parse(_read_seat(field, key, reader)))
        if holders:
            return str(holders[0].no.value)
    near = difflib.get_close_matches(key, [p.key for p in people], n=3, cutoff=0.5)
    raise Unreadable(field, [f"@{name}" for name in near])


# How people call a sector in one word, where its code is another.
_CALLED: Final[Mapping[str, str]] = {"school": "education", "schools": "education"}


def _expert_on(key: str, people: Iterable[Person]) -> Person | None:
    """`@expert-online`: whoever is an expert on that theme, the first of them."""
    theme = key.removeprefix("expert-") if key.startswith("expert-") else None
    known = (p for p in people if theme in {topic.code for topic in p.expert_on})
    return next(known, None)


def _read_seat(field: Field, text: str, reader: Reader) -> str:
    key = text.strip().removeprefix("@").removesuffix("-seat").casefold()
    seats = reader.directory.seats.values()
    names = {s.key.casefold(): s for s in seats} | {s.name.casefold(): s for s in seats}
    by_sector = {s.sector.code: s for s in reversed(list(seats))}
    found = names.get(key) or by_sector.get(_CALLED.get(key, key.replace(" ", "_")))
    if found is not None:
        return str(found.no)
    raise Unreadable(field, difflib.get_close_matches(key, [s.key for s in seats], n=3, cutoff=0.4))


def _read_seats(field: Field, text: str, reader: Reader) -> str:
    parts = _listed(text)
    if not parts:
        raise Unreadable(field)
    if [part.strip().casefold() for part in parts] in _EVERYBODY:
        live = (s for s in reader.directory.seats.values() if s.state is SeatState.LIVE)
        return ",".join(str(seat.no) for seat in live)
    return ",".join(dict.fromkeys(_read_seat(field, part, reader) for part in parts))


_EVERYBODY: Final = [["all"], ["everybody"], ["alle"], ["allemaal"], ["tous"]]
_AND: Final = re.compile(r"[,;]|\s(?:and|or|og|en|und|et|&)\s", re.IGNORECASE)


def _listed(text: str) -> list[str]:
    """`a, b and c` as three."""
    return [part for part in _AND.split(text) if part.strip()]


def _read_day(field: Field, text: str, reader: Reader) -> str:
    day = parse_day(text, reader.today, reader.language)
    if day is None:
        raise Unreadable(field)
    return str(day)


def _read_slots(field: Field, text: str, reader: Reader) -> str:
    parts = _listed(text)
    slots = [parse_slot(part, reader.today, reader.zone, reader.language) for part in parts]
    if not slots or any(slot is None for slot in slots):
        raise Unreadable(field)
    return ",".join(slot.isoformat() for slot in slots if slot)


def _read_number(field: Field, text: str, _reader: Reader) -> str:
    try:
        return str(Number.parse(text))
    except ValueError:
        raise Unreadable(field) from None


def _read_quarter(field: Field, text: str, reader: Reader) -> str:
    """`2026-Q1`, `2026Q1`, `Q1 2026`; `Q1` alone is the newest one that has begun."""
    words = text.upper().replace("-", " ").replace("Q", " Q").split()
    quarters = [word for word in words if word.startswith("Q")]
    years = [word for word in words if not word.startswith("Q")]
    if len(quarters) != 1 or len(years) > 1:
        raise Unreadable(field)
    try:
        found = Quarter.parse(f"{years[0] if years else reader.today.date.year}-{quarters[0]}")
    except ValueError:
        raise Unreadable(field) from None
    if not years and found > Quarter.of(reader.today.date):
        found = Quarter(found.year - 1, found.number)
    return str(found)


def _read_text(field: Field, text: str, _reader: Reader) -> str:
    if not text:
        raise Unreadable(field)
    if len(text) > MOST_TEXT:
        raise Unreadable(field, why=TOO_LONG)
    return text


_READERS: Final[Mapping[Kind, Callable[[Field, str, Reader], str]]] = {
    Kind.YES_NO: _read_yes_no,
    Kind.REF: _read_ref,
    Kind.REFS: _read_refs,
    Kind.PERSON: _read_person,
    Kind.SEAT: _read_seat,
    Kind.SEATS: _read_seats,
    Kind.DAY: _read_day,
    Kind.SLOTS: _read_slots,
    Kind.NUMBER: _read_number,
    Kind.QUARTER: _read_quarter,
    Kind.TEXT: _read_text,
}

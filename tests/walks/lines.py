"""What random people type: any command with arguments of the right kind, most often one that their role and the
state of a case leave open, answers to what is asked, and buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from bot.case import Case
from bot.command import AnyCommand
from bot.form import Field, Kind, form
from bot.people import Directory, Person
from bot.policies import access
from bot.policies.access import Scene
from bot.process import ACTS, OVERLAYS
from bot.process import Kind as Sort
from bot.vocabulary.process import Act
from commands import ALL
from tests.house import CANARY

# People and settings stay as they are: who leaves the partnership is another test's matter.
_LEFT_OUT: Final = frozenset(
    {
        "agency seat",
        "my leave",
        "my link",
        "my settings",
        "confer settings",
        "confer settle",
        "confer later",
    }
)
COMMANDS: Final = tuple(command for command in ALL if command.name not in _LEFT_OUT)
_ACTING: Final = tuple(command for command in COMMANDS if command.acts)
_DAYS: Final = ("today", "2d", "10d", "30d", "60d", "yesterday")
_SLOTS: Final = ("tomorrow-10:00", "2d-14:00", "today-18:00", "yesterday-09:00")
_LOOSE: Final = (
    "1",
    "2",
    "3",
    "4",
    "send",
    "skip",
    "yes",
    "no",
    "cancel",
    "2d",
    "social",
    "@nurse",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a line is drawn from: the cases there are, with the numbers they have in this walk."""

    cases: Mapping[int, Case]
    scene: Scene

    @property
    def directory(self) -> Directory:
        return self.scene.directory


def line(draw: Random, known: Known) -> tuple[str, str]:
    """Who types what. `{case:2}` stands for the third case of the walk."""
    people = list(known.directory.people.values())
    apt = _apt(draw, known) if known.cases and draw.random() < 0.85 else None
    if apt is not None:
        person, command, number = apt
        return person.key, f"/{command.name} {_arguments(draw, command, known, number)}".strip()
    person, command = draw.choice(people), draw.choice(COMMANDS)
    number = draw.choice(list(known.cases)) if known.cases else 0
    return person.key, f"/{command.name} {_arguments(draw, command, known, number)}".strip()


def _apt(draw: Random, known: Known) -> tuple[Person, AnyCommand, int] | None:
    """Somebody, and a command that the tables leave open to them on one case."""
    number = draw.choice(list(known.cases))
    case = known.cases[number]
    open_ = [c for c in _ACTING if any(fits(act, case) for act in c.acts)]
    for _ in range(6):
        command = draw.choice(open_)
        person = draw.choice(list(known.directory.people.values()))
        held = access.roles(person, case, known.scene)
        if any(held & set(ACTS[act].who) for act in command.acts):
            return person, command, number
    return None


def fits(act: Act, case: Case) -> bool:
    """Whether the tables leave the act open in the state of the case."""
    row = ACTS[act]
    if row.kind is Sort.MOVE:
        return case.state in row.source
    within = next((over.within for over in OVERLAYS.values() if over.set is act), None)
    return within is None or case.state in within


def _arguments(draw: Random, command: AnyCommand, known: Known, number: int) -> str:
    words: list[str] = []
    for field in form(command):
        chance = 0.97 if field.required else 0.6 if field.asked else 0.3
        if draw.random() < chance:
            words.append(f"{field.name}:{value(draw, field, known, number)}")
    return " ".join(words)


def value(draw: Random, field: Field, known: Known, number: int = 0) -> str:
    """An answer of the right kind."""
    return _VALUES[field.kind](draw, field, known, number)


def loose(draw: Random) -> str:
    """An answer of no kind in particular."""
    return draw.choice(_LOOSE)


def _choice(draw: Random, field: Field, _known: Known, _number: int) -> str:
    return draw.choice([word.code for word in field.words or ()] or ["1"])


def _choices(draw: Random, field: Field, _known: Known, _number: int) -> str:
    codes = [word.code for word in field.words or ()]
    return ",".join(draw.sample(codes, draw.randint(1, min(2, len(codes)))))


def _person(draw: Random, _field: Field, known: Known, number: int) -> str:
    case = known.cases.get(number)
    near = [known.directory.people[m.person] for m in case.facts.circle] if case else []
    people = near if near and draw.random() < 0.6 else list(known.directory.people.values())
    return f"@{draw.choice(people).key}"


def _seat(draw: Random, _field: Field, known: Known, _number: int) -> str:
    return draw.choice([seat.key for seat in known.directory.seats.values()])


def _seats(draw: Random, _field: Field, known: Known, _number: int) -> str:
    keys = [seat.key for seat in known.directory.seats.values()]
    several = draw.sample(keys, draw.randint(1, 4))
    quorum = ["municipality", "police", "social", "mental_health"]
    return ",".join(quorum if draw.random() < 0.4 else several)


def _ref(_draw: Random, _field: Field, _known: Known, number: int) -> str:
    return f"{{case:{number}}}"


_VALUES: Final[Mapping[Kind, Callable[[Random, Field, Known, int], str]]] = {
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: lambda draw, _f, _k, _n: draw.choice(["yes", "yes", "no"]),
    Kind.REF: _ref,
    Kind.REFS: _ref,
    Kind.PERSON: _person,
    Kind.SEAT: _seat,
    Kind.SEATS: _seats,
    Kind.DAY: lambda draw, _f, _k, _n: draw.choice(_DAYS),
    Kind.SLOTS: lambda draw, _f, _k, _n: draw.choice(_SLOTS),
    Kind.NUMBER: lambda draw, _f, _k, _n: str(draw.randint(1, 3)),
    Kind.QUARTER: lambda draw, _f, _k, _n: draw.choice(["2026-q1", "2025-q4"]),
    Kind.TEXT: lambda _d, _f, _k, _n: f'"it is so {CANARY}"',
}

"""What a slash command is: a name, arguments, the acts it stands for and one async function.

Slack's modal, Matrix's text line, the console, help and the manual all derive from the same declaration,
so they cannot drift apart.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import (
    Any,
    ClassVar,
    Final,
    Generic,
    LiteralString,
    TypeAlias,
    TypeVar,
    cast,
    get_type_hints,
)

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.disclosure import Sensitive
from bot.errors import BadWords
from bot.files import Chart, Timeline
from bot.scene import Context
from bot.vocabulary.base import Abstract, Word
from bot.vocabulary.numbers import Number, PersonNo, Slot
from bot.vocabulary.process import Act, State
from bot.vocabulary.roles import Permission


def spoken(name: str) -> str:
    """An argument as people type it: `with` and `for` are words of Python and end in `_` there."""
    return name.removesuffix("_")


class Args(BaseModel):
    """A command's arguments, in the order a person is asked for them."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        arbitrary_types_allowed=True,
        alias_generator=spoken,
    )

    # The states in which the command is open, where its acts alone do not say so; empty: they do.
    WITHIN: ClassVar[frozenset[State]] = frozenset()

    # What the button under a preview says that does it.
    DOES: ClassVar[LiteralString] = "Send"

    def said(self, name: str) -> Any:
        """The value of an argument by the name people type."""
        own = next(field for field in type(self).model_fields if spoken(field) == name)
        return getattr(self, own)

    @classmethod
    async def filled(cls, _ctx: Context, _given: Mapping[str, str]) -> Mapping[str, str]:
        """Answers that need not be asked for, by what was given; what was typed rules."""
        return {}

    @classmethod
    def closed(cls, _ctx: Context) -> frozenset[str]:
        """Arguments that are not asked for here, also where a guard would be satisfied by them."""
        return frozenset()

    @classmethod
    async def matters(cls, _ctx: Context) -> bool:
        """Whether there is anything it could be about now; help and menus leave it out otherwise."""
        return True

    @classmethod
    def needed(cls, _ctx: Context) -> frozenset[str]:
        """Arguments that this person cannot leave out, though others can."""
        return frozenset()

    @classmethod
    async def people(
        cls, _ctx: Context, _given: Mapping[str, str]
    ) -> Mapping[str, Sequence[PersonNo]]:
        """By argument whom its buttons name, where not everybody of the case comes into question."""
        return {}

    @classmethod
    def narrowed(cls, _given: Mapping[str, str]) -> Mapping[str, frozenset[Word]]:
        """By argument the words of its list that fit what was answered so far; the others are not offered."""
        return {}

    @classmethod
    async def shown(cls, _ctx: Context, _given: Mapping[str, str]) -> Mapping[str, Reply]:
        """What is to be read before an argument is asked for; its offers are proposed answers."""
        return {}


Atom: TypeAlias = Abstract | Word | Sensitive[str] | PersonNo | int
Part: TypeAlias = Atom | Sequence[Atom] | None


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: a literal template in English and what fills its gaps."""

    template: LiteralString
    parts: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Offer:
    """A likely next answer under a reply: a label from the catalogue and a line without typed text.

    `slot` fills the gap of that name in the label.
    """

    label: LiteralString
    line: str
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """A command that goes on where another one ended, some of it answered already."""

    command: str
    given: Mapping[str, Abstract | Sensitive[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A paper to be: its title, what stands on every page, and parts, each with its heading first."""

    title: Line
    marks: tuple[Line, ...]
    parts: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person who gave the command is told, and only that person.

    `passing`: it shows sealed words, so the platform takes it back after a short time. `url`: an address
    that stands in the text, for platforms that draw it as a link. `lead`: the form that is opened next.
    `timeline`, `chart` and `draft` become a picture or a paper that comes with it.
    """

    lines: tuple[Line, ...]
    offers: tuple[Offer, ...] = ()
    passing: bool = False
    url: str | None = None
    lead: Lead | None = None
    timeline: Timeline | None = None
    chart: Chart | None = None
    draft: Draft | None = None

    @classmethod
    def of(cls, template: LiteralString, **parts: Part) -> Reply:
        return cls((Line(template, parts),))

    def then(self, template: LiteralString, **parts: Part) -> Reply:
        """One more sentence, on a line of its own."""
        return replace(self, lines=(*self.lines, Line(template, parts)))

    def join(self, other: Reply) -> Reply:
        """Both, the lines and the offers."""
        return replace(
            self,
            lines=(*self.lines, *other.lines),
            offers=(*self.offers, *other.offers),
            passing=self.passing or other.passing,
            url=self.url or other.url,
            lead=self.lead or other.lead,
            timeline=self.timeline or other.timeline,
            chart=self.chart or other.chart,
            draft=self.draft or other.draft,
        )

    def offering(
        self, label: LiteralString, command: str, *words: Abstract, **named: Word
    ) -> Reply:
        """One more button. Its line is made of a command's name and abstract values only."""
        line = " ".join(
            [command, *map(str, words), *(f"{name}:{word.code}" for name, word in named.items())]
        )
        return replace(self, offers=(*self.offers, Offer(label, line)))

    def offer(self, label: LiteralString, line: LiteralString) -> Reply:
        """One more button, whose line is fixed."""
        return replace(self, offers=(*self.offers, Offer(label, line)))

    def offer_line(self, label: LiteralString, line: str) -> Reply:
        """One more button, whose line names something by a random key."""
        return replace(self, offers=(*self.offers, Offer(label, line)))

    def offer_date(self, label: LiteralString, line: str, slot: Slot) -> Reply:
        """One more button, whose label names a date in the reader's own words."""
        return replace(self, offers=(*self.offers, Offer(label, line, slot)))

    def offer_number(self, label: LiteralString, command: str, number: Number) -> Reply:
        """One more button, whose label names a number: the last word of its line."""
        return self.offer_line(label, f"{command} {number}")

    def with_link(self, label: LiteralString, url: str) -> Reply:
        """One more line, which ends in an address."""
        return replace(self.then(label, url=Sensitive(url)), url=url)

    def leading_to(self, command: str, **given: Abstract | Sensitive[str]) -> Reply:
        """The form of another command is opened next, with these answers in it."""
        return replace(self, lead=Lead(command, given))

    def for_a_short_time(self) -> Reply:
        return replace(self, passing=True)


# pydantic's own sentences may quote what was typed; these never do.
COMPLAINTS: Final = {
    "extra_forbidden": "is one too many",
    "missing": "is missing",
    "string_too_long": "is too long",
    "string_too_short": "is empty",
    "too_long": "has too many choices",
    "too_short": "is missing",
}

A = TypeVar("A", bound=Args)
Handler: TypeAlias = Callable[[Context, A], Awaitable[Reply]]
Preview: TypeAlias = Callable[[Context, Any], Awaitable[Reply]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Command(Generic[A]):
    """One subcommand. `acts` it may do, or the `permission` it needs where it only shows something."""

    name: str
    args: type[A]
    acts: tuple[Act, ...]
    permission: Permission
    examples: Sequence[str]
    summary: str
    help: str
    run: Handler[A]
    preview: Preview | None = None
    hidden: bool = False  # behind a button only; help does not list it
    private: bool = False  # asked and answered in private even where no sealed word is typed

    @property
    def group(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def sub(self) -> str:
        return self.name.partition(" ")[2]

    def read(self, raw: Mapping[str, str]) -> A:
        """Validate what a form or a line delivered. Raises BadWords, which repeats no input."""
        try:
            return self.args.model_validate(raw)
        except ValidationError as error:
            wrong = error.errors(include_input=False, include_url=False, include_context=False)
        raise BadWords(
            {str(item["loc"][0]): COMPLAINTS.get(item["type"], "is not right") for item in wrong}
        )


AnyCommand: TypeAlias = Command[Any]


def command(
    name: str,
    *acts: Act,
    permission: Permission,
    examples: Sequence[str],
    preview: Preview | None = None,
    private: bool = False,
    hidden: bool = False,
) -> Callable[[Handler[A]], Command[A]]:
    """Turn a handler into a Command. Its docstring is the help, its second parameter the form."""

    def declare(run: Handler[A]) -> Command[A]:
        text = inspect.getdoc(run) or ""
        return Command(
            name=name,
            args=cast("type[A]", list(get_type_hints(run).values())[1]),
            acts=acts,
            permission=permission,
            examples=examples,
            summary=text.partition("\n")[0],
            help=text,
            run=run,
            preview=preview,
            private=private,
            hidden=hidden,
        )

    return declare

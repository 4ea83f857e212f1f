"""The fields of a page: the own words that a form still asks for, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.page import words
from bot.command import AnyCommand
from bot.form import Field, form, open_fields
from bot.labels import sentence
from bot.ports import Blank
from bot.vocabulary.public import Language
from bot.wired import House

# What a page says of itself in hidden fields, in set words alone, so that it can be drawn again after its
# link is gone. No argument has a dot in its name.
_ABOUT: Final = "about."
COMMAND: Final = f"{_ABOUT}command"
LANGUAGE: Final = f"{_ABOUT}language"
PRESS: Final = f"{_ABOUT}press"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One field as it is drawn. `id` is ours, whatever the field's name is."""

    id: str
    name: str
    label: str
    hint: str = ""
    required: bool = False
    typed: str = ""
    wrong: str = ""

    @property
    def described(self) -> str:
        """The ids of what stands beside it, for who hears the page."""
        beside = [("hint", self.hint), ("wrong", self.wrong)]
        return " ".join(f"{self.id}-{name}" for name, text in beside if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawer:
    """Draws fields in one language. `gaps`: what the labels of this partnership are filled with."""

    language: str
    gaps: Mapping[str, str]

    @classmethod
    def of(cls, house: House, language: str) -> Drawer:
        return cls(language=language, gaps={"emergency_number": house.partnership.emergency_number})

    def inputs(
        self,
        fields: Sequence[Field],
        typed: Mapping[str, str],
        wrong: Mapping[str, str] | None = None,
    ) -> list[Input]:
        said = wrong or {}
        return [
            Input(
                id=f"words-{number}",
                name=field.name,
                label=sentence(field.label, self.language).format_map(self.gaps),
                hint=sentence(field.hint, self.language) if field.hint else "",
                required=field.required,
                typed=typed.get(field.name, ""),
                wrong=said.get(field.name, ""),
            )
            for number, field in enumerate(fields, 1)
        ]

    def typed(self, command: AnyCommand | None, typed: Mapping[str, str]) -> list[Input]:
        """Everything that was typed, whatever it was typed into."""
        known = own_words(command) if command else ()
        found = self.inputs([f for f in known if f.name in typed], typed)
        names = {one.name for one in found}
        label = sentence(words.YOURS, self.language)
        rest = [(name, text) for name, text in typed.items() if name not in names]
        more = [
            Input(id=f"words-{number}", name=name, label=label, typed=text)
            for number, (name, text) in enumerate(rest, len(found) + 1)
        ]
        return [*found, *more]


def own_words(command: AnyCommand) -> tuple[Field, ...]:
    return tuple(field for field in form(command) if field.own_words)


def open_words(command: AnyCommand, blank: Blank) -> tuple[Field, ...]:
    """The own words that are open, the question the form stands at among them, in their order."""
    wanted = {field.name for field in open_fields(command, blank.given, brief=blank.brief)}
    return tuple(f for f in own_words(command) if f.name in wanted or f.name == blank.asked)


def parted(typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What a person typed, and what the page said of itself."""
    about = {name: text for name, text in typed.items() if name.startswith(_ABOUT)}
    return {name: text for name, text in typed.items() if name not in about}, about


def language_of(about: Mapping[str, str], otherwise: str) -> str:
    said = about.get(LANGUAGE, "")
    return said if said in {language.code for language in Language} else otherwise

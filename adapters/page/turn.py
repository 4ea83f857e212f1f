"""One request by somebody whose link is good, and what they read or write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.page import words
from adapters.page.inputs import open_words
from bot.command import AnyCommand
from bot.disclosure import Sensitive
from bot.files import Attachment
from bot.form import TOO_LONG, Field, Reader, Unreadable, read
from bot.labels import sentence
from bot.people import Directory, Person
from bot.ports import Blank, Link
from bot.vocabulary.numbers import Day
from bot.vocabulary.reference import CaseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who asks, and by which link."""

    token: str
    link: Link
    person: Person
    directory: Directory

    @property
    def language(self) -> str:
        return self.person.language.code

    def say(self, text: str) -> str:
        return sentence(text, self.language)

    @property
    def reading(self) -> Reading | None:
        """None: its link is not for reading."""
        text = self.link.shows
        return None if text is None else Reading(turn=self, text=text, file=self.link.file)

    def form(self, commands: Mapping[str, AnyCommand]) -> Form | None:
        """None: its link is not for writing, or the command is no more."""
        blank = self.link.blank
        command = commands.get(blank.command) if blank else None
        if blank is None or command is None:
            return None
        return Form(turn=self, blank=blank, command=command)

    def reader(self, now: datetime) -> Reader:
        zone = self.person.zone
        today = Day.of(now.astimezone(ZoneInfo(zone)).date())
        return Reader(language=self.language, directory=self.directory, today=today, zone=zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text that waits to be shown, and the file that comes with it."""

    turn: Turn
    text: Sensitive[str]
    file: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form whose own words are being written."""

    turn: Turn
    blank: Blank
    command: AnyCommand

    @property
    def fields(self) -> tuple[Field, ...]:
        return open_words(self.command, self.blank)

    @property
    def about(self) -> str:
        """Which command and case, in set words."""
        ref = self.blank.given.get("ref", "")
        case = self.turn.say(words.CASE).format(case=CaseRef.parse(ref)) if ref else ""
        return " · ".join(part for part in (f"/{self.blank.command}", case) if part)

    def wrong(self, typed: Mapping[str, str], now: datetime) -> dict[str, str]:
        """What to say beside each answer that cannot be taken."""
        reader = self.turn.reader(now)
        found = {field.name: _complaint(field, typed[field.name], reader) for field in self.fields}
        return {name: self.turn.say(why) for name, why in found.items() if why}


def _complaint(field: Field, typed: str, reader: Reader) -> str:
    if not typed.strip():
        return words.NEEDED if field.required else ""
    try:
        read(field, typed, reader)
    except Unreadable as wrong:
        return words.SHORTER if wrong.why == TOO_LONG else words.UNREAD
    return ""

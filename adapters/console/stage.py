"""The places of a console: each person's own, the seats' channel and the circles, as lines in memory."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Final
from uuid import UUID

from bot import post_wording, wording
from bot.files import Attachment
from bot.people import Directory, Person
from bot.ports import Answered, Clock, PlaceKind, Telling
from bot.posts import AnyCirclePost, AnyPost, AnySeatsPost
from bot.vocabulary.reference import CaseRef
from bot.wording import Ear

NAME: Final = "console"
SEATS: Final = "seats"


@dataclass(frozen=True, slots=True)
class Said:
    """One line somebody can read. `kind`: reply, refusal, question, notice, post or removed."""

    at: datetime
    place: str  # a person's key, `seats`, or `circle:REF`
    kind: str
    text: str
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was typed."""

    kind: PlaceKind
    case: CaseRef | None = None

    @property
    def name(self) -> str:
        return f"circle:{self.case}" if self.case else SEATS


class Stage:
    """Fits bot.ports.Platform. The same key never says a thing twice, as on a real platform."""

    name = NAME
    speaks = True
    hears = True
    silent_s = None

    def __init__(self, clock: Clock, *, language: str, zone: str, ahead: str = "") -> None:
        """`ahead`: stands before the name of each place, where there is a second partnership."""
        self._ahead = ahead
        self._clock = clock
        self._language = language
        self._zone = zone
        self._heard: Callable[[Said], None] | None = None
        self._keys: set[UUID] = set()
        self.directory = Directory({}, {})
        self.lines: list[Said] = []
        self.circles: dict[CaseRef, frozenset[str]] = {}
        self._stands: dict[str, tuple[str, str]] = {}
        self._folder: Path | None = None
        self._files = 0

    def beside(self) -> Stage:
        """Of a second partnership; whoever listens here hears it too."""
        other = Stage(self._clock, language=self._language, zone=self._zone, ahead="north:")
        other._heard = self._heard
        return other

    def listen(self, heard: Callable[[Said], None]) -> None:
        """Hand every line on as it is said."""
        self._heard = heard

    def say(self, place: str, kind: str, text: str, buttons: tuple[str, ...] = ()) -> None:
        line = Said(self._clock.now(), f"{self._ahead}{place}", kind, text, buttons)
        self.lines.append(line)
        if self._heard is not None:
            self._heard(line)

    def _ear(self) -> Ear:
        return Ear(language=self._language, zone=self._zone, directory=self.directory)

    def _once(self, key: UUID) -> bool:
        if key in self._keys:
            return False
        self._keys.add(key)
        return True

    async def post_to_seats(self, post: AnySeatsPost, *, key: UUID) -> str | None:
        return self._post(SEATS, post, key)

    async def post_to_circle(self, case: CaseRef, post: AnyCirclePost, *, key: UUID) -> str | None:
        return self._post(f"circle:{case}", post, key)

    def _post(self, place: str, post: AnyPost, key: UUID) -> str:
        if self._once(key):
            text = post_wording.post(post, self._ear())
            self._stands[str(key)] = place, text
            self.say(place, "post", text)
        return str(key)

    def stands(self, place: str) -> list[str]:
        """The lines of a shared place as they read now: edited ones as edited, removed ones gone."""
        return [text for found, text in self._stands.values() if found == place]

    async def gather(
        self, case: CaseRef, people: Sequence[Person], *, ended: bool, key: UUID
    ) -> None:
        del key  # the same circle gathered twice is the same circle
        self.circles[case] = frozenset() if ended else frozenset(p.key for p in people)

    async def tell(self, person: Person, telling: Telling, *, key: UUID) -> str | None:
        if self._once(key):
            self.tell_now(person.key, telling)
        return str(key)

    def tell_now(self, place: str, telling: Telling) -> None:
        buttons = tuple(button.label for button in telling.buttons)
        text = wording.text(telling)
        if telling.file is not None:
            text = f"{text}\n{wording.alt(telling.file)}\n{self._laid_down(telling.file)}"
        self.say(place, telling.kind.value, text, buttons)

    def _laid_down(self, file: Attachment) -> Path:
        """A console shows no picture: the file lies in a folder that nobody else reads, until the end."""
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix="confer-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._files += 1
        path = self._folder / f"{self._files}-{file.name}"
        path.touch(mode=0o600)
        path.write_bytes(wording.content(file))
        return path

    async def take_back(self, room: str, message: str, *, key: UUID) -> None:
        del message  # a console has no history to remove from
        if self._once(key):
            self.say(room, "removed", "")

    async def redraw(self, message: str, post: AnySeatsPost, *, key: UUID) -> None:
        del key  # edited twice it reads the same
        if message in self._stands:
            self._stands[message] = SEATS, post_wording.post(post, self._ear())

    async def unsay(self, message: str, *, key: UUID) -> bool:
        del key  # what is removed twice is gone
        self._stands.pop(message, None)
        return True

    async def close_circle(self, case: CaseRef, *, key: UUID) -> None:
        del key  # as above
        self.circles.pop(case, None)

    def answer(self, spot: Spot, person: str, answered: Answered) -> None:
        """Say what a message led to: always to the one who typed, in that person's own place."""
        if answered.hide and spot.kind is not PlaceKind.PRIVATE:
            self.say(spot.name, "removed", "")
        for telling in answered.tellings:
            self.tell_now(person, telling)

"""How much is taken in of one person, one seat, and of whoever guesses: counted in memory.

A person at a keyboard meets none of these limits; a stolen account or a program does. What they guess at is
told by bot/rounds/alarms.py.
"""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.errors import TooMuch
from bot.people import Person
from bot.vocabulary.base import PublicWord

MOST_KEYS: Final = 10_000  # of one window; the oldest is forgotten first
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
TEN_MINUTES: Final = timedelta(minutes=10)


class Refused(PublicWord):
    """What somebody tried too often; a fact of an entry of the audit."""

    CODES = "codes", "codes that nobody was given"
    PAGES = "pages", "addresses of pages that nobody was given"
    CASES = "cases", "names of cases that are not theirs"
    CLOCK = "clock", "a time before one that was seen already"
    FORMS = "forms", "forms of another site"
    UNSOUND = "unsound", "a stored value that does not fit where it stands"
    STOPPED = "stopped", "messages that may describe a person"


@dataclass(slots=True)
class Window:
    """At most so many within a span of time, for each of many keys."""

    most: int
    span: timedelta
    _seen: dict[str, deque[datetime]] = field(default_factory=dict[str, deque[datetime]])

    def full(self, key: str, now: datetime) -> bool:
        return len(self._fresh(key, now)) >= self.most

    def add(self, key: str, now: datetime) -> bool:
        """Count one more; True where this one fills it."""
        fresh = self._fresh(key, now)
        self._seen[key], before = fresh, len(fresh)
        fresh.append(now)
        while len(self._seen) > MOST_KEYS:
            self._seen.pop(next(iter(self._seen)))
        return before < len(fresh) == self.most

    def _fresh(self, key: str, now: datetime) -> deque[datetime]:
        seen = self._seen.pop(key, deque[datetime](maxlen=self.most))
        while seen and seen[0] <= now - self.span:
            seen.popleft()
        if seen:
            self._seen[key] = seen
        return seen


@dataclass(frozen=True, slots=True)
class Alarm:
    """Somebody passed a limit of guesses. `by`: None where nobody knows who."""

    what: Refused
    by: Person | None
    at: datetime


@dataclass(slots=True)
class Limits:
    """All windows of one house, and the alarms that nobody was told of yet."""

    lines: Window = field(default_factory=lambda: Window(60, MINUTE))  # of one person
    seats: Window = field(default_factory=lambda: Window(300, MINUTE))  # of all people of a seat
    # A code has 32 bits and lives ten minutes: 100 guesses in that time find one in 40 million.
    codes: Window = field(default_factory=lambda: Window(5, TEN_MINUTES))  # of one account
    all_codes: Window = field(default_factory=lambda: Window(100, TEN_MINUTES))
    pages: Window = field(default_factory=lambda: Window(50, TEN_MINUTES))  # of one address
    cases: Window = field(default_factory=lambda: Window(30, TEN_MINUTES))  # of one person
    forms: Window = field(default_factory=lambda: Window(1, TEN_MINUTES))  # of one address
    damage: Window = field(default_factory=lambda: Window(1, HOUR))  # of one person
    stopped: Window = field(default_factory=lambda: Window(6, DAY))  # messages of one person
    warned: Window = field(default_factory=lambda: Window(1, HOUR))  # of one person
    # What a person may send once more, as a hash.
    again: dict[str, str] = field(default_factory=dict[str, str])
    even: set[str] = field(
        default_factory=set[str]
    )  # messages whose refusal is to tell nothing by its time
    alarms: list[Alarm] = field(default_factory=list[Alarm])

    @classmethod
    def unlimited(cls) -> Limits:
        """Of lines: for a stage, where somebody plays all roles while the clock stands."""
        return cls(lines=Window(sys.maxsize, MINUTE), seats=Window(sys.maxsize, MINUTE))

    def line(self, person: Person, now: datetime) -> None:
        """Count a line. Raises TooMuch, which counts nothing against the seat."""
        mine, seat = str(person.no.value), str(person.seat) if person.seat else None
        if self.lines.full(mine, now) or (seat and self.seats.full(seat, now)):
            raise TooMuch
        self.lines.add(mine, now)
        if seat:
            self.seats.add(seat, now)

    def may_give_code(self, account: str, now: datetime) -> bool:
        return not (self.codes.full(account, now) or self.all_codes.full("", now))

    def wrong_code(self, account: str, by: Person | None, now: datetime) -> None:
        mine, all = self.codes.add(account, now), self.all_codes.add("", now)
        if mine or all:
            self.alarms.append(Alarm(Refused.CODES, by, now))

    def wrong_page(self, address: str, now: datetime) -> None:
        if self.pages.add(address, now):
            self.alarms.append(Alarm(Refused.PAGES, None, now))

    def clock_back(self, now: datetime) -> None:
        """The machine's clock was set back; `now`: the time by which Confer goes on."""
        self.alarms.append(Alarm(Refused.CLOCK, None, now))

    def foreign_form(self, address: str, now: datetime) -> None:
        """A form of ours came from a page of somebody else."""
        if self.forms.add(address, now):
            self.alarms.append(Alarm(Refused.FORMS, None, now))

    def unsound(self, person: Person | None, now: datetime) -> None:
        """Something stored was changed, moved or cut. `person`: who met it; None: a clock."""
        if self.damage.add(str(person.no.value) if person else "", now):
            self.alarms.append(Alarm(Refused.UNSOUND, person, now))

    def stop(self, person: Person, now: datetime) -> None:
        """A message of theirs was stopped. Often in a day: a habit, or somebody who tries names."""
        if self.stopped.add(str(person.no.value), now):
            self.alarms.append(Alarm(Refused.STOPPED, person, now))

    def may_warn(self, person: Person, now: datetime) -> bool:
        """Whether a word of advice is due: one an hour is enough."""
        return self.warned.add(str(person.no.value), now)

    def wrong_case(self, person: Person, now: datetime) -> None:
        if self.cases.add(str(person.no.value), now):
            self.alarms.append(Alarm(Refused.CASES, person, now))

"""Tables of figures as they may be shown: every number here has gone past the rule for small ones.

Pure: what was counted goes in, cells come out. One dimension at a time; what is about one seat is shown to
that seat alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, LiteralString, TypeVar

from bot.policies import small_numbers
from bot.ports import Exchanged
from bot.vocabulary.base import PublicWord, Word
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import SeatNo
from bot.vocabulary.people import Sector
from bot.vocabulary.public import MeetingKind
from bot.vocabulary.view import Outcome
from bot.vocabulary.work import Helped


class Cell(PublicWord):
    """What stands where a number may not."""

    HIDDEN = "hidden", "*"


class Band(PublicWord):
    """How soon a first answer came."""

    HOUR = "hour", "within an hour"
    HOURS_4 = "hours_4", "within 4 hours"
    HOURS_12 = "hours_12", "within 12 hours"
    HOURS_24 = "hours_24", "within 24 hours"
    LATER = "later", "later than 24 hours"


class Give(PublicWord):
    """Which way something went."""

    GAVE = "gave", "given"
    RECEIVED = "received", "received"
    HEARD_BACK = "heard_back", "heard back"


BANDS: Final[Mapping[Band, int]] = {  # hours
    Band.HOUR: 1,
    Band.HOURS_4: 4,
    Band.HOURS_12: 12,
    Band.HOURS_24: 24,
    Band.LATER: 1000,
}
_REACHED: Final = tuple(word for word in Status if word is not Status.PAUSED)

K = TypeVar("K", bound=Word)


@dataclass(frozen=True, slots=True)
class Row:
    """A word and its cell: None where it is hidden."""

    name: Word
    value: int | None


@dataclass(frozen=True, slots=True)
class Block:
    """One dimension: its heading, its cells, and the total where there is one."""

    heading: LiteralString
    rows: tuple[Row, ...]
    total: int | None = None
    has_total: bool = False


def by_word(
    heading: LiteralString, words: Iterable[K], counts: Mapping[str, int], *, total: bool
) -> Block:
    """Those words of a list that were counted at all, in the list's order."""
    found = {word: counts[word.code] for word in words if counts.get(word.code)}
    cells = small_numbers.cells(found)
    rows = tuple(Row(word, cells[word]) for word in found)
    whole = small_numbers.total(sum(found.values()))
    return Block(heading, rows, whole, has_total=total)


def reached(counts: Mapping[str, int]) -> Block:
    return by_word("How far cases came", _REACHED, counts, total=False)


def raised_by(counts: Mapping[str, int]) -> Block:
    return by_word("Concerns, by who raised them", Sector, counts, total=True)


def outcomes(counts: Mapping[str, int]) -> Block:
    return by_word("How cases ended", Outcome, counts, total=True)


def helped(counts: Mapping[str, int]) -> Block:
    return by_word("Did the steps help?", Helped, counts, total=True)


def meetings(counts: Mapping[str, int]) -> Block:
    return by_word("Meetings held", MeetingKind, counts, total=True)


def answers(hours: Mapping[str, int]) -> Block:
    """First answers by how soon they came."""
    counts: dict[str, int] = {}
    for text, times in hours.items():
        band = next(band for band, most in BANDS.items() if int(text) < most)
        counts[band.code] = counts.get(band.code, 0) + times
    return by_word("First answers", Band, counts, total=True)


def middle(counts: Mapping[str, int]) -> int | None:
    """The middle of what was counted by whole hours or days, begun ones counting whole."""
    found = small_numbers.median({int(key): times for key, times in counts.items()})
    return None if found is None else found + 1


def in_time(counts: Mapping[str, int]) -> int | None:
    """The share of first answers within the agreed time, in percent."""
    kept = sum(times for key, times in counts.items() if key.endswith(":in"))
    return small_numbers.percent(kept, sum(counts.values()))


def of_seat(counts: Mapping[str, int], seat: SeatNo) -> tuple[int | None, int | None]:
    """Within and outside the agreed time, of one seat's own answers."""
    own = {way: counts.get(f"{seat.value}:{way}", 0) for way in ("in", "out")}
    cells = small_numbers.cells(own)
    return cells["in"], cells["out"]


def exchanged(counts: Mapping[tuple[SeatNo, Exchanged], int], seat: SeatNo | None) -> Block:
    """Give and take of this seat; of all where none is named. Each way is a total of its own."""
    found: dict[str, int] = {}
    for (one, kind), times in counts.items():
        if seat is None or one == seat:
            found[kind.value] = found.get(kind.value, 0) + times
    rows = tuple(
        Row(word, small_numbers.total(found[word.code])) for word in Give if word.code in found
    )
    return Block("All seats together" if seat is None else "Your seat", rows)

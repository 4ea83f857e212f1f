"""Files for one person: what a picture shows and what a paper says, before somebody draws or writes them.

A picture holds set words, seats and days alone. Names of files are neutral, and the same for every case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from bot.disclosure import Sensitive

PNG: Final = "image/png"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURE_NAME: Final = "overview.png"
PAPER_NAME: Final = "file.docx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file on its way to one person. `alt`: what it shows, for who does not see it."""

    name: str
    kind: str
    alt: Sensitive[str]
    content: Sensitive[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One step on a picture of a plan: what and who, from when until when, and how it stands."""

    label: str
    seat: str
    status: str
    first: date
    last: date
    late: bool = False
    over: bool = False
    compulsory: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A plan over days. The words beside the bars are in the reader's language."""

    title: str
    bars: tuple[Bar, ...]
    today: date
    today_word: str
    review: date | None
    review_word: str
    late_word: str
    compulsory_word: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Figures as bars. A value of None is hidden, and is drawn as such. Words are in the reader's language."""

    title: str
    bars: tuple[tuple[str, int | None], ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Pages in words: `marks` stand at the top of every page; a part is a heading and its lines."""

    title: str
    marks: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]


class Makes(Protocol):
    """Whoever draws and writes files."""

    async def timeline(self, plan: Timeline) -> bytes:
        """A PNG."""
        ...

    async def chart(self, chart: Chart) -> bytes:
        """A PNG."""
        ...

    async def paper(self, paper: Paper) -> bytes:
        """A DOCX."""
        ...

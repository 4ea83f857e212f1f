"""Every error Confer raises.

* ConferError
  - Refusal: expected; the person who asked is told why, in private
    · NotFound, NoneInSight, GuardRefused, NotOpenNow, BadWords, Unfit, SaidAloud, Expired, ChangedMeanwhile,
      NothingOpen, NoButton, TooMuch, NotSound
  - Trouble: the world failed; the operator is told, the person hears "not now"
    · DeliveryFailed, StaleCase, StoreTrouble (Unsound: one value of it)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, LiteralString, TypeAlias

from bot.vocabulary.base import Word
from bot.vocabulary.process import Act, Guard

if TYPE_CHECKING:
    from bot.disclosure import Sensitive


@dataclass(frozen=True, slots=True)
class Lacks:
    """One thing that is missing, said in the reader's language: a template in English, and its gaps."""

    template: LiteralString
    parts: Mapping[str, str | Word] = field(default_factory=dict[str, str | Word])


Gap: TypeAlias = str | Sequence[Lacks] | Sequence[Word]


class ConferError(Exception):
    """Something went wrong in Confer."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class Refusal(ConferError):
    """That cannot be done."""


class NotFound(Refusal):
    """There is nothing here for you under that name."""


class GuardRefused(Refusal):
    """A condition of the process is not met; `parts` fill the gaps of its sentence."""

    def __init__(self, guard: Guard, parts: Mapping[str, Gap] | None = None) -> None:
        super().__init__(guard.value)
        self.guard = guard
        self.parts = parts or {}


class NoneInSight(Refusal):
    """No case of yours asks for that now."""


class NotSound(Refusal):
    """What is stored there does not fit; it was not used."""


class NotOpenNow(Refusal):
    """That step is not open now."""

    def __init__(self, open_acts: tuple[Act, ...] = ()) -> None:
        super().__init__()
        self.open_acts = open_acts


class BadWords(Refusal):
    """Arguments that could not be read: field name to complaint. Never repeats what was typed."""

    def __init__(self, complaints: Mapping[str, str] | None = None) -> None:
        super().__init__("; ".join(f"{name} {why}" for name, why in (complaints or {}).items()))
        self.complaints = complaints or {}


class Unfit(Refusal):
    """One answer could be read and does not fit; `why` says so, and its question is put again."""

    def __init__(self, field: str, why: LiteralString) -> None:
        super().__init__(why)
        self.field = field
        self.why: LiteralString = why


class KeptOpen(Refusal):
    """Own words were typed where the platform keeps what is typed."""


class SaidAloud(Refusal):
    """That was meant for a private place. It goes on there; `kept`: no form took it in, so it is kept for its
    writer for a while.
    """

    def __init__(self, *, kept: bool = False) -> None:
        super().__init__()
        self.kept = kept


class Expired(Refusal):
    """This form is too old. Start again; nothing was sent."""


class NothingOpen(Refusal):
    """No form is open, so there is nothing to answer; what was sent before stays."""


class NoButton(Refusal):
    """There is no button of that name."""


class TooMuch(Refusal):
    """That was very much in one minute. This line was not taken in."""


class ChangedMeanwhile(Refusal):
    """Somebody changed this while you were writing."""

    def __init__(self, by: Sensitive[str]) -> None:
        super().__init__()
        self.by = by


class Trouble(ConferError):
    """Something outside Confer failed."""


class DeliveryFailed(Trouble):
    """The chat platform did not take the message. `after_s`: how long it asked to wait, in seconds.

    `gone`: nobody is reached there until somebody mends it.
    """

    def __init__(
        self, message: str | None = None, *, after_s: float | None = None, gone: bool = False
    ) -> None:
        super().__init__(message)
        self.after_s = after_s
        self.gone = gone


class StaleCase(Trouble):
    """Two transactions changed one case; the later one is to be tried again."""


class StoreTrouble(Trouble):
    """The store cannot be used: locked, full, corrupt, of an unknown schema, or without its key."""


class Unsound(StoreTrouble):
    """A stored value does not fit where it stands: cut, moved, or changed behind Confer's back.

    `early`: it belongs to the row of a case, so nobody's right to see that case was looked at yet.
    """

    def __init__(self, message: str | None = None, *, early: bool = False) -> None:
        super().__init__(message)
        self.early = early

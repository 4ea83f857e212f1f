"""The six-step ladder inside a draft: which results fit a step, why it may be skipped, what is still open.

states.md, "The six-step ladder". The steps may be done in another order, the sixth last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.parts import LadderEntry
from bot.vocabulary.view import LadderResult, LadderStep, SkipWhy

_R: Final = LadderResult
FITS: Final[Mapping[LadderStep, frozenset[LadderResult]]] = {
    LadderStep.RECOGNISE: frozenset({_R.DONE, _R.PLANNED}),
    LadderStep.SPEAK: frozenset({_R.DONE, _R.PLANNED, _R.NOT_SAFE, _R.SKIPPED}),
    LadderStep.CONSULT: frozenset({_R.DONE, _R.PLANNED, _R.SKIPPED}),
    LadderStep.MANAGER: frozenset({_R.AGREES, _R.DISAGREES, _R.PLANNED, _R.SKIPPED}),
    LadderStep.SPECIALIST: frozenset({_R.DONE, _R.PLANNED, _R.SKIPPED}),
    LadderStep.SHARE: frozenset({_R.DONE, _R.PLANNED}),
}

# Why a step may be skipped; the first and the last may not.
SKIPS: Final[Mapping[LadderStep, frozenset[SkipWhy]]] = {
    LadderStep.SPEAK: frozenset(
        {
            SkipWhy.WOULD_RAISE_DANGER,
            SkipWhy.CANNOT_REACH,
            SkipWhy.LACKS_CAPACITY_NOW,
            SkipWhy.EMERGENCY,
        }
    ),
    LadderStep.CONSULT: frozenset({SkipWhy.EMERGENCY, SkipWhy.NONE_AVAILABLE}),
    LadderStep.MANAGER: frozenset({SkipWhy.EMERGENCY, SkipWhy.SOLE_PRACTITIONER}),
    LadderStep.SPECIALIST: frozenset(
        {SkipWhy.EMERGENCY, SkipWhy.NOT_INDICATED, SkipWhy.NO_SPECIALIST_IN_TIME}
    ),
}
# The sixth step, sharing, is the raise itself.
BEFORE_RAISE: Final = tuple(step for step in LadderStep if step is not LadderStep.SHARE)


def open_steps(entries: Iterable[LadderEntry]) -> tuple[LadderStep, ...]:
    """The steps before the raise that are neither done nor skipped."""
    settled = {entry.step for entry in entries if entry.result is not LadderResult.PLANNED}
    return tuple(step for step in BEFORE_RAISE if step not in settled)


def begun(entries: Iterable[LadderEntry]) -> bool:
    """Whether the author went up the ladder; a question to a colleague alone is not that."""
    return any(entry.step is not LadderStep.CONSULT for entry in entries)


def left_open(entries: Iterable[LadderEntry]) -> tuple[LadderStep, ...]:
    """The steps that an emergency let pass; they are done within 72 hours (`ladder_catch_up`)."""
    return tuple(entry.step for entry in entries if entry.skip_why is SkipWhy.EMERGENCY)


def replaced(entries: Sequence[LadderEntry], entry: LadderEntry) -> list[LadderEntry]:
    """The ladder with this step as it is now, in the order of the steps."""
    order = list(LadderStep)
    kept = [one for one in entries if one.step is not entry.step]
    return sorted([*kept, entry], key=lambda one: order.index(one.step))

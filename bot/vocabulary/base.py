"""What makes a value safe to share, and for whom.

Three kinds of word exist. A ChannelWord may stand in the seats' channel, a CircleWord only in the place
of one case's circle, a ViewWord in nobody's shared place at all. Text that a person typed is none of them.
"""

from __future__ import annotations

from enum import Enum
from typing import Self


class Abstract:
    """A value that several agencies may read."""

    __slots__ = ()


class CircleSafe(Abstract):
    """May stand where the circle of one case reads."""

    __slots__ = ()


class ChannelSafe(CircleSafe):
    """May stand where all seats read."""

    __slots__ = ()


class Word(Enum):
    """A member of a closed list: a code that is stored, and its English label."""

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        word = object.__new__(cls)
        word._value_ = code
        word.label = label
        return word

    @classmethod
    def of(cls, code: str) -> Self:
        """The member with this code. Raises ValueError, which does not repeat it."""
        for word in cls:
            if word.value == code:
                return word
        raise ValueError("no such word in this list")

    @property
    def code(self) -> str:
        return str(self.value)


class ChannelWord(ChannelSafe, Word):
    """May stand in the seats' channel."""


class PublicWord(ChannelSafe, Word):
    """Has no case in it; may stand anywhere."""


class CircleWord(CircleSafe, Word):
    """May stand in the circle's place, not in the seats' channel."""


class ViewWord(Word):
    """Shown to one person in an opened view. Not Abstract: no post can carry it."""

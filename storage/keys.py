"""Master keys: numbered epochs, how they are written down, and what makes one unfit.

A master key wraps data keys and touches no data itself. It is never in the database or in a backup.
"""

from __future__ import annotations

import base64
import binascii
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from bot.errors import StoreTrouble

KEY_BYTES: Final = 32
_UNFIT: Final = "The master key must be 32 bytes, written in base64."
_TWICE: Final = "The master key names one epoch twice. Look at its source; nothing was changed."
_LOST: Final = (
    "Put the right one back there, or its shares together: confer keys recover. Only a new database gets a new"
    " one, from confer init."
)
_WORD: Final = re.compile(r"(?:([1-9][0-9]{0,6}):)?([A-Za-z0-9+/=]+)", re.ASCII)


@dataclass(frozen=True, slots=True, repr=False)
class MasterKeys:
    """Numbered epochs of the master key; the highest one is the newest, every one unwraps."""

    epochs: dict[int, bytes]

    @property
    def newest(self) -> int:
        return max(self.epochs)

    @classmethod
    def of(cls, key: bytes) -> Self:
        """Raises StoreTrouble unless it is 32 bytes."""
        return cls({1: _fit(key)})

    @classmethod
    def parse(cls, text: str) -> Self:
        """One key in base64 is epoch 1; several are `EPOCH:BASE64`, with blanks or line ends between.

        Raises StoreTrouble, which never repeats the text.
        """
        epochs: dict[int, bytes] = {}
        for word in text.split():
            epoch, key = _read(word)
            if epoch in epochs:
                raise StoreTrouble(_TWICE)
            epochs[epoch] = key
        if not epochs:
            raise StoreTrouble(_UNFIT)
        return cls(epochs)

    @classmethod
    def read(cls, path: Path) -> Self:
        """From a file that nobody else may read. Raises StoreTrouble with what to mend."""
        return cls.parse(private_text(path, "master key", _LOST))

    def text(self) -> str:
        """As parse() reads it, a line an epoch."""
        lines = (f"{epoch}:{_written(key)}\n" for epoch, key in sorted(self.epochs.items()))
        return "".join(lines)

    def plus(self, epoch: int, key: bytes) -> Self:
        """Raises StoreTrouble where that epoch is another key already."""
        if self.epochs.get(epoch, key) != key:
            raise StoreTrouble(_TWICE)
        return type(self)({**self.epochs, epoch: _fit(key)})

    def without(self, epoch: int) -> Self:
        return type(self)({e: key for e, key in self.epochs.items() if e != epoch})


def private_text(path: Path, what: str, lost: str) -> str:
    """The text of a file that nobody else may read. Raises StoreTrouble with what to mend; `lost`: where it
    is not there."""
    try:
        mode = path.stat().st_mode
    except OSError:
        raise StoreTrouble(f"There is no {what} at {path.name}. {lost}") from None
    if not stat.S_ISREG(mode):
        raise StoreTrouble(f"The {what} {path.name} is not a plain file.")
    if stat.S_IMODE(mode) & 0o077:
        raise StoreTrouble(
            f"Others on this machine may read the {what}. Run: chmod 600 {path.name}"
        )
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise StoreTrouble(f"The {what} {path.name} cannot be read.") from None


def _fit(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise StoreTrouble(_UNFIT)
    return key


def _read(word: str) -> tuple[int, bytes]:
    said = _WORD.fullmatch(word)
    if said is None:
        raise StoreTrouble(_UNFIT)
    try:
        key = base64.b64decode(said.group(2), validate=True)
    except (binascii.Error, ValueError):
        raise StoreTrouble(_UNFIT) from None
    return int(said.group(1) or 1), _fit(key)


def _written(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")

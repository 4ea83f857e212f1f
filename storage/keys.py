"""Master keys: where they come from, and what makes one unfit.

A master key wraps data keys and touches no data itself. It is never in the database or in a backup.
"""

from __future__ import annotations

import base64
import binascii
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from bot.errors import StoreTrouble

KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True, repr=False)
class MasterKeys:
    """Numbered epochs of the master key; the highest one wraps, every one unwraps."""

    epochs: dict[int, bytes]

    @property
    def newest(self) -> int:
        return max(self.epochs)

    @classmethod
    def of(cls, key: bytes) -> Self:
        """Raises StoreTrouble unless it is 32 bytes."""
        if len(key) != KEY_BYTES:
            raise StoreTrouble("The master key must be 32 bytes, written in base64.")
        return cls({1: key})

    @classmethod
    def parse(cls, text: str) -> Self:
        """Base64. Raises StoreTrouble, which never repeats the text."""
        try:
            key = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            raise StoreTrouble("The master key must be 32 bytes, written in base64.") from None
        return cls.of(key)

    @classmethod
    def read(cls, path: Path) -> Self:
        """From a file that nobody else may read. Raises StoreTrouble with what to mend."""
        try:
            mode = path.stat().st_mode
        except OSError:
            raise StoreTrouble(
                f"There is no master key at {path.name}. `confer init` makes one; without the right one"
                " nothing that was sealed can be read."
            ) from None
        if not stat.S_ISREG(mode):
            raise StoreTrouble(f"The master key {path.name} is not a plain file.")
        if stat.S_IMODE(mode) & 0o077:
            raise StoreTrouble(
                f"Others on this machine may read the master key. Run: chmod 600 {path.name}"
            )
        try:
            return cls.parse(path.read_text("ascii"))
        except (OSError, UnicodeDecodeError):
            raise StoreTrouble(f"The master key {path.name} cannot be read.") from None

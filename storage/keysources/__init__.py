"""Where the master key is kept: one port of three verbs, and who fits it.

The core never asks for it; the composition root picks one by the settings.
"""

from __future__ import annotations

from typing import Protocol

from storage.keys import MasterKeys
from storage.keysources.file import KeyFile, write_private
from storage.keysources.given import KeyCredential, KeyGiven
from storage.keysources.transit import Transit, TransitKeys

__all__ = [
    "KeyCredential",
    "KeyFile",
    "KeyGiven",
    "KeySource",
    "Transit",
    "TransitKeys",
    "write_private",
]


class KeySource(Protocol):
    """Every verb raises StoreTrouble with what to mend, and repeats no key."""

    @property
    def name(self) -> str:
        """Where it is kept, for an operator to read."""
        ...

    def load(self) -> MasterKeys:
        """Every epoch there is."""
        ...

    def add(self, epoch: int, key: bytes) -> None:
        """Keep one more, on disk before this returns."""
        ...

    def destroy(self, epoch: int) -> None:
        """Forget one for good. One that is not there is forgotten already."""
        ...

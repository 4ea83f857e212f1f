"""The master key in shares, so that no one person and no one agency can open what is sealed.

SLIP-0039 (github.com/satoshilabs/slips, slip-0039.md), as shamir-mnemonic does it: each share is 33 words with
a checksum of its own; fewer than are needed tell nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics  # pyright: ignore[reportMissingTypeStubs]  # it brings none

from bot.errors import StoreTrouble
from storage.keys import KEY_BYTES

AGENCIES: Final = 3  # at the least, whatever is chosen
MOST: Final = 16  # of SLIP-0039
WORDS: Final = 33  # of a share of 32 bytes


def split(key: bytes, *, needed: int, count: int) -> list[str]:
    """One share for each agency, `needed` of which give the key back. Raises StoreTrouble."""
    if not AGENCIES <= needed <= count <= MOST:
        raise StoreTrouble(
            f"Shares need at least {AGENCIES} agencies and at most {MOST}, and no more may be needed than"
            " there are."
        )
    made: Any = generate_mnemonics(1, [(needed, count)], key)
    return [str(words) for words in made[0]]


@dataclass(slots=True)
class Gathered:
    """Shares as they are typed, one by one."""

    _shares: dict[int, str] = field(default_factory=dict[int, str])
    _first: Any = None

    @property
    def begun(self) -> bool:
        """Whether a share has told how many it takes."""
        return self._first is not None

    @property
    def missing(self) -> int:
        """How many more are needed; before the first one that is not known: one."""
        return self._first.member_threshold - len(self._shares) if self._first else 1

    def add(self, text: str) -> None:
        """Raises StoreTrouble, which repeats no word of it, and says what to do."""
        words = " ".join(text.casefold().split())
        try:
            share: Any = Share.from_mnemonic(words)
        except (MnemonicError, ValueError, KeyError):
            says = f"That is no share as it was printed. Type its {WORDS} words again."
            raise StoreTrouble(says) from None
        if self._first is not None and share.group_parameters() != self._first.group_parameters():
            raise StoreTrouble(
                "That share is of another splitting. Use shares that were printed together."
            )
        if share.index in self._shares:
            raise StoreTrouble("That share was typed already. Type another agency's.")
        self._first = self._first or share
        self._shares[share.index] = words

    def key(self) -> bytes:
        """The master key. Raises StoreTrouble where shares are missing or do not fit together."""
        try:
            key = bytes(combine_mnemonics(self._shares.values()))
        except MnemonicError:
            raise StoreTrouble("These shares do not make a master key.") from None
        if len(key) != KEY_BYTES:
            raise StoreTrouble("These shares do not make a master key.")
        return key

"""Sealing and opening: AES-256-GCM under data keys, which a master key wraps.

Every ciphertext is bound to its table, row and column and to the version of its key, so that one moved
elsewhere does not open. Erasing a case is destroying its data keys.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.disclosure import Sensitive
from bot.errors import StoreTrouble, Unsound
from bot.policies.access import sealing
from storage.keys import KEY_BYTES, MasterKeys

NONCE_BYTES: Final = 12
UNFIT: Final = (
    "This master key does not fit this database. Put the right one back; nothing was changed."
)
_GRANT: Final = sealing()


@dataclass(frozen=True, slots=True, repr=False)
class DataKey:
    """One data key, unwrapped. `owner` says whose: a case and a purpose, or a part of the partnership."""

    owner: str
    version: int
    cipher: AESGCM

    def seal(self, words: Sensitive[str], *, table: str, row: str, column: str) -> bytes:
        return self.seal_bytes(_GRANT.open(words).encode(), table=table, row=row, column=column)

    def open(self, sealed: bytes, *, table: str, row: str, column: str) -> Sensitive[str]:
        """Raises StoreTrouble where it was changed, moved, or belongs to another key."""
        return Sensitive(self.open_bytes(sealed, table=table, row=row, column=column).decode())

    def seal_bytes(self, plain: bytes, *, table: str, row: str, column: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.cipher.encrypt(nonce, plain, self._bound(table, row, column))

    def open_bytes(self, sealed: bytes, *, table: str, row: str, column: str) -> bytes:
        bound = self._bound(table, row, column)
        try:
            return self.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
        except (InvalidTag, ValueError):
            raise Unsound(f"A sealed value of {table} does not open.") from None

    def _bound(self, table: str, row: str, column: str) -> bytes:
        return f"{table}|{row}|{column}|{self.version}".encode()


class Vault:
    """Makes, wraps and unwraps data keys. `epoch`: of the master key that wraps, as the database names it.

    `reload` asks the source of the master key again, for another program may have turned it meanwhile.
    """

    def __init__(self, keys: MasterKeys, reload: Callable[[], MasterKeys] | None = None) -> None:
        self._masters = _ciphers(keys)
        self._reload = reload
        self.epoch = keys.newest

    def turn(self, epoch: int) -> None:
        """Wrap by this epoch from now on."""
        self._master(epoch)
        self.epoch = epoch

    def _master(self, epoch: int) -> AESGCM:
        """Raises StoreTrouble where there is no such epoch."""
        if epoch not in self._masters and self._reload is not None:
            self._masters = _ciphers(self._reload())
        master = self._masters.get(epoch)
        if master is None:
            raise StoreTrouble(UNFIT)
        return master

    def make(self, owner: str, version: int = 1) -> tuple[DataKey, bytes]:
        """A fresh data key, and how it is kept: wrapped by the master key."""
        raw = os.urandom(KEY_BYTES)
        wrapped = self._wrap(raw, self._bound(owner, version, self.epoch))
        return DataKey(owner, version, AESGCM(raw)), wrapped

    def unwrap(self, owner: str, version: int, epoch: int, wrapped: bytes) -> DataKey:
        """Raises StoreTrouble where this master key did not wrap it."""
        return DataKey(owner, version, AESGCM(self._raw(owner, version, epoch, wrapped)))

    def rewrap(self, owner: str, version: int, epoch: int, wrapped: bytes) -> bytes:
        """The same data key under the present epoch. Raises StoreTrouble."""
        raw = self._raw(owner, version, epoch, wrapped)
        return self._wrap(raw, self._bound(owner, version, self.epoch))

    def _wrap(self, raw: bytes, bound: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._master(self.epoch).encrypt(nonce, raw, bound)

    def _raw(self, owner: str, version: int, epoch: int, wrapped: bytes) -> bytes:
        master = self._master(epoch)
        bound = self._bound(owner, version, epoch)
        try:
            return master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
        except (InvalidTag, ValueError):
            raise Unsound(UNFIT) from None

    @staticmethod
    def _bound(owner: str, version: int, epoch: int) -> bytes:
        return f"data_keys|{owner}|{version}|{epoch}".encode()


def _ciphers(keys: MasterKeys) -> dict[int, AESGCM]:
    return {epoch: AESGCM(key) for epoch, key in keys.epochs.items()}

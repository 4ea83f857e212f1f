"""HashiCorp Vault's transit engine: the master key lies wrapped in a file, and only Vault can unwrap it.

Vault is asked when Confer starts and when keys are turned, never while a case is opened: a Vault that is away
stops nothing that runs. Each epoch is bound to its number by associated data (Vault 1.9 and newer).
Vault's client is read in where Vault is asked: whoever keeps the key elsewhere does without.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from bot.errors import StoreTrouble
from storage.keys import MasterKeys, private_text
from storage.keysources.file import replace_private

T = TypeVar("T")

TIMEOUT_S: Final = 10
_SAYS: Final = {  # by the name of what Vault's client raises
    "Forbidden": "Vault does not let Confer in. Look at the token and its policy.",
    "Unauthorized": "Vault does not let Confer in. Look at the token and its policy.",
    "VaultDown": "Vault is sealed or standing by. Unseal it, then try again.",
    "InvalidPath": "Vault has no such mount or key. Look at [vault] mount and key.",
    "InvalidRequest": "Vault does not open the wrapped master key. Look at [vault] key, and that wrapped_file"
    " is the newest.",
}
_AWAY: Final = "Vault cannot be reached. Look at [vault] address and at its machine."
_DAMAGED: Final = "The wrapped master key is damaged. Put a copy of it back."


@dataclass(frozen=True, slots=True, kw_only=True)
class Transit:
    """Where Vault is, and what is asked of it. `wrapped`: the file with the epochs as Vault wrapped them."""

    address: str
    mount: str
    key: str
    token: Path
    wrapped: Path


_UNWRITTEN: Final = "Write it there, for its owner alone."
_NO_WRAPPED: Final = (
    "Bring it from a copy, or the keys anew: confer keys adopt FILE, or confer keys recover."
)


class TransitKeys:
    """Fits KeySource."""

    name = "Vault's transit engine"

    def __init__(self, place: Transit) -> None:
        self._place = place

    def load(self) -> MasterKeys:
        there = self._kept()
        transit = self._transit()
        keys = MasterKeys({})
        for epoch, wrapped in there.items():
            keys = keys.plus(epoch, self._open(transit, epoch, wrapped))
        return keys

    def add(self, epoch: int, key: bytes) -> None:
        there = self._kept() if self._place.wrapped.exists() else {}
        there[epoch] = self._seal(self._transit(), epoch, key)
        self._keep(there)

    def destroy(self, epoch: int) -> None:
        """Copies of the old file die as well: the rest is wrapped anew, and Vault gives up the old version."""
        left = self.load().without(epoch).epochs
        if not left:
            raise StoreTrouble("The last master key stays: without it nothing sealed can be read.")
        transit = self._transit()
        named: dict[str, Any] = {"name": self._place.key, "mount_point": self._place.mount}
        _ask(lambda: transit.rotate_key(**named))
        self._keep({one: self._seal(transit, one, key) for one, key in left.items()})
        said = _ask(lambda: transit.read_key(**named))
        newest = int(said["data"]["latest_version"])
        _ask(lambda: transit.update_key_configuration(min_decryption_version=newest, **named))

    def _transit(self) -> Any:
        import hvac  # noqa: PLC0415  # as the head of this file says

        token = private_text(self._place.token, "token of Vault", _UNWRITTEN).strip()
        client: Any = hvac.Client(url=self._place.address, token=token, timeout=TIMEOUT_S)
        return client.secrets.transit

    def _seal(self, transit: Any, epoch: int, key: bytes) -> str:
        said = _ask(
            lambda: transit.encrypt_data(
                name=self._place.key,
                mount_point=self._place.mount,
                plaintext=_text(key),
                associated_data=_bound(epoch),
            )
        )
        return str(said["data"]["ciphertext"])

    def _open(self, transit: Any, epoch: int, wrapped: str) -> bytes:
        said = _ask(
            lambda: transit.decrypt_data(
                name=self._place.key,
                mount_point=self._place.mount,
                ciphertext=wrapped,
                associated_data=_bound(epoch),
            )
        )
        try:
            return base64.b64decode(str(said["data"]["plaintext"]), validate=True)
        except binascii.Error:
            raise StoreTrouble(_DAMAGED) from None

    def _kept(self) -> dict[int, str]:
        text = private_text(self._place.wrapped, "wrapped master key", _NO_WRAPPED)
        try:
            said: object = json.loads(text)
            if not isinstance(said, dict):
                raise StoreTrouble(_DAMAGED)
            rows = cast("dict[str, object]", said)
            return {int(epoch): str(wrapped) for epoch, wrapped in rows.items()}
        except ValueError:
            raise StoreTrouble(_DAMAGED) from None

    def _keep(self, epochs: dict[int, str]) -> None:
        text = json.dumps({str(epoch): wrapped for epoch, wrapped in sorted(epochs.items())})
        replace_private(self._place.wrapped, text + "\n")


def _bound(epoch: int) -> str:
    return _text(f"confer master key {epoch}".encode())


def _text(plain: bytes) -> str:
    return base64.b64encode(plain).decode("ascii")


def _ask(asking: Callable[[], T]) -> T:
    """Vault's own words may quote what was sent, so none of them are passed on."""
    from hvac.exceptions import VaultError  # noqa: PLC0415  # as above
    from requests.exceptions import RequestException  # noqa: PLC0415  # as above

    try:
        return asking()
    except VaultError as error:
        says = _SAYS.get(type(error).__name__, "Vault did not answer as it should.")
        raise StoreTrouble(says) from None
    except RequestException:
        raise StoreTrouble(_AWAY) from None

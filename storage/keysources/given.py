"""A master key that somebody else keeps for Confer: the environment, or a credential of systemd.

Confer reads it and cannot change it: the new keys are written to a file, and the operator puts them there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.errors import StoreTrouble
from storage.keys import MasterKeys

CREDENTIAL: Final = "confer-master-key"


class _ReadOnly:
    name: str

    def add(self, epoch: int, key: bytes) -> None:  # noqa: ARG002  # the port's signature
        raise StoreTrouble(
            f"Confer can read {self.name} and not change it. `confer keys rotate --out FILE` writes the new"
            " keys; put them there, start Confer anew, then run the command again."
        )

    def destroy(self, epoch: int) -> None:
        """Raises StoreTrouble, unless the operator has taken it away already."""
        if epoch in self.load().epochs:
            raise StoreTrouble(
                f"Confer can read {self.name} and not change it. Take epoch {epoch} away there, start Confer"
                " anew, then run the command again."
            )

    def load(self) -> MasterKeys:
        raise NotImplementedError


class KeyGiven(_ReadOnly):
    """Fits KeySource. From CONFER_MASTER_KEY. The environment is visible in /proc to the same user."""

    name = "the environment variable CONFER_MASTER_KEY"

    def __init__(self, text: str) -> None:
        self._text = text

    def load(self) -> MasterKeys:
        return MasterKeys.parse(self._text)


class KeyCredential(_ReadOnly):
    """Fits KeySource. LoadCredential=confer-master-key:… or its encrypted sister, see systemd.exec(5)."""

    name = f"the systemd credential {CREDENTIAL}"

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._folder = environment.get("CREDENTIALS_DIRECTORY")

    def load(self) -> MasterKeys:
        """systemd itself guards the folder, and sets modes there that differ from ours."""
        if not self._folder:
            raise StoreTrouble(
                f"systemd passes no credentials. Put LoadCredential={CREDENTIAL}:/path into the unit."
            )
        try:
            text = (Path(self._folder) / CREDENTIAL).read_text("ascii")
        except (OSError, UnicodeDecodeError):
            raise StoreTrouble(f"The systemd credential {CREDENTIAL} cannot be read.") from None
        return MasterKeys.parse(text)

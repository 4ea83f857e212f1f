"""The master key in a file of its owner alone: the way that needs nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from bot.errors import StoreTrouble
from storage.keys import MasterKeys


class KeyFile:
    """Fits KeySource. A line an epoch; a file with one bare key is epoch 1."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        return f"the file {self._path.name}"

    def is_at(self, path: Path) -> bool:
        return self._path.exists() and self._path.samefile(path)

    def load(self) -> MasterKeys:
        return MasterKeys.read(self._path)

    def add(self, epoch: int, key: bytes) -> None:
        there = self.load() if self._path.exists() else MasterKeys({})
        replace_private(self._path, there.plus(epoch, key).text())

    def destroy(self, epoch: int) -> None:
        """The old file is overwritten before it is let go; a disk may keep a copy of its own all the same."""
        left = self.load().without(epoch)
        if not left.epochs:
            raise StoreTrouble("The last master key stays: without it nothing sealed can be read.")
        with self._path.open("r+b") as old:
            replace_private(self._path, left.text())
            old.write(bytes(os.fstat(old.fileno()).st_size))
            old.flush()
            os.fsync(old.fileno())


def write_private(path: Path, text: str) -> None:
    """A new file of its owner alone. Raises StoreTrouble where there is one already."""
    if path.exists():
        raise StoreTrouble(f"{path.name} is there already. Name a new file; nothing was changed.")
    replace_private(path, text)


def replace_private(path: Path, text: str) -> None:
    """A file of its owner alone, whole or not at all, on disk when this returns. Raises StoreTrouble."""
    new = path.with_name(f".{path.name}.new")
    try:
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        sync_folder(path.parent)
    except OSError:
        raise StoreTrouble(
            f"{path.name} cannot be written. Look at its folder and its rights."
        ) from None


def sync_folder(folder: Path) -> None:
    """A name in a folder is on disk only once the folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

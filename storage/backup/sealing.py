"""age around a stream (https://age-encryption.org/v1, by pyrage): written and read without holding it whole.

pyrage works on files and waits for them; so it runs in a thread, with a pipe to the event loop's side.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyrage  # pyright: ignore[reportMissingTypeStubs]  # it brings none

from bot.errors import StoreTrouble
from storage.keysources.file import sync_folder

AGE: Final[Any] = pyrage
CHUNK: Final = 256 * 1024
BAD_RECIPIENT: Final = "[backup] recipients are public keys of age. `confer backup-key` makes one."
BAD_IDENTITY: Final = "That is no secret key of age. It begins with AGE-SECRET-KEY-1."
WRONG_KEY: Final = (
    "This secret key does not open this file. Take the one that belongs to [backup] recipients."
)
DAMAGED: Final = "This file is damaged or was cut short. Take another; nothing was changed."


def recipients(texts: Sequence[str]) -> list[Any]:
    """Raises StoreTrouble."""
    try:
        return [AGE.x25519.Recipient.from_str(text) for text in texts]
    except AGE.RecipientError:
        raise StoreTrouble(BAD_RECIPIENT) from None


def identities(text: str) -> list[Any]:
    """The secret keys of a file as age-keygen writes it. Raises StoreTrouble, which repeats nothing."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [
            AGE.x25519.Identity.from_str(line)
            for line in lines
            if line and not line.startswith("#")
        ]
    except AGE.IdentityError:
        raise StoreTrouble(BAD_IDENTITY) from None
    if not found:
        raise StoreTrouble(BAD_IDENTITY)
    return found


def new_identity() -> Any:
    return AGE.x25519.Identity.generate()


def part(path: Path) -> Path:
    """Where a file stands until it is whole."""
    return path.with_name(f".{path.name}.part")


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)


@asynccontextmanager
async def sealed(path: Path, to: Sequence[Any]) -> AsyncGenerator[Sink]:
    """A file for what is put into the sink, its owner's alone, on disk at the end; none where it failed."""
    remove(path)  # of one that was killed
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    read, write = os.pipe()

    def encrypt() -> None:
        with os.fdopen(read, "rb") as plain, os.fdopen(handle, "wb") as file:
            AGE.encrypt_io(plain, file, list(to))
            file.flush()
            os.fsync(file.fileno())

    task = asyncio.ensure_future(asyncio.to_thread(encrypt))
    sink = Sink(os.fdopen(write, "wb", CHUNK))
    try:
        try:
            yield sink
        finally:
            await asyncio.to_thread(sink.close)
            await task
        sync_folder(path.parent)
    except BaseException:
        remove(path)
        raise


class Sink:
    """Takes bytes; what it holds goes on in pieces, outside of the event loop's thread."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._held = bytearray()

    async def put(self, data: bytes) -> None:
        self._held += data
        if len(self._held) >= CHUNK:
            piece, self._held = bytes(self._held), bytearray()
            await asyncio.to_thread(self._pipe.write, piece)

    def close(self) -> None:
        with self._pipe:
            self._pipe.write(bytes(self._held))


@asynccontextmanager
async def opened(path: Path, with_: Sequence[Any]) -> AsyncGenerator[Lines]:
    """The lines of a sealed file. At the end it is sure that it was whole. Raises StoreTrouble."""
    read, write = os.pipe()
    lines = Lines(os.fdopen(read, "rb", CHUNK))
    task = asyncio.ensure_future(asyncio.to_thread(_decrypting(path, write, with_)))
    try:
        yield lines
    except StoreTrouble:
        # Lines that make no sense are mostly those of a file that was cut: that is the better answer.
        if (failed := await _outcome(lines, task)) is not None:
            raise failed from None
        raise
    else:
        if (failed := await _outcome(lines, task)) is not None:
            raise failed
    finally:
        lines.close()
        await asyncio.wait([task])


async def _outcome(lines: Lines, task: asyncio.Future[None]) -> StoreTrouble | None:
    """Only at a file's end is it sure that nothing of it is missing."""
    await lines.drain()
    try:
        await task
    except AGE.DecryptError as error:
        return StoreTrouble(WRONG_KEY if "No matching keys" in str(error) else DAMAGED)
    except OSError:
        return StoreTrouble(DAMAGED)
    return None


def _decrypting(path: Path, write: int, with_: Sequence[Any]) -> Callable[[], None]:
    def decrypt() -> None:
        with os.fdopen(write, "wb", CHUNK) as plain, path.open("rb") as file:
            AGE.decrypt_io(file, plain, list(with_))

    return decrypt


class Lines:
    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe

    async def next(self) -> bytes:
        """Empty at the end."""
        return await asyncio.to_thread(self._pipe.readline)

    async def some(self, count: int) -> list[bytes]:
        """At most so many, in one hop."""

        def read() -> list[bytes]:
            return [line for _ in range(count) if (line := self._pipe.readline())]

        return await asyncio.to_thread(read)

    async def drain(self) -> None:
        while await asyncio.to_thread(self._pipe.read, CHUNK):
            pass

    def close(self) -> None:
        self._pipe.close()

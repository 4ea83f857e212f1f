"""A database file that is full, broken, held or closed to writing: one sentence, and nothing half written."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.errors import StoreTrouble
from storage import MasterKeys, Store, migrate, open_store
from tests.contract import samples
from tests.contract.samples import NOW
from tests.house import KEYS


async def _open(file: Path, more: str = "") -> Store:
    return await open_store(f"sqlite:///{file}{more}", KEYS, clock=lambda: NOW)


@pytest.fixture
def file(tmp_path: Path, migrated: Path) -> Path:
    return Path(shutil.copy(migrated, tmp_path / "confer.db"))


async def _write(store: Store, cases: int = 1) -> None:
    async with store.unit() as unit:
        for _ in range(cases):
            case = samples.case()
            await unit.cases.add(case)
            await unit.audit.record(case.id, samples.event())
            await unit.outbox.put(samples.notice(), platform="matrix", due=NOW)
        await unit.commit()


def _counts(file: Path) -> tuple[int, ...]:
    connection = sqlite3.connect(file)
    try:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        return tuple(
            connection.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608  # names of ours
            for table in ("cases", "audit", "outbox")
        )
    finally:
        connection.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Two megabytes of room, in a mount of its own."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root; test_a_file_that_may_not_grow stands in")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


async def _until_trouble(store: Store) -> tuple[int, str]:
    """Writes until the store complains: how many commits were through, and the sentence."""
    for done in range(10_000):
        try:
            await _write(store, 5)
        except StoreTrouble as trouble:
            return done, str(trouble)
    raise AssertionError("the disk never filled")


async def test_a_full_disk_is_said_and_nothing_is_half_written(
    small_disk: Path, migrated: Path
) -> None:
    file = Path(shutil.copy(migrated, small_disk / "confer.db"))
    store = await _open(file)
    done, sentence = await _until_trouble(store)
    assert sentence == "The disk is full. Make room; nothing was changed."
    async with store.unit() as unit:
        assert await unit.audit.verify() == done * 5  # what was there can still be read
    await store.close()
    assert _counts(file) == (done * 5,) * 3
    assert done > 0


async def test_on_a_full_disk_a_message_is_not_kept_and_that_is_said(
    small_disk: Path, migrated: Path
) -> None:
    file = Path(shutil.copy(migrated, small_disk / "confer.db"))
    store = await _open(file)
    assert await store.hear(samples.heard("first"))
    ballast = small_disk / "ballast"
    with suppress(OSError):
        ballast.write_bytes(bytes(2 * 1024 * 1024))
    kept = 1
    with pytest.raises(StoreTrouble, match=r"The disk is full\. Make room; nothing was changed\."):
        for n in range(10_000):
            kept += await store.hear(samples.heard(f"k{n}"))
    ballast.unlink()
    assert await store.hear(samples.heard("last"))
    async with store.unit() as unit:
        assert len(await unit.inbox.waiting("matrix")) == kept + 1
    await store.close()


async def test_after_room_was_made_writing_goes_on(small_disk: Path, migrated: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(512 * 1024))
    file = Path(shutil.copy(migrated, small_disk / "confer.db"))
    store = await _open(file)
    done, _sentence = await _until_trouble(store)
    ballast.unlink()
    await _write(store)
    await store.close()
    assert _counts(file) == (done * 5 + 1,) * 3


LIMITED = """
import asyncio, resource, signal, sys
from pathlib import Path
from tests.faults.test_files import _open, _until_trouble

async def main():
    store = await _open(Path(sys.argv[1]))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    done, sentence = await _until_trouble(store)
    print(done, sentence)

asyncio.run(main())
"""


def test_a_file_that_may_not_grow_is_said_and_nothing_is_half_written(file: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(file)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    done, _, sentence = run.stdout.strip().partition(" ")
    assert sentence.startswith("The disk ")
    assert sentence.endswith("nothing was changed.")
    assert _counts(file) == (int(done) * 5,) * 3


async def test_a_damaged_file_is_said(file: Path) -> None:
    store = await _open(file)
    await _write(store, 20)
    await store.close()
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(StoreTrouble, match=r"damaged\. Restore the newest backup"):
        await _open(file)


async def test_a_file_that_is_no_database_is_said(file: Path) -> None:
    file.write_bytes(b"Dear all, " * 1000)
    for opening in (_open(file), migrate(f"sqlite:///{file}")):
        with pytest.raises(StoreTrouble, match="is no Confer database"):
            await opening
    assert file.read_bytes() == b"Dear all, " * 1000


async def test_a_cut_file_is_said(file: Path) -> None:
    os.truncate(file, 4096 + 100)
    with pytest.raises(StoreTrouble, match="damaged"):
        await _open(file)


async def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    for opening in (_open(tmp_path / "no" / "confer.db"), _open(tmp_path)):
        with pytest.raises(StoreTrouble, match=r"cannot be opened\. Look at its path and rights"):
            await opening


HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("begin exclusive")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def _holding(file: Path) -> Iterator[None]:
    """Another process has the file to itself."""
    command = [sys.executable, "-c", HOLDER, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.communicate()


async def test_a_file_that_another_program_holds_is_said(file: Path) -> None:
    store = await _open(file, "?timeout=0.2")
    with _holding(file):
        with pytest.raises(StoreTrouble, match=r"Another program holds the database\."):
            await _write(store)
        with pytest.raises(StoreTrouble, match=r"Is Confer running twice\?"):
            await _open(file, "?timeout=0.2")
    await _write(store)  # and then goes on
    await store.close()
    assert _counts(file) == (1, 1, 1)


async def test_a_file_closed_to_writing_is_said(file: Path) -> None:
    with pytest.raises(StoreTrouble, match=r"may not be written\. Look at its rights"):
        await open_store(f"sqlite:///file:{file}?mode=ro&uri=true", KEYS)


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Root may write everything, so it gives its rights away for a while; anybody else has none to give."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(mine)


async def test_a_file_of_somebody_else_is_said(file: Path) -> None:
    with TemporaryDirectory() as open_to_all:
        folder = Path(open_to_all)
        folder.chmod(0o755)
        theirs = Path(shutil.copy(file, folder / "confer.db"))
        theirs.chmod(0o444)
        with (
            _as_nobody(),
            pytest.raises(StoreTrouble, match=r"may not be written\. Look at its rights"),
        ):
            await _open(theirs)


async def test_trouble_in_the_middle_of_a_unit_repeats_nothing_of_it(file: Path) -> None:
    store = await _open(file)
    connection = sqlite3.connect(file)
    connection.execute("drop table texts")
    connection.close()
    with pytest.raises(StoreTrouble) as caught:
        await _write(store)
    await store.close()
    assert str(caught.value) == "The database has no tables yet. Run: confer migrate"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert _counts_of(file, "cases") == 0


def _counts_of(file: Path, table: str) -> int:
    connection = sqlite3.connect(file)
    (found,) = connection.execute(f"select count(*) from {table}").fetchone()  # noqa: S608  # a name of ours
    connection.close()
    return int(found)


async def test_another_master_key_says_so_and_changes_nothing(file: Path) -> None:
    store = await _open(file)
    await store.close()
    before = file.read_bytes()
    with pytest.raises(StoreTrouble, match="Put the right one back; nothing was changed"):
        await open_store(f"sqlite:///{file}", MasterKeys.of(bytes(32)))
    assert file.read_bytes() == before

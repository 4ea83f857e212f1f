"""A backup comes back whole, or is refused and nothing is written; it holds no key."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from sqlalchemy import select

from bot.case import Case
from bot.errors import NotFound, StoreTrouble
from bot.parts import TextKind
from storage import MasterKeys, Store, backup, open_store, schema
from storage.backup import Kept, rows
from storage.backup.check import Verified
from storage.backup.sealing import identities, new_identity, opened, part, sealed
from storage.engine import open_engine
from storage.tables import metadata
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import GRANT, NOW, NURSE
from tests.house import CANARY, KEYS

ME: Any = new_identity()
OTHER: Any = new_identity()
NOTHING_ELSE = {"dialogues", "links", "store_facts", "data_keys", "erasures", "tallies"}


async def _cases(store: Store, count: int = 3) -> list[Case]:
    made: list[Case] = []
    async with store.unit() as unit:
        if not (await unit.people.directory()).people:
            await unit.people.add(samples.person(NURSE))
            await unit.dialogues.put(samples.dialogue())
        for _ in range(count):
            case = samples.case(await unit.cases.free_ref())
            made.append(case)
            await unit.cases.add(case)
            await unit.audit.record(case.id, samples.event())
            await unit.outbox.put(samples.notice(), platform="matrix", due=NOW)
        await unit.commit()
    return made


async def _back_up(base: Base, folder: Path, name: str = "one") -> Kept:
    kept = Kept(folder / "backups" / f"{name}.age", folder / "keyring.age", [ME])
    written = await backup.write(base.url, kept.backup, [ME.to_public()], NOW)
    await backup.write_ring(base.url, kept.ring, [ME.to_public()], NOW)
    written.keep(kept.backup)
    return kept


async def _texts(url: str, case: Case) -> list[str]:
    store = await open_store(url, KEYS, clock=lambda: NOW)
    try:
        async with store.unit() as unit:
            held = await unit.cases.by_id(case.id)
            found = await unit.cases.read(held, TextKind.DETAIL, GRANT)
            return [GRANT.open(words) for _item, words in found]
    finally:
        await store.close()


async def _tables(base: Base) -> dict[str, list[str]]:
    """Every row as Confer reads it, from either database."""
    engine, found = open_engine(base.url), dict[str, list[str]]()
    async with engine.connect() as connection:
        for name, table in metadata.tables.items():
            lines = [repr(tuple(row)) for row in await connection.execute(select(table))]
            found[name] = sorted(line for line in lines if "'form:" not in line)
    await engine.dispose()
    return {name: lines for name, lines in found.items() if name not in {"dialogues", "links"}}


async def test_a_backup_comes_back_row_by_row_and_goes_on_being_used(
    store: Store, base: Base, bare_base: Base, tmp_path: Path
) -> None:
    first, *_rest = await _cases(store)
    kept = await _back_up(base, tmp_path)
    if bare_base.file is not None:
        bare_base = Base(f"sqlite:///{tmp_path / 'again.db'}", tmp_path / "again.db")

    done = await backup.restore(bare_base.url, kept, KEYS)

    assert done.erased == 0
    assert await _tables(bare_base) == await _tables(base)
    assert await _texts(bare_base.url, first) == [f"detail: {samples.WORDS}"]
    again = await bare_base.open()
    await _cases(again, 1)
    async with again.unit() as unit:
        assert await unit.audit.verify() == 4
    await again.close()


async def test_it_is_verified_by_restoring_it(store: Store, base: Base, tmp_path: Path) -> None:
    await _cases(store)
    kept = await _back_up(base, tmp_path)
    # One that was killed left a whole database with its keys: an erased case would be in it for good.
    old, new = (Path(mkdtemp(prefix="confer-verify-")) for _ in range(2))
    (old / "restored.db").write_bytes(b"keys")
    os.utime(old, times=(time.time() - 90_000,) * 2)
    assert await backup.verified(kept, KEYS) == Verified(3 * (1 + len(TextKind)), ())
    assert (old.exists(), new.exists()) == (False, True)
    new.rmdir()

    await base.raw("update texts set words = substr(words, 2) where item = 2")
    broken = await _back_up(base, tmp_path, "two")
    found = await backup.verified(broken, KEYS)
    assert found.unsound == ("A sealed value of texts does not open.",)
    with pytest.raises(StoreTrouble, match="does not open this key ring"):
        await backup.verified(broken, MasterKeys.of(bytes(32)))


async def test_a_backup_holds_no_key_and_no_word(store: Store, base: Base, tmp_path: Path) -> None:
    await _cases(store)
    kept = await _back_up(base, tmp_path)
    plain = b""
    async with opened(kept.backup, [ME]) as lines:
        while line := await lines.next():
            plain += line
    for (wrapped,) in await base.raw("select wrapped from data_keys"):
        assert base64.b64encode(bytes(wrapped)) not in plain  # type: ignore[call-overload]
    assert CANARY.encode() not in plain
    assert {table.name for table in rows.DATA} == metadata.tables.keys() - NOTHING_ELSE
    for file in tmp_path.rglob("*.age"):
        assert file.stat().st_mode & 0o077 == 0
        assert b"texts" not in file.read_bytes()


async def test_what_was_erased_since_does_not_come_back(
    store: Store, base: Base, tmp_path: Path
) -> None:
    gone, stays, *_rest = await _cases(store)
    kept = await _back_up(base, tmp_path)
    async with store.unit() as unit:
        await unit.cases.erase(await unit.cases.by_id(gone.id))
        await unit.commit()
    await backup.write_ring(base.url, kept.ring, [ME.to_public()], NOW)

    url = f"sqlite:///{tmp_path / 'again.db'}"
    done = await backup.restore(url, kept, KEYS)

    assert done.erased == 1
    with pytest.raises(NotFound):
        await _texts(url, gone)
    assert await _texts(url, stays)
    again = Base(url)
    for table in ("texts", "parties", "clocks", "rungs", "openings"):
        assert gone.id.hex not in repr(await again.raw(f"select * from {table}"))  # noqa: S608  # ours
    assert await again.count("tallies") == 1


# --- refusals: nothing half-written ---------------------------------------------------------------


@pytest.fixture
async def kept(store: Store, base: Base, tmp_path: Path) -> Kept:
    await _cases(store)
    return await _back_up(base, tmp_path)


async def _refused(kept: Kept, folder: Path, says: str, keys: MasterKeys | None = KEYS) -> None:
    file = folder / "again.db"
    with pytest.raises(StoreTrouble, match=says) as caught:
        await backup.restore(f"sqlite:///{file}", kept, keys)
    assert CANARY not in str(caught.value)
    assert list(folder.glob("*again.db*")) == []


pytestmark = pytest.mark.timeout(60)
SQLITE = pytest.mark.parametrize("base", ["sqlite"], indirect=True)


@SQLITE
async def test_the_wrong_secret_key_of_age_is_refused(kept: Kept, tmp_path: Path) -> None:
    await _refused(replace(kept, identities=[OTHER]), tmp_path, "This secret key does not open")
    for text in ("", "# nothing", f"AGE-SECRET-KEY-1{CANARY}", "age1abc"):
        with pytest.raises(StoreTrouble, match="no secret key of age") as caught:
            identities(text)
        assert CANARY not in str(caught.value)


@SQLITE
async def test_the_wrong_master_key_is_refused(kept: Kept, tmp_path: Path) -> None:
    await _refused(kept, tmp_path, "does not open this key ring", MasterKeys.of(bytes(32)))
    await _refused(kept, tmp_path, "does not open this key ring", MasterKeys({2: KEYS.epochs[1]}))


@SQLITE
@pytest.mark.parametrize("which", ["backup", "ring"])
@pytest.mark.parametrize("left", [0.0, 0.02, 0.5, 0.9, 0.999])
async def test_a_cut_file_is_refused(kept: Kept, tmp_path: Path, which: str, left: float) -> None:
    file: Path = getattr(kept, which)
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * left)])
    await _refused(kept, tmp_path, "damaged or was cut short")


@SQLITE
async def test_a_changed_file_is_refused(kept: Kept, tmp_path: Path) -> None:
    data = bytearray(kept.backup.read_bytes())
    data[len(data) // 2] ^= 1
    kept.backup.write_bytes(bytes(data))
    await _refused(kept, tmp_path, "damaged")


@SQLITE
async def test_files_that_are_swapped_missing_or_something_else_are_refused(
    kept: Kept, tmp_path: Path
) -> None:
    swapped = replace(kept, backup=kept.ring, ring=kept.backup)
    await _refused(swapped, tmp_path, "is no confer key ring")
    await _refused(replace(kept, ring=tmp_path / "none"), tmp_path, "There is no file none")
    kept.backup.write_bytes(b"hello")
    await _refused(kept, tmp_path, "damaged")


@SQLITE
async def test_an_older_key_ring_than_the_backup_is_refused(
    store: Store, base: Base, kept: Kept, tmp_path: Path
) -> None:
    old = Path(shutil.copy(kept.ring, tmp_path / "old.age"))
    await _cases(store, 1)
    newer = await _back_up(base, tmp_path, "two")
    await _refused(replace(newer, ring=old), tmp_path, "keys are missing that nobody destroyed")


async def _rewritten(kept: Kept, change: tuple[bytes, bytes]) -> None:
    """As somebody would who has the public key: sealed again, with something changed."""
    plain = b""
    async with opened(kept.backup, [ME]) as lines:
        while line := await lines.next():
            plain += line
    assert change[0] in plain
    async with sealed(kept.backup, [ME.to_public()]) as sink:
        await sink.put(plain.replace(*change, 1))


NEWEST = f'"schema":"{schema.newest()}"'.encode()


@SQLITE
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (NEWEST, b'"schema":"0003_lines"', "older schema"),
        (NEWEST, b'"schema":"9999_future"', "newer Confer"),
        (b'"format":1', b'"format":2', "older schema"),
        (b'"table":"cases"', b'"table":"data_keys"', "damaged"),
        (b'{"rows":', b'{"rows":{"cases":1},"x":', "damaged"),
        (b'{"rows":', b'{"row":', "damaged"),
        (b'{"b":"', b'{"b":"!', "damaged"),
        (b'{"b":"', b'{"c":"', "damaged"),
        (b'{"u":"', b'{"u":"zz', "damaged"),
    ],
)
async def test_an_older_a_newer_or_an_edited_one_is_refused(
    kept: Kept, tmp_path: Path, old: bytes, new: bytes, says: str
) -> None:
    await _rewritten(kept, (old, new))
    await _refused(kept, tmp_path, says)


async def test_a_database_that_is_there_is_never_written_over(
    store: Store, base: Base, tmp_path: Path
) -> None:
    await _cases(store)
    kept = await _back_up(base, tmp_path)
    before = await _tables(base)
    with pytest.raises(StoreTrouble, match="There is a database"):
        await backup.restore(base.url, kept, KEYS)
    assert await _tables(base) == before


# --- while Confer runs ----------------------------------------------------------------------------


async def test_cases_are_raised_meanwhile_and_the_backup_is_of_one_moment(
    base: Base, store: Store, tmp_path: Path
) -> None:
    await _cases(store, 40)
    stop = asyncio.Event()

    async def work() -> None:
        while not stop.is_set():
            await _cases(store, 1)

    working = asyncio.ensure_future(work())
    for number in range(3):
        kept = await _back_up(base, tmp_path, str(number))
        url = f"sqlite:///{tmp_path / f'{number}.db'}"
        await backup.restore(url, kept, KEYS)
        there = Base(url)
        counts = {await there.count(table) for table in ("cases", "audit", "outbox", "used_refs")}
        assert len(counts) == 1
    stop.set()
    await working


async def test_a_ring_that_is_written_later_never_holds_what_was_erased_earlier(
    base: Base, store: Store, tmp_path: Path
) -> None:
    """A backup and an erasure at once: each writes the ring; whoever is last looked last."""
    made = await _cases(store, 12)
    kept = await _back_up(base, tmp_path)

    async def erase(case: Case) -> None:
        async with store.unit() as unit:
            await unit.cases.erase(await unit.cases.by_id(case.id))
            await unit.commit()
        await backup.write_ring(base.url, kept.ring, [ME.to_public()], NOW)

    async def many() -> None:
        for case in made:
            await erase(case)

    async def rings() -> None:
        for _ in range(12):
            await backup.write_ring(base.url, kept.ring, [ME.to_public()], NOW)

    await asyncio.gather(many(), rings())
    url = f"sqlite:///{tmp_path / 'again.db'}"
    assert (await backup.restore(url, kept, KEYS)).erased == 12


WRITER = """
import asyncio, sys
from pathlib import Path
from storage import backup
from tests.contract.samples import NOW
from tests.storage_keys.test_backup import ME

async def main():
    folder = Path(sys.argv[2])
    url = f"sqlite:///{sys.argv[1]}"
    while True:
        print("begun", flush=True)
        written = await backup.write(url, folder / "kept.age", [ME.to_public()], NOW)
        await backup.write_ring(url, folder / "ring" / "keyring.age", [ME.to_public()], NOW)

asyncio.run(main())
"""


@SQLITE
@pytest.mark.parametrize("after", [1, 2, 5])
async def test_killed_while_writing_what_stood_there_stays_whole(
    base: Base, store: Store, kept: Kept, tmp_path: Path, after: int
) -> None:
    folder = tmp_path / "killed"
    (folder / "ring").mkdir(parents=True)
    shutil.copy(kept.backup, folder / "kept.age")
    shutil.copy(kept.ring, folder / "ring" / "keyring.age")
    before = (folder / "kept.age").read_bytes()
    assert base.file is not None
    with subprocess.Popen(  # noqa: ASYNC220  # nothing else runs meanwhile
        [sys.executable, "-c", WRITER, str(base.file), str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        for _ in range(after):
            writer.stdout.readline()
        writer.kill()
    assert (folder / "kept.age").read_bytes() == before
    assert [file.name for file in folder.glob("*.age")] == ["kept.age"]

    again = await backup.write(base.url, folder / "kept.age", [ME.to_public()], NOW)
    await backup.write_ring(base.url, folder / "ring" / "keyring.age", [ME.to_public()], NOW)
    again.keep(folder / "kept.age")
    assert not part(folder / "kept.age").exists()
    url = f"sqlite:///{tmp_path / 'again.db'}"
    ring = folder / "ring" / "keyring.age"
    assert (await backup.restore(url, Kept(folder / "kept.age", ring, kept.identities), KEYS)).rows

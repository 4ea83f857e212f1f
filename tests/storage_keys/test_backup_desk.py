"""`confer backup`, `restore`, `erase`, `certificates` as an operator types them."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from bot.case import Case
from bot.parts import LegalHold
from bot.vocabulary.numbers import Day, PersonNo
from bot.vocabulary.process import State
from bot.vocabulary.view import HoldWhy
from storage import MasterKeys, open_store
from tests.contract import samples
from tests.contract.samples import NOW
from tests.house import CANARY
from tests.storage_keys.desk import Desk
from tests.storage_keys.test_recovery import MATRIX, _pages, _seat

KEY = bytes(range(32))


async def _raise(desk: Desk, state: State, *, held: bool = False) -> Case:
    store = await open_store(desk.url, MasterKeys.of(KEY), clock=lambda: NOW)
    async with store.unit() as unit:
        case = samples.case(await unit.cases.free_ref())
        case.state = state
        if held:
            court, until = HoldWhy.COURT, Day.of(NOW.date())
            case.hidden.hold = LegalHold(why=court, by=PersonNo(1), at=NOW, until=until)
        await unit.cases.add(case)
        await unit.commit()
    await store.close()
    return case


@pytest.fixture
def desk(tmp_path: Path, migrated: Path) -> Desk:
    (tmp_path / "here").mkdir()
    made = Desk.make(tmp_path / "here", migrated, KEY, MATRIX)
    asyncio.run(_seat(made))
    said = made.said("backup-key", str(tmp_path / "backup.secret"))
    line = next(line for line in said.splitlines() if line.startswith("recipients"))
    file = made.folder / "config.toml"
    file.write_text(f"{file.read_text()}\n[backup]\n{line}\n")
    return made


def _copied(desk: Desk) -> tuple[str, str]:
    """What an operator keeps elsewhere: the newest backup and the key ring."""
    (newest,) = sorted((desk.folder / "backups").glob("*.age"))[-1:]
    kept = desk.folder.parent / newest.name
    shutil.copy(newest, kept)
    ring = desk.folder.parent / "keyring.age"
    shutil.copy(desk.folder / "keyring.age", ring)
    return str(kept), str(ring)


def _restore(desk: Desk, kept: tuple[str, str], *more: str) -> tuple[int, str]:
    secret = str(desk.folder.parent / "backup.secret")
    words = ("restore", kept[0], "--key-ring", kept[1], "--identity", secret, *more)
    return desk.tries(*words)


def test_a_machine_is_lost_and_everything_comes_back_but_what_was_erased(desk: Desk) -> None:
    gone = asyncio.run(_raise(desk, State.NOT_TAKEN))
    asyncio.run(_raise(desk, State.SUPPORTING))
    said = desk.types("backup")
    assert "Written and verified by restoring" in said
    assert re.search(r"^\d+ sealed values opened\. Copy it away", said, re.MULTILINE)
    assert CANARY not in said
    kept, _ring = _copied(desk)

    ref = str(gone.ref)
    said = desk.types("erase", answers=f"{ref}\n{ref}\n")
    assert "Erased: keys first" in said
    _kept, ring = _copied(desk)
    shutil.rmtree(desk.folder / "backups")
    (desk.folder / "confer.db").unlink()

    code, said = _restore(desk, (kept, ring))

    assert (code, "for they were erased since: 1." in said) == (0, True), said
    said = desk.types("certificates")
    assert "because: request" in said
    assert "confer keys rotate, then confer keys destroy 1" in said
    assert ref not in said


def test_after_a_turn_and_a_destruction_the_certificate_says_that_it_is_over(desk: Desk) -> None:
    gone = asyncio.run(_raise(desk, State.NOT_TAKEN))
    desk.types("erase", answers=f"{gone.ref}\n{gone.ref}\n")
    desk.types("backup")
    said = desk.types("keys", "rotate")
    assert "Copy keyring.age over its older copy" in said
    desk.types("keys", "destroy", "1", answers="1\n")

    assert "is destroyed: no copy of them opens" in desk.types("certificates")
    kept = _copied(desk)
    (desk.folder / "confer.db").unlink()
    assert (
        _restore(desk, kept)[0] == 0
    )  # a backup from before the turn, with the ring from after it


def test_a_lost_machine_and_a_lost_master_key_come_back_from_three_pages(desk: Desk) -> None:
    asyncio.run(_raise(desk, State.SUPPORTING))
    pages = _pages(desk.types("keys", "split"))
    desk.types("backup")
    kept = _copied(desk)
    (desk.folder / "confer.db").unlink()
    (desk.folder / "master.key").unlink()

    code, said = _restore(desk, kept)
    assert (code, "its shares together: confer keys recover" in said) == (2, True), said
    code, said = _restore(desk, kept, "--keyless")
    assert (code, "confer keys recover" in said) == (0, True), said
    desk.types("keys", "recover", answers="\n".join(words for _, words in pages) + "\n")

    assert "it fits this database" in desk.types("keys", "status")


def test_an_open_case_or_a_mistyped_one_is_not_erased(desk: Desk) -> None:
    going_on = asyncio.run(_raise(desk, State.SUPPORTING))
    ref = str(going_on.ref)
    for answers, says in (
        (f"{ref}\n{ref}\n", "This case goes on"),
        (f"{ref}\nsomething\n", "differ"),
        (f"{CANARY}\n{CANARY}\n", "nothing here for you"),
    ):
        code, said = desk.tries("erase", answers=answers)
        assert (code, says in said) == (2, True), said
    assert desk.types("certificates").strip() == "No case was erased yet."


def test_the_secret_key_is_its_owners_alone_and_nothing_is_written_over(desk: Desk) -> None:
    file = desk.folder.parent / "backup.secret"
    text = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert re.search("^AGE-SECRET-KEY-1", text, re.M)
    code, said = desk.tries_bare("backup-key", str(file))
    assert (code, "is there already" in said, file.read_text() == text) == (2, True, True)
    file.chmod(0o644)
    desk.types("backup")
    code, said = _restore(desk, _copied(desk))
    assert (code, "chmod 600 backup.secret" in said) == (2, True)
    file.unlink()
    code, said = _restore(desk, _copied(desk))
    assert (code, "the file that confer backup-key wrote" in said) == (2, True), said


def test_without_a_backup_table_or_with_a_wrong_key_it_says_what_to_mend(desk: Desk) -> None:
    file = desk.folder / "config.toml"
    text = file.read_text()
    file.write_text(text.partition("[backup]")[0])
    code, said = desk.tries("backup")
    assert (code, "Run: confer backup-key FILE" in said) == (2, True), said
    file.write_text(re.sub("age1[a-z0-9]+", "age1" + "q" * 58, text))
    code, said = desk.tries("backup")
    assert (code, "`confer backup-key` makes one" in said) == (2, True)
    assert list(desk.folder.glob("backups/*")) == []


def test_a_backup_of_an_unsound_database_is_kept_and_says_so(desk: Desk) -> None:
    asyncio.run(_raise(desk, State.SUPPORTING))
    with contextlib.closing(sqlite3.connect(desk.folder / "confer.db")) as connection:
        connection.execute("update texts set words = zeroblob(40)")
        connection.commit()

    code, said = desk.tries("backup")

    assert (code, "is not sound" in said) == (2, True), said
    assert len(list((desk.folder / "backups").glob("*.age"))) == 1


def test_erasing_by_hand_waits_for_a_hold(desk: Desk) -> None:
    held = asyncio.run(_raise(desk, State.NOT_TAKEN, held=True))

    code, said = desk.tries("erase", answers=f"{held.ref}\n{held.ref}\n")

    assert (code, "Erasure waits" in said, "Nothing was erased" in said) == (2, True, True)


def test_a_ring_under_a_master_key_that_is_destroyed_is_told_apart_from_a_wrong_one(
    desk: Desk,
) -> None:
    asyncio.run(_raise(desk, State.SUPPORTING))
    desk.types("backup")
    kept, older = _copied(desk)
    desk.types("keys", "rotate")
    desk.types("keys", "destroy", "1", answers="1\n")
    (desk.folder / "confer.db").unlink()

    code, said = _restore(desk, (kept, older))

    assert (code, "Take the newest key ring" in said) == (2, True), said
    assert not (desk.folder / "confer.db").exists()

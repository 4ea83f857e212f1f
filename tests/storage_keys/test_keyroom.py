"""`confer keys …` as an operator types it."""

from __future__ import annotations

import asyncio
import base64
import stat
from pathlib import Path

import pytest

from storage import MasterKeys, open_store
from tests import vault_fake
from tests.contract import samples
from tests.contract.samples import NOW
from tests.house import CANARY
from tests.storage_keys.desk import Desk

KEY = bytes(range(32))


async def _case(desk: Desk, keys: MasterKeys) -> None:
    store = await open_store(desk.url, keys, clock=lambda: NOW)
    async with store.unit() as unit:
        await unit.cases.add(samples.case(await unit.cases.free_ref()))
        await unit.commit()
    await store.close()


@pytest.fixture
def desk(tmp_path: Path, migrated: Path) -> Desk:
    made = Desk.make(tmp_path, migrated, KEY)
    asyncio.run(_case(made, MasterKeys.of(KEY)))
    return made


def test_status_says_where_the_key_is_and_what_it_wraps(desk: Desk) -> None:
    assert desk.types("keys", "status").splitlines() == [
        "The master key is kept in the file master.key; it fits this database.",
        "epoch 1: wraps now, 2 data keys",
    ]


def test_a_key_is_turned_and_the_older_one_destroyed(desk: Desk) -> None:
    said = desk.types("keys", "rotate")
    assert said.splitlines()[0] == "Epoch 2 of the master key wraps from now on."
    assert "epoch 1: 0 data keys" in desk.types("keys", "status")
    assert "confer keys destroy 1" in desk.types("keys", "status")

    desk.types("keys", "destroy", "1", answers="1\n")

    left = MasterKeys.read(desk.folder / "master.key")
    assert left.epochs.keys() == {2}
    assert "epoch 2: wraps now, 3 data keys" in desk.types("keys", "status")  # one of the audit


def test_whoever_types_another_number_destroys_nothing(desk: Desk) -> None:
    desk.types("keys", "rotate")
    code, said = desk.tries("keys", "destroy", "1", answers="2\n")
    assert (code, "Nothing was destroyed." in said) == (2, True)
    assert MasterKeys.read(desk.folder / "master.key").epochs.keys() == {1, 2}


def test_the_key_that_wraps_is_not_destroyed(desk: Desk) -> None:
    code, said = desk.tries("keys", "destroy", "1", answers="1\n")
    assert (code, "wraps now" in said) == (2, True)


def test_a_number_that_no_key_has_is_told_apart_before_anything_is_written(desk: Desk) -> None:
    for number in ("2", "0"):
        code, said = desk.tries("keys", "destroy", number, answers=f"{number}\n")
        assert (code, f"There is no epoch {number} of the master key" in said) == (2, True), said


def test_the_file_that_holds_the_keys_is_not_adopted_into_itself_to_be_deleted(desk: Desk) -> None:
    code, said = desk.tries("keys", "adopt", str(desk.folder / "master.key"))

    assert (code, "has the keys already" in said, "delete" in said) == (2, True, False), said


def test_a_turn_that_was_broken_off_is_taken_up_with_the_same_key(desk: Desk) -> None:
    """Killed after the key was kept and before the database heard of it."""
    file = desk.folder / "master.key"
    spare = MasterKeys.read(file).plus(2, bytes(range(7, 39)))
    file.write_text(spare.text())
    assert "epoch 2: 0 data keys" in desk.types("keys", "status")
    desk.types("keys", "rotate")

    assert MasterKeys.read(file).epochs == spare.epochs


def test_another_key_in_the_file_is_refused(desk: Desk) -> None:
    file = desk.folder / "master.key"
    file.write_text(base64.b64encode(bytes(32)).decode())
    for verb in ("status", "rotate", "rewrap"):
        code, said = desk.tries("keys", verb)
        assert (code, "does not fit this database" in said) == (2, True)
    assert MasterKeys.read(file).epochs == {1: bytes(32)}


def test_a_key_that_confer_may_only_read_is_turned_in_two_steps(desk: Desk) -> None:
    text = base64.b64encode(KEY).decode()
    env = {"CONFER_MASTER_KEY": text}
    code, said = desk.tries("keys", "rotate", env=env)
    assert (code, "confer keys rotate --out" in said, text in said) == (2, True, False)
    out = desk.folder / "new.keys"
    desk.types("keys", "rotate", "--out", str(out), env=env)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    env = {"CONFER_MASTER_KEY": out.read_text()}
    desk.types("keys", "rotate", env=env)

    assert "epoch 2: wraps now" in desk.types("keys", "status", env=env)


def test_the_keys_of_a_file_are_taken_to_vault_and_turned_there(desk: Desk) -> None:
    with vault_fake.running(f"hvs.{CANARY}") as fake:
        token = desk.folder / "vault.token"
        token.touch(mode=0o600)
        token.write_text(fake.token)
        file = desk.folder / "config.toml"
        text = file.read_text().replace('_from = "file"', '_from = "vault"')
        file.write_text(f'{text}\n[vault]\naddress = "{fake.address}"\n')
        desk.types("keys", "adopt", str(desk.folder / "master.key"))
        (desk.folder / "master.key").unlink()
        desk.types("keys", "rotate")
        desk.types("keys", "destroy", "1", answers="1\n")
        said = desk.types("keys", "status")

    assert "kept in Vault's transit engine" in said
    assert "epoch 2: wraps now, 3 data keys" in said

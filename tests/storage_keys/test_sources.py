"""Where the master key may be kept: each place gives, takes and forgets epochs, or says what to do instead."""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StoreTrouble
from storage import MasterKeys
from storage.keysources import KeyCredential, KeyFile, KeyGiven, KeySource, Transit, TransitKeys
from tests import vault_fake
from tests.house import CANARY
from tests.vault_fake import FakeVault

ONE, TWO, THREE = (bytes(range(n, n + 32)) for n in (1, 40, 80))
TOKEN = f"hvs.{CANARY}"


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


@pytest.fixture
def vault() -> Iterator[FakeVault]:
    with vault_fake.running(TOKEN) as fake:
        yield fake


def _transit(fake: FakeVault, folder: Path) -> Transit:
    token = folder / "vault.token"
    if not token.exists():
        token.touch(mode=0o600)
        token.write_text(TOKEN + "\n")
    return Transit(
        address=fake.address,
        mount=fake.mount,
        key=fake.key,
        token=token,
        wrapped=folder / "master.wrapped",
    )


@pytest.fixture(params=["file", "vault"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> KeySource:
    if request.param == "file":
        return KeyFile(tmp_path / "master.key")
    return TransitKeys(_transit(request.getfixturevalue("vault"), tmp_path))


# --- those that Confer may change -----------------------------------------------------------------


def test_epochs_are_added_kept_and_forgotten(source: KeySource, tmp_path: Path) -> None:
    source.add(1, ONE)
    source.add(2, TWO)
    assert source.load().epochs == {1: ONE, 2: TWO}
    source.add(2, TWO)  # again, after a kill that came before anybody knew
    source.destroy(1)

    assert source.load().epochs == {2: TWO}
    source.destroy(1)
    assert source.load().epochs == {2: TWO}
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
        assert _text(ONE).encode() not in file.read_bytes()


def test_the_last_epoch_stays(source: KeySource) -> None:
    source.add(4, ONE)
    with pytest.raises(StoreTrouble, match="The last master key stays"):
        source.destroy(4)
    assert source.load().epochs == {4: ONE}


def test_an_epoch_is_never_replaced_by_another_key(tmp_path: Path) -> None:
    source = KeyFile(tmp_path / "master.key")
    source.add(1, ONE)
    with pytest.raises(StoreTrouble, match="names one epoch twice"):
        source.add(1, TWO)
    assert source.load().epochs == {1: ONE}


def test_a_file_of_one_bare_key_is_its_first_epoch(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    file.touch(mode=0o600)
    file.write_text(_text(ONE) + "\n")
    KeyFile(file).add(2, TWO)

    assert KeyFile(file).load().epochs == {1: ONE, 2: TWO}


@pytest.mark.parametrize(
    "text",
    [
        f"1:{_text(ONE)} 1:{_text(TWO)}",
        f"{_text(ONE)} {_text(TWO)}",
        f"0:{_text(ONE)}",
        f"-1:{_text(ONE)}",
        f"12345678:{_text(ONE)}",
        f"one:{_text(ONE)}",
        f"1:2:{_text(ONE)}",
        f"1 :{_text(ONE)}",
        f"1:{_text(ONE)}x",
        "1:",
        "",
    ],
)
def test_epochs_that_are_none_are_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(StoreTrouble) as caught:
        MasterKeys.parse(text)
    assert _text(ONE) not in str(caught.value)


def test_what_is_written_is_read_again() -> None:
    keys = MasterKeys({1: ONE, 12: TWO, 3: THREE})
    assert MasterKeys.parse(keys.text()).epochs == keys.epochs


def test_a_full_folder_leaves_the_key_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    KeyFile(file).add(1, ONE)
    (tmp_path / ".master.key.new").mkdir()  # where the new file would be written first
    with pytest.raises(StoreTrouble, match="cannot be written"):
        KeyFile(file).add(2, TWO)
    assert KeyFile(file).load().epochs == {1: ONE}


def test_the_old_file_is_overwritten_before_it_is_let_go(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    KeyFile(file).add(1, ONE)
    KeyFile(file).add(2, TWO)
    with file.open("rb") as old:  # as an undeleted file would be read
        KeyFile(file).destroy(1)
        assert set(old.read()) == {0}


# --- those that somebody else keeps ---------------------------------------------------------------


def _credential(folder: Path, text: str) -> KeyCredential:
    (folder / "confer-master-key").write_text(text)
    return KeyCredential({"CREDENTIALS_DIRECTORY": str(folder)})


def test_a_credential_of_systemd_is_read(tmp_path: Path) -> None:
    source = _credential(tmp_path, f"1:{_text(ONE)}\n2:{_text(TWO)}\n")
    assert source.load().epochs == {1: ONE, 2: TWO}


def test_without_a_credential_it_says_what_the_unit_lacks(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="LoadCredential=confer-master-key"):
        KeyCredential({}).load()
    with pytest.raises(StoreTrouble, match="cannot be read"):
        KeyCredential({"CREDENTIALS_DIRECTORY": str(tmp_path)}).load()


def test_what_confer_may_only_read_says_how_it_is_changed(tmp_path: Path) -> None:
    text = f"1:{_text(ONE)} 2:{_text(TWO)}"
    for source in (KeyGiven(text), _credential(tmp_path, text)):
        with pytest.raises(StoreTrouble, match="confer keys rotate --out") as caught:
            source.add(3, THREE)
        assert _text(THREE) not in str(caught.value)
        with pytest.raises(StoreTrouble, match="not change it"):
            source.destroy(1)
        source.destroy(7)  # taken away already


# --- Vault ----------------------------------------------------------------------------------------


def test_the_wrapped_file_holds_no_key_and_vault_no_copy_of_it(
    vault: FakeVault, tmp_path: Path
) -> None:
    TransitKeys(_transit(vault, tmp_path)).add(1, ONE)
    kept = json.loads((tmp_path / "master.wrapped").read_text())

    assert kept.keys() == {"1"}
    assert kept["1"].startswith("vault:v1:")
    assert _text(ONE) not in kept["1"]


def test_a_copy_of_an_older_wrapped_file_is_dead_once_an_epoch_is_destroyed(
    vault: FakeVault, tmp_path: Path
) -> None:
    place = _transit(vault, tmp_path)
    source = TransitKeys(place)
    source.add(1, ONE)
    source.add(2, TWO)
    copy = tmp_path / "copy"
    copy.touch(mode=0o600)
    copy.write_bytes(place.wrapped.read_bytes())
    source.destroy(1)

    assert vault.asked[-3:] == ["encrypt", "read", "config"]
    with pytest.raises(StoreTrouble, match="does not open the wrapped master key"):
        TransitKeys(replace(place, wrapped=copy)).load()


def test_epochs_swapped_within_the_file_do_not_open(vault: FakeVault, tmp_path: Path) -> None:
    place = _transit(vault, tmp_path)
    source = TransitKeys(place)
    source.add(1, ONE)
    source.add(2, TWO)
    kept = json.loads(place.wrapped.read_text())
    place.wrapped.write_text(json.dumps({"1": kept["2"], "2": kept["1"]}))

    with pytest.raises(StoreTrouble, match="does not open the wrapped master key"):
        source.load()


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ("token", "Look at the token and its policy"),
        ("sealed", "Unseal it"),
        ("mount", "no such mount or key"),
        ("key", "does not open the wrapped master key"),
        ("away", "cannot be reached"),
        ("damaged", "is damaged"),
        ("list", "is damaged"),
        ("other", "does not open the wrapped master key"),
        ("open", "chmod 600 vault.token"),
        ("none", "There is no wrapped master key"),
    ],
)
def test_what_is_wrong_with_vault_is_said_and_nothing_else(
    vault: FakeVault, tmp_path: Path, trouble: str, says: str
) -> None:
    place = _transit(vault, tmp_path)
    TransitKeys(place).add(1, ONE)
    match trouble:
        case "token":
            place.token.write_text(f"hvs.{CANARY}x")
        case "sealed":
            vault.sealed = True
        case "mount" | "key":
            place = replace(place, **{trouble: "elsewhere"})
        case "away":
            place = replace(place, address="http://127.0.0.1:9")
        case "damaged" | "list" | "other":
            text = {"damaged": "{", "list": "[]", "other": '{"1": "vault:v1:AAAA"}'}[trouble]
            place.wrapped.write_text(text)
        case "open":
            place.token.chmod(0o644)
        case _:
            os.remove(place.wrapped)
    with pytest.raises(StoreTrouble, match=says) as caught:
        TransitKeys(place).load()
    assert CANARY not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None

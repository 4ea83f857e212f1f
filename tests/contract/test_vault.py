"""Sealed values open where they were sealed, with the right key, and nowhere else."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.disclosure import Sensitive
from bot.errors import StoreTrouble
from bot.parts import TextKind
from storage import MasterKeys, Store
from storage.keyring import of_case
from storage.vault import Vault
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import GRANT, NURSE, SOCIAL
from tests.house import KEYS

OTHER = MasterKeys.of(bytes(range(1, 33)))
MOVES = [
    # to another case, to another item, into another column and back, and to another case again
    "update texts set words = (select t.words from texts t"
    " where t.case_id <> texts.case_id and t.item = texts.item)",
    "update texts set words = (select t.words from texts t"
    " where t.case_id = texts.case_id and t.item = texts.item + 1) where item = 1",
    "update cases set hidden = (select t.words from texts t where t.case_id = cases.id limit 1)",
    "update texts set words = (select c.hidden from cases c where c.id = texts.case_id)",
    "update cases set hidden = (select c.hidden from cases c where c.id <> cases.id)",
]


@given(words=st.text(), row=st.text(), column=st.text())
def test_whatever_is_sealed_opens_again(words: str, row: str, column: str) -> None:
    key, wrapped = Vault(KEYS).make("somebody")
    storable = "".join(c for c in words if not "\ud800" <= c <= "\udfff")
    sealed = key.seal(Sensitive(storable), table="texts", row=row, column=column)
    again = Vault(KEYS).unwrap("somebody", 1, KEYS.newest, wrapped)
    opened = again.open(sealed, table="texts", row=row, column=column)
    assert GRANT.open(opened) == storable


@given(plain=st.binary(), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_and_nothing_opens(plain: bytes, at: int, bit: int) -> None:
    key, _wrapped = Vault(KEYS).make("somebody")
    sealed = bytearray(key.seal_bytes(plain, table="texts", row="1", column="words"))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(StoreTrouble):
        key.open_bytes(bytes(sealed), table="texts", row="1", column="words")


@pytest.mark.parametrize(
    "place", [("seats", "1", "words"), ("texts", "2", "words"), ("texts", "1", "name")]
)
def test_a_sealed_value_moved_elsewhere_does_not_open(place: tuple[str, str, str]) -> None:
    key, _wrapped = Vault(KEYS).make("somebody")
    sealed = key.seal_bytes(b"words", table="texts", row="1", column="words")
    table, row, column = place
    with pytest.raises(StoreTrouble, match=f"A sealed value of {table} does not open"):
        key.open_bytes(sealed, table=table, row=row, column=column)


def test_a_wrapped_key_is_bound_to_its_owner_and_version() -> None:
    _key, wrapped = Vault(KEYS).make("case:a:detail")
    for owner, version, epoch in (("case:b:detail", 1, 1), ("case:a:detail", 2, 1)):
        with pytest.raises(StoreTrouble):
            Vault(KEYS).unwrap(owner, version, epoch, wrapped)


def test_a_sealed_value_that_is_cut_short_does_not_open() -> None:
    key, _wrapped = Vault(KEYS).make("somebody")
    for length in range(28):
        with pytest.raises(StoreTrouble):
            key.open_bytes(bytes(length), table="texts", row="1", column="words")


@pytest.mark.parametrize("move", MOVES)
async def test_a_row_moved_within_the_database_does_not_open(
    store: Store, base: Base, move: str
) -> None:
    cases = [samples.case(), samples.case()]
    async with store.unit() as unit:
        for case in cases:
            await unit.cases.add(case)
        await unit.commit()
    await base.raw(move)
    with pytest.raises(StoreTrouble, match="does not open"):
        async with store.unit() as unit:
            for case in cases:
                loaded = await unit.cases.by_id(case.id)
                for kind in TextKind:
                    await unit.cases.read(loaded, kind, GRANT)


async def test_a_name_or_a_mark_moved_to_another_row_does_not_open(
    store: Store, base: Base
) -> None:
    async with store.unit() as unit:
        for no in (NURSE, SOCIAL):
            await unit.people.add(samples.person(no))
            await unit.marks.put(f"mark{no.value}", Sensitive("word"))
        await unit.commit()
    await base.raw(
        "update people set name = (select p.name from people p where p.no <> people.no)",
        "update marks set value = (select m.value from marks m where m.name <> marks.name)",
    )
    async with store.unit() as unit:
        with pytest.raises(StoreTrouble, match="people does not open"):
            await unit.people.directory()
        with pytest.raises(StoreTrouble, match="marks does not open"):
            await unit.marks.get("mark1")


async def test_identities_are_under_another_key_than_the_rest(store: Store, base: Base) -> None:
    case = samples.case()
    async with store.unit() as unit:
        await unit.cases.add(case)
        await unit.commit()
    owner = of_case(case.id, "identity")
    await base.raw(f"delete from data_keys where owner = '{owner}'")  # noqa: S608  # a name of ours
    async with store.unit() as unit:
        loaded = await unit.cases.by_id(case.id)
        for kind in set(TextKind) - {TextKind.IDENTITY}:
            assert await unit.cases.read(loaded, kind, GRANT)
        with pytest.raises(StoreTrouble, match="The key of a sealed value is gone"):
            await unit.cases.read(loaded, TextKind.IDENTITY, GRANT)


async def test_the_wrong_master_key_is_refused_at_once(store: Store, base: Base) -> None:
    async with store.unit() as unit:
        await unit.people.add(samples.person(NURSE))
        await unit.commit()
    with pytest.raises(StoreTrouble, match="This master key does not fit this database"):
        await base.open(OTHER)
    right = await base.open()
    await right.close()


# --- where the master key comes from --------------------------------------------------------------


def _file(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "master.key"
    file.write_text(text)
    file.chmod(mode)
    return file


GOOD = base64.b64encode(bytes(range(32))).decode()


def test_a_key_file_of_the_owner_alone_is_read(tmp_path: Path) -> None:
    assert MasterKeys.read(_file(tmp_path, GOOD + "\n")).epochs == KEYS.epochs


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o601])
def test_a_key_file_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(StoreTrouble, match=r"chmod 600 master\.key"):
        MasterKeys.read(_file(tmp_path, GOOD, mode))


@pytest.mark.parametrize(
    "text", ["", "not base64 " + GOOD, GOOD[:-4], GOOD + GOOD, "æ" * 44, GOOD[:-1]]
)
def test_a_key_that_is_none_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(StoreTrouble) as caught:
        MasterKeys.read(_file(tmp_path, text))
    assert "master" in str(caught.value)
    assert not text or text not in str(caught.value)


def test_a_missing_key_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="confer init"):
        MasterKeys.read(tmp_path / "master.key")
    with pytest.raises(StoreTrouble, match="not a plain file"):
        MasterKeys.read(tmp_path)


def test_keys_do_not_print_themselves() -> None:
    key, _wrapped = Vault(KEYS).make("somebody")
    assert GOOD not in repr(KEYS)
    assert repr(bytes(range(32))) not in repr(KEYS)
    assert "AESGCM" not in repr(key)


def test_a_key_given_as_text_is_taken_or_refused_alike() -> None:
    """The settings read it from the environment where it stands there."""
    assert MasterKeys.parse(f" {GOOD}\n").epochs == KEYS.epochs
    with pytest.raises(StoreTrouble, match="32 bytes"):
        MasterKeys.parse("short")

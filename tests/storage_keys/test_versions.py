"""Every sealed value opens with the version of the key that it names, and with no other."""

from __future__ import annotations

import pytest

from bot.case import Case
from bot.disclosure import Sensitive
from bot.errors import StoreTrouble
from bot.parts import TextKind
from storage import Store
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import GRANT, NOW, NURSE
from tests.house import CANARY

LATER = f"said later, {CANARY}"


async def _two_versions(store: Store) -> Case:
    """A case whose keys were turned between its first words and its later ones."""
    case = samples.case()
    async with store.unit() as unit:
        await unit.cases.add(case)
        await unit.commit()
    async with store.unit() as unit:
        held = await unit.cases.by_id(case.id)
        await unit.cases.turn_keys(held)
        for kind in (TextKind.DETAIL, TextKind.IDENTITY):
            held.keep(Sensitive(LATER), kind, by=NURSE, at=NOW)
        await unit.commit()
    return case


async def _words(store: Store, case: Case, kind: TextKind) -> list[str]:
    async with store.unit() as unit:
        held = await unit.cases.by_id(case.id)
        return [GRANT.open(words) for _item, words in await unit.cases.read(held, kind, GRANT)]


async def test_later_words_are_under_a_later_key_and_older_ones_still_open(
    store: Store, base: Base
) -> None:
    case = await _two_versions(store)

    for kind in (TextKind.DETAIL, TextKind.IDENTITY):
        assert await _words(store, case, kind) == [f"{kind.value}: {samples.WORDS}", LATER]
    assert await base.raw("select distinct key_version from texts order by 1") == [(1,), (2,)]
    assert await base.raw("select key_version from cases") == [(2,)]
    assert await base.count("data_keys where owner like 'case:%'") == 4


async def test_a_case_that_was_not_written_since_opens_with_the_key_it_was_sealed_with(
    store: Store, base: Base
) -> None:
    case = samples.case()
    async with store.unit() as unit:
        await unit.cases.add(case)
        await unit.commit()
    async with store.unit() as unit:
        await unit.cases.turn_keys(await unit.cases.by_id(case.id))
        await unit.commit()

    assert await base.raw("select key_version from cases") == [(1,)]
    assert await _words(store, case, TextKind.DETAIL) == [f"detail: {samples.WORDS}"]


@pytest.mark.parametrize(
    "change",
    [
        "update texts set key_version = 3 - key_version",
        "update cases set key_version = 1",
        "update texts set words = (select t.words from texts t where t.case_id = texts.case_id"
        " and t.kind = texts.kind and t.item <> texts.item), key_version = 3 - key_version"
        " where kind = 'detail'",
    ],
)
async def test_a_value_that_names_another_version_does_not_open(
    store: Store, base: Base, change: str
) -> None:
    case = await _two_versions(store)
    await base.raw(change)

    with pytest.raises(StoreTrouble, match="does not open"):
        await _words(store, case, TextKind.DETAIL)


@pytest.mark.parametrize("version", [0, 3, -1])
async def test_a_version_that_never_was_is_refused(store: Store, base: Base, version: int) -> None:
    case = await _two_versions(store)
    await base.raw(f"update texts set key_version = {version}")  # noqa: S608  # a number of ours

    with pytest.raises(StoreTrouble, match="The key of a sealed value is gone"):
        await _words(store, case, TextKind.DETAIL)


async def test_a_wrapped_key_of_another_version_does_not_stand_in(store: Store, base: Base) -> None:
    case = await _two_versions(store)
    await base.raw(
        "update data_keys set wrapped = (select k.wrapped from data_keys k"
        " where k.owner = data_keys.owner and k.version = 2) where version = 1"
        " and owner like 'case:%'"
    )

    with pytest.raises(StoreTrouble, match="does not fit"):
        await _words(store, case, TextKind.DETAIL)


async def test_one_that_is_cut_short_does_not_open(store: Store, base: Base) -> None:
    case = await _two_versions(store)
    await base.raw("update texts set words = substr(words, 1, length(words) - 1)")

    with pytest.raises(StoreTrouble, match="does not open"):
        await _words(store, case, TextKind.DETAIL)


async def test_erasing_destroys_every_version(store: Store, base: Base) -> None:
    case = await _two_versions(store)
    async with store.unit() as unit:
        await unit.cases.erase(await unit.cases.by_id(case.id))
        await unit.commit()

    assert await base.count("data_keys where owner like 'case:%'") == 0

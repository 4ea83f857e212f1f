"""Open forms and offered buttons."""

from __future__ import annotations

from dataclasses import replace

from bot.ports import button_name
from bot.vocabulary.reference import CaseRef
from storage import Store
from storage.talks import CLEARED_EVERY, KEPT_LISTS
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import HOUR, NOW, NURSE, SOCIAL


async def _open(store: Store) -> None:
    async with store.unit() as unit:
        await unit.dialogues.put(samples.dialogue(ref=CaseRef(7)))
        await unit.commit()


async def test_a_form_comes_back_unchanged(store: Store) -> None:
    await _open(store)
    async with store.unit() as unit:
        assert await unit.dialogues.get(NURSE) == samples.dialogue(ref=CaseRef(7))
        assert await unit.dialogues.get(SOCIAL) is None


async def test_a_form_put_again_replaces_the_one_before(store: Store) -> None:
    await _open(store)
    changed = replace(samples.dialogue(), asked=None, given={}, expires=NOW + 2 * HOUR)
    async with store.unit() as unit:
        await unit.dialogues.put(changed)
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.dialogues.get(NURSE) == changed


async def test_a_form_has_a_key_of_its_own_that_ends_with_it(store: Store, base: Base) -> None:
    await _open(store)
    assert await base.raw("select owner from data_keys where owner like 'form:%'") == [("form:1",)]
    async with store.unit() as unit:
        await unit.dialogues.end(NURSE)
        await unit.commit()
    assert await base.raw("select owner from data_keys where owner like 'form:%'") == []
    assert await base.count("dialogues") == 0


async def test_the_next_form_is_under_another_key(store: Store, base: Base) -> None:
    wrapped = set[object]()
    for _ in range(3):
        async with store.unit() as unit:
            await unit.dialogues.end(NURSE)
            await unit.dialogues.put(samples.dialogue())
            await unit.commit()
        ((found,),) = await base.raw("select wrapped from data_keys where owner = 'form:1'")
        wrapped.add(bytes(found))  # type: ignore[call-overload]
    assert len(wrapped) == 3


async def test_forms_that_are_too_old_are_shredded(store: Store, base: Base) -> None:
    await _open(store)
    async with store.unit() as unit:
        await unit.dialogues.put(replace(samples.dialogue(SOCIAL), expires=NOW + 3 * HOUR))
        assert await unit.dialogues.expired(NOW) == 0
        assert await unit.dialogues.expired(NOW + HOUR) == 1
        await unit.commit()
    assert await base.raw("select owner from data_keys where owner like 'form:%'") == [("form:3",)]


async def test_a_button_is_found_by_its_label_or_by_its_number_in_the_newest_list(
    store: Store,
) -> None:
    old, new = samples.buttons("Send", "Change"), samples.buttons("Ärende", "Send")
    async with store.unit() as unit:
        await unit.offers.put(NURSE, old, "one")
        await unit.offers.put(NURSE, new, "two")
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.offers.find(NURSE, " send ") == new[1]
        assert await unit.offers.find(NURSE, "CHANGE") == old[1]
        assert await unit.offers.find(NURSE, "ärende") == new[0]
        assert await unit.offers.find(NURSE, "2") == new[1]
        assert await unit.offers.find(NURSE, "3") is None
        assert await unit.offers.find(NURSE, "0") is None
        assert await unit.offers.find(NURSE, "") is None
        assert await unit.offers.find(SOCIAL, "send") is None


async def test_a_button_is_pressed_by_the_name_of_its_list_and_its_place(store: Store) -> None:
    old, new = samples.buttons("Send", "Change"), samples.buttons("Send")
    async with store.unit() as unit:
        await unit.offers.put(NURSE, old, "one")
        await unit.offers.put(NURSE, new, "two")
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.offers.pressed(NURSE, button_name("one", 0)) == old[0]
        assert await unit.offers.pressed(NURSE, button_name("one", 1)) == old[1]
        assert await unit.offers.pressed(NURSE, button_name("two", 0)) == new[0]
        for wrong in ("one", "one.", ".0", "one.2", "one.-1", "one.\u0661", "three.0", ""):
            assert await unit.offers.pressed(NURSE, wrong) is None
        assert await unit.offers.pressed(SOCIAL, "one.0") is None


async def test_only_the_newest_lists_of_buttons_are_kept(store: Store, base: Base) -> None:
    count = 3 * (KEPT_LISTS + CLEARED_EVERY)
    async with store.unit() as unit:
        for no in range(count):
            await unit.offers.put(NURSE, samples.buttons(f"b{no}"), f"list{no}")
        await unit.commit()
    assert KEPT_LISTS <= await base.count("offers") <= KEPT_LISTS + CLEARED_EVERY
    async with store.unit() as unit:
        assert await unit.offers.find(NURSE, "b2") is None
        assert await unit.offers.find(NURSE, f"b{count - 1}") is not None

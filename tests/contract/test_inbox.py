"""What was heard is worked once, answered the same again, and dropped when told."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.disclosure import Sensitive
from bot.ports import Answered
from bot.vocabulary.reference import CaseRef
from storage import Store
from tests.contract import samples
from tests.contract.samples import NURSE

ANSWERED = Answered(to=NURSE, tellings=(samples.telling(),), hide=True, passing=True)


async def _put(store: Store, *keys: str) -> list[bool]:
    async with store.unit() as unit:
        new = [await unit.inbox.put(samples.heard(key)) for key in keys]
        await unit.commit()
    return new


async def test_a_message_comes_back_unchanged(store: Store) -> None:
    heard = samples.heard(ref=CaseRef(7))
    async with store.unit() as unit:
        await unit.inbox.put(heard)
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.inbox.get("matrix", heard.key) == heard
        assert await unit.inbox.waiting("matrix") == [heard]
        assert await unit.inbox.waiting("slack") == []
        assert await unit.inbox.get("matrix", "$event:2") is None


async def test_a_message_is_kept_once(store: Store) -> None:
    assert await _put(store, "a", "a", "b") == [True, False, True]
    assert await _put(store, "a") == [False]
    async with store.unit() as unit:
        assert [heard.key for heard in await unit.inbox.waiting("matrix")] == ["a", "b"]


async def test_the_words_are_dropped_once_worked_and_the_answer_kept(store: Store) -> None:
    await _put(store, "a", "b")
    async with store.unit() as unit:
        await unit.inbox.worked(samples.heard("a"), ANSWERED)
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.inbox.get("matrix", "a") is None
        assert [heard.key for heard in await unit.inbox.waiting("matrix")] == ["b"]
        empty = replace(samples.heard("a"), words=Sensitive(""))
        assert await unit.inbox.untold("matrix") == [(empty, ANSWERED)]


async def test_an_answer_to_nobody_comes_back_too(store: Store) -> None:
    await _put(store, "a")
    async with store.unit() as unit:
        await unit.inbox.worked(samples.heard("a"), Answered(to=None))
        await unit.commit()
    async with store.unit() as unit:
        ((_, answered),) = await unit.inbox.untold("matrix")
    assert answered == Answered(to=None)


async def test_a_told_answer_is_gone_and_its_message_stays_known(store: Store) -> None:
    await _put(store, "a")
    async with store.unit() as unit:
        await unit.inbox.worked(samples.heard("a"), ANSWERED)
        await unit.inbox.told("matrix", "a")
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.inbox.untold("matrix") == []
    assert await _put(store, "a") == [False]


async def test_the_answers_of_a_form_and_a_pressed_button_are_kept(store: Store) -> None:
    sent = replace(samples.heard("form"), answers=samples.answers(), kept_open=True)
    pressed = replace(samples.heard("button"), pressed="list.1")
    async with store.unit() as unit:
        await unit.inbox.put(sent)
        await unit.inbox.put(pressed)
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.inbox.waiting("matrix") == [sent, pressed]


async def test_a_message_kept_at_once_is_in_the_inbox_like_any_other(store: Store) -> None:
    heard = samples.heard(ref=CaseRef(7))
    assert await store.hear(heard)
    assert await store.hear(samples.heard("second"))  # the first made the key
    assert not await store.hear(heard)
    assert await _put(store, "second", "third") == [False, True]
    async with store.unit() as unit:
        waiting = await unit.inbox.waiting("matrix")
        assert [one.key for one in waiting] == [heard.key, "second", "third"]
        assert waiting[0] == heard


async def test_many_kept_at_once_while_others_write_are_all_kept_once(store: Store) -> None:
    await store.hear(samples.heard("first"))

    async def write() -> None:
        for _ in range(20):
            async with store.unit() as unit:
                await unit.marks.put("busy", Sensitive("yes"))
                await unit.commit()

    keys = [f"k{n % 150}" for n in range(300)]
    found, *_ = await asyncio.gather(
        asyncio.gather(*(store.hear(samples.heard(key)) for key in keys)), write(), write()
    )
    assert sum(found) == 150
    async with store.unit() as unit:
        kept = [one.key for one in await unit.inbox.waiting("matrix")]
    assert sorted(kept) == sorted({"first", *keys})

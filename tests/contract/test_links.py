"""One-time pages: each opens for its token alone, once and not for long, and leaves nothing."""

from __future__ import annotations

import pytest

from bot.errors import StoreTrouble
from storage import Store
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import HOUR, NOW, NURSE


async def _put(store: Store, *tokens: str) -> None:
    async with store.unit() as unit:
        for token in tokens:
            await unit.links.put(token, samples.link())
        await unit.commit()


async def test_a_link_opens_by_its_token_until_it_is_used(store: Store, base: Base) -> None:
    await _put(store, "one", "two")
    async with store.unit() as unit:
        assert await unit.links.get("one", NOW) == samples.link(NURSE)
        assert await unit.links.use("one")
        assert not await unit.links.use("one")
        assert await unit.links.get("one", NOW) is None
        assert await unit.links.get("two", NOW) is not None
        assert await unit.links.get("three", NOW) is None
        await unit.commit()
    assert await base.count("links") == 1
    ((owners,),) = await base.raw("select count(*) from data_keys where owner like 'link:%'")
    assert owners == 1


async def test_a_link_does_not_open_any_more_once_its_time_is_over(store: Store) -> None:
    await _put(store, "one")
    async with store.unit() as unit:
        assert await unit.links.get("one", NOW + HOUR) is None
        assert await unit.links.expired(NOW) == 0
        assert await unit.links.expired(NOW + HOUR) == 1
        assert await unit.links.get("one", NOW) is None


async def test_the_token_itself_stands_nowhere(store: Store, base: Base) -> None:
    await _put(store, "a-token-of-its-own")
    rows = await base.raw("select token_hash from links")
    assert "a-token-of-its-own" not in str(rows)
    assert "a-token-of-its-own" not in str(await base.raw("select owner from data_keys"))


async def test_a_link_that_was_changed_does_not_open(store: Store, base: Base) -> None:
    await _put(store, "one")
    await base.raw("update links set body = (select wrapped from data_keys limit 1)")
    with pytest.raises(StoreTrouble):
        async with store.unit() as unit:
            await unit.links.get("one", NOW)

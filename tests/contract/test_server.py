"""A PostgreSQL that is away, that cuts the line, or that lets nobody in: one sentence, and then on again."""

from __future__ import annotations

import asyncio
import socket

import pytest

from bot.errors import StoreTrouble
from storage import Store, migrate
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.wire import wired

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("base", ["postgres"], indirect=True)]
CUT = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)


async def test_a_line_cut_in_the_middle_of_a_unit_is_said_and_leaves_nothing(
    store: Store, base: Base
) -> None:
    with pytest.raises(StoreTrouble, match="The connection to the database broke"):
        async with store.unit() as unit:
            await unit.cases.add(samples.case())
            await unit.cases.save()
            await base.raw(CUT)
            await unit.people.directory()
    assert await base.count("cases") == 0


async def test_a_line_cut_before_the_commit_is_said_and_leaves_nothing(
    store: Store, base: Base
) -> None:
    async with store.unit() as unit:
        await unit.cases.add(samples.case())
        await unit.cases.save()
        await base.raw(CUT)
        with pytest.raises(StoreTrouble, match="The connection to the database broke"):
            await unit.commit()
    assert await base.count("cases") == 0


async def test_after_a_cut_line_the_next_unit_works(store: Store, base: Base) -> None:
    async with store.unit() as unit:
        await unit.people.directory()
    await base.raw(CUT)
    async with store.unit() as unit:
        await unit.cases.add(samples.case())
        await unit.commit()
    assert await base.count("cases") == 1


async def _asks(store: Store) -> None:
    async with store.unit() as unit:
        await unit.people.directory()


@pytest.mark.parametrize("many", [1, 8])
async def test_lines_cut_off_unheard_are_put_away_before_anything_is_asked_of_them(
    base: Base, many: int
) -> None:
    async with wired(base.url) as wire:
        store = await Base(wire.url).open()
        await asyncio.gather(*(_asks(store) for _ in range(many)))
        assert wire.holds_back() == many
        await base.raw(CUT)
        await wire.unread()
        async with store.unit() as unit:
            await unit.cases.add(samples.case())
            await unit.commit()
        await store.close()
    assert await base.count("cases") == 1


async def test_a_server_that_cuts_new_lines_too_is_said(base: Base) -> None:
    async with wired(base.url) as wire:
        store = await Base(wire.url).open()
        await _asks(store)
        wire.breaks()
        with pytest.raises(StoreTrouble, match="The connection to the database broke"):
            await _asks(store)
        await store.close()


async def test_a_server_that_is_away_is_said(base: Base) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"postgresql://confer:secret@127.0.0.1:{closed.getsockname()[1]}/confer"
        for opening in (Base(url).open(), migrate(url)):
            with pytest.raises(StoreTrouble, match="cannot be reached") as caught:
                await opening
            assert "secret" not in str(caught.value)


async def test_a_database_or_user_that_is_not_there_is_said(base: Base) -> None:
    for url in (base.url + "_not", base.url.replace("postgres@", "nobody@")):
        with pytest.raises(StoreTrouble, match="There is no such database or user"):
            await Base(url).open()


async def test_a_server_that_takes_no_writes_is_said(base: Base) -> None:
    name = base.url.rpartition("/")[2]
    await base.raw(f"alter database {name} set default_transaction_read_only = on")
    with pytest.raises(StoreTrouble, match="takes no writes"):
        await base.open()

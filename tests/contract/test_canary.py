"""What was sealed is nowhere on the disk in the clear, and after an erasure its key is not there either."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.case import Case
from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.ports import Answered
from bot.vocabulary.numbers import PersonNo
from storage import Store
from storage.tables import metadata
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import COORDINATOR, NOW, NURSE, SOCIAL
from tests.house import CANARY


async def _everything_sealed(store: Store) -> Case:
    """One of everything that holds a canary, in one commit and then changed in another."""
    async with store.unit() as unit:
        case = samples.case(await unit.cases.free_ref())
        samples.hide(case)
        await unit.cases.add(case)
        for no in (NURSE, COORDINATOR, SOCIAL):
            await unit.people.add(samples.person(no))
        await unit.dialogues.put(samples.dialogue())
        await unit.offers.put(NURSE, samples.buttons(CANARY), "list")
        await unit.marks.put("device", Sensitive(CANARY))
        await unit.inbox.put(samples.heard("a"))
        await unit.inbox.put(samples.heard("b"))
        await unit.inbox.put(replace(samples.heard("c"), answers=samples.answers()))
        await unit.links.put("token", samples.link())
        await unit.audit.record(case.id, samples.event())
        await unit.outbox.put(samples.notice(), platform="matrix", due=NOW)
        await unit.commit()
    async with store.unit() as unit:
        await unit.inbox.worked(
            samples.heard("a"), Answered(to=NURSE, tellings=(samples.telling(),))
        )
        await unit.people.change(samples.person(SOCIAL, f"{CANARY} again"))
        (await unit.cases.get(case.name)).facts.recused.append(PersonNo(9))
        await unit.commit()
    return case


def _files(base: Base) -> Iterator[tuple[str, bytes]]:
    assert base.file is not None
    for path in sorted(Path(base.file.parent).glob(f"{base.file.name}*")):
        yield path.name, path.read_bytes()


async def _dump(base: Base) -> bytes:
    """All that stands in the database, bytes as they are."""
    if base.file is not None:
        names = [name for name, _ in _files(base)]
        assert len(names) == 3, "the log and its index are to be looked into too"
        return b"".join(content for _, content in _files(base))
    found: list[bytes] = []
    for table in metadata.tables:
        for row in await base.raw(f"select * from {table}"):  # noqa: S608  # a name of ours
            found += [v if isinstance(v, bytes) else str(v).encode() for v in row]
            found.append(repr(row).encode())
    return b"\n".join(found)


async def test_no_canary_in_the_database(store: Store, base: Base) -> None:
    await _everything_sealed(store)
    dump = await _dump(base)
    assert len(dump) > 1000
    assert CANARY.encode() not in dump
    assert CANARY.encode("utf-16-le") not in dump
    assert CANARY.encode().hex().encode() not in dump
    for hidden in (b"person_away", b"goals_met", b"example.org", b"concern new", b"sits alone"):
        assert hidden not in dump, hidden


@contextmanager
def _listening() -> Iterator[io.StringIO]:
    """Everything logged at DEBUG; tests/conftest.py holds drivers at WARNING, as bot/running/logs.py does."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


async def test_no_canary_in_the_logs_at_debug(store: Store) -> None:
    with _listening() as said:
        logging.getLogger("confer.test").debug("heard")
        case = await _everything_sealed(store)
        with pytest.raises(NotFound):
            async with store.unit() as unit:
                await unit.cases.by_id(samples.somewhere())
        async with store.unit() as unit:
            await unit.cases.erase(await unit.cases.get(case.name))
            await unit.commit()
    assert "heard" in said.getvalue()
    assert CANARY not in said.getvalue()


async def _keys(base: Base, case: Case) -> list[bytes]:
    found = await base.raw(
        f"select wrapped from data_keys where owner like 'case:{case.id}:%'"  # noqa: S608  # our own
    )
    return [row[0] for row in found if isinstance(row[0], bytes)]


async def test_an_erased_case_leaves_neither_rows_nor_keys(store: Store, base: Base) -> None:
    case, other = await _everything_sealed(store), samples.case()
    async with store.unit() as unit:
        await unit.cases.add(other)
        running = samples.clock(case.id)
        await unit.clocks.start(running, samples.rungs(running))
        await unit.audit.opened(case, case.facts.items, SOCIAL, "screening", NOW)
        await unit.commit()
    wrapped = await _keys(base, case)
    assert len(wrapped) == 2
    async with store.unit() as unit:
        await unit.cases.erase(await unit.cases.get(case.name))
        await unit.commit()
    for table in ("cases", "texts", "parties", "clocks", "rungs", "openings"):
        rows = await base.raw(f"select * from {table}")  # noqa: S608  # a name of ours
        assert str(case.id) not in repr(rows), table
        assert case.id.hex not in repr(rows), table
    assert await _keys(base, case) == []
    assert await base.count("cases") == 1
    dump = await _dump(base)
    assert all(key not in dump for key in wrapped)


async def test_an_erased_case_is_not_found_and_the_others_are(store: Store) -> None:
    case, other = await _everything_sealed(store), samples.case()
    async with store.unit() as unit:
        await unit.cases.add(other)
        await unit.commit()
    async with store.unit() as unit:
        await unit.cases.erase(await unit.cases.get(case.name))
        await unit.commit()
    async with store.unit() as unit:
        with pytest.raises(NotFound):
            await unit.cases.get(case.name)
        assert (await unit.cases.by_id(other.id)).facts == other.facts
        assert await unit.audit.verify() == 1


@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
async def test_of_many_erased_cases_no_key_is_left_on_the_disk(store: Store, base: Base) -> None:
    """PostgreSQL keeps old pages: there the master key is to be changed after an erasure."""
    cases = [samples.case() for _ in range(40)]
    for case in cases:
        async with store.unit() as unit:
            await unit.cases.add(case)
            await unit.commit()
    gone = [key for case in cases[::2] for key in await _keys(base, case)]
    kept = [key for case in cases[1::2] for key in await _keys(base, case)]
    for case in cases[::2]:
        async with store.unit() as unit:
            await unit.cases.erase(await unit.cases.by_id(case.id))
            await unit.commit()
    dump = await _dump(base)
    assert all(key in dump for key in kept)
    assert not any(key in dump or key[-24:] in dump for key in gone)

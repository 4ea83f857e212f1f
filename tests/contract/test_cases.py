"""Cases come back as they were put, and never as somebody half changed them."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.errors import NotFound, StaleCase
from bot.parts import Facts, Owner, TextKind
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import State
from bot.vocabulary.reference import CaseRef
from storage import Store, codec
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import COORDINATOR, GRANT, HOUR, NOW, NURSE, SOCIAL


async def _raised(store: Store, hours: int = 0) -> CaseRef:
    async with store.unit() as unit:
        ref = await unit.cases.free_ref()
        case = samples.case(ref)
        case.facts.raised = NOW + hours * HOUR
        await unit.cases.add(case)
        await unit.commit()
    return ref


async def test_a_case_comes_back_unchanged(store: Store) -> None:
    async with store.unit() as unit:
        ref = await unit.cases.free_ref()
        put = samples.case(ref)
        samples.hide(put)
        await unit.cases.add(put)
        await unit.commit()
    async with store.unit() as unit:
        got = await unit.cases.get(ref)
        assert (got.id, got.ref, got.state, got.version) == (put.id, ref, State.RAISED, 1)
        assert got.facts == put.facts
        assert got.hidden == put.hidden
        assert await unit.cases.by_id(put.id) is got
        assert list(await unit.cases.touched()) == [got]


def test_who_was_asked_in_the_owners_place_is_asked_still() -> None:
    """Facts were written so before whoever is asked had a place of their own."""
    asked = Owner(person=NURSE, because=(), nominated_by=COORDINATOR)
    facts = json.loads(codec.FACTS.dump_json(Facts(referrer=NURSE, nominee=asked)))
    facts["owner"] = facts.pop("nominee")

    read = codec.read(codec.FACTS, json.dumps(facts), "case")

    assert (read.owner, read.nominee) == (None, asked)


@pytest.mark.parametrize("kind", TextKind)
async def test_words_come_back_by_kind_before_and_after_the_save(
    store: Store, kind: TextKind
) -> None:
    async with store.unit() as unit:
        ref = await unit.cases.free_ref()
        put = samples.case(ref)
        await unit.cases.add(put)
        before = await unit.cases.read(put, kind, GRANT)
        await unit.commit()
    async with store.unit() as unit:
        case = await unit.cases.get(ref)
        after = await unit.cases.read(case, kind, GRANT)
    assert [item for item, _ in before] == [item for item, _ in after]
    assert [samples.opened(w) for _, w in after] == [f"{kind.value}: {samples.WORDS}"]
    assert before == after


async def test_what_was_withdrawn_is_not_read(store: Store) -> None:
    ref = await _raised(store)
    async with store.unit() as unit:
        case = await unit.cases.get(ref)
        for item in case.facts.items:
            item.withdrawn = NOW
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.cases.read(await unit.cases.get(ref), TextKind.DETAIL, GRANT) == []


async def test_a_case_that_did_not_change_keeps_its_version(store: Store) -> None:
    ref = await _raised(store)
    async with store.unit() as unit:
        await unit.cases.get(ref)
        await unit.commit()
    async with store.unit() as unit:
        assert (await unit.cases.get(ref)).version == 1


async def test_an_unknown_case_is_not_found(store: Store) -> None:
    async with store.unit() as unit:
        with pytest.raises(NotFound):
            await unit.cases.get(CaseRef(3))
        with pytest.raises(NotFound):
            await unit.cases.by_id(samples.somewhere())


async def test_the_newest_draft_belongs_to_its_author(store: Store) -> None:
    async with store.unit() as unit:
        draft = samples.case()
        await unit.cases.add(draft)
        await unit.commit()
    async with store.unit() as unit:
        found = await unit.cases.draft_of(NURSE)
        assert found is not None
        assert found.id == draft.id
        assert await unit.cases.draft_of(SOCIAL) is None


async def test_a_unit_that_is_not_committed_leaves_nothing(store: Store, base: Base) -> None:
    async with store.unit() as unit:
        ref = await unit.cases.free_ref()
        case = samples.case(ref)
        await unit.cases.add(case)
        await unit.audit.record(case.id, samples.event())
        await unit.outbox.put(samples.notice(), platform="matrix", due=NOW)
        await unit.inbox.put(samples.heard())
        await unit.cases.save()
        await unit.audit.save()
        await unit.outbox.save()
    for table in ("cases", "texts", "parties", "used_refs", "audit", "outbox", "inbox"):
        assert await base.count(table) == 0, table


async def test_an_error_within_a_unit_leaves_nothing(store: Store, base: Base) -> None:
    with pytest.raises(LookupError):
        async with store.unit() as unit:
            await unit.cases.add(samples.case())
            await unit.cases.save()
            raise LookupError
    assert await base.count("cases") == 0


async def test_of_two_changes_at_once_none_is_lost(store: Store, base: Base) -> None:
    """On PostgreSQL the later one is stale and tried again; SQLite lets one in at a time."""
    ref = await _raised(store)
    other = await base.open()
    stale = 0

    async def join(here: Store, no: int) -> None:
        nonlocal stale
        while True:
            try:
                async with here.unit() as unit:
                    case = await unit.cases.get(ref)
                    await asyncio.sleep(0)
                    case.facts.recused.append(PersonNo(no))
                    await unit.commit()
                return
            except StaleCase:
                stale += 1

    async with asyncio.TaskGroup() as group:
        for no in range(1, 13):
            group.create_task(join(store if no % 2 else other, no))
    await other.close()
    async with store.unit() as unit:
        case = await unit.cases.get(ref)
    assert sorted(person.value for person in case.facts.recused) == list(range(1, 13))
    assert case.version == 13
    assert (stale > 0) == base.url.startswith("postgresql")


async def test_a_case_changed_meanwhile_is_stale(store: Store, base: Base) -> None:
    ref = await _raised(store)
    async with store.unit() as unit:
        case = await unit.cases.get(ref)
        case.version -= 1  # as if another had saved since
        case.facts.recused.append(SOCIAL)
        await unit.outbox.put(samples.notice(), platform="matrix", due=NOW)
        with pytest.raises(StaleCase):
            await unit.commit()
    assert await base.count("outbox") == 0


async def test_lists_show_only_the_cases_somebody_has_part_in(store: Store) -> None:
    async with store.unit() as unit:
        for no, by in enumerate((NURSE, NURSE, COORDINATOR)):
            case = samples.case(await unit.cases.free_ref(), by=by)
            case.facts.raised = NOW + no * HOUR
            if no == 1:
                case.facts.recused.append(NURSE)
            await unit.cases.add(case)
        await unit.cases.add(samples.case())  # a draft is in no list
        await unit.commit()
    async with store.unit() as unit:
        everything = await unit.cases.lines(party=None)
        assert [line.raised for line in everything] == [NOW + 2 * HOUR, NOW + HOUR, NOW]
        assert [line.raised for line in await unit.cases.lines(party=NURSE)] == [NOW]
        assert len(await unit.cases.lines(party=SOCIAL)) == 3
        assert len(await unit.cases.lines(party=None, limit=2)) == 2


async def test_a_list_goes_on_where_a_page_ended_also_among_cases_of_one_moment(
    store: Store,
) -> None:
    for no in range(7):
        await _raised(store, hours=no // 3)
    async with store.unit() as unit:
        everything = [line.ref for line in await unit.cases.lines(party=None)]
        word = (await unit.cases.get(everything[0])).status
        paged: list[CaseRef] = []
        after = None
        while rows := await unit.cases.lines(party=None, status=word, limit=2, after=after):
            paged += [line.ref for line in rows]
            after = await unit.cases.get(paged[-1])
        assert paged == everything
        assert [line.ref for line in await unit.cases.lines(party=NURSE, after=after)] == []


async def test_lists_may_be_cut_to_one_status(store: Store) -> None:
    ref = await _raised(store)
    async with store.unit() as unit:
        case = await unit.cases.get(ref)
        case.state = State.ASSESSING
        word = case.status
        await unit.commit()
    assert word is not None
    other = next(status for status in Status if status is not word)
    async with store.unit() as unit:
        assert [line.ref for line in await unit.cases.lines(party=None, status=word)] == [ref]
        assert await unit.cases.lines(party=None, status=other) == []


async def test_who_leaves_a_case_loses_it_from_the_list(store: Store) -> None:
    ref = await _raised(store)
    async with store.unit() as unit:
        case = await unit.cases.get(ref)
        case.facts.circle.clear()
        case.facts.owner = None
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.cases.lines(party=SOCIAL) == []
        assert [line.ref for line in await unit.cases.lines(party=NURSE)] == [ref]


async def test_a_used_reference_is_never_drawn_again(store: Store, base: Base) -> None:
    ref = await _raised(store)
    async with store.unit() as unit:
        await unit.cases.erase(await unit.cases.get(ref))
        await unit.commit()
    assert await base.raw("select ref from used_refs") == [(ref.serial,)]
    # Half of all references are used up; what is drawn must be of the other half.
    last = CaseRef.SPACE // 2
    await base.raw(
        f"with recursive n(i) as (select 0 union all select i + 1 from n where i < {last})"  # noqa: S608  # a number of ours
        " insert into used_refs (partnership, ref) select 1, i from n where true"
        " on conflict do nothing"
    )
    async with store.unit() as unit:
        drawn = [await unit.cases.free_ref() for _ in range(30)]
    assert all(one.serial > last for one in drawn)
    assert len(set(drawn)) == 30

"""Meetings, and the sealed marks of the adapters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.ports import Line
from bot.vocabulary.numbers import MeetingNo
from bot.vocabulary.reference import CaseRef
from storage import Store
from tests.contract import samples


async def test_meetings_are_numbered_and_come_back_unchanged(store: Store) -> None:
    async with store.unit() as unit:
        for number in (1, 2):
            assert await unit.meetings.next_no() == MeetingNo(number)
            await unit.meetings.put(samples.meeting(MeetingNo(number)))
        changed = replace(samples.meeting(MeetingNo(2)), held=None, face_to_face=None)
        await unit.meetings.put(changed)
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.meetings.get(MeetingNo(2)) == changed
        assert await unit.meetings.all() == [samples.meeting(MeetingNo(1)), changed]
        with pytest.raises(NotFound):
            await unit.meetings.get(MeetingNo(3))


async def test_a_mark_is_put_replaced_found_by_prefix_and_dropped(store: Store) -> None:
    async with store.unit() as unit:
        for name in ("room:a", "room:b", "room%", "sync"):
            await unit.marks.put(name, Sensitive("one"))
        await unit.marks.put("room:a", Sensitive("two"))
        await unit.marks.drop("room:b")
        await unit.marks.drop("never there")
        await unit.commit()
    async with store.unit() as unit:
        assert samples.opened(await unit.marks.get("room:a")) == "two"
        assert await unit.marks.get("room:b") is None
        assert await unit.marks.names("room") == ["room%", "room:a"]
        assert await unit.marks.names("room%") == ["room%"]


async def test_lines_are_found_by_case_and_those_that_stay_are_listed_apart(store: Store) -> None:
    one = Line(case=CaseRef(7), platform="slack", message="C1:1.1", posted=samples.NOW, seats=True)
    two = replace(one, message="C2:1.1", seats=False, posted=samples.NOW + samples.HOUR)
    other = replace(one, case=CaseRef(8), message="C1:1.2")
    elsewhere = replace(one, platform="matrix")
    stays = replace(one, message="C1:1.3", left=samples.NOW)
    async with store.unit() as unit:
        for line in (two, one, other, elsewhere, stays):
            await unit.lines.put(line)
        await unit.lines.put(replace(one, outdated=True))
        await unit.lines.drop(other)
        await unit.lines.drop(other)
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.lines.of(CaseRef(7), "slack") == [replace(one, outdated=True), two]
        assert await unit.lines.of(CaseRef(8), "slack") == []
        assert await unit.lines.left() == [stays]

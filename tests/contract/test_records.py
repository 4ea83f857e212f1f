"""Meetings, and the sealed marks of the adapters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.vocabulary.numbers import MeetingNo
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

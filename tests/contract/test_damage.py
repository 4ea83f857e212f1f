"""A parcel that somebody edited is never said in another place, and keeps no other from leaving."""

from __future__ import annotations

import logging

import pytest

from bot.errors import StoreTrouble
from bot.ports import ToCircle, ToSeats
from bot.posts import CircleNews, FirstAnswerOverdue, News
from bot.vocabulary.reference import CaseRef
from storage import Store, codec
from tests.contract import samples
from tests.contract.conftest import Base
from tests.contract.samples import NOW, SOCIAL
from tests.house import CANARY

REF = CaseRef(7)
CIRCLE, _lane, NEWS = codec.body_out(
    ToCircle(case=REF, post=CircleNews(case=REF, news=News.URGENT))
)
SEATS, _lane, OVERDUE = codec.body_out(ToSeats(post=FirstAnswerOverdue()))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("CircleNews", NEWS),  # of the circle, said where all seats read
        (f"circle:7:{SEATS}", OVERDUE),
        ("circle:8:CircleNews", NEWS),  # of one case, said in the circle of another
        ("other:7:CircleNews", NEWS),
        (":CircleNews", NEWS),
        (f"circle:{CANARY}:CircleNews", NEWS),
        (f"circle:7:{CANARY}", NEWS),
        (f"circle:7:7:CircleNews:{CANARY}", NEWS),
        ("circle:99999999999:CircleNews", NEWS),
        (f"circle:{'9' * 5000}:CircleNews", NEWS),
        (CANARY, NEWS),
        (CIRCLE, f'{{"case": {{"serial": 7}}, "news": "{CANARY}"}}'),
        ("Notice", f'{{"to": {{"value": 1}}, "kind": "{CANARY}"}}'),
    ],
)
def test_an_edited_parcel_is_refused_and_not_repeated(kind: str, text: str) -> None:
    with pytest.raises(StoreTrouble) as caught:
        codec.body_in(kind, text)
    assert CANARY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


async def test_a_damaged_parcel_is_set_aside_and_the_next_one_leaves(
    store: Store, base: Base, caplog: pytest.LogCaptureFixture
) -> None:
    async with store.unit() as unit:
        await unit.outbox.put(samples.notice(), platform="matrix", due=NOW)
        await unit.outbox.put(samples.notice(SOCIAL), platform="matrix", due=NOW)
        await unit.commit()
    first = "(select min(seq) from outbox)"
    await base.raw(f"""update outbox set body = '"{CANARY}"' where seq = {first}""")  # noqa: S608  # ours
    with caplog.at_level(logging.ERROR, "confer.storage"):
        async with store.unit() as unit:
            (parcel,) = await unit.outbox.claim("matrix", NOW, most=1)
            await unit.outbox.sent(parcel, None, NOW)
            await unit.commit()
    assert parcel.body == samples.notice(SOCIAL)
    assert [record.getMessage() for record in caplog.records] == [
        "a stored parcel is damaged: it is set aside"
    ]
    async with store.unit() as unit:
        assert not await unit.outbox.claim("matrix", NOW, most=9)
